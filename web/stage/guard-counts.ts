/** What all guards and doors on the stage do together: the counts of the key. */
import { INSTANCE_EJECTED_BY, INSTANCE_INSIDE, INSTANCE_STRIDE } from '../engine/protocol.ts';
import { createGateState, readGate } from '../scene/gates.ts';
import type { Frame, Topology } from '../engine/protocol.ts';
import type { GuardItem } from './GuardIcon.tsx';

export type GuardCounts = Record<GuardItem, number>;

const state = createGateState();

/** NaN: there is no such thing in the scenario, or none at work now. `budget` is the share left, 0 … 1. */
export function guardCounts(
  topology: Topology,
  bases: readonly number[],
  frame: Frame,
  into: GuardCounts,
): GuardCounts {
  for (const item in into) into[item as GuardItem] = Number.NaN;
  let left = 0;
  let full = 0;
  topology.links.forEach(({ guards }, link) => {
    readGate(state, frame, bases, link, null);
    if (guards.breaker !== null) {
      add(into, 'open', state.open);
      add(into, 'halfOpen', state.halfOpen);
      add(into, 'closed', state.breakers - state.open - state.halfOpen);
    }
    if (guards.bulkhead !== null) add(into, 'places', state.held);
    else if (guards.pool !== null) add(into, 'places', state.connectionsUsed);
    add(into, 'waiting', state.waiting + state.waitingForConnection);
    left += state.budgetLeft;
    full += state.budgetFull;
  });
  if (full > 0) into.budget = left / full;
  for (let at = 0; at < frame.instances.length; at += INSTANCE_STRIDE) {
    add(into, 'ejected', frame.instances[at + INSTANCE_EJECTED_BY] > 0 ? 1 : 0);
    if (frame.instances[at + INSTANCE_INSIDE] >= 0) add(into, 'door', frame.instances[at + INSTANCE_INSIDE]);
  }
  // What comes and goes is named while it is there.
  for (const item of ['waiting', 'ejected', 'halfOpen', 'open', 'closed'] as const)
    if (into[item] === 0) into[item] = Number.NaN;
  return into;
}

function add(into: GuardCounts, item: GuardItem, count: number): void {
  into[item] = (into[item] >= 0 ? into[item] : 0) + count;
}
