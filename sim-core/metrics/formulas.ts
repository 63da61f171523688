/**
 * Every metric as a formula over the columns of one scope, the same for the whole run and for one window. NaN stands
 * for "no value" (0 / 0) and becomes null where it is written.
 */
import { NS_PER_MS, NS_PER_S } from '../kernel/time.ts';
import {
  CANCELLED,
  CONNECT_FAILURE,
  DEADLINE_EXCEEDED,
  DEGRADED,
  ERROR,
  MECHANISM_COUNT,
  MECHANISM_NAMES,
  NO_INSTANCE,
  OK,
  OUTCOME_NAMES,
  REJECTED,
  RESET,
  SAVED_BY_HEDGE,
  SAVED_BY_NOTHING,
  TIMEOUT,
  UNAVAILABLE,
} from '../model/outcomes.ts';
import { PHASE_COUNT, PHASE_NAMES } from '../model/phases.ts';
import * as columns from './columns.ts';
import { servedCount } from './scope-sums.ts';

/** What is known of a scope; the same object is filled again for each window. Rows are laid out as in `columns.ts`. */
export interface Reading {
  /** Of requests that count: started after warm-up. For a window the same row as `time`. */
  requests: Float64Array;
  /** Of the time after warm-up, whoever started the request. */
  time: Float64Array;
  pivotNs: number;
  inFlight: number;
  /** Length of that time. */
  seconds: number;
  /** Of services and instances (of the system too, for `wastedWork`), by LOAD_COLUMNS. */
  loads: Float64Array;
  /** Of links, by GUARD_COLUMNS; and how many circuit breakers they have. */
  guards: Float64Array;
  breakers: number;
  /** Time up: of a service with at least one instance. */
  uptimeNs: number;
  queueMax: number;
  /** Workers of one instance. */
  concurrency: number;
  /** Latency in ns at a share of those that ended ok or degraded; NaN: none. */
  quantileNs: (share: number) => number;
  maxNs: number;
}

export type Formula = (reading: Reading) => number;
export type Formulas = Readonly<Record<string, Formula>>;

const CALLER_REASONS = [
  ...[TIMEOUT, DEADLINE_EXCEEDED, CONNECT_FAILURE, RESET, UNAVAILABLE, ERROR, NO_INSTANCE, REJECTED],
];
const SERVER_REASONS = [DEADLINE_EXCEEDED, RESET, UNAVAILABLE, ERROR];

/** System, workloads, links. */
export const CALLER_FORMULAS: Formulas = {
  ...commonFormulas(CALLER_REASONS, handledCalls),
  ...phaseFormulas(),
  throughputRps: (r) => r.time[columns.ACCEPTED] / r.seconds,
  goodputRps: (r) => r.time[columns.GOOD] / r.seconds,
  attempts: (r) => r.requests[columns.ATTEMPTS],
  attemptsPerRequest: (r) => r.requests[columns.ATTEMPTS] / r.requests[columns.STARTED],
  retries: (r) => r.requests[columns.RETRIES],
  hedges: (r) => r.requests[columns.PRICE + SAVED_BY_HEDGE],
  ...ledgerFormulas(),
};

export const LINK_FORMULAS: Formulas = {
  ...CALLER_FORMULAS,
  // Objectives are of workloads: at a link all that is served is good.
  goodputRps: (r) => servedCount(r.time) / r.seconds,
  bytes: (r) => r.time[columns.BYTES],
  lost: (r) => r.time[columns.LOST],
  staleAttempts: (r) => r.time[columns.STALE],
  staleRatio: (r) => r.time[columns.STALE] / r.time[columns.ATTEMPTS],
};

/** Of links in scenarios that have zones. */
export const ZONED_LINK_FORMULAS: Formulas = {
  ...LINK_FORMULAS,
  crossZoneRatio: (r) => r.time[columns.CROSS_ZONE] / r.time[columns.ATTEMPTS],
  egressBytes: (r) => r.time[columns.EGRESS_BYTES],
};

/** Of links with a circuit breaker. */
export const BREAKER_FORMULAS: Formulas = {
  'breaker.closed': (r) => {
    const openedNs = r.guards[columns.OPEN_NS] + r.guards[columns.HALF_OPEN_NS];
    return (breakersNs(r) - openedNs) / breakersNs(r);
  },
  'breaker.open': (r) => r.guards[columns.OPEN_NS] / breakersNs(r),
  'breaker.halfOpen': (r) => r.guards[columns.HALF_OPEN_NS] / breakersNs(r),
};

/** Of links with outlier detection. */
export const DETECTOR_FORMULAS: Formulas = { ejections: (r) => r.guards[columns.EJECTIONS] };

const WASTED_WORK: Formulas = {
  wastedWork: (r) => r.loads[columns.WASTED_NS] / r.loads[columns.HELD_NS],
};

export const SYSTEM_FORMULAS: Formulas = { ...CALLER_FORMULAS, ...WASTED_WORK };

export const ENDPOINT_FORMULAS: Formulas = {
  ...commonFormulas(SERVER_REASONS, (row) => row[columns.VISITS_HANDLED]),
  'phases.queueMs': (r) => meanMs(r.requests[columns.VISIT_QUEUE_NS], servedCount(r.requests)),
  'phases.processMs': (r) => meanMs(r.requests[columns.VISIT_PROCESS_NS], servedCount(r.requests)),
  'phases.downstreamMs': (r) => meanMs(r.requests[columns.VISIT_DOWNSTREAM_NS], servedCount(r.requests)),
  throughputRps: (r) => (servedCount(r.time) + r.time[ERROR] + r.time[DEADLINE_EXCEEDED]) / r.seconds,
  goodputRps: (r) => servedCount(r.time) / r.seconds,
  waitedRatio: (r) => r.requests[columns.WAITED] / r.requests[columns.ADMITTED],
  cacheHitRatio: (r) => r.requests[columns.CACHE_HITS] / r.requests[columns.LOOK_UPS],
  duplicateExecutions: (r) => r.time[columns.DUPLICATES],
};

