/**
 * Circles of calls that do not die out by themselves: those in which one visit leads, on average, to at least one more
 * visit of the same endpoint. (A branching process dies out with a finite size only below 1.)
 */

/** Calls of `to` per visit, on average. */
export interface ExpectedCall {
  readonly to: number;
  readonly times: number;
}

export interface Recursion {
  /** Endpoints of one circle, in order of the calls. */
  readonly circle: readonly number[];
  /** Visits of the first one that one visit of it leads to, by any way, before the next. */
  readonly returns: number;
}

/** Below this a share of a visit is not followed any further. */
const NEGLIGIBLE = 1e-9;
/** Enough to say: no more is counted. */
const RETURNS_MAX = 1000;
const WORK_MAX = 2_000_000;

/** @returns at most one for each group of endpoints that all reach each other */
export function findRecursions(calls: readonly (readonly ExpectedCall[])[]): Recursion[] {
  const groups = groupsOf(calls);
  const seen = new Set<number>();
  const recursions: Recursion[] = [];
  calls.forEach((_, node) => {
    if (seen.has(groups[node])) return;
    seen.add(groups[node]);
    const within = (from: number) => calls[from].filter(({ to }) => groups[to] === groups[node]);
    const returns = returnsTo(node, within);
    if (returns >= 1 - NEGLIGIBLE) recursions.push({ circle: circleFrom(node, within), returns });
  });
  return recursions;
}

type Within = (from: number) => readonly ExpectedCall[];

/** Pushes the expected visits along the calls until they are back or too few to matter. */
function returnsTo(start: number, within: Within): number {
  const waiting = new Map<number, number>();
  let returns = 0;
  let work = 0;
  const push = (from: number, visits: number): void => {
    for (const { to, times } of within(from)) {
      work++;
      if (to === start) returns += visits * times;
      else waiting.set(to, (waiting.get(to) ?? 0) + visits * times);
    }
  };
  push(start, 1);
  // A key that is set anew after its turn comes last again: the map is the queue.
  for (const [node, visits] of waiting) {
    waiting.delete(node);
    if (visits >= NEGLIGIBLE) push(node, visits);
    if (returns >= RETURNS_MAX || work >= WORK_MAX) break;
  }
  return returns;
}

/** The shortest one. */
function circleFrom(start: number, within: Within): number[] {
  const callers = new Map<number, number>();
  const queue = [start];
  for (const from of queue) {
    for (const { to } of within(from)) {
      if (to === start) return wayTo(from, start, callers);
      if (callers.has(to)) continue;
      callers.set(to, from);
      queue.push(to);
    }
  }
  return [start];
}

function wayTo(end: number, start: number, callers: ReadonlyMap<number, number>): number[] {
  const way = [end];
  for (let node = end; node !== start; ) {
    node = callers.get(node) ?? start;
    way.push(node);
  }
  return way.reverse();
}

const UNSEEN = -1;

/**
 * Strongly connected components, by Tarjan's algorithm with a stack of its own.
 * @returns by node, a number that is the same for all nodes that reach each other
 */
function groupsOf(calls: readonly (readonly ExpectedCall[])[]): Int32Array {
  const order = new Int32Array(calls.length).fill(UNSEEN);
  const lowest = new Int32Array(calls.length);
  const next = new Int32Array(calls.length);
  const groups = new Int32Array(calls.length).fill(UNSEEN);
  const open: number[] = [];
  let count = 0;
  const enter = (node: number, trail: number[]): void => {
    order[node] = count;
    lowest[node] = count++;
    open.push(node);
    trail.push(node);
  };
  for (let start = 0; start < calls.length; start++) {
    if (order[start] !== UNSEEN) continue;
    const trail: number[] = [];
    enter(start, trail);
    while (trail.length > 0) {
      const node = trail[trail.length - 1];
      const call = calls[node].at(next[node]++);
      if (call !== undefined) {
        if (order[call.to] === UNSEEN) enter(call.to, trail);
        else if (groups[call.to] === UNSEEN) lowest[node] = Math.min(lowest[node], order[call.to]);
        continue;
      }
      trail.pop();
      if (trail.length > 0) {
        const caller = trail[trail.length - 1];
        lowest[caller] = Math.min(lowest[caller], lowest[node]);
      }
      if (lowest[node] !== order[node]) continue;
      let member = UNSEEN;
      while (member !== node) {
        member = open.pop() ?? node;
        groups[member] = node;
      }
    }
  }
  return groups;
}
