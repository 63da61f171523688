import { describe, expect, it } from 'vitest';
import {
  columnMax,
  hasContent,
  readableWindows,
  usualValue,
  valueAt,
  windowAt,
} from '../../web/scene/window-values.ts';

const windows = { windowMs: 1000, count: 5 };

describe('windows of a run', () => {
  it('holds back a window that is only begun', () => {
    const run = { windowMs: 1000, windowCount: 120, simulatedMs: 3900, complete: false };

    expect(readableWindows(run)).toEqual({ windowMs: 1000, count: 3 });
    expect(readableWindows({ ...run, complete: true }).count).toBe(120);
  });

  it('finds the window of a time, the end belonging to the last', () => {
    expect([0, 999.9, 1000, 4999, 5000].map((tMs) => windowAt(tMs, windows))).toEqual([0, 0, 1, 4, 4]);
  });

  it('has no window where nothing has been simulated', () => {
    expect(windowAt(5001, windows)).toBe(-1);
    expect(windowAt(0, { windowMs: 1000, count: 0 })).toBe(-1);
  });
});

describe('columns', () => {
  const columns = { artMs: Float64Array.of(40, Number.NaN, 45) };

  it('have no value where there is no window or no column', () => {
    expect(valueAt(columns, 'artMs', 2)).toBe(45);
    expect(valueAt(columns, 'artMs', 1)).toBeNaN();
    expect(valueAt(columns, 'artMs', -1)).toBeNaN();
    expect(valueAt(columns, 'ehr', 0)).toBeNaN();
    expect(valueAt(undefined, 'artMs', 0)).toBeNaN();
  });

  it('are empty when they hold only zeros and gaps', () => {
    expect(hasContent(Float64Array.of(0, Number.NaN, 0), 3)).toBe(false);
    expect(hasContent(Float64Array.of(0, 0, 1), 3)).toBe(true);
    expect(hasContent(Float64Array.of(0, 0, 1), 2)).toBe(false);
    expect(hasContent(undefined, 3)).toBe(false);
  });

  it('have a maximum that gaps do not spoil', () => {
    expect(columnMax(columns.artMs, 0, 3)).toBe(45);
    expect(columnMax(columns.artMs, 0, 2)).toBe(40);
  });
});

describe('usual value', () => {
  const column = Float64Array.of(900, 40, 50, Number.NaN, 41, 42, 43, 300, 320);

  it('is the median of the quiet stretch', () => {
    expect(usualValue(column, { windowMs: 1000, count: 9 }, { fromMs: 1000, toMs: 7000 })).toBe(42);
  });

  it('is unknown when the quiet stretch is too short', () => {
    expect(usualValue(column, { windowMs: 1000, count: 9 }, { fromMs: 1000, toMs: 4000 })).toBeNaN();
    expect(usualValue(column, { windowMs: 1000, count: 9 }, { fromMs: 5000, toMs: 1000 })).toBeNaN();
  });
});
