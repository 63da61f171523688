/** Balancers: one file per policy and this list. A new one is a file and a line here. */
import type { Balancer, ResolvedBalancer } from './balancer.ts';
import { leastConnections } from './least-connections.ts';
import { leastRequest } from './least-request.ts';
import { random } from './random.ts';
import { roundRobin } from './round-robin.ts';

export { chooseZone, EVERY_ZONE } from './locality.ts';
export type { LocalityView } from './locality.ts';
export type { Balancer, BalancerView, ResolvedBalancer } from './balancer.ts';

export const balancers: Readonly<Record<ResolvedBalancer['policy'], Balancer>> = {
  'round-robin': roundRobin,
  random,
  'least-request': leastRequest,
  'least-connections': leastConnections,
};
