/**
 * Rows of traced requests, calls and attempts. A request owns its calls and attempts as a tree of linked rows, so that
 * they are given back together; all state is columns, so that a snapshot is a copy.
 */
import { NO_SLOT, SlotPool, type SlotPoolSnapshot } from '../kernel/slot-pool.ts';
import { type Column, growColumns, restoreColumns, snapshotColumns } from '../model/tables.ts';

const INITIAL_CAPACITY = 64;

/** NaN in a time: it has not happened. Outcome NONE: not known. */
export const NONE = 255;

export class RequestRows {
  number = new Float64Array(0);
  workload = new Int32Array(0);
  /** The call that the workload made. */
  call = new Int32Array(0);
  /** Last, because it grows the columns at once. */
  readonly pool = new SlotPool(INITIAL_CAPACITY, Infinity, (capacity) => growColumns(this, capacity));
}

export class CallRows {
  request = new Int32Array(0);
  link = new Int32Array(0);
  endpoint = new Int32Array(0);
  startNs = new Float64Array(0);
  endNs = new Float64Array(0);
  outcome = new Uint8Array(0);
  metError = new Uint8Array(0);
  savedBy = new Uint8Array(0);
  causeService = new Int32Array(0);
  causeReason = new Uint8Array(0);
  sent = new Uint8Array(0);
  firstAttempt = new Int32Array(0);
  lastAttempt = new Int32Array(0);
  /** Next call of the same visit. */
  next = new Int32Array(0);
  /** Slot of the living call; −1: it has ended. */
  slot = new Int32Array(0);
  /** Closed, in the order of `phases.ts`, with room for two more. */
  phases = new Float64Array(0);
  /** Last, because it grows the columns at once. */
  readonly pool = new SlotPool(INITIAL_CAPACITY, Infinity, (capacity) => growColumns(this, capacity));
}

export class AttemptRows {
  id = new Float64Array(0);
  call = new Int32Array(0);
  number = new Int32Array(0);
  isHedge = new Uint8Array(0);
  /** −1: it was turned back before one was picked. */
  instance = new Int32Array(0);
  startNs = new Float64Array(0);
  /** Wait since the attempt before failed. */
  backoffNs = new Float64Array(0);
  /** When an instance was picked, and when its request went into the wire first. */
  pickedNs = new Float64Array(0);
  sentNs = new Float64Array(0);
  arrivedNs = new Float64Array(0);
  answeredNs = new Float64Array(0);
  /** When the caller learned the outcome, or gave up. */
  endNs = new Float64Array(0);
  outcome = new Uint8Array(0);
  answer = new Uint8Array(0);
  /** The caller's guard that rejected it, NONE: none did. */
  rejectedBy = new Uint8Array(0);
  /** Messages lost on the way, in either direction. */
  lost = new Int32Array(0);
  firstCall = new Int32Array(0);
  lastCall = new Int32Array(0);
  next = new Int32Array(0);
  /** Slot of the attempt in the world; it may be used again by another. */
  slot = new Int32Array(0);
  /** Of the visit, in the order of `FrameTable.phases`. */
  phases = new Float64Array(0);
  /** Last, because it grows the columns at once. */
  readonly pool = new SlotPool(INITIAL_CAPACITY, Infinity, (capacity) => growColumns(this, capacity));
}

export interface RowsSnapshot {
  readonly pool: SlotPoolSnapshot;
  readonly columns: Readonly<Record<string, Column>>;
}

type Rows = RequestRows | CallRows | AttemptRows;

export function snapshotRows(rows: Rows): RowsSnapshot {
  return { pool: rows.pool.snapshot(), columns: snapshotColumns(rows, rows.pool.used) };
}

export function restoreRows(rows: Rows, saved: RowsSnapshot): void {
  rows.pool.restore(saved.pool);
  restoreColumns(rows, saved.columns, saved.pool.capacity);
}

/** A column from slots of the world to rows here, NO_SLOT where nothing is traced. */
export function withSlot(column: Int32Array, slot: number): Int32Array {
  if (slot < column.length) return column;
  let length = Math.max(INITIAL_CAPACITY, column.length);
  while (length <= slot) length *= 2;
  const grown = new Int32Array(length).fill(NO_SLOT);
  grown.set(column);
  return grown;
}
