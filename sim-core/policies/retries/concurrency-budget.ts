import { type BudgetView, DEAF, type ResolvedBudget, type RetryBudget } from './budget.ts';

const ATTEMPTS = 0;
const RETRIES = 1;

/**
 * A retry is granted while fewer retries are under way than the greater of `min` and `ratio` × attempts in flight,
 * rounded down. After Envoy: RetryBudgetImpl in resource_manager_impl.h, RetryStateImpl::shouldRetry in
 * retry_state_impl.cc.
 *
 * The documents speak of a share of active requests and say nothing of back-off. In the code, followed here, a retry
 * counts from the moment it is granted, also while it waits, until it ends; an attempt counts only while it is in
 * flight, so the one that has just failed and the retries that wait are not part of the whole.
 */
export const concurrencyBudget: RetryBudget = {
  ...DEAF,
  size: 2,
  reset({ state, offset }) {
    state[offset + ATTEMPTS] = 0;
    state[offset + RETRIES] = 0;
  },
  attemptStarted({ state, offset }) {
    state[offset + ATTEMPTS]++;
  },
  attemptEnded({ state, offset }) {
    state[offset + ATTEMPTS]--;
  },
  retryEnded({ state, offset }) {
    state[offset + RETRIES]--;
  },
  take(view, config) {
    if (view.state[view.offset + RETRIES] >= allowed(view, config)) return false;
    view.state[view.offset + RETRIES]++;
    return true;
  },
  left: (view, config) => Math.max(0, allowed(view, config) - view.state[view.offset + RETRIES]),
  full: allowed,
  isSpent: (view, config) => view.state[view.offset + RETRIES] >= allowed(view, config),
};

/** Retries at once. */
function allowed({ state, offset }: BudgetView, { ratio, min }: ResolvedBudget): number {
  return Math.max(min, Math.floor(ratio * state[offset + ATTEMPTS]));
}
