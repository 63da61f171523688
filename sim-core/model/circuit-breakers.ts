/**
 * Circuit breakers of callers: asked before an attempt goes, told how it ended. To be called only where the scenario has
 * one (`world.hasBreakers`). A breaker's timer is an event of its own, so that its phases change when they do and not
 * when somebody looks.
 *
 * @hot
 */
import { NO_EVENT } from '../kernel/event-queue.ts';
import { MAX_TIME_NS } from '../kernel/time.ts';
import { breakers, FAILED, IGNORED, type ResolvedBreaker, SUCCEEDED } from '../policies/breakers/index.ts';
import { BREAKER_DUE } from './event-kinds.ts';
import { BY_BREAKER, CANCELLED, OK, type Outcome, REJECTED } from './outcomes.ts';
import type { LinkFacts, World } from './world.ts';

/** In `attempts.breaker`: it holds no permission. */
export const NO_BREAKER = -1;

const NO_TIMER_NS = -1;

/** OK: the attempt has the permission of its caller's breaker. REJECTED: that is open, or full. */
export function askBreaker(world: World, attempt: number): Outcome {
  const { attempts } = world;
  const link = world.links[attempts.link[attempt]];
  const { breaker } = link;
  if (breaker === null || breaker.scope !== 'service') return OK;
  const number = world.guards.callerBreakerBase[attempts.caller[attempt]];
  look(world, link, number);
  if (!breakers[breaker.kind].allows(world.guards.breakerView, breaker)) {
    attempts.rejectedBy[attempt] = BY_BREAKER;
    return REJECTED;
  }
  takePermission(world, breaker, number, attempt);
  return OK;
}

/** The attempt takes the permission of the breaker that belongs to the picked instance. */
export function takeInstancePermission(world: World, link: LinkFacts, attempt: number, local: number): void {
  const { breaker } = link;
  if (breaker === null || breaker.scope !== 'instance') return;
  const number = world.guards.callerBreakerBase[world.attempts.caller[attempt]] + local;
  look(world, link, number);
  takePermission(world, breaker, number, attempt);
}

/**
 * Leaves those in the balancer's view whose breaker lets an attempt go. REJECTED: there is none. Where nodes are marked
 * dead (`consecutive`) all stay then, as Finagle's balancers take a dead one rather than none.
 */
export function hideOpenInstances(world: World, link: LinkFacts, caller: number): Outcome {
  const { breaker } = link;
  if (breaker === null || breaker.scope !== 'instance') return OK;
  const view = world.balancerView;
  const kind = breakers[breaker.kind];
  const base = world.guards.callerBreakerBase[caller];
  const left = world.picking.balancerAllowed;
  let count = 0;
  for (let position = 0; position < view.count; position++) {
    look(world, link, base + view.candidates[position]);
    if (kind.allows(world.guards.breakerView, breaker)) left[count++] = view.candidates[position];
  }
  if (count === 0) return breaker.kind === 'consecutive' ? OK : REJECTED;
  view.candidates = left;
  view.count = count;
  return OK;
}

/** The attempt is over for its caller. */
export function tellBreaker(world: World, attempt: number, outcome: Outcome): void {
  const { attempts } = world;
  const number = attempts.breaker[attempt];
  if (number === NO_BREAKER) return;
  attempts.breaker[attempt] = NO_BREAKER;
  const link = world.links[attempts.link[attempt]];
  const breaker = link.breaker as ResolvedBreaker;
  const kind = breakers[breaker.kind];
  look(world, link, number);
  const phase = kind.phase(world.guards.breakerView);
  const dueNs = kind.dueNs(world.guards.breakerView);
  const durationNs = world.kernel.nowNs - attempts.startNs[attempt];
  kind.ended(world.guards.breakerView, breaker, resultOf(breaker, outcome), durationNs);
  settle(world, breaker, number, phase, dueNs);
}

/** A breaker's phase is over. */
export function onBreakerDue(world: World, number: number): void {
  const link = world.links[world.callerLink[world.guards.breakerCaller[number]]];
  const breaker = link.breaker as ResolvedBreaker;
  const kind = breakers[breaker.kind];
  world.guards.breakerTimer[number] = NO_EVENT;
  look(world, link, number);
  const phase = kind.phase(world.guards.breakerView);
  kind.due(world.guards.breakerView, breaker);
  settle(world, breaker, number, phase, NO_TIMER_NS);
}

/** The caller's process starts, or has lost its memory. */
export function resetBreakers(world: World, caller: number): void {
  const link = world.links[world.callerLink[caller]];
  const { breaker } = link;
  if (breaker === null) return;
  const kind = breakers[breaker.kind];
  for (
    let number = world.guards.callerBreakerBase[caller];
    number < world.guards.callerBreakerBase[caller + 1];
    number++
  ) {
    look(world, link, number);
    const phase = kind.phase(world.guards.breakerView);
    kind.reset(world.guards.breakerView, breaker);
    settle(world, breaker, number, phase, NO_TIMER_NS);
  }
}

function takePermission(world: World, breaker: ResolvedBreaker, number: number, attempt: number): void {
  const kind = breakers[breaker.kind];
  const phase = kind.phase(world.guards.breakerView);
  const dueNs = kind.dueNs(world.guards.breakerView);
  kind.take(world.guards.breakerView, breaker);
  world.attempts.breaker[attempt] = number;
  settle(world, breaker, number, phase, dueNs);
}

function resultOf(breaker: ResolvedBreaker, outcome: Outcome): number {
  if (outcome === CANCELLED) return IGNORED;
  return (breaker.onMask & (1 << outcome)) !== 0 ? FAILED : SUCCEEDED;
}

/** Sets the timer anew if it has moved, and tells of another phase. */
function settle(world: World, breaker: ResolvedBreaker, number: number, phase: number, dueNs: number): void {
  const kind = breakers[breaker.kind];
  const nextNs = kind.dueNs(world.guards.breakerView);
  if (nextNs !== dueNs) {
    world.kernel.cancelKept(world.guards.breakerTimer, number);
    if (nextNs <= MAX_TIME_NS) {
      world.guards.breakerTimer[number] = world.kernel.scheduleAt(nextNs, BREAKER_DUE, number, 0);
    }
  }
  const next = kind.phase(world.guards.breakerView);
  if (next !== phase && world.observer !== null) world.observer.breakerChanged(number, next);
}

function look(world: World, link: LinkFacts, number: number): void {
  const view = world.guards.breakerView;
  view.offset = world.guards.breakerOffset[number];
  view.nowNs = world.kernel.nowNs;
  view.generator = link.breakerStream;
}
