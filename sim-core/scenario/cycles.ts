/**
 * Endpoints that certainly call each other in a circle would never answer. Allowed are circles in which at least one
 * call may not happen; how deep those go is bounded at run time.
 */
import type { ResolvedService, ResolvedStep } from '../model/resolved-scenario.ts';
import { at, type Place, type Report } from './problems.ts';

const SHOWN_MAX = 12;

export function refuseCycles(services: readonly ResolvedService[], report: Report): void {
  const bases: number[] = [];
  const owners: { readonly service: number; readonly endpoint: number }[] = [];
  services.forEach(({ endpoints }, service) => {
    bases.push(owners.length);
    endpoints.forEach((_, endpoint) => owners.push({ service, endpoint }));
  });
  const calls = owners.map(({ service, endpoint }) => certainCalls(services[service].endpoints[endpoint].steps, bases));
  for (const cycle of findCycles(calls)) {
    const { service, endpoint } = owners[cycle[0]];
    report.add(endpointPlace(services[service], endpoint), {
      code: 'cycle',
      message: `calls itself for ever: ${describe(cycle, owners, services)}`,
      allowed: 'a call with probability below 1 somewhere in the circle',
    });
  }
}

function endpointPlace(service: ResolvedService, endpoint: number): Place {
  const place = at(at(null, 'services'), service.id);
  return at(at(place, 'endpoints'), service.endpoints[endpoint].id);
}

function describe(
  cycle: readonly number[],
  owners: readonly { readonly service: number; readonly endpoint: number }[],
  services: readonly ResolvedService[],
): string {
  const names = cycle.map((node) => {
    const { service, endpoint } = owners[node];
    return `${services[service].id}.${services[service].endpoints[endpoint].id}`;
  });
  const shown =
    names.length <= SHOWN_MAX ? names : [...names.slice(0, SHOWN_MAX), `… ${names.length - SHOWN_MAX} more`];
  return [...shown, names[0]].join(' → ');
}

/** Endpoints that every visit of these steps calls, as numbers over all services. Steps nest as deep as the document. */
function certainCalls(steps: readonly ResolvedStep[], bases: readonly number[]): number[] {
  return steps.flatMap((step) => {
    switch (step.kind) {
      case 'work':
        return [];
      case 'call':
        return step.probability >= 1 && step.count > 0 ? [bases[step.service] + step.endpoint] : [];
      case 'parallel':
        return step.branches.flatMap((branch) => certainCalls(branch, bases));
      case 'choose':
        break;
    }
    return step.options.flatMap(({ ratio, steps: inner }) => (ratio >= 1 ? certainCalls(inner, bases) : []));
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
