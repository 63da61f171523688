/**
 * The gate of a caller: what an attempt passes before the balancer picks an instance for it, in this order: circuit
 * breaker, bulkhead, limits of what is in flight, rate limit, adaptive throttle.
 * An attempt that must wait there has a row already, but no instance; its time at the gate counts as `send`.
 *
 * @hot
 */
import { MAX_TIME_NS } from '../kernel/time.ts';
import { limiters, type LimiterView, REFUSED } from '../policies/limiters/index.ts';
import { askBreaker, resetBreakers, tellBreaker } from './circuit-breakers.ts';
import { GATE_OPENS } from './event-kinds.ts';
import { BY_BULKHEAD, BY_RATE_LIMIT, OK, type Outcome, REJECTED } from './outcomes.ts';
import { tellDetector } from './outliers.ts';
import { AT_GATE } from './tables.ts';
import { askThrottle, forgetThrottle, tellThrottle } from './throttling.ts';
import type { World } from './world.ts';

/** Beside the outcomes: it will be told when it may go on. */
export const WAITS_AT_GATE = -1;

/** Stages, by the number of those passed. */
const BEFORE_BREAKER = 0;
const BEFORE_BULKHEAD = 1;
const BEHIND_BULKHEAD = 2;
const BEHIND_RATE_LIMIT = 3;

const NOBODY = -1;

/** OK: it has passed. WAITS_AT_GATE, or why not. */
export function enterGate(world: World, attempt: number): Outcome {
  world.attempts.state[attempt] = AT_GATE;
  world.attempts.stage[attempt] = BEFORE_BREAKER;
  world.attempts.previous[attempt] = NOBODY;
  return passGate(world, attempt);
}

/** Goes on from the stage the attempt stands before. */
export function passGate(world: World, attempt: number): Outcome {
  const { stage } = world.attempts;
  const isLimited = world.links[world.attempts.link[attempt]].breaker?.kind === 'limits';
  if (stage[attempt] === BEFORE_BREAKER) {
    const answer = !world.hasBreakers || isLimited ? OK : askBreaker(world, attempt);
    if (answer !== OK) return answer;
    stage[attempt] = BEFORE_BULKHEAD;
  }
  if (stage[attempt] === BEFORE_BULKHEAD) {
    const answer = passBulkhead(world, attempt);
    if (answer !== OK) return answer;
    stage[attempt] = BEHIND_BULKHEAD;
  }
  if (stage[attempt] === BEHIND_BULKHEAD) {
    stage[attempt] = BEHIND_RATE_LIMIT;
    // What waits for a place is not in flight yet.
    const answer = isLimited ? askBreaker(world, attempt) : OK;
    if (answer !== OK) return answer;
    const turn = passRateLimit(world, attempt);
    if (turn !== OK) return turn;
  }
  return world.hasThrottles ? askThrottle(world, attempt) : OK;
}

/** What is granted is booked, also if the attempt is given up while it waits for its turn. */
function passRateLimit(world: World, attempt: number): Outcome {
  const { attempts, kernel } = world;
  const { rateLimit } = world.links[attempts.link[attempt]];
  if (rateLimit === null) return OK;
  const turnNs = limiters[rateLimit.algorithm].take(look(world, attempts.caller[attempt]), rateLimit);
  if (turnNs === 0) return OK;
  if (turnNs === REFUSED) {
    attempts.rejectedBy[attempt] = BY_RATE_LIMIT;
    return REJECTED;
  }
  attempts.timer[attempt] = kernel.scheduleAt(Math.min(MAX_TIME_NS, kernel.nowNs + turnNs), GATE_OPENS, attempt, 0);
  return WAITS_AT_GATE;
}

/** The caller's process starts, or has lost its memory. */
export function resetGate(world: World, caller: number): void {
  const { rateLimit } = world.links[world.callerLink[caller]];
  if (rateLimit !== null) limiters[rateLimit.algorithm].reset(look(world, caller), rateLimit);
  resetBreakers(world, caller);
  forgetThrottle(world, caller);
}

