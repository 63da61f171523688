/**
 * All state of a run in one object, sized from the scenario. Static facts (what the document says) are numbers and
 * objects that never change; dynamic state is columns of numbers, so that a snapshot is a handful of typed arrays.
 */
import type { Distribution } from '../kernel/distributions.ts';
import type { Kernel, KernelSnapshot } from '../kernel/kernel.ts';
import type { Generator } from '../kernel/random.ts';
import type { SlotPoolSnapshot } from '../kernel/slot-pool.ts';
import type { ResolvedAdmission } from '../policies/admission/admission.ts';
import type { Zipf } from '../kernel/zipf.ts';
import type { Balancer, BalancerView, ResolvedBalancer } from '../policies/balancers/index.ts';
import type { LatencyWindowView } from '../policies/hedges/latency-window.ts';
import type { LimiterView } from '../policies/limiters/index.ts';
import type { QueueDiscipline, QueueView } from '../policies/queues/index.ts';
import type { BudgetView } from '../policies/retries/index.ts';
import type { FlightTable, ValueTable } from './cache-tables.ts';
import type { Observer } from './observer.ts';
import type { Program } from './program.ts';
import type { RateProfile } from './rate-profile.ts';
import type {
  ResolvedBulkhead,
  ResolvedHedge,
  ResolvedPool,
  ResolvedRateLimit,
  ResolvedRetry,
  ResolvedScenario,
} from './resolved-scenario.ts';
import {
  type AttemptTable,
  type CallTable,
  type Column,
  type ConnectionTable,
  type EndedPhases,
  type FrameTable,
  restoreColumns,
  snapshotColumns,
} from './tables.ts';

/** Reasons given to `kernel.stop`. */
export const STOPPED_BY_CALL_LIMIT = 1;
export const STOPPED_BY_DEPTH_LIMIT = 2;
export const STOPPED_BY_CACHE_LIMIT = 3;

/** What a link's messages and policies need, looked up once. */
export interface LinkFacts {
  readonly callee: number;
  /** First instance of the callee, counted over all services. */
  readonly firstInstance: number;
  readonly instanceCount: number;
  readonly balancer: Balancer;
  readonly balancerConfig: ResolvedBalancer;
  readonly retry: ResolvedRetry | null;
  readonly hedge: ResolvedHedge | null;
  /** Delay line of the wait before a hedge, −1: none is sent for waiting. */
  readonly hedgeLine: number;
  /** Delay line of what a fallback takes, −1: there is none. */
  readonly fallbackLine: number;
  /** Of a call, from its start; Infinity: none. And whether the callee's own calls inherit what is left. */
  readonly deadlineNs: number;
  readonly propagatesDeadline: boolean;
  readonly bulkhead: ResolvedBulkhead | null;
  readonly rateLimit: ResolvedRateLimit | null;
  readonly pool: ResolvedPool | null;
  /** Stream hashes of the latencies of a handshake: out and back for each round trip. */
  readonly handshakeStreams: readonly number[];
  /** Whether anything stands between a call's wish for an attempt and the balancer's pick. */
  readonly hasGate: boolean;
  /** Delay line of the timeout, −1: no timeout. */
  readonly timeoutLine: number;
  readonly latency: Distribution;
  /** Delay line of a latency that is constant (0 included), −1: it is drawn. */
  readonly latencyLine: number;
  readonly constantLatencyNs: number;
  readonly lossRatio: number;
  readonly rtoNs: number;
  /** Nanoseconds to transmit one byte; 0: no limit. */
  readonly nsPerByte: number;
  /** Stream hashes of keyed draws, for requests and responses. */
  readonly latencyStreams: readonly [number, number];
  readonly lossStreams: readonly [number, number];
  readonly cancelStream: number;
  /** Drawn in sequence: the balancer's and the backoff's. */
  readonly balancerStream: Generator;
  readonly backoffStream: Generator;
}

