/**
 * Sums of a group of scopes (all workloads and links, say): structure of arrays, one row of columns per scope.
 *
 * Simulated time is cut into segments: at the end of every window and at the end of warm-up. Events add to `current`;
 * at the end of a segment that moves into the window's row and into the totals. `current` has two halves with the same
 * shape: requests that count in the summary (started after warm-up) and the earlier ones. So each event writes once, and
 * still there are two totals: of the requests that count, whenever they end, and of the time after warm-up, whoever
 * started the request. Segments end at instants known beforehand, never where somebody looks: reading changes no bit.
 */
import { OUTCOME_COUNT } from '../model/outcomes.ts';
import { ENDED, IN_FLIGHT_NS, SERVED_NS, SQUARES, STARTED } from './columns.ts';

export interface ScopeSumsShape {
  readonly scopeCount: number;
  readonly columnCount: number;
  /** Rows kept; 0: totals only. */
  readonly windowCount: number;
  /** Whether there is a warm-up, and with it earlier requests. */
  readonly hasEarlier: boolean;
  /** False: the columns are not those of calls or visits, and nothing of it is ever in flight. */
  readonly tracksFlight: boolean;
}

export interface ScopeSumsSnapshot {
  readonly current: Float64Array;
  readonly ofRequests: Float64Array;
  readonly ofTime: Float64Array;
  readonly inFlight: Float64Array;
  readonly pivotNs: Float64Array;
  readonly maxNs: Float64Array;
  readonly segmentStartNs: number;
  readonly windowsUsed: number;
  readonly rows: Float64Array;
  readonly inFlightRows: Float64Array;
}

export class ScopeSums {
  readonly shape: ScopeSumsShape;
  /** Length of one half; the earlier requests' half begins at `earlierBase` (0: there is none). */
  readonly half: number;
  readonly earlierBase: number;
  /** By half, scope, column. */
  readonly current: Float64Array;
  /** By scope, column. */
  readonly ofRequests: Float64Array;
  readonly ofTime: Float64Array;
  /** By scope: in flight at the start of the segment. */
  readonly inFlight: Float64Array;
  /** By scope: a time near which squares are taken, so that they keep their digits; ns, NaN before the first. */
  readonly pivotNs: Float64Array;
  /** By scope: longest that ended ok or degraded, of requests that count; ns. */
  readonly maxNs: Float64Array;
  /** By window, scope, column; and by window, scope: in flight at the window's end. */
  readonly rows: Float64Array;
  readonly inFlightRows: Float64Array;
  segmentStartNs = -0.5;
  private windowsUsed = 0;

  constructor(shape: ScopeSumsShape) {
    // Declared with a fraction so that the field is laid out as a double from the start.
    this.segmentStartNs = 0;
    this.shape = shape;
    this.half = shape.scopeCount * shape.columnCount;
    this.earlierBase = shape.hasEarlier ? this.half : 0;
    this.current = new Float64Array(this.half + this.earlierBase);
    this.ofRequests = new Float64Array(this.half);
    this.ofTime = new Float64Array(this.half);
    this.inFlight = new Float64Array(shape.scopeCount);
    this.pivotNs = new Float64Array(shape.scopeCount).fill(Number.NaN);
    this.maxNs = new Float64Array(shape.scopeCount);
    this.rows = new Float64Array(this.half * shape.windowCount);
    this.inFlightRows = new Float64Array(shape.scopeCount * shape.windowCount);
  }

  /**
   * Makes the current rows of a scope the sum of `members` of another group (or this one), which were counted in its
   * stead: in column `columns[i]` of the member's column `sources[i]`. May be done again at any time.
   */
  setCurrent(scope: number, from: ScopeSums, members: Int32Array, columns: Int32Array, sources: Int32Array): void {
    const row = scope * this.shape.columnCount;
    this.sumUp(row, 0, scope, from, members, columns, sources);
    if (this.earlierBase > 0)
      this.sumUp(row + this.earlierBase, from.earlierBase, scope, from, members, columns, sources);
    for (const member of members) this.maxNs[scope] = Math.max(this.maxNs[scope], from.maxNs[member]);
  }

  /** Moves what was added since the last segment into the window and the totals. `isMeasured`: it lies after warm-up. */
  endSegment(atNs: number, window: number, isMeasured: boolean): void {
    if (this.shape.tracksFlight) this.closeFlight(atNs - this.segmentStartNs);
    const { current, ofRequests, ofTime, rows, half, earlierBase } = this;
    const hasRows = window < this.shape.windowCount;
    const rowBase = window * half;
    for (let i = 0; i < half; i++) {
      let sum = current[i];
      if (sum !== 0) ofRequests[i] += sum;
      if (earlierBase > 0) {
        sum += current[earlierBase + i];
        current[earlierBase + i] = 0;
      }
      if (sum === 0) continue;
      if (isMeasured) ofTime[i] += sum;
      if (hasRows) rows[rowBase + i] += sum;
      current[i] = 0;
    }
    if (hasRows) {
      this.inFlightRows.set(this.inFlight, window * this.shape.scopeCount);
      this.windowsUsed = window + 1;
    }
    this.segmentStartNs = atNs;
  }

