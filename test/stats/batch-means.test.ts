import { describe, expect, test } from 'vitest';
import { createStream } from '../../sim-core/kernel/random.ts';
import { standardNormal } from '../../sim-core/kernel/ziggurat.ts';
import { batchMeans, lag1Correlation } from '../../sim-core/stats/batch-means.ts';
import { mser5 } from '../../sim-core/stats/mser5.ts';

/** x(n + 1) = 0.9 x(n) + noise, from `start`: strongly correlated, mean 0. */
function autoregressive(name: string, count: number, start: number): Float64Array {
  const generator = createStream('batches', 0, name);
  const values = new Float64Array(count);
  let x = start;
  for (let i = 0; i < count; i++) {
    x = 0.9 * x + standardNormal(generator);
    values[i] = x;
  }
  return values;
}

describe('batchMeans', () => {
  test('leaves out at the front what does not fill a batch', () => {
    const result = batchMeans([100, 1, 2, 3, 4, 5, 6], 3, 0.95);

    expect(result).toMatchObject({ batchCount: 3, batchSize: 2, mean: 3.5 });
    expect([...(result?.means ?? [])]).toEqual([1.5, 3.5, 5.5]);
  });

  test('gives nothing for fewer values than batches', () => {
    expect(batchMeans([1, 2], 3, 0.95)).toBeNull();
    expect(batchMeans([1, 2], 1, 0.95)).toBeNull();
  });

  test('shows by the lag-1 correlation whether batches were long enough', () => {
    const values = autoregressive('lag', 200_000, 0);
    const short = batchMeans(values, 40_000, 0.95);
    const long = batchMeans(values, 40, 0.95);

    expect(short?.lag1).toBeGreaterThan(0.5);
    expect(Math.abs(long?.lag1 ?? 1)).toBeLessThan(4 / Math.sqrt(40));
    // The interval of too short batches is too narrow by far.
    expect(long?.halfWidth).toBeGreaterThan(1.5 * (short?.halfWidth ?? Infinity));
    expect(Math.abs(long?.mean ?? 1)).toBeLessThan(2 * (long?.halfWidth ?? 0));
  });
});

describe('lag1Correlation', () => {
  test('is −1-ish for alternation, 0.9-ish for a slow process, not a number without spread', () => {
    expect(lag1Correlation([1, -1, 1, -1, 1, -1, 1, -1])).toBe(-7 / 8);
    expect(lag1Correlation(autoregressive('one', 50_000, 0))).toBeCloseTo(0.9, 1);
    expect(lag1Correlation([3, 3, 3])).toBeNaN();
  });
});

describe('mser5', () => {
  test('cuts a warm-up that decays, and not much more', () => {
    const values = autoregressive('warm', 5000, 0).map((x, i) => x + 100 * Math.exp(-i / 100));
    const { cut, isTooShort } = mser5(values);

    expect(isTooShort).toBe(false);
    expect(cut).toBeGreaterThan(200);
    expect(cut).toBeLessThan(1000);
  });

  test('cuts nothing from numbers that never change', () => {
    expect(mser5(new Float64Array(100).fill(7))).toEqual({ cut: 0, isTooShort: false });
  });

  test('calls a run too short that still rises at its end, or has hardly any values', () => {
    expect(mser5(Float64Array.from({ length: 1000 }, (_, i) => i)).isTooShort).toBe(true);
    expect(mser5([1, 2, 3])).toEqual({ cut: 0, isTooShort: true });
  });
});
