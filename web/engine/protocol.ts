/**
 * What page and workers say to each other. Two workers run the same engine: one runs the whole scenario ahead as fast
 * as it can (the outlook), the other plays it and is asked for frames. Big things travel as typed arrays.
 *
 * Simulated times are milliseconds, ids are names from the scenario.
 */
import type { Problem, RunResult } from '../../sim-core/index.ts';

/** What a caller does before it lets an attempt go; null, false: it does not have that. */
export interface LinkGuards {
  breaker: { kind: 'failure-rate' | 'consecutive' | 'limits'; scope: 'service' | 'instance' } | null;
  /** Of one caller. */
  bulkhead: { maxConcurrent: number | null; maxPending: number } | null;
  pool: { maxConnections: number | null; streams: number } | null;
  budget: 'window' | 'concurrency' | 'tokens' | 'quota' | null;
  hasRateLimit: boolean;
  hasThrottle: boolean;
  ejects: boolean;
  hedges: boolean;
}

/** Static facts the stage needs to draw a scenario; they change only with the document. */
export interface Topology {
  services: {
    id: string;
    instances: { name: string; zone: string | null }[];
    /** Workers per instance; null: unlimited. */
    concurrency: number | null;
    queueCapacity: number | null;
    discovery: 'static' | 'client';
    /** Who is let in at each instance; null: everyone there is room for in the queue. */
    door: { hasRateLimit: boolean; findsLimit: boolean } | null;
  }[];
  workloads: { id: string; clients: number; closed: boolean }[];
  links: {
    id: string;
    caller: { kind: 'workload' | 'service'; index: number };
    /** Index into services. */
    callee: number;
    timeoutMs: number | null;
    /** Messages take no time at all, so none is ever seen on its way. */
    isInstant: boolean;
    guards: LinkGuards;
  }[];
  /** Simulated seconds per real second at which a call can be watched on its way. */
  watchingSpeed: number;
  zones: string[];
  durationMs: number;
  warmupMs: number;
  windowMs: number;
  /** Planned faults: bars on the time axis. */
  faults: {
    id: string;
    path: string;
    kind: string;
    atMs: number;
    forMs: number | null;
    target: string;
    words: string;
  }[];
}

/** Signs of the visual language; a dot's colour and shape follow from it. */
export const SIGN_REQUEST = 0;
export const SIGN_RESPONSE = 1;
export const SIGN_RETRY = 2;
export const SIGN_HEDGE = 3;
export const SIGN_ERROR = 4;
export const SIGN_REJECTED = 5;
export const SIGN_LATE = 6;
export const SIGN_LOST = 7;
export const SIGN_DEGRADED = 8;
export const SIGN_COUNT = 9;
/** In slots: nothing there. */
export const SIGN_NONE = 255;

/** Columns of `Frame.dots`, one row per drawn attempt on the wire. */
export const DOT_ID = 0; // attempt id
export const DOT_REQUEST = 1; // number of its request
export const DOT_LINK = 2; // index into links
export const DOT_FROM = 3; // calling instance or client of that link, from 0
export const DOT_TO = 4; // called instance of the callee, from 0
export const DOT_SIGN = 5;
export const DOT_DIRECTION = 6; // 0 out, 1 back
export const DOT_START_MS = 7;
export const DOT_END_MS = 8; // of a lost message: when it is sent again
export const DOT_STRIDE = 9;

/** Columns of `Frame.instances`, one row per instance in order of services and numbers. */
export const INSTANCE_UP = 0; // 1 up, 0 process down, -1 host down
export const INSTANCE_BUSY = 1; // workers held
export const INSTANCE_QUEUED = 2;
export const INSTANCE_SLOW = 3; // factor, 1 = normal
export const INSTANCE_ERROR = 4; // injected error ratio
export const INSTANCE_BACK_AT_MS = 5; // when a crashed one may start again; -1 unknown
export const INSTANCE_EJECTED_BY = 6; // callers that have ejected it
export const INSTANCE_EJECTORS = 7; // callers that could
export const INSTANCE_EJECTED_AT_MS = 8; // since when the first of them; -1: it is not ejected
export const INSTANCE_INSIDE = 9; // attempts behind its door; -1: nobody counts
export const INSTANCE_AT_DOOR = 10; // waiting for a turn there
export const INSTANCE_REFUSED = 11; // turned away there since the beginning
export const INSTANCE_REFUSED_LAST = 12; // and in the last whole second
export const INSTANCE_LIMIT = 13; // of those inside, given or found; -1: there is none
export const INSTANCE_PAUSED = 14; // 1: its process stands still
export const INSTANCE_STRIDE = 15;

