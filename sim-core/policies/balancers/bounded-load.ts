/**
 * Hashing with bounded loads: an instance whose load is at its bound sends the request on.
 *
 * The bound is Mirrokni, Thorup and Zadimoghaddam's (Consistent Hashing with Bounded Loads, 2016): no instance has more
 * attempts in flight, the new one included, than the factor times the mean that its weight entitles it to, rounded up.
 * Who is asked next is as in Envoy (thread_aware_lb_impl.cc): the others in an order drawn from the request's hash, so that
 * the same key overflows to the same instances; if all are at their bounds, the one that is least beyond. Envoy lets an
 * instance that is at its bound take one more.
 *
 * @hot
 */
import { Generator } from '../../kernel/random.ts';
import type { BalancerView, ResolvedBalancer } from './balancer.ts';
import { type HashTable, positionOf } from './hash-table.ts';

const order = new Generator();
/** Positions in the order in which they are asked; scratch that no pick reads before writing. */
let shuffled = new Int32Array(64);

/** The position chosen by hash, or that of another that has room. */
export function withinBound(view: BalancerView, config: ResolvedBalancer, table: HashTable, chosen: number): number {
  const { hashBalanceFactor } = config;
  if (hashBalanceFactor === Infinity) return chosen;
  const { candidates, count } = view;
  const slots = slotsOf(view, hashBalanceFactor);
  let least = chosen;
  let leastFill = fillOf(view, table, slots, candidates[chosen]);
  if (leastFill <= 1) return chosen;
  if (shuffled.length < count) shuffled = new Int32Array(2 * count);
  for (let i = 0; i < count; i++) shuffled[i] = i;
  order.setKey(0x426f756e, 0, view.hash);
  for (let i = 0; i < count; i++) {
    const other = i + order.below(count - i);
    const position = shuffled[other];
    shuffled[other] = shuffled[i];
    if (position === chosen) continue;
    const fill = fillOf(view, table, slots, candidates[position]);
    if (fill <= 1) return position;
    if (fill < leastFill) {
      least = position;
      leastFill = fill;
    }
  }
  return least;
}

/** What all may have together. */
function slotsOf(view: BalancerView, factor: number): number {
  const { members, memberCount, loads, loadOffset } = view;
  let total = 1;
  for (let i = 0; i < memberCount; i++) total += loads[loadOffset + members[i]];
  return Math.ceil((total * factor) / 100);
}

/** How full the instance would be with this attempt; 1 is its bound. */
function fillOf(view: BalancerView, table: HashTable, slots: number, local: number): number {
  const bound = Math.max(1, Math.ceil(slots * table.shares[local]));
  return (view.loads[view.loadOffset + local] + 1) / bound;
}

/** Position of an instance of the table that may be picked; −1: it is hidden. */
export function candidateAt(view: BalancerView, table: HashTable, entry: number): number {
  return positionOf(view.candidates, view.count, table.instances[entry]);
}
