/**
 * What load does to an instance: work that takes longer the more attempts are inside, and garbage collections that stop
 * the process each time its visits have allocated so much.
 *
 * @hot
 */
import { NO_EVENT } from '../kernel/event-queue.ts';
import { COLLECTION_BEGINS } from './event-kinds.ts';
import { pause } from './pauses.ts';
import type { ResolvedGrowth } from './resolved-scenario.ts';
import type { World } from './world.ts';

/** On work that starts now. Those inside are counted from the door to the answer, the one that works included. */
export function growthFactor(world: World, instance: number, { perInFlight }: ResolvedGrowth): number {
  return 1 + perInFlight * world.instanceInside[instance];
}

/** A visit is let in. The collection it may bring begins after all that this event does. */
export function allocate(world: World, instance: number, { gc }: ResolvedGrowth): void {
  if (gc === null) return;
  world.strain.allocatedBytes[instance] += gc.allocBytes;
  if (world.strain.allocatedBytes[instance] < gc.everyBytes || world.strain.collectionEvent[instance] !== NO_EVENT)
    return;
  world.strain.collectionEvent[instance] = world.kernel.schedule(0, COLLECTION_BEGINS, instance, 0);
}

/** Takes away all that was allocated until now. */
export function onCollectionBegins(world: World, instance: number): void {
  const gc = world.services[world.instanceService[instance]].growth?.gc ?? null;
  world.strain.collectionEvent[instance] = NO_EVENT;
  world.strain.allocatedBytes[instance] = 0;
  if (gc !== null) pause(world, instance, world.kernel.nowNs + gc.pauseNs);
}

/** The process is dead. */
export function forgetCollection(world: World, instance: number): void {
  world.kernel.cancelKept(world.strain.collectionEvent, instance);
  world.strain.allocatedBytes[instance] = 0;
}
