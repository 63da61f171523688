/** Finds the first instant at which the engine and the reference do not do the same, and says it for a reader. */
import * as fc from 'fast-check';
import { accepted } from '../scenario/documents.ts';
import { record } from './record.ts';
import { simulateByReference } from './reference.ts';
import type { Line, Recording } from './trace.ts';

/** Lines of the requests concerned that are shown before the difference. */
const CONTEXT = 25;

/** @throws what fast-check says: the smallest scenario it found whose runs differ, and where */
export function compareRandomScenarios(arbitrary: fc.Arbitrary<unknown>, seed: number, count: number): void {
  fc.assert(
    fc.property(arbitrary, (document) => void compareWithReference(document)),
    { seed, numRuns: count },
  );
}

/** How much was compared: lines. @throws what differs */
export function compareWithReference(document: unknown): number {
  const scenario = accepted(document);
  const recording = record(scenario);
  const report = differenceBetween(recording, simulateByReference(scenario.resolved, recording));
  if (report !== null) throw new Error(report);
  return recording.lines.length;
}

/** Within an instant the order of the lines does not matter: it shows in what comes of it. */
export function differenceBetween(recording: Recording, reference: readonly Line[]): string | null {
  const engine = inOrder(recording.lines, recording.endNs);
  const expected = inOrder(reference, recording.endNs);
  const length = Math.max(engine.length, expected.length);
  for (let i = 0; i < length; i++) {
    if (engine[i]?.timeNs === expected[i]?.timeNs && engine[i]?.text === expected[i]?.text) continue;
    return explain(engine, expected, Math.min(engine[i]?.timeNs ?? Infinity, expected[i]?.timeNs ?? Infinity));
  }
  return null;
}

function inOrder(lines: readonly Line[], endNs: number): Line[] {
  return lines
    .filter(({ timeNs }) => timeNs < endNs)
    .sort((a, b) => a.timeNs - b.timeNs || (a.text < b.text ? -1 : Number(a.text > b.text)));
}

function explain(engine: readonly Line[], expected: readonly Line[], atNs: number): string {
  const [ours, theirs] = [engine, expected].map((lines) => lines.filter(({ timeNs }) => timeNs === atNs));
  const only = (lines: readonly Line[], others: readonly Line[]) =>
    lines.filter(({ text }) => !others.some((other) => other.text === text)).map(({ text }) => `  ${text}`);
  const [engineOnly, referenceOnly] = [only(ours, theirs), only(theirs, ours)];
  const subjects = new Set(
    [...engineOnly, ...referenceOnly].flatMap((text) => text.match(/\br\d+>|\w+\[\d+\]/g) ?? []),
  );
  const isConcerned = ({ text }: Line) => [...subjects].some((subject) => text.includes(subject));
  const before = engine.filter((line) => line.timeNs < atNs && isConcerned(line)).slice(-CONTEXT);
  return [
    `The engine and the reference differ at ${atNs} ns.`,
    ...['Only the engine:', ...engineOnly, 'Only the reference:', ...referenceOnly],
    ...[`Both, at this instant:`, ...ours.filter((line) => theirs.some(({ text }) => text === line.text)).map(shown)],
    ...['Before, of the same requests and instances:', ...before.map(shown)],
  ].join('\n');
}

function shown({ timeNs, text }: Line): string {
  return `  ${timeNs} ${text}`;
}
