import { describe, expect, it } from 'vitest';
import { createSimulation } from '../../sim-core/index.ts';
import { accepted } from '../scenario/documents.ts';
import { mmpp2 } from './formulas.ts';

const REPLICATIONS = 20;
const WINDOWS = 500;
/** The states have forgotten how they began. */
const SKIPPED = 20;
const ERRORS_MAX = 5;

/** Arrivals in each window, one row per replication. */
function countsOf(rates: readonly number[], means: readonly number[], windowS: number): number[][] {
  const stay = means.map((seconds) => ({ exponential: { mean: `${seconds}s` } }));
  const scenario = accepted({
    version: 1,
    name: 'two states',
    seed: `${rates.join()} ${windowS}`,
    duration: `${WINDOWS * windowS}s`,
    metrics: { window: `${windowS}s` },
    services: { a: { concurrency: 'infinite', work: 0 } },
    workloads: { user: { call: 'a', arrivals: { bursty: { rates, stay } } } },
  });
  return Array.from({ length: REPLICATIONS }, (_, replication) => {
    const simulation = createSimulation(scenario, { replication });
    simulation.run();
    const perSecond = simulation.series().column('workloads.user', 'offeredRps');
    return Array.from(perSecond, (value) => Math.round(value * windowS)).slice(SKIPPED);
  });
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** How far off the mean of the replications is, in its own standard errors, and how large these are. */
function missOf(estimates: readonly number[], expected: number): { errors: number; errorRatio: number } {
  const centre = mean(estimates);
  const variance = mean(estimates.map((value) => (value - centre) ** 2));
  const error = Math.sqrt(variance / (estimates.length - 1));
  return { errors: Math.abs(centre - expected) / error, errorRatio: error / expected };
}

describe('bursty arrivals of two states with exponential stays', () => {
  it.each([
    { rates: [20, 2], means: [1, 2], windowS: 5 },
    { rates: [20, 2], means: [1, 2], windowS: 0.5 },
    { rates: [0, 30], means: [2, 0.5], windowS: 2 },
    { rates: [8, 8], means: [1, 1], windowS: 4 },
  ])('$rates per second, in windows of $windowS s, have the rate and dispersion of an MMPP', (one) => {
    const { rates, means, windowS } = one;
    const theory = mmpp2(rates[0], rates[1], 1 / means[0], 1 / means[1]);
    const counts = countsOf(rates, means, windowS);

    const dispersions = counts.map((row) => {
      const centre = mean(row);
      return mean(row.map((count) => (count - centre) ** 2)) / centre;
    });
    const misses = [missOf(counts.map(mean), theory.rate * windowS), missOf(dispersions, theory.dispersion(windowS))];
    expect(Math.max(...misses.map(({ errors }) => errors))).toBeLessThan(ERRORS_MAX);
    expect(Math.max(...misses.map(({ errorRatio }) => errorRatio))).toBeLessThan(0.03);
  });
});
