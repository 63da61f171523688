/**
 * What stands at the callers' end of each link: breakers, what waits there, connections, what is left of retry budgets.
 * An end is a calling instance, or all clients of a workload together.
 */
import {
  AT_GATE,
  AT_POOL,
  breakerPhase,
  budgetLevel,
  CONNECTION_OPEN,
  CONNECTING,
  throttledShare,
} from '../../sim-core/index.ts';
import {
  GATE_BREAKERS,
  GATE_BUDGET_FULL,
  GATE_BUDGET_LEFT,
  GATE_BUDGETS_SPENT,
  GATE_CONNECTING,
  GATE_CONNECTIONS,
  GATE_CONNECTIONS_USED,
  GATE_HALF_OPEN,
  GATE_HELD,
  GATE_OPEN,
  GATE_STRIDE,
  GATE_THROTTLED,
  GATE_TURNED_BACK,
  GATE_TURNED_LAST,
  GATE_WAITING,
  GATE_WAITING_CONNECTION,
  GUARDS,
  WAITING_SHOWN,
  SIGN_NONE,
} from './protocol.ts';
import type { World } from '../../sim-core/index.ts';
import type { TurnedBack } from './turned-back.ts';

const OPEN = 1;
const HALF_OPEN = 2;

/** First end of each link, and the number of all ends behind them. */
export function gateEnds(world: World): number[] {
  const { callerBase, scenario } = world;
  const ends = [0];
  scenario.links.forEach(({ callerKind }, link) => {
    const count = callerKind === 'workload' ? 1 : callerBase[link + 1] - callerBase[link];
    ends.push(ends[link] + count);
  });
  return ends;
}

export function endOf({ callerBase, scenario }: World, ends: readonly number[], link: number, caller: number): number {
  return ends[link] + (scenario.links[link].callerKind === 'workload' ? 0 : Math.max(0, caller - callerBase[link]));
}

/** Columns `gates` and `waiting` of a frame. @param signOf of an attempt that waits */
export function readGates(
  world: World,
  turnedBack: TurnedBack | null,
  signOf: (attempt: number) => number,
): { gates: Float64Array; waiting: Uint8Array } {
  const ends = gateEnds(world);
  const count = ends[ends.length - 1];
  const gates = new Float64Array(count * GATE_STRIDE);
  const waiting = new Uint8Array(count * WAITING_SHOWN).fill(SIGN_NONE);
  for (let link = 0; link < world.links.length; link++) {
    if (!world.links[link].hasGate && (world.links[link].retry?.budget ?? null) === null) continue;
    for (let caller = world.callerBase[link]; caller < world.callerBase[link + 1]; caller++) {
      addCaller(world, caller, gates.subarray(endOf(world, ends, link, caller) * GATE_STRIDE));
    }
    averageThrottles(world, link, ends, gates);
  }
  if (world.hasGates) addWaiting(world, ends, gates, waiting, signOf);
  if (world.hasPools) addConnections(world, ends, gates);
  if (turnedBack !== null) addTurnedBack(turnedBack, gates);
  return { gates, waiting };
}

function addCaller(world: World, caller: number, row: Float64Array): void {
  const { guards, links, callerLink } = world;
  const { callerBreakerBase } = guards;
  const link = links[callerLink[caller]];
  if (link.breaker !== null) {
    for (let number = callerBreakerBase[caller]; number < callerBreakerBase[caller + 1]; number++) {
      const phase = breakerPhase(world, number);
      row[GATE_BREAKERS]++;
      if (phase === OPEN) row[GATE_OPEN]++;
      else if (phase === HALF_OPEN) row[GATE_HALF_OPEN]++;
    }
  }
  if (link.bulkhead !== null) row[GATE_HELD] += guards.bulkheadHeld[caller];
  const budget = budgetLevel(world, caller);
  if (budget !== null) {
    row[GATE_BUDGET_LEFT] += budget.left;
    row[GATE_BUDGET_FULL] += budget.full;
    if (budget.isSpent) row[GATE_BUDGETS_SPENT]++;
  }
  if (link.throttle !== null) row[GATE_THROTTLED] += throttledShare(world, caller);
}

/** Of several clients: as if an attempt came from any of them. */
function averageThrottles(world: World, link: number, ends: readonly number[], gates: Float64Array): void {
  const perEnd = (world.callerBase[link + 1] - world.callerBase[link]) / Math.max(1, ends[link + 1] - ends[link]);
  for (let end = ends[link]; end < ends[link + 1]; end++) gates[end * GATE_STRIDE + GATE_THROTTLED] /= perEnd;
}

function addWaiting(
  world: World,
  ends: readonly number[],
  gates: Float64Array,
  waiting: Uint8Array,
  signOf: (attempt: number) => number,
): void {
  const { attempts } = world;
  for (let attempt = 0; attempt < attempts.pool.used; attempt++) {
    const state = attempts.state[attempt];
    if (state !== AT_GATE && state !== AT_POOL) continue;
    const end = endOf(world, ends, attempts.link[attempt], attempts.caller[attempt]);
    const row = end * GATE_STRIDE;
    const place = gates[row + GATE_WAITING] + gates[row + GATE_WAITING_CONNECTION];
    if (place < WAITING_SHOWN) waiting[end * WAITING_SHOWN + place] = signOf(attempt);
    gates[row + (state === AT_GATE ? GATE_WAITING : GATE_WAITING_CONNECTION)]++;
  }
}

function addConnections(world: World, ends: readonly number[], gates: Float64Array): void {
  const { callerLink } = world;
  const { connections } = world.pools;
  for (let connection = 0; connection < connections.pool.used; connection++) {
    const state = connections.state[connection];
    if (state !== CONNECTING && state !== CONNECTION_OPEN) continue;
    const caller = connections.caller[connection];
    const row = endOf(world, ends, callerLink[caller], caller) * GATE_STRIDE;
    if (state === CONNECTING) gates[row + GATE_CONNECTING]++;
    else gates[row + GATE_CONNECTIONS]++;
    if (connections.used[connection] > 0) gates[row + GATE_CONNECTIONS_USED]++;
  }
}

function addTurnedBack(turnedBack: TurnedBack, gates: Float64Array): void {
  const { counts } = turnedBack;
  for (let k = 0; k < counts.length; k++) {
    const end = Math.floor(k / GUARDS);
    gates[end * GATE_STRIDE + GATE_TURNED_BACK + (k % GUARDS)] = counts[k];
  }
  const last = turnedBack.atGates.lastSecond();
  for (let end = 0; end < last.length; end++) gates[end * GATE_STRIDE + GATE_TURNED_LAST] = last[end];
}
