import { describe, expect, it } from 'vitest';
import { clockDecimals, ratioAxis, snapTimeMs, timeStepMs, timeTicks, valueAxis } from '../../web/scene/axis-ticks.ts';

describe('value axis', () => {
  it('carries three ticks from zero at values a reader can double', () => {
    expect(valueAxis(325).ticks).toEqual([0, 150, 300]);
    expect(valueAxis(1206).ticks).toEqual([0, 600, 1200]);
    expect(valueAxis(0.92).ticks).toEqual([0, 0.4, 0.8]);
  });

  it('holds all data and its top tick', () => {
    for (let max = 0.003; max < 1e6; max *= 1.17) {
      const axis = valueAxis(max);

      expect(axis.max).toBeGreaterThan(max);
      expect(axis.max).toBeGreaterThanOrEqual(axis.ticks[2]);
      expect(axis.ticks[2]).toBeGreaterThanOrEqual(0.85 * max);
      expect(axis.ticks[2]).toBeLessThan(2 * max);
    }
  });

  it('spans 0 to 1 without data', () => {
    expect(valueAxis(0)).toEqual({ max: 1, ticks: [0, 0.5, 1] });
    expect(valueAxis(Number.NaN).max).toBe(1);
  });

  it('shows a share in full', () => {
    expect(ratioAxis()).toEqual({ max: 1, ticks: [0, 0.5, 1] });
  });
});

describe('time axis', () => {
  it('has a tick each ten seconds for two minutes on a wide plot', () => {
    expect(timeStepMs(120_000, 726, 56)).toBe(10_000);
  });

  it('has fewer ticks where labels would touch', () => {
    expect(timeStepMs(120_000, 328, 56)).toBe(30_000);
  });

  it('puts ticks at multiples of the step within the range, ends included', () => {
    expect(timeTicks(20_000, 50_000, 10_000)).toEqual([20_000, 30_000, 40_000, 50_000]);
    expect(timeTicks(20_001, 49_999, 10_000)).toEqual([30_000, 40_000]);
  });

  it('shows as many digits as tell ticks apart', () => {
    expect([10_000, 1000, 500, 100, 20, 0.5].map(clockDecimals)).toEqual([0, 0, 1, 1, 2, 4]);
  });

  it('snaps to a decimal no coarser than a pixel', () => {
    expect(snapTimeMs(24_037.4, 165)).toBe(24_000);
    expect(snapTimeMs(24_087.4, 165)).toBe(24_100);
    expect(snapTimeMs(0.123456, 0.004)).toBe(0.123);
  });
});
