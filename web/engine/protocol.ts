/**
 * What page and workers say to each other. Two workers run the same engine: one runs the whole scenario ahead as fast
 * as it can (the outlook), the other plays it and is asked for frames. Big things travel as typed arrays.
 *
 * Simulated times are milliseconds, ids are names from the scenario.
 */
import type { Problem, RunResult } from '../../sim-core/index.ts';

/** Static facts the stage needs to draw a scenario; they change only with the document. */
export interface Topology {
  services: {
    id: string;
    instances: { name: string; zone: string | null }[];
    /** Workers per instance; null: unlimited. */
    concurrency: number | null;
    queueCapacity: number | null;
    discovery: 'static' | 'client';
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
export const INSTANCE_PAUSED = 6; // 1: its process stands still
export const INSTANCE_STRIDE = 7;

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
