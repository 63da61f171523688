import {
  type BreakerView,
  type CircuitBreaker,
  CLOSED,
  FAILED,
  HALF_OPEN,
  IGNORED,
  OPEN,
  type ResolvedBreaker,
} from './breaker.ts';

/** Where in the state. */
const STATE = 0;
/** When the state ends by itself; Infinity: never. */
const UNTIL = 1;
/** Half-open: trial calls that may still go. */
const PERMITS = 2;
/** In the window: calls, failed ones, slow ones. */
const CALLS = 3;
const FAILURES = 4;
const SLOW = 5;
/** Where the next call is written; of a window of time: the number of its newest slice, from 1 on, 0: none yet. */
const HEAD = 6;
const CELLS = 7;

/** In the state beside CLOSED, OPEN and HALF_OPEN: the time in open is over, and no call has come since. */
const RESTED = 3;

/** A call in a window of calls. */
const IS_FAILURE = 1;
const IS_SLOW = 2;
/** A slice of a window of time: calls, failed, slow. */
const SLICE = 3;

/** By number of result: neither threshold, or too few calls to say. */
const BELOW = 0;
const ABOVE = 1;
const UNDECIDED = 2;

/**
 * Opens when the share of failed or of slow calls in a window reaches its threshold. After Resilience4j:
 * CircuitBreakerStateMachine, CircuitBreakerMetrics, FixedSizeSlidingWindowMetrics, SlidingTimeWindowMetrics.
 *
 * - Closed: judged after each call that ends, once the window holds `minCalls` (a window of fewer calls: when it is
 *   full). A call is slow when it took longer than the threshold, however it ended.
 * - Open: refuses. The first call *after* `openFor` makes it half-open and is the first trial; one at the very instant
 *   is still refused. With `automaticTransitionFromOpenToHalfOpen` it is half-open from that instant on.
 * - Half-open: `halfOpenCalls` calls may go in all, one that ends does not make room for another. They are judged
 *   together, in a window of their own, as soon as min(minCalls, halfOpenCalls) have ended: it closes with an empty
 *   window or opens anew. A trial that nobody waits for any more gives its permission back.
 *
 * As there, what ends counts in the state that it meets: a call that began before and ends while it is half-open is
 * judged with the trials, and one that is given up then gives a permission back that it had not taken. What ends while
 * it is open is not counted. With a window of ten slices of 10 s, minCalls 20, openFor 5 s and halfOpenCalls 1 it is
 * Hystrix's breaker, which however looks at its window each half second and opens anew when its trial is given up.
 */
export const failureRate: CircuitBreaker = {
  size({ windowCalls, buckets, halfOpenCalls }) {
    return CELLS + Math.max(windowCalls > 0 ? windowCalls : SLICE * buckets, halfOpenCalls);
  },
  reset(view) {
    enter(view, CLOSED, Infinity);
  },
  allows({ state, offset, nowNs }) {
    switch (state[offset + STATE]) {
      case CLOSED:
        return true;
      case HALF_OPEN:
        return state[offset + PERMITS] > 0;
      default:
        return nowNs > state[offset + UNTIL];
    }
  },
  take(view, config) {
    const { state, offset } = view;
    if (state[offset + STATE] === CLOSED) return;
    if (state[offset + STATE] !== HALF_OPEN) halfOpen(view, config);
    state[offset + PERMITS]--;
  },
  ended(view, config, result, durationNs) {
    const { state, offset } = view;
    const isTrial = state[offset + STATE] === HALF_OPEN;
    if (!isTrial && state[offset + STATE] !== CLOSED) return;
    if (result === IGNORED) {
      if (isTrial) state[offset + PERMITS]++;
      return;
    }
    const cell = (result === FAILED ? IS_FAILURE : 0) | (durationNs > config.slowNs ? IS_SLOW : 0);
    const windowCalls = isTrial ? config.halfOpenCalls : config.windowCalls;
    if (windowCalls > 0) pushCall(view, windowCalls, cell);
    else pushIntoSlice(view, config, cell);
    const minCalls = windowCalls > 0 ? Math.min(config.minCalls, windowCalls) : config.minCalls;
    const verdict = judge(view, config, minCalls);
    if (verdict === ABOVE) enter(view, OPEN, view.nowNs + config.openNs);
    else if (isTrial && verdict === BELOW) enter(view, CLOSED, Infinity);
  },
  phase({ state, offset }) {
    return state[offset + STATE] === RESTED ? HALF_OPEN : state[offset + STATE];
  },
  dueNs({ state, offset }) {
    return state[offset + STATE] === RESTED ? Infinity : state[offset + UNTIL];
  },
  due(view, config) {
    const { state, offset } = view;
    if (state[offset + STATE] === HALF_OPEN) enter(view, OPEN, view.nowNs + config.openNs);
    else if (config.isAutomatic) halfOpen(view, config);
    else state[offset + STATE] = RESTED;
  },
};

