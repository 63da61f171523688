import { NS_PER_S } from '../../kernel/time.ts';
import { REFUSED, type RateLimiter } from './limiter.ts';

/** Which entry of the log is the oldest; the log of the last `burst` turns follows. */
const OLDEST = 0;
const LOG = 1;

/**
 * At most `burst` turns in any window of burst / rate, by a log of the last ones: a turn is free when the one `burst` turns
 * ago was a window ago. It differs from a token bucket in that a burst returns all at once, a window later. Windows that
 * hold counters (Cloudflare: the last one's count weighed by its part still in sight) estimate this log.
 */
export const slidingWindow: RateLimiter = {
  size: ({ burst }) => LOG + burst,
  reset({ state, offset }, { burst }) {
    state[offset + OLDEST] = 0;
    state.fill(-Infinity, offset + LOG, offset + LOG + burst);
  },
  take({ state, offset, nowNs }, { ratePerSecond, burst, waitNs: longestNs }) {
    const oldest = state[offset + OLDEST];
    const windowNs = Math.ceil((burst * NS_PER_S) / ratePerSecond);
    const waitNs = Math.max(0, state[offset + LOG + oldest] + windowNs - nowNs);
    if (waitNs > longestNs) return REFUSED;
    state[offset + LOG + oldest] = nowNs + waitNs;
    state[offset + OLDEST] = oldest + 1 === burst ? 0 : oldest + 1;
    return waitNs;
  },
};
