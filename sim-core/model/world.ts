/**
 * All state of a run in one object, sized from the scenario. Static facts (what the document says) are numbers and
 * objects that never change; dynamic state is columns of numbers, so that a snapshot is a handful of typed arrays.
 */
import type { Distribution } from '../kernel/distributions.ts';
import type { Kernel, KernelSnapshot } from '../kernel/kernel.ts';
import type { Generator } from '../kernel/random.ts';
import type { SlotPoolSnapshot } from '../kernel/slot-pool.ts';
import type { Zipf } from '../kernel/zipf.ts';
import type { ResolvedAdmission } from '../policies/admission/admission.ts';
import type { ConcurrencyView } from '../policies/admission/index.ts';
import type { Balancer, BalancerView, LocalityView, ResolvedBalancer } from '../policies/balancers/index.ts';
import type { BreakerView } from '../policies/breakers/index.ts';
import type { OutlierView } from '../policies/detectors/index.ts';
import type { LatencyWindowView } from '../policies/hedges/latency-window.ts';
import type { LimiterView } from '../policies/limiters/index.ts';
import type { QueueDiscipline, QueueView } from '../policies/queues/index.ts';
import type { BudgetView } from '../policies/retries/index.ts';
import type { ThrottleView } from '../policies/throttles/index.ts';
import type { HashTables } from './hash-tables.ts';
import type { FlightTable, ValueTable } from './cache-tables.ts';
import type { Observer } from './observer.ts';
import type { HealthyInstances } from './outliers.ts';
import type { Program } from './program.ts';
import type { RateProfile } from './rate-profile.ts';
import type {
  ResolvedBreaker,
  ResolvedBulkhead,
  ResolvedGrowth,
  ResolvedHedge,
  ResolvedOutlierDetection,
  ResolvedPool,
  ResolvedThrottle,
  ResolvedRateLimit,
  ResolvedRestart,
  ResolvedRetry,
  ResolvedScenario,
} from './resolved-scenario.ts';
import type { SessionTable } from './sessions.ts';
import type { PausesState, StrainState } from './strain-state.ts';
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

/** What a message goes through. */
export interface WireFacts {
  readonly latency: Distribution;
  /** Delay line of a latency that is constant (0 included), −1: it is drawn. */
  readonly latencyLine: number;
  readonly constantLatencyNs: number;
  readonly lossRatio: number;
  readonly rtoNs: number;
  /** Nanoseconds to transmit one byte; 0: no limit. */
  readonly nsPerByte: number;
  /** First of its two pipes, one per direction; those of the next instance are so many further, 0: all share them. */
  readonly pipe: number;
  readonly pipeStride: number;
}

/** The wires between the zones of a link's callers (rows) and those of its callee's instances (columns). */
export interface ZoneWires {
  /** By caller, counted from the link's first. */
  readonly callerRow: Int32Array;
  /** By instance, counted from the callee's first. */
  readonly calleeColumn: Int32Array;
  readonly columns: number;
  /** Row by row; of each place first that of the requests, then that of the responses. */
  readonly wires: readonly WireFacts[];
}

