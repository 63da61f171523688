/**
 * Work that takes time on an instance's workers. Either each piece has its own end, or, with processor sharing, all pieces
 * under way share the speed of the workers.
 *
 * Sharing is kept in virtual time: the service that a piece under way since the last idle moment would have had, in
 * nanoseconds of a whole worker. It passes at min(1, workers / pieces) of the rate of time, the same for all pieces; so each
 * piece ends at a virtual time that is known when it begins, and only the event of the first one has to move when a piece
 * comes or goes (the fluid reference of fair queueing: Parekh and Gallager, 1993).
 *
 * @hot
 */
import { MAX_TIME_NS, roundNs } from '../kernel/time.ts';
import { SHARED_WORK_ENDS, WORK_ENDS } from './event-kinds.ts';
import { addToHeap, removeFromHeap } from './frame-heap.ts';
import { isSharing } from './instance.ts';
import { FRAMES_ORDERED, type World } from './world.ts';

/** From now on the frame has work to do, as much as `frames.untilNs` says. */
export function startWork(world: World, frame: number): void {
  const { frames, kernel } = world;
  const instance = frames.instance[frame];
  if (world.observer !== null) world.observer.instanceChanging(instance);
  if (isSharing(world, instance)) {
    share(world, frame, instance);
    return;
  }
  world.instanceWorking[instance]++;
  if (world.hasPauses) frames.pausedBeforeNs[frame] = world.pauses.pausedNs[instance];
  frames.untilNs[frame] = Math.min(MAX_TIME_NS, kernel.nowNs + frames.untilNs[frame]);
  kernel.scheduleKept(frames.untilNs, frames.event, frame, WORK_ENDS, frame);
}

/** Nobody wants it any more. */
export function cancelWork(world: World, frame: number): void {
  const { frames } = world;
  const instance = frames.instance[frame];
  if (world.observer !== null) world.observer.instanceChanging(instance);
  if (isSharing(world, instance)) {
    passVirtualTime(world, instance);
    unshare(world, frame, instance);
    return;
  }
  world.kernel.cancelKept(frames.event, frame);
  world.instanceWorking[instance]--;
}

/** @returns the frame whose work is done */
export function endSharedWork(world: World, instance: number): number {
  const frame = world.sharing.sharedHead[instance];
  if (world.observer !== null) world.observer.instanceChanging(instance);
  // Exactly where it was to end: what the whole nanoseconds of the event are off does not add up.
  world.sharing.virtualNs[instance] = world.frames.heapKey[frame];
  world.sharing.virtualSinceNs[instance] = world.kernel.nowNs;
  unshare(world, frame, instance);
  return frame;
}

/** The process is dead, and its frames with it. */
export function forgetSharedWork(world: World, instance: number): void {
  world.kernel.cancelKept(world.sharing.sharedEvent, instance);
  world.sharing.sharedHead[instance] = -1;
  world.sharing.instanceSharing[instance] = 0;
  world.sharing.virtualNs[instance] = 0;
}

/** The process stops: no time passes for what is under way. */
export function stopSharing(world: World, instance: number): void {
  passVirtualTime(world, instance);
  world.kernel.cancelKept(world.sharing.sharedEvent, instance);
}

export function resumeSharing(world: World, instance: number): void {
  world.sharing.virtualSinceNs[instance] = world.kernel.nowNs;
  planFirstEnd(world, instance);
}

function share(world: World, frame: number, instance: number): void {
  const { frames } = world;
  passVirtualTime(world, instance);
  frames.heapKey[frame] = world.sharing.virtualNs[instance] + frames.untilNs[frame];
  frames.heapOrder[frame] = world.counters[FRAMES_ORDERED]++;
  world.sharing.sharedHead[instance] = addToHeap(frames, world.sharing.sharedHead[instance], frame);
  world.sharing.instanceSharing[instance]++;
  planFirstEnd(world, instance);
}

function unshare(world: World, frame: number, instance: number): void {
  world.sharing.sharedHead[instance] = removeFromHeap(world.frames, world.sharing.sharedHead[instance], frame);
  if (--world.sharing.instanceSharing[instance] === 0) world.sharing.virtualNs[instance] = 0;
  planFirstEnd(world, instance);
}

function passVirtualTime(world: World, instance: number): void {
  const { kernel } = world;
  const { virtualNs, virtualSinceNs } = world.sharing;
  const pieces = world.sharing.instanceSharing[instance];
  const { workers } = world.services[world.instanceService[instance]];
  const passedNs = kernel.nowNs - virtualSinceNs[instance];
  if (pieces > 0) virtualNs[instance] += pieces <= workers ? passedNs : (passedNs * workers) / pieces;
  virtualSinceNs[instance] = kernel.nowNs;
}

function planFirstEnd(world: World, instance: number): void {
  const { frames, kernel } = world;
  const pieces = world.sharing.instanceSharing[instance];
  const { workers } = world.services[world.instanceService[instance]];
  world.instanceWorking[instance] = Math.min(pieces, workers);
  kernel.cancelKept(world.sharing.sharedEvent, instance);
  if (pieces === 0) return;
  const leftNs = Math.max(0, frames.heapKey[world.sharing.sharedHead[instance]] - world.sharing.virtualNs[instance]);
  const takesNs = pieces <= workers ? leftNs : (leftNs * pieces) / workers;
  world.sharing.sharedEndNs[instance] = Math.min(MAX_TIME_NS, kernel.nowNs + roundNs(takesNs));
  kernel.scheduleKept(world.sharing.sharedEndNs, world.sharing.sharedEvent, instance, SHARED_WORK_ENDS, instance);
}
