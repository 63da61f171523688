/** Further attempts beside those in flight. */
export interface ResolvedHedge {
  /** Wait after an attempt's start; Infinity: only a failure sends the next. */
  readonly delayNs: number;
  /** The wait is this percentile of the latencies seen lately; 0: it is `delayNs`. */
  readonly percentile: number;
  /** The first attempt included; Infinity: no bound. */
  readonly maxAttempts: number;
  /** Whether the copy that gets a worker first makes those that still wait leave. */
  readonly tied: boolean;
}
