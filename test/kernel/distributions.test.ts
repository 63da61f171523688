import { describe, expect, test } from 'vitest';
import type { ResolvedDistribution } from '../../sim-core/kernel/distributions.ts';
import {
  compileDistribution,
  isConstant,
  meanOf,
  quantileOf,
  sample,
  sampleExponential,
  sampleNs,
  sampleUnit,
  varianceOf,
} from '../../sim-core/kernel/distributions.ts';
import { createStream, Generator } from '../../sim-core/kernel/random.ts';
import { standardNormal } from '../../sim-core/kernel/ziggurat.ts';

const EXPONENTIAL: ResolvedDistribution = { kind: 'exponential', mean: 2 };

const SPECS: Record<string, ResolvedDistribution> = {
  exponential: EXPONENTIAL,
  uniform: { kind: 'uniform', min: 1, max: 5 },
  'normal far from 0': { kind: 'normal', mean: 50, stddev: 3 },
  'normal cut at 0': { kind: 'normal', mean: 1, stddev: 2 },
  lognormal: { kind: 'lognormal', mu: 0.3, sigma: 0.5 },
  'gamma below shape 1': { kind: 'gamma', mean: 3, shape: 0.5 },
  gamma: { kind: 'gamma', mean: 3, shape: 2.5 },
  'gamma of shape 1': { kind: 'gamma', mean: 3, shape: 1 },
  erlang: { kind: 'erlang', mean: 3, k: 4 },
  weibull: { kind: 'weibull', scale: 2, shape: 1.5 },
  'weibull with a heavy tail': { kind: 'weibull', scale: 2, shape: 0.7 },
  pareto: { kind: 'pareto', scale: 1, shape: 9, cap: Infinity },
  'pareto with a cap': { kind: 'pareto', scale: 1, shape: 1.5, cap: 20 },
  'pareto of shape 1 with a cap': { kind: 'pareto', scale: 1, shape: 1, cap: 10 },
  'pareto of shape 2 with a cap': { kind: 'pareto', scale: 1, shape: 2, cap: 10 },
  hyperexponential: {
    kind: 'hyperexponential',
    branches: [
      { p: 0.3, mean: 1 },
      { p: 0.7, mean: 4 },
    ],
  },
  mixture: {
    kind: 'mixture',
    parts: [
      { p: 1, of: { kind: 'constant', value: 1 } },
      { p: 3, of: EXPONENTIAL },
    ],
  },
  shifted: { kind: 'shifted', by: 2, of: EXPONENTIAL },
  percentiles: {
    kind: 'percentiles',
    points: [
      { p: 0.5, value: 10 },
      { p: 0.99, value: 50 },
      { p: 1, value: 80 },
    ],
  },
  empirical: { kind: 'empirical', values: [1, 2, 7, 7.5] },
};

/** Their quantiles have no closed form. */
const WITHOUT_QUANTILES = ['gamma', 'erlang', 'hyperexponential', 'mixture'];

const COUNT = 100_000;

function drawsOf(spec: ResolvedDistribution, name: string): Float64Array {
  const distribution = compileDistribution(spec);
  const generator = createStream('test', 0, name);
  return Float64Array.from({ length: COUNT }, () => sample(distribution, generator));
}

/** Mean, variance, and the mean fourth power of the deviation, which tells how far the variance may be off. */
function momentsOf(draws: Float64Array): { mean: number; variance: number; fourth: number } {
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
  const power = (n: number): number => draws.reduce((sum, draw) => sum + (draw - mean) ** n, 0) / draws.length;
  return { mean, variance: power(2), fourth: power(4) };
}

// Everything below must lie within four standard errors: wrong by chance once in 16,000 comparisons, and the seed is fixed.
describe.each(Object.entries(SPECS))('%s', (name, spec) => {
  const draws = drawsOf(spec, name);

  test('mean and variance agree with their formulas', () => {
    const { mean, variance, fourth } = momentsOf(draws);

    expect(Math.abs(mean - meanOf(spec))).toBeLessThan(4 * Math.sqrt(variance / COUNT));
    expect(Math.abs(variance - varianceOf(spec))).toBeLessThan(4 * Math.sqrt((fourth - variance ** 2) / COUNT));
  });

  test.each([0.01, 0.1, 0.25, 0.5, 0.9, 0.99, 0.999])('the share of draws up to the quantile of %d is that', (p) => {
    const quantile = quantileOf(spec, p);
    const below = draws.filter((draw) => draw < quantile * (1 - 1e-12)).length;
    const upTo = draws.filter((draw) => draw <= quantile * (1 + 1e-12)).length;
    const slack = 4 * Math.sqrt((p * (1 - p)) / COUNT);
    // Where a value has a probability of its own (a cap, 0, an empirical value), p lies inside the step.
    const agrees = below / COUNT < p + slack && upTo / COUNT > p - slack;

    expect(agrees || (Number.isNaN(quantile) && WITHOUT_QUANTILES.includes(spec.kind))).toBe(true);
  });

  test('no draw is negative or not a number', () => {
    expect(draws.every((draw) => draw >= 0 && draw < Infinity)).toBe(true);
  });

  test('drawing with keys gives the same whatever the order', () => {
    const distribution = compileDistribution(spec);
    const generator = new Generator();
    const drawWith = (key: number): number => {
      generator.setKey(5, 1, key);
      return sample(distribution, generator);
    };
    const forwards = Array.from({ length: 100 }, (_, key) => drawWith(key));
    const backwards = Array.from({ length: 100 }, (_, i) => drawWith(99 - i)).reverse();

    expect(backwards).toEqual(forwards);
  });
});

