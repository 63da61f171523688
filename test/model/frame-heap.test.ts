import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { addToHeap, removeFromHeap } from '../../sim-core/model/frame-heap.ts';
import { FrameTable } from '../../sim-core/model/tables.ts';

/** Adds a frame with this key, or takes one out: the first, or the one at this share of those inside. */
const act = fc.oneof(
  { weight: 3, arbitrary: fc.record({ key: fc.integer({ min: 0, max: 9 }) }) },
  { weight: 1, arbitrary: fc.constant({ take: -1 }) },
  { weight: 1, arbitrary: fc.record({ take: fc.double({ min: 0, max: 0.999, noNaN: true }) }) },
);

test('a heap of frames has at its root what a sorted list has first, whoever is taken out', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const frames = new FrameTable(1000);
      let root = -1;
      let inside: { frame: number; key: number }[] = [];
      const sorted = () => inside.toSorted((a, b) => a.key - b.key || a.frame - b.frame);
      for (const one of acts) {
        if ('key' in one) {
          const frame = frames.pool.allocate();
          frames.heapKey[frame] = one.key;
          frames.heapOrder[frame] = frame;
          root = addToHeap(frames, root, frame);
          inside.push({ frame, key: one.key });
        } else if (inside.length > 0) {
          const index = Math.floor(one.take * inside.length);
          const frame = one.take < 0 ? root : inside[index].frame;
          root = removeFromHeap(frames, root, frame);
          inside = inside.filter((other) => other.frame !== frame);
        }
        expect(root).toBe(sorted()[0]?.frame ?? -1);
      }
      const order = sorted().map(({ frame }) => frame);
      const taken: number[] = [];
      for (; root >= 0; root = removeFromHeap(frames, root, root)) taken.push(root);
      expect(taken).toEqual(order);
    }),
  );
});
