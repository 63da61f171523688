/** Histograms of all closed windows one after the other, as (cell, count) pairs in two growing columns. */
import type { Histogram } from '../stats/histogram.ts';

const INITIAL_CAPACITY = 1024;

export interface SparseWindowsSnapshot {
  readonly starts: Int32Array;
  readonly cells: Int32Array;
  readonly counts: Int32Array;
}

export class SparseWindows {
  readonly placeCount: number;
  /** By window, place: where its pairs begin; they end where the next begin. */
  private starts: Int32Array;
  private cells = new Int32Array(INITIAL_CAPACITY);
  private counts = new Int32Array(INITIAL_CAPACITY);
  private appended = 0;

  constructor(placeCount: number, windowCount: number) {
    this.placeCount = placeCount;
    this.starts = new Int32Array(placeCount * windowCount + 1);
  }

  /** Complete windows. */
  get closed(): number {
    return Math.floor(this.appended / this.placeCount);
  }

  /** The next place of the window under way. */
  append(histogram: Histogram): void {
    const start = this.starts[this.appended];
    while (this.cells.length < start + histogram.span) this.grow();
    this.starts[++this.appended] = histogram.writeCells(this.cells, this.counts, start);
  }

  dropLast(): void {
    this.appended -= this.placeCount;
  }

  addTo(histogram: Histogram, place: number, window: number): void {
    const index = window * this.placeCount + place;
    for (let i = this.starts[index]; i < this.starts[index + 1]; i++) {
      histogram.addCount(this.cells[i], this.counts[i]);
    }
  }

  snapshot(): SparseWindowsSnapshot {
    const used = this.starts[this.appended];
    return {
      starts: this.starts.slice(0, this.appended + 1),
      cells: this.cells.slice(0, used),
      counts: this.counts.slice(0, used),
    };
  }

  restore(saved: SparseWindowsSnapshot): void {
    while (this.cells.length < saved.cells.length) this.grow();
    this.starts.set(saved.starts);
    this.cells.set(saved.cells);
    this.counts.set(saved.counts);
    this.appended = saved.starts.length - 1;
  }

  private grow(): void {
    const length = this.cells.length * 2;
    const cells = new Int32Array(length);
    const counts = new Int32Array(length);
    cells.set(this.cells);
    counts.set(this.counts);
    this.cells = cells;
    this.counts = counts;
  }
}
