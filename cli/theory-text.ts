/** Predictions for people: per part the models that apply, a line for each value, and what keeps the rest away. */
import { definitionOf, type Prediction } from '../sim-core/index.ts';
import { amount, duration, NONE, percent, rate } from './numbers.ts';
import { bold, dim } from './terminal.ts';

export interface ComparedPrediction extends Prediction {
  /** By name of the metric; empty without a run. */
  readonly measured: Readonly<Record<string, number | null>>;
}

export function describeTheory(name: string, parts: readonly ComparedPrediction[]): string {
  return [
    bold(name || 'unnamed scenario'),
    dim('Predictions are for the steady state; one run differs from them by chance.'),
    ...parts.flatMap(describePart),
    '',
  ].join('\n');
}

function describePart({ scope, results, reasons, measured }: ComparedPrediction): string[] {
  return [
    '',
    bold(scope),
    ...results.flatMap(({ model, formula, accuracy, values }) => [
      `  ${model}: ${dim(accuracy === 'limit' ? `${formula}, for very many instances` : formula)}`,
      ...Object.entries(values).map(([metric, value]) => lineOf(metric, value, measured[metric])),
    ]),
    ...reasons.map(({ en }) => `  no prediction: ${en}`),
  ];
}

function lineOf(metric: string, value: number, measured: number | null | undefined): string {
  const beside = measured === undefined ? '' : `   measured ${wordsOf(metric, measured).padStart(9)}`;
  return `    ${metric.padEnd(20)}${wordsOf(metric, value).padStart(9)}${beside}`;
}

function wordsOf(metric: string, value: number | null): string {
  if (value === null) return NONE;
  const unit = definitionOf(metric)?.unit;
  if (unit === 'ms') return duration(value);
  if (unit === 'ratio') return percent(value);
  return unit === '1/s' ? rate(value) : amount(value);
}
