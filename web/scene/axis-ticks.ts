/**
 * Choice of axis ticks. Value axes start at zero and carry three ticks; the time axis carries as many as fit.
 */

export interface ValueAxis {
  /** Upper end of the axis, in the unit of the data. */
  max: number;
  /** Three values from zero, evenly spaced. */
  ticks: readonly number[];
}

/** Steps a reader can double in the head. */
const NICE_STEPS = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
/** The top tick may lie this far below the data, so that the plot is not half empty. */
const TOP_TICK_SHARE = 0.86;
const HEADROOM = 1.05;

const MS_PER_SECOND = 1000;
const TIME_STEPS_MS = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4,
  3e4, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5, 72e5, 216e5, 432e5, 864e5, 1728e5, 432e6, 864e6, 1728e6,
];

/** Axis for data between 0 and `dataMax`; without data it spans 0 to 1. */
export function valueAxis(dataMax: number): ValueAxis {
  if (!(dataMax > 0) || !Number.isFinite(dataMax)) return { max: 1, ticks: [0, 0.5, 1] };
  const step = niceStep((dataMax * TOP_TICK_SHARE) / 2);
  return { max: Math.max(dataMax * HEADROOM, 2 * step), ticks: [0, step, 2 * step] };
}

/** Axis of a share, drawn in full always: half an axis would make a small dip look like a collapse. */
export function ratioAxis(): ValueAxis {
  return { max: 1, ticks: [0, 0.5, 1] };
}

/** Smallest nice number that is not below `atLeast` (> 0). */
function niceStep(atLeast: number): number {
  const decade = 10 ** Math.floor(Math.log10(atLeast));
  const factor = NICE_STEPS.find((nice) => nice * decade >= atLeast * (1 - 1e-9)) ?? 10;
  return factor * decade;
}

/** Distance of time ticks so that labels stay `labelPx` apart. */
export function timeStepMs(spanMs: number, widthPx: number, labelPx: number): number {
  const wanted = (spanMs * labelPx) / Math.max(1, widthPx);
  return TIME_STEPS_MS.find((step) => step >= wanted) ?? wanted;
}

/** Multiples of `stepMs` within [fromMs, toMs]. */
export function timeTicks(fromMs: number, toMs: number, stepMs: number): number[] {
  const first = Math.ceil(fromMs / stepMs - 1e-6);
  const last = Math.floor(toMs / stepMs + 1e-6);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * stepMs);
}

/** Digits after the second that tell ticks `stepMs` apart from each other. */
export function clockDecimals(stepMs: number): number {
  if (stepMs >= MS_PER_SECOND) return 0;
  return Math.min(6, Math.ceil(-Math.log10(stepMs / MS_PER_SECOND) - 1e-9));
}

/** A round time near `tMs`: as fine as one pixel can tell. */
export function snapTimeMs(tMs: number, msPerPixel: number): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(1e-3, msPerPixel)));
  const snapped = Math.round(tMs / step) * step;
  return Number(snapped.toFixed(3));
}
