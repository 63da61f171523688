/** How often each endpoint is visited: the traffic equations λⱼ = γⱼ + Σ λᵢ rᵢⱼ. */
import type { ResolvedScenario } from '../model/resolved-scenario.ts';
import type { VisitTrace } from './visits.ts';

export type Traces = readonly (readonly VisitTrace[])[];

export interface Traffic {
  /** Visits per second, by service and endpoint; NaN: not known. */
  readonly visits: readonly (readonly number[])[];
  /** By link. */
  readonly calls: readonly number[];
  readonly attempts: readonly number[];
}

interface Entry {
  readonly link: number;
  readonly service: number;
  readonly endpoint: number;
  readonly calls: number;
  readonly attempts: number;
}

const ROUNDS_MAX = 10_000;
const SETTLED = 1e-14;

export function trafficOf(scenario: ResolvedScenario, traces: Traces, entries: readonly Entry[]): Traffic {
  let visits = next(scenario, traces, entries, null);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const before = visits;
    visits = next(scenario, traces, entries, before);
    const isSettled = visits.every((of, service) =>
      of.every((rate, endpoint) => {
        const old = before[service][endpoint];
        return Object.is(rate, old) || Math.abs(rate - old) <= SETTLED * rate;
      }),
    );
    if (isSettled) break;
  }
  const calls = scenario.links.map(() => 0);
  const attempts = scenario.links.map(() => 0);
  for (const entry of entries) {
    calls[entry.link] += entry.calls;
    attempts[entry.link] += entry.attempts;
  }
  forEachCall(traces, visits, (rate, call) => {
    calls[call.link] += rate * call.calls;
    attempts[call.link] += rate * call.attempts;
  });
  return { visits, calls, attempts };
}

function next(
  { services }: ResolvedScenario,
  traces: Traces,
  entries: readonly Entry[],
  before: readonly (readonly number[])[] | null,
): number[][] {
  const visits = services.map(({ endpoints }) => endpoints.map(() => 0));
  for (const { service, endpoint, attempts } of entries) visits[service][endpoint] += attempts;
  if (before === null) return visits;
  forEachCall(traces, before, (rate, call) => {
    visits[call.service][call.endpoint] += rate * call.attempts;
  });
  return visits;
}

/** Of endpoints that are visited at all: nothing times what is not known is nothing. */
function forEachCall(
  traces: Traces,
  visits: readonly (readonly number[])[],
  use: (rate: number, call: Entry) => void,
): void {
  traces.forEach((of, service) =>
    of.forEach(({ calls }, endpoint) => {
      const rate = visits[service][endpoint];
      if (rate !== 0) for (const call of calls) use(rate, call);
    }),
  );
}
