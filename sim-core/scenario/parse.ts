/** From text (JSON or YAML) or plain values to a scenario, with the line and column of every problem. */
import type { ReadFile } from './arrivals-file.ts';
import { checkScenario, type Edit, type ScenarioReading } from './check.ts';
import { readJson } from './json-text.ts';
import { DEPTH_MAX } from './plain.ts';
import { type Place, type Problem, Report, segmentsOf } from './problems.ts';
import { isObject } from './read.ts';
import type { TextProblem, TextReading } from './text-reading.ts';
import { readYaml } from './yaml-text.ts';

export interface ParseOptions {
  /** Values to set before the check, as `--set PATH=VALUE` does. */
  readonly set?: readonly Edit[];
  /** Without it, what begins like JSON is read as JSON, the rest as YAML. */
  readonly source?: 'json' | 'yaml';
  /** Files that the scenario names (`arrivals.file`); without it they are refused. */
  readonly readFile?: ReadFile;
}

/** Characters of a text. A megabyte is some 10,000 services. YAML takes ten times as long to read as JSON. */
export const TEXT_MAX = 5_000_000;
export const YAML_MAX = 500_000;

/**
 * Reads, checks and resolves a scenario.
 * @param input text, or what JSON.parse would give
 * @returns the scenario, or every problem found; never throws
 */
export function parseScenario(input: unknown, options: ParseOptions = {}): ScenarioReading {
  if (typeof input !== 'string') return checkScenario(input, options.set, new Report(), options.readFile);
  const text = input.charCodeAt(0) === 0xfeff ? input.slice(1) : input;
  const report = new Report();
  const isJson = options.source === 'json' || (options.source === undefined && looksLikeJson(text));
  if (!isReadable(text, isJson, report)) return { ok: false, problems: report.problems };
  const reading = isJson ? readJson(text, DEPTH_MAX) : withOnKeys(readYaml(text, DEPTH_MAX));
  const lines = new LineIndex(text);
  const textProblems = reading.problems.map((problem) => located(problem, lines));
  if (reading.value === undefined) return { ok: false, problems: textProblems };
  const result = checkScenario(reading.value, options.set, report, options.readFile);
  if (result.ok && textProblems.length === 0) return result;
  const found = report.problems.map((problem, index) => {
    if (problem.setting !== undefined) return problem;
    const offset = reading.offsetOf(segmentsOf(report.places[index] ?? (null as Place | null)));
    return { ...problem, ...lines.position(offset) };
  });
  return { ok: false, problems: [...textProblems, ...found] };
}

/** `{` and a quote, a brace or nothing; `{ version: 1 }` is YAML. */
export function looksLikeJson(text: string): boolean {
  return /^[ \t\r\n]*(?:\{[ \t\r\n]*(?:["}]|$)|\[)/.test(text);
}

function isReadable(text: string, isJson: boolean, report: Report): boolean {
  const limit = isJson ? TEXT_MAX : YAML_MAX;
  if (text.length > limit) {
    const allowed = `at most ${limit} characters of ${isJson ? 'JSON' : 'YAML (JSON may have more)'}`;
    report.add(null, { code: 'too-large', message: `${text.length} characters; ${allowed}`, allowed });
  } else if (/^[ \t\r\n]*$/.test(text)) {
    report.add(null, { code: 'empty', message: 'there is nothing to read', allowed: 'JSON or YAML' });
  } else if (text.includes('\0') || text.startsWith('\ufffd')) {
    report.add(null, { code: 'encoding', message: 'not a text in UTF-8', allowed: 'UTF-8' });
  }
  return report.problems.length === 0;
}

/** Policies of a link that have a key `on`. */
const WITH_ON = ['retry', 'circuitBreaker'];

/** Writers of YAML 1.1 turn the key `on` into the boolean: it is meant all the same. */
function withOnKeys(reading: TextReading): TextReading {
  const { value } = reading;
  const links = isObject(value) && isObject(value.links) ? value.links : {};
  for (const name of Object.keys(links)) {
    const link = links[name];
    for (const policy of WITH_ON) if (isObject(link)) renameTrue(link[policy]);
  }
  return reading;
}

function renameTrue(policy: unknown): void {
  if (!isObject(policy) || !Object.hasOwn(policy, 'true') || Object.hasOwn(policy, 'on')) return;
  const writable = policy as Record<string, unknown>;
  writable.on = writable.true;
  delete writable.true;
}

function located(problem: TextProblem, lines: LineIndex): Problem {
  const { code, offset, other, message } = problem;
  if (code !== 'duplicate-key' || other === undefined) {
    return { code, path: '', ...lines.position(offset), found: '', allowed: '', message };
  }
  const first = lines.position(other);
  return {
    code,
    path: message,
    ...lines.position(offset),
    found: JSON.stringify(message),
    allowed: 'each key once',
    message: `the key is given already at line ${first.line}, column ${first.column}`,
  };
}

class LineIndex {
  private readonly starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1);
  }

  /** Both from 1; columns count UTF-16 units, as editors do. */
  position(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.starts[low] + 1 };
  }
}
