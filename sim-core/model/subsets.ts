/**
 * Callers that use only a part of the instances. A subset narrows what the caller believes whenever that changes, so that all
 * that comes after sees nothing else. A shard belongs to the key of a request and not to what a caller believes: it is looked
 * at for each attempt, last of all guards.
 *
 * @hot
 */
import { boundOf, hasOverlaps, layAperture, rankOf, type ResolvedBalancer } from '../policies/balancers/index.ts';
import { NO_INSTANCE, OK, type Outcome } from './outcomes.ts';
import type { LinkFacts, World } from './world.ts';

/** Leaves in a list of instances, as long as `sizes[caller]` says, those that the caller uses. */
export function takeSubset(world: World, caller: number, members: Int32Array, sizes: Int32Array): void {
  const linkIndex = world.callerLink[caller];
  const link = world.links[linkIndex];
  const { subset } = link.balancerConfig;
  const count = sizes[caller];
  if (subset === null || subset.kind === 'shuffle' || count === 0) return;
  const peer = caller - world.callerBase[linkIndex];
  if (hasOverlaps(link.balancerConfig)) {
    const { callerOverlapBase, overlaps } = world.picking;
    sizes[caller] = layAperture(members, count, subset, peer, link.callerCount, overlaps, callerOverlapBase[caller]);
    return;
  }
  const bound = boundOf(link.subsetSeed, peer, members, count, subset.size);
  let kept = 0;
  for (let position = 0; position < count; position++) {
    const local = members[position];
    if (rankOf(link.subsetSeed, peer, local) <= bound) members[kept++] = local;
  }
  sizes[caller] = kept;
}

export function isSharded({ subset }: ResolvedBalancer): boolean {
  return subset !== null && subset.kind === 'shuffle';
}

/**
 * Leaves those in the balancer's view that are in the shard of the request's key, or of the caller if it has none. A shard is
 * drawn from all instances there are, so one whose members are gone is left without any: NO_INSTANCE.
 */
export function keepShard(world: World, link: LinkFacts, caller: number, call: number): Outcome {
  const key = world.hasKeys ? world.calls.requestKey[call] : -1;
  const seed = key >= 0 ? link.shardSeed : link.subsetSeed;
  const owner = key >= 0 ? key : caller - world.callerBase[world.callerLink[caller]];
  const bound = boundOf(seed, owner, null, link.instanceCount, link.balancerConfig.subset?.size ?? 0);
  const view = world.balancerView;
  const shard = world.picking.balancerShard;
  let count = 0;
  for (let position = 0; position < view.count; position++) {
    const local = view.candidates[position];
    if (rankOf(seed, owner, local) <= bound) shard[count++] = local;
  }
  view.candidates = shard;
  view.count = count;
  return count === 0 ? NO_INSTANCE : OK;
}
