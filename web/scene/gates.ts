/**
 * What callers do before they let an attempt go, as things on their links: where each gate stands, and what a frame says
 * about it. Lengths are CSS pixels of the layout.
 */
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
} from '../engine/protocol.ts';
import { PATH_POINTS, PATH_STRIDE, pathLength } from './link-path.ts';
import type { Frame, LinkGuards, Topology } from '../engine/protocol.ts';
import type { LinkGeometry } from './link-geometry.ts';

export const GATE_RADIUS = 11;
const GATE_RADIUS_COMPACT = 8;
/** In radii: from the caller's edge to the middle of its gate, with room for what waits there; and between two gates. */
const GATE_AT = 1.9;
const GATE_BEHIND_LINE = 3.3;
const APART = 3.2;
const STEP = 3;
/** A gate stands in the caller's part of its way. */
const MAX_SHARE = 0.6;

export interface GateSpot {
  readonly link: number;
  /** Ends of the link that share it: calling instances, or 0 for a workload. The first one's way is drawn. */
  readonly ends: readonly number[];
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Where its ways leave the caller. */
  readonly startX: number;
  readonly startY: number;
  /** The called instance whose way stands for all. */
  readonly to: number;
}

export interface GateState {
  breakers: number;
  open: number;
  halfOpen: number;
  held: number;
  waiting: number;
  waitingForConnection: number;
  connections: number;
  connecting: number;
  connectionsUsed: number;
  budgetLeft: number;
  budgetFull: number;
  budgetsSpent: number;
  /** 0 … 1, mean over the ends. */
  throttled: number;
  /** Rejected since the beginning, by guard; and by all of them in the last whole second. */
  turnedBack: number[];
  turnedLast: number;
  /** Ends it is the sum of. */
  ends: number;
}

export function hasGate(guards: LinkGuards): boolean {
  return isBarred(guards) || guards.budget !== null;
}

/** Something can make an attempt wait, or turn it back. */
export function isBarred({ breaker, bulkhead, pool, hasRateLimit, hasThrottle }: LinkGuards): boolean {
  return breaker !== null || bulkhead !== null || pool !== null || hasRateLimit || hasThrottle;
}

/** Attempts can wait in line. */
export function hasLine({ bulkhead, pool, hasRateLimit }: LinkGuards): boolean {
  return bulkhead !== null || pool !== null || hasRateLimit;
}

/** First row of each link in `Frame.gates`. */
export function gateBases(topology: Topology): number[] {
  const bases = [0];
  topology.links.forEach(({ caller }, link) => {
    const ends = caller.kind === 'workload' ? 1 : topology.services[caller.index].instances.length;
    bases.push(bases[link] + ends);
  });
  return bases;
}

/** @param endsOf the calling instances of a link, in groups that share a way */
export function gateSpots(
  topology: Topology,
  geometry: LinkGeometry,
  endsOf: (link: number) => readonly (readonly number[])[],
  isPhone: boolean,
): GateSpot[] {
  const radius = isPhone ? GATE_RADIUS_COMPACT : GATE_RADIUS;
  const spots: GateSpot[] = [];
  topology.links.forEach(({ guards }, link) => {
    if (!hasGate(guards) || geometry.calleeCount[link] === 0) return;
    const to = Math.floor((geometry.calleeCount[link] - 1) / 2);
    for (const ends of endsOf(link)) {
      const paths = Array.from({ length: geometry.calleeCount[link] }, (_, callee) =>
        geometry.pathOf(link, ends[0], callee),
      );
      spots.push(
        placeGate(spots, paths, { link, ends, to, radius }, radius * (hasLine(guards) ? GATE_BEHIND_LINE : GATE_AT)),
      );
    }
  });
  return spots;
}

/**
 * In the middle of all ways of a caller, where they are still close together. Links that leave the same place must not hide
 * each other's gates: the later one stands further on.
 */
