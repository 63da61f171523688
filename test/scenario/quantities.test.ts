import { assert, constantFrom, double, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatQuantity, nearest, parseQuantity } from '../../sim-core/scenario/index.ts';
import { editDistance } from '../../sim-core/scenario/nearest.ts';

describe('formatting a quantity', () => {
  test.each([
    ['duration', 0, '0ms'],
    ['duration', 0.25, '250us'],
    ['duration', 1500, '1.5s'],
    ['duration', 90_000, '1.5m'],
    ['duration', 86_400_000, '1d'],
    ['duration', Number.POSITIVE_INFINITY, 'infinite'],
    ['rate', 200, '200/s'],
    ['rate', 12_000, '12k/s'],
    ['ratio', 0.05, '5%'],
    ['ratio', 0.001, '0.1%'],
    ['size', 4096, '4KiB'],
    ['size', 1_000_000, '1MB'],
    ['bandwidth', 1e9, '1Gbps'],
    ['dataRate', 510e6, '510MB/s'],
    ['integer', 3, '3'],
    ['number', 1e-7, '0.0000001'],
  ] as const)('the %s %d is %s', (kind, value, text) => {
    expect(formatQuantity(kind, value)).toBe(text);
  });

  test('what is written reads back as the same value', () => {
    const kinds = constantFrom('duration', 'rate', 'size', 'bandwidth', 'dataRate', 'ratio', 'number');
    assert(
      property(kinds, double({ min: 0.000001, max: 1e9, noNaN: true }), (kind, amount) => {
        const value = kind === 'size' ? Math.ceil(amount) : amount;
        const reading = parseQuantity(kind, formatQuantity(kind, value));
        const difference = reading.ok ? Math.abs(reading.value - value) / value : Number.NaN;
        expect(difference).toBeLessThan(1e-13);
      }),
      { seed: 11, numRuns: 2000 },
    );
  });
});

describe('the nearest name', () => {
  test.each([
    ['', '', 0],
    ['abc', 'abc', 0],
    ['abc', 'acb', 1],
    ['abc', 'ab', 1],
    ['ab', 'abc', 1],
    ['abc', 'axc', 1],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3],
  ])('%j and %j differ by %d', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  test('is close, the first of equals, and none when nothing is close', () => {
    expect(nearest('TIMEOUT', ['retry', 'timeout'])).toBe('timeout');
    expect(nearest('az-c', ['az-a', 'az-b'])).toBe('az-a');
    expect(nearest('elephant', ['timeout', 'retry'])).toBeUndefined();
    expect(nearest('', ['a'])).toBeUndefined();
    expect(nearest('x'.repeat(1_000_000), ['timeout'])).toBeUndefined();
  });
});
