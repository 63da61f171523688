import {
  type BreakerView,
  type CircuitBreaker,
  CLOSED,
  FAILED,
  HALF_OPEN,
  IGNORED,
  OPEN,
  type ResolvedBreaker,
} from './breaker.ts';

/** Where in the state. */
const STATE = 0;
const UNTIL = 1;
/** Failures since the last success. */
const FAILURES = 2;
/** How often it has been marked dead since it was last alive. */
const TIMES_DEAD = 3;
const SIZE = 4;

const ALIVE = 0;
const DEAD = 1;
/** The next attempt is the probe. */
const PROBE_OPEN = 2;
/** The probe is under way; no other attempt goes. */
const PROBE_CLOSED = 3;

/** Doublings beyond which the time dead no longer grows: the largest there. */
const MOST_DOUBLINGS = 62;

/**
 * Marks dead after `consecutive` failures in a row, for a time that doubles each time it is marked dead again; then one
 * probe goes: its success revives, its failure marks dead anew. After Finagle: FailureAccrualFactory.scala,
 * FailureAccrualPolicy.consecutiveFailures, and Backoff.equalJittered, whose first wait is the start itself, the second
 * between one and two starts, the third between two and four, none longer than the maximum.
 *
 * As there, attempts that were under way when it was marked dead still count: a success ends the row, so that a probe
 * which then fails is not enough to mark dead, and another probe goes; a failure changes nothing. A probe that nobody
 * waits for any more makes room for another. Finagle marks single nodes (`scope: instance`); its balancer prefers those
 * alive, and takes a dead one when there is no other.
 */
export const consecutive: CircuitBreaker = {
  size: () => SIZE,
  reset({ state, offset }) {
    state[offset + STATE] = ALIVE;
    state[offset + UNTIL] = Infinity;
    state[offset + FAILURES] = 0;
    state[offset + TIMES_DEAD] = 0;
  },
  allows({ state, offset }) {
    return state[offset + STATE] === ALIVE || state[offset + STATE] === PROBE_OPEN;
  },
  take({ state, offset }) {
    if (state[offset + STATE] === PROBE_OPEN) state[offset + STATE] = PROBE_CLOSED;
  },
  ended(view, config, result) {
    const { state, offset } = view;
    const isProbing = state[offset + STATE] === PROBE_CLOSED;
    if (result === IGNORED) {
      if (isProbing) state[offset + STATE] = PROBE_OPEN;
      return;
    }
    if (result !== FAILED) {
      if (isProbing) consecutive.reset(view, config);
      state[offset + FAILURES] = 0;
      return;
    }
    if (!isProbing && state[offset + STATE] !== ALIVE) return;
    state[offset + FAILURES]++;
    if (state[offset + FAILURES] >= config.consecutive) markDead(view, config);
    else if (isProbing) state[offset + STATE] = PROBE_OPEN;
  },
  phase({ state, offset }) {
    const now = state[offset + STATE];
    if (now === ALIVE) return CLOSED;
    return now === DEAD ? OPEN : HALF_OPEN;
  },
  dueNs: ({ state, offset }) => state[offset + UNTIL],
  due({ state, offset }) {
    state[offset + STATE] = PROBE_OPEN;
    state[offset + UNTIL] = Infinity;
  },
};

function markDead(view: BreakerView, config: ResolvedBreaker): void {
  const { state, offset } = view;
  state[offset + STATE] = DEAD;
  state[offset + UNTIL] = view.nowNs + deadNs(view, config, state[offset + TIMES_DEAD]++);
}

function deadNs({ generator }: BreakerView, { deadNs: startNs, maxDeadNs }: ResolvedBreaker, times: number): number {
  if (times === 0 || startNs === maxDeadNs) return startNs;
  let half = startNs;
  for (let i = 1; i < times && i <= MOST_DOUBLINGS && half < maxDeadNs; i++) half *= 2;
  return Math.min(maxDeadNs, half + Math.floor(generator.nextUnit() * half));
}
