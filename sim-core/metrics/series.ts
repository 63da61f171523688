/**
 * Metrics of closed windows as columns, one number per window. It may be read at any time of a run; the window under
 * way is not part of it.
 */
import { nsToMs } from '../kernel/time.ts';
import type { MetricsObserver } from './metrics-observer.ts';
import { createReading, listScopes, readWindow, type Scope } from './scopes.ts';

export interface Series {
  readonly windowMs: number;
  /** Closed windows; the last is shorter if the run ended within it. */
  readonly windowCount: number;
  /** So many of the first windows begin within warm-up. */
  readonly warmupWindows: number;
  /** Of the last closed window. */
  readonly lastWindowMs: number;
  /** "system", "workloads.x", "links.a->b", "services.x", "endpoints.x.y", "instances.x#1". */
  readonly scopes: readonly string[];
  /** Names of a scope's columns: "artMs", "phases.sendMs" … */
  columns(scope: string): readonly string[];
  /** One value per window, NaN for none. Throws a RangeError for a scope or name there is not. */
  column(scope: string, name: string): Float64Array;
  /** [cell, count] pairs of the latencies of one window; empty for scopes without percentiles per window. */
  histogram(scope: string, window: number): [cell: number, count: number][];
}

export function readSeries(metrics: MetricsObserver): Series {
  metrics.catchUp();
  const { timeline, closedWindows, endNs } = metrics;
  const scopes = new Map(
    listScopes(metrics)
      .filter((scope) => scope.hasWindows)
      .map((scope) => [scope.name, scope]),
  );
  const lastEndNs = Math.min(closedWindows * timeline.windowNs, endNs);
  return {
    windowMs: nsToMs(timeline.windowNs),
    windowCount: closedWindows,
    warmupWindows: Math.min(timeline.warmupWindows, closedWindows),
    lastWindowMs: closedWindows === 0 ? 0 : nsToMs(lastEndNs - (closedWindows - 1) * timeline.windowNs),
    scopes: [...scopes.keys()],
    columns: (scope) => Object.keys(find(scopes, scope).windowFormulas),
    column: (scope, name) => readColumn(metrics, find(scopes, scope), name, closedWindows),
    histogram: (scope, window) => {
      const { latencyWindow } = find(scopes, scope);
      return latencyWindow < 0 ? [] : metrics.latencies.ofWindow(latencyWindow, window).cells();
    },
  };
}

function readColumn(metrics: MetricsObserver, scope: Scope, name: string, windowCount: number): Float64Array {
  if (!Object.hasOwn(scope.windowFormulas, name)) throw new RangeError(`${scope.name} has no column ${name}`);
  const formula = scope.windowFormulas[name];
  const values = new Float64Array(windowCount);
  const reading = createReading(scope);
  let window = 0;
  reading.quantileNs = (share) =>
    scope.latencyWindow < 0 ? Number.NaN : metrics.latencies.ofWindow(scope.latencyWindow, window).quantile(share);
  for (; window < windowCount; window++) {
    readWindow(metrics, scope, window, reading);
    const value = formula(reading);
    values[window] = Number.isFinite(value) ? value + 0 : Number.NaN;
  }
  return values;
}

function find(scopes: ReadonlyMap<string, Scope>, name: string): Scope {
  const scope = scopes.get(name);
  if (!scope) throw new RangeError(`There is no scope ${name}`);
  return scope;
}
