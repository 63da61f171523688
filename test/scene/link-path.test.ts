import { describe, expect, it } from 'vitest';
import { buildPath, PATH_POINTS, PATH_STRIDE, pathLength } from '../../web/scene/link-path.ts';

const last = (PATH_POINTS - 1) * PATH_STRIDE;

describe('buildPath', () => {
  it('begins and ends where it should', () => {
    const path = buildPath([
      { x: 10, y: 20 },
      { x: 210, y: 120 },
    ]);

    expect([path[0], path[1]]).toEqual([10, 20]);
    expect(path[last]).toBeCloseTo(210, 3);
    expect(path[last + 1]).toBeCloseTo(120, 3);
  });

  it('has points at even distances, though the curve bends', () => {
    const path = buildPath([
      { x: 0, y: 0 },
      { x: 100, y: 200 },
      { x: 300, y: 50 },
    ]);
    const step = pathLength(path) / (PATH_POINTS - 1);

    for (let p = 1; p < PATH_POINTS; p++) {
      const dx = path[p * PATH_STRIDE] - path[(p - 1) * PATH_STRIDE];
      const dy = path[p * PATH_STRIDE + 1] - path[(p - 1) * PATH_STRIDE + 1];
      expect(Math.hypot(dx, dy) / step).toBeGreaterThan(0.9);
      expect(Math.hypot(dx, dy) / step).toBeLessThan(1.1);
    }
  });

  it('has normals of length one that point up on a way to the right', () => {
    const path = buildPath([
      { x: 0, y: 0 },
      { x: 100, y: 60 },
    ]);

    for (let p = 0; p < PATH_POINTS; p++) {
      const nx = path[p * PATH_STRIDE + 2];
      const ny = path[p * PATH_STRIDE + 3];
      expect(Math.hypot(nx, ny)).toBeCloseTo(1, 5);
      expect(ny).toBeLessThan(0);
    }
  });

  it('leaves and arrives level', () => {
    const path = buildPath([
      { x: 0, y: 0 },
      { x: 200, y: 100 },
    ]);

    expect(path[3]).toBeLessThan(-0.95);
    expect(path[last + 3]).toBeLessThan(-0.95);
  });
});
