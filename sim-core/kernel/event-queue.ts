/**
 * The pending events in (time, sequence) order: what was scheduled first runs first among equals.
 *
 * Two ways in. `push` goes to a 4-ary heap. `pushLine` is for constant delays, such as timeouts: events of one exact
 * delay come due in the order in which they are scheduled, so they stand in a line (a linked list) of which only the
 * head is in the heap. Lines keep the heap small, and cancelling inside a line unlinks at once.
 *
 * A cancelled event that the heap still mentions is a ghost: its handle is refused from then on, and it is dropped when
 * it comes to the top, or together with all others when ghosts outnumber the rest, so memory follows the live events.
 * The ghost of a line's head keeps the line's place: no event of the line can come due before it.
 *
 * Layout. An event is a record of 32 bytes, seen through two views of one buffer; the heap is a time and a slot per
 * entry in two arrays, and looks up sequence numbers only for equal times. bench/README.md tells what else was tried.
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
const INITIAL_LINES = 8;
const COMPACT_FROM = 64;
const NONE = -1;

/**
 * The top of the heap is at index 3, so that the four children of index i, at 4i − 8 … 4i − 5, begin at a multiple of
 * four and share a cache line.
 */
const TOP = 3;

/** Up to here, 400 kB, the heap is taken to be in a cache. */
const NEAR_END = 1 << 15;

/** A record is four doubles: time (of an event in a line; else it is in the heap), sequence … */
const DOUBLES_SHIFT = 2;
const SEQUENCE = 1;
/** … and, from the third on, four integers. */
const INTS_SHIFT = 3;
/** Counts the events that had the slot; marked while the slot holds a ghost. */
const GENERATION = 4;
/** The kind in the low byte, the line above it. */
const KIND_AND_LINE = 5;
/** The subject; of a free slot the next free one. */
const SUBJECT = 6;
const DETAIL = 7;

const GHOST_MARK = 1 << 31;
const KIND_MASK = 255;
const LINE_SHIFT = 8;
/** In place of a line: an event of its own in the heap. */
const IN_HEAP = -1;

/** Neighbours in a line, two integers to a slot. */
const NEXT = 0;
const PREVIOUS = 1;

/** Carries one handle from `cancel` to `cancelFrom`. */
const cancelled = new Float64Array(1);

export interface QueueSnapshot {
  readonly nextSequence: number;
  readonly freeHead: number;
  readonly heapGhosts: number;
  readonly heapTime: Float64Array;
  readonly heapSlot: Int32Array;
  /** Records, as doubles. */
  readonly records: Float64Array;
  readonly neighbours: Int32Array;
  readonly lineDelayNs: Float64Array;
  readonly lineLastNs: Float64Array;
  readonly lineHead: Int32Array;
  readonly lineTail: Int32Array;
  readonly lineEntry: Int32Array;
}

export class EventQueue {
  /** What `isDue` goes by. Fields that start with a fraction are laid out as doubles at once. */
  limitNs: TimeNs = -0.5;

  /** Time of the event being pushed, or now: given by a field, because a double given as an argument may be boxed. */
  dueNs = -0.5;

  private nextSequence = -0.5;

  /** Index after the last entry; TOP: the heap is empty. */
  private heapEnd = TOP;
  private heapGhosts = 0;
  /** While the heap is empty, its first time is Infinity, so that `isDue` need not ask. */
  private heapTime: Float64Array = new Float64Array(INITIAL_CAPACITY + TOP);
  private heapSlot: Int32Array = new Int32Array(INITIAL_CAPACITY + TOP);

  private slotCapacity = INITIAL_CAPACITY;
  private usedSlots = 0;
  private freeHead = NONE;
  private doubles: Float64Array = new Float64Array(INITIAL_CAPACITY << DOUBLES_SHIFT);
  private ints: Int32Array = new Int32Array(this.doubles.buffer);
  private neighbours: Int32Array = new Int32Array(INITIAL_CAPACITY << 1);

  private lineCount = 0;
  private lineDelayNs: Float64Array = new Float64Array(INITIAL_LINES);
  /** Time of the last event ever added, which no later one may precede. */
  private lineLastNs: Float64Array = new Float64Array(INITIAL_LINES);
  private lineHead: Int32Array = new Int32Array(INITIAL_LINES);
  private lineTail: Int32Array = new Int32Array(INITIAL_LINES);
  /** The slot that stands for the line in the heap: its head, or the ghost of an earlier head; NONE: nothing does. */
  private lineEntry: Int32Array = new Int32Array(INITIAL_LINES);

