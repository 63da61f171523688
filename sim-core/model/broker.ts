/**
 * One queue for all instances of a service (`queue.shared`): a broker with competing consumers. An attempt is sent to the broker
 * and not to an instance, waits there, and becomes a visit when an instance with a free worker takes it. The broker is never
 * down; its queue is a row of the instances' queue columns, behind those of all instances.
 *
 * @hot
 */
import { OK, type Outcome, UNAVAILABLE } from './outcomes.ts';
import { hasFreeWorker, joinQueue, serveFromBroker } from './instance.ts';
import { AT_SERVER, FRAME_ANSWERED } from './tables.ts';
import type { World } from './world.ts';

const NOBODY = -1;

/** An instance of the service that would take an attempt now; −1: none. Those that could take turns. */
export function freeConsumer(world: World, service: number): number {
  const first = world.instanceBase[service];
  const count = world.instanceBase[service + 1] - first;
  // Where somebody waits nobody is free.
  if (world.instanceQueued[world.services[service].broker] > 0) return NOBODY;
  let turn = world.brokerTurn[service];
  for (let tried = 0; tried < count; tried++) {
    const instance = first + turn;
    turn = turn + 1 === count ? 0 : turn + 1;
    if (world.instanceUp[instance] === 1 && hasFreeWorker(world, instance)) {
      return instance;
    }
  }
  return NOBODY;
}

/** It takes one that has not waited: the next is due then. */
export function passTurn(world: World, service: number, instance: number): void {
  const next = instance + 1;
  world.brokerTurn[service] = next === world.instanceBase[service + 1] ? 0 : next - world.instanceBase[service];
}

/** OK, or why the broker does not keep one more that nobody takes at once. */
export function roomAtBroker(world: World, service: number): Outcome {
  const { broker, queueCapacity } = world.services[service];
  return world.instanceQueued[broker] < queueCapacity ? OK : UNAVAILABLE;
}

/** The frame, which has been opened at the broker, waits there. */
export function waitAtBroker(world: World, frame: number): void {
  const { attempts, frames } = world;
  attempts.state[frames.attempt[frame]] = AT_SERVER;
  joinQueue(world, frame, frames.instance[frame]);
}

/** The instance has started, with all its workers free. */
export function consumerStarts(world: World, instance: number): void {
  const { broker } = world.services[world.instanceService[instance]];
  while (world.instanceQueued[broker] > 0 && hasFreeWorker(world, instance)) serveFromBroker(world, instance);
}

/** It has waited at the broker for nothing. A cancelled one nobody counts: it was never let in. */
export function leaveBroker(world: World, frame: number, outcome: Outcome): void {
  const { frames } = world;
  frames.state[frame] = FRAME_ANSWERED;
  if (outcome === UNAVAILABLE && world.observer !== null) {
    world.observer.attemptRefused(frames.attempt[frame], outcome);
  }
}

export function isAtBroker(world: World, frame: number): boolean {
  return world.frames.instance[frame] >= world.instanceCount;
}
