import { extname } from 'node:path';
import {
  createSimulation,
  type RunResult,
  type Scenario,
  seriesCsv,
  TraceObserver,
  traceChrome,
  traceNdjson,
  type Violation,
} from '../sim-core/index.ts';
import { advance } from './advance.ts';
import { type Arguments, type Command, has, JSON_OPTION, valueOf } from './command.ts';
import { SCENARIO_OPTIONS } from './edits.ts';
import { FailedError, InputError } from './errors.ts';
import { print, printJson, writeFile } from './output.ts';
import { describeRun } from './run-text.ts';
import { loadScenario } from './scenario-source.ts';

export const runCommand: Command = {
  name: 'run',
  positionals: ['SCENARIO'],
  about: 'Runs a scenario once and prints its numbers',
  options: [
    ...SCENARIO_OPTIONS,
    { name: '--replication', value: 'N', about: 'independent repetition of the same seed, from 0' },
    { name: '--trace', value: 'FILE', about: 'write requests with calls and attempts: .ndjson, or .json for Perfetto' },
    { name: '--series', value: 'FILE.csv', about: 'write the values of every window' },
    { name: '--histograms', about: 'put latency histograms into the JSON' },
    { name: '--check', about: 'let auditors watch every event; slower' },
    JSON_OPTION,
  ],
  examples: [
    { line: 'callscape run retry-storm', about: 'a preset' },
    { line: 'callscape run retry-storm --set links.shoppers~db.retry.maxAttempts=1', about: 'with one value changed' },
    { line: 'callscape run shop.yaml --duration 10m --series shop.csv', about: 'a file, and its curves as a table' },
    { line: 'callscape show hello | callscape run - --json', about: 'from a pipe, for a program' },
  ],
  async run(given) {
    const writeTrace = traceWriterOf(valueOf(given, '--trace'));
    refuseOtherSeries(valueOf(given, '--series'));
    const scenario = await loadScenario(given);
    const result = await runOnce(scenario, given, writeTrace);
    if (has(given, '--json')) printJson(result);
    else print(describeRun(result));
    return result.outcome === 'completed' ? 0 : 1;
  },
};

/** The last so many requests are traced; more would not fit into memory. */
const TRACED_MAX = 1_000_000;

type TraceWriter = typeof traceNdjson;

/** By the ending of the file's name. */
const TRACE_WRITERS: ReadonlyMap<string, TraceWriter> = new Map([
  ['.ndjson', traceNdjson],
  ['.json', traceChrome],
]);

/**
 * @returns what writes such a file; null without one
 * @throws InputError before anything has run
 */
function traceWriterOf(file: string | undefined): TraceWriter | null {
  if (file === undefined) return null;
  const writer = TRACE_WRITERS.get(extname(file));
  if (writer) return writer;
  throw new InputError(`--trace writes .ndjson, or .json for Perfetto, not ${JSON.stringify(file)}`);
}

/** A name without an ending, such as that of a device, says nothing else. */
function refuseOtherSeries(file = ''): void {
  if (['', '.csv'].includes(extname(file))) return;
  throw new InputError(`--series writes .csv, not ${JSON.stringify(file)}`);
}

async function runOnce(scenario: Scenario, given: Arguments, writeTrace: TraceWriter | null): Promise<RunResult> {
  const traceFile = valueOf(given, '--trace');
  const seriesFile = valueOf(given, '--series');
  const trace = writeTrace === null ? null : new TraceObserver({ capacity: TRACED_MAX });
  const simulation = createSimulation(scenario, {
    replication: replicationOf(given),
    check: has(given, '--check'),
    histograms: has(given, '--histograms'),
    observers: trace === null ? [] : [trace],
  });
  const startMs = performance.now();
  await advance(simulation);
  const ms = performance.now() - startMs;
  const violations = simulation.auditor?.report() ?? [];
  if (violations.length > 0) throw new FailedError(describeViolations(violations));

  if (trace !== null && writeTrace !== null && traceFile !== undefined) {
    writeFile(traceFile, writeTrace(trace.requests()));
  }
  if (seriesFile !== undefined) writeFile(seriesFile, seriesCsv(simulation.series()));
  return { ...simulation.result(), wall: { ms, eventsPerSecond: simulation.events / (ms / 1000) } };
}

/** These are mistakes of the program and never of a scenario. */
function describeViolations(violations: readonly Violation[]): string {
  const lines = violations.map(({ atMs, rule, message }) => `  at ${atMs} ms: ${rule}: ${message}`);
  return `the auditors found what must not be:\n${lines.join('\n')}`;
}

function replicationOf(given: Arguments): number {
  const text = valueOf(given, '--replication') ?? '0';
  const replication = Number(text);
  if (/^[0-9]+$/.test(text) && Number.isSafeInteger(replication)) return replication;
  throw new InputError(`--replication needs a whole number from 0, not ${JSON.stringify(text)}`);
}