  constructor() {
    this.heapTime[TOP] = Infinity;
    this.limitNs = Infinity;
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
    this.lineEntry[line] = NONE;
    return line;
  }

  /** Adds an event at `timeNs` (a whole number); `kind` < 256, `subject` and `detail` are int32. */
  push(timeNs: TimeNs, kind: number, subject: number, detail: number): EventHandle {
    // Small enough to be inlined wherever it is called, so that neither the time nor an unwanted handle is boxed; what
    // may not be inlined takes integers, and the time by a field.
    this.dueNs = timeNs;
    return this.handleOf(this.insertDue(kind, subject, detail));
  }

  /** Adds an event at `nowNs` + the line's delay. `nowNs` may not fall from call to call. */
  pushLine(line: LineId, nowNs: TimeNs, kind: number, subject: number, detail: number): EventHandle {
    this.dueNs = nowNs;
    return this.handleOf(this.insertInLine(line, kind, subject, detail));
  }

  /**
   * `push` at the time in `dueNs`; the slot of the event. Written in one piece: how V8 puts pieces together differs from
   * run to run, and with it W1 by a fifth (bench/README.md).
   */
  insertDue(kind: number, subject: number, detail: number): number {
    if (this.freeHead === NONE) this.addFreeSlot();
    const slot = this.freeHead;
    const ints = this.ints;
    const at = slot << INTS_SHIFT;
    this.freeHead = ints[at + SUBJECT];
    this.doubles[(slot << DOUBLES_SHIFT) + SEQUENCE] = this.nextSequence++;
    ints[at + KIND_AND_LINE] = kind | (IN_HEAP << LINE_SHIFT);
    ints[at + SUBJECT] = subject;
    ints[at + DETAIL] = detail;
    // It rises past later events only: those of the same time were there before it.
    const timeNs = this.dueNs;
    const times = this.heapTime;
    const slots = this.heapSlot;
    let hole = this.heapEnd++;
    while (hole > TOP) {
      const parent = (hole >> 2) + 2;
      const time = times[parent];
      if (time <= timeNs) break;
      times[hole] = time;
      slots[hole] = slots[parent];
      hole = parent;
    }
    times[hole] = timeNs;
    slots[hole] = slot;
    return slot;
  }

  /** `pushLine` with now in `dueNs`; the slot of the event. */
  insertInLine(line: number, kind: number, subject: number, detail: number): number {
    if (this.freeHead === NONE) this.addFreeSlot();
    const slot = this.freeHead;
    const { ints, doubles } = this;
    const at = slot << INTS_SHIFT;
    this.freeHead = ints[at + SUBJECT];
    doubles[slot << DOUBLES_SHIFT] = this.dueNs + this.lineDelayNs[line];
    doubles[(slot << DOUBLES_SHIFT) + SEQUENCE] = this.nextSequence++;
    ints[at + KIND_AND_LINE] = kind | (line << LINE_SHIFT);
    ints[at + SUBJECT] = subject;
    ints[at + DETAIL] = detail;
    this.append(line, slot);
    return slot;
  }

  handleOf(slot: number): EventHandle {
    return this.ints[(slot << INTS_SHIFT) + GENERATION] * SLOT_RANGE + slot;
  }

  /** Removes a pending event. False: it has run, was cancelled before, or never was. */
  cancel(handle: EventHandle): boolean {
    cancelled[0] = handle;
    return this.cancelFrom(cancelled, 0);
  }

  /** Removes the event whose handle is `handles[index]`. */
  cancelFrom(handles: Float64Array, index: number): boolean {
    const handle = handles[index];
    if (!(handle >= 0)) return false;
    const generation = Math.floor(handle / SLOT_RANGE);
    const slot = handle - generation * SLOT_RANGE;
    if (slot >= this.usedSlots) return false;
    const ints = this.ints;
    const at = slot << INTS_SHIFT;
    if (ints[at + GENERATION] !== generation) return false;
    const line = ints[at + KIND_AND_LINE] >> LINE_SHIFT;
    if (line === IN_HEAP) {
      ints[at + GENERATION] |= GHOST_MARK;
      if (++this.heapGhosts * 2 > this.heapEnd && this.heapEnd >= COMPACT_FROM) this.compact();
      return true;
    }
    this.unlink(line, slot);
    if (this.lineEntry[line] === slot) ints[at + GENERATION] |= GHOST_MARK;
    else this.free(slot);
    return true;
  }

  /** Time of the next event, Infinity if there is none. */
  peekTimeNs(): TimeNs {
    this.dropGhosts();
    return this.heapTime[TOP];
  }

