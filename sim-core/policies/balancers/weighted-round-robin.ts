import { type Balancer, type BalancerView, PLAIN } from './balancer.ts';
import { earliest, edfStateSize, resetEdf, setDeadline } from './edf.ts';

/** Each instance as often as its weight says, spread as evenly as can be (Envoy ROUND_ROBIN with weights; edf.ts). */
export const weightedRoundRobin: Balancer = {
  ...PLAIN,
  isPlain: false,
  stateSize: edfStateSize,
  resetState: resetEdf,
  pick(view: BalancerView): number {
    const position = earliest(view);
    const local = view.candidates[position];
    setDeadline(view, local, view.weights[view.instanceOffset + local]);
    return position;
  },
};
