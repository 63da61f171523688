import { describe, expect, it } from 'vitest';
import { createSimulation } from '../../sim-core/index.ts';
import { accepted } from '../scenario/documents.ts';

const REPLICATIONS = 20;
const WINDOWS = 500;
/** The states have forgotten how they began. */
const SKIPPED = 20;
const ERRORS_MAX = 5;

/**
 * Counts of a Markov-modulated Poisson process of two states, entered from stationarity, over a time t: the mean, and the
 * index of dispersion (variance / mean). Heffes and Lucantoni, 1986; `leave1` is the rate of leaving state 1.
 */
function mmpp2(rate1: number, rate2: number, leave1: number, leave2: number) {
  const turnover = leave1 + leave2;
  const rate = (rate1 * leave2 + rate2 * leave1) / turnover;
  const excess = (2 * leave1 * leave2 * (rate1 - rate2) ** 2) / (turnover ** 3 * rate);
  return { rate, dispersion: (t: number) => 1 + excess * (1 - (1 - Math.exp(-turnover * t)) / (turnover * t)) };
}

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
