/**
 * What the model simulates: a scenario after validation, with every unit converted, every default filled in,
 * every name looked up and every merge rule applied. The scenario room makes it, the model only reads it.
 *
 * Units: durations are whole nanoseconds (Infinity = never), rates are per second, sizes are bytes, bandwidths are
 * bits per second, ratios lie in [0, 1]. Services, links and workloads are sorted by id, so that the order in the
 * file changes nothing.
 */
import type { ResolvedDistribution } from '../kernel/distributions.ts';
import type { ResolvedAdmission } from '../policies/admission/admission.ts';
import type { ResolvedBalancer } from '../policies/balancers/index.ts';
import type { ResolvedBreaker } from '../policies/breakers/index.ts';
import type { ResolvedOutlierDetection } from '../policies/detectors/index.ts';
import type { ResolvedDiscovery } from '../policies/discovery/index.ts';
import type { ResolvedHedge } from '../policies/hedges/hedge.ts';
import type { ResolvedRateLimit } from '../policies/limiters/index.ts';
import type { DisciplineName } from '../policies/queues/index.ts';
import type { ResolvedRetry } from '../policies/retries/index.ts';
import type { ResolvedThrottle } from '../policies/throttles/index.ts';

export type {
  ResolvedAdmission,
  ResolvedBalancer,
  ResolvedBreaker,
  ResolvedDiscovery,
  ResolvedDistribution,
  ResolvedHedge,
  ResolvedOutlierDetection,
  ResolvedRateLimit,
  ResolvedRetry,
  ResolvedThrottle,
};

export interface ResolvedScenario {
  readonly name: string;
  readonly description: string;
  readonly seed: string;
  readonly durationNs: number;
  readonly warmupNs: number;
  readonly windowNs: number;
  readonly maxWindows: number;
  readonly maxCalls: number;
  readonly maxDepth: number;
  readonly zones: readonly string[];
  /** Network between an instance or client and the registry; also the base that links are merged from. */
  readonly network: ResolvedNetwork;
  readonly services: readonly ResolvedService[];
  readonly links: readonly ResolvedLink[];
  readonly workloads: readonly ResolvedWorkload[];
  readonly faults: readonly ResolvedFault[];
  readonly slos: readonly ResolvedSlo[];
}

export interface ResolvedNetwork {
  /** One-way latency of each message; null: none. */
  readonly latency: ResolvedDistribution | null;
  readonly lossRatio: number;
  readonly rtoNs: number;
  /** Infinity: transmitting takes no time. */
  readonly bandwidthBps: number;
}

/** The network of a link's messages from one zone to another (indexes into `zones`). */
export interface ResolvedBetween {
  readonly from: number;
  readonly to: number;
  readonly network: ResolvedNetwork;
  /** The bandwidth is that of the zones: one pipe per link, direction and pair of zones. Else they share the link's. */
  readonly hasOwnPipe: boolean;
}

export interface ResolvedService {
  readonly id: string;
  readonly instances: readonly ResolvedInstance[];
  /** Workers per instance; Infinity: nobody ever queues. */
  readonly concurrency: number;
  readonly threading: 'blocking' | 'async';
  /** What stops here when nobody wants the answer any more. */
  readonly cancellation: 'none' | 'queued' | 'all';
  /** Waiting attempts per instance that are let in at the door; Infinity: no bound. */
  readonly queueCapacity: number;
  readonly queueDiscipline: DisciplineName;
  /** One queue for all instances: a broker with competing consumers. The capacity is the broker's then. */
  readonly isQueueShared: boolean;
  /** How the broker delivers messages that were sent; null: once, like all other attempts. */
  readonly delivery: ResolvedDelivery | null;
  /** Of an attempt that waits for its first worker; null: for ever. */
  readonly maxWait: ResolvedDistribution | null;
  /** Whether what comes or is served after its deadline is dropped. */
  readonly dropExpired: boolean;
  /** null: the queue's capacity is the only bound. */
  readonly admission: ResolvedAdmission | null;
  /** null: work takes what it takes, however many are there. */
  readonly growth: ResolvedGrowth | null;
  /** null: no load is too much for the process. */
  readonly overload: ResolvedOverload | null;
  /** null: a crashed instance runs again at once when nothing holds it any more, and never when that is not said. */
  readonly restart: ResolvedRestart | null;
  readonly discovery: ResolvedDiscovery;
  readonly endpoints: readonly ResolvedEndpoint[];
}

/** A message is deleted when it is answered well, and delivered again `visibility` after it was taken otherwise. */
export interface ResolvedDelivery {
  readonly visibilityNs: number;
  readonly maxDeliveries: number;
  /** Over which the broker delivers, from the service to itself: instant, with the visibility as its timeout. */
  readonly link: number;
  /** Where a message goes that was delivered so often in vain; null: nowhere. */
  readonly deadLetter: { readonly service: number; readonly endpoint: number; readonly link: number } | null;
}