  /** Whether the next event is before `limitNs`. */
  isDue(): boolean {
    // A ghost on top is no later than what is below it, so the limit may be asked before it is dropped.
    if (!(this.heapTime[TOP] < this.limitNs)) return false;
    return !this.isGhost(this.heapSlot[TOP]) || this.peekTimeNs() < this.limitNs;
  }

  /** Time of the event on top, which `isDue` has found to be live. */
  topTimeNs(): TimeNs {
    return this.heapTime[TOP];
  }

  /** Takes it out: its slot. The record can be read until the slot is given back with `free`. */
  takeTop(): number {
    const slot = this.heapSlot[TOP];
    const line = this.ints[(slot << INTS_SHIFT) + KIND_AND_LINE] >> LINE_SHIFT;
    if (line === IN_HEAP) {
      this.removeTop();
    } else {
      this.unlink(line, slot);
      this.advance(line);
    }
    return slot;
  }

  // What the record of a slot says.

  sequenceOf(slot: number): number {
    return this.doubles[(slot << DOUBLES_SHIFT) + SEQUENCE];
  }

  kindOf(slot: number): number {
    return this.ints[(slot << INTS_SHIFT) + KIND_AND_LINE] & KIND_MASK;
  }

  subjectOf(slot: number): number {
    return this.ints[(slot << INTS_SHIFT) + SUBJECT];
  }

  detailOf(slot: number): number {
    return this.ints[(slot << INTS_SHIFT) + DETAIL];
  }

  /** Gives back the slot of an event that has been taken out; its handle is refused from now on. */
  free(slot: number): void {
    const ints = this.ints;
    const at = slot << INTS_SHIFT;
    ints[at + GENERATION] = (ints[at + GENERATION] + 1) & GENERATION_MASK;
    ints[at + SUBJECT] = this.freeHead;
    this.freeHead = slot;
  }

  /** Everything pending, in arrays of its own. */
  snapshot(): QueueSnapshot {
    const lines = this.lineCount;
    return {
      nextSequence: this.nextSequence,
      freeHead: this.freeHead,
      heapGhosts: this.heapGhosts,
      heapTime: this.heapTime.slice(0, this.heapEnd),
      heapSlot: this.heapSlot.slice(0, this.heapEnd),
      records: this.doubles.slice(0, this.usedSlots << DOUBLES_SHIFT),
      neighbours: this.neighbours.slice(0, this.usedSlots << 1),
      lineDelayNs: this.lineDelayNs.slice(0, lines),
      lineLastNs: this.lineLastNs.slice(0, lines),
      lineHead: this.lineHead.slice(0, lines),
      lineTail: this.lineTail.slice(0, lines),
      lineEntry: this.lineEntry.slice(0, lines),
    };
  }

  /** Becomes the queue that was saved: the same events, the same handles, the same order from here on. */
  restore(saved: QueueSnapshot): void {
    this.nextSequence = saved.nextSequence;
    this.freeHead = saved.freeHead;
    this.heapGhosts = saved.heapGhosts;
    this.heapEnd = saved.heapTime.length;
    this.usedSlots = saved.records.length >> DOUBLES_SHIFT;
    this.resizeSlots(saved.records, saved.neighbours, capacityFor(this.usedSlots, INITIAL_CAPACITY));
    this.resizeHeap(saved.heapTime, saved.heapSlot);
    this.lineCount = saved.lineDelayNs.length;
    const lines = capacityFor(this.lineCount, INITIAL_LINES);
    this.lineDelayNs = widened(saved.lineDelayNs, lines);
    this.lineLastNs = widened(saved.lineLastNs, lines);
    this.lineHead = widened(saved.lineHead, lines);
    this.lineTail = widened(saved.lineTail, lines);
    this.lineEntry = widened(saved.lineEntry, lines);
  }

  /** Slots and heap entries held, live or not: what memory follows. */
  get footprint(): number {
    return this.usedSlots + this.heapEnd - TOP;
  }

  /** Live events. Cost: linear in the slots, so that nothing has to be counted for each event. */
  get size(): number {
    let live = this.usedSlots;
    for (let slot = 0; slot < this.usedSlots; slot++) if (this.isGhost(slot)) live--;
    for (let slot = this.freeHead; slot !== NONE; slot = this.subjectOf(slot)) live--;
    return live;
  }

  private isGhost(slot: number): boolean {
    return this.ints[(slot << INTS_SHIFT) + GENERATION] < 0;
  }

  private addFreeSlot(): void {
    if (this.usedSlots === this.slotCapacity) this.growSlots();
    const slot = this.usedSlots++;
    this.ints[(slot << INTS_SHIFT) + SUBJECT] = NONE;
    this.freeHead = slot;
  }