function halfOpen(view: BreakerView, config: ResolvedBreaker): void {
  enter(view, HALF_OPEN, view.nowNs + config.maxHalfOpenNs);
  view.state[view.offset + PERMITS] = config.halfOpenCalls;
}

/** Another state, with an empty window. */
function enter({ state, offset }: BreakerView, next: number, untilNs: number): void {
  state[offset + STATE] = next;
  state[offset + UNTIL] = untilNs;
  state[offset + CALLS] = 0;
  state[offset + FAILURES] = 0;
  state[offset + SLOW] = 0;
  state[offset + HEAD] = 0;
}

/** A full window forgets its oldest call. */
function pushCall({ state, offset }: BreakerView, windowCalls: number, cell: number): void {
  const at = offset + CELLS + state[offset + HEAD];
  if (state[offset + CALLS] === windowCalls) {
    state[offset + FAILURES] -= state[at] & IS_FAILURE;
    state[offset + SLOW] -= state[at] >> 1;
  } else {
    state[offset + CALLS]++;
  }
  state[at] = cell;
  state[offset + FAILURES] += cell & IS_FAILURE;
  state[offset + SLOW] += cell >> 1;
  state[offset + HEAD] = (state[offset + HEAD] + 1) % windowCalls;
}

/** Slices begin at whole multiples of their width; a call belongs to the one it ends in. */
function pushIntoSlice(view: BreakerView, config: ResolvedBreaker, cell: number): void {
  const { state, offset, nowNs } = view;
  const slice = Math.floor(nowNs / (config.windowNs / config.buckets)) + 1;
  if (state[offset + HEAD] === 0) state.fill(0, offset + CELLS, offset + CELLS + SLICE * config.buckets);
  else forgetSlices(view, config.buckets, slice);
  state[offset + HEAD] = slice;
  const at = offset + CELLS + SLICE * (slice % config.buckets);
  state[at]++;
  state[at + 1] += cell & IS_FAILURE;
  state[at + 2] += cell >> 1;
  state[offset + CALLS]++;
  state[offset + FAILURES] += cell & IS_FAILURE;
  state[offset + SLOW] += cell >> 1;
}

/** Takes out what has become too old when `slice` is the newest. */
function forgetSlices({ state, offset }: BreakerView, buckets: number, slice: number): void {
  const newest = state[offset + HEAD];
  for (let next = Math.max(newest, slice - buckets) + 1; next <= slice; next++) {
    const at = offset + CELLS + SLICE * (next % buckets);
    state[offset + CALLS] -= state[at];
    state[offset + FAILURES] -= state[at + 1];
    state[offset + SLOW] -= state[at + 2];
    state.fill(0, at, at + SLICE);
  }
}

function judge({ state, offset }: BreakerView, config: ResolvedBreaker, minCalls: number): number {
  const calls = state[offset + CALLS];
  if (calls < minCalls) return UNDECIDED;
  const isAbove =
    state[offset + FAILURES] / calls >= config.failureRatio || state[offset + SLOW] / calls >= config.slowRatio;
  return isAbove ? ABOVE : BELOW;
}
