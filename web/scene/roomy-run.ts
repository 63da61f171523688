/** The longest run of windows in [from, to) that all satisfy a condition; null when none does. */
export function roomyRun(
  from: number,
  to: number,
  isRoomy: (window: number) => boolean,
): { from: number; to: number } | null {
  let best: { from: number; to: number } | null = null;
  let start = from;
  for (let i = from; i <= to; i++) {
    if (i < to && isRoomy(i)) continue;
    if (i > start && (best === null || i - start > best.to - best.from)) best = { from: start, to: i };
    start = i + 1;
  }
  return best;
}
