/**
 * A log-linear histogram of durations: 128 cells of equal width to each power of two, so a value is known to 1 part in
 * 128 of its octave and a quantile to 0.4 % (half a cell). The cell is read off the double itself: its exponent and the
 * first seven bits of its fraction. Cell 0 holds everything below 1; values from 2^53 share the last cell.
 *
 * Histograms with the same cells add up, which is how percentiles of many instances, windows or replications are made.
 *
 * @hot
 */
const FRACTION_BITS = 7;
const CELLS_PER_OCTAVE = 1 << FRACTION_BITS;
const OCTAVES = 53;
/** 27 kB of counters. */
export const CELL_COUNT = OCTAVES * CELLS_PER_OCTAVE + 1;

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);
double[0] = 1;
/** The word with sign and exponent; 1 on little-endian machines. */
const HIGH = words[1] === 0 ? 0 : 1;
const SHIFT = 20 - FRACTION_BITS;
/** What the exponent of 1 contributes, less one for cell 0. */
const OFFSET = (1023 << FRACTION_BITS) - 1;

/** Sparse form: pairs of a cell and its count, cells rising. */
export type HistogramCells = readonly (readonly [cell: number, count: number])[];

const NO_COUNTS = new Uint32Array(0);

export class Histogram {
  /** Values told. */
  count = 0;
  /** Made when the first value comes: a run of many services has many histograms that none ever comes to. */
  private counts = NO_COUNTS;
  /** Cells outside first … last are empty, which makes clearing, merging and scanning cheap. */
  private first = CELL_COUNT;
  private last = -1;

  /** A value ≥ 0. */
  add(value: number): void {
    this.addToCell(cellOf(value));
  }

  /** A value whose cell is known already; for several histograms of the same value. */
  addToCell(cell: number): void {
    if (cell > this.last) this.reach(cell);
    if (cell < this.first) this.first = cell;
    this.counts[cell]++;
    this.count++;
  }

  /**
   * The value below which a share p of all values lies, 0 ≤ p ≤ 1: the value of rank p · count, placed inside its cell
   * as if the cell's values were spread evenly. NaN while empty.
   */
  quantile(p: number): number {
    if (this.count === 0) return NaN;
    const rank = p * this.count;
    let below = 0;
    for (let cell = this.first; cell < this.last; cell++) {
      const count = this.counts[cell];
      if (count > 0 && below + count >= rank) return placedIn(cell, (rank - below) / count);
      below += count;
    }
    return placedIn(this.last, (rank - below) / this.counts[this.last]);
  }

  /** How many values lie below `value`; exact at the edge of a cell, elsewhere as if the cell were filled evenly. */
  countBelow(value: number): number {
    if (this.count === 0) return 0;
    const at = cellOf(value);
    let below = 0;
    for (let cell = this.first; cell < at && cell <= this.last; cell++) below += this.counts[cell];
    const from = lowerEdge(at);
    const share = Math.min(1, (value - from) / (lowerEdge(at + 1) - from));
    return below + this.counts[at] * share;
  }

  merge(other: Histogram): void {
    if (other.last > this.last) this.reach(other.last);
    if (other.first < this.first) this.first = other.first;
    for (let cell = other.first; cell <= other.last; cell++) this.counts[cell] += other.counts[cell];
    this.count += other.count;
  }

  /** Costs as much as the range of cells touched. */
  clear(): void {
    if (this.last >= 0) this.counts.fill(0, this.first, this.last + 1);
    this.count = 0;
    this.first = CELL_COUNT;
    this.last = -1;
  }

  cells(): [cell: number, count: number][] {
    const pairs: [number, number][] = [];
    for (let cell = this.first; cell <= this.last; cell++) {
      if (this.counts[cell] > 0) pairs.push([cell, this.counts[cell]]);
    }
    return pairs;
  }

  /** Cells from the first to the last touched: at most so many are not empty. */
  get span(): number {
    return this.last < 0 ? 0 : this.last - this.first + 1;
  }

  /** `cells()` without making anything: pairs go to `cells[at]`, `counts[at]` and on. Returns the index after the last. */
  writeCells(cells: Int32Array, counts: Int32Array, at: number): number {
    let end = at;
    for (let cell = this.first; cell <= this.last; cell++) {
      if (this.counts[cell] === 0) continue;
      cells[end] = cell;
      counts[end++] = this.counts[cell];
    }
    return end;
  }

  addCount(cell: number, count: number): void {
    if (!(cell >= 0 && cell < CELL_COUNT)) throw new RangeError(`No histogram cell ${cell}`);
    if (cell > this.last) this.reach(cell);
    if (cell < this.first) this.first = cell;
    this.counts[cell] += count;
    this.count += count;
  }

  private reach(cell: number): void {
    if (this.counts.length === 0) this.counts = new Uint32Array(CELL_COUNT);
    this.last = cell;
  }

  /** Adds what `cells` of another histogram gave. */
  addCells(cells: HistogramCells): void {
    for (const [cell, count] of cells) this.addCount(cell, count);
  }
}

/** Cell of a value ≥ 0. */
export function cellOf(value: number): number {
  if (!(value >= 1)) return 0;
  double[0] = value;
  const cell = (words[HIGH] >> SHIFT) - OFFSET;
  return cell < CELL_COUNT ? cell : CELL_COUNT - 1;
}

/** The least value of a cell; of CELL_COUNT, the end of the last one. */
export function lowerEdge(cell: number): number {
  if (cell === 0) return 0;
  words[1 - HIGH] = 0;
  words[HIGH] = (cell + OFFSET) << SHIFT;
  return double[0];
}

function placedIn(cell: number, share: number): number {
  const from = lowerEdge(cell);
  return from + (lowerEdge(cell + 1) - from) * Math.min(1, Math.max(0, share));
}
