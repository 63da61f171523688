import type { Windows } from './window-values.ts';

/** Below this availability a window is bad. */
const GOOD_FROM = 0.95;
/** A recovery may take this long before it is worth a word. */
const WINDOWS_MIN = 5;
const RUN_SHARE_MIN = 0.05;

/**
 * When a fault is over but its harm stays: the sign of a metastable failure.
 *
 * @param availability  share of requests answered per window, 0..1; NaN: none
 * @param overMs        end of the last fault
 * @returns how long windows stay bad from then on, ms; 0 when they recover soon or were not bad
 */
export function lingeringHarmMs(availability: Float64Array | undefined, windows: Windows, overMs: number): number {
  if (!availability) return 0;
  const first = Math.ceil(overMs / windows.windowMs - 1e-9);
  const end = Math.min(windows.count, availability.length);
  let last = first;
  while (last < end && availability[last] < GOOD_FROM) last++;
  const least = Math.max(WINDOWS_MIN, RUN_SHARE_MIN * windows.count);
  return last - first >= least ? (last - first) * windows.windowMs : 0;
}
