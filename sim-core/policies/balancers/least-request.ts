import { pow } from '../../kernel/math.ts';
import { type Balancer, type BalancerView, PLAIN, type ResolvedBalancer } from './balancer.ts';
import { earliest, edfStateSize, resetEdf, setDeadline } from './edf.ts';
import { areAlike, weightOf } from './slow-start.ts';
import { drawByOverlap, hasOverlaps, overlapOf } from './subset.ts';

/**
 * Power of d choices: draws `choices` instances and takes the one with fewest attempts of this caller in flight; the
 * first drawn wins a tie. Envoy's LEAST_REQUEST draws with replacement (least_request_lb.cc), Finagle's P2C without.
 *
 * Where weights differ, or an instance is in its slow start, Envoy does not draw but goes by deadlines (edf.ts), with the
 * weight divided by (attempts in flight + 1) to the power `activeRequestBias`, as it is when the instance is picked.
 *
 * In an aperture Finagle draws by how much of an instance lies there, and divides the attempts in flight by that
 * (WeightedP2CPick.scala).
 */
export const leastRequest: Balancer = {
  ...PLAIN,
  needsLoads: () => true,
  isPlain: ({ slowStart }, hasEqualWeights) => hasEqualWeights && slowStart === null,
  stateSize: edfStateSize,
  resetState: resetEdf,
  pick(view: BalancerView, config: ResolvedBalancer): number {
    const { candidates, count, loads, loadOffset, generator } = view;
    if (count === 1) return 0;
    if (view.isWeighted && !areAlike(view, config)) return pickByDeadline(view, config);
    if (hasOverlaps(config)) return pickByOverlap(view, config);
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

function pickByDeadline(view: BalancerView, config: ResolvedBalancer): number {
  const position = earliest(view, config);
  const local = view.candidates[position];
  const active = view.loads[view.loadOffset + local] + 1;
  const { activeRequestBias } = config;
  const divisor = activeRequestBias === 1 ? active : pow(active, activeRequestBias);
  setDeadline(view, local, weightOf(view, config, local) / divisor);
  return position;
}

function pickByOverlap(view: BalancerView, config: ResolvedBalancer): number {
  const choices = Math.min(config.choices, drawn.length, config.replacement ? config.choices : view.count);
  let best = drawByOverlap(view, drawn, 0);
  drawn[0] = best;
  for (let choice = 1; choice < choices; choice++) {
    const other = drawByOverlap(view, drawn, config.replacement ? 0 : choice);
    drawn[choice] = other;
    if (loadShare(view, other) < loadShare(view, best)) best = other;
  }
  return best;
}

function loadShare(view: BalancerView, position: number): number {
  const local = view.candidates[position];
  return view.loads[view.loadOffset + local] / overlapOf(view, local);
}

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
