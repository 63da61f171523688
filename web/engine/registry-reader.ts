/** What the registry lists, and what callers believe although it is gone. */
import type { World } from '../../sim-core/index.ts';

/** One entry per instance, 1: listed. Services without leased discovery have zeros. */
export function readRegistry(world: World): Uint8Array {
  return world.registry.registered.slice(0, world.instanceCount);
}

/** Triples (link, calling instance or client, called instance), both counted from 0, of entries whose instance is down. */
export function readStaleEntries(world: World): Int32Array {
  const stale: number[] = [];
  for (let caller = 0; caller < world.callerLink.length; caller++) {
    const link = world.callerLink[caller];
    const first = world.links[link].firstInstance;
    if (world.scenario.services[world.links[link].callee].discovery.mode === 'static') continue;
    const view = world.callerView[caller];
    for (let place = 0; place < world.callerViewSize[caller]; place++) {
      if (world.instanceUp[first + view[place]] === 0) {
        stale.push(link, caller - world.callerBase[link], view[place]);
      }
    }
  }
  return Int32Array.from(stale);
}
