import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Tally } from '../../sim-core/stats/tally.ts';
import { TimeWeighted } from '../../sim-core/stats/time-weighted.ts';

function tallyOf(values: readonly number[]): Tally {
  const tally = new Tally();
  for (const value of values) tally.add(value);
  return tally;
}

describe('Tally', () => {
  test('mean, variance, extremes and sum of a few numbers', () => {
    const tally = tallyOf([2, 4, 4, 4, 5, 5, 7, 9]);

    expect([tally.count, tally.mean, tally.sum, tally.min, tally.max]).toEqual([8, 5, 40, 2, 9]);
    expect(tally.variance).toBeCloseTo(32 / 7, 14);
    expect(tally.stddev).toBeCloseTo(Math.sqrt(32 / 7), 14);
  });

  test('has no mean while empty and no variance below two', () => {
    expect([new Tally().mean, new Tally().variance, tallyOf([3]).mean, tallyOf([3]).variance]).toEqual([
      NaN,
      NaN,
      3,
      NaN,
    ]);
  });

  test('does not lose small numbers beside large ones', () => {
    expect(tallyOf([1e16, 1, 1, 1, 1, -1e16]).sum).toBe(4);
    expect(tallyOf([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]).variance).toBe(30);
  });

  test('the sum of nanoseconds is exact beyond 2^53', () => {
    const tally = tallyOf(Array.from({ length: 1001 }, () => 2 ** 44 + 1));

    expect(BigInt(tally.snapshot().total) + BigInt(tally.snapshot().carry)).toBe(1001n * (2n ** 44n + 1n));
  });

  test('parts merged tell the same as the whole', () => {
    const values = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }));
    fc.assert(
      fc.property(values, values, (first, second) => {
        const merged = tallyOf(first);
        merged.merge(tallyOf(second));
        const whole = tallyOf([...first, ...second]);

        expect([merged.count, merged.sum, merged.min, merged.max]).toEqual([
          whole.count,
          whole.sum,
          whole.min,
          whole.max,
        ]);
        // Not a number below two values, and when all are equal.
        expect(merged.variance / whole.variance || 1).toBeCloseTo(1, 9);
      }),
    );
  });

  test('goes on from a snapshot, and clears', () => {
    const tally = tallyOf([1, 2, 3]);
    const other = new Tally();
    other.restore(tally.snapshot());
    other.add(10);

    expect([other.mean, other.max, tally.max]).toEqual([4, 10, 3]);
    other.clear();
    expect(other.snapshot()).toEqual(new Tally().snapshot());
  });
});

describe('TimeWeighted', () => {
  test('integrates a step function', () => {
    const queue = new TimeWeighted(0, 0);
    queue.set(10, 3);
    queue.change(20, -1);
    queue.change(50, 5);

    expect(queue.integral(60)).toBe(10 * 3 + 30 * 2 + 10 * 7);
    expect(queue.mean(100)).toBe((10 * 3 + 30 * 2 + 50 * 7) / 100);
    expect([queue.value, queue.max]).toEqual([7, 7]);
  });

  test('starts again with the value it has', () => {
    const queue = new TimeWeighted(0, 9);
    queue.set(10, 4);
    queue.startAgain(30);

    expect([queue.mean(30), queue.mean(40), queue.max, queue.integral(40)]).toEqual([NaN, 4, 4, 40]);
  });

  test('goes on from a snapshot', () => {
    const queue = new TimeWeighted(5, 2);
    queue.set(7, 3);
    const other = new TimeWeighted(0, 0);
    other.restore(queue.snapshot());

    expect(other.mean(9)).toBe((2 * 2 + 2 * 3) / 4);
  });
});
