/** A stretch of windows [from, to). */
export interface Span {
  from: number;
  to: number;
}

/** Shorter stretches of agreement are drawn through: a dashed line of single dashes is noise. */
const JOIN_GAP = 3;

/**
 * Where an old series differs visibly from a new one. Stretches reach one window further on both sides so that the old line leaves
 * the new one and comes back to it.
 *
 * @param tolerance  difference that is not seen, in the unit of the series
 * @param count      windows to compare
 */
export function differingSpans(before: Float64Array, after: Float64Array, tolerance: number, count: number): Span[] {
  const spans: Span[] = [];
  const limit = Math.min(count, before.length);
  for (let i = 0; i < limit; i++) {
    if (!differs(before[i], after[i], tolerance)) continue;
    const last = spans.at(-1);
    if (last && i - last.to <= JOIN_GAP) last.to = i + 1;
    else spans.push({ from: i, to: i + 1 });
  }
  return spans.map((span) => ({ from: Math.max(0, span.from - 1), to: Math.min(limit, span.to + 1) }));
}

/** A value that was there and is gone differs; one that was not there has nothing to draw. */
function differs(before: number, after: number | undefined, tolerance: number): boolean {
  if (Number.isNaN(before)) return false;
  if (after === undefined || Number.isNaN(after)) return true;
  return Math.abs(before - after) > tolerance;
}
