/**
 * Adaptive throttles of callers: asked before an attempt goes, told when the callee has taken one on. To be called only
 * where the scenario has one (`world.hasThrottles`).
 *
 * @hot
 */
import {
  countAccept,
  countRequest,
  rejectRatio,
  type ResolvedThrottle,
  resetThrottle,
} from '../policies/throttles/index.ts';
import { BY_THROTTLE, ERROR, OK, type Outcome, REJECTED } from './outcomes.ts';
import type { World } from './world.ts';

export function askThrottle(world: World, attempt: number): Outcome {
  const { attempts } = world;
  const { throttle, throttleStream } = world.links[attempts.link[attempt]];
  if (throttle === null) return OK;
  look(world, attempts.caller[attempt]);
  const ratio = rejectRatio(world.guards.throttleView, throttle);
  countRequest(world.guards.throttleView, throttle);
  if (ratio === 0 || throttleStream.nextUnit() >= ratio) return OK;
  attempts.rejectedBy[attempt] = BY_THROTTLE;
  return REJECTED;
}

/**
 * The attempt is over for its caller. The callee had taken it on if it answered, well or with an error of its own; a
 * refusal, a crash and silence say the contrary, or nothing.
 */
export function tellThrottle(world: World, attempt: number, outcome: Outcome): void {
  if (outcome !== OK && outcome !== ERROR) return;
  const throttle: ResolvedThrottle | null = world.links[world.attempts.link[attempt]].throttle;
  if (throttle === null) return;
  look(world, world.attempts.caller[attempt]);
  countAccept(world.guards.throttleView, throttle);
}

/** The caller's process starts, or has lost its memory. */
export function forgetThrottle(world: World, caller: number): void {
  if (world.links[world.callerLink[caller]].throttle === null) return;
  look(world, caller);
  resetThrottle(world.guards.throttleView);
}

function look(world: World, caller: number): void {
  world.guards.throttleView.offset = world.guards.callerThrottleBase[caller];
  world.guards.throttleView.nowNs = world.kernel.nowNs;
}
