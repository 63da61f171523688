/** Random scenarios of the predictable class, with fixed seeds: what is predicted is what is simulated. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Prediction, predict } from '../../sim-core/index.ts';
import { accepted } from '../scenario/documents.ts';
import { type Comparison, comparisonsOf, replicationsOf } from './compare-with-runs.ts';
import { predictable } from './predictable-arbitrary.ts';

const IS_LONG = process.env.CALLSCAPE_LONG === '1';
const SCENARIOS = IS_LONG ? 300 : 60;
const REPLICATIONS = 6;
const SECONDS = IS_LONG ? 200 : 20;
/** Beyond this a run of that length is still filling its queues. */
const UTILIZATION_MAX = 0.8;

/**
 * Six standard errors, a relative error for percentiles that are read from cells and for what the warm-up leaves, and an
 * absolute one for what is too rare to have shown in the replications.
 */
const isWithin = ({ predicted, measured, standardError }: Comparison): boolean =>
  Math.abs(measured - predicted) <= 6 * standardError + 0.006 * Math.abs(predicted) + 0.002;

/** So far out are too few requests of a short run; the models' own tests look there. */
const FAR_OUT = /p99Ms|p999Ms/;

/** No service is overloaded or nearly so. */
const isCalm = (predictions: readonly Prediction[]): boolean =>
  predictions.every(
    ({ results, reasons }) =>
      reasons.every(({ code }) => code !== 'unstable') &&
      results.every(({ values }) => (values.utilization ?? 0) <= UTILIZATION_MAX),
  );

const models = new Set<string>();
const documents = fc.sample(predictable, { numRuns: SCENARIOS, seed: 20261128 });

it(
  `runs of ${SCENARIOS} random scenarios agree with every value that is predicted of them`,
  () => {
    let compared = 0;
    documents.forEach((document, index) => {
      const seconds = { duration: `${SECONDS}s`, warmup: `${SECONDS / 10}s`, metrics: { window: `${SECONDS}s` } };
      const scenario = accepted({ ...document, ...seconds, seed: `predictable ${index}` });
      const predictions = predict(scenario);
      if (!isCalm(predictions)) return;
      const comparisons = comparisonsOf(predictions, replicationsOf(scenario, REPLICATIONS)).filter(
        ({ what }) => !FAR_OUT.test(what),
      );
      for (const { results } of predictions) for (const { model } of results) models.add(model);
      compared += comparisons.length;
      expect(comparisons.filter((each) => !isWithin(each)).map((each) => ({ scenario: index, ...each }))).toEqual([]);
    });
    expect(compared).toBeGreaterThan(5 * SCENARIOS);
  },
  IS_LONG ? 3_600_000 : 120_000,
);

it('among them are scenarios of most models', () => {
  const expected = ['M/M/1', 'M/M/c', 'M/M/c/K', 'M/G/1', 'M/G/∞', 'Erlang B', 'E_n/M/1', 'means add up'];

  expect([...models]).toEqual(expect.arrayContaining(expected));
});
