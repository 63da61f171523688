import type { Generator } from '../../kernel/random.ts';

export const LIMIT_ALGORITHMS = ['gradient2', 'vegas', 'aimd'] as const;
export type LimitAlgorithm = (typeof LIMIT_ALGORITHMS)[number];

export interface ResolvedConcurrencyLimit {
  readonly algorithm: LimitAlgorithm;
  readonly initialLimit: number;
  readonly minLimit: number;
  readonly maxLimit: number;
  readonly smoothing: number;
  readonly queueSize: number;
  readonly rttTolerance: number;
  readonly longWindow: number;
  readonly probeMultiplier: number;
  readonly backoffRatio: number;
  readonly timeoutNs: number;
}

/** Numbers of one limit, `state[offset]` and the following ones, and the sample at hand. One object is reused for all. */
export interface ConcurrencyView {
  readonly state: Float64Array;
  offset: number;
  /** How long the attempt was inside, and how many were when it came in, itself included. */
  rttNs: number;
  inside: number;
  /** It was let in and then not served: dropped, or tired of waiting. */
  isDropped: boolean;
  generator: Generator;
}

/** Where each algorithm keeps its limit; whole attempts count, so it is rounded down. */
export const LIMIT = 0;

/**
 * Finds out how many attempts an instance should have inside. After Netflix concurrency-limits, whose algorithms hear of
 * each attempt when it leaves; its optional WindowedLimit, which hears of averages instead, is not here.
 */
export interface ConcurrencyLimit {
  /** How many numbers a limit has. */
  readonly size: number;
  /** The process starts. */
  reset(view: ConcurrencyView, config: ResolvedConcurrencyLimit): void;
  /** An attempt leaves, served or dropped. */
  sample(view: ConcurrencyView, config: ResolvedConcurrencyLimit): void;
}
