/** Metrics of all scopes for the whole run up to now, in the shape of the result. */
import { OUTCOME_COUNT, OUTCOME_NAMES } from '../model/outcomes.ts';
import { merged } from './latencies.ts';
import type { Metrics, RunSummary } from './metrics.ts';
import type { MetricsObserver } from './metrics-observer.ts';
import { listScopes, readTotals, type Scope } from './scopes.ts';

/** `withHistograms`: with the sparse latency histogram of each scope that has percentiles. */
export function summarize(metrics: MetricsObserver, withHistograms: boolean): RunSummary {
  const summary: RunSummary = {
    system: {} as Metrics,
    workloads: {},
    services: {},
    endpoints: {},
    instances: {},
    links: {},
  };
  // Once for all: it looks at every instance.
  const nowNs = metrics.catchUp();
  for (const scope of listScopes(metrics)) put(summary, scope.path, metricsOf(metrics, scope, nowNs, withHistograms));
  return summary;
}

function metricsOf(metrics: MetricsObserver, scope: Scope, nowNs: number, withHistograms: boolean): Metrics {
  const reading = readTotals(metrics, scope, nowNs);
  const tree: Record<string, unknown> = {};
  for (const [name, formula] of Object.entries(scope.totalFormulas)) {
    put(tree, name.split('.'), orNull(formula(reading)));
  }
  const kind = scope.path[0];
  if (kind === 'system' || kind === 'workloads') {
    tree.rootCause = rootCauses(metrics, scope.members.from, scope.members.to);
  }
  if (kind === 'workloads') {
    const slo = metrics.objectives.read(scope.members.from, tree.requests as number);
    if (slo !== undefined) tree.slo = slo;
  }
  if (withHistograms && scope.histograms.length > 0) tree.histogram = merged(scope.histograms).cells();
  // The formulas of a scope are named as the members of Metrics are; a test compares them.
  return tree as unknown as Metrics;
}

function rootCauses(metrics: MetricsObserver, from: number, to: number): Record<string, Record<string, number>> {
  const { services } = metrics.world.scenario;
  const causes: Record<string, Record<string, number>> = {};
  services.forEach((service, s) => {
    for (let reason = 0; reason < OUTCOME_COUNT; reason++) {
      let count = 0;
      for (let w = from; w < to; w++) count += metrics.rootCauses[(w * services.length + s) * OUTCOME_COUNT + reason];
      if (count > 0) put(causes, [service.id, OUTCOME_NAMES[reason]], count);
    }
  });
  return causes;
}

/** Sets a value in a tree of objects, making the branches to it. */
function put(tree: object, path: readonly string[], value: unknown): void {
  let branch = tree as Record<string, unknown>;
  for (const key of path.slice(0, -1)) branch = (branch[key] ??= {}) as Record<string, unknown>;
  branch[path[path.length - 1]] = value;
}

/** What JSON can say: no NaN, no Infinity, no negative zero. */
function orNull(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}
