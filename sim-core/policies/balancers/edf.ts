/**
 * Earliest deadline first: each instance has a deadline in virtual time, the earliest is picked, virtual time becomes its
 * deadline and its next one lies 1 / weight later. Equal deadlines are served in the order in which they were set.
 *
 * Envoy's scheduler (source/common/upstream/edf_scheduler.h) keeps a heap; here the candidates are looked through, so
 * that one which is hidden for a pick keeps its turn. Like Envoy's, the schedule of a caller begins at a place of its own,
 * so that callers do not march in step, and begins anew from that place when the caller's view changes.
 *
 * @hot
 */
import type { BalancerView, ResolvedBalancer } from './balancer.ts';
import { weightOf } from './slow-start.ts';

/** The caller's state: virtual time, deadlines set so far, its own place in the schedule, version of its view. */
const TIME = 0;
const ORDER = 1;
const PLACE = 2;
const VERSION = 3;
const HEADER = 4;
/** A schedule begins somewhere in about so many picks. */
const PLACES = 1 << 16;

export const edfStateSize = (instances: number): number => HEADER + 2 * instances;

export function resetEdf(view: BalancerView): void {
  const { state, stateOffset } = view;
  state[stateOffset + PLACE] = view.generator.nextUnit() * PLACES;
  state[stateOffset + VERSION] = -1;
}

/** Position of the candidate that is due. */
export function earliest(view: BalancerView, config: ResolvedBalancer): number {
  const { state, stateOffset } = view;
  if (state[stateOffset + VERSION] !== view.version) beginSchedule(view, config);
  const position = due(view, view.candidates, view.count);
  advanceTo(view, view.candidates[position]);
  return position;
}

function due({ state, stateOffset, size }: BalancerView, instances: Int32Array, count: number): number {
  const deadlines = stateOffset + HEADER;
  const orders = deadlines + size;
  let best = 0;
  for (let position = 1; position < count; position++) {
    const other = instances[position];
    const chosen = instances[best];
    const lead = state[deadlines + other] - state[deadlines + chosen];
    if (lead < 0 || (lead === 0 && state[orders + other] < state[orders + chosen])) best = position;
  }
  return best;
}

/** One that was hidden when it was due comes late; time does not go back for it. */
function advanceTo({ state, stateOffset }: BalancerView, local: number): void {
  const deadline = state[stateOffset + HEADER + local];
  if (deadline > state[stateOffset + TIME]) state[stateOffset + TIME] = deadline;
}

/** Sets the next deadline of an instance that was picked. */
export function setDeadline(view: BalancerView, local: number, weight: number): void {
  const { state, stateOffset, size } = view;
  state[stateOffset + HEADER + local] = state[stateOffset + TIME] + 1 / weight;
  state[stateOffset + HEADER + size + local] = state[stateOffset + ORDER]++;
}

/**
 * As if so many picks had been made as the caller's place says: at once those that each instance has surely had by then
 * (its share, rounded down), the few that are left one by one.
 */
function beginSchedule(view: BalancerView, config: ResolvedBalancer): void {
  const { members, memberCount, state, stateOffset, size } = view;
  let total = 0;
  for (let i = 0; i < memberCount; i++) total += weightOf(view, config, members[i]);
  const picks = Math.floor(state[stateOffset + PLACE]);
  let left = picks;
  state[stateOffset + TIME] = 0;
  state[stateOffset + VERSION] = view.version;
  for (let i = 0; i < memberCount; i++) {
    const local = members[i];
    const weight = weightOf(view, config, local);
    const made = Math.floor((picks / total) * weight);
    left -= made;
    state[stateOffset + HEADER + local] = made / weight;
    advanceTo(view, local);
    state[stateOffset + HEADER + local] = (made + 1) / weight;
    state[stateOffset + HEADER + size + local] = i;
  }
  state[stateOffset + ORDER] = memberCount;
  for (; left > 0; left--) {
    const local = members[due(view, members, memberCount)];
    advanceTo(view, local);
    setDeadline(view, local, weightOf(view, config, local));
  }
}
