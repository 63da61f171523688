/**
 * The pending events in (time, sequence) order: what was scheduled first runs first among equals.
 *
 * Two ways in. `push` goes to a 4-ary heap held in parallel typed arrays. `pushLine` is for constant delays, such as
 * timeouts: events of one exact delay come due in the order in which they are scheduled, so they stand in a line (a
 * linked list over the slots) of which only the head is represented in the heap, under its own time and sequence
 * number. Lines make the heap small, and cancelling inside a line unlinks at once.
 *
 * A cancelled event frees its slot immediately. What it may leave behind in the heap is an entry whose sequence number
 * no longer matches its slot's; such entries are dropped when they come to the top, or all together when they outnumber
 * the others, so memory follows the live events. The entry of a line whose head was cancelled is a lower bound of the
 * new head and is corrected when it comes to the top.
 *
 * @hot
 */
import { assert } from './assert.ts';
import type { DurationNs, TimeNs } from './time.ts';

/** Slot and generation of a pending event in one whole number; good for one event, refused after it. */
export type EventHandle = number;
export type LineId = number;

export const NO_EVENT: EventHandle = -1;

/** Slots fit 24 bits and generations 29: together the 53 bits that a double holds exactly. */
const SLOT_RANGE = 0x1000000;
const GENERATION_MASK = 0x1fffffff;

const INITIAL_CAPACITY = 64;
const COMPACT_FROM = 64;
const NONE = -1;
/** Value of `slotLine` for an event in the heap. */
const IN_HEAP = -1;

export interface QueueSnapshot {
  readonly size: number;
  readonly nextSequence: number;
  readonly usedSlots: number;
  readonly freeHead: number;
  readonly heapSize: number;
  readonly heapDead: number;
  readonly heapTime: Float64Array;
  readonly heapSequence: Float64Array;
  readonly heapSlot: Int32Array;
  readonly slotTime: Float64Array;
  readonly slotSequence: Float64Array;
  readonly slotGeneration: Int32Array;
  readonly slotKind: Uint8Array;
  readonly slotSubject: Int32Array;
  readonly slotDetail: Int32Array;
  readonly slotLine: Int32Array;
  readonly slotNext: Int32Array;
  readonly slotPrevious: Int32Array;
  readonly lineDelayNs: Float64Array;
  readonly lineLastNs: Float64Array;
  readonly lineHead: Int32Array;
  readonly lineTail: Int32Array;
  readonly lineInHeap: Uint8Array;
}

export class EventQueue {
  /** Live events. */
  size = 0;

  /** The event loaded by the last successful `pop`. */
  timeNs: TimeNs = -0.5;
  sequence = -0.5;
  kind = 0;
  subject = 0;
  detail = 0;

  private nextSequence = -0.5;

  // The heap. An entry is a slot, or ~line for the head of a line.
  private heapSize = 0;
  private heapDead = 0;
  private heapTime: Float64Array = new Float64Array(INITIAL_CAPACITY);
  private heapSequence: Float64Array = new Float64Array(INITIAL_CAPACITY);
  private heapSlot: Int32Array = new Int32Array(INITIAL_CAPACITY);

  // The events, by slot. A free slot has sequence −1 and its successor in the free list in `slotNext`.
  private usedSlots = 0;
  private freeHead = NONE;
  private slotTime: Float64Array = new Float64Array(INITIAL_CAPACITY);
  private slotSequence: Float64Array = new Float64Array(INITIAL_CAPACITY);
  private slotGeneration: Int32Array = new Int32Array(INITIAL_CAPACITY);
  private slotKind: Uint8Array = new Uint8Array(INITIAL_CAPACITY);
  private slotSubject: Int32Array = new Int32Array(INITIAL_CAPACITY);
  private slotDetail: Int32Array = new Int32Array(INITIAL_CAPACITY);
  private slotLine: Int32Array = new Int32Array(INITIAL_CAPACITY);
  private slotNext: Int32Array = new Int32Array(INITIAL_CAPACITY);
  private slotPrevious: Int32Array = new Int32Array(INITIAL_CAPACITY);

