/** Runs a whole scenario ahead as fast as it can and tells what comes out on the way. */
import { checkScenario, createSimulation } from '../../sim-core/index.ts';
import { SLICE_MS } from './slices.ts';
import { topologyOf } from './topology.ts';
import type { Simulation } from '../../sim-core/index.ts';
import type { FromWorker, Outlook, ToWorker } from './protocol.ts';
import type { Task } from './slices.ts';

/** Real ms from the question to the first curves, and between later ones. */
const FIRST_AFTER_MS = 35;
const THEN_EVERY_MS = 100;
/** Between two looks at the clock. */
const EVENTS_AT_ONCE = 4096;

export type Post = (message: FromWorker, transfer?: Transferable[]) => void;

export function outlookTask(message: Extract<ToWorker, { type: 'outlook' }>, post: Post): Task {
  return function* () {
    const { runId } = message;
    const startedMs = performance.now();
    const checked = checkScenario(message.document);
    if (!checked.ok) {
      post({ type: 'problems', runId, problems: [...checked.problems] });
      return;
    }
    post({ type: 'topology', runId, topology: topologyOf(checked.scenario.resolved, message.document) });
    const simulation = createSimulation(checked.scenario, { replication: message.replication });
    yield* runAhead(simulation, startedMs, (outlook) => {
      post({ type: 'outlook', outlook: { ...outlook, runId } }, buffersOf(outlook.series));
    });
  };
}

type Told = Omit<Outlook, 'runId'>;

function* runAhead(
  simulation: Simulation,
  startedMs: number,
  tell: (outlook: Told) => void,
): Generator<void, void, void> {
  let dueMs = startedMs + FIRST_AFTER_MS;
  let sliceEndMs = performance.now() + SLICE_MS;
  while (simulation.runUntil(simulation.durationMs, EVENTS_AT_ONCE) === 'running') {
    const nowMs = performance.now();
    if (nowMs >= dueMs) {
      tell(outlookOf(simulation, nowMs - startedMs, false));
      dueMs = performance.now() + THEN_EVERY_MS;
    }
    if (nowMs < sliceEndMs) continue;
    yield;
    sliceEndMs = performance.now() + SLICE_MS;
  }
  tell(outlookOf(simulation, performance.now() - startedMs, true));
}

function outlookOf(simulation: Simulation, wallMs: number, isComplete: boolean): Told {
  const series = simulation.series();
  const columns: Outlook['series'] = {};
  for (const scope of series.scopes) {
    columns[scope] = {};
    for (const name of series.columns(scope)) columns[scope][name] = series.column(scope, name).slice();
  }
  return {
    complete: isComplete,
    simulatedMs: simulation.nowMs,
    windowMs: series.windowMs,
    windowCount: series.windowCount,
    series: columns,
    result: isComplete ? simulation.result() : null,
    wallMs,
  };
}

function buffersOf(series: Outlook['series']): ArrayBuffer[] {
  return Object.values(series).flatMap((columns) =>
    Object.values(columns).map((column) => column.buffer as ArrayBuffer),
  );
}