/** What a link's messages and policies need, looked up once. */
export interface LinkFacts {
  /** Of messages that no pair of zones has a wire for. */
  readonly wire: WireFacts;
  readonly callee: number;
  /** First instance of the callee, counted over all services. */
  readonly firstInstance: number;
  /** The broker's row among the queues, where the callee has one queue for all its instances; −1: it has none. */
  readonly broker: number;
  /** Over it a broker delivers messages: its timeout begins when an instance takes one. */
  readonly isDelivery: boolean;
  readonly instanceCount: number;
  readonly balancer: Balancer;
  readonly balancerConfig: ResolvedBalancer;
  /** What a balancer is shown may be fewer than the caller believes in, for reasons other than guards. */
  readonly narrowsView: boolean;
  /** The balancer needs nothing but the candidates, the caller's own counts, its cursor and its stream. */
  readonly isPlainPick: boolean;
  /** Weights of the callee's instances differ, or may for a while. */
  readonly isWeighted: boolean;
  /** Index into `World.boards`: whose load figures it goes by; −1: the caller's own. */
  readonly board: number;
  /** Its callers by zone (zone + 1; 0: none), and all together. */
  readonly callersByZone: Int32Array;
  readonly callerCount: number;
  /** Seeds of subsets: of those that belong to callers of this link, and of shards of the callee that belong to keys. */
  readonly subsetSeed: number;
  readonly shardSeed: number;
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
  readonly breaker: ResolvedBreaker | null;
  readonly outlierDetection: ResolvedOutlierDetection | null;
  readonly throttle: ResolvedThrottle | null;
  readonly rateLimit: ResolvedRateLimit | null;
  readonly pool: ResolvedPool | null;
  /** Stream hashes of the latencies of a handshake: out and back for each round trip. */
  readonly handshakeStreams: readonly number[];
  /** Whether anything stands between a call's wish for an attempt and the balancer's pick. */
  readonly hasGate: boolean;
  /** Delay line of the timeout, −1: no timeout. */
  readonly timeoutLine: number;
  /** null: zones make no difference. */
  readonly zoneWires: ZoneWires | null;
  /** Stream hashes of keyed draws, for requests and responses. */
  readonly latencyStreams: readonly [number, number];
  readonly lossStreams: readonly [number, number];
  readonly cancelStream: number;
  /** Drawn in sequence: the balancer's, the backoff's, and those of the guards that there are. */
  readonly balancerStream: Generator;
  readonly backoffStream: Generator;
  readonly breakerStream: Generator;
  readonly outlierStream: Generator;
  readonly throttleStream: Generator;
}

export interface DeliveryFacts {
  readonly link: number;
  readonly visibilityNs: number;
  /** Of the keys of what the broker makes of a message. */
  readonly salt: number;
  /** Link and endpoint (over all services) of the dead letters; −1: none. */
  readonly deadLink: number;
  readonly deadEndpoint: number;
}

export interface ServiceFacts {
  readonly workers: number;
  readonly queueCapacity: number;
  /** The row of its one queue for all instances, behind those of all instances; −1: each has its own. */
  readonly broker: number;
  /** What the broker does with messages that were sent; null: they are attempts like all others. */
  readonly delivery: DeliveryFacts | null;
  readonly discipline: QueueDiscipline;
  readonly maxWait: Distribution | null;
  /** Stream hash of its keyed draws. */
  readonly maxWaitStream: number;
  /** null: nothing is asked at the door but room in the queue, and nobody is dropped. */
  readonly admission: ResolvedAdmission | null;
  /** Shares of the limit on those inside, by workload; null: all have the whole. */
  readonly shareByWorkload: Float64Array | null;
  /** Whether what comes or is served after its deadline is dropped; false where nothing has one. */
  readonly dropsExpired: boolean;
  /** Whether those inside its instances are counted. */
  readonly countsInside: boolean;
  /** null: work does not depend on load. */
  readonly growth: ResolvedGrowth | null;
  /** Queue length at which an instance crashes; Infinity: none. */
  readonly crashAtQueue: number;
  readonly restart: ResolvedRestart | null;
  /** Of a restart, and the stream hash of its keyed draws. */
  readonly startup: Distribution;
  readonly startupStream: number;
  /** Processor sharing. */
  readonly isSharing: boolean;
  readonly isAsync: boolean;
  /** What its instances' places on rings and in tables are derived from. */
  readonly identity: number;
  /** Whether it stops anything when nobody wants the answer, and whether also work in hand. */
  readonly heedsCancel: boolean;
  readonly stopsWork: boolean;
  /** Links whose callers are this service's instances, and links that lead to it. */
  readonly linksOut: readonly number[];
  readonly linksIn: readonly number[];
  /** Latency and loss of messages to the registry, drawn in sequence. */
  readonly registryStream: Generator;
  /** Of the limits at its doors, drawn in sequence. */
  readonly admissionStream: Generator;
}

/** Attempts in flight at each instance of a callee, over all its callers, as they were when last looked at. */
export interface LoadBoard {
  readonly callee: number;
  /** 0: never out of date. */
  readonly periodNs: number;
  /** Where its numbers begin in `World.boardLoads`. */
  readonly base: number;
  readonly stream: Generator;
}

export interface EndpointFacts {
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly errorRatio: number;
  readonly errorStream: number;
  readonly isOptimistic: boolean;
}

