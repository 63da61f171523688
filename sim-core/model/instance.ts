/**
 * An instance's workers and the queue before them. A frame that wants a worker takes a free one or waits; a worker that
 * is given back goes to the one of those waiting that the queue's discipline names.
 *
 * @hot
 */
import { AT_SERVER, FRAME_ABANDONED, FRAME_PHASES, FRAME_QUEUED, FRAME_READY, OWN_QUEUE } from './tables.ts';
import { NO_EVENT } from '../kernel/event-queue.ts';
import { controlledDelayNs } from '../policies/admission/controlled-delay.ts';
import { OVERLOADED, TIMEOUT } from './event-kinds.ts';
import { addToHeap, removeFromHeap } from './frame-heap.ts';
import type { QueueDiscipline, QueueView } from '../policies/queues/index.ts';
import { FRAMES_ORDERED, type World } from './world.ts';

const NOBODY = -1;

/** Program counter of a frame that was taken out of the queue to be answered `unavailable`. */
export const PC_SHED = -3;
/** The same, `deadline-exceeded`. */
export const PC_EXPIRED = -4;

/** True: the frame has a worker now. False: it waits, and will be put on the ready list with one. */
export function requestWorker(world: World, frame: number): boolean {
  const { frames } = world;
  const instance = frames.instance[frame];
  if (hasFreeWorker(world, instance) || isSharing(world, instance)) {
    takeWorker(world, frame, instance);
    return true;
  }
  joinQueue(world, frame, instance);
  return false;
}

export function joinQueue(world: World, frame: number, instance: number): void {
  const { frames } = world;
  if (world.observer !== null) world.observer.instanceChanging(instance);
  world.instanceQueued[instance]++;
  frames.state[frame] = FRAME_QUEUED;
  frames.sinceNs[frame] = world.kernel.nowNs;
  if (world.queueHead[instance] === NOBODY) world.queueFilledNs[instance] = world.kernel.nowNs;
  const { admission, crashAtQueue, discipline } = world.services[world.instanceService[instance]];
  if (discipline.isSorted) standInOrder(world, frame, instance);
  else standLast(world, frame, instance);
  if (admission !== null) limitDelay(world, frame, instance);
  if (world.instanceQueued[instance] >= crashAtQueue) overload(world, instance);
}

/** The process will die of its queue, after all that this event brings. */
function overload(world: World, instance: number): void {
  if (world.strain.overloadEvent[instance] !== NO_EVENT) return;
  world.strain.overloadEvent[instance] = world.kernel.schedule(0, OVERLOADED, instance, 0);
}

/** By priority, among equals by arrival. */
function standInOrder(world: World, frame: number, instance: number): void {
  const { attempts, frames } = world;
  const { priority } = world.workloads[attempts.workload[frames.attempt[frame]]];
  frames.heapKey[frame] = -priority;
  frames.heapOrder[frame] = world.counters[FRAMES_ORDERED]++;
  world.queueHead[instance] = addToHeap(frames, world.queueHead[instance], frame);
}

function standLast(world: World, frame: number, instance: number): void {
  const { frames } = world;
  frames.next[frame] = NOBODY;
  const tail = world.queueTail[instance];
  frames.previous[frame] = tail;
  if (tail === NOBODY) world.queueHead[instance] = frame;
  else frames.next[tail] = frame;
  world.queueTail[instance] = frame;
}

/** Says how long it may wait, where delay is controlled and it has not had a worker yet. */
function limitDelay(world: World, frame: number, instance: number): void {
  const { frames } = world;
  const codel = world.services[world.instanceService[instance]].admission?.codel ?? null;
  if (codel === null || frames.hasStarted[frame] === 1 || frames.parent[frame] >= 0) {
    frames.patienceNs[frame] = Infinity;
    return;
  }
  frames.patienceNs[frame] = controlledDelayNs(lookAtQueue(world, instance), codel);
}

/** The frame waits no longer, and gets no worker. */
export function leaveQueue(world: World, frame: number): void {
  const instance = world.frames.instance[frame];
  if (world.observer !== null) world.observer.instanceChanging(instance);
  unlink(world, frame, instance);
}

