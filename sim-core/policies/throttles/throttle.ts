/** Numbers of one caller's throttle: `state[offset]` and the following ones. One object is reused. */
export interface ThrottleView {
  readonly state: Float64Array;
  offset: number;
  nowNs: number;
}

export interface ResolvedThrottle {
  /** Requests per accepted one that are let through. */
  readonly k: number;
  readonly windowNs: number;
}

/** The window is counted in so many slices, the newest of them being written to. */
const SLICES = 60;
/** Where in the state: the number of the newest slice, sums over the window, and two numbers for each slice. */
const NEWEST = 0;
const REQUESTS = 1;
const ACCEPTS = 2;
const CELLS = 3;

export const THROTTLE_SIZE = CELLS + 2 * SLICES;

/** The caller's process starts. */
export function resetThrottle({ state, offset }: ThrottleView): void {
  state.fill(0, offset, offset + THROTTLE_SIZE);
}

/**
 * The share of attempts that is to be refused now: max(0, (requests − k · accepts) / (requests + 1)) over the window.
 * After "Handling Overload" in *Site Reliability Engineering* (Beyer and others, 2016), client-side throttling.
 *
 * Requests are all attempts, those refused here included, which the book demands: so the share follows what the callers
 * ask for, and rises above what the callee refuses. Accepts are those that the callee has taken on. How the window
 * slides is not said there; here it moves on by a sixtieth at a time.
 */
export function rejectRatio(view: ThrottleView, config: ResolvedThrottle): number {
  moveOn(view, config);
  const { state, offset } = view;
  const requests = state[offset + REQUESTS];
  return Math.max(0, (requests - config.k * state[offset + ACCEPTS]) / (requests + 1));
}

/** The same for whoever watches, changing nothing. */
export function rejectRatioSeen({ state, offset, nowNs }: ThrottleView, { k, windowNs }: ResolvedThrottle): number {
  const newest = Math.floor(nowNs / (windowNs / SLICES));
  let requests = 0;
  let accepts = 0;
  const oldest = Math.max(0, newest - SLICES + 1, state[offset + NEWEST] - SLICES + 1);
  for (let slice = oldest; slice <= state[offset + NEWEST]; slice++) {
    requests += state[offset + CELLS + 2 * (slice % SLICES)];
    accepts += state[offset + CELLS + 2 * (slice % SLICES) + 1];
  }
  return Math.max(0, (requests - k * accepts) / (requests + 1));
}

/** An attempt is made, be it refused here or not. To be told after `rejectRatio` was asked. */
export function countRequest(view: ThrottleView, config: ResolvedThrottle): void {
  moveOn(view, config);
  count(view, REQUESTS, 0);
}

/** The callee took an attempt on. It counts at the time of its answer. */
export function countAccept(view: ThrottleView, config: ResolvedThrottle): void {
  moveOn(view, config);
  count(view, ACCEPTS, 1);
}

function count({ state, offset }: ThrottleView, sum: number, column: number): void {
  state[offset + sum]++;
  state[offset + CELLS + 2 * (state[offset + NEWEST] % SLICES) + column]++;
}

/** Forgets the slices that have become too old. */
function moveOn({ state, offset, nowNs }: ThrottleView, { windowNs }: ResolvedThrottle): void {
  const newest = Math.floor(nowNs / (windowNs / SLICES));
  const before = state[offset + NEWEST];
  if (newest === before) return;
  for (let slice = Math.max(before, newest - SLICES) + 1; slice <= newest; slice++) {
    const at = offset + CELLS + 2 * (slice % SLICES);
    state[offset + REQUESTS] -= state[at];
    state[offset + ACCEPTS] -= state[at + 1];
    state[at] = 0;
    state[at + 1] = 0;
  }
  state[offset + NEWEST] = newest;
}
