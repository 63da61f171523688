/** What is in and before each instance: up or down, workers and who has them, who waits, and what is wrong with it. */
import {
  INSTANCE_AT_DOOR,
  INSTANCE_BACK_AT_MS,
  INSTANCE_BUSY,
  INSTANCE_EJECTED_AT_MS,
  INSTANCE_EJECTED_BY,
  INSTANCE_EJECTORS,
  INSTANCE_ERROR,
  INSTANCE_INSIDE,
  INSTANCE_LIMIT,
  INSTANCE_PAUSED,
  INSTANCE_QUEUED,
  INSTANCE_REFUSED,
  INSTANCE_REFUSED_LAST,
  INSTANCE_SLOW,
  INSTANCE_STRIDE,
  INSTANCE_UP,
  QUEUE_SHOWN,
  SIGN_LATE,
  SIGN_NONE,
  SLOTS_SHOWN,
  SLOT_STRIDE,
} from './protocol.ts';
import { ejectionNs, FRAME_AT_DOOR, insideLimit } from '../../sim-core/index.ts';
import { signOfTry } from './sign-of-try.ts';
import type { World } from '../../sim-core/index.ts';
import type { TurnedBack } from './turned-back.ts';

const NS_PER_MS = 1e6;
const HOST_DOWN = -1;

/** Columns `instances` and `slots` of a frame. */
export function readInstances(
  world: World,
  turnedBack: TurnedBack | null,
): { instances: Float64Array; slots: Uint8Array } {
  const instances = new Float64Array(world.instanceCount * INSTANCE_STRIDE);
  const lastRefused = turnedBack?.atDoors.lastSecond();
  const slots = new Uint8Array(world.instanceCount * SLOT_STRIDE).fill(SIGN_NONE);
  for (let instance = 0; instance < world.instanceCount; instance++) {
    const row = instances.subarray(instance * INSTANCE_STRIDE, (instance + 1) * INSTANCE_STRIDE);
    readState(world, instance, row);
    row[INSTANCE_REFUSED] = turnedBack?.atDoor[instance] ?? 0;
    row[INSTANCE_REFUSED_LAST] = lastRefused?.[instance] ?? 0;
    readQueue(world, instance, slots.subarray(instance * SLOT_STRIDE + SLOTS_SHOWN, (instance + 1) * SLOT_STRIDE));
  }
  readWorkers(world, slots);
  readDoors(world, instances);
  if (world.hasDetectors) readEjections(world, instances);
  return { instances, slots };
}

function readState(world: World, instance: number, row: Float64Array): void {
  const isUp = world.instanceUp[instance] === 1;
  row[INSTANCE_UP] = world.hostUp[instance] === 0 ? HOST_DOWN : Number(isUp);
  row[INSTANCE_BUSY] = world.instanceBusy[instance];
  row[INSTANCE_QUEUED] = world.instanceQueued[instance] + dealt(world, instance);
  row[INSTANCE_PAUSED] = Number(world.pauses.pausedUntilNs[instance] > 0);
  row[INSTANCE_SLOW] = 1;
  for (const index of world.activeFaults[instance]) {
    const fault = world.scenario.faults[index];
    if (fault.kind === 'slow') row[INSTANCE_SLOW] *= fault.factor;
    // Each fault fails its share of what the others let pass.
    if (fault.kind === 'error') row[INSTANCE_ERROR] = 1 - (1 - row[INSTANCE_ERROR]) * (1 - fault.ratio);
  }
  const backAtNs = world.backAtNs[instance];
  row[INSTANCE_EJECTED_AT_MS] = -1;
  row[INSTANCE_BACK_AT_MS] = !isUp && backAtNs < Infinity ? backAtNs / NS_PER_MS : -1;
}

/**
 * Those waiting at a broker are drawn before the instances that will take them in turn: the first before the first, the next
 * before the second.
 */
