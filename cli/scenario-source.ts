/** A scenario is a file, `-` for standard input, the name of a preset, or a share link. */
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize, sep } from 'node:path';
import { presets } from 'virtual:presets';
import {
  decodeLink,
  type Edit,
  type FileText,
  formatProblem,
  nearest,
  type Problem,
  parseScenario,
  type ReadFile,
  type Scenario,
} from '../sim-core/index.ts';
import type { Arguments } from './command.ts';
import { inflate } from './compression.ts';
import { editsOf, type GivenEdit, wordsOf } from './edits.ts';
import { InputError } from './errors.ts';
import { reasonOf } from './output.ts';

/** Beyond this a file is not a scenario; the parser would refuse it too, after reading it all. */
const FILE_MAX_BYTES = 64 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;
const STDIN = 0;

export interface Source {
  /** Text with positions, or a document that has none. */
  readonly content: string | Record<string, unknown>;
  /** For messages: "shop.yaml", "standard input", "preset retry-storm". */
  readonly name: string;
  /** The preset it is, before any edit. */
  readonly preset?: string;
  /** Where files that it names lie; a preset or a link has none. */
  readonly folder?: string;
  /** Edits that a share link carries on top. */
  readonly edits: readonly Edit[];
}

/** @throws InputError with every problem of the scenario */
export async function loadScenario(given: Arguments): Promise<Scenario> {
  return checkSource(await openSource(given.positionals[0]), editsOf(given));
}

/** @throws InputError with every problem of the scenario */
export function checkSource(source: Source, edits: readonly GivenEdit[] = []): Scenario {
  const check = parseScenario(source.content, { set: [...source.edits, ...edits], readFile: fileReader(source) });
  if (!check.ok) throw new InputError(describeProblems(source.name, check.problems, edits));
  return check.scenario;
}

/** Only what lies beside the scenario or below it: a scenario of somebody else's must not look around on this machine. */
export function fileReader({ folder, name: source }: Source): ReadFile {
  return (name): FileText => {
    if (folder === undefined) return { ok: false, message: `a ${source.split(' ')[0]} has no files beside it` };
    const path = normalize(name);
    if (isAbsolute(path) || path === '..' || path.startsWith(`..${sep}`)) {
      return { ok: false, message: 'must lie in the folder of the scenario or below it' };
    }
    const file = join(folder, path);
    if (!existsSync(file)) return { ok: false, message: `there is no such file in ${folder === '' ? '.' : folder}` };
    if (!statSync(file).isFile()) return { ok: false, message: 'not a file' };
    try {
      return { ok: true, text: readText(file, name) };
    } catch (error) {
      return { ok: false, message: reasonOf(error) };
    }
  };
}

export async function openSource(word: string): Promise<Source> {
  if (word === '-') {
    return { content: readText(STDIN, 'standard input'), name: 'standard input', folder: '.', edits: [] };
  }
  if (existsSync(word) && !statSync(word).isDirectory())
    return { content: readText(word, word), name: word, folder: dirname(word), edits: [] };
  if (looksLikeLink(word)) return openLink(word);
  if (presets.some((preset) => preset.id === word)) return openPreset(word);
  throw new InputError(notFound(word));
}

/** @throws InputError with the nearest name there is */
export async function openPreset(id: string): Promise<Source> {
  const preset = presets.find((candidate) => candidate.id === id);
  if (preset) return { content: await preset.load(), name: `preset ${id}`, preset: id, edits: [] };
  const ids = presets.map((candidate) => candidate.id);
  const meant = nearest(id, ids);
  throw new InputError(`no preset ${id}: ${meant ? `did you mean ${meant}?` : ids.join(', ')}`);
}

/** @throws InputError when the link is damaged, too large or newer than this program */
export async function openLink(link: string): Promise<Source> {
  const opened = await decodeLink(link, inflate);
  if (!opened.ok) throw new InputError(describeProblems('link', opened.problems));
  const { document, preset, edits } = opened.content;
  if (document) return { content: { ...document }, name: 'link', edits };
  return { ...(await openPreset(preset ?? '')), name: 'link', edits };
}

/** @param edits those of the command line: what is wrong with one of them is told with its words */
export function describeProblems(name: string, problems: readonly Problem[], edits: readonly GivenEdit[] = []): string {
  const lines = problems.map((problem) => describeProblem(name, problem, edits));
  return `${name}: ${problems.length === 1 ? 'one problem' : `${problems.length} problems`}\n${lines.join('\n')}`;
}

function describeProblem(name: string, problem: Problem, edits: readonly GivenEdit[]): string {
  const edit = edits.findLast(({ path }) => path === problem.setting);
  if (edit) return `in ${wordsOf(edit)}: ${formatProblem(problem)}`;
  // "shop.yaml:12:5" is what editors and terminals make clickable.
  return formatProblem(problem, problem.line === undefined ? '' : name);
}

function readText(from: string | typeof STDIN, name: string): string {
  let bytes: Buffer;
  try {
    bytes = readBytes(from);
  } catch (error) {
    throw new InputError(`cannot read ${name}: ${reasonOf(error)}`, { cause: error });
  }
  if (bytes.length > FILE_MAX_BYTES) throw new InputError(`${name} is larger than 64 MiB`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new InputError(`${name} is not UTF-8 text`, { cause: error });
  }
}

/** No more than it takes to know that there is too much: pipes and devices may never end. */
function readBytes(from: string | typeof STDIN): Buffer {
  const file = from === STDIN ? STDIN : openSync(from, 'r');
  try {
    const chunks: Buffer[] = [];
    let length = 0;
    while (length <= FILE_MAX_BYTES) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const count = readSync(file, chunk, 0, CHUNK_BYTES, null);
      if (count === 0) break;
      chunks.push(chunk.subarray(0, count));
      length += count;
    }
    return Buffer.concat(chunks);
  } finally {
    if (file !== STDIN) closeSync(file);
  }
}

function looksLikeLink(word: string): boolean {
  return /^https?:\/\//.test(word) || word.includes('#') || word.startsWith('?');
}

function notFound(word: string): string {
  if (existsSync(word)) return `${word} is a folder`;
  const meant = nearest(
    word,
    presets.map((preset) => preset.id),
  );
  const hint = meant ? `did you mean ${meant}?` : `callscape presets lists the presets`;
  return `${word} is neither a file nor a preset nor a share link: ${hint}`;
}
