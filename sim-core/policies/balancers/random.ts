import { type Balancer, type BalancerView, PLAIN, type ResolvedBalancer } from './balancer.ts';
import { drawByOverlap, hasOverlaps } from './subset.ts';

/**
 * Uniform and independent (Envoy RANDOM): a Poisson stream split this way stays Poisson. In an aperture each instance as
 * often as much of it lies there.
 */
export const random: Balancer = {
  ...PLAIN,
  pick(view: BalancerView, config: ResolvedBalancer): number {
    return hasOverlaps(config) ? drawByOverlap(view, NONE, 0) : view.generator.below(view.count);
  },
};

const NONE = new Int32Array(0);
