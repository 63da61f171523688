import { type BudgetView, DEAF, type ResolvedBudget, type RetryBudget } from './budget.ts';

/** A call's deposit; whole numbers, so that no sum drifts. */
const DEPOSIT = 1000;
/** A 32-bit integer there; a ratio below it is as good as 0. */
const PRICE_MAX = 0x7fffffff;
/** Deposits and withdrawals are summed in this many slices, one of them being written to. */
const SLICES = 10;
/** Where in the state: the slice written to and when it began, then the sums. */
const CURRENT = 0;
const SINCE = 1;
const SUMS = 2;

/**
 * Each call deposits 1000, each retry takes 1000 / ratio, and both are forgotten after `ttl`; besides there is a reserve
 * of `minPerSecond` retries for every second of `ttl`. After Finagle: RetryBudget.scala, and TokenBucket.newLeakyBucket
 * and WindowedAdder of its util library.
 *
 * The documents say that a deposit expires after ttl. In the code, followed here, sums are kept in slices that move on
 * only when somebody looks and a tenth of ttl has passed since the last move, so a deposit lives for between nine tenths
 * of ttl and ttl, and longer where calls are rarer than slices. `ttl` need not lie between 1 s and 60 s here, nor be
 * whole seconds.
 */
export const windowBudget: RetryBudget = {
  ...DEAF,
  size: SUMS + SLICES,
  reset({ state, offset, nowNs }) {
    state.fill(0, offset, offset + SUMS + SLICES);
    state[offset + SINCE] = nowNs;
  },
  callStarted(view, config) {
    if (config.ratio === 0) return;
    moveOn(view, config);
    view.state[view.offset + SUMS + view.state[view.offset + CURRENT]] += DEPOSIT;
  },
  take(view, config) {
    const { ratio, minPerSecond, ttlNs } = config;
    if (ratio === 0 && minPerSecond === 0) return false;
    // Without deposits only the reserve counts, and any price does.
    const price = ratio === 0 ? 1 : Math.min(PRICE_MAX, Math.floor(DEPOSIT / ratio));
    const reserve = ((minPerSecond * ttlNs) / 1e9) * price;
    moveOn(view, config);
    const { state, offset } = view;
    let sum = reserve;
    for (let slice = 0; slice < SLICES; slice++) sum += state[offset + SUMS + slice];
    if (sum < price) return false;
    state[offset + SUMS + state[offset + CURRENT]] -= price;
    return true;
  },
  left: retriesLeft,
  /** It has no upper bound: the reserve, or what there is beyond it. */
  full: (view, config) => Math.max(1, (config.minPerSecond * config.ttlNs) / 1e9, retriesLeft(view, config)),
  isSpent: (view, config) => retriesLeft(view, config) < 1,
};

/** As if somebody looked, without moving on. */
function retriesLeft({ state, offset, nowNs }: BudgetView, { ratio, minPerSecond, ttlNs }: ResolvedBudget): number {
  if (ratio === 0 && minPerSecond === 0) return 0;
  const price = ratio === 0 ? 1 : Math.min(PRICE_MAX, Math.floor(DEPOSIT / ratio));
  const steps = Math.floor((nowNs - state[offset + SINCE]) / (ttlNs / SLICES));
  let sum = ((minPerSecond * ttlNs) / 1e9) * price;
  for (let age = 0; age < SLICES - Math.max(0, steps); age++) {
    sum += state[offset + SUMS + ((state[offset + CURRENT] - age + SLICES) % SLICES)];
  }
  return Math.max(0, Math.floor(sum / price));
}

/** Forgets the slices that have become too old. */
function moveOn({ state, offset, nowNs }: BudgetView, { ttlNs }: ResolvedBudget): void {
  const steps = Math.floor((nowNs - state[offset + SINCE]) / (ttlNs / SLICES));
  if (steps < 1) return;
  let current = state[offset + CURRENT];
  for (let step = 0; step < steps && step < SLICES; step++) {
    current = (current + 1) % SLICES;
    state[offset + SUMS + current] = 0;
  }
  state[offset + CURRENT] = current;
  state[offset + SINCE] = nowNs;
}
