/** What is in and before each instance: up or down, workers and who has them, who waits, and what is wrong with it. */
import {
  INSTANCE_BACK_AT_MS,
  INSTANCE_BUSY,
  INSTANCE_ERROR,
  INSTANCE_PAUSED,
  INSTANCE_QUEUED,
  INSTANCE_SLOW,
  INSTANCE_STRIDE,
  INSTANCE_UP,
  QUEUE_SHOWN,
  SIGN_LATE,
  SIGN_NONE,
  SIGN_REQUEST,
  SIGN_RETRY,
  SLOTS_SHOWN,
  SLOT_STRIDE,
} from './protocol.ts';
import type { World } from '../../sim-core/index.ts';

const NS_PER_MS = 1e6;
const HOST_DOWN = -1;

/** Columns `instances` and `slots` of a frame. */
export function readInstances(world: World): { instances: Float64Array; slots: Uint8Array } {
  const instances = new Float64Array(world.instanceCount * INSTANCE_STRIDE);
  const slots = new Uint8Array(world.instanceCount * SLOT_STRIDE).fill(SIGN_NONE);
  for (let instance = 0; instance < world.instanceCount; instance++) {
    readState(world, instance, instances.subarray(instance * INSTANCE_STRIDE));
    readQueue(world, instance, slots.subarray(instance * SLOT_STRIDE + SLOTS_SHOWN, (instance + 1) * SLOT_STRIDE));
  }
  readWorkers(world, slots);
  return { instances, slots };
}

function readState(world: World, instance: number, row: Float64Array): void {
  const isUp = world.instanceUp[instance] === 1;
  row[INSTANCE_UP] = world.hostUp[instance] === 0 ? HOST_DOWN : Number(isUp);
  row[INSTANCE_BUSY] = world.instanceBusy[instance];
  row[INSTANCE_QUEUED] = world.instanceQueued[instance];
  row[INSTANCE_PAUSED] = Number(world.pauses.pausedUntilNs[instance] > 0);
  row[INSTANCE_SLOW] = 1;
  for (const index of world.activeFaults[instance]) {
    const fault = world.scenario.faults[index];
    if (fault.kind === 'slow') row[INSTANCE_SLOW] *= fault.factor;
    // Each fault fails its share of what the others let pass.
    if (fault.kind === 'error') row[INSTANCE_ERROR] = 1 - (1 - row[INSTANCE_ERROR]) * (1 - fault.ratio);
  }
  const backAtNs = world.backAtNs[instance];
  row[INSTANCE_BACK_AT_MS] = !isUp && backAtNs < Infinity ? backAtNs / NS_PER_MS : -1;
}

function readQueue(world: World, instance: number, row: Uint8Array): void {
  let frame = world.queueHead[instance];
  for (let place = 0; place < QUEUE_SHOWN && frame >= 0; frame = world.frames.next[frame]) {
    row[place++] = signOfWork(world, frame);
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
  return world.attempts.number[attempt] > 1 ? SIGN_RETRY : SIGN_REQUEST;
}
