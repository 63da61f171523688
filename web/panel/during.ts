import type { Outlook } from '../engine/protocol.ts';

/**
 * Availability and mean response time of the whole system in the windows that a stretch of time touches. NaN as long
 * as nothing of it is simulated.
 */
export function duringOf(
  outlook: Outlook | null,
  fromMs: number,
  forMs: number,
): { availability: number; artMs: number } {
  const columns = outlook?.series.system;
  if (!outlook || !columns?.requests) return { availability: Number.NaN, artMs: Number.NaN };
  const { windowMs, windowCount } = outlook;
  const from = Math.max(0, Math.floor(fromMs / windowMs));
  const to = Math.min(windowCount, Math.ceil((fromMs + forMs) / windowMs));
  let served = 0;
  let requests = 0;
  let timeMs = 0;
  for (let window = from; window < to; window++) {
    const answered = columns.ok[window] + columns.degraded[window];
    served += answered;
    requests += columns.requests[window];
    // A window in which nothing was answered has no mean, and adds no time.
    if (answered > 0) timeMs += answered * columns.artMs[window];
  }
  return { availability: served / requests, artMs: timeMs / served };
}