/** One request of a workload's session. */
export interface RequestFacts {
  readonly link: number;
  /** Counted over all services. */
  readonly endpoint: number;
  readonly keyHigh: number;
  readonly keyLow: number;
  /** From its outcome to the next request. */
  readonly think: Distribution;
  readonly thinkStream: number;
}

/** One state of bursty arrivals. */
export interface StateFacts {
  /** Nanoseconds between arrivals at scale 1; Infinity: none come. */
  readonly gapNs: number;
  readonly stay: Distribution;
}

export interface WorkloadFacts {
  /** Of its requests and all calls below them. */
  readonly priority: number;
  readonly requests: readonly RequestFacts[];
  /** An arrival takes a row of `sessions`: one request after the other, or one to think about. */
  readonly isSession: boolean;
  readonly profile: RateProfile;
  /** The scale is 1 for ever: time is the integral. */
  readonly isSteady: boolean;
  /** Nanoseconds between arrivals at scale 1. */
  readonly gapNs: number;
  /** Bursty arrivals only. */
  readonly states: readonly StateFacts[];
  /** Of closed users, between their rounds. */
  readonly think: Distribution;
  readonly thinkStream: number;
  /** Stream hash of when the members of the herd come. */
  readonly herdStream: number;
  /** Keys of its requests, null: they have none; and the stream hash of their draws. */
  readonly keys: Zipf | null;
  readonly keysStream: number;
  readonly arrivalStream: Generator;
  readonly stateStream: Generator;
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
  'instanceStartedNs',
  'hostUp',
  'instanceBusy',
  'instanceWorking',
  'instanceQueued',
  'instanceInside',
  'limiterState',
  'concurrencyState',
  'brokerTurn',
  'queueHead',
  'queueTail',
  'queueFilledNs',
  'crashCount',
  'hostCrashCount',
  'backAtNs',
  'pipeFreeNs',
  'callerCursor',
  'callerViewSize',
  'callerViewVersion',
  'callerLoads',
  'callerPinned',
  'balancerState',
  'instanceInFlight',
  'budgetState',
  'endpointVersion',
  'workloadCount',
  'workloadTarget',
  'workloadNextNs',
  'workloadState',
  'workloadStateEndNs',
  'workloadLeft',
  'population',
] as const;

/** Entries of `World.counters`. */
export const REQUESTS_STARTED = 0;
export const ATTEMPTS_STARTED = 1;
/** Orders frames that are equal otherwise. */
export const FRAMES_ORDERED = 2;
export const COUNTER_COUNT = 3;

/** Connection pools of the callers. */
export interface PoolsState {
  readonly connections: ConnectionTable;
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
}

