import { NS_PER_S } from '../../kernel/time.ts';
import { type LimiterView, REFUSED, type RateLimiter, type ResolvedRateLimit } from './limiter.ts';

const LEVEL = 0;
const AT_NS = 1;

/** In this unit a token is as many as there are nanoseconds in a second, and a nanosecond brings `ratePerSecond` of them. */
const TOKEN = NS_PER_S;

/**
 * A bucket of `burst` tokens that is full at the start and is refilled without steps at the rate; a turn takes one token
 * (Turner, New Directions in Communications, IEEE Communications Magazine 24(10), 1986). Who may wait takes its token in
 * advance, and the next ones wait behind it (as `reserve` in Go's x/time/rate, SmoothRateLimiter in Guava).
 *
 * Envoy refills in steps of `fill_interval`, Resilience4j all at once in each period: both let more through in a short
 * time than this does.
 */
export const tokenBucket: RateLimiter = {
  size: () => 2,
  reset({ state, offset, nowNs }, { burst }) {
    state[offset + LEVEL] = burst * TOKEN;
    state[offset + AT_NS] = nowNs;
  },
  take(view: LimiterView, config: ResolvedRateLimit): number {
    const { state, offset, nowNs } = view;
    const { ratePerSecond, burst } = config;
    // A product too large to be exact is larger than the bucket.
    const brought = (nowNs - state[offset + AT_NS]) * ratePerSecond;
    const level = Math.min(burst * TOKEN, state[offset + LEVEL] + brought);
    state[offset + LEVEL] = level;
    state[offset + AT_NS] = nowNs;
    const waitNs = level >= TOKEN ? 0 : Math.ceil((TOKEN - level) / ratePerSecond);
    if (waitNs > config.waitNs) return REFUSED;
    state[offset + LEVEL] = level - TOKEN;
    return waitNs;
  },
};
