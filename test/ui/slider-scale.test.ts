import { describe, expect, it } from 'vitest';
import { positionOf, ticksOf, valueAt } from '../../web/ui/slider-scale.ts';
import type { SliderRange } from '../../web/ui/slider-scale.ts';

const log: SliderRange = { scale: 'log', min: 1, max: 1000, step: 0 };
const share: SliderRange = { scale: 'linear', min: 0, max: 1, step: 0.01 };
const count: SliderRange = { scale: 'steps', min: 1, max: 10, step: 1 };

describe('slider scales', () => {
  it('give each decade of a log scale the same length', () => {
    expect(positionOf(10, log)).toBeCloseTo(1 / 3, 12);
    expect(positionOf(100, log)).toBeCloseTo(2 / 3, 12);
    expect(valueAt(0.5, log)).toBe(31.6);
  });

  it('begin at zero where the range does', () => {
    const fromZero: SliderRange = { ...log, min: 0 };
    expect(valueAt(0, fromZero)).toBe(0);
    expect(positionOf(0, fromZero)).toBe(0);
    expect(valueAt(1, fromZero)).toBe(1000);
  });

  it('round to the step, and counts to whole numbers', () => {
    expect(valueAt(0.333, share)).toBe(0.33);
    expect(valueAt(0.5, count)).toBe(6);
  });

  it('lead back from every position to itself, nearly', () => {
    for (const range of [log, share, count]) {
      for (let position = 0; position <= 1; position += 0.05) {
        expect(Math.abs(positionOf(valueAt(position, range), range) - position)).toBeLessThan(0.06);
      }
    }
  });

  it('hold what lies outside at their ends', () => {
    expect([positionOf(0.1, log), positionOf(5000, log), positionOf(-1, share), positionOf(2, share)]).toEqual([
      0, 1, 0, 1,
    ]);
  });

  it('mark decades, quarters and counts', () => {
    expect(ticksOf(log)).toEqual([1, 10, 100, 1000]);
    expect(ticksOf(share)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(ticksOf(count)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});