/** What the registry knows, and what is on its way to those that fetch. */
export interface RegistryState {
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

/** State of what guards callers: breakers, outlier detection, throttles, bulkheads, waits before hedges. */
export interface GuardsState {
  /** Latencies that callers have seen, where hedges wait for a percentile; caller c's numbers begin at callerHedgeBase[c]. */
  readonly callerHedgeBase: Int32Array;
  readonly hedgeState: Float64Array;
  readonly hedgeView: LatencyWindowView;
  /** Circuit breakers: caller c has callerBreakerBase[c] … callerBreakerBase[c + 1] − 1, one or one for each instance. */
  readonly callerBreakerBase: Int32Array;
  readonly breakerCaller: Int32Array;
  /** Where each one's numbers begin, and its pending event. */
  readonly breakerOffset: Int32Array;
  readonly breakerState: Float64Array;
  readonly breakerTimer: Float64Array;
  readonly breakerView: BreakerView;
  /** State of the callers' detectors, and their next sweep. */
  readonly callerOutlierBase: Int32Array;
  readonly outlierState: Float64Array;
  readonly sweepTimer: Float64Array;
  readonly outlierView: OutlierView;
  readonly healthy: HealthyInstances;
  readonly callerThrottleBase: Int32Array;
  readonly throttleState: Float64Array;
  readonly throttleView: ThrottleView;
  /** By caller: attempts in its bulkhead, and the line of those that wait for a place there. */
  readonly bulkheadHeld: Int32Array;
  readonly bulkheadWaiting: Int32Array;
  readonly bulkheadHead: Int32Array;
  readonly bulkheadTail: Int32Array;
}

/** What caches hold, and fetches under way. */
export interface CachesState {
  /** What caches hold, and fetches under way that others wait for. */
  readonly values: ValueTable;
  readonly flights: FlightTable;
  /** By cache: its values from the one used last to the one not used for longest, and how many they are. */
  readonly cacheNewest: Int32Array;
  readonly cacheOldest: Int32Array;
  readonly cacheSize: Int32Array;
}

/** Workers that are shared by all present (processor sharing), by instance. */
export interface SharingState {
  /** Processor sharing: who would hold a worker each if there were enough. */
  readonly instancePresent: Int32Array;
  /** Processor sharing: pieces of work under way, a heap by the virtual time at which they end; that of the first one. */
  readonly instanceSharing: Int32Array;
  readonly sharedHead: Int32Array;
  readonly sharedEvent: Float64Array;
  readonly sharedEndNs: Float64Array;
  /** Virtual time, and when it was brought up to date. */
  readonly virtualNs: Float64Array;
  readonly virtualSinceNs: Float64Array;
}

/** What picking an instance needs beyond the view: tables, boards, and scratch that no pick reads before writing. */
export interface PickingState {
  readonly hashTables: HashTables;
  /** Stream hashes of requests' keys and of requests without a key. */
  readonly requestKeyHash: number;
  readonly requestHash: number;
  readonly boards: readonly LoadBoard[];
  readonly boardLoads: Int32Array;
  /** Candidates without the one to avoid; scratch that no pick reads before writing. */
  readonly balancerOthers: Int32Array;
  /** Candidates that are eligible; scratch likewise, as is what is known of their zones. */
  readonly balancerEligible: Int32Array;
  readonly localityView: LocalityView;
  /** The same without those whose breaker is open. */
  readonly balancerAllowed: Int32Array;
  /** The same in the shard of the request. */
  readonly balancerShard: Int32Array;
  /** Parts of instances in apertures: `overlaps[callerOverlapBase[caller] + local instance]`; base −1: the caller has none. */
  readonly callerOverlapBase: Int32Array;
  readonly overlaps: Float64Array;
}

export interface World {
  readonly kernel: Kernel<World>;
  readonly scenario: ResolvedScenario;
  readonly replication: number;
  /** null: nobody listens. */
  observer: Observer | null;

  readonly calls: CallTable;
  readonly attempts: AttemptTable;
  readonly frames: FrameTable;
  readonly sessions: SessionTable;
  /** Of the call that is ending, valid inside `callEnded`. */
  readonly endedPhases: EndedPhases;
  readonly program: Program;
  /** Whether any broker delivers what was sent to it. */
  readonly hasDeliveries: boolean;
  /** Whether any endpoint has a `send` step. */
  readonly hasSends: boolean;
  /** Whether any endpoint has a `cache` step. */
  readonly hasCaches: boolean;
  /** Re-seeded for each keyed draw. */
  readonly keyed: Generator;
  /** Frames that can go on at this instant; empty between events. */
  readonly ready: ReadyList;
  readonly counters: Float64Array;