  /** Totals up to now of the requests that count, added to `target` (length columnCount). */
  addRequests(scope: number, target: Float64Array, targetPivotNs: number): void {
    const { columnCount } = this.shape;
    const row = this.ofRequests.slice(scope * columnCount, (scope + 1) * columnCount);
    for (let c = 0; c < columnCount; c++) row[c] += this.current[scope * columnCount + c];
    this.addRow(row, scope, target, targetPivotNs);
  }

  /** Totals up to `nowNs` of the time after warm-up, added to `target`. */
  addTime(scope: number, target: Float64Array, targetPivotNs: number, nowNs: number, isMeasured: boolean): void {
    const { columnCount } = this.shape;
    const row = this.ofTime.slice(scope * columnCount, (scope + 1) * columnCount);
    if (isMeasured) {
      for (let c = 0; c < columnCount; c++) row[c] += this.currentSum(scope, c);
      if (this.shape.tracksFlight) row[IN_FLIGHT_NS] += this.inFlightNow(scope) * (nowNs - this.segmentStartNs);
    }
    this.addRow(row, scope, target, targetPivotNs);
  }

  /** One window's row, added to `target`. */
  addWindow(scope: number, window: number, target: Float64Array, targetPivotNs: number): void {
    const { columnCount } = this.shape;
    const start = window * this.half + scope * columnCount;
    this.addRow(this.rows.subarray(start, start + columnCount), scope, target, targetPivotNs);
  }

  inFlightNow(scope: number): number {
    let inFlight = this.inFlight[scope] + this.currentSum(scope, STARTED);
    for (let outcome = 0; outcome < OUTCOME_COUNT; outcome++) inFlight -= this.currentSum(scope, ENDED + outcome);
    return inFlight;
  }

  snapshot(): ScopeSumsSnapshot {
    return {
      current: this.current.slice(),
      ofRequests: this.ofRequests.slice(),
      ofTime: this.ofTime.slice(),
      inFlight: this.inFlight.slice(),
      pivotNs: this.pivotNs.slice(),
      maxNs: this.maxNs.slice(),
      segmentStartNs: this.segmentStartNs,
      windowsUsed: this.windowsUsed,
      rows: this.rows.slice(0, this.windowsUsed * this.half),
      inFlightRows: this.inFlightRows.slice(0, this.windowsUsed * this.shape.scopeCount),
    };
  }

  restore(saved: ScopeSumsSnapshot): void {
    this.current.set(saved.current);
    this.ofRequests.set(saved.ofRequests);
    this.ofTime.set(saved.ofTime);
    this.inFlight.set(saved.inFlight);
    this.pivotNs.set(saved.pivotNs);
    this.maxNs.set(saved.maxNs);
    this.segmentStartNs = saved.segmentStartNs;
    this.rows.fill(0, saved.rows.length, this.windowsUsed * this.half);
    this.rows.set(saved.rows);
    this.inFlightRows.set(saved.inFlightRows);
    this.windowsUsed = saved.windowsUsed;
  }

  /**
   * The integral over a segment [a, b] needs no step per event: with n in flight at b it is n · (b − a), plus (t − a)
   * for each end at t, minus (t − a) for each start. `current` holds the last two. All are whole numbers and stay small.
   */
  private closeFlight(lengthNs: number): void {
    const { scopeCount, columnCount } = this.shape;
    for (let scope = 0; scope < scopeCount; scope++) {
      const inFlight = this.inFlightNow(scope);
      this.inFlight[scope] = inFlight;
      this.current[scope * columnCount + IN_FLIGHT_NS] += inFlight * lengthNs;
    }
  }

  private currentSum(scope: number, column: number): number {
    const index = scope * this.shape.columnCount + column;
    return this.earlierBase > 0 ? this.current[index] + this.current[this.earlierBase + index] : this.current[index];
  }

  private sumUp(
    row: number,
    sourceBase: number,
    scope: number,
    from: ScopeSums,
    members: Int32Array,
    columns: Int32Array,
    sources: Int32Array,
  ): void {
    const target = this.current;
    const source = from.current;
    for (let i = 0; i < columns.length; i++) target[row + columns[i]] = 0;
    for (const member of members) {
      const base = sourceBase + member * from.shape.columnCount;
      for (let i = 0; i < columns.length; i++) target[row + columns[i]] += source[base + sources[i]];
      target[row + SQUARES] += movedSquares(source, base, from.pivotNs[member], this.pivotNs[scope]);
    }
  }

  /** Adds a row of a scope to another's; squares are moved to the other's pivot. */
  private addRow(row: Float64Array, scope: number, target: Float64Array, targetPivotNs: number): void {
    for (let c = 0; c < row.length; c++) target[c] += row[c];
    if (!this.shape.tracksFlight) return;
    target[SQUARES] += movedSquares(row, 0, this.pivotNs[scope], targetPivotNs);
  }
}

/** By how much the squares of a row at `base` grow when they are taken around another pivot. */
function movedSquares(rows: Float64Array, base: number, pivotNs: number, targetPivotNs: number): number {
  // A scope without a pivot has served nothing.
  if (pivotNs === targetPivotNs || Number.isNaN(pivotNs)) return 0;
  const served = rows[base + ENDED] + rows[base + ENDED + 1];
  const shiftNs = pivotNs - targetPivotNs;
  return shiftNs * (2 * (rows[base + SERVED_NS] - served * pivotNs) + served * shiftNs);
}

/** How many ended ok or degraded. */
export function servedCount(row: Float64Array): number {
  return row[ENDED] + row[ENDED + 1];
}
