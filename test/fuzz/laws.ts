/**
 * Laws that hold for every scenario, checked on random ones: a run may be cut anywhere, everything that was taken is given
 * back in the end, the order of a document says nothing, and what nobody calls changes nothing.
 */
import { createSimulation, type RunResult, type Simulation } from '../../sim-core/index.ts';
import type { World } from '../../sim-core/model/world.ts';
import { accepted } from '../scenario/documents.ts';
import { Recorder } from '../determinism/recorder.ts';
import type { Document } from './scenario-arbitrary.ts';

/** Far more than any of the scenarios needs: beyond it a run does not end. */
const EVENTS_MAX = 3_000_000;

type Sections = Record<string, Document>;

/** Cut into random pieces, each gone through by a simulation of its own that knows only the snapshot before it. */
export function checkCuts(document: Document): void {
  const scenario = accepted(document);
  const whole = runToEnd(createSimulation(scenario));
  const next = fractions(Number(document.seed));
  let simulation = createSimulation(scenario);
  for (let cuts = 0; cuts < 12; cuts++) {
    const events = Math.ceil(next() ** 3 * whole.events);
    if (simulation.runUntil(simulation.durationMs, events) !== 'running') break;
    const snapshot = structuredClone(simulation.snapshot());
    simulation = createSimulation(scenario);
    // What it has in its tables before must not matter.
    if (next() < 0.5) simulation.runUntil(simulation.durationMs, Math.ceil(next() * whole.events));
    simulation.restore(snapshot);
  }
  same(runToEnd(simulation), whole, 'cut');
}

/** After the last arrival and the last fault everything ends, and what was held is free. */
export function checkDrained(document: Document): void {
  const simulation = createSimulation(accepted(quietAfterwards(document)));
  let left: string[] = [];
  for (const untilMs of [8_000, 60_000, 2_000_000, 5_400_000]) {
    const status = simulation.runUntil(untilMs, EVENTS_MAX);
    if (status === 'limit') return;
    if (status === 'livelock' || simulation.nowMs < untilMs) throw new Error(`${status} at ${simulation.nowMs} ms`);
    left = leftovers(simulation.world);
    if (left.length === 0) return;
  }
  throw new Error(`left behind: ${left.join(', ')}`);
}

function quietAfterwards(document: Document): Document {
  const workloads = Object.entries(document.workloads as Sections).map(([id, workload]) => [
    id,
    'times' in (workload.arrivals as Document) ? workload : { ...workload, profile: [{ at: '1500ms', scale: 0 }] },
  ]);
  const faults = (document.faults as Document[]).map(({ mtbf, mttr, ...fault }) =>
    (mtbf ?? mttr) === undefined ? fault : { at: '700ms', for: 'cacheFlush' in fault ? undefined : '900ms', ...fault },
  );
  // A service that calls itself may wait for its own workers.
  const waitsForItself = Object.keys(document.services as Sections).map((id) => [`${id}->${id}`, { timeout: '20s' }]);
  const links = { ...(document.links as Sections), ...Object.fromEntries(waitsForItself) };
  return JSON.parse(
    JSON.stringify({ ...document, duration: '90m', links, workloads: Object.fromEntries(workloads), faults }),
  ) as Document;
}

const HELD = [
  'instanceBusy',
  'instanceWorking',
  'instanceQueued',
  'instancePresent',
  'instanceSharing',
  'instanceInside',
  'callerLoads',
  'instanceInFlight',
  'bulkheadHeld',
  'bulkheadWaiting',
  'poolPending',
  'poolConnecting',
  'poolWaiting',
  'population',
] as const;
const NOBODY = ['queueHead', 'sharedHead', 'bulkheadHead', 'bulkheadTail', 'poolHead', 'poolTail'] as const;
const TABLES = ['calls', 'attempts', 'frames', 'sessions'] as const;

