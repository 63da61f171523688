import { describe, expect, it } from 'vitest';
import { bytesOf, createSnapshotShelf } from '../../web/engine/snapshot-shelf.ts';

describe('snapshot shelf', () => {
  it('gives the newest snapshot that is not later than asked for', () => {
    const shelf = createSnapshotShelf<string>(10, 1e6);
    shelf.put(0, 'a');
    shelf.put(20, 'c');
    shelf.put(10, 'b');
    expect(shelf.nearest(9.9)?.snapshot).toBe('a');
    expect(shelf.nearest(10)?.snapshot).toBe('b');
    expect(shelf.nearest(1000)?.snapshot).toBe('c');
    expect(shelf.nearest(-1)).toBeNull();
  });

  it('wants one at each interval that has none yet', () => {
    const shelf = createSnapshotShelf<string>(10, 1e6);
    shelf.put(0, 'start');
    expect([shelf.isDue(9), shelf.isDue(10)]).toEqual([false, true]);
    shelf.put(12, 'x');
    expect([shelf.isDue(15), shelf.isDue(21), shelf.isDue(22)]).toEqual([false, false, true]);
  });

  it('keeps within its budget by keeping every second one, the start always', () => {
    const shelf = createSnapshotShelf<Uint8Array>(1, 10_000);
    for (let tMs = 0; tMs <= 100; tMs++) if (tMs === 0 || shelf.isDue(tMs)) shelf.put(tMs, new Uint8Array(1000));
    const kept = new Set(Array.from({ length: 101 }, (_, tMs) => shelf.nearest(tMs)?.tMs));
    expect(kept.size).toBeLessThanOrEqual(10);
    expect(kept.size).toBeGreaterThanOrEqual(5);
    expect(shelf.nearest(0)?.tMs).toBe(0);
  });

  it('weighs the typed arrays in a snapshot', () => {
    expect(bytesOf({ a: new Float64Array(10), b: [new Uint8Array(5)] })).toBeGreaterThanOrEqual(85);
    expect(bytesOf({ a: new Float64Array(10), b: [new Uint8Array(5)] })).toBeLessThan(200);
  });
});
