/**
 * Endpoints that certainly call each other in a circle would never answer. Allowed are circles in which at least one
 * call may not happen; how deep those go is bounded at run time.
 */
import type { ResolvedService, ResolvedStep } from '../model/resolved-scenario.ts';
import { CallGraph } from './call-graph.ts';
import { certainMissRatio } from './cache-misses.ts';
import type { Report } from './problems.ts';

export function refuseCycles(services: readonly ResolvedService[], report: Report): void {
  const graph = new CallGraph(services);
  const calls = graph.owners.map(({ service, endpoint }) =>
    certainCalls(services[service].endpoints[endpoint].steps, graph),
  );
  for (const cycle of findCycles(calls)) {
    report.add(graph.placeOf(cycle[0]), {
      code: 'cycle',
      message: `calls itself for ever: ${graph.describeCircle(cycle)}`,
      allowed: 'a call with probability below 1 somewhere in the circle',
    });
  }
}

/** Endpoints that every visit of these steps calls, as numbers over all services. Steps nest as deep as the document. */
function certainCalls(steps: readonly ResolvedStep[], graph: CallGraph): number[] {
  return steps.flatMap((step) => {
    switch (step.kind) {
      case 'work':
      case 'delay':
        return [];
      case 'call':
      case 'send':
        return step.probability >= 1 && step.count > 0 ? [graph.numberOf(step)] : [];
      case 'parallel':
        return step.branches.flatMap((branch) => certainCalls(branch, graph));
      case 'cache':
        return certainMissRatio(step) >= 1 ? certainCalls(step.miss, graph) : [];
      case 'choose':
        break;
    }
    return step.options.flatMap(({ ratio, steps: inner }) => (ratio >= 1 ? certainCalls(inner, graph) : []));
  });
}

const NEW = 0;
const OPEN = 1;
const DONE = 2;

/**
 * Depth-first search with its own stack, so that a chain of any length fits.
 * @param targets by node, the nodes it points to
 * @returns for each edge that closes a circle the nodes of that circle in order; at most 20 circles
 */
export function findCycles(targets: readonly (readonly number[])[]): number[][] {
  const state = new Uint8Array(targets.length);
  const next = new Int32Array(targets.length);
  const cycles: number[][] = [];
  for (let start = 0; start < targets.length; start++) {
    if (state[start] !== NEW) continue;
    const trail = [start];
    state[start] = OPEN;
    while (trail.length > 0) {
      const node = trail[trail.length - 1];
      const target = targets[node][next[node]++];
      if (target === undefined) {
        state[node] = DONE;
        trail.pop();
      } else if (state[target] === OPEN) {
        if (cycles.length < 20) cycles.push(trail.slice(trail.indexOf(target)));
      } else if (state[target] === NEW) {
        state[target] = OPEN;
        trail.push(target);
      }
    }
  }
  return cycles;
}
