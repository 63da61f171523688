import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createStream } from '../../sim-core/kernel/random.ts';
import { CELL_COUNT, cellOf, Histogram, lowerEdge } from '../../sim-core/stats/histogram.ts';

function histogramOf(values: Iterable<number>): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

const value = fc.double({ min: 0, max: 2 ** 53, noNaN: true });
const anyValue = fc.oneof(value, fc.nat(1000), fc.maxSafeNat());

describe('cells', () => {
  test('a value lies in its cell, and the cell is 1/128 of its octave', () => {
    fc.assert(
      fc.property(anyValue, (x) => {
        const cell = cellOf(x);
        const [from, to] = [lowerEdge(cell), lowerEdge(cell + 1)];

        expect(from).toBeLessThanOrEqual(x);
        expect(x < to || cell === CELL_COUNT - 1).toBe(true);
        expect(cell === 0 || (to - from) / from <= 1 / 128).toBe(true);
      }),
    );
  });

  test('everything below 1 shares the first cell, everything from 2^53 the last', () => {
    expect([cellOf(0), cellOf(0.999), cellOf(NaN), cellOf(1)]).toEqual([0, 0, 0, 1]);
    expect([cellOf(2 ** 53), cellOf(1e300), cellOf(Infinity)]).toEqual([
      CELL_COUNT - 1,
      CELL_COUNT - 1,
      CELL_COUNT - 1,
    ]);
  });
});

describe('quantiles', () => {
  test('are within 0.8 % of the exact ones for any values, and 0.4 % in the middle of many', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 2 ** 50 }), { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, p) => {
          const sorted = [...values].sort((a, b) => a - b);
          const exact = sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)];
          const quantile = histogramOf(values).quantile(p);

          expect(Math.abs(quantile / exact - 1)).toBeLessThanOrEqual(1 / 128);
        },
      ),
    );
    const generator = createStream('histogram', 0, 'values');
    const many = Float64Array.from({ length: 50_000 }, () => 1e6 + generator.nextUnit() * 5e8);
    const histogram = histogramOf(many);
    many.sort();
    for (const p of [0.01, 0.1, 0.5, 0.9, 0.99, 0.999]) {
      expect(Math.abs(histogram.quantile(p) / many[Math.ceil(p * 50_000) - 1] - 1)).toBeLessThan(0.004);
    }
  });

  test('rise with p and stay inside the cells touched', () => {
    const histogram = histogramOf([3, 3, 100, 5000, 5000, 5001]);
    let last = 0;
    for (let p = 0; p <= 1; p += 1 / 64) {
      const quantile = histogram.quantile(p);
      expect(quantile).toBeGreaterThanOrEqual(last);
      last = quantile;
    }

    expect(histogram.quantile(0)).toBe(3);
    expect(histogram.quantile(1)).toBeLessThanOrEqual(5001 * (1 + 1 / 128));
  });

  test('of nothing are not numbers', () => {
    expect(new Histogram().quantile(0.5)).toBeNaN();
  });
});

describe('counting below a value', () => {
  test('is exact at the edge of a cell and shared out inside', () => {
    const histogram = histogramOf([0.5, 10, 10, 20, 128, 128, 128.9]);

    expect(histogram.countBelow(lowerEdge(cellOf(20)))).toBe(3);
    expect(histogram.countBelow(128)).toBe(4);
    expect(histogram.countBelow(128.5)).toBe(5.5);
    expect(histogram.countBelow(2 ** 53)).toBe(7);
    expect(histogram.countBelow(0)).toBe(0);
  });
});

describe('merging', () => {
  test('parts merged, or carried over as cells, equal the whole', () => {
    fc.assert(
      fc.property(fc.array(anyValue), fc.array(anyValue), (first, second) => {
        const whole = histogramOf([...first, ...second]);
        const merged = histogramOf(first);
        merged.merge(histogramOf(second));
        const carried = new Histogram();
        carried.addCells(histogramOf(first).cells());
        carried.addCells(JSON.parse(JSON.stringify(histogramOf(second).cells())));

        expect(merged.cells()).toEqual(whole.cells());
        expect(carried.cells()).toEqual(whole.cells());
        expect([merged.count, carried.count]).toEqual([whole.count, whole.count]);
        expect(carried.quantile(0.9)).toBe(whole.quantile(0.9));
      }),
    );
  });

  test('refuses cells that do not exist', () => {
    for (const cell of [-1, CELL_COUNT, NaN]) {
      expect(() => new Histogram().addCells([[cell, 1]])).toThrow('No histogram cell');
    }
  });

  test('a cleared histogram is as new', () => {
    const histogram = histogramOf([1, 50, 1e12]);
    histogram.clear();

    expect([histogram.count, histogram.cells().length]).toEqual([0, 0]);
    histogram.add(7);
    expect(histogram.cells()).toEqual([[cellOf(7), 1]]);
  });
});
