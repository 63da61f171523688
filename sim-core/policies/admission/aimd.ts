import { type ConcurrencyLimit, LIMIT, MOVED_BY_SAMPLES } from './concurrency-limit.ts';

/**
 * One more after each attempt that was served while at least half of the limit was inside; `backoffRatio` of it after one
 * that was dropped or took longer than `timeout`. After AIMDLimit.java.
 */
export const aimd: ConcurrencyLimit = {
  ...MOVED_BY_SAMPLES,
  size: 1,
  reset({ state, offset }, { initialLimit }) {
    state[offset + LIMIT] = initialLimit;
  },
  sample({ state, offset, rttNs, inside, isDropped }, { backoffRatio, timeoutNs, minLimit, maxLimit }) {
    const limit = state[offset + LIMIT];
    let next = limit;
    if (isDropped || rttNs > timeoutNs) next = Math.floor(limit * backoffRatio);
    else if (2 * inside >= limit) next = limit + 1;
    state[offset + LIMIT] = Math.min(maxLimit, Math.max(minLimit, next));
  },
};
