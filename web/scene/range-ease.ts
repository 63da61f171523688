/**
 * A number that glides to its target: the upper end of a value axis. It jumps when told to, because under a dragged slider an eased
 * axis would show heights that are not true yet.
 */
export interface EasedRange {
  from: number;
  to: number;
  startMs: number;
}

export const REDRAW_MS = 320;

/** The value of an eased range at a real time. */
export function easedValue(range: EasedRange, nowMs: number): number {
  const share = (nowMs - range.startMs) / REDRAW_MS;
  if (share >= 1) return range.to;
  return range.from + (range.to - range.from) * easeOut(Math.max(0, share));
}

export function isEasing(range: EasedRange, nowMs: number): boolean {
  return range.from !== range.to && nowMs - range.startMs < REDRAW_MS;
}

/** The range with a new target; `instantly` skips the way there. The same target changes nothing. */
export function retarget(range: EasedRange | null, to: number, nowMs: number, instantly: boolean): EasedRange {
  if (range === null || instantly) return { from: to, to, startMs: nowMs };
  if (range.to === to) return range;
  return { from: easedValue(range, nowMs), to, startMs: nowMs };
}

/** cubic-bezier(.2, 0, 0, 1), the page's one curve: solved for x by bisection, which is exact enough at 20 halvings. */
export function easeOut(x: number): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 20; i++) {
    const middle = (low + high) / 2;
    if (bezier(0.2, 0, middle) < x) low = middle;
    else high = middle;
  }
  return bezier(0, 1, (low + high) / 2);
}

/** One coordinate of a cubic Bézier from 0 to 1 with inner points `a` and `b`. */
function bezier(a: number, b: number, u: number): number {
  const v = 1 - u;
  return 3 * v * v * u * a + 3 * v * u * u * b + u * u * u;
}