  // Lines.

  /** Puts an event whose record is written at the end of its line. */
  private append(line: LineId, slot: number): void {
    const timeNs = this.doubles[slot << DOUBLES_SHIFT];
    if (this.lineLastNs[line] > timeNs) this.refuseFallingLine(line, timeNs);
    this.lineLastNs[line] = timeNs;
    const neighbours = this.neighbours;
    const tail = this.lineTail[line];
    neighbours[(slot << 1) + NEXT] = NONE;
    neighbours[(slot << 1) + PREVIOUS] = tail;
    this.lineTail[line] = slot;
    if (tail === NONE) this.lineHead[line] = slot;
    else neighbours[(tail << 1) + NEXT] = slot;
    if (this.lineEntry[line] !== NONE) return;
    this.lineEntry[line] = slot;
    this.heapAdd(timeNs, slot);
  }

  private unlink(line: LineId, slot: number): void {
    const neighbours = this.neighbours;
    const next = neighbours[(slot << 1) + NEXT];
    const previous = neighbours[(slot << 1) + PREVIOUS];
    if (previous === NONE) this.lineHead[line] = next;
    else neighbours[(previous << 1) + NEXT] = next;
    if (next === NONE) this.lineTail[line] = previous;
    else neighbours[(next << 1) + PREVIOUS] = previous;
  }

  /** Lets the head of the line stand for it, in place of the top of the heap. */
  private advance(line: LineId): void {
    const head = this.lineHead[line];
    this.lineEntry[line] = head;
    if (head === NONE) {
      this.removeTop();
      return;
    }
    this.heapTime[TOP] = this.doubles[head << DOUBLES_SHIFT];
    this.heapSlot[TOP] = head;
    this.settle(TOP);
  }

  private refuseFallingLine(line: LineId, timeNs: TimeNs): never {
    throw new Error(`Bug in the engine: line of ${this.lineDelayNs[line]} ns was asked to go back to ${timeNs} ns`);
  }

  // The heap.

  /** Afterwards the top is a live event, or the heap is empty. */
  private dropGhosts(): void {
    while (this.heapEnd > TOP) {
      const slot = this.heapSlot[TOP];
      if (!this.isGhost(slot)) return;
      const line = this.ints[(slot << INTS_SHIFT) + KIND_AND_LINE] >> LINE_SHIFT;
      if (line === IN_HEAP) {
        this.heapGhosts--;
        this.removeTop();
      } else {
        this.advance(line);
      }
      this.free(slot);
    }
  }

  private heapAdd(timeNs: TimeNs, slot: number): void {
    const index = this.heapEnd++;
    this.heapTime[index] = timeNs;
    this.heapSlot[index] = slot;
    // Most events are later than what is above them: asked here, where the time is at hand, this saves a call.
    if (index > TOP && !(this.heapTime[(index >> 2) + 2] < timeNs)) this.rise(index);
  }

  private removeTop(): void {
    const last = --this.heapEnd;
    if (last > TOP + 1) {
      this.settle(last);
    } else if (last === TOP) {
      this.heapTime[TOP] = Infinity;
    } else {
      this.heapTime[TOP] = this.heapTime[last];
      this.heapSlot[TOP] = this.heapSlot[last];
    }
  }

  /**
   * Moves the entry at `from` to where it belongs, the place of the top being free. Bottom-up (Floyd): the hole first
   * sinks to a leaf along the smallest children, then the entry, which usually belongs near the leaves, rises from there.
   */
  private settle(from: number): void {
    const times = this.heapTime;
    const slots = this.heapSlot;
    const timeNs = times[from];
    const slot = slots[from];
    const hole = this.sinkFar(this.sinkNear());
    times[hole] = timeNs;
    slots[hole] = slot;
    if (hole > TOP) this.rise(hole);
  }

  /**
   * Sinks the hole from the top through groups of four children with arithmetic in place of branches, which would be
   * guessed wrong half of the time: a pop and a push take 84 ns in place of 132 with 1,000 pending (bench/growth.ts).
   * Stops above equal times, and where the heap is beyond the processor's caches and guessing ahead fetches memory.
   */
  private sinkNear(): number {
    const times = this.heapTime;
    const slots = this.heapSlot;
    const lastGroup = Math.min(this.heapEnd, NEAR_END) - 4;
    let hole = TOP;
    for (let child = TOP + 1; child <= lastGroup; child = (hole << 2) - 8) {
      const time0 = times[child];
      const time1 = times[child + 1];
      const time2 = times[child + 2];
      const time3 = times[child + 3];
      const left = child + Number(time1 < time0);
      const right = child + 2 + Number(time3 < time2);
      const leftTime = times[left];
      const rightTime = times[right];
      if (time0 === time1 || time2 === time3 || leftTime === rightTime) break;
      const best = left + ((right - left) & -Number(rightTime < leftTime));
      times[hole] = times[best];
      slots[hole] = slots[best];
      hole = best;
    }
    return hole;
  }

