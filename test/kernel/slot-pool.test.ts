import { equal, ok } from 'node:assert/strict';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_SLOT, SlotPool } from '../../sim-core/kernel/slot-pool.ts';

function createPool(initial: number, bound: number): { pool: SlotPool; capacities: number[] } {
  const capacities: number[] = [];
  return { pool: new SlotPool(initial, bound, (capacity) => capacities.push(capacity)), capacities };
}

test('doubles up to its bound and then refuses', () => {
  const { pool, capacities } = createPool(4, 10);
  const slots = Array.from({ length: 11 }, () => pool.allocate());

  expect(slots).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, NO_SLOT]);
  expect(capacities).toEqual([4, 8, 10]);
  expect(pool.live).toBe(10);
});

test('hands out the slot released last', () => {
  const { pool } = createPool(4, 10);
  for (let i = 0; i < 4; i++) pool.allocate();
  pool.release(1);
  pool.release(3);

  expect([pool.allocate(), pool.allocate(), pool.allocate()]).toEqual([3, 1, 4]);
});

test('never hands out a slot that is held, and goes on the same from a snapshot', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9)), fc.array(fc.nat(9)), (before, after) => {
      const { pool } = createPool(1, 64);
      const held: number[] = [];
      const act = (target: SlotPool, slots: number[], choice: number): void => {
        if (choice < 6 || slots.length === 0) {
          const slot = target.allocate();
          if (slot === NO_SLOT) return;
          ok(!slots.includes(slot));
          slots.push(slot);
        } else {
          target.release(slots.splice(choice % slots.length, 1)[0]);
        }
        equal(target.live, slots.length);
      };
      for (const choice of before) act(pool, held, choice);
      const saved = pool.snapshot();
      const twin = createPool(2, 64).pool;
      twin.restore(saved);
      const twinHeld = [...held];
      for (const choice of after) act(pool, held, choice);
      for (const choice of after) act(twin, twinHeld, choice);

      expect(twinHeld).toEqual(held);
    }),
  );
});
