/**
 * The door of an instance: its rate limiter and the bound on those inside. To be asked only where the service has an
 * `admission` (`ServiceFacts.admission`): all others pay for that question alone.
 *
 * @hot
 */
import { limiters } from '../policies/limiters/index.ts';
import { FRAME_AT_DOOR } from './tables.ts';
import type { World } from './world.ts';

/** Asks the rate limiter for a turn. 0: now; REFUSED; else how long it takes in nanoseconds. */
export function takeTurn(world: World, instance: number): number {
  const rateLimit = admissionOf(world, instance)?.rateLimit ?? null;
  if (rateLimit === null) return 0;
  const view = world.limiterView;
  view.offset = world.instanceLimiterBase[instance];
  view.nowNs = world.kernel.nowNs;
  return limiters[rateLimit.algorithm].take(view, rateLimit);
}

export function hasRoomInside(world: World, instance: number): boolean {
  const admission = admissionOf(world, instance);
  return admission === null || world.instanceInside[instance] < admission.maxConcurrency;
}

export function hasDoor(world: World, instance: number): boolean {
  return admissionOf(world, instance) !== null;
}

/** The visit is over. One that has not been let in yet was never inside. */
export function leaveInside(world: World, frame: number): void {
  const { frames } = world;
  const instance = frames.instance[frame];
  if (hasDoor(world, instance) && frames.state[frame] !== FRAME_AT_DOOR) world.instanceInside[instance]--;
}

/** The process starts, or has lost its memory. */
export function resetDoor(world: World, instance: number): void {
  world.instanceInside[instance] = 0;
  const rateLimit = admissionOf(world, instance)?.rateLimit ?? null;
  if (rateLimit === null) return;
  const view = world.limiterView;
  view.offset = world.instanceLimiterBase[instance];
  view.nowNs = world.kernel.nowNs;
  limiters[rateLimit.algorithm].reset(view, rateLimit);
}

function admissionOf(world: World, instance: number) {
  return world.services[world.instanceService[instance]].admission;
}
