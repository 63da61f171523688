import type { Generator } from '../../kernel/random.ts';

/** What a breaker does with attempts, as metrics and the stage see it. */
export const CLOSED = 0;
export const OPEN = 1;
export const HALF_OPEN = 2;

/** How an attempt that was let through has ended. */
export const SUCCEEDED = 0;
export const FAILED = 1;
/** Nobody waits for it any more: neither good nor bad, the permission is given back. */
export const IGNORED = 2;

/** Numbers of one breaker: `state[offset]` and the following ones. One object is reused. */
export interface BreakerView {
  readonly state: Float64Array;
  offset: number;
  nowNs: number;
  /** Random stream of the link's breakers. */
  generator: Generator;
}

export interface ResolvedBreaker {
  readonly kind: 'failure-rate' | 'consecutive' | 'limits';
  /** One for each caller, or one for each caller and instance. */
  readonly scope: 'service' | 'instance';
  /** Bit o set: an attempt that ended with outcome o counts as failed; all others count as good. */
  readonly onMask: number;
  /** failure-rate: the last so many calls; 0: those of the last `windowNs`, in `buckets` slices. */
  readonly windowCalls: number;
  readonly windowNs: number;
  readonly buckets: number;
  readonly minCalls: number;
  readonly failureRatio: number;
  /** Infinity: slow calls open nothing. */
  readonly slowRatio: number;
  readonly slowNs: number;
  readonly openNs: number;
  readonly halfOpenCalls: number;
  /** Infinity: trial calls may take as long as they like. */
  readonly maxHalfOpenNs: number;
  /** Half-open as soon as `openNs` is over, not only when a call comes. */
  readonly isAutomatic: boolean;
  /** consecutive: failures in a row, and how long it then refuses: at first, and at most. */
  readonly consecutive: number;
  readonly deadNs: number;
  readonly maxDeadNs: number;
  /** limits: attempts in flight. */
  readonly maxRequests: number;
}

/** Says before each attempt whether it may go, and hears how it ended. */
export interface CircuitBreaker {
  /** How many numbers one breaker has. */
  size(config: ResolvedBreaker): number;
  /** The caller's process starts. */
  reset(view: BreakerView, config: ResolvedBreaker): void;
  /** Whether an attempt may go now; changes nothing. */
  allows(view: BreakerView, config: ResolvedBreaker): boolean;
  /** An attempt that was allowed goes. */
  take(view: BreakerView, config: ResolvedBreaker): void;
  /** @param result SUCCEEDED, FAILED or IGNORED @param durationNs from its going to its end */
  ended(view: BreakerView, config: ResolvedBreaker, result: number, durationNs: number): void;
  /** CLOSED, OPEN or HALF_OPEN. */
  phase(view: BreakerView): number;
  /** When `due` is to be called, if nothing else changes the phase before; Infinity: never. */
  dueNs(view: BreakerView): number;
  due(view: BreakerView, config: ResolvedBreaker): void;
}