/** What load does to the work of an instance. */
export interface ResolvedGrowth {
  /** Work takes 1 + so much, times the attempts inside, times as long. */
  readonly perInFlight: number;
  /** null: nothing is allocated. */
  readonly gc: ResolvedCollection | null;
}

/** Garbage collection that stops the process. */
export interface ResolvedCollection {
  /** What a visit allocates, and how much of that brings a collection. */
  readonly allocBytes: number;
  readonly everyBytes: number;
  readonly pauseNs: number;
}

export interface ResolvedOverload {
  /** Length of its queue at which an instance crashes. */
  readonly crashAtQueue: number;
}

/** How a crashed instance comes back. */
export interface ResolvedRestart {
  readonly delayNs: number;
  /** null: no further wait, however often it crashes. */
  readonly backoff: ResolvedRestartBackoff | null;
  /** From there until it serves. */
  readonly startup: ResolvedDistribution;
}

export interface ResolvedRestartBackoff {
  readonly baseNs: number;
  readonly maxNs: number;
  /** A process that has run so long is treated as if it had never crashed. */
  readonly resetAfterNs: number;
}

export interface ResolvedInstance {
  /** Index into `zones`, -1 for none. */
  readonly zone: number;
  readonly speed: number;
  readonly weight: number;
}

export interface ResolvedEndpoint {
  readonly id: string;
  readonly requestSizeBytes: number;
  readonly responseSizeBytes: number;
  readonly errorRatio: number;
  readonly idempotent: boolean;
  /** Fails when another visit of it, at any instance, has ended well since this one arrived. */
  readonly optimistic: boolean;
  readonly steps: readonly ResolvedStep[];
}

/**
 * `site` names the place in the document ("orders.place/steps.1/parallel.0"): draws are keyed by it, so it must not
 * depend on anything else in the scenario.
 */
export type ResolvedStep =
  | { readonly kind: 'work'; readonly site: string; readonly of: ResolvedDistribution }
  | { readonly kind: 'delay'; readonly site: string; readonly of: ResolvedDistribution }
  | ResolvedCall
  | ResolvedSend
  | {
      readonly kind: 'parallel';
      readonly site: string;
      readonly branches: readonly (readonly ResolvedStep[])[];
      readonly need: number;
    }
  | {
      readonly kind: 'choose';
      readonly site: string;
      readonly options: readonly { readonly ratio: number; readonly steps: readonly ResolvedStep[] }[];
    }
  | ResolvedCache;

export interface ResolvedCache {
  readonly kind: 'cache';
  readonly site: string;
  /** Look-ups that hit; null: that depends on what was looked up before, and all below holds. */
  readonly hitRatio: number | null;
  /** Infinity: a value is never old. */
  readonly ttlNs: number;
  /** Ranks and skew of the keys; skew 0: uniform. null: the keys of the requests. */
  readonly keys: { readonly n: number; readonly s: number } | null;
  /** Values; Infinity: no bound. */
  readonly capacity: number;
  /** One for all instances. */
  readonly isShared: boolean;
  readonly singleFlight: boolean;
  readonly staleOnError: boolean;
  readonly miss: readonly ResolvedStep[];
}

interface ResolvedCallee {
  readonly site: string;
  /** Index into `services`, `services[].endpoints` and `links`. */
  readonly service: number;
  readonly endpoint: number;
  readonly link: number;
  readonly probability: number;
  /** How many calls one after the other; inside `parallel` the scenario room has already made branches of it. */
  readonly count: number;
}

export interface ResolvedCall extends ResolvedCallee {
  readonly kind: 'call';
}

/** Calls that nobody waits for; `count` of them in the same instant. */
export interface ResolvedSend extends ResolvedCallee {
  readonly kind: 'send';
}

export interface ResolvedLink {
  /** "web->orders" */
  readonly id: string;
  readonly callerKind: 'workload' | 'service';
  /** Index into `workloads` or `services`. */
  readonly caller: number;
  /** Index into `services`. */
  readonly callee: number;
  readonly network: ResolvedNetwork;
  /** Where it differs from one zone to another, sorted; both ways of each pair are here. */
  readonly between: readonly ResolvedBetween[];
  /** Whether a bandwidth is that of each instance of the callee, or of all together. */
  readonly isPipePerInstance: boolean;
  readonly balancer: ResolvedBalancer;
  /** Of one attempt, from the balancer's pick; Infinity: none. */
  readonly timeoutNs: number;
  /** Of a call with all its attempts, from its start; Infinity: none. */
  readonly deadlineNs: number;
  /** Whether the callee's own calls inherit what is left of the deadline. */
  readonly propagateDeadline: boolean;
  /** null: a failed attempt is not followed by another. */
  readonly retry: ResolvedRetry | null;
  /** null: a call has one attempt in flight. */
  readonly hedge: ResolvedHedge | null;
  /** null: any number of attempts in flight. */
  readonly bulkhead: ResolvedBulkhead | null;
  /** null: attempts go whatever became of those before. */
  readonly breaker: ResolvedBreaker | null;
  /** null: instances are picked however they answer. */
  readonly outlierDetection: ResolvedOutlierDetection | null;
  /** null: attempts go however many of them are refused. */
  readonly throttle: ResolvedThrottle | null;
  /** null: any number of attempts per second. */
  readonly rateLimit: ResolvedRateLimit | null;
  /** null: a connection is always there. */
  readonly pool: ResolvedPool | null;
  /** null: a call whose attempts fail has failed. */
  readonly fallback: ResolvedFallback | null;
}

