import { describe, expect, it } from 'vitest';
import { rangeOf, stepped } from '../../web/panel/control-range.ts';
import { positionOf } from '../../web/ui/slider-scale.ts';
import type { RangeRequest } from '../../web/panel/control-range.ts';

const request = (of: Partial<RangeRequest>): RangeRequest => ({
  kind: 'duration',
  min: 0,
  max: 1e9,
  usual: [],
  value: Number.NaN,
  ...of,
});

describe('ranges of sliders', () => {
  it('reach a decade beyond a usual duration, on a log scale that begins at zero', () => {
    expect(rangeOf(request({ usual: [1000, NaN], value: 1000 }))).toEqual({
      scale: 'log',
      min: 0,
      max: 10_000,
      step: 0,
    });
    expect(rangeOf(request({ usual: [25], value: 25 })).max).toBe(1000);
  });

  it('begin five decades below their end where zero is not allowed', () => {
    const { min, max } = rangeOf(request({ min: 1e-6, usual: [200_000], value: 200_000 }));
    expect(max).toBe(10_000_000);
    expect(min).toBeCloseTo(100, 9);
  });

  it('are linear for shares, and short where shares are small', () => {
    expect(rangeOf(request({ kind: 'ratio', max: 1, usual: [0.5], value: 0.5 }))).toMatchObject({
      scale: 'linear',
      max: 1,
    });
    expect(rangeOf(request({ kind: 'ratio', max: 1, usual: [0.005], value: 0.005 })).max).toBe(0.2);
    expect(rangeOf(request({ kind: 'ratio', max: 1, usual: [0.005], value: 0.4 })).max).toBe(1);
  });

  it('step through small counts and are logarithmic for large ones', () => {
    expect(rangeOf(request({ kind: 'integer', min: 1, usual: [3], value: 3 }))).toEqual({
      scale: 'steps',
      min: 1,
      max: 10,
      step: 1,
    });
    expect(rangeOf(request({ kind: 'integer', min: 1, usual: [64], value: 64 }))).toEqual({
      scale: 'log',
      min: 1,
      max: 1000,
      step: 1,
    });
  });

  it('always reach the value that was typed', () => {
    for (const kind of ['duration', 'rate', 'size', 'integer', 'number', 'bandwidth'] as const) {
      for (const value of [0.5, 7, 900, 123_456]) {
        const range = rangeOf(request({ kind, max: 1e12, usual: [10], value }));
        expect(range.max).toBeGreaterThanOrEqual(value);
        expect(range.min).toBeLessThanOrEqual(value);
      }
    }
  });

  it('keep within what is allowed', () => {
    expect(rangeOf(request({ kind: 'integer', min: 1, max: 4, usual: [2], value: 2 })).max).toBe(4);
    expect(rangeOf(request({ kind: 'number', min: 1, max: 1000, usual: [2], value: 2 }))).toMatchObject({
      min: 1,
      max: 6,
    });
  });

  it('do not move while the value does', () => {
    const at = (value: number) => rangeOf(request({ usual: [1000], value }));
    expect(at(3)).toEqual(at(9999));
  });
});

describe('arrow keys', () => {
  const log = { scale: 'log', min: 1, max: 1000, step: 1 } as const;

  it('step counts by one, even where a log scale would round the step away', () => {
    expect(stepped(3, 1, { scale: 'steps', min: 1, max: 10, step: 1 })).toBe(4);
    expect(stepped(3, -10, { scale: 'steps', min: 1, max: 10, step: 1 })).toBe(1);
    expect(stepped(2, 1, log)).toBe(3);
  });

  it('move by a hundredth of any other track', () => {
    const range = { scale: 'log', min: 1, max: 10_000, step: 0 } as const;
    expect(positionOf(stepped(100, 10, range), range)).toBeCloseTo(0.6, 2);
    expect(stepped(Infinity, 1, range)).toBe(10_000);
  });
});
