/**
 * Whether a server has let in an attempt of a call. It must be known longer than the call lives: a first attempt that
 * was given up on may arrive when the second has long been answered, and is then executed twice. So each call gets a
 * row, held by the call and by its attempts, and free when nobody holds it any more. An attempt holds it until its slot
 * is used again, because nobody tells when an attempt has vanished for good.
 *
 * @hot
 */
import { NO_SLOT, SlotPool, type SlotPoolSnapshot } from '../kernel/slot-pool.ts';

const INITIAL_CAPACITY = 64;

export interface ExecutionsSnapshot {
  readonly pool: SlotPoolSnapshot;
  readonly holders: Int32Array;
  readonly admitted: Uint8Array;
  readonly ofCall: Int32Array;
  readonly ofAttempt: Int32Array;
}

export class Executions {
  private readonly pool: SlotPool;
  /** By row. */
  private holders = new Int32Array(0);
  private admitted = new Uint8Array(0);
  /** By call slot and by attempt slot: the row, NO_SLOT for none. */
  private ofCall = new Int32Array(INITIAL_CAPACITY).fill(NO_SLOT);
  private ofAttempt = new Int32Array(INITIAL_CAPACITY).fill(NO_SLOT);

  constructor() {
    this.pool = new SlotPool(INITIAL_CAPACITY, Infinity, (capacity) => {
      this.holders = grown(this.holders, new Int32Array(capacity));
      this.admitted = grown(this.admitted, new Uint8Array(capacity));
    });
  }

  callStarted(call: number): void {
    if (call >= this.ofCall.length) this.ofCall = doubled(this.ofCall, call);
    const row = this.pool.allocate();
    this.holders[row] = 1;
    this.admitted[row] = 0;
    this.ofCall[call] = row;
  }

  attemptStarted(attempt: number, call: number): void {
    if (attempt >= this.ofAttempt.length) this.ofAttempt = doubled(this.ofAttempt, attempt);
    const previous = this.ofAttempt[attempt];
    if (previous !== NO_SLOT) this.letGo(previous);
    const row = this.ofCall[call];
    this.holders[row]++;
    this.ofAttempt[attempt] = row;
  }

  /** True if another attempt of the same call was let in before. */
  attemptAdmitted(attempt: number): boolean {
    const row = this.ofAttempt[attempt];
    if (this.admitted[row] !== 0) return true;
    this.admitted[row] = 1;
    return false;
  }

  /** True if a server has let in an attempt of it. */
  callEnded(call: number): boolean {
    const row = this.ofCall[call];
    const wasAdmitted = this.admitted[row] !== 0;
    this.ofCall[call] = NO_SLOT;
    this.letGo(row);
    return wasAdmitted;
  }

  snapshot(): ExecutionsSnapshot {
    return {
      pool: this.pool.snapshot(),
      holders: this.holders.slice(0, this.pool.used),
      admitted: this.admitted.slice(0, this.pool.used),
      ofCall: this.ofCall.slice(),
      ofAttempt: this.ofAttempt.slice(),
    };
  }

  restore(saved: ExecutionsSnapshot): void {
    this.pool.restore(saved.pool);
    this.holders = new Int32Array(saved.pool.capacity);
    this.holders.set(saved.holders);
    this.admitted = new Uint8Array(saved.pool.capacity);
    this.admitted.set(saved.admitted);
    this.ofCall = saved.ofCall.slice();
    this.ofAttempt = saved.ofAttempt.slice();
  }

  private letGo(row: number): void {
    if (--this.holders[row] === 0) this.pool.release(row);
  }
}

function grown<T extends Int32Array | Uint8Array>(old: T, target: T): T {
  target.set(old);
  return target;
}

function doubled(column: Int32Array<ArrayBuffer>, index: number): Int32Array<ArrayBuffer> {
  let length = column.length;
  while (length <= index) length *= 2;
  const target = new Int32Array(length).fill(NO_SLOT);
  target.set(column);
  return target;
}
