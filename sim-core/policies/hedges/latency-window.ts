import { LATENCY_CELLS, latencyCellOf, latencyIn } from '../latency-cells.ts';

/** Numbers of one caller: `state[offset]` and the following ones. One object is reused. */
export interface LatencyWindowView {
  readonly state: Float64Array;
  offset: number;
  nowNs: number;
}

/** The last so many slices count, besides the one being filled. */
const SLICES = 3;
const SLICE_NS = 10e9;

/** Where in the state: when the slice being filled began, which it is, the delay; then the counts of all slices. */
const SINCE = 0;
const CURRENT = 1;
const DELAY = 2;
const COUNTS = 3;

export const LATENCY_WINDOW_SIZE = COUNTS + (SLICES + 1) * LATENCY_CELLS;

/**
 * Percentile of the latencies that one caller has seen lately, as the wait before a hedge. After Finagle:
 * BackupRequestFilter and WindowedPercentileHistogram of its util library (three slices of 10 s; the percentile is that of the
 * slices that are complete, and there are no backup requests before the first one is).
 *
 * What is told are the times of attempts that ended well, and of those that were given up because another one had
 * answered, up to that moment: without them the slow ones would be missing, and the wait would shrink and shrink.
 */
export const latencyWindow = {
  reset({ state, offset, nowNs }: LatencyWindowView): void {
    state.fill(0, offset, offset + LATENCY_WINDOW_SIZE);
    state[offset + SINCE] = nowNs;
    state[offset + DELAY] = Infinity;
  },

  add(view: LatencyWindowView, percentile: number, latencyNs: number): void {
    moveOn(view, percentile);
    const { state, offset } = view;
    state[offset + COUNTS + state[offset + CURRENT] * LATENCY_CELLS + latencyCellOf(latencyNs)]++;
  },

  /** ns; Infinity: not known yet. */
  delayNs(view: LatencyWindowView, percentile: number): number {
    moveOn(view, percentile);
    return view.state[view.offset + DELAY];
  },
};

function moveOn(view: LatencyWindowView, percentile: number): void {
  const { state, offset, nowNs } = view;
  const steps = Math.floor((nowNs - state[offset + SINCE]) / SLICE_NS);
  if (steps < 1) return;
  for (let step = 0; step < steps && step <= SLICES; step++) {
    const next = (state[offset + CURRENT] + 1) % (SLICES + 1);
    const start = offset + COUNTS + next * LATENCY_CELLS;
    state.fill(0, start, start + LATENCY_CELLS);
    state[offset + CURRENT] = next;
  }
  state[offset + SINCE] += steps * SLICE_NS;
  state[offset + DELAY] = percentileOf(view, percentile);
}

/** Of the complete slices; the one being filled is empty now. */
function percentileOf({ state, offset }: LatencyWindowView, percentile: number): number {
  const first = offset + COUNTS;
  let count = 0;
  for (let i = 0; i < (SLICES + 1) * LATENCY_CELLS; i++) count += state[first + i];
  if (count === 0) return Infinity;
  const rank = percentile * count;
  let below = 0;
  for (let cell = 0; cell < LATENCY_CELLS; cell++) {
    let inCell = 0;
    for (let slice = 0; slice <= SLICES; slice++) inCell += state[first + slice * LATENCY_CELLS + cell];
    if (inCell > 0 && below + inCell >= rank) return latencyIn(cell, (rank - below) / inCell);
    below += inCell;
  }
  return Infinity;
}
