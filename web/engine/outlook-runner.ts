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

export type Post = (message: FromWorker) => void;

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
      post({ type: 'outlook', outlook: { ...outlook, runId } });
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
      tell(outlookOf(simulation, collectNow(simulation, isEarly), nowMs - startedMs));
      dueMs = performance.now() + THEN_EVERY_MS;
    }
    if (nowMs < sliceEndMs) continue;
    yield;
    sliceEndMs = performance.now() + SLICE_MS;
  }
  const wallMs = performance.now() - startedMs;
  const result = simulation.result();
  tell({ ...outlookOf(simulation, collectNow(simulation, isFirstSeen), wallMs), complete: true, result });
  yield;
  // The rest is many times as much and is looked at one part at a time.
  const all: Outlook['series'] = {};
  yield* collect(simulation, () => true, all);
  tell({ ...outlookOf(simulation, all, wallMs), complete: true, result });
}

/** What stage and charts show while a parameter is dragged: few columns, read several times per run. */
const EARLY: Readonly<Record<string, readonly string[]>> = {
  instances: ['uptime', 'utilization'],
  links: ['attempts', 'attemptsPerRequest'],
  workloads: ['offeredRps'],
};

function isEarly(scope: string, name: string): boolean {
  if (scope === 'system') return !isPercentile(name);
  return EARLY[scope.slice(0, scope.indexOf('.'))]?.includes(name) ?? false;
}

function isFirstSeen(scope: string, name: string): boolean {
  return scope === 'system' || isEarly(scope, name);
}

function isPercentile(name: string): boolean {
  return /^p\d+Ms$/.test(name);
}

type Wanted = (scope: string, name: string) => boolean;

function collectNow(simulation: Simulation, isWanted: Wanted): Outlook['series'] {
  const columns: Outlook['series'] = {};
  const collecting = collect(simulation, isWanted, columns);
  while (!collecting.next().done);
  return columns;
}

/** Reads columns scope by scope into `columns`, with a pause after each. */
function* collect(simulation: Simulation, isWanted: Wanted, columns: Outlook['series']): Generator<void, void, void> {
  const series = simulation.series();
  for (const scope of series.scopes) {
    const names = series.columns(scope).filter((name) => isWanted(scope, name));
    if (names.length === 0) continue;
    columns[scope] = {};
    for (const name of names) columns[scope][name] = series.column(scope, name);
    yield;
  }
}

function outlookOf(simulation: Simulation, columns: Outlook['series'], wallMs: number): Told {
  const { windowMs, windowCount } = simulation.series();
  return {
    complete: false,
    simulatedMs: simulation.nowMs,
    windowMs,
    windowCount,
    series: columns,
    result: null,
    wallMs,
  };
}
