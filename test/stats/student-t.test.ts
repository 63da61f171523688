import { describe, expect, test } from 'vitest';
import { createStream } from '../../sim-core/kernel/random.ts';
import { standardNormal } from '../../sim-core/kernel/ziggurat.ts';
import { halfWidth, meanInterval, tCdf, tQuantile } from '../../sim-core/stats/student-t.ts';

/** From SciPy 1.17, scipy.stats.t.ppf. */
const TABLE: readonly (readonly [p: number, df: number, t: number])[] = [
  [0.975, 1, 12.706204736174694],
  [0.975, 2, 4.302652729749462],
  [0.975, 3, 3.1824463052837078],
  [0.975, 4, 2.7764451051977934],
  [0.975, 9, 2.262157162798205],
  [0.975, 19, 2.0930240544083087],
  [0.975, 29, 2.045229642132703],
  [0.975, 30, 2.0422724563012378],
  [0.975, 120, 1.9799304050824402],
  [0.975, 999, 1.9623414611334493],
  [0.975, 1000, 1.9623390808264083],
  [0.975, 1_000_000, 1.959966356814107],
  [0.995, 1, 63.656741162871526],
  [0.995, 10, 3.16927267261695],
  [0.995, 99, 2.626405457280827],
  [0.995, 5000, 2.5768129665562802],
  [0.9, 5, 1.4758840488244815],
  [0.9, 999, 1.2823995700373971],
];

describe('tQuantile', () => {
  test.each(TABLE)('p %d, %d degrees of freedom', (p, df, t) => {
    expect(Math.abs(tQuantile(p, df) / t - 1)).toBeLessThan(1e-10);
    expect(tQuantile(1 - p, df)).toBeCloseTo(-t, 8);
  });

  test('inverts the distribution function', () => {
    for (const df of [1, 2, 3, 8, 15, 200]) {
      for (const p of [0.5, 0.6, 0.8, 0.99]) expect(tCdf(tQuantile(p, df), df)).toBeCloseTo(p, 12);
    }
  });

  test('rounds degrees of freedom down and refuses what is no probability', () => {
    expect(tQuantile(0.975, 9.99)).toBe(tQuantile(0.975, 9));
    expect([tQuantile(0, 5), tQuantile(1, 5), tQuantile(0.9, 0.5), tQuantile(0.9, NaN)]).toEqual([NaN, NaN, NaN, NaN]);
  });
});

describe('meanInterval', () => {
  test('of five numbers', () => {
    const interval = meanInterval([1, 2, 3, 4, 5], 0.95);

    expect([interval.mean, interval.count]).toEqual([3, 5]);
    expect(interval.halfWidth).toBeCloseTo((2.7764451051977934 * Math.sqrt(2.5)) / Math.sqrt(5), 10);
  });

  test('has no width below two values', () => {
    expect(meanInterval([7], 0.95)).toMatchObject({ mean: 7, halfWidth: NaN });
    expect(halfWidth(1, 1, 0.95)).toBeNaN();
  });

  test('holds the true mean in 95 of 100 samples of ten', () => {
    const generator = createStream('coverage', 0, 'normal');
    const samples = 4000;
    let covered = 0;
    for (let i = 0; i < samples; i++) {
      const { mean, halfWidth: width } = meanInterval(
        Array.from({ length: 10 }, () => standardNormal(generator)),
        0.95,
      );
      if (Math.abs(mean) <= width) covered++;
    }

    expect(Math.abs(covered / samples - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / samples));
  });
});
