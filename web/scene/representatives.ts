/**
 * Which windows to draw when there are more of them than a screen can show. Averages would hide the one bad second of an hour,
 * so each bucket of windows is stood for by its lowest and its highest window, in order of time.
 */

/**
 * @param key    the column that decides (one value per window, NaN: none)
 * @param range  windows [from, to) to draw and the number of buckets (usually plot pixels)
 * @returns increasing window indices; all of the range while there are at most 2 per bucket.
 *   A bucket without any value is stood for by its first window, so that gaps stay gaps.
 */
export function representativeWindows(
  key: Float64Array,
  range: { from: number; to: number; buckets: number },
): Int32Array {
  const { from, to } = range;
  const count = Math.max(0, to - from);
  const buckets = Math.max(1, Math.floor(range.buckets));
  if (count <= 2 * buckets) return Int32Array.from({ length: count }, (_, i) => from + i);

  const chosen = new Int32Array(2 * buckets);
  let size = 0;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const start = from + Math.floor((bucket * count) / buckets);
    const end = from + Math.floor(((bucket + 1) * count) / buckets);
    let low = -1;
    let high = -1;
    for (let i = start; i < end; i++) {
      const value = key[i];
      if (Number.isNaN(value)) continue;
      if (low < 0 || value < key[low]) low = i;
      if (high < 0 || value > key[high]) high = i;
    }
    if (low < 0) {
      chosen[size++] = start;
      continue;
    }
    chosen[size++] = Math.min(low, high);
    if (low !== high) chosen[size++] = Math.max(low, high);
  }
  return chosen.slice(0, size);
}

export interface Bar {
  /** Windows [from, to) the bar stands for. */
  from: number;
  to: number;
  /** Means per window. */
  met: number;
  handled: number;
}

/** Bars of errors met and handled; windows are joined until a bar is `minPx` wide, heights stay means per window. */
export function errorBars(
  met: Float64Array,
  handled: Float64Array | undefined,
  range: { from: number; to: number; pxPerWindow: number; minPx: number },
): Bar[] {
  const joined = Math.max(1, Math.ceil(range.minPx / range.pxPerWindow));
  const bars: Bar[] = [];
  // Bars begin at multiples of their width, so that they do not dance while the view is panned.
  for (let start = Math.floor(range.from / joined) * joined; start < range.to; start += joined) {
    const from = Math.max(start, range.from);
    const to = Math.min(start + joined, range.to, met.length);
    const bar = { from, to, met: meanOf(met, from, to), handled: meanOf(handled, from, to) };
    if (bar.met > 0) bars.push(bar);
  }
  return bars;
}

function meanOf(column: Float64Array | undefined, from: number, to: number): number {
  if (!column || to <= from) return 0;
  let sum = 0;
  for (let i = from; i < to; i++) sum += Number.isNaN(column[i]) ? 0 : column[i];
  return sum / (to - from);
}
