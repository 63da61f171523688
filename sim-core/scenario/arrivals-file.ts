/**
 * Instants of arrivals from a CSV file, one a line: the first column, in milliseconds or with a unit ("1.5s"). Blank lines
 * and lines that begin with # say nothing; the first line may be a header. Text in, numbers out: who calls reads the file.
 */
import { DURATION_MAX_MS } from '../policies/schema.ts';
import { at, type Place, type Report } from './problems.ts';
import { describeQuantity, formatQuantity, parseQuantity } from './quantities.ts';
import { isObject, type Plain } from './read.ts';

/** As many as may be written in the scenario. */
export const ARRIVALS_MAX = 1_000_000;
/** Then the rest of the file is probably wrong in the same way. */
const PROBLEMS_MAX = 10;

const NUMBER = /^[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?$|^\.[0-9]+$/;

export interface FileProblem {
  /** From 1; absent: the file as a whole. */
  readonly line?: number;
  readonly message: string;
}

export type ArrivalsReading =
  | { readonly ok: true /** Milliseconds, in the order of the file. */; readonly times: readonly number[] }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

export type FileText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

/** How a program that can read files gives the engine, which cannot, the text of one that a scenario names. */
export type ReadFile = (name: string) => FileText;

export function readArrivalTimes(text: string): ArrivalsReading {
  const times: number[] = [];
  const problems: FileProblem[] = [];
  let isFirst = true;
  let line = 0;
  for (const row of rowsOf(text)) {
    line++;
    const cell = firstCell(row);
    if (cell === '' && row.trim() === '') continue;
    if (row.trimStart().startsWith('#')) continue;
    const ms = instantOf(cell);
    const isHeader = isFirst && ms === undefined && !/^[-+.\d]/.test(cell);
    isFirst = false;
    if (isHeader) continue;
    if (ms === undefined) problems.push({ line, message: `not an instant: ${shown(cell)}; write ${ALLOWED}` });
    else if (ms > DURATION_MAX_MS) problems.push({ line, message: `later than ${LAST}: ${shown(cell)}` });
    else times.push(ms);
    if (times.length > ARRIVALS_MAX) problems.push({ line, message: `more than ${ARRIVALS_MAX} instants` });
    if (problems.length >= PROBLEMS_MAX || times.length > ARRIVALS_MAX) break;
  }
  if (problems.length === 0 && times.length === 0) problems.push({ message: 'no instant in it' });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, times };
}

const ALLOWED = describeQuantity('duration');
const LAST = formatQuantity('duration', DURATION_MAX_MS);

/** Line by line without a list of all: a file may have a million. */
function* rowsOf(text: string): Generator<string> {
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (start <= text.length) {
    const end = text.indexOf('\n', start);
    const row = text.slice(start, end < 0 ? text.length : end);
    yield row.endsWith('\r') ? row.slice(0, -1) : row;
    if (end < 0) return;
    start = end + 1;
  }
}

function firstCell(row: string): string {
  const [cell] = row.split(/[,;\t]/, 1);
  const text = cell.trim();
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).trim() : text;
}

function instantOf(cell: string): number | undefined {
  if (NUMBER.test(cell)) return Number(cell);
  const reading = cell === 'infinite' ? undefined : parseQuantity('duration', cell);
  return reading?.ok && reading.value >= 0 && reading.value < Number.POSITIVE_INFINITY ? reading.value : undefined;
}

function shown(cell: string): string {
  return JSON.stringify(cell.length > 40 ? `${cell.slice(0, 40)}…` : cell);
}

/** Puts `times` in the place of every `file`, so that the document is whole by itself. */
export function withArrivalFiles(document: Plain, readFile: ReadFile | undefined, report: Report): Plain {
  const { workloads } = document;
  if (readFile === undefined || !isObject(workloads)) return document;
  const entries = Object.entries(workloads).map(([id, workload]) => {
    const place = at(at(at(at(null, 'workloads'), id), 'arrivals'), 'file');
    return [id, withTimes(workload, readFile, place, report)] as const;
  });
  // Own properties whatever the id.
  return { ...document, workloads: Object.fromEntries(entries) };
}

function withTimes(workload: unknown, readFile: ReadFile, place: Place, report: Report): unknown {
  if (!isObject(workload) || !isObject(workload.arrivals)) return workload;
  const { file, ...others } = workload.arrivals;
  if (typeof file !== 'string') return workload;
  const given = readFile(file);
  const reading: ArrivalsReading = given.ok ? readArrivalTimes(given.text) : { ok: false, problems: [given] };
  if (!reading.ok) {
    for (const { line, message } of reading.problems) {
      const where = line === undefined ? file : `${file}:${line}`;
      report.add(place, {
        code: 'bad-file',
        message: `${where}: ${message}`,
        found: file,
        allowed: 'a CSV of instants',
      });
    }
  }
  return { ...workload, arrivals: { ...others, times: reading.ok ? reading.times : [] } };
}
