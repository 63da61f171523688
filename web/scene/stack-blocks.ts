/**
 * Boxes on a vertical line in a given order, each as near as possible to where it would like to be: neighbours that
 * would overlap share their displacement (pool adjacent violators), then the line is pushed into its bounds.
 */
export interface StackBox {
  readonly height: number;
  /** Wanted centre. */
  readonly wish: number;
}

/** Returns the top of each box. Boxes that need more than there is overflow evenly on both sides. */
export function stackBlocks(boxes: readonly StackBox[], gap: number, top: number, bottom: number): number[] {
  if (boxes.length === 0) return [];
  const offsets: number[] = [];
  let total = 0;
  for (const box of boxes) {
    offsets.push(total);
    total += box.height + gap;
  }
  total -= gap;
  if (total >= bottom - top) {
    const start = (top + bottom - total) / 2;
    return offsets.map((offset) => start + offset);
  }

  // With the boxes' own sizes taken out, order without overlap means starts that never fall.
  const pools: { start: number; count: number }[] = [];
  boxes.forEach((box, index) => {
    pools.push({ start: box.wish - box.height / 2 - offsets[index], count: 1 });
    while (pools.length > 1 && pools[pools.length - 2].start > pools[pools.length - 1].start) {
      const [a, b] = pools.splice(-2);
      const count = a.count + b.count;
      pools.push({ start: (a.start * a.count + b.start * b.count) / count, count });
    }
  });
  const highest = bottom - total;
  const starts = pools.flatMap(({ start, count }) => {
    const clamped = Math.min(highest, Math.max(top, start));
    return new Array<number>(count).fill(clamped);
  });
  return starts.map((start, index) => start + offsets[index]);
}