describe('moments', () => {
  test('are the textbook ones', () => {
    expect([meanOf(EXPONENTIAL), varianceOf(EXPONENTIAL)]).toEqual([2, 4]);
    expect(meanOf({ kind: 'weibull', scale: 2, shape: 0.5 })).toBeCloseTo(4, 12);
    expect(varianceOf({ kind: 'weibull', scale: 2, shape: 1 })).toBeCloseTo(4, 12);
    expect(varianceOf({ kind: 'erlang', mean: 3, k: 4 })).toBeCloseTo(9 / 4, 12);
    expect(meanOf({ kind: 'normal', mean: 0, stddev: 1 })).toBeCloseTo(0.3989422804014327, 12);
    expect(meanOf({ kind: 'normal', mean: -3, stddev: 0 })).toBe(0);
    expect(meanOf({ kind: 'pareto', scale: 2, shape: 3, cap: Infinity })).toBeCloseTo(3, 12);
    expect(meanOf({ kind: 'pareto', scale: 2, shape: 3, cap: 1 })).toBeCloseTo(1, 12);
  });

  test('of a heavy tail are infinite', () => {
    expect(meanOf({ kind: 'pareto', scale: 1, shape: 1, cap: Infinity })).toBe(Infinity);
    expect(varianceOf({ kind: 'pareto', scale: 1, shape: 2, cap: Infinity })).toBe(Infinity);
  });

  test('the quantiles of a lognormal are those of the normal, raised', () => {
    const spec: ResolvedDistribution = { kind: 'lognormal', mu: 0, sigma: 1 };

    expect(quantileOf(spec, 0.5)).toBeCloseTo(1, 12);
    // z of 97.5 %: 1.959963984540054.
    expect(quantileOf(spec, 0.975)).toBeCloseTo(7.0990713842313, 10);
  });
});

describe('sampling', () => {
  test('a constant takes nothing from the generator', () => {
    const distribution = compileDistribution({ kind: 'constant', value: 3 });
    const generator = createStream('test', 0, 'constant');
    const before = generator.state();

    expect(sample(distribution, generator)).toBe(3);
    expect(isConstant(distribution)).toBe(true);
    expect(isConstant(compileDistribution(EXPONENTIAL))).toBe(false);
    expect(generator.state()).toEqual(before);
    expect([meanOf({ kind: 'constant', value: 3 }), varianceOf({ kind: 'constant', value: 3 })]).toEqual([3, 0]);
  });

  test('sampleNs rounds to whole nanoseconds', () => {
    const generator = createStream('test', 0, 'rounding');

    expect(sampleNs(compileDistribution({ kind: 'constant', value: 2.5 }), generator)).toBe(3);
    const distribution = compileDistribution(EXPONENTIAL);
    for (let i = 0; i < 100; i++) expect(Number.isInteger(sampleNs(distribution, generator))).toBe(true);
  });

  test('the exponential and the normal reach into their tails as they should', () => {
    const generator = createStream('test', 0, 'tails');
    const count = 1_000_000;
    let exponentials = 0;
    let normals = 0;
    let tails = 0;
    for (let i = 0; i < count; i++) {
      if (sampleExponential(1, generator) > 5) exponentials++;
      if (standardNormal(generator) > 3) normals++;
      if (sampleExponential(1, generator) > 8) tails++;
    }

    // P = e^−5 = 0.0067379, Φ(−3) = 0.0013499, e^−8 = 0.00033546; the last lies beyond the ziggurat's bottom layer.
    expect(Math.abs(exponentials - 6737.9)).toBeLessThan(4 * Math.sqrt(6737.9));
    expect(Math.abs(normals - 1349.9)).toBeLessThan(4 * Math.sqrt(1349.9));
    expect(Math.abs(tails - 335.5)).toBeLessThan(4 * Math.sqrt(335.5));
  });

  test('the first draws are pinned', () => {
    const firstOf = (name: string): number => sample(compileDistribution(SPECS[name]), createStream('pin', 0, name));

    expect(Object.fromEntries(Object.keys(SPECS).map((name) => [name, firstOf(name)]))).toEqual({
      empirical: 7,
      erlang: 1.7780084819255983,
      exponential: 2.8734203363634543,
      gamma: 3.5191697339432473,
      'gamma below shape 1': 0.17825304662125746,
      'gamma of shape 1': 3.4443002345198828,
      hyperexponential: 2.082715224795804,
      lognormal: 1.12081188210387,
      mixture: 1,
      'normal cut at 0': 0.12520687084856819,
      'normal far from 0': 49.85306641889151,
      pareto: 1.2861940229178157,
      'pareto of shape 1 with a cap': 2.0186165588423686,
      'pareto of shape 2 with a cap': 5.039473949479728,
      'pareto with a cap': 1.181705018053302,
      percentiles: 44.496451903437574,
      shifted: 2.49616069514747,
      uniform: 3.079795020168627,
      weibull: 0.7408119770813606,
      'weibull with a heavy tail': 3.218853183577147,
    });
    expect(sampleUnit(createStream('pin', 0, 'unit'))).toBe(0.8743177565170793);
  });
});