function placeGate(
  others: readonly GateSpot[],
  paths: readonly Float32Array[],
  of: Pick<GateSpot, 'link' | 'ends' | 'to' | 'radius'>,
  wanted: number,
): GateSpot {
  const [startX, startY] = paths[of.to];
  const length = Math.min(...paths.map(pathLength));
  let distance = Math.min(wanted, length * MAX_SHARE);
  for (;;) {
    const at = middleAt(paths, distance);
    const isFree = others.every(({ x, y }) => (x - at.x) ** 2 + (y - at.y) ** 2 >= (APART * of.radius) ** 2);
    if (isFree || distance + STEP > length * MAX_SHARE) return { ...of, ...at, startX, startY };
    distance += STEP;
  }
}

function middleAt(paths: readonly Float32Array[], distance: number): { x: number; y: number } {
  let x = 0;
  let y = 0;
  for (const path of paths) {
    const exact = Math.min(0.999, distance / pathLength(path)) * (PATH_POINTS - 1);
    const a = Math.floor(exact) * PATH_STRIDE;
    const b = a + PATH_STRIDE;
    const part = exact - Math.floor(exact);
    x += path[a] + (path[b] - path[a]) * part;
    y += path[a + 1] + (path[b + 1] - path[a + 1]) * part;
  }
  return { x: x / paths.length, y: y / paths.length };
}

export function createGateState(): GateState {
  return {
    breakers: 0,
    open: 0,
    halfOpen: 0,
    held: 0,
    waiting: 0,
    waitingForConnection: 0,
    connections: 0,
    connecting: 0,
    connectionsUsed: 0,
    budgetLeft: 0,
    budgetFull: 0,
    budgetsSpent: 0,
    throttled: 0,
    turnedBack: new Array<number>(GUARDS).fill(0),
    turnedLast: 0,
    ends: 0,
  };
}

/** Adds up rows of `Frame.gates`, into an object that is used again. @param ends of the link; null: all of them */
export function readGate(
  state: GateState,
  frame: Frame,
  bases: readonly number[],
  link: number,
  ends: readonly number[] | null,
): GateState {
  clear(state);
  const count = ends === null ? bases[link + 1] - bases[link] : ends.length;
  for (let k = 0; k < count; k++)
    addRow(state, frame.gates, (bases[link] + (ends === null ? k : ends[k])) * GATE_STRIDE);
  state.ends = count;
  if (count > 0) state.throttled /= count;
  return state;
}

function clear(state: GateState): void {
  state.breakers = state.open = state.halfOpen = state.held = 0;
  state.waiting = state.waitingForConnection = 0;
  state.connections = state.connecting = state.connectionsUsed = 0;
  state.budgetLeft = state.budgetFull = state.budgetsSpent = 0;
  state.throttled = state.turnedLast = state.ends = 0;
  state.turnedBack.fill(0);
}

function addRow(state: GateState, gates: Float64Array, at: number): void {
  if (at + GATE_STRIDE > gates.length) return;
  state.breakers += gates[at + GATE_BREAKERS];
  state.open += gates[at + GATE_OPEN];
  state.halfOpen += gates[at + GATE_HALF_OPEN];
  state.held += gates[at + GATE_HELD];
  state.waiting += gates[at + GATE_WAITING];
  state.waitingForConnection += gates[at + GATE_WAITING_CONNECTION];
  state.connections += gates[at + GATE_CONNECTIONS];
  state.connecting += gates[at + GATE_CONNECTING];
  state.connectionsUsed += gates[at + GATE_CONNECTIONS_USED];
  state.budgetLeft += gates[at + GATE_BUDGET_LEFT];
  state.budgetFull += gates[at + GATE_BUDGET_FULL];
  state.budgetsSpent += gates[at + GATE_BUDGETS_SPENT];
  state.throttled += gates[at + GATE_THROTTLED];
  state.turnedLast += gates[at + GATE_TURNED_LAST];
  for (let guard = 0; guard < GUARDS; guard++) state.turnedBack[guard] += gates[at + GATE_TURNED_BACK + guard];
}

/** Filled places of what bounds the attempts in flight, 0 … 1; NaN: nothing does. @param clients of a workload, else 1 */
export function fillOf({ bulkhead, pool }: LinkGuards, state: GateState, clients: number): number {
  const callers = state.ends * clients;
  if (bulkhead !== null && bulkhead.maxConcurrent !== null) return state.held / (bulkhead.maxConcurrent * callers);
  if (pool !== null && pool.maxConnections !== null) return state.connectionsUsed / (pool.maxConnections * callers);
  return Number.NaN;
}
