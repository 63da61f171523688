import { NS_PER_S } from '../../kernel/time.ts';
import { REFUSED, type RateLimiter } from './limiter.ts';

const LEVEL = 0;
const AT_NS = 1;

/** In this unit a turn is as many as there are nanoseconds in a second, and a nanosecond drains `ratePerSecond` of them. */
const TURN = NS_PER_S;

/**
 * The leaky bucket as a queue (Tanenbaum, Computer Networks; NGINX limit_req): turns leave one by one, 1 / rate apart,
 * also after a pause; at most `burst` wait, and none longer than `wait`. Without a `wait` nobody waits, and who comes
 * sooner than 1 / rate after the last one is refused. The bucket as a meter is what a token bucket is.
 */
export const leakyBucket: RateLimiter = {
  size: () => 2,
  reset({ state, offset, nowNs }) {
    state[offset + LEVEL] = 0;
    state[offset + AT_NS] = nowNs;
  },
  take({ state, offset, nowNs }, { ratePerSecond, burst, waitNs: longestNs }) {
    const drained = (nowNs - state[offset + AT_NS]) * ratePerSecond;
    const level = Math.max(0, state[offset + LEVEL] - drained);
    state[offset + LEVEL] = level;
    state[offset + AT_NS] = nowNs;
    // As many wait as turns have been begun that nobody has left with.
    if (level > burst * TURN) return REFUSED;
    const waitNs = Math.ceil(level / ratePerSecond);
    if (waitNs > longestNs) return REFUSED;
    state[offset + LEVEL] = level + TURN;
    return waitNs;
  },
};
