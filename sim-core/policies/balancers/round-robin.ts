import { type Balancer, type BalancerView, PLAIN } from './balancer.ts';

/** Each instance in turn, from an offset drawn per caller so that a fleet of callers does not march in step (Envoy ROUND_ROBIN). */
export const roundRobin: Balancer = {
  ...PLAIN,
  firstCursor: (generator) => generator.below(1 << 16),
  pick(view: BalancerView): number {
    const turn = view.cursors[view.cursor];
    view.cursors[view.cursor] = turn === 0x7fffffff ? 0 : turn + 1;
    return turn % view.count;
  },
};
