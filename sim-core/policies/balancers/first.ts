import { type Balancer, type BalancerView, PLAIN } from './balancer.ts';
import { holds, positionOf } from './hash-table.ts';

/**
 * The first instance of the view, until it has left the view; then the first of those there are (gRPC pick_first, without
 * shuffling). While the one that is kept is hidden from a pick, the first of the others serves, and is not kept.
 */
export const first: Balancer = {
  ...PLAIN,
  isPlain: () => false,
  firstCursor: () => -1,
  pick(view: BalancerView): number {
    const { candidates, count, cursors, cursor, members, memberCount } = view;
    if (!holds(members, memberCount, cursors[cursor])) cursors[cursor] = members[0];
    return Math.max(0, positionOf(candidates, count, cursors[cursor]));
  },
};