export interface ResolvedBulkhead {
  /** Attempts of one caller in flight; Infinity: no bound. */
  readonly maxConcurrent: number;
  /** Attempts of one caller that may wait for that. */
  readonly maxPending: number;
}

/** Connections of one caller. */
export interface ResolvedPool {
  /** Open or being opened, to all instances together; Infinity: no bound. */
  readonly maxConnections: number;
  /** Attempts that may wait without a connection being opened for them. */
  readonly maxPending: number;
  /** Attempts at once on a connection. */
  readonly streams: number;
  readonly connectTimeoutNs: number;
  /** Unused for so long a connection is closed. */
  readonly idleTimeoutNs: number;
  /** Round trips before a new connection can be used. */
  readonly roundTrips: number;
}

/** Answers instead of failing. */
export interface ResolvedFallback {
  /** How long that takes. */
  readonly afterNs: number;
}

export interface ResolvedWorkload {
  readonly id: string;
  /** What one arrival, or one round of a closed user, asks for, one after the other; a `call` is a session of one. */
  readonly requests: readonly ResolvedRequest[];
  readonly arrivals: ResolvedArrivals;
  /** Sorted by time; before the first entry the scale is 1. */
  readonly profile: readonly { readonly atNs: number; readonly scale: number; readonly rampNs: number }[];
  /** Larger is served first where queues are served by priority; that of all calls below, too. */
  readonly priority: number;
  /** Where its clients are; index into `zones`, -1 for none. */
  readonly zone: number;
  /** Calling clients; an arrival goes to one drawn uniformly. */
  readonly clients: number;
  /** Ranks and skew of the keys that its requests have; null: none. */
  readonly keys: { readonly n: number; readonly s: number } | null;
  /** null: no herd. */
  readonly population: ResolvedPopulation | null;
}

export interface ResolvedRequest {
  readonly service: number;
  readonly endpoint: number;
  readonly link: number;
  /** From the outcome to the next request of the session; null: none. */
  readonly think: ResolvedDistribution | null;
}

/** One request, or session, of each member at each time + U(0, over). */
export interface ResolvedPopulation {
  readonly clients: number;
  readonly reconnectAtNs: readonly number[];
  readonly overNs: number;
}

export type ResolvedArrivals =
  | { readonly kind: 'poisson'; readonly ratePerSecond: number }
  | { readonly kind: 'constant'; readonly ratePerSecond: number }
  | { readonly kind: 'closed'; readonly users: number; readonly think: ResolvedDistribution }
  | { readonly kind: 'times'; readonly timesNs: readonly number[] }
  | { readonly kind: 'bursty'; readonly states: readonly ResolvedState[] };

/** Of a modulated Poisson process: its rate, and how long it lasts before the next begins. */
export interface ResolvedState {
  readonly ratePerSecond: number;
  readonly stay: ResolvedDistribution;
}

/** When a fault happens: planned at a time, or again and again after random times up. */
export type ResolvedOccurrence =
  | { readonly kind: 'planned'; readonly atNs: number; readonly forNs: number }
  | { readonly kind: 'random'; readonly mtbf: ResolvedDistribution; readonly mttr: ResolvedDistribution };

/** `share`: so many of the service's instances, drawn when the fault begins. */
export type ResolvedTarget =
  | { readonly kind: 'instances'; readonly members: readonly { readonly service: number; readonly instance: number }[] }
  | { readonly kind: 'share'; readonly service: number; readonly ratio: number };

export type ResolvedFault = {
  /** The given id, or "faults.<index>". */
  readonly id: string;
  readonly occurrence: ResolvedOccurrence;
  readonly target: ResolvedTarget;
} & (
  | { readonly kind: 'crash'; readonly host: boolean }
  | { readonly kind: 'cacheFlush' | 'pause' }
  | { readonly kind: 'slow'; readonly factor: number; readonly shareRatio: number }
  | { readonly kind: 'error'; readonly ratio: number; readonly after: ResolvedDistribution | null }
);

export interface ResolvedSlo {
  readonly name: string;
  readonly targetRatio: number;
  /** Index into `workloads`. */
  readonly workload: number;
  readonly underNs: number;
}