  // The lines, by line.
  private lineCount = 0;
  private lineDelayNs: Float64Array = new Float64Array(8);
  /** Time of the last event ever added, which no later one may precede. */
  private lineLastNs: Float64Array = new Float64Array(8);
  private lineHead: Int32Array = new Int32Array(8);
  private lineTail: Int32Array = new Int32Array(8);
  private lineInHeap: Uint8Array = new Uint8Array(8);

  constructor() {
    // The fields start with a fraction so that the engine lays them out as doubles; numbering starts at 0.
    this.timeNs = 0;
    this.sequence = -1;
    this.nextSequence = 0;
  }

  /** The line of this exact delay, ns; made on first use. Cost: linear in the number of lines, so ask once. */
  line(delayNs: DurationNs): LineId {
    assert(delayNs >= 0 && Number.isInteger(delayNs), `a line needs a whole delay, not ${delayNs}`);
    for (let line = 0; line < this.lineCount; line++) if (this.lineDelayNs[line] === delayNs) return line;
    if (this.lineCount === this.lineHead.length) this.growLines();
    const line = this.lineCount++;
    this.lineDelayNs[line] = delayNs;
    this.lineHead[line] = NONE;
    this.lineTail[line] = NONE;
    return line;
  }

  /** Adds an event at `timeNs` (a whole number); `kind` < 256, `subject` and `detail` are int32. */
  push(timeNs: TimeNs, kind: number, subject: number, detail: number): EventHandle {
    const sequence = this.nextSequence++;
    const slot = this.takeSlot(timeNs, sequence, kind, subject, detail);
    this.slotLine[slot] = IN_HEAP;
    this.heapInsert(timeNs, sequence, slot);
    return this.slotGeneration[slot] * SLOT_RANGE + slot;
  }

  /** Adds an event at `nowNs` + the line's delay. `nowNs` may not fall from call to call. */
  pushLine(line: LineId, nowNs: TimeNs, kind: number, subject: number, detail: number): EventHandle {
    const timeNs = nowNs + this.lineDelayNs[line];
    const sequence = this.nextSequence++;
    const slot = this.takeSlot(timeNs, sequence, kind, subject, detail);
    this.slotLine[slot] = line;
    this.slotNext[slot] = NONE;
    const tail = this.lineTail[line];
    this.slotPrevious[slot] = tail;
    this.lineTail[line] = slot;
    if (this.lineLastNs[line] > timeNs) this.refuseFallingLine(line, timeNs);
    this.lineLastNs[line] = timeNs;
    if (tail !== NONE) {
      this.slotNext[tail] = slot;
    } else {
      this.lineHead[line] = slot;
      if (this.lineInHeap[line] === 0) {
        this.lineInHeap[line] = 1;
        this.heapInsert(timeNs, sequence, ~line);
      }
    }
    return this.slotGeneration[slot] * SLOT_RANGE + slot;
  }

  /** Removes a pending event. False: it has run, was cancelled before, or never was. */
  cancel(handle: EventHandle): boolean {
    if (!(handle >= 0)) return false;
    const generation = Math.floor(handle / SLOT_RANGE);
    const slot = handle - generation * SLOT_RANGE;
    if (slot >= this.usedSlots || this.slotGeneration[slot] !== generation || this.slotSequence[slot] < 0) return false;
    const line = this.slotLine[slot];
    if (line !== IN_HEAP) this.unlink(line, slot);
    this.freeSlot(slot);
    if (line === IN_HEAP && ++this.heapDead * 2 > this.heapSize && this.heapSize >= COMPACT_FROM) this.compact();
    return true;
  }

  /** Time of the next event, Infinity if there is none. */
  peekTimeNs(): TimeNs {
    return this.hasTop() ? this.heapTime[0] : Infinity;
  }

  /** Takes the next event out and loads it into the public fields; false if there is none. */
  pop(): boolean {
    return this.popBefore(Infinity);
  }