  // Instances, counted over all services: service s has instances instanceBase[s] … instanceBase[s + 1] − 1.
  readonly instanceCount: number;
  readonly instanceBase: Int32Array;
  /** Behind the instances the brokers of services with one queue for all; so are columns of workers, queues and being up. */
  readonly instanceService: Int32Array;
  readonly instanceSpeed: Float64Array;
  readonly instanceWeight: Float64Array;
  /** When the process started last; −Infinity: before the run. */
  readonly instanceStartedNs: Float64Array;
  /** Index into the scenario's zones, −1: none. */
  readonly instanceZone: Int32Array;
  readonly services: readonly ServiceFacts[];
  /** 1: the process runs. */
  readonly instanceUp: Uint8Array;
  /** 1: the host is reachable (a process crash leaves it so). */
  readonly hostUp: Uint8Array;
  /** Workers held, workers doing work, frames waiting for a worker. */
  readonly instanceBusy: Int32Array;
  readonly instanceWorking: Int32Array;
  readonly instanceQueued: Int32Array;
  /** Whether any process is ever paused: by a fault, or to collect garbage. */
  readonly hasPauses: boolean;
  /** Attempts that have passed the door and are not answered yet; counted only where somebody needs it. */
  readonly instanceInside: Int32Array;
  /** State of the rate limiters at the doors; instance i's numbers begin at instanceLimiterBase[i]. */
  readonly instanceLimiterBase: Int32Array;
  /** The same of the callers' rate limiters. */
  readonly callerLimiterBase: Int32Array;
  readonly limiterState: Float64Array;
  readonly limiterView: LimiterView;
  /** The same of adaptive concurrency limits. */
  readonly instanceConcurrencyBase: Int32Array;
  readonly concurrencyState: Float64Array;
  readonly concurrencyView: ConcurrencyView;
  /**
   * Waiting frames from the oldest to the newest, a list through `frames.next` and `frames.previous`. With priorities the
   * head is the root of a heap, and there is no tail.
   */
  readonly queueHead: Int32Array;
  readonly queueTail: Int32Array;
  /** When the queue was last empty; without meaning while it is. */
  readonly queueFilledNs: Float64Array;
  readonly queueView: QueueView;
  /** By service: whose turn it is to take what comes to its broker, counted from its first instance. */
  readonly brokerTurn: Int32Array;
  /** Crash faults that hold the process, or the host, down. */
  readonly crashCount: Int32Array;
  readonly hostCrashCount: Int32Array;
  /** When it serves again as far as known, restart included; Infinity: unknown. */
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

  // Links. The pipe of wire w and direction d is free from pipeFreeNs[w.pipe + d] on.
  readonly links: readonly LinkFacts[];
  readonly pipeFreeNs: Float64Array;

  // Callers: link l has callers callerBase[l] … callerBase[l + 1] − 1, one for each calling instance or client.
  readonly callerBase: Int32Array;
  readonly callerLink: Int32Array;
  /** Calling instance counted over all services, or −1 for a client of a workload. */
  readonly callerInstance: Int32Array;
  /** Index into the scenario's zones, −1: none. */
  readonly callerZone: Int32Array;
  /** What the caller believes: instances (local numbers in the callee's service) it can pick from. */
  readonly callerView: Int32Array[];
  readonly callerViewSize: Int32Array;
  /** Changes whenever the view does. */
  readonly callerViewVersion: Int32Array;
  readonly callerCursor: Int32Array;
  /** Attempts in flight: `callerLoads[callerLoadBase[caller] + local instance]`; base −1: nobody needs them. */
  readonly callerLoadBase: Int32Array;
  readonly callerLoads: Int32Array;
  readonly balancerView: BalancerView;
  /** State of the callers' balancers; caller c's numbers begin at callerStateBase[c]. */
  readonly callerStateBase: Int32Array;
  readonly balancerState: Float64Array;
  /** Instance (local number) that the caller picked last: where a balancer chooses per connection, its connection. −1: none. */
  readonly callerPinned: Int32Array;
  /** Whether any link's balancer wants to know what becomes of attempts. */
  readonly hasWatchers: boolean;
  /** Whether requests have keys, or belong to sessions. */
  readonly hasKeys: boolean;
  readonly hasSessions: boolean;
  /** Attempts in flight over all callers; kept when `hasWatchers`. */
  readonly instanceInFlight: Int32Array;
  /** Whether any link has a retry budget. */
  readonly hasBudgets: boolean;
  /** State of the callers' budgets; caller c's numbers begin at callerBudgetBase[c]. */
  readonly callerBudgetBase: Int32Array;
  readonly budgetState: Float64Array;
  readonly budgetView: BudgetView;
  /** Whether any service has a door, or workers that are shared. */
  readonly hasDoors: boolean;
  readonly hasSharing: boolean;
  /** Whether any of what follows, a hedge, a budget or a balancer that watches is there at all: else their columns are never written. */
  readonly hasExtras: boolean;
  /** Whether any link has a gate, a deadline, tied hedges, or anything that news can cancel. */
  readonly hasGates: boolean;
  readonly hasDeadlines: boolean;
  readonly hasHedges: boolean;
  readonly hasTied: boolean;
  readonly hasCancels: boolean;
  /** Whether any link has a circuit breaker, outlier detection, a throttle; each is a gate. */
  readonly hasBreakers: boolean;
  readonly hasDetectors: boolean;
  readonly hasThrottles: boolean;
  readonly hasPools: boolean;