/** Takes a frame out of the queue, wherever it stands, and books the time it waited. */
function unlink(world: World, frame: number, instance: number): void {
  const { frames } = world;
  world.instanceQueued[instance]--;
  frames.phases[frame * FRAME_PHASES + OWN_QUEUE] += world.kernel.nowNs - frames.sinceNs[frame];
  if (world.services[world.instanceService[instance]].discipline.isSorted) {
    world.queueHead[instance] = removeFromHeap(frames, world.queueHead[instance], frame);
    return;
  }
  const next = frames.next[frame];
  const previous = frames.previous[frame];
  if (previous === NOBODY) world.queueHead[instance] = next;
  else frames.next[previous] = next;
  if (next === NOBODY) world.queueTail[instance] = previous;
  else frames.previous[next] = previous;
}

export function isSharing(world: World, instance: number): boolean {
  return world.hasSharing && world.services[world.instanceService[instance]].isSharing;
}

export function hasFreeWorker(world: World, instance: number): boolean {
  return world.instanceBusy[instance] < world.services[world.instanceService[instance]].workers;
}

/** Another attempt may wait, or share the workers beyond their number. To be asked when no worker is free. */
export function hasRoomToWait(world: World, instance: number): boolean {
  const { queueCapacity, workers } = world.services[world.instanceService[instance]];
  if (!isSharing(world, instance)) return world.instanceQueued[instance] < queueCapacity;
  return world.sharing.instancePresent[instance] - workers < queueCapacity;
}

/** Gives the frame's worker back; the next in the queue takes it. */
export function releaseWorker(world: World, frame: number): void {
  const { frames } = world;
  const instance = frames.instance[frame];
  const nowNs = world.kernel.nowNs;
  const heldNs = nowNs - frames.heldSinceNs[frame];
  frames.holdsWorker[frame] = 0;
  if (world.observer !== null) {
    world.observer.instanceChanging(instance);
    world.observer.workerReleased(instance, heldNs, wastedNs(world, frame, heldNs));
  }
  countHolders(world, instance, -1);
  serveNext(world, instance);
}

function takeWorker(world: World, frame: number, instance: number): void {
  if (world.observer !== null) world.observer.instanceChanging(instance);
  countHolders(world, instance, 1);
  world.frames.holdsWorker[frame] = 1;
  world.frames.heldSinceNs[frame] = world.kernel.nowNs;
}

/** Those who share are present, and hold no more workers than there are. */
function countHolders(world: World, instance: number, change: number): void {
  if (!isSharing(world, instance)) {
    world.instanceBusy[instance] += change;
    return;
  }
  const { workers } = world.services[world.instanceService[instance]];
  world.sharing.instancePresent[instance] += change;
  world.instanceBusy[instance] = Math.min(world.sharing.instancePresent[instance], workers);
}

/** Whoever is due gets the worker, unless it is to be dropped: then the next. */
function serveNext(world: World, instance: number): void {
  const facts = world.services[world.instanceService[instance]];
  for (;;) {
    if (world.queueHead[instance] === NOBODY) {
      if (facts.broker !== NOBODY) serveFromBroker(world, instance);
      return;
    }
    const frame = nextToServe(world, instance, facts.discipline);
    const isLate = facts.dropsExpired && isTooLate(world, frame, instance);
    const isShed = isLate || (facts.admission !== null && isOverdue(world, frame));
    if (isShed) leaveQueue(world, frame);
    else {
      takeWorker(world, frame, instance);
      unlink(world, frame, instance);
    }
    if (facts.maxWait !== null) world.kernel.cancelKept(world.frames.event, frame);
    world.frames.state[frame] = FRAME_READY;
    world.ready.push(frame);
    if (!isShed) return;
    world.frames.pc[frame] = isLate ? PC_EXPIRED : PC_SHED;
  }
}

/** The instance has a worker to spare: it takes what the queue's discipline names, if anything waits. */
export function serveFromBroker(world: World, instance: number): void {
  const { broker } = world.services[world.instanceService[instance]];
  if (world.instanceUp[instance] === 0 || !hasFreeWorker(world, instance)) return;
  const frame = takeFromQueue(world, broker);
  if (frame !== NOBODY) consume(world, frame, instance, true);
}

