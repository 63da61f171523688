/** Balancers: one file per policy and this list. A new one is a file and a line here. */
export type { Balancer, BalancerView, ResolvedBalancer } from './balancer.ts';