export interface ServiceFacts {
  readonly workers: number;
  readonly queueCapacity: number;
  readonly discipline: QueueDiscipline;
  readonly maxWait: Distribution | null;
  /** Stream hash of its keyed draws. */
  readonly maxWaitStream: number;
  /** null: nothing is asked at the door but room in the queue, and nobody is dropped. */
  readonly admission: ResolvedAdmission | null;
  readonly isAsync: boolean;
  /** Whether it stops anything when nobody wants the answer, and whether also work in hand. */
  readonly heedsCancel: boolean;
  readonly stopsWork: boolean;
  /** Links whose callers are this service's instances, and links that lead to it. */
  readonly linksOut: readonly number[];
  readonly linksIn: readonly number[];
  /** Latency and loss of messages to the registry, drawn in sequence. */
  readonly registryStream: Generator;
}

export interface EndpointFacts {
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly errorRatio: number;
  readonly errorStream: number;
  readonly isOptimistic: boolean;
}

export interface WorkloadFacts {
  readonly link: number;
  /** Counted over all services. */
  readonly endpoint: number;
  readonly profile: RateProfile;
  /** The scale is 1 for ever: time is the integral. */
  readonly isSteady: boolean;
  /** Nanoseconds between arrivals at scale 1. */
  readonly gapNs: number;
  readonly think: Distribution;
  readonly keyHigh: number;
  readonly keyLow: number;
  readonly thinkStream: number;
  /** Keys of its requests, null: they have none; and the stream hash of their draws. */
  readonly keys: Zipf | null;
  readonly keysStream: number;
  readonly arrivalStream: Generator;
  readonly clientStream: Generator;
}

export interface FaultFacts {
  /** Instances counted over all services; of a `share` the candidates it is drawn from. */
  readonly members: Int32Array;
  readonly stream: Generator;
  /** Random faults: one stream per member. */
  readonly memberStreams: readonly Generator[];
  /** Keyed draws: which attempts are hit, and how long failing takes. */
  readonly shareStream: number;
  readonly afterStream: number;
  readonly after: Distribution;
  readonly mtbf: Distribution;
  readonly mttr: Distribution;
}

/** Columns whose contents change during a run, by their name in `World`. */
export const DYNAMIC_COLUMNS = [
  'counters',
  'instanceUp',
  'hostUp',
  'instanceBusy',
  'instanceWorking',
  'instanceQueued',
  'instanceInside',
  'limiterState',
  'queueHead',
  'queueTail',
  'queueFilledNs',
  'crashCount',
  'hostCrashCount',
  'backAtNs',
  'pipeFreeNs',
  'callerCursor',
  'callerViewSize',
  'callerLoads',
  'budgetState',
  'endpointVersion',
  'cacheNewest',
  'cacheOldest',
  'cacheSize',
  'hedgeState',
  'bulkheadHeld',
  'bulkheadWaiting',
  'bulkheadHead',
  'bulkheadTail',
  'poolConnections',
  'poolPending',
  'poolFree',
  'poolConnecting',
  'poolWaiting',
  'poolHead',
  'poolTail',
  'workloadCount',
  'workloadTarget',
  'workloadNextNs',
  'population',
  'registered',
  'leaseUntilNs',
  'leaseEvent',
  'heartbeatEvent',
  'fetchEvent',
  'pendingViewSize',
  'cachedSize',
] as const;

/** Entries of `World.counters`. */
export const REQUESTS_STARTED = 0;
export const ATTEMPTS_STARTED = 1;
export const COUNTER_COUNT = 2;

export interface World {
  readonly kernel: Kernel<World>;
  readonly scenario: ResolvedScenario;
  readonly replication: number;
  /** null: nobody listens. */
  observer: Observer | null;

