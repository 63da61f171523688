/** How calls and attempts end. The numbers are stored in columns and told to observers; the names go into results. */

export const OK = 0;
/** A fallback answered. */
export const DEGRADED = 1;
export const TIMEOUT = 2;
export const DEADLINE_EXCEEDED = 3;
/** Refused: nobody listens at the instance's address. */
export const CONNECT_FAILURE = 4;
/** The instance died while it held the attempt. */
export const RESET = 5;
/** 503: shed, queue full, waited too long, server's limiter. */
export const UNAVAILABLE = 6;
/** 500 */
export const ERROR = 7;
export const NO_INSTANCE = 8;
/** The caller's own breaker, bulkhead, limiter or throttle said no. */
export const REJECTED = 9;
/** Nobody wanted the answer any more; neither ok nor failed. */
export const CANCELLED = 10;

export type Outcome = number;
export const OUTCOME_COUNT = 11;

/** Names as they stand in results and in `retry.on`, indexed by outcome. */
export const OUTCOME_NAMES: readonly string[] = [
  'ok',
  'degraded',
  'timeout',
  'deadline-exceeded',
  'connect-failure',
  'reset',
  'unavailable',
  'error',
  'no-instance',
  'rejected',
  'cancelled',
];

/** Guards of a caller that can reject an attempt, by the order in which they are passed. */
export const BY_BREAKER = 0;
export const BY_BULKHEAD = 1;
export const BY_RATE_LIMIT = 2;
export const BY_THROTTLE = 3;
export const BY_POOL = 4;
export const GUARD_COUNT = 5;
export const GUARD_NAMES: readonly string[] = ['breaker', 'bulkhead', 'rate-limit', 'throttle', 'pool'];

/** Mechanisms that can save a call: the entries of the ledger. */
export const SAVED_BY_NOTHING = 0;
export const SAVED_BY_RETRY = 1;
export const SAVED_BY_FAILOVER = 2;
export const SAVED_BY_HEDGE = 3;
export const SAVED_BY_FALLBACK = 4;
export const SAVED_BY_CACHE = 5;
export const SAVED_BY_QUORUM = 6;
export const MECHANISM_COUNT = 7;
export const MECHANISM_NAMES: readonly string[] = [
  'nothing',
  'retry',
  'failover',
  'hedge',
  'fallback',
  'cache',
  'quorum',
];
