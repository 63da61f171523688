import { DEAF, type RetryBudget } from './budget.ts';

/** Tokens are counted in thousandths, as the ratio has at most three decimals there. */
const TOKEN = 1000;

/**
 * A bucket that is full at the start: each attempt that fails takes a token, each that succeeds puts `ratio` of one
 * back, and a retry is granted only while more than half of `max` is left, the failure at hand included. Granting takes
 * nothing. After gRPC: proposal A6, throttling of retries; retry_throttle.cc and retry_filter.cc.
 *
 * The proposal counts a failure whenever its status may be retried; the code does so even when the call has no attempt
 * left, and so does this. Other failures move no token. gRPC has no defaults: its proposal shows 10 and 0.1.
 */
export const tokensBudget: RetryBudget = {
  ...DEAF,
  size: 1,
  reset({ state, offset }, { max }) {
    state[offset] = Math.round(max * TOKEN);
  },
  succeeded({ state, offset }, { max, ratio }) {
    state[offset] = Math.min(Math.round(max * TOKEN), state[offset] + Math.round(ratio * TOKEN));
  },
  failed({ state, offset }) {
    state[offset] = Math.max(0, state[offset] - TOKEN);
  },
  take: ({ state, offset }, { max }) => state[offset] > Math.floor(Math.round(max * TOKEN) / 2),
  left: ({ state, offset }) => state[offset] / TOKEN,
  full: (_view, { max }) => max,
  isSpent: ({ state, offset }, { max }) => state[offset] <= Math.floor(Math.round(max * TOKEN) / 2),
};