  readonly calls: CallTable;
  readonly attempts: AttemptTable;
  readonly frames: FrameTable;
  /** Of the call that is ending, valid inside `callEnded`. */
  readonly endedPhases: EndedPhases;
  readonly program: Program;
  /** Whether any endpoint has a `cache` step. */
  readonly hasCaches: boolean;
  /** What caches hold, and fetches under way that others wait for. */
  readonly values: ValueTable;
  readonly flights: FlightTable;
  /** By cache: its values from the one used last to the one not used for longest, and how many they are. */
  readonly cacheNewest: Int32Array;
  readonly cacheOldest: Int32Array;
  readonly cacheSize: Int32Array;
  /** Re-seeded for each keyed draw. */
  readonly keyed: Generator;
  /** Frames that can go on at this instant; empty between events. */
  readonly ready: ReadyList;
  readonly counters: Float64Array;

  // Instances, counted over all services: service s has instances instanceBase[s] … instanceBase[s + 1] − 1.
  readonly instanceCount: number;
  readonly instanceBase: Int32Array;
  readonly instanceService: Int32Array;
  readonly instanceSpeed: Float64Array;
  readonly services: readonly ServiceFacts[];
  /** 1: the process runs. */
  readonly instanceUp: Uint8Array;
  /** 1: the host is reachable (a process crash leaves it so). */
  readonly hostUp: Uint8Array;
  /** Workers held, workers doing work, frames waiting for a worker. */
  readonly instanceBusy: Int32Array;
  readonly instanceWorking: Int32Array;
  readonly instanceQueued: Int32Array;
  /** Attempts that have passed the door and are not answered yet; counted only where there is an `admission`. */
  readonly instanceInside: Int32Array;
  /** State of the rate limiters at the doors; instance i's numbers begin at instanceLimiterBase[i]. */
  readonly instanceLimiterBase: Int32Array;
  /** The same of the callers' rate limiters. */
  readonly callerLimiterBase: Int32Array;
  readonly limiterState: Float64Array;
  readonly limiterView: LimiterView;
  /** Waiting frames from the oldest to the newest, a list through `frames.next` and `frames.previous`. */
  readonly queueHead: Int32Array;
  readonly queueTail: Int32Array;
  /** When the queue was last empty; without meaning while it is. */
  readonly queueFilledNs: Float64Array;
  readonly queueView: QueueView;
  /** Crash faults that hold the process, or the host, down. */
  readonly crashCount: Int32Array;
  readonly hostCrashCount: Int32Array;
  /** When the last of them ends as far as known; Infinity: unknown. */
  readonly backAtNs: Float64Array;
  /** `slow` and `error` faults in force at each instance, in the order in which they began. */
  readonly activeFaults: number[][];

  // Endpoints, counted over all services.
  readonly endpointBase: Int32Array;
  readonly endpointService: Int32Array;
  readonly endpoints: readonly EndpointFacts[];
  /** Whether any endpoint is optimistic. */
  readonly hasOptimistic: boolean;
  /** Of optimistic endpoints: visits that have ended well, at all instances together. */
  readonly endpointVersion: Float64Array;

  // Links. The pipe of link l and direction d is free from pipeFreeNs[2·l + d] on.
  readonly links: readonly LinkFacts[];
  readonly pipeFreeNs: Float64Array;

