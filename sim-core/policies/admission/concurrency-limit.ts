import type { Generator } from '../../kernel/random.ts';

export const LIMIT_ALGORITHMS = ['gradient2', 'vegas', 'aimd', 'gradient'] as const;
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

  // Of `gradient`.
  readonly sampleAggregatePercentile: number;
  readonly concurrencyUpdateIntervalNs: number;
  readonly maxConcurrencyLimit: number;
  readonly minRtt: {
    readonly intervalNs: number;
    /** 0: it is measured. */
    readonly fixedValueNs: number;
    readonly requestCount: number;
    readonly jitter: number;
    readonly minConcurrency: number;
    readonly buffer: number;
  };
}

/** Numbers of one limit, `state[offset]` and the following ones, and the sample at hand. One object is reused for all. */
export interface ConcurrencyView {
  readonly state: Float64Array;
  offset: number;
  nowNs: number;
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
 * each attempt when it leaves (its optional WindowedLimit, which hears of averages instead, is not here), and after Envoy.
 */
export interface ConcurrencyLimit {
  /** How many numbers a limit has. */
  readonly size: number;
  /** The process starts. */
  reset(view: ConcurrencyView, config: ResolvedConcurrencyLimit): void;
  /** Whether it hears of all that are answered, and not only of those that were served or dropped. */
  readonly hearsFailures: boolean;
  /** Does what was due by now, before somebody asks for the limit; null: time alone changes nothing. */
  readonly catchUp: ((view: ConcurrencyView, config: ResolvedConcurrencyLimit) => void) | null;
  /** An attempt leaves, served or dropped. */
  sample(view: ConcurrencyView, config: ResolvedConcurrencyLimit): void;
}

/** An algorithm that only attempts move, and of them those that were served or dropped. */
export const MOVED_BY_SAMPLES = { hearsFailures: false, catchUp: null };
