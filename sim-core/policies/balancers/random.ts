import type { Balancer, BalancerView } from './balancer.ts';

/** Uniform and independent (Envoy RANDOM): a Poisson stream split this way stays Poisson. */
export const random: Balancer = {
  needsLoads: false,
  firstCursor: () => 0,
  pick: (view: BalancerView): number => view.generator.below(view.count),
};
