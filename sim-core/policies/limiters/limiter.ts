/** Numbers of one limiter: `state[offset]` and the following ones. One object is reused for all. */
export interface LimiterView {
  readonly state: Float64Array;
  offset: number;
  nowNs: number;
}

export const ALGORITHMS = ['token-bucket', 'leaky-bucket', 'gcra', 'sliding-window'] as const;
export type LimiterAlgorithm = (typeof ALGORITHMS)[number];

export interface ResolvedRateLimit {
  readonly algorithm: LimiterAlgorithm;
  /** More than 0. */
  readonly ratePerSecond: number;
  /** At least 1. */
  readonly burst: number;
  /** The longest wait for a turn; Infinity: as long as it takes. */
  readonly waitNs: number;
}

/** The answer of `take` to one that is refused. */
export const REFUSED = -1;

/** Bounds a rate. Decisions are exact for rates that are whole numbers per second: nothing drifts, nothing is rounded away. */
export interface RateLimiter {
  /** How many numbers a limiter has. */
  size(config: ResolvedRateLimit): number;
  /** As after a long pause: everything that a burst may take is there. */
  reset(view: LimiterView, config: ResolvedRateLimit): void;
  /**
   * Asks for one turn now. What is granted is booked and cannot be given back; what is refused changes nothing.
   * Turns are granted in the order in which they are asked for.
   *
   * @returns 0: at once; REFUSED; else after so many nanoseconds, rounded up to whole ones and at most `waitNs`
   */
  take(view: LimiterView, config: ResolvedRateLimit): number;
}
