/** Balancers: one file per policy and this list. A new one is a file and a line here. */
import type { Balancer, BalancerPolicy } from './balancer.ts';
import { first } from './first.ts';
import { leastConnections } from './least-connections.ts';
import { leastRequest } from './least-request.ts';
import { maglev } from './maglev.ts';
import { peakEwma } from './peak-ewma.ts';
import { random } from './random.ts';
import { ringHash } from './ring-hash.ts';
import { roundRobin } from './round-robin.ts';
import { weightedRoundRobin } from './weighted-round-robin.ts';

export { chooseZone, EVERY_ZONE } from './locality.ts';
export type { LocalityView } from './locality.ts';
export { boundOf, hasOverlaps, layAperture, rankOf } from './subset.ts';
export type { Balancer, BalancerView, ResolvedBalancer } from './balancer.ts';
export type { HashTable } from './hash-table.ts';

export const balancers: Readonly<Record<BalancerPolicy, Balancer>> = {
  'round-robin': roundRobin,
  'weighted-round-robin': weightedRoundRobin,
  random,
  'least-request': leastRequest,
  'least-connections': leastConnections,
  'peak-ewma': peakEwma,
  'ring-hash': ringHash,
  maglev,
  first,
};