  /** Like `pop`, but only an event strictly before `limitNs`. */
  popBefore(limitNs: TimeNs): boolean {
    // Entries of cancelled events only make the top earlier than it should be, so this may be asked first.
    if (this.heapSize === 0 || this.heapTime[0] >= limitNs) return false;
    if (!this.hasTop()) return false;
    const timeNs = this.heapTime[0];
    if (timeNs >= limitNs) return false;
    this.timeNs = timeNs;
    this.sequence = this.heapSequence[0];
    const entry = this.heapSlot[0];
    if (entry >= 0) {
      this.load(entry);
      this.removeTop();
      return true;
    }
    const line = ~entry;
    const head = this.lineHead[line];
    this.load(head);
    const next = this.slotNextOfFreed(head, line);
    if (next === NONE) this.removeTop();
    else this.settle(this.slotTime[next], this.slotSequence[next], entry);
    return true;
  }

  /** Everything pending, in arrays of its own. */
  snapshot(): QueueSnapshot {
    const heap = this.heapSize;
    const used = this.usedSlots;
    const lines = this.lineCount;
    return {
      size: this.size,
      nextSequence: this.nextSequence,
      usedSlots: used,
      freeHead: this.freeHead,
      heapSize: heap,
      heapDead: this.heapDead,
      heapTime: this.heapTime.slice(0, heap),
      heapSequence: this.heapSequence.slice(0, heap),
      heapSlot: this.heapSlot.slice(0, heap),
      slotTime: this.slotTime.slice(0, used),
      slotSequence: this.slotSequence.slice(0, used),
      slotGeneration: this.slotGeneration.slice(0, used),
      slotKind: this.slotKind.slice(0, used),
      slotSubject: this.slotSubject.slice(0, used),
      slotDetail: this.slotDetail.slice(0, used),
      slotLine: this.slotLine.slice(0, used),
      slotNext: this.slotNext.slice(0, used),
      slotPrevious: this.slotPrevious.slice(0, used),
      lineDelayNs: this.lineDelayNs.slice(0, lines),
      lineLastNs: this.lineLastNs.slice(0, lines),
      lineHead: this.lineHead.slice(0, lines),
      lineTail: this.lineTail.slice(0, lines),
      lineInHeap: this.lineInHeap.slice(0, lines),
    };
  }

  /** Becomes the queue that was saved: the same events, the same handles, the same order from here on. */
  restore(saved: QueueSnapshot): void {
    this.size = saved.size;
    this.nextSequence = saved.nextSequence;
    this.usedSlots = saved.usedSlots;
    this.freeHead = saved.freeHead;
    this.heapSize = saved.heapSize;
    this.heapDead = saved.heapDead;
    const heap = capacityFor(saved.heapSize, INITIAL_CAPACITY);
    this.heapTime = widen(saved.heapTime, heap);
    this.heapSequence = widen(saved.heapSequence, heap);
    this.heapSlot = widen(saved.heapSlot, heap);
    const slots = capacityFor(saved.usedSlots, INITIAL_CAPACITY);
    this.slotTime = widen(saved.slotTime, slots);
    this.slotSequence = widen(saved.slotSequence, slots);
    this.slotGeneration = widen(saved.slotGeneration, slots);
    this.slotKind = widen(saved.slotKind, slots);
    this.slotSubject = widen(saved.slotSubject, slots);
    this.slotDetail = widen(saved.slotDetail, slots);
    this.slotLine = widen(saved.slotLine, slots);
    this.slotNext = widen(saved.slotNext, slots);
    this.slotPrevious = widen(saved.slotPrevious, slots);
    this.lineCount = saved.lineDelayNs.length;
    const lines = capacityFor(this.lineCount, 8);
    this.lineDelayNs = widen(saved.lineDelayNs, lines);
    this.lineLastNs = widen(saved.lineLastNs, lines);
    this.lineHead = widen(saved.lineHead, lines);
    this.lineTail = widen(saved.lineTail, lines);
    this.lineInHeap = widen(saved.lineInHeap, lines);
  }

