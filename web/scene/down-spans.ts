/**
 * When an instance was down, from its share of time up per window. A window that is partly down borders on a window that is fully
 * down in the usual case: the down part then lies on that side, and the edge is exact although windows are coarse.
 *
 * @param uptime  share of each window the instance was up, 0..1; NaN: unknown, taken as up
 * @returns times [fromMs, toMs) in order
 */
export function downSpansMs(uptime: Float64Array, windowMs: number, count: number): { fromMs: number; toMs: number }[] {
  const spans: { fromMs: number; toMs: number }[] = [];
  const limit = Math.min(count, uptime.length);
  for (let i = 0; i < limit; i++) {
    const down = 1 - uptime[i];
    if (!(down > 0)) continue;
    const startMs = i * windowMs;
    const offset = downOffset(down, upOf(uptime, i - 1), upOf(uptime, i + 1)) * windowMs;
    const span = { fromMs: startMs + offset, toMs: startMs + offset + down * windowMs };
    const last = spans.at(-1);
    if (last && span.fromMs - last.toMs < 1e-6 * windowMs) last.toMs = span.toMs;
    else spans.push(span);
  }
  return spans;
}

function upOf(uptime: Float64Array, i: number): number {
  const value = uptime[i];
  return value === undefined || Number.isNaN(value) ? 1 : value;
}

/** Where in its window the down part begins, as a share of the window. */
function downOffset(down: number, upBefore: number, upAfter: number): number {
  if (upAfter < upBefore) return 1 - down;
  if (upBefore < upAfter) return 0;
  return (1 - down) / 2;
}
