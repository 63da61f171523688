import { describe, expect, it } from 'vitest';
import { lingeringHarmMs } from '../../web/scene/lingering-harm.ts';

const windows = { windowMs: 1000, count: 60 };
const bad = (from: number, to: number) => new Float64Array(60).fill(1).fill(0.4, from, to);

describe('lingering harm', () => {
  it('lasts from the end of the fault until windows are good again', () => {
    expect(lingeringHarmMs(bad(20, 50), windows, 30_000)).toBe(20_000);
    expect(lingeringHarmMs(bad(20, 60), windows, 30_000)).toBe(30_000);
  });

  it('is none when the system recovers soon after the fault', () => {
    expect(lingeringHarmMs(bad(20, 33), windows, 30_000)).toBe(0);
  });

  it('is none when harm comes only later, or nothing is known', () => {
    expect(lingeringHarmMs(bad(40, 60), windows, 30_000)).toBe(0);
    expect(lingeringHarmMs(undefined, windows, 30_000)).toBe(0);
  });
});