/**
 * Columns of `Frame.gates`, one row per end in order of links: a calling instance, or all clients of a workload together,
 * whose numbers are added up.
 */
export const GATE_BREAKERS = 0;
export const GATE_OPEN = 1;
export const GATE_HALF_OPEN = 2;
export const GATE_HELD = 3; // attempts in the bulkhead
export const GATE_WAITING = 4; // for the bulkhead, or their turn by the rate limit
export const GATE_WAITING_CONNECTION = 5;
export const GATE_CONNECTIONS = 6; // open
export const GATE_CONNECTING = 7;
export const GATE_CONNECTIONS_USED = 8;
export const GATE_BUDGET_LEFT = 9; // tokens or retries
export const GATE_BUDGET_FULL = 10;
export const GATE_BUDGETS_SPENT = 11; // callers that would get no retry now
export const GATE_THROTTLED = 12; // share of attempts that the throttle would reject now
export const GATE_TURNED_BACK = 13; // rejected since the beginning, by guard: breaker, bulkhead, rate limit, throttle, pool
export const GUARDS = 5;
export const GATE_TURNED_LAST = GATE_TURNED_BACK + GUARDS; // by all of them in the last whole second
export const GATE_STRIDE = GATE_TURNED_LAST + 1;
/** Signs per end in `Frame.waiting`. */
export const WAITING_SHOWN = 12;

/** Columns of `Frame.turnedBack`: the last attempts that their callers rejected, oldest first. */
export const TURNED_NUMBER = 0; // from 1, in order
export const TURNED_ID = 1;
export const TURNED_LINK = 2;
export const TURNED_FROM = 3; // end of the link, from 0
export const TURNED_GUARD = 4;
export const TURNED_SIGN = 5; // what it was
export const TURNED_STRIDE = 6;
export const TURNED_SHOWN = 64;

/** Signs drawn per instance in `Frame.slots`: the first workers, then the first that wait, nearest first. */
export const SLOTS_SHOWN = 16;
export const QUEUE_SHOWN = 24;
export const SLOT_STRIDE = SLOTS_SHOWN + QUEUE_SHOWN;

/** One instant of the played run. */
export interface Frame {
  runId: number;
  tMs: number;
  dots: Float64Array;
  dotCount: number;
  /** 1: every attempt on the wire is drawn; k: one in k. */
  oneIn: number;
  instances: Float64Array;
  slots: Uint8Array;
  gates: Float64Array;
  waiting: Uint8Array;
  turnedBack: Float64Array;
  /** Attempts on the wire by sign. */
  counts: Int32Array;
  /** Requests begun and not ended. */
  inFlight: number;
  /** Leased discovery, per service with a registry: what it lists, one entry per instance (1 listed). */
  registry: Uint8Array;
  /** Pairs (link, calling instance or client, called instance) that the caller believes in although it is gone. */
  stale: Int32Array;
  /** Digest and events of the run so far. */
  digest: string;
  events: number;
}

/** The whole run, as far as it has been simulated. */
export interface Outlook {
  runId: number;
  complete: boolean;
  simulatedMs: number;
  windowMs: number;
  windowCount: number;
  /** scope ("system", "services.orders" …) → column name ("artMs", "phases.sendMs" …) → one value per window, NaN: none. */
  series: Record<string, Record<string, Float64Array>>;
  /** Present when complete. */
  result: RunResult | null;
  wallMs: number;
}

export type ToWorker =
  | { type: 'outlook'; runId: number; document: unknown; replication: number }
  | { type: 'play'; runId: number; document: unknown; replication: number }
  | { type: 'frame'; runId: number; tMs: number; maxDots: number; recycle?: ArrayBuffer[] }
  /** Run to the next event after the played time; answered by a frame at it. */
  | { type: 'step'; runId: number; maxDots: number };

export type FromWorker =
  | { type: 'outlook'; outlook: Outlook }
  | { type: 'frame'; frame: Frame }
  | { type: 'topology'; runId: number; topology: Topology }
  | { type: 'problems'; runId: number; problems: Problem[] }
  | { type: 'crashed'; runId: number; message: string };