  // Callers: link l has callers callerBase[l] … callerBase[l + 1] − 1, one for each calling instance or client.
  readonly callerBase: Int32Array;
  readonly callerLink: Int32Array;
  /** Calling instance counted over all services, or −1 for a client of a workload. */
  readonly callerInstance: Int32Array;
  /** What the caller believes: instances (local numbers in the callee's service) it can pick from. */
  readonly callerView: Int32Array[];
  readonly callerViewSize: Int32Array;
  readonly callerCursor: Int32Array;
  /** Attempts in flight: `callerLoads[callerLoadBase[caller] + local instance]`; base −1: nobody needs them. */
  readonly callerLoadBase: Int32Array;
  readonly callerLoads: Int32Array;
  readonly balancerView: BalancerView;
  /** Whether any link has a retry budget. */
  readonly hasBudgets: boolean;
  /** State of the callers' budgets; caller c's numbers begin at callerBudgetBase[c]. */
  readonly callerBudgetBase: Int32Array;
  readonly budgetState: Float64Array;
  readonly budgetView: BudgetView;
  /** Latencies that callers have seen, where hedges wait for a percentile; caller c's numbers begin at callerHedgeBase[c]. */
  readonly callerHedgeBase: Int32Array;
  readonly hedgeState: Float64Array;
  readonly hedgeView: LatencyWindowView;
  /** Whether any of what follows, a hedge or a budget, is there at all: else their columns are never written. */
  readonly hasExtras: boolean;
  /** Whether any link has a gate, a deadline, tied hedges, or anything that news can cancel. */
  readonly hasGates: boolean;
  readonly hasDeadlines: boolean;
  readonly hasTied: boolean;
  readonly hasCancels: boolean;
  /** By caller: attempts in its bulkhead, and the line of those that wait for a place there. */
  readonly bulkheadHeld: Int32Array;
  readonly bulkheadWaiting: Int32Array;
  readonly bulkheadHead: Int32Array;
  readonly bulkheadTail: Int32Array;
  readonly connections: ConnectionTable;
  readonly hasPools: boolean;
  /** By caller with a pool: its connections, and attempts that wait without one being opened for them. */
  readonly poolConnections: Int32Array;
  readonly poolPending: Int32Array;
  /** Place of a caller's instance i: poolBase[caller] + i; base −1: no pool. */
  readonly poolBase: Int32Array;
  /** By place: connections with a free stream, those being opened, the line of attempts that wait. */
  readonly poolFree: Int32Array;
  readonly poolConnecting: Int32Array;
  readonly poolWaiting: Int32Array;
  readonly poolHead: Int32Array;
  readonly poolTail: Int32Array;
  /** Candidates without the one to avoid; scratch that no pick reads before writing. */
  readonly balancerOthers: Int32Array;

  readonly workloads: readonly WorkloadFacts[];
  /** Arrivals so far (the next index into `times`), and the integral of the rate at the last one. */
  readonly workloadCount: Float64Array;
  readonly workloadTarget: Float64Array;
  /** Time of the next arrival. */
  readonly workloadNextNs: Float64Array;
  /** Closed workloads: users wanted now. */
  readonly population: Int32Array;
  /** Closed workloads: per user, 1 while in the loop; and how often they have thought. */
  readonly userActive: Uint8Array[];
  readonly userRounds: Int32Array[];

  readonly faults: readonly FaultFacts[];
  /** What a `share` fault has drawn, while it lasts. */
  readonly faultDrawn: (Int32Array | null)[];

  // The registry: what it knows of each instance, and what is on its way to the callers that fetch.
  readonly registryLatency: Distribution;
  readonly registered: Uint8Array;
  readonly leaseUntilNs: Float64Array;
  readonly leaseEvent: Float64Array;
  readonly heartbeatEvent: Float64Array;
  readonly fetchEvent: Float64Array;
  readonly pendingView: Int32Array[];
  readonly pendingViewSize: Int32Array;
  /** Response cache per service. */
  readonly cachedList: Int32Array[];
  readonly cachedSize: Int32Array;
}

/** Frames that became runnable in the event being handled, first in first out. */
export class ReadyList {
  private frames = new Int32Array(64);
  private head = 0;
  private tail = 0;

  push(frame: number): void {
    if (this.tail === this.frames.length) this.grow();
    this.frames[this.tail++] = frame;
  }

  get isEmpty(): boolean {
    return this.tail === 0;
  }

  /** The next frame, or −1. */
  take(): number {
    if (this.head < this.tail) return this.frames[this.head++];
    this.head = 0;
    this.tail = 0;
    return -1;
  }