/** The visit begins: from here on the attempt is at that instance. */
export function consume(world: World, frame: number, instance: number, hasWaited: boolean): void {
  const { attempts, frames, kernel } = world;
  const attempt = frames.attempt[frame];
  kernel.cancelKept(frames.event, frame);
  frames.instance[frame] = instance;
  attempts.instance[attempt] = instance;
  attempts.state[attempt] = AT_SERVER;
  if (world.hasDeliveries) hideMessage(world, attempt);
  if (world.hasOptimistic) attempts.version[attempt] = world.endpointVersion[attempts.endpoint[attempt]];
  if (world.observer !== null) world.observer.attemptAdmitted(attempt, hasWaited);
  takeWorker(world, frame, instance);
  frames.state[frame] = FRAME_READY;
  world.ready.push(frame);
}

/** A delivery that is taken is to be answered before it can be seen again. */
function hideMessage(world: World, attempt: number): void {
  const { attempts, kernel } = world;
  const { isDelivery, timeoutLine } = world.links[attempts.link[attempt]];
  if (!isDelivery || attempts.call[attempt] < 0) return;
  attempts.pickedNs[attempt] = kernel.nowNs;
  if (timeoutLine >= 0) kernel.scheduleLineKept(timeoutLine, attempts.timer, attempt, TIMEOUT, attempt);
}

/** Whoever is due leaves the queue; −1: nobody waits. */
function takeFromQueue(world: World, queue: number): number {
  if (world.queueHead[queue] === NOBODY) return NOBODY;
  const frame = nextToServe(world, queue, world.services[world.instanceService[queue]].discipline);
  if (world.observer !== null) world.observer.instanceChanging(queue);
  unlink(world, frame, queue);
  return frame;
}

function isOverdue({ frames, kernel }: World, frame: number): boolean {
  return kernel.nowNs - frames.sinceNs[frame] > frames.patienceNs[frame];
}

/** It waits for its first worker, and nobody waits for its answer any more. */
function isTooLate(world: World, frame: number, instance: number): boolean {
  const { frames } = world;
  if (frames.hasStarted[frame] === 1 || frames.parent[frame] >= 0) return false;
  return isExpired(world, frames.attempt[frame], instance);
}

/** The deadline that the attempt brought along is over, and the service looks at it. Only where there are deadlines. */
export function isExpired(world: World, attempt: number, instance: number): boolean {
  if (!world.services[world.instanceService[instance]].dropsExpired) return false;
  return world.kernel.nowNs >= world.attempts.deadlineNs[attempt];
}

function nextToServe(world: World, instance: number, discipline: QueueDiscipline): number {
  if (discipline.isFifo || discipline.isSorted) return world.queueHead[instance];
  const isNewest = discipline.servesNewest(lookAtQueue(world, instance));
  return isNewest ? world.queueTail[instance] : world.queueHead[instance];
}

function lookAtQueue(world: World, instance: number): QueueView {
  const view = world.queueView;
  view.nowNs = world.kernel.nowNs;
  view.filledNs = world.queueFilledNs[instance];
  return view;
}

/** Part of the last `heldNs` spent after the branch was abandoned, or some caller up the tree had given up. */
export function wastedNs(world: World, frame: number, heldNs: number): number {
  const { frames } = world;
  const nowNs = world.kernel.nowNs;
  const isAbandoned = frames.state[frame] === FRAME_ABANDONED;
  const sinceNs = isAbandoned ? frames.unwantedSinceNs[frame] : unwantedSinceNs(world, frames.attempt[frame]);
  return sinceNs >= nowNs ? 0 : Math.min(heldNs, nowNs - sinceNs);
}

/** When the first of those the attempt works for gave up: its own caller, or one further up. Infinity: all wait. */
export function unwantedSinceNs(world: World, ofAttempt: number): number {
  const { attempts, calls, frames } = world;
  let attempt = ofAttempt;
  let sinceNs = Infinity;
  for (;;) {
    if (attempts.gaveUpNs[attempt] < sinceNs) sinceNs = attempts.gaveUpNs[attempt];
    const call = attempts.call[attempt];
    if (call === NOBODY) return sinceNs;
    const parent = calls.parentFrame[call];
    if (parent === NOBODY) return sinceNs;
    attempt = frames.attempt[parent];
  }
}

export function freeFrame(world: World, frame: number): void {
  world.frames.state[frame] = 0;
  world.frames.pool.release(frame);
}
