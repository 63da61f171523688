/**
 * Weights of instances, of which only the part counts that lies in the caller's aperture, and of those that have started a short while ago (Envoy, load_balancer_impl.cc): within the window
 * weight × max(minWeight, (age / window)^(1 / aggression)), the age at least 1 ms. Those that run from the beginning have
 * been running for ever.
 *
 * @hot
 */
import { pow } from '../../kernel/math.ts';
import type { BalancerView, ResolvedBalancer } from './balancer.ts';
import { hasOverlaps, overlapOf } from './subset.ts';

const LEAST_AGE_NS = 1_000_000;

export function weightOf(view: BalancerView, config: ResolvedBalancer, local: number): number {
  const { slowStart } = config;
  const own = view.weights[view.instanceOffset + local];
  const weight = hasOverlaps(config) ? own * overlapOf(view, local) : own;
  if (slowStart === null) return weight;
  const ageNs = view.nowNs - view.startedNs[view.instanceOffset + local];
  if (ageNs >= slowStart.windowNs) return weight;
  const share = Math.min(1, Math.max(LEAST_AGE_NS, ageNs) / slowStart.windowNs);
  const grown = slowStart.aggression === 1 ? share : pow(share, 1 / slowStart.aggression);
  return weight * Math.max(slowStart.minWeight, grown);
}

/** Whether the members of the view have the same weight, and none of them has started a short while ago. */
export function areAlike(view: BalancerView, { slowStart }: ResolvedBalancer): boolean {
  const { members, memberCount, weights, startedNs, instanceOffset, nowNs } = view;
  const usual = weights[instanceOffset + members[0]];
  for (let i = 0; i < memberCount; i++) {
    const instance = instanceOffset + members[i];
    if (weights[instance] !== usual) return false;
    if (slowStart !== null && nowNs - startedNs[instance] < slowStart.windowNs) return false;
  }
  return true;
}
