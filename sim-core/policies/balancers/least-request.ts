import { type Balancer, type BalancerView, PLAIN, type ResolvedBalancer } from './balancer.ts';

/**
 * Power of d choices: draws `choices` instances and takes the one with fewest attempts of this caller in flight; the
 * first drawn wins a tie. Envoy's LEAST_REQUEST draws with replacement (least_request_lb.cc), Finagle's P2C without.
 */
export const leastRequest: Balancer = {
  ...PLAIN,
  needsLoads: () => true,
  pick(view: BalancerView, config: ResolvedBalancer): number {
    const { candidates, count, loads, loadOffset, generator } = view;
    if (count === 1) return 0;
    let best = generator.below(count);
    let bestLoad = loads[loadOffset + candidates[best]];
    if (config.replacement) {
      for (let choice = 1; choice < config.choices; choice++) {
        const other = generator.below(count);
        const load = loads[loadOffset + candidates[other]];
        if (load < bestLoad) {
          best = other;
          bestLoad = load;
        }
      }
      return best;
    }
    drawn[0] = best;
    const choices = config.choices < count ? config.choices : count;
    for (let choice = 1; choice < choices && choice < drawn.length; choice++) {
      const other = drawDistinct(generator.below(count - choice), choice);
      const load = loads[loadOffset + candidates[other]];
      if (load < bestLoad) {
        best = other;
        bestLoad = load;
      }
    }
    return best;
  },
};

/** Positions drawn so far in this pick, ascending; scratch that no pick reads before writing. */
const drawn = new Int32Array(64);

/** The `rank`-th position that is not among the `count` drawn ones; it joins them. */
function drawDistinct(rank: number, count: number): number {
  let position = rank;
  let at = 0;
  while (at < count && drawn[at] <= position) {
    position++;
    at++;
  }
  for (let i = count; i > at; i--) drawn[i] = drawn[i - 1];
  drawn[at] = position;
  return position;
}