  /** Slots and heap entries held, live or not: what memory follows. */
  get footprint(): number {
    return this.usedSlots + this.heapSize;
  }

  // ── events ──

  private takeSlot(timeNs: TimeNs, sequence: number, kind: number, subject: number, detail: number): number {
    let slot = this.freeHead;
    if (slot === NONE) slot = this.freshSlot();
    else this.freeHead = this.slotNext[slot];
    this.slotTime[slot] = timeNs;
    this.slotSequence[slot] = sequence;
    this.slotKind[slot] = kind;
    this.slotSubject[slot] = subject;
    this.slotDetail[slot] = detail;
    this.size++;
    return slot;
  }

  private freshSlot(): number {
    if (this.usedSlots === this.slotTime.length) this.growSlots();
    return this.usedSlots++;
  }

  private load(slot: number): void {
    this.kind = this.slotKind[slot];
    this.subject = this.slotSubject[slot];
    this.detail = this.slotDetail[slot];
    if (this.slotLine[slot] === IN_HEAP) this.freeSlot(slot);
  }

  private freeSlot(slot: number): void {
    this.slotGeneration[slot] = (this.slotGeneration[slot] + 1) & GENERATION_MASK;
    this.slotSequence[slot] = -1;
    this.slotNext[slot] = this.freeHead;
    this.freeHead = slot;
    this.size--;
  }

  // ── lines ──

  /** Frees the head of a line that has just been loaded; the new head, or NONE. */
  private slotNextOfFreed(head: number, line: LineId): number {
    const next = this.slotNext[head];
    this.lineHead[line] = next;
    if (next === NONE) {
      this.lineTail[line] = NONE;
      this.lineInHeap[line] = 0;
    } else {
      this.slotPrevious[next] = NONE;
    }
    this.freeSlot(head);
    return next;
  }

  private unlink(line: LineId, slot: number): void {
    const previous = this.slotPrevious[slot];
    const next = this.slotNext[slot];
    if (previous === NONE) this.lineHead[line] = next;
    else this.slotNext[previous] = next;
    if (next === NONE) this.lineTail[line] = previous;
    else this.slotPrevious[next] = previous;
  }

  private refuseFallingLine(line: LineId, timeNs: TimeNs): never {
    throw new Error(`Bug in the engine: line of ${this.lineDelayNs[line]} ns was asked to go back to ${timeNs} ns`);
  }

  // ── heap ──

  /** Drops or corrects stale entries until a live event is on top; false if there is none. */
  private hasTop(): boolean {
    while (this.heapSize > 0) {
      const entry = this.heapSlot[0];
      const sequence = this.heapSequence[0];
      if (entry >= 0) {
        if (this.slotSequence[entry] === sequence) return true;
        this.heapDead--;
        this.removeTop();
        continue;
      }
      const line = ~entry;
      const head = this.lineHead[line];
      if (head === NONE) {
        this.lineInHeap[line] = 0;
        this.removeTop();
        continue;
      }
      if (this.slotSequence[head] === sequence) return true;
      this.settle(this.slotTime[head], this.slotSequence[head], entry);
    }
    return false;
  }

  private heapInsert(timeNs: TimeNs, sequence: number, entry: number): void {
    if (this.heapSize === this.heapTime.length) this.growHeap();
    this.siftUp(this.heapSize++, timeNs, sequence, entry);
  }

  private removeTop(): void {
    const last = --this.heapSize;
    if (last > 0) this.settle(this.heapTime[last], this.heapSequence[last], this.heapSlot[last]);
  }

