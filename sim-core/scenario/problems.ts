/** What is wrong with a scenario, said so that it can be mended: where, what was found, what is allowed. */

/** Every code a problem can have. */
export const PROBLEM_CODES = [
  'syntax', // not JSON, not YAML
  'empty', // nothing there
  'encoding', // not UTF-8 text
  'too-large', // a stated limit is passed
  'too-deep',
  'duplicate-key', // the same key twice in one map of the text
  'version', // written for another version of the format
  'unknown-key',
  'missing-key',
  'wrong-type',
  'bad-unit',
  'out-of-range',
  'unknown-value', // not one of the listed words
  'bad-id',
  'duplicate-id',
  'unknown-reference', // a service, endpoint, zone … that does not exist
  'conflict', // keys that exclude each other
  'cycle', // endpoints that call each other for ever
  'bad-file', // a file that the scenario names: not read, or not what it should be
  'not-supported', // part of the format, does not work yet
  'bad-path', // a path to set or get that leads nowhere
  'bad-link', // a damaged share link
  'newer-link', // a share link of a later version
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

export interface Problem {
  readonly code: ProblemCode;
  /** "links.web->orders.retry.maxAttempts"; empty for the whole document. */
  readonly path: string;
  /** Both from 1, where the text is known and the problem lies in it. */
  readonly line?: number;
  readonly column?: number;
  /** Path, as it was given, of the setting that the problem comes from: one of those applied to the document. */
  readonly setting?: string;
  /** As it was written, shortened. */
  readonly found: string;
  readonly allowed: string;
  /** The known name or value that was probably meant. */
  readonly nearest?: string;
  readonly message: string;
}

export interface Warning {
  readonly code: string;
  readonly path: string;
  readonly message: string;
}

/** A place in a document as a chain back to the top: cheap to extend, joined only when something is wrong. */
export interface Place {
  readonly above: Place | null;
  readonly name: string | number;
}

export function at(above: Place | null, name: string | number): Place {
  return { above, name };
}

export function segmentsOf(place: Place | null): (string | number)[] {
  const segments: (string | number)[] = [];
  for (let step = place; step !== null; step = step.above) segments.push(step.name);
  return segments.reverse();
}

export function pathOf(place: Place | null): string {
  return segmentsOf(place).map(shorten).join('.');
}

interface Finding {
  readonly code: ProblemCode;
  readonly message: string;
  readonly found?: unknown;
  readonly allowed?: string;
  readonly nearest?: string | undefined;
}

/** A value that was set, or taken away, before the document was checked. */
interface Setting {
  readonly path: string;
  /** The place it leads to. */
  readonly names: readonly string[];
  readonly isRemoval: boolean;
}

const PROBLEMS_MAX = 1000;

/** Collects problems and warnings of one document. */
export class Report {
  readonly problems: Problem[] = [];
  readonly places: (Place | null)[] = [];
  readonly warnings: Warning[] = [];
  /** Path of the setting that is being applied: whatever is wrong meanwhile is wrong with it. */
  applying: string | undefined = undefined;
  private readonly settings: Setting[] = [];
  private readonly warningsMax = 200;

  /** From now on, what is wrong at or below that place comes from the setting and not from the text. */
  addSetting(setting: Setting): void {
    this.settings.push(setting);
  }

  add(place: Place | null, finding: Finding): void {
    if (this.problems.length >= PROBLEMS_MAX) return;
    const setting = this.applying ?? this.settings.findLast((one) => isCauseOf(one, place, finding))?.path;
    this.places.push(place);
    this.problems.push({
      code: finding.code,
      path: pathOf(place),
      ...(setting === undefined ? {} : { setting }),
      found: 'found' in finding ? describeValue(finding.found) : '',
      allowed: finding.allowed ?? '',
      ...(finding.nearest === undefined ? {} : { nearest: finding.nearest }),
      message: finding.message,
    });
  }

  warn(place: Place | null, code: string, message: string): void {
    if (this.warnings.length < this.warningsMax) this.warnings.push({ code, path: pathOf(place), message });
  }
}

function isCauseOf({ names, isRemoval }: Setting, place: Place | null, { code, allowed }: Finding): boolean {
  const segments = segmentsOf(place).map(String);
  if (!isRemoval) return segments.length >= names.length && names.every((name, i) => name === segments[i]);
  // What was taken away is missed in the object around it.
  const isAround = segments.length === names.length - 1 && segments.every((segment, i) => segment === names[i]);
  return isAround && code === 'missing-key' && (allowed ?? '').split(', ').includes(names[names.length - 1]);
}

/** "1 instance", "2 instances". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

const SHOWN_MAX = 60;

function shorten(name: string | number): string {
  const text = String(name);
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}

/** A value in a few words: `"5 min"`, `-3`, `a list`. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(shorten(value));
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const isWord = value === null || typeof value === 'number' || typeof value === 'boolean';
  return isWord ? String(value) : `a ${typeof value}`;
}

/** One line for people: `checkout.yaml:12:5 links.web->orders.timeout: …, did you mean "250ms"?` */
export function formatProblem(problem: Problem, fileName = ''): string {
  const position = problem.line === undefined ? [] : [problem.line, problem.column ?? 1];
  const where = [...(fileName === '' ? [] : [fileName]), ...position].join(':');
  const place = [where, problem.path].filter((part) => part !== '').join(' ');
  const hint = problem.nearest === undefined ? '' : `; did you mean ${problem.nearest}?`;
  return `${place === '' ? '' : `${place}: `}${problem.message}${hint} [${problem.code}]`;
}