  private grow(): void {
    const grown = new Int32Array(this.frames.length * 2);
    grown.set(this.frames);
    this.frames = grown;
  }
}

export interface WorldSnapshot {
  readonly kernel: KernelSnapshot;
  readonly pools: readonly SlotPoolSnapshot[];
  readonly tables: readonly Readonly<Record<string, Column>>[];
  readonly columns: Readonly<Record<string, Column>>;
  readonly lists: readonly (readonly Column[])[];
  readonly activeFaults: readonly (readonly number[])[];
  readonly faultDrawn: readonly (Int32Array | null)[];
  readonly generators: readonly ReturnType<Generator['state']>[];
  readonly observer: unknown;
}

/** Everything that can change during a run, copied. To be taken between events. */
export function snapshotWorld(world: World): WorldSnapshot {
  const columns: Record<string, Column> = {};
  for (const name of DYNAMIC_COLUMNS) columns[name] = world[name].slice();
  const tables = tablesOf(world);
  return {
    kernel: world.kernel.snapshot(),
    pools: tables.map((table) => table.pool.snapshot()),
    tables: tables.map((table) => snapshotColumns(table, table.pool.used)),
    columns,
    lists: dynamicLists(world).map((list) => list.map((column) => column.slice())),
    activeFaults: world.activeFaults.map((faults) => faults.slice()),
    faultDrawn: world.faultDrawn.map((drawn) => drawn?.slice() ?? null),
    generators: generatorsOf(world).map((generator) => generator.state()),
    observer: world.observer?.snapshot() ?? null,
  };
}

/** Puts a world built from the same scenario and replication, with the same observers, into a saved state. */
export function restoreWorld(world: World, saved: WorldSnapshot): void {
  world.kernel.restore(saved.kernel);
  tablesOf(world).forEach((table, index) => {
    table.pool.restore(saved.pools[index]);
    restoreColumns(table, saved.tables[index], table.pool.capacity);
  });
  world.values.reindex();
  world.flights.reindex();
  for (const name of DYNAMIC_COLUMNS) world[name].set(saved.columns[name]);
  dynamicLists(world).forEach((list, index) => {
    list.forEach((column, at) => column.set(saved.lists[index][at]));
  });
  saved.activeFaults.forEach((faults, instance) => {
    world.activeFaults[instance] = faults.slice();
  });
  saved.faultDrawn.forEach((drawn, fault) => {
    world.faultDrawn[fault] = drawn?.slice() ?? null;
  });
  generatorsOf(world).forEach((generator, index) => generator.restore(saved.generators[index]));
  world.observer?.restore(saved.observer);
}

function tablesOf(
  world: World,
): (CallTable | AttemptTable | FrameTable | ConnectionTable | ValueTable | FlightTable)[] {
  return [world.calls, world.attempts, world.frames, world.connections, world.values, world.flights];
}

/** Lists of columns; views of `static` services are shared and constant, copying them into themselves does no harm. */
function dynamicLists(world: World): (readonly Column[])[] {
  return [
    world.callerView.filter(isOwnView(world)),
    world.pendingView,
    world.cachedList,
    world.userActive,
    world.userRounds,
  ];
}

/** A `static` callee's callers share one view that never changes. */
function isOwnView(world: World): (view: Int32Array, caller: number) => boolean {
  return (_view, caller) => {
    const callee = world.links[world.callerLink[caller]].callee;
    return world.scenario.services[callee].discovery.mode !== 'static';
  };
}

function generatorsOf(world: World): Generator[] {
  return [
    ...world.links.flatMap((link) => [link.balancerStream, link.backoffStream]),
    ...world.services.map((service) => service.registryStream),
    ...world.workloads.flatMap((workload) => [workload.arrivalStream, workload.clientStream]),
    ...world.faults.flatMap((fault) => [fault.stream, ...fault.memberStreams]),
  ];
}
