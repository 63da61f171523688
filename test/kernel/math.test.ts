import { describe, expect, test } from 'vitest';
import { exp, ln, pow } from '../../sim-core/kernel/math.ts';
import reference from './fixtures/math-reference.json';

/** Steps between neighbouring doubles from one value to the other; both of the same sign. */
function ulpsBetween(a: number, b: number): number {
  const bits = new BigInt64Array(Float64Array.of(Math.abs(a), Math.abs(b)).buffer);
  const steps = Number(bits[0] - bits[1]);
  return Math.abs(steps);
}

// The references were computed with 200 bits and rounded once.
describe('agrees with 200-bit references within 1 ulp', () => {
  test('ln', () => {
    for (const [x, expected] of reference.ln) expect(ulpsBetween(ln(x), expected), `ln ${x}`).toBeLessThanOrEqual(1);
  });

  test('exp', () => {
    for (const [x, expected] of reference.exp) expect(ulpsBetween(exp(x), expected), `exp ${x}`).toBeLessThanOrEqual(1);
  });

  test('pow', () => {
    for (const [x, y, expected] of reference.pow) {
      expect(ulpsBetween(pow(x, y), expected), `pow ${x} ${y}`).toBeLessThanOrEqual(1);
    }
  });
});

describe('edges', () => {
  test('ln of 0, 1, below 0, Infinity, NaN', () => {
    expect([ln(0), ln(1), ln(-1), ln(Infinity), ln(NaN)]).toEqual([-Infinity, 0, NaN, Infinity, NaN]);
  });

  test('ln and exp reach the smallest numbers', () => {
    expect(ln(5e-324)).toBe(-744.4400719213812);
    expect(exp(-745)).toBe(5e-324);
    expect(exp(-746)).toBe(0);
  });

  test('exp of 0, overflow, Infinity, NaN', () => {
    expect([exp(0), exp(709.8), exp(Infinity), exp(-Infinity), exp(NaN)]).toEqual([1, Infinity, Infinity, 0, NaN]);
    expect(exp(709.78)).toBeLessThan(Infinity);
  });

  test('pow with 0, 1 and Infinity', () => {
    expect([pow(0, 2), pow(0, -1), pow(7, 0), pow(1, 1e300)]).toEqual([0, Infinity, 1, 1]);
    expect([pow(Infinity, 2), pow(Infinity, -1), pow(2, Infinity), pow(0.5, Infinity)]).toEqual([
      Infinity,
      0,
      Infinity,
      0,
    ]);
    expect([pow(-1, 2), pow(NaN, 1), pow(2, NaN)]).toEqual([NaN, NaN, NaN]);
  });

  test('pow of whole numbers is exact', () => {
    for (let x = 2; x <= 9; x++)
      for (let y = 1, product = x; y < 15; y++, product *= x) expect(pow(x, y)).toBe(product);
    expect(pow(2, 1023)).toBe(8.98846567431158e307);
    expect(pow(2, -1074)).toBe(5e-324);
  });
});
