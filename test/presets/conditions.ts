/** What a step's `done` says, looked up in a run, as the page does. */
import type { Metrics, RunResult } from '../../sim-core/index.ts';
import type { StoredPreset } from '../../web/build/presets-plugin.ts';
import { type Run, within } from './stories.ts';

type Condition = NonNullable<StoredPreset['steps'][number]['done']>;

export function isDone({ scope, metric, op, value, withinMs }: Condition, run: Run): boolean {
  const holds = (found: number) => (op === '<' ? found < value : found > value);
  if (!withinMs) return holds(valueOf(scopeOf(run.result, scope), metric));
  const values = within(run, scope, metric, withinMs[0] / 1000, withinMs[1] / 1000);
  return values.length > 0 && values.every(holds);
}

function scopeOf({ summary }: RunResult, scope: string): Metrics {
  if (scope === 'system') return summary.system;
  const dot = scope.indexOf('.');
  const kind = scope.slice(0, dot) as Exclude<keyof RunResult['summary'], 'system'>;
  const metrics = summary[kind][scope.slice(dot + 1)];
  if (!metrics) throw new Error(`no scope ${scope}`);
  return metrics;
}

function valueOf(metrics: Metrics, metric: string): number {
  let value: unknown = metrics;
  for (const part of metric.split('.')) value = (value as Record<string, unknown>)[part];
  if (typeof value === 'number') return value;
  if (value === null) return Number.NaN;
  throw new Error(`no metric ${metric}`);
}
