import { DEAF, type ResolvedBudget, type RetryBudget } from './budget.ts';

/** What a retry after a timeout costs, compared with another one: 10 against 5. */
const TIMEOUT_FACTOR = 2;
/** What a call that succeeds at the first attempt gives. */
const FIRST_ATTEMPT_GAIN = 1;

/**
 * A quota that is full at the start: each retry takes `cost`, twice that after a timeout. A call that succeeds gives
 * back what its last retry took, or 1 if it needed none; one that fails gives nothing back. After the retry quota of the
 * AWS SDKs' standard mode: DefaultRetryStrategy.cpp of the SDK for C++, defaultRetryQuota.ts and
 * StandardRetryStrategy.ts of the SDK for JavaScript.
 *
 * The documents cap the quota at its first value. The newer JavaScript code (util-retry) takes the greater of both
 * instead of the smaller, so that any success fills it up; the older code and that of the other SDKs caps, and so does
 * this. Which failures cost double differs too: the newer JavaScript code counts every transient error, the others,
 * followed here, timeouts alone.
 */
export const quotaBudget: RetryBudget = {
  ...DEAF,
  size: 1,
  reset({ state, offset }, { tokens }) {
    state[offset] = tokens;
  },
  succeeded({ state, offset }, config, isRetry, isTimeout) {
    const gain = isRetry ? costOf(config, isTimeout) : FIRST_ATTEMPT_GAIN;
    state[offset] = Math.min(config.tokens, state[offset] + gain);
  },
  take({ state, offset }, config, isTimeout) {
    const cost = costOf(config, isTimeout);
    if (cost > state[offset]) return false;
    state[offset] -= cost;
    return true;
  },
  left: ({ state, offset }) => state[offset],
  full: (_view, { tokens }) => tokens,
  isSpent: ({ state, offset }, { cost }) => cost > state[offset],
};

function costOf({ cost }: ResolvedBudget, isTimeout: boolean): number {
  return isTimeout ? TIMEOUT_FACTOR * cost : cost;
}
