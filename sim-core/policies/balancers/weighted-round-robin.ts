import { type Balancer, type BalancerView, PLAIN, type ResolvedBalancer } from './balancer.ts';
import { earliest, edfStateSize, resetEdf, setDeadline } from './edf.ts';
import { weightOf } from './slow-start.ts';

/** Each instance as often as its weight says, spread as evenly as can be (Envoy ROUND_ROBIN with weights; edf.ts). */
export const weightedRoundRobin: Balancer = {
  ...PLAIN,
  isPlain: () => false,
  stateSize: edfStateSize,
  resetState: resetEdf,
  pick(view: BalancerView, config: ResolvedBalancer): number {
    const position = earliest(view, config);
    const local = view.candidates[position];
    setDeadline(view, local, weightOf(view, config, local));
    return position;
  },
};
