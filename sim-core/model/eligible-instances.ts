/**
 * Which of the instances that a caller believes in its balancer is shown. Everything here narrows `world.balancerView`;
 * what would leave nobody does not apply.
 *
 * @hot
 */
import { chooseZone, EVERY_ZONE } from '../policies/balancers/index.ts';
import type { LinkFacts, World } from './world.ts';

/** Leaves the instances of one zone in the view, if the link's locality says so. */
export function keepEligible(world: World, link: LinkFacts, caller: number): void {
  const { locality } = link.balancerConfig;
  if (locality === null) return;
  const zone = chooseZone(lookAtZones(world, link, caller), locality);
  if (zone === EVERY_ZONE) return;
  const { balancerView, instanceZone } = world;
  const { balancerEligible } = world.picking;
  const { candidates } = balancerView;
  let count = 0;
  for (let position = 0; position < balancerView.count; position++) {
    const candidate = candidates[position];
    if (instanceZone[link.firstInstance + candidate] + 1 === zone) balancerEligible[count++] = candidate;
  }
  balancerView.candidates = balancerEligible;
  balancerView.count = count;
}

function lookAtZones(world: World, link: LinkFacts, caller: number): World['picking']['localityView'] {
  const { balancerView, instanceZone } = world;
  const { localityView } = world.picking;
  const { counts } = localityView;
  counts.fill(0);
  for (let position = 0; position < balancerView.count; position++) {
    counts[instanceZone[link.firstInstance + balancerView.candidates[position]] + 1]++;
  }
  localityView.count = balancerView.count;
  localityView.callerCounts = link.callersByZone;
  localityView.callerCount = link.callerCount;
  localityView.ownZone = world.callerZone[caller] + 1;
  localityView.generator = link.balancerStream;
  return localityView;
}