function look(world: World, caller: number): LimiterView {
  const view = world.limiterView;
  view.offset = world.callerLimiterBase[caller];
  view.nowNs = world.kernel.nowNs;
  return view;
}

/** Resilience4j and Polly: so many attempts of a caller at once, so many more may wait, first come first served. */
function passBulkhead(world: World, attempt: number): Outcome {
  const { attempts } = world;
  const { bulkheadHeld, bulkheadWaiting } = world.guards;
  const { bulkhead } = world.links[attempts.link[attempt]];
  if (bulkhead === null) return OK;
  const caller = attempts.caller[attempt];
  if (bulkheadHeld[caller] < bulkhead.maxConcurrent) {
    bulkheadHeld[caller]++;
    attempts.holdsPlace[attempt] = 1;
    return OK;
  }
  if (bulkheadWaiting[caller] >= bulkhead.maxPending) {
    attempts.rejectedBy[attempt] = BY_BULKHEAD;
    return REJECTED;
  }
  joinLine(world, attempt, caller);
  return WAITS_AT_GATE;
}

function joinLine(world: World, attempt: number, caller: number): void {
  const { attempts } = world;
  const { bulkheadHead, bulkheadTail } = world.guards;
  const last = bulkheadTail[caller];
  attempts.next[attempt] = NOBODY;
  attempts.previous[attempt] = last;
  if (last === NOBODY) bulkheadHead[caller] = attempt;
  else attempts.next[last] = attempt;
  bulkheadTail[caller] = attempt;
  world.guards.bulkheadWaiting[caller]++;
}

function leaveLine(world: World, attempt: number, caller: number): void {
  const { attempts } = world;
  const { bulkheadHead, bulkheadTail } = world.guards;
  const next = attempts.next[attempt];
  const previous = attempts.previous[attempt];
  if (previous === NOBODY) bulkheadHead[caller] = next;
  else attempts.next[previous] = next;
  if (next === NOBODY) bulkheadTail[caller] = previous;
  else attempts.previous[next] = previous;
  world.guards.bulkheadWaiting[caller]--;
}

/** The attempt is over for its caller, wherever it is: its guards hear how, and what it held or waited for is free. */
export function leaveGate(world: World, attempt: number, outcome: Outcome): void {
  const { attempts, kernel } = world;
  if (world.hasBreakers) tellBreaker(world, attempt, outcome);
  if (world.hasDetectors) tellDetector(world, attempt, outcome);
  if (world.hasThrottles) tellThrottle(world, attempt, outcome);
  if (world.links[attempts.link[attempt]].bulkhead === null) return;
  const caller = attempts.caller[attempt];
  if (attempts.holdsPlace[attempt] === 0) {
    if (
      attempts.state[attempt] === AT_GATE &&
      attempts.stage[attempt] === BEFORE_BULKHEAD &&
      isInLine(world, attempt)
    ) {
      leaveLine(world, attempt, caller);
    }
    return;
  }
  attempts.holdsPlace[attempt] = 0;
  const next = world.guards.bulkheadHead[caller];
  if (next === NOBODY) {
    world.guards.bulkheadHeld[caller]--;
    return;
  }
  // The place is handed over in this instant; its new owner goes on in an event of its own, so that nothing recurses.
  leaveLine(world, next, caller);
  attempts.holdsPlace[next] = 1;
  attempts.stage[next] = BEHIND_BULKHEAD;
  attempts.timer[next] = kernel.schedule(0, GATE_OPENS, next, 0);
}

/** A refused attempt stands before the bulkhead without being in its line. */
function isInLine(world: World, attempt: number): boolean {
  const { attempts } = world;
  return attempts.previous[attempt] !== NOBODY || world.guards.bulkheadHead[attempts.caller[attempt]] === attempt;
}
