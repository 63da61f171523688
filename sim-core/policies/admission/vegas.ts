import { type ConcurrencyLimit, type ConcurrencyView, LIMIT, MOVED_BY_SAMPLES } from './concurrency-limit.ts';

/** The shortest time seen since the last probe; 0: none yet. */
const NO_LOAD_NS = 1;
/** Attempts since the last probe, and what its distance is multiplied by. */
const PROBES = 2;
const JITTER = 3;

/**
 * As TCP Vegas: limit · (1 − shortest time / time) attempts are taken to be waiting, and the limit grows while they are few
 * and shrinks when they are many, in steps of ⌊log₁₀ limit⌋. Now and then (each 15 to 30 times the limit, drawn) the shortest
 * time is forgotten and the one at hand taken. After VegasLimit.java.
 */
export const vegas: ConcurrencyLimit = {
  ...MOVED_BY_SAMPLES,
  size: 4,
  reset(view, { initialLimit }) {
    view.state[view.offset + LIMIT] = initialLimit;
    view.state[view.offset + NO_LOAD_NS] = 0;
    restartProbe(view);
  },
  sample(view, { maxLimit, smoothing, probeMultiplier }) {
    const { state, offset, rttNs, inside, isDropped } = view;
    const limit = state[offset + LIMIT];
    const isProbe = ++state[offset + PROBES] >= state[offset + JITTER] * probeMultiplier * limit;
    if (isProbe) restartProbe(view);
    const noLoadNs = state[offset + NO_LOAD_NS];
    if (isProbe || noLoadNs === 0 || rttNs < noLoadNs) {
      state[offset + NO_LOAD_NS] = rttNs;
      return;
    }
    const step = digitsBelow(limit);
    // Where work takes no time at all nobody can be waiting.
    const waiting = rttNs === 0 ? 0 : Math.ceil(limit * (1 - noLoadNs / rttNs));
    let next = limit;
    if (isDropped) next -= step;
    else if (2 * inside < limit) return;
    else if (waiting <= step) next += 6 * step;
    else if (waiting < 3 * step) next += step;
    else if (waiting > 6 * step) next -= step;
    else return;
    const bounded = Math.max(1, Math.min(maxLimit, next));
    state[offset + LIMIT] = (1 - smoothing) * limit + smoothing * bounded;
  },
};

function restartProbe({ state, offset, generator }: ConcurrencyView): void {
  state[offset + PROBES] = 0;
  state[offset + JITTER] = 0.5 + 0.5 * generator.nextUnit();
}

/** max(1, ⌊log₁₀ x⌋) */
function digitsBelow(x: number): number {
  let digits = 0;
  for (let power = 10; power <= x; power *= 10) digits++;
  return Math.max(1, digits);
}
