import { describe, expect, it } from 'vitest';
import { easedValue, easeOut, isEasing, retarget } from '../../web/scene/range-ease.ts';

describe('eased range', () => {
  it('glides to a new target in 320 ms and stays there', () => {
    const range = retarget(retarget(null, 100, 0, false), 400, 1000, false);

    expect(easedValue(range, 1000)).toBeCloseTo(100, 6);
    expect(easedValue(range, 1160)).toBeGreaterThan(300);
    expect(easedValue(range, 1160)).toBeLessThan(400);
    expect(easedValue(range, 1320)).toBe(400);
    expect(isEasing(range, 1319)).toBe(true);
    expect(isEasing(range, 1320)).toBe(false);
  });

  it('jumps while something is dragged', () => {
    const range = retarget(retarget(null, 100, 0, false), 400, 1000, true);

    expect(easedValue(range, 1000)).toBe(400);
    expect(isEasing(range, 1000)).toBe(false);
  });

  it('goes on from where it is when the target changes on the way', () => {
    const first = retarget(retarget(null, 100, 0, false), 400, 1000, false);
    const second = retarget(first, 200, 1100, false);

    expect(easedValue(second, 1100)).toBeCloseTo(easedValue(first, 1100), 6);
    expect(retarget(second, 200, 1200, false)).toBe(second);
  });

  it('follows the curve from 0 to 1 without overshoot', () => {
    let last = -1e-6;
    for (let x = 0; x <= 1; x += 0.05) {
      const y = easeOut(x);

      expect(y).toBeGreaterThanOrEqual(last);
      expect(y).toBeLessThanOrEqual(1);
      last = y;
    }
    expect(easeOut(1)).toBeCloseTo(1, 4);
  });
});
