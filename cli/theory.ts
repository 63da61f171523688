import {
  createSimulation,
  type Metrics,
  type Prediction,
  predict,
  type RunResult,
  type RunSummary,
} from '../sim-core/index.ts';
import { advance } from './advance.ts';
import { type Command, has, JSON_OPTION } from './command.ts';
import { SCENARIO_OPTIONS } from './edits.ts';
import { print, printJson } from './output.ts';
import { loadScenario } from './scenario-source.ts';
import { describeTheory } from './theory-text.ts';

export const theoryCommand: Command = {
  name: 'theory',
  positionals: ['SCENARIO'],
  about: 'Puts what queueing theory predicts beside what a run measures',
  options: [...SCENARIO_OPTIONS, { name: '--no-run', about: 'print the predictions alone' }, JSON_OPTION],
  examples: [
    { line: 'callscape theory hello', about: 'a preset: each part, its model, predicted and measured values' },
    { line: 'callscape theory shop.yaml --duration 1h', about: 'a longer run comes closer' },
    { line: 'callscape theory shop.yaml --no-run --json', about: 'the predictions for a program' },
  ],
  async run(given) {
    const scenario = await loadScenario(given);
    const predictions = predict(scenario);
    const result = has(given, '--no-run') ? null : await measure(scenario);
    const parts = predictions.map((prediction) => ({
      ...prediction,
      measured: measuredOf(prediction, result?.summary),
    }));
    if (has(given, '--json')) printJson({ name: scenario.resolved.name, predictions: parts });
    else print(describeTheory(scenario.resolved.name, parts));
    return result === null || result.outcome === 'completed' ? 0 : 1;
  },
};

async function measure(scenario: Parameters<typeof createSimulation>[0]): Promise<RunResult> {
  const simulation = createSimulation(scenario);
  await advance(simulation);
  return simulation.result();
}

/** The run's values of the metrics that are predicted; null where it has none. */
function measuredOf({ scope, results }: Prediction, summary: RunSummary | undefined): Record<string, number | null> {
  const metrics = summary && metricsAt(summary, scope);
  if (!metrics) return {};
  const names = results.flatMap(({ values }) => Object.keys(values));
  return Object.fromEntries(names.map((name) => [name, valueAt(metrics, name)]));
}

/** "services.orders"; ids have no dots. */
function metricsAt(summary: RunSummary, scope: string): Metrics | undefined {
  const [kind, id] = scope.split('.');
  if (kind === 'services') return summary.services[id];
  return kind === 'links' ? summary.links[id] : summary.workloads[id];
}

/** "artMs", "queueLength.mean" */
function valueAt(metrics: Metrics, name: string): number | null {
  let value: unknown = metrics;
  for (const key of name.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[key];
  return typeof value === 'number' ? value : null;
}
