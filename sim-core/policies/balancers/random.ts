import { type Balancer, type BalancerView, PLAIN } from './balancer.ts';

/** Uniform and independent (Envoy RANDOM): a Poisson stream split this way stays Poisson. */
export const random: Balancer = {
  ...PLAIN,
  pick: (view: BalancerView): number => view.generator.below(view.count),
};
