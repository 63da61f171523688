/** Looking numbers of a run up by the names that results use. */
import type { Metrics, RunSummary } from '../../sim-core/index.ts';

/** @param scope "system", "links.web->orders" … */
export function metricsOf(summary: RunSummary, scope: string): Metrics | undefined {
  if (scope === 'system') return summary.system;
  const dot = scope.indexOf('.');
  const kind = scope.slice(0, dot) as Exclude<keyof RunSummary, 'system'>;
  return summary[kind]?.[scope.slice(dot + 1)];
}

/** @returns NaN where it has no value, undefined where the scope does not have it at all */
export function metricOf(metrics: Metrics, name: string): number | undefined {
  let value: unknown = metrics;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  if (value === null) return Number.NaN;
  return typeof value === 'number' ? value : undefined;
}
