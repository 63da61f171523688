import { type ConcurrencyLimit, LIMIT, MOVED_BY_SAMPLES } from './concurrency-limit.ts';

const LONG_NS = 1;
/** Samples in the long average so far, up to WARM_UP. */
const COUNT = 2;
/** The long average begins as the plain mean of the first so many. */
const WARM_UP = 10;

/**
 * The limit follows the ratio of a long average of the time inside to the time at hand: × that (0.5 to 1, after
 * `rttTolerance`) + `queueSize`, of which `smoothing` is taken. A long average more than twice the time at hand is
 * brought down. Drops do not count. After Gradient2Limit.java and ExpAvgMeasurement.java.
 */
export const gradient2: ConcurrencyLimit = {
  ...MOVED_BY_SAMPLES,
  size: 3,
  reset({ state, offset }, { initialLimit }) {
    state[offset + LIMIT] = initialLimit;
    state[offset + LONG_NS] = 0;
    state[offset + COUNT] = 0;
  },
  sample({ state, offset, rttNs, inside }, config) {
    const { minLimit, maxLimit, smoothing, queueSize, rttTolerance, longWindow } = config;
    const count = Math.min(WARM_UP, state[offset + COUNT] + 1);
    const isWarmingUp = state[offset + COUNT] < WARM_UP;
    const weight = isWarmingUp ? 1 / count : 2 / (longWindow + 1);
    const longNs = state[offset + LONG_NS] * (1 - weight) + rttNs * weight;
    state[offset + COUNT] = count;
    state[offset + LONG_NS] = longNs > 2 * rttNs ? longNs * 0.95 : longNs;
    const limit = state[offset + LIMIT];
    if (inside < limit / 2) return;
    // A time of 0 is no sign of a queue.
    const ratio = rttNs === 0 ? 1 : (rttTolerance * longNs) / rttNs;
    const wanted = limit * Math.max(0.5, Math.min(1, ratio)) + queueSize;
    const next = limit * (1 - smoothing) + wanted * smoothing;
    state[offset + LIMIT] = Math.max(minLimit, Math.min(maxLimit, next));
  },
};
