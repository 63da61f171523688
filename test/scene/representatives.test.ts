import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorBars, representativeWindows } from '../../web/scene/representatives.ts';

describe('representative windows', () => {
  it('are all windows while there is room', () => {
    const key = Float64Array.of(1, 2, 3, 4, 5, 6);

    expect([...representativeWindows(key, { from: 1, to: 5, buckets: 2 })]).toEqual([1, 2, 3, 4]);
  });

  it('keep the only bad window of an hour', () => {
    const availability = new Float64Array(3600).fill(1);
    availability[1234] = 0.2;

    const chosen = representativeWindows(availability, { from: 0, to: 3600, buckets: 300 });

    expect([...chosen]).toContain(1234);
    expect(chosen.length).toBeLessThanOrEqual(600);
  });

  it('keep a gap that fills a bucket', () => {
    const key = new Float64Array(100).fill(1).fill(Number.NaN, 20, 40);

    const chosen = [...representativeWindows(key, { from: 0, to: 100, buckets: 10 })];

    expect(chosen.filter((i) => Number.isNaN(key[i]))).toEqual([20, 30]);
  });

  it('rise, and hold the extremes of any series', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 400 }), (values) => {
        const key = Float64Array.from(values);
        const chosen = representativeWindows(key, { from: 0, to: key.length, buckets: 20 });

        for (let i = 1; i < chosen.length; i++) expect(chosen[i]).toBeGreaterThan(chosen[i - 1]);
        const kept = [...chosen].map((i) => key[i]);
        expect(Math.max(...kept)).toBe(Math.max(...values));
        expect(Math.min(...kept)).toBe(Math.min(...values));
      }),
    );
  });
});

describe('bars of errors', () => {
  const met = Float64Array.of(0, 4, 8, 0, 0, 0, 6, 2);
  const handled = Float64Array.of(0, 4, 2, 0, 0, 0, 0, 2);

  it('are one per window where they are wide enough', () => {
    const bars = errorBars(met, handled, { from: 0, to: 4, pxPerWindow: 5, minPx: 3 });

    expect(bars).toEqual([
      { from: 1, to: 2, met: 4, handled: 4 },
      { from: 2, to: 3, met: 8, handled: 2 },
    ]);
  });

  it('join windows and show means per window where they are not', () => {
    const bars = errorBars(met, handled, { from: 0, to: 8, pxPerWindow: 1, minPx: 4 });

    expect(bars).toEqual([
      { from: 0, to: 4, met: 3, handled: 1.5 },
      { from: 4, to: 8, met: 2, handled: 0.5 },
    ]);
  });

  it('begin at the same windows wherever the view begins', () => {
    const bars = errorBars(met, handled, { from: 2, to: 8, pxPerWindow: 1, minPx: 4 });

    expect(bars.map(({ from, to }) => [from, to])).toEqual([
      [2, 4],
      [4, 8],
    ]);
  });
});
