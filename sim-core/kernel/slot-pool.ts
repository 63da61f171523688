/**
 * Hands out small integers (slots) and takes them back, last released first. A table keeps one column entry per slot;
 * when slots run out the pool doubles and tells the table to grow.
 */
export const NO_SLOT = -1;

export interface SlotPoolSnapshot {
  readonly capacity: number;
  readonly used: number;
  readonly free: Int32Array;
}

export class SlotPool {
  capacity: number;
  /** Slots 0 … used − 1 have been handed out at least once. */
  used = 0;
  /** Slots handed out now. */
  live = 0;
  private free = new Int32Array(0);
  private freeCount = 0;
  private readonly bound: number;
  private readonly onGrow: (capacity: number) => void;

  /** At most `bound` slots are live at once; `onGrow(capacity)` is called at once and at each doubling. */
  constructor(initialCapacity: number, bound: number, onGrow: (capacity: number) => void) {
    this.capacity = 0;
    this.bound = bound;
    this.onGrow = onGrow;
    this.grow(Math.max(1, Math.min(initialCapacity, bound)));
  }

  /** A slot that nobody holds, or NO_SLOT when the bound is reached. */
  allocate(): number {
    if (this.freeCount > 0) {
      this.live++;
      return this.free[--this.freeCount];
    }
    if (this.used === this.capacity) {
      if (this.capacity >= this.bound) return NO_SLOT;
      this.grow(Math.min(this.bound, this.capacity * 2));
    }
    this.live++;
    return this.used++;
  }

  /** The caller promises that it holds the slot; the auditor checks that at the end of a run. */
  release(slot: number): void {
    this.free[this.freeCount++] = slot;
    this.live--;
  }

  snapshot(): SlotPoolSnapshot {
    return { capacity: this.capacity, used: this.used, free: this.free.slice(0, this.freeCount) };
  }

  restore(snapshot: SlotPoolSnapshot): void {
    this.capacity = snapshot.capacity;
    this.used = snapshot.used;
    this.freeCount = snapshot.free.length;
    this.live = this.used - this.freeCount;
    this.free = new Int32Array(this.capacity);
    this.free.set(snapshot.free);
  }

  private grow(capacity: number): void {
    const grown = new Int32Array(capacity);
    grown.set(this.free);
    this.free = grown;
    this.capacity = capacity;
    this.onGrow(capacity);
  }
}
