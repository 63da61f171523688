/** Reading of window series: one value per window of `windowMs`, NaN where a window has none. */

export interface Windows {
  windowMs: number;
  /** Windows that can be read; later ones are not simulated yet. */
  count: number;
}

/** Columns of one scope by name, e.g. "artMs", "phases.sendMs". */
export type Columns = Readonly<Record<string, Float64Array>>;

/** Whole windows of a run that has been simulated up to `simulatedMs`; a begun window would show too little. */
export function readableWindows(run: {
  windowMs: number;
  windowCount: number;
  simulatedMs: number;
  complete: boolean;
}): Windows {
  const whole = run.complete ? run.windowCount : Math.floor(run.simulatedMs / run.windowMs + 1e-9);
  return { windowMs: run.windowMs, count: Math.max(0, Math.min(run.windowCount, whole)) };
}

/** Index of the window that holds `tMs`; −1 when it is not simulated yet. The end of the run belongs to its last window. */
export function windowAt(tMs: number, windows: Windows): number {
  if (windows.count === 0 || tMs < 0) return -1;
  const index = Math.floor(tMs / windows.windowMs);
  if (index < windows.count) return index;
  return tMs <= windows.count * windows.windowMs ? windows.count - 1 : -1;
}

/** Value of a column in a window; NaN when there is none. */
export function valueAt(columns: Columns | undefined, name: string, window: number): number {
  const column = columns?.[name];
  if (!column || window < 0 || window >= column.length) return Number.NaN;
  return column[window];
}

/** Whether a column says anything: some value in the first `count` windows is neither NaN nor 0. */
export function hasContent(column: Float64Array | undefined, count: number): boolean {
  if (!column) return false;
  for (let i = 0; i < count && i < column.length; i++) if (column[i] !== 0 && !Number.isNaN(column[i])) return true;
  return false;
}

/** Largest value of a column between two windows (`to` excluded); 0 without values. */
export function columnMax(column: Float64Array | undefined, from: number, to: number): number {
  let max = 0;
  if (!column) return max;
  for (let i = Math.max(0, from); i < to && i < column.length; i++) if (column[i] > max) max = column[i];
  return max;
}

/** Fewest windows that make a usual value trustworthy. */
const USUAL_WINDOWS_MIN = 4;

/**
 * What a column usually is: the median of its values between two times (a quiet stretch before anything was broken).
 * NaN when there are too few.
 */
export function usualValue(
  column: Float64Array | undefined,
  windows: Windows,
  quiet: { fromMs: number; toMs: number },
): number {
  if (!column) return Number.NaN;
  const from = Math.ceil(quiet.fromMs / windows.windowMs - 1e-9);
  const to = Math.min(windows.count, column.length, Math.floor(quiet.toMs / windows.windowMs + 1e-9));
  const values = column.subarray(from, Math.max(from, to)).filter((value) => !Number.isNaN(value));
  if (values.length < USUAL_WINDOWS_MIN) return Number.NaN;
  values.sort();
  return values[values.length >> 1];
}