  /** Sinks the hole on to a leaf, with any number of children and with equal times. */
  private sinkFar(from: number): number {
    const times = this.heapTime;
    const slots = this.heapSlot;
    const heapEnd = this.heapEnd;
    let hole = from;
    for (let child = (hole << 2) - 8; child < heapEnd; child = (hole << 2) - 8) {
      const end = child + 4 < heapEnd ? child + 4 : heapEnd;
      let best = child;
      let bestTime = times[child];
      for (let other = child + 1; other < end; other++) {
        const time = times[other];
        if (time > bestTime) continue;
        if (time === bestTime && this.sequenceAt(other) > this.sequenceAt(best)) continue;
        best = other;
        bestTime = time;
      }
      times[hole] = bestTime;
      slots[hole] = slots[best];
      hole = best;
    }
    return hole;
  }

  /** Lets the entry at `index` rise to where it belongs. */
  private rise(index: number): void {
    const times = this.heapTime;
    const slots = this.heapSlot;
    const timeNs = times[index];
    const slot = slots[index];
    let hole = index;
    while (hole > TOP) {
      const parent = (hole >> 2) + 2;
      const time = times[parent];
      if (time < timeNs) break;
      if (time === timeNs && this.sequenceAt(parent) < this.doubles[(slot << DOUBLES_SHIFT) + SEQUENCE]) break;
      times[hole] = time;
      slots[hole] = slots[parent];
      hole = parent;
    }
    times[hole] = timeNs;
    slots[hole] = slot;
  }

  private sequenceAt(index: number): number {
    return this.doubles[(this.heapSlot[index] << DOUBLES_SHIFT) + SEQUENCE];
  }

  /** Rebuilds the heap without its ghosts: linear, paid for by the cancels since the last time. */
  private compact(): void {
    const end = this.heapEnd;
    this.heapEnd = TOP;
    this.heapGhosts = 0;
    // Entries move down in place: the rebuilt heap never reaches past the entry being read.
    for (let i = TOP; i < end; i++) {
      const slot = this.heapSlot[i];
      const line = this.ints[(slot << INTS_SHIFT) + KIND_AND_LINE] >> LINE_SHIFT;
      if (line === IN_HEAP && this.isGhost(slot)) this.free(slot);
      else this.heapAdd(this.heapTime[i], slot);
    }
    if (this.heapEnd === TOP) this.heapTime[TOP] = Infinity;
  }

  // Growth, by doubling.

  private growSlots(): void {
    assert(this.slotCapacity * 2 <= SLOT_RANGE, 'more than 16,777,216 events are pending');
    this.resizeSlots(this.doubles, this.neighbours, this.slotCapacity * 2);
    this.resizeHeap(this.heapTime, this.heapSlot);
  }

  private resizeSlots(records: Float64Array, neighbours: Int32Array, capacity: number): void {
    this.slotCapacity = capacity;
    this.doubles = widened(records, capacity << DOUBLES_SHIFT);
    this.neighbours = widened(neighbours, capacity << 1);
    this.ints = new Int32Array(this.doubles.buffer);
  }

  /** Every entry has a slot of its own, so with room for all slots no push has to ask whether the heap is full. */
  private resizeHeap(times: Float64Array, slots: Int32Array): void {
    this.heapTime = widened(times, this.slotCapacity + TOP);
    this.heapSlot = widened(slots, this.slotCapacity + TOP);
    if (this.heapEnd === TOP) this.heapTime[TOP] = Infinity;
  }

  private growLines(): void {
    const capacity = this.lineHead.length * 2;
    this.lineDelayNs = widened(this.lineDelayNs, capacity);
    this.lineLastNs = widened(this.lineLastNs, capacity);
    this.lineHead = widened(this.lineHead, capacity);
    this.lineTail = widened(this.lineTail, capacity);
    this.lineEntry = widened(this.lineEntry, capacity);
  }
}

function capacityFor(count: number, least: number): number {
  let capacity = least;
  while (capacity < count) capacity *= 2;
  return capacity;
}

/** A copy with room for `capacity` elements. */
function widened<A extends Float64Array | Int32Array>(array: A, capacity: number): A {
  const wide = new (array.constructor as new (length: number) => A)(capacity);
  wide.set(array);
  return wide;
}