/** What is still taken. Idle connections may stay open. */
function leftovers(world: World): string[] {
  const left: string[] = [];
  if (world.caches.flights.pool.live !== 0) left.push('flights');
  for (const name of TABLES) if (world[name].pool.live !== 0) left.push(`${world[name].pool.live} ${name}`);
  const { guards, pools, sharing } = world;
  const columns = { ...world, ...guards, ...pools, ...sharing };
  for (const name of HELD) if (columns[name].some((value) => value !== 0)) left.push(`${name} ${columns[name].join()}`);
  for (const name of NOBODY) {
    if (columns[name].some((value) => value !== -1)) left.push(`${name} ${columns[name].join()}`);
  }
  const { connections } = pools;
  for (let connection = 0; connection < connections.pool.used; connection++) {
    if (connections.state[connection] !== 0 && connections.used[connection] !== 0) left.push('a used connection');
  }
  for (let caller = 0; caller < world.callerLink.length; caller++) left.push(...heldByGuards(world, caller));
  return left;
}

function heldByGuards(world: World, caller: number): string[] {
  const { breaker, retry } = world.links[world.callerLink[caller]];
  const left: string[] = [];
  if (retry?.budget?.kind === 'concurrency') {
    const base = world.callerBudgetBase[caller];
    const [attempts, retries] = world.budgetState.subarray(base, base + 2);
    if (attempts !== 0 || retries !== 0) left.push(`budget ${attempts} ${retries}`);
  }
  if (breaker?.kind === 'limits') {
    const { breakerOffset, breakerState, callerBreakerBase } = world.guards;
    for (let number = callerBreakerBase[caller]; number < callerBreakerBase[caller + 1]; number++) {
      const inFlight = breakerState[breakerOffset[number]];
      if (inFlight !== 0) left.push(`breaker ${inFlight}`);
    }
  }
  return left;
}

/** Services, links, workloads from the last to the first. */
export function checkOrder(document: Document): void {
  const turned = { ...document };
  for (const section of ['services', 'workloads', 'zones']) {
    turned[section] = Object.fromEntries(Object.entries(document[section] as Sections).reverse());
  }
  turned.links = Object.fromEntries(Object.entries(document.links as Sections).reverse());
  sameNumbers(runOf(turned), runOf(document), 'another order');
}

export function checkUncalled(document: Document): void {
  const more = {
    aloof: { instances: 2, work: '1ms', concurrency: 3 },
    ...(document.services as Sections),
    zebra: { work: '1ms' },
  };
  const with2 = runOf({ ...document, services: more });
  const isCalled = ([id]: [string, unknown]) => !/^(aloof|zebra)\b/.test(id);
  const { system, ...scopes } = with2.summary;
  const called = Object.fromEntries(
    Object.entries(scopes).map(([name, scope]) => [name, Object.fromEntries(Object.entries(scope).filter(isCalled))]),
  );
  same({ outcome: with2.outcome, summary: { system, ...called } }, stripped(runOf(document)), 'a service nobody calls');
}

/** Other policies of the callers leave what comes from outside as it is: when, and with which keys. */
export function checkPaired(document: Document, other: Document): void {
  const one = arrivalsOf(document);
  const services = document.services as Sections;
  const links = Object.entries(other.links as Sections).filter(([id]) => id === '*' || id.slice(3) in services);
  const two = arrivalsOf({ ...document, links: Object.fromEntries(links) });
  // One of them may have been ended by a limit.
  for (const [request, arrival] of one) {
    const elsewhere = two.get(request);
    if (elsewhere !== undefined && elsewhere !== arrival)
      throw new Error(`a request has moved: ${arrival}, ${elsewhere}`);
  }
}

/** By workload and number there, of workloads that wait for no answer: time, key that its draws go by, key it asks for. */
function arrivalsOf(document: Document): Map<string, string> {
  const isOpen = Object.values(document.workloads as Sections).map(
    ({ arrivals, session }) => session === undefined && !('closed' in (arrivals as Document)),
  );
  const arrivals = new Map<string, string>();
  const counts = isOpen.map(() => 0);
  const simulation = createSimulation(accepted(document), {
    observers: [
      new Listener((world, call) => {
        const { keys, parentFrame, requestKey, workload } = world.calls;
        const from = workload[call];
        if (parentFrame[call] >= 0 || !isOpen[from]) return;
        const facts = [world.kernel.nowNs, keys[2 * call], keys[2 * call + 1], requestKey[call]];
        arrivals.set(`${from}/${counts[from]++}`, facts.join(' '));
      }),
    ],
  });
  runToEnd(simulation);
  return arrivals;
}

