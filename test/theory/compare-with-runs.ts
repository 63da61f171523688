/** Predicted values beside those of independent replications. */
import {
  type Metrics,
  type Prediction,
  type RunResult,
  type RunSummary,
  type Scenario,
  simulate,
} from '../../sim-core/index.ts';

export interface Comparison {
  /** "services.s1 queueLength.mean by M/M/1" */
  readonly what: string;
  readonly predicted: number;
  readonly measured: number;
  /** Of the mean of the replications. */
  readonly standardError: number;
}

export function replicationsOf(scenario: Scenario, count: number): RunResult[] {
  return Array.from({ length: count }, (_, replication) => simulate(scenario, { replication }));
}

/** Values that every replication has. */
export function comparisonsOf(predictions: readonly Prediction[], runs: readonly RunResult[]): Comparison[] {
  return predictions.flatMap(({ scope, results }) =>
    results.flatMap(({ model, values }) =>
      Object.entries(values).flatMap(([name, predicted]) => {
        const measured = runs.map(({ summary }) => valueAt(metricsAt(summary, scope), name));
        if (measured.some((value) => value === null)) return [];
        return [{ what: `${scope} ${name} by ${model}`, predicted, ...estimate(measured as number[]) }];
      }),
    ),
  );
}

function metricsAt(summary: RunSummary, scope: string): Metrics {
  const [kind, id] = scope.split('.');
  if (kind === 'services') return summary.services[id];
  return kind === 'links' ? summary.links[id] : summary.workloads[id];
}

function valueAt(metrics: Metrics, name: string): number | null {
  let value: unknown = metrics;
  for (const key of name.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[key];
  return typeof value === 'number' ? value : null;
}

function estimate(values: readonly number[]): { measured: number; standardError: number } {
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  return { measured: mean, standardError: Math.sqrt(squares / (values.length - 1) / values.length) };
}
