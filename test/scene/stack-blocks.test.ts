import { array, assert, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stackBlocks } from '../../web/scene/stack-blocks.ts';

describe('stackBlocks', () => {
  it('puts a box where it would like to be', () => {
    expect(stackBlocks([{ height: 20, wish: 60 }], 10, 0, 100)).toEqual([50]);
  });

  it('shares the displacement of boxes that would overlap', () => {
    expect(
      stackBlocks(
        [
          { height: 20, wish: 50 },
          { height: 20, wish: 50 },
        ],
        10,
        0,
        100,
      ),
    ).toEqual([25, 55]);
  });

  it('overflows evenly when there is not enough room', () => {
    expect(
      stackBlocks(
        [
          { height: 60, wish: 0 },
          { height: 60, wish: 0 },
        ],
        0,
        0,
        100,
      ),
    ).toEqual([-10, 50]);
  });

  it('never overlaps, keeps the order and stays inside', () => {
    const box = record({ height: integer({ min: 1, max: 30 }), wish: integer({ min: -50, max: 450 }) });
    assert(
      property(array(box, { minLength: 1, maxLength: 8 }), (boxes) => {
        const tops = stackBlocks(boxes, 5, 0, 400);
        tops.forEach((top, index) => {
          expect(top).toBeGreaterThanOrEqual(-1e-9);
          expect(top + boxes[index].height).toBeLessThanOrEqual(400 + 1e-9);
          const before = index === 0 ? -5 : tops[index - 1] + boxes[index - 1].height;
          expect(top).toBeGreaterThanOrEqual(before + 5 - 1e-9);
        });
      }),
    );
  });
});