class Listener extends Recorder {
  private listened: World | undefined;
  private readonly tell: (world: World, call: number) => void;

  constructor(tell: (world: World, call: number) => void) {
    super();
    this.tell = tell;
  }

  override begin(world: World): void {
    this.listened = world;
  }

  override callStarted(call: number): void {
    if (this.listened !== undefined) this.tell(this.listened, call);
  }

  override attemptAnswered(): void {}
}

/** The links with policies that do nothing, and without them. */
export function checkNothing(document: Document): void {
  for (const [name, policy] of Object.entries(NOTHINGS)) {
    const without = linksWith(document, name, undefined);
    const harmless = linksWith(document, name, policy);
    same(stripped(runOf(harmless)), stripped(runOf(without)), `a ${name} without effect`);
  }
}

const NOTHINGS: Record<string, unknown> = {
  hedge: { delay: 'infinite', maxAttempts: 1 },
  deadline: '10h',
  timeout: '10h',
  bulkhead: { maxConcurrent: 1_000_000 },
  rateLimit: { rate: 1e9, burst: 100_000 },
  pool: { maxConnections: 'infinite', handshake: { roundTrips: 0 } },
  circuitBreaker: {
    kind: 'limits',
    maxRequests: 1_000_000,
    maxConnections: 'infinite',
    maxPendingRequests: 'infinite',
    maxRetries: 'infinite',
  },
  outlierDetection: {
    consecutive5xx: 0,
    enforcingConsecutiveGatewayFailure: 0,
    enforcingSuccessRate: 0,
    enforcingFailurePercentage: 0,
    interval: '10h',
  },
  retry: { maxAttempts: 1 },
};

function linksWith(document: Document, name: string, policy: unknown): Document {
  const links = Object.entries(document.links as Sections).map(([id, link]) => {
    const { [name]: _, use: __, ...rest } = link;
    // Some limits of such a breaker are kept by a bulkhead or a pool, and by a retry budget.
    const kept =
      name === 'bulkhead' || name === 'pool' || name === 'retry' ? { ...rest, circuitBreaker: undefined } : rest;
    return [id, JSON.parse(JSON.stringify(kept))];
  });
  const all = Object.fromEntries(links) as Sections;
  return { ...document, links: { ...all, '*': { ...all['*'], ...(policy === undefined ? {} : { [name]: policy }) } } };
}

function runOf(document: Document): RunResult {
  return runToEnd(createSimulation(accepted(document)));
}

function runToEnd(simulation: Simulation): RunResult {
  if (simulation.runUntil(simulation.durationMs, EVENTS_MAX) === 'running') throw new Error('the run does not end');
  return simulation.result();
}

/** Without what names the document and its order, and without counts of events: timers that do nothing are events. */
function stripped(result: RunResult): unknown {
  const { outcome, summary } = result;
  return { outcome, summary };
}

function sameNumbers(one: RunResult, other: RunResult, what: string): void {
  same(stripped(one), stripped(other), what);
}

function same(one: unknown, other: unknown, what: string): void {
  const difference = differenceOf(one, other, '');
  if (difference !== null) throw new Error(`${what} makes a difference: ${difference}`);
}

/** The first place where they differ; keys may come in any order. */
function differenceOf(one: unknown, other: unknown, path: string): string | null {
  if (/\/(breaker|ejections)$/.test(path)) return null;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return Object.is(one, other) ? null : `${path}: ${JSON.stringify(one)} and ${JSON.stringify(other)}`;
  }
  const [a, b] = [one as Record<string, unknown>, other as Record<string, unknown>];
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const difference = differenceOf(a[key], b[key], `${path}/${key}`);
    if (difference !== null) return difference;
  }
  return null;
}

/** Small numbers in turn, the same in each run of the tests. */
function fractions(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
