/**
 * Rows that are found by two whole numbers, a group and a key: what caches hold, and the fetches under way for them. A
 * hash table with open addressing (linear probing, removal by shifting back) leads from both numbers to a slot of a pool;
 * the columns of the rows belong to whoever extends it. At most every second bucket is taken, so that finding, adding and
 * removing take the same time however many rows there are.
 *
 * Buckets are no column: a snapshot holds the rows, and restoring one makes the buckets anew.
 *
 * @hot
 */
import { SlotPool } from '../kernel/slot-pool.ts';
import { growColumns } from './tables.ts';

const INITIAL_CAPACITY = 64;
const FREE = -1;

export class KeyTable {
  /** Set by whoever extends this, when its columns are there: see `open`. */
  declare pool: SlotPool;
  /** By slot: the group (−1: the slot is free) and the key within it. */
  group = new Int32Array(0);
  key = new Int32Array(0);
  /** Slots; a power of two of them. In an object, because columns are found by their type. */
  private readonly index = { buckets: new Int32Array(0) };

  /** Makes the pool, with at most `bound` rows at once. */
  protected open(bound: number): SlotPool {
    return new SlotPool(INITIAL_CAPACITY, bound, (capacity) => {
      growColumns(this, capacity);
      this.reindex(capacity);
    });
  }

  /** The slot of a row, or −1. */
  find(group: number, key: number): number {
    const { buckets } = this.index;
    const mask = buckets.length - 1;
    for (let at = hashOf(group, key) & mask; ; at = (at + 1) & mask) {
      const slot = buckets[at];
      if (slot === FREE || (this.key[slot] === key && this.group[slot] === group)) return slot;
    }
  }

  /** A new row for a key that has none, or −1 when the bound is reached. */
  add(group: number, key: number): number {
    const slot = this.pool.allocate();
    if (slot < 0) return slot;
    this.group[slot] = group;
    this.key[slot] = key;
    this.enter(slot);
    return slot;
  }

  remove(slot: number): void {
    const { buckets } = this.index;
    const mask = buckets.length - 1;
    let hole = hashOf(this.group[slot], this.key[slot]) & mask;
    while (buckets[hole] !== slot) hole = (hole + 1) & mask;
    // Whoever stands behind the hole, no further from home than the hole is, moves into it.
    for (let at = (hole + 1) & mask; buckets[at] !== FREE; at = (at + 1) & mask) {
      const home = hashOf(this.group[buckets[at]], this.key[buckets[at]]) & mask;
      if (((at - home) & mask) < ((at - hole) & mask)) continue;
      buckets[hole] = buckets[at];
      hole = at;
    }
    buckets[hole] = FREE;
    this.group[slot] = FREE;
    this.pool.release(slot);
  }

  /** To be called when the columns have been restored or have grown. */
  reindex(capacity = this.pool.capacity): void {
    let size = 2;
    while (size < 2 * capacity) size *= 2;
    this.index.buckets = new Int32Array(size).fill(FREE);
    // There is no pool yet when it is made.
    const used = (this.pool as SlotPool | undefined)?.used ?? 0;
    for (let slot = 0; slot < used; slot++) if (this.group[slot] !== FREE) this.enter(slot);
  }

  private enter(slot: number): void {
    const { buckets } = this.index;
    const mask = buckets.length - 1;
    let at = hashOf(this.group[slot], this.key[slot]) & mask;
    while (buckets[at] !== FREE) at = (at + 1) & mask;
    buckets[at] = slot;
  }
}

function hashOf(group: number, key: number): number {
  let hash = Math.imul(key ^ Math.imul(group, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
  return hash ^ (hash >>> 13);
}
