import * as fc from 'fast-check';
import { createSimulation, type RunResult } from '../../sim-core/index.ts';
import { accepted } from '../scenario/documents.ts';
import { checkCuts, checkDrained, checkNothing, checkOrder, checkPaired, checkUncalled } from './laws.ts';
import { type Document, scenarioArbitrary } from './scenario-arbitrary.ts';

/** Far more than any of the scenarios needs: beyond it a run does not end. */
const EVENTS_MAX = 3_000_000;

export interface Watched {
  readonly result: RunResult;
  readonly violations: readonly unknown[];
}

export function runWatched(document: Document): Watched {
  const simulation = createSimulation(accepted(document), { check: true });
  if (simulation.runUntil(simulation.durationMs, EVENTS_MAX) === 'running') throw new Error('the run does not end');
  return { result: simulation.result(), violations: simulation.auditor?.report() ?? [] };
}

/** @throws what fast-check says: the seed, and the smallest scenario it found that fails */
export function checkRandomScenarios(seed: number, count: number): void {
  fc.assert(
    fc.property(scenarioArbitrary, (document) => {
      const { result, violations } = runWatched(document);
      if (violations.length > 0) throw new Error(JSON.stringify(violations.slice(0, 5)));
      balance(result);
      if (runWatched(document).result.resultHash !== result.resultHash) throw new Error('the second run differs');
    }),
    { seed, numRuns: count },
  );
}

/** What each random scenario is asked; those that ask for another one get a second. */
export const LAWS: Readonly<Record<string, (document: Document, other: Document) => void>> = {
  'may be cut anywhere': checkCuts,
  'give back all that was taken': checkDrained,
  'say the same in another order': checkOrder,
  'do not notice services that nobody calls': checkUncalled,
  'do not notice policies without effect': checkNothing,
  'get the same requests whatever the callers do': checkPaired,
};

/** @throws what fast-check says, as `checkRandomScenarios` does */
export function checkLaw(law: string, seed: number, count: number): void {
  fc.assert(fc.property(scenarioArbitrary, scenarioArbitrary, LAWS[law]), { seed, numRuns: count });
}

/** What went in has come out or is still there; holds for whole runs, which are those without warm-up. */
function balance({ measuredFromMs, outcome, summary }: RunResult): void {
  if (measuredFromMs > 0 || outcome !== 'completed') return;
  const scopes = [summary.system, ...[summary.workloads, summary.links, summary.services].flatMap(Object.values)];
  for (const metrics of scopes) {
    const { started, ok, degraded, failed, cancelled, inFlight } = metrics;
    const gone = ok + degraded + failed + cancelled;
    if (started !== gone + inFlight) throw new Error(`${started} started, ${gone} gone, ${inFlight} in flight`);
  }
}
