import { LATENCY_CELLS, latencyCellOf, latencyIn } from '../latency-cells.ts';
import {
  type ConcurrencyLimit,
  type ConcurrencyView,
  LIMIT,
  type ResolvedConcurrencyLimit,
} from './concurrency-limit.ts';

/** The limit from before the measurement under way; 0: there is none. */
const DEFERRED = 1;
const MIN_RTT_NS = 2;
/** When the last measurement began. */
const EPOCH_NS = 3;
/** When the sample window ends, and when the next measurement begins; Infinity: not before something else has happened. */
const SAMPLE_DUE_NS = 4;
const MEASURE_DUE_NS = 5;
/** Sample windows in a row at whose beginning and end the limit was at its minimum. */
const AT_MINIMUM = 6;
/** Times in the histogram, which follows. */
const COUNT = 7;
const CELLS = 8;

/** So many windows at the minimum are a sign of a wrong minimum. */
const MINIMUM_WINDOWS = 5;

/**
 * Envoy's gradient controller (adaptive_concurrency filter, gradient_controller.cc). Now and then the limit is pinned to
 * `minConcurrency` until `requestCount` attempts have told how long they take when nearly alone: minRTT, their
 * percentile. In between, each window's percentile, sampleRTT, sets the limit: × minRTT · (1 + buffer) / sampleRTT (0.5 to
 * 2), and then + √ of that, rounded down. Attempts from before a measurement tell nothing. The next measurement comes
 * after `interval` and up to `jitter` of it, or at once when the limit has been at `minConcurrency` for five windows.
 *
 * Envoy's text has the headroom as the root of the limit; its code takes that of the limit after the gradient, as here.
 * Whatever was answered counts, also errors. Windows end when somebody comes or leaves, which nobody can tell from timers.
 */
export const gradient: ConcurrencyLimit = {
  size: CELLS + LATENCY_CELLS,
  hearsFailures: true,
  reset(view, config) {
    const { state, offset, nowNs } = view;
    const { minRtt } = config;
    state.fill(0, offset, offset + CELLS + LATENCY_CELLS);
    state[offset + LIMIT] = minRtt.minConcurrency;
    state[offset + SAMPLE_DUE_NS] = nowNs + config.concurrencyUpdateIntervalNs;
    state[offset + MEASURE_DUE_NS] = Infinity;
    state[offset + MIN_RTT_NS] = minRtt.fixedValueNs;
    if (minRtt.fixedValueNs === 0) beginMeasurement(view, config, nowNs);
  },
  catchUp,
  sample(view, config) {
    catchUp(view, config);
    const { state, offset, nowNs, rttNs } = view;
    if (nowNs - rttNs < state[offset + EPOCH_NS]) return;
    state[offset + CELLS + latencyCellOf(rttNs)]++;
    state[offset + COUNT]++;
    if (state[offset + DEFERRED] > 0 && state[offset + COUNT] >= config.minRtt.requestCount)
      endMeasurement(view, config);
  },
};

/** Ends the windows that were due, each at its time. */
function catchUp(view: ConcurrencyView, config: ResolvedConcurrencyLimit): void {
  const { state, offset, nowNs } = view;
  for (;;) {
    const sampleNs = state[offset + SAMPLE_DUE_NS];
    const measureNs = state[offset + MEASURE_DUE_NS];
    if (sampleNs > nowNs && measureNs > nowNs) return;
    if (measureNs <= sampleNs) beginMeasurement(view, config, measureNs);
    else endWindow(view, config, sampleNs);
  }
}

function beginMeasurement(
  { state, offset }: ConcurrencyView,
  { minRtt }: ResolvedConcurrencyLimit,
  atNs: number,
): void {
  state[offset + MEASURE_DUE_NS] = Infinity;
  if (state[offset + DEFERRED] > 0) return;
  state[offset + DEFERRED] = state[offset + LIMIT];
  state[offset + LIMIT] = minRtt.minConcurrency;
  state[offset + AT_MINIMUM] = 0;
  state[offset + EPOCH_NS] = atNs;
  clear(state, offset);
}

function endMeasurement(view: ConcurrencyView, config: ResolvedConcurrencyLimit): void {
  const { state, offset, nowNs, generator } = view;
  const { intervalNs, jitter } = config.minRtt;
  state[offset + MIN_RTT_NS] = percentileAndClear(view, config);
  state[offset + LIMIT] = state[offset + DEFERRED];
  state[offset + DEFERRED] = 0;
  state[offset + AT_MINIMUM] = 0;
  state[offset + MEASURE_DUE_NS] = nowNs + intervalNs + Math.floor(generator.nextUnit() * jitter * intervalNs);
  state[offset + SAMPLE_DUE_NS] = nowNs + config.concurrencyUpdateIntervalNs;
}

function endWindow(view: ConcurrencyView, config: ResolvedConcurrencyLimit, atNs: number): void {
  const { state, offset, nowNs } = view;
  const { concurrencyUpdateIntervalNs: lengthNs, minRtt } = config;
  if (state[offset + DEFERRED] > 0) {
    state[offset + SAMPLE_DUE_NS] = Infinity;
    return;
  }
  if (state[offset + COUNT] === 0) {
    // Nothing can have happened in the windows since; but a measurement may have been due.
    const untilNs = Math.min(nowNs, state[offset + MEASURE_DUE_NS]);
    state[offset + SAMPLE_DUE_NS] = atNs + lengthNs * (Math.floor(Math.max(0, untilNs - atNs) / lengthNs) + 1);
    return;
  }
  state[offset + SAMPLE_DUE_NS] = atNs + lengthNs;
  const limit = state[offset + LIMIT];
  const next = limitAfter(limit, percentileAndClear(view, config), state[offset + MIN_RTT_NS], config);
  const isAtMinimum = limit === minRtt.minConcurrency && next === limit;
  state[offset + LIMIT] = next;
  state[offset + AT_MINIMUM] = isAtMinimum ? state[offset + AT_MINIMUM] + 1 : 0;
  const mustMeasure = state[offset + AT_MINIMUM] >= MINIMUM_WINDOWS && minRtt.fixedValueNs === 0;
  if (mustMeasure) state[offset + MEASURE_DUE_NS] = atNs;
}

function limitAfter(limit: number, sampleNs: number, minRttNs: number, config: ResolvedConcurrencyLimit): number {
  const { buffer, minConcurrency } = config.minRtt;
  const ratio = sampleNs === 0 ? 2 : (minRttNs * (1 + buffer)) / sampleNs;
  const wanted = limit * Math.max(0.5, Math.min(2, ratio));
  return Math.max(minConcurrency, Math.min(config.maxConcurrencyLimit, Math.floor(wanted + Math.sqrt(wanted))));
}

function percentileAndClear({ state, offset }: ConcurrencyView, config: ResolvedConcurrencyLimit): number {
  const rank = config.sampleAggregatePercentile * state[offset + COUNT];
  let below = 0;
  let latencyNs = 0;
  for (let cell = 0; cell < LATENCY_CELLS; cell++) {
    const inCell = state[offset + CELLS + cell];
    if (inCell === 0) continue;
    latencyNs = latencyIn(cell, Math.max(0, Math.min(1, (rank - below) / inCell)));
    if (below + inCell >= rank) break;
    below += inCell;
  }
  clear(state, offset);
  return latencyNs;
}

function clear(state: Float64Array, offset: number): void {
  state.fill(0, offset + COUNT, offset + CELLS + LATENCY_CELLS);
}
