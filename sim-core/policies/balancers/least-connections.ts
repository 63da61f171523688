import { type Balancer, type BalancerView, PLAIN } from './balancer.ts';

/**
 * The instance with fewest attempts of this caller in flight, over all of them (join the shortest queue, when there is
 * one caller). Ties are broken uniformly: the k-th tied instance replaces the chosen one with probability 1/k.
 */
export const leastConnections: Balancer = {
  ...PLAIN,
  needsLoads: () => true,
  pick(view: BalancerView): number {
    const { candidates, count, loads, loadOffset } = view;
    let best = 0;
    let bestLoad = loads[loadOffset + candidates[0]];
    let tied = 1;
    for (let position = 1; position < count; position++) {
      const load = loads[loadOffset + candidates[position]];
      if (load > bestLoad) continue;
      if (load < bestLoad) {
        best = position;
        bestLoad = load;
        tied = 1;
      } else if (view.generator.below(++tied) === 0) {
        best = position;
      }
    }
    return best;
  },
};
