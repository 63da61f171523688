/**
 * The door of an instance: its rate limiter and the bounds on those inside. To be asked only where the service has an
 * `admission` (`ServiceFacts.admission`), or counts who is inside: all others pay for that question alone.
 *
 * @hot
 */
import type { ResolvedAdmission } from '../policies/admission/admission.ts';
import { concurrencyLimits, type ConcurrencyView, LIMIT, placesFor } from '../policies/admission/index.ts';
import { limiters } from '../policies/limiters/index.ts';
import { CANCELLED, OK, type Outcome, UNAVAILABLE } from './outcomes.ts';
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

/** Fewer are inside than may be, for an attempt of this priority. */
export function hasRoomInside(world: World, attempt: number, instance: number): boolean {
  const { admission, shareByWorkload } = world.services[world.instanceService[instance]];
  if (admission === null) return true;
  const limit = limitInside(world, admission, instance);
  if (shareByWorkload === null) return world.instanceInside[instance] < limit;
  return world.instanceInside[instance] < placesFor(shareByWorkload[world.attempts.workload[attempt]], limit);
}

function limitInside(world: World, admission: ResolvedAdmission, instance: number): number {
  const { adaptiveConcurrency: limit, maxConcurrency } = admission;
  if (limit === null) return maxConcurrency;
  const { catchUp } = concurrencyLimits[limit.algorithm];
  if (catchUp !== null) catchUp(lookAtLimit(world, instance), limit);
  const found = Math.floor(world.concurrencyState[world.instanceConcurrencyBase[instance] + LIMIT]);
  return Math.min(maxConcurrency, found);
}

/** The frame's visit has passed the door. To be called where those inside are counted. */
export function stepInside(world: World, frame: number, instance: number): void {
  world.frames.insideSinceNs[frame] = world.kernel.nowNs;
  world.frames.insideThen[frame] = ++world.instanceInside[instance];
}

function lookAtLimit(world: World, instance: number): ConcurrencyView {
  const view = world.concurrencyView;
  view.offset = world.instanceConcurrencyBase[instance];
  view.nowNs = world.kernel.nowNs;
  view.generator = world.services[world.instanceService[instance]].admissionStream;
  return view;
}

export function hasDoor(world: World, instance: number): boolean {
  return admissionOf(world, instance) !== null;
}

/**
 * The visit is over. One that has not been let in yet was never inside. The limit learns from what was served, and from what
 * was let in and then not served.
 */
export function leaveInside(world: World, frame: number, outcome: Outcome): void {
  const { frames } = world;
  const instance = frames.instance[frame];
  const { admission, countsInside } = world.services[world.instanceService[instance]];
  if (!countsInside || frames.state[frame] === FRAME_AT_DOOR) return;
  world.instanceInside[instance]--;
  const limit = admission?.adaptiveConcurrency ?? null;
  if (limit === null || outcome === CANCELLED) return;
  const policy = concurrencyLimits[limit.algorithm];
  if (!policy.hearsFailures && outcome !== OK && outcome !== UNAVAILABLE) return;
  const view = lookAtLimit(world, instance);
  view.rttNs = world.kernel.nowNs - frames.insideSinceNs[frame];
  view.inside = frames.insideThen[frame];
  view.isDropped = outcome === UNAVAILABLE;
  policy.sample(view, limit);
}

/** The process starts, or has lost its memory. */
export function resetDoor(world: World, instance: number): void {
  world.instanceInside[instance] = 0;
  const limit = admissionOf(world, instance)?.adaptiveConcurrency ?? null;
  if (limit !== null) concurrencyLimits[limit.algorithm].reset(lookAtLimit(world, instance), limit);
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
