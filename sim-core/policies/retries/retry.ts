import type { ResolvedBudget } from './budget.ts';

/** When a failed attempt is tried again, and how long the call waits before. */
export interface ResolvedRetry {
  /** The first attempt included; Infinity: no bound. */
  readonly maxAttempts: number;
  /** Bit o set: an attempt that ended with outcome o is tried again. */
  readonly onMask: number;
  readonly backoff: ResolvedBackoff;
  /** Whether the balancer of a retry is not shown the instance that failed last. */
  readonly avoidPrevious: boolean;
  /** null: attempts alone are counted. */
  readonly budget: ResolvedBudget | null;
}

/** Retry n waits on min(max, base · multiplier^(n−1)), changed by the jitter. */
export interface ResolvedBackoff {
  readonly baseNs: number;
  readonly maxNs: number;
  readonly multiplier: number;
  /** `ratio`: uniform within ± that share. */
  readonly jitter: 'none' | 'full' | 'equal' | 'decorrelated' | 'ratio';
  readonly jitterRatio: number;
}