/** Services and instances. */
export const INSTANCE_FORMULAS: Formulas = {
  ...ENDPOINT_FORMULAS,
  ...WASTED_WORK,
  uptime: (r) => r.uptimeNs / (r.seconds * NS_PER_S),
  utilization: (r) => workerShare(r, r.loads[columns.BUSY_NS]),
  cpu: (r) => workerShare(r, r.loads[columns.WORKING_NS]),
  'queueLength.mean': (r) => r.loads[columns.QUEUED_NS] / (r.seconds * NS_PER_S),
  'queueLength.max': (r) => r.queueMax,
  crashes: (r) => r.loads[columns.CRASHES],
};

/** Wherever there is a histogram. */
export const PERCENTILE_FORMULAS: Formulas = {
  p50Ms: (r) => r.quantileNs(0.5) / NS_PER_MS,
  p90Ms: (r) => r.quantileNs(0.9) / NS_PER_MS,
  p95Ms: (r) => r.quantileNs(0.95) / NS_PER_MS,
  p99Ms: (r) => r.quantileNs(0.99) / NS_PER_MS,
  p999Ms: (r) => r.quantileNs(0.999) / NS_PER_MS,
};

export const MAX_FORMULA: Formulas = {
  maxMs: (r) => (servedCount(r.requests) > 0 ? r.maxNs / NS_PER_MS : Number.NaN),
};

function commonFormulas(reasons: readonly number[], handled: (row: Float64Array) => number): Formulas {
  return {
    requests: (r) => endedCount(r.requests),
    started: (r) => r.requests[columns.STARTED],
    ok: (r) => r.requests[OK],
    degraded: (r) => r.requests[DEGRADED],
    failed: (r) => failedCount(r.requests),
    ...Object.fromEntries(reasons.map((reason) => [`failedBy.${OUTCOME_NAMES[reason]}`, countOf(reason)])),
    cancelled: (r) => r.requests[CANCELLED],
    inFlight: (r) => r.inFlight,
    inFlightMean: (r) => r.time[columns.IN_FLIGHT_NS] / (r.seconds * NS_PER_S),
    artMs: (r) => meanMs(r.requests[columns.SERVED_NS], servedCount(r.requests)),
    artFailedMs: (r) => meanMs(r.requests[columns.FAILED_NS], failedCount(r.requests)),
    artAllMs: (r) => meanMs(r.requests[columns.SERVED_NS] + r.requests[columns.FAILED_NS], endedCount(r.requests)),
    artSdMs: (r) => deviationMs(r.requests, r.pivotNs),
    offeredRps: (r) => r.time[columns.STARTED] / r.seconds,
    rejectedRps: (r) => r.time[columns.REJECTED] / r.seconds,
    availability: (r) => servedCount(r.requests) / endedCount(r.requests),
    errorsMet: (r) => r.requests[columns.ERRORS_MET],
    errorsHandled: (r) => handled(r.requests),
    ehr: (r) => handled(r.requests) / r.requests[columns.ERRORS_MET],
    errorRateRps: (r) => r.time[columns.FAILED_ATTEMPTS] / r.seconds,
  };
}

function phaseFormulas(): Formulas {
  const formulas: Record<string, Formula> = {};
  for (let p = 0; p < PHASE_COUNT; p++) {
    formulas[`phases.${PHASE_NAMES[p]}Ms`] = (r) => meanMs(r.requests[columns.PHASES_NS + p], servedCount(r.requests));
  }
  return formulas;
}

function ledgerFormulas(): Formulas {
  const formulas: Record<string, Formula> = {};
  for (let mechanism = SAVED_BY_NOTHING + 1; mechanism < MECHANISM_COUNT; mechanism++) {
    const name = MECHANISM_NAMES[mechanism];
    formulas[`ledger.${name}.handled`] = (r) => r.requests[columns.HANDLED + mechanism];
    formulas[`ledger.${name}.price`] = (r) => r.requests[columns.PRICE + mechanism];
  }
  return formulas;
}

function countOf(outcome: number): Formula {
  return (r) => r.requests[columns.ENDED + outcome];
}

function failedCount(row: Float64Array): number {
  let count = 0;
  for (let outcome = DEGRADED + 1; outcome < CANCELLED; outcome++) count += row[columns.ENDED + outcome];
  return count;
}

function endedCount(row: Float64Array): number {
  return servedCount(row) + failedCount(row);
}

function handledCalls(row: Float64Array): number {
  let count = 0;
  for (let m = 0; m < MECHANISM_NAMES.length; m++) count += row[columns.HANDLED + m];
  return count;
}

function meanMs(sumNs: number, count: number): number {
  return sumNs / count / NS_PER_MS;
}

/** Sample standard deviation. */
function deviationMs(row: Float64Array, pivotNs: number): number {
  const count = servedCount(row);
  if (count < 2) return Number.NaN;
  const shiftNs = row[columns.SERVED_NS] - count * pivotNs;
  const squares = Math.max(0, row[columns.SQUARES] - (shiftNs * shiftNs) / count);
  return Math.sqrt(squares / (count - 1)) / NS_PER_MS;
}

function breakersNs({ breakers, seconds }: Reading): number {
  return breakers * seconds * NS_PER_S;
}

/** Unlimited workers have no share. */
function workerShare(reading: Reading, workersNs: number): number {
  if (reading.concurrency === Infinity) return Number.NaN;
  return workersNs / (reading.concurrency * reading.loads[columns.UP_NS]);
}
