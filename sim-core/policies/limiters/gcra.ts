import { NS_PER_S } from '../../kernel/time.ts';
import { REFUSED, type RateLimiter } from './limiter.ts';

/** The theoretical arrival time: whole nanoseconds, and parts of one in units of 1 / `ratePerSecond`. */
const TAT_NS = 0;
const TAT_PARTS = 1;

/**
 * The generic cell rate algorithm in its virtual scheduling form (ITU-T I.371, annex A; ATM Forum UNI 3.1): turns are due
 * T = 1 / rate apart, and one may come τ = (burst − 1) · T before it is due. Grants what a token bucket of `burst` grants.
 */
export const gcra: RateLimiter = {
  size: () => 2,
  reset({ state, offset, nowNs }) {
    state[offset + TAT_NS] = nowNs;
    state[offset + TAT_PARTS] = 0;
  },
  take({ state, offset, nowNs }, { ratePerSecond, burst, waitNs }) {
    let tatNs = state[offset + TAT_NS];
    let parts = state[offset + TAT_PARTS];
    if (tatNs < nowNs) {
      tatNs = nowNs;
      parts = 0;
    }
    const tolerance = (burst - 1) * NS_PER_S;
    const toleranceNs = Math.floor(tolerance / ratePerSecond);
    const isPartLater = parts > tolerance - toleranceNs * ratePerSecond;
    const earlyNs = Math.max(0, tatNs - toleranceNs - nowNs + (isPartLater ? 1 : 0));
    if (earlyNs > waitNs) return REFUSED;
    const gapNs = Math.floor(NS_PER_S / ratePerSecond);
    parts += NS_PER_S - gapNs * ratePerSecond;
    const isWhole = parts >= ratePerSecond;
    state[offset + TAT_NS] = tatNs + gapNs + (isWhole ? 1 : 0);
    state[offset + TAT_PARTS] = isWhole ? parts - ratePerSecond : parts;
    return earlyNs;
  },
};