  /**
   * Puts an entry in place of the top. Bottom-up (Floyd): the hole first sinks to a leaf along the smallest children,
   * then the entry, which usually belongs near the leaves, rises from there.
   */
  private settle(timeNs: TimeNs, sequence: number, entry: number): void {
    const times = this.heapTime;
    const sequences = this.heapSequence;
    const slots = this.heapSlot;
    const size = this.heapSize;
    let hole = 0;
    for (let child = 1; child < size; child = 4 * hole + 1) {
      const end = child + 4 < size ? child + 4 : size;
      let best = child;
      let bestTime = times[child];
      for (let other = child + 1; other < end; other++) {
        const time = times[other];
        if (time < bestTime || (time === bestTime && sequences[other] < sequences[best])) {
          best = other;
          bestTime = time;
        }
      }
      times[hole] = bestTime;
      sequences[hole] = sequences[best];
      slots[hole] = slots[best];
      hole = best;
    }
    this.siftUp(hole, timeNs, sequence, entry);
  }

  private siftUp(from: number, timeNs: TimeNs, sequence: number, entry: number): void {
    const times = this.heapTime;
    const sequences = this.heapSequence;
    const slots = this.heapSlot;
    let hole = from;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      const time = times[parent];
      if (time < timeNs || (time === timeNs && sequences[parent] < sequence)) break;
      times[hole] = time;
      sequences[hole] = sequences[parent];
      slots[hole] = slots[parent];
      hole = parent;
    }
    times[hole] = timeNs;
    sequences[hole] = sequence;
    slots[hole] = entry;
  }

  /** Rebuilds the heap without the entries of cancelled events: linear, paid for by the cancels since the last time. */
  private compact(): void {
    const size = this.heapSize;
    this.heapSize = 0;
    this.heapDead = 0;
    // Entries move down in place: the rebuilt heap never reaches past the entry being read.
    for (let i = 0; i < size; i++) {
      const entry = this.heapSlot[i];
      const sequence = this.heapSequence[i];
      if (entry >= 0 && this.slotSequence[entry] !== sequence) continue;
      this.siftUp(this.heapSize++, this.heapTime[i], sequence, entry);
    }
    if (this.heapSize * 4 < this.heapTime.length) this.shrinkHeap();
  }

  // ── growth ──

  private growHeap(): void {
    const capacity = this.heapTime.length * 2;
    this.heapTime = widen(this.heapTime, capacity);
    this.heapSequence = widen(this.heapSequence, capacity);
    this.heapSlot = widen(this.heapSlot, capacity);
  }

  private shrinkHeap(): void {
    const capacity = capacityFor(this.heapSize * 2, INITIAL_CAPACITY);
    this.heapTime = widen(this.heapTime.subarray(0, this.heapSize), capacity);
    this.heapSequence = widen(this.heapSequence.subarray(0, this.heapSize), capacity);
    this.heapSlot = widen(this.heapSlot.subarray(0, this.heapSize), capacity);
  }

  private growSlots(): void {
    const capacity = this.slotTime.length * 2;
    assert(capacity <= SLOT_RANGE, 'more than 16,777,216 events are pending');
    this.slotTime = widen(this.slotTime, capacity);
    this.slotSequence = widen(this.slotSequence, capacity);
    this.slotGeneration = widen(this.slotGeneration, capacity);
    this.slotKind = widen(this.slotKind, capacity);
    this.slotSubject = widen(this.slotSubject, capacity);
    this.slotDetail = widen(this.slotDetail, capacity);
    this.slotLine = widen(this.slotLine, capacity);
    this.slotNext = widen(this.slotNext, capacity);
    this.slotPrevious = widen(this.slotPrevious, capacity);
  }

  private growLines(): void {
    const capacity = this.lineHead.length * 2;
    this.lineDelayNs = widen(this.lineDelayNs, capacity);
    this.lineLastNs = widen(this.lineLastNs, capacity);
    this.lineHead = widen(this.lineHead, capacity);
    this.lineTail = widen(this.lineTail, capacity);
    this.lineInHeap = widen(this.lineInHeap, capacity);
  }
}

function capacityFor(count: number, least: number): number {
  let capacity = least;
  while (capacity < count) capacity *= 2;
  return capacity;
}

function widen<A extends Float64Array | Int32Array | Uint8Array>(array: A, capacity: number): A {
  const wide = new (array.constructor as new (length: number) => A)(capacity);
  wide.set(array);
  return wide;
}