  readonly workloads: readonly WorkloadFacts[];
  /** Arrivals so far (the next index into `times`), and the integral of the rate at the last one. */
  readonly workloadCount: Float64Array;
  readonly workloadTarget: Float64Array;
  /** Time of the next arrival. */
  readonly workloadNextNs: Float64Array;
  /** Bursty arrivals: the state, its end, and what was left of the drawn gap when a state without arrivals began. */
  readonly workloadState: Int32Array;
  readonly workloadStateEndNs: Float64Array;
  readonly workloadLeft: Float64Array;
  /** Closed workloads: users wanted now. */
  readonly population: Int32Array;
  /** Closed workloads: per user, 1 while in the loop; and how often they have thought. */
  readonly userActive: Uint8Array[];
  readonly userRounds: Int32Array[];

  readonly faults: readonly FaultFacts[];
  /** What a `share` fault has drawn, while it lasts. */
  readonly faultDrawn: (Int32Array | null)[];

  // Parts of their own, so that V8 keeps all fields of the world inside it: of an object written with 128 or more it keeps none.
  readonly pools: PoolsState;
  readonly registry: RegistryState;
  readonly guards: GuardsState;
  readonly caches: CachesState;
  readonly sharing: SharingState;
  readonly pauses: PausesState;
  readonly strain: StrainState;
  readonly picking: PickingState;
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
  /** Of each part of the world, all its columns. */
  readonly parts: readonly (readonly Column[])[];
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
  const parts = partsOf(world).map((part) => columnsOf(part).map((column) => column.slice()));
  const tables = tablesOf(world);
  return {
    kernel: world.kernel.snapshot(),
    pools: tables.map((table) => table.pool.snapshot()),
    tables: tables.map((table) => snapshotColumns(table, table.pool.used)),
    columns,
    parts,
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
  world.caches.values.reindex();
  world.caches.flights.reindex();
  for (const name of DYNAMIC_COLUMNS) world[name].set(saved.columns[name]);
  partsOf(world).forEach((part, index) => {
    columnsOf(part).forEach((column, at) => column.set(saved.parts[index][at]));
  });
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
  world.picking.hashTables.clear();
  world.guards.healthy.clear();
  world.observer?.restore(saved.observer);
}

type Table = CallTable | AttemptTable | FrameTable | ConnectionTable | SessionTable | ValueTable | FlightTable;

function tablesOf(world: World): Table[] {
  const { attempts, caches, calls, frames, pools, sessions } = world;
  return [calls, attempts, frames, pools.connections, sessions, caches.values, caches.flights];
}

function partsOf({ caches, guards, pauses, picking, pools, registry, sharing, strain }: World): object[] {
  return [caches, guards, pauses, picking, pools, registry, sharing, strain];
}

function columnsOf(part: object): Column[] {
  return Object.values(part).filter((value): value is Column => ArrayBuffer.isView(value));
}

/** Lists of columns; views of `static` services are shared and constant, copying them into themselves does no harm. */
function dynamicLists(world: World): (readonly Column[])[] {
  return [
    world.callerView.filter(isOwnView(world)),
    world.registry.pendingView,
    world.registry.cachedList,
    world.userActive,
    world.userRounds,
  ];
}

/** A `static` callee's callers share one view that never changes, unless each uses a part of it. */
function isOwnView(world: World): (view: Int32Array, caller: number) => boolean {
  return (_view, caller) => {
    const { balancerConfig, callee } = world.links[world.callerLink[caller]];
    return balancerConfig.subset !== null || world.scenario.services[callee].discovery.mode !== 'static';
  };
}

function generatorsOf(world: World): Generator[] {
  return [
    ...world.links.flatMap((link) => [link.balancerStream, link.backoffStream]),
    ...world.links.flatMap((link) => [link.breakerStream, link.outlierStream, link.throttleStream]),
    ...world.services.flatMap((service) => [service.registryStream, service.admissionStream]),
    ...world.workloads.flatMap((workload) => [workload.arrivalStream, workload.stateStream, workload.clientStream]),
    ...world.picking.boards.map((board) => board.stream),
    ...world.faults.flatMap((fault) => [fault.stream, ...fault.memberStreams]),
  ];
}