function dealt(world: World, instance: number): number {
  const service = world.instanceService[instance];
  const { broker } = world.services[service];
  if (broker < 0) return 0;
  const first = world.instanceBase[service];
  const count = world.instanceBase[service + 1] - first;
  return Math.floor((world.instanceQueued[broker] + count - 1 - (instance - first)) / count);
}

function readQueue(world: World, instance: number, row: Uint8Array): void {
  let frame = world.queueHead[instance];
  let place = 0;
  for (; place < QUEUE_SHOWN && frame >= 0; frame = world.frames.next[frame]) {
    row[place++] = signOfWork(world, frame);
  }
  readDealt(world, instance, row, place);
}

function readDealt(world: World, instance: number, row: Uint8Array, from: number): void {
  const service = world.instanceService[instance];
  const { broker } = world.services[service];
  if (broker < 0) return;
  const first = world.instanceBase[service];
  const count = world.instanceBase[service + 1] - first;
  let frame = world.queueHead[broker];
  let place = from;
  for (let number = 0; place < QUEUE_SHOWN && frame >= 0; number++, frame = world.frames.next[frame]) {
    if (number % count === instance - first) row[place++] = signOfWork(world, frame);
  }
}

/** Workers are not numbered: a slot shows some frame that holds one, in order of the rows, which recycle steadily. */
function readWorkers(world: World, slots: Uint8Array): void {
  const { frames } = world;
  const filled = new Uint8Array(world.instanceCount);
  for (let frame = 0; frame < frames.pool.used; frame++) {
    if (frames.holdsWorker[frame] === 0) continue;
    const instance = frames.instance[frame];
    if (filled[instance] === SLOTS_SHOWN) continue;
    slots[instance * SLOT_STRIDE + filled[instance]++] = signOfWork(world, frame);
  }
}

/** Work for a caller that has given up is late, whatever it was. */
function signOfWork(world: World, frame: number): number {
  const attempt = world.frames.attempt[frame];
  if (attempt < 0 || world.attempts.gaveUpNs[attempt] < Infinity) return SIGN_LATE;
  return signOfTry(world, attempt);
}

function readDoors(world: World, instances: Float64Array): void {
  const { frames, instanceInside, instanceService, services } = world;
  let hasDoors = false;
  for (let instance = 0; instance < world.instanceCount; instance++) {
    const hasDoor = services[instanceService[instance]].admission !== null;
    hasDoors ||= hasDoor;
    const limit = insideLimit(world, instance);
    instances[instance * INSTANCE_STRIDE + INSTANCE_INSIDE] = hasDoor ? instanceInside[instance] : -1;
    instances[instance * INSTANCE_STRIDE + INSTANCE_LIMIT] = limit < Infinity ? limit : -1;
  }
  if (!hasDoors) return;
  for (let frame = 0; frame < frames.pool.used; frame++) {
    if (frames.state[frame] === FRAME_AT_DOOR) instances[frames.instance[frame] * INSTANCE_STRIDE + INSTANCE_AT_DOOR]++;
  }
}

/** Each caller decides for itself: how many of those that watch an instance have ejected it, and since when the first. */
function readEjections(world: World, instances: Float64Array): void {
  for (let caller = 0; caller < world.callerLink.length; caller++) {
    const { firstInstance, instanceCount, outlierDetection } = world.links[world.callerLink[caller]];
    if (outlierDetection === null) continue;
    for (let local = 0; local < instanceCount; local++) {
      const row = (firstInstance + local) * INSTANCE_STRIDE;
      instances[row + INSTANCE_EJECTORS]++;
      const sinceMs = ejectionNs(world, caller, local) / NS_PER_MS;
      if (Number.isNaN(sinceMs)) continue;
      const firstMs = instances[row + INSTANCE_EJECTED_AT_MS];
      instances[row + INSTANCE_EJECTED_BY]++;
      instances[row + INSTANCE_EJECTED_AT_MS] = firstMs < 0 ? sinceMs : Math.min(firstMs, sinceMs);
    }
  }
}
