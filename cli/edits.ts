/** What the command line changes in a scenario: `--set PATH=VALUE` and the options that are short for one. */
import { parseDocument } from 'yaml';
import type { Edit } from '../sim-core/index.ts';
import { type Arguments, type Option, SET_OPTION, valueOf, valuesOf } from './command.ts';
import { InputError } from './errors.ts';

export interface GivenEdit extends Edit {
  /** As it was written: "--set services.shop.concurrency=2", "--duration 10m". */
  readonly words: string;
}

/** Of an edit in a message, in characters. */
const WORDS_MAX = 100;

export const SCENARIO_OPTIONS: readonly Option[] = [
  SET_OPTION,
  { name: '--seed', value: 'SEED', about: 'other random numbers' },
  { name: '--duration', value: 'TIME', about: 'simulated time: 30s, 5m, 1h' },
  { name: '--warmup', value: 'TIME', about: 'simulated time left out of the summary' },
];

/**
 * `--set` in order, then the options that are short for one.
 * @throws InputError
 */
export function editsOf(given: Arguments): GivenEdit[] {
  const edits = valuesOf(given, '--set').map(readEdit);
  for (const path of ['seed', 'duration', 'warmup']) {
    const value = valueOf(given, `--${path}`);
    if (value === undefined) continue;
    const words = `--${path} ${value}`;
    edits.push({ path, value: readValue(value, words), words });
  }
  return edits;
}

/** How a message names an edit. */
export function wordsOf({ words }: GivenEdit): string {
  return shortened(words);
}

function readEdit(text: string): GivenEdit {
  const equals = text.indexOf('=');
  if (equals <= 0) throw new InputError(`--set needs PATH=VALUE, not ${JSON.stringify(text)}`);
  const words = `--set ${text}`;
  return { path: text.slice(0, equals), value: readValue(text.slice(equals + 1), words), words };
}

/**
 * `3`, `true`, `null`, `{"a":1}` and `"quoted"` are JSON; what begins with a brace or a bracket may also be YAML, which
 * needs fewer quotes; everything else is the text as it stands.
 */
function readValue(text: string, words: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return /^\s*[{[]/.test(text) ? readYaml(text, words) : text;
  }
}

function readYaml(text: string, words: string): unknown {
  try {
    const document = parseDocument(text, { version: '1.2', schema: 'core', stringKeys: true, prettyErrors: false });
    const [problem] = [...document.errors, ...document.warnings];
    if (problem) throw problem;
    return document.toJS();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`in ${shortened(words)}: neither JSON nor YAML: ${reason}`, { cause: error });
  }
}

function shortened(words: string): string {
  return words.length > WORDS_MAX ? `${words.slice(0, WORDS_MAX)}…` : words;
}
