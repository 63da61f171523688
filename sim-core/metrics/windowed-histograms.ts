/**
 * Histograms of one kind of thing (links that begin at a workload, endpoints), each in three parts: the window under
 * way, of requests that count and of earlier ones, and what counted in the windows before. So a value is added once.
 *
 * @hot
 */
import { Histogram, type HistogramCells } from '../stats/histogram.ts';

export interface WindowedSnapshot {
  readonly parts: readonly (readonly HistogramCells[])[];
}

export class WindowedHistograms {
  private readonly counted: readonly Histogram[];
  private readonly earlier: readonly Histogram[];
  private readonly before: readonly Histogram[];

  constructor(count: number) {
    this.counted = histograms(count);
    this.earlier = histograms(count);
    this.before = histograms(count);
  }

  /** `counts`: the request started after warm-up. */
  add(index: number, cell: number, counts: boolean): void {
    (counts ? this.counted : this.earlier)[index].addToCell(cell);
  }

  /** Those that together hold all that counts. */
  totals(index: number): readonly Histogram[] {
    return [this.before[index], this.counted[index]];
  }

  /** Adds the window under way to `target`. */
  mergeWindow(index: number, target: Histogram): void {
    target.merge(this.counted[index]);
    target.merge(this.earlier[index]);
  }

  /** Begins the next window. */
  closeWindow(): void {
    for (let i = 0; i < this.counted.length; i++) {
      this.before[i].merge(this.counted[i]);
      this.counted[i].clear();
      this.earlier[i].clear();
    }
  }

  snapshot(): WindowedSnapshot {
    return { parts: this.parts().map((part) => part.map((histogram) => histogram.cells())) };
  }

  restore(saved: WindowedSnapshot): void {
    this.parts().forEach((part, p) => {
      part.forEach((histogram, index) => {
        histogram.clear();
        histogram.addCells(saved.parts[p][index]);
      });
    });
  }

  private parts(): (readonly Histogram[])[] {
    return [this.counted, this.earlier, this.before];
  }
}

export function histograms(count: number): Histogram[] {
  return Array.from({ length: count }, () => new Histogram());
}
