/** Where a value lies on a slider's track (0 … 1) and back. */
export type SliderScale = 'log' | 'linear' | 'steps';

export interface SliderRange {
  scale: SliderScale;
  min: number;
  /** Must be larger than `min`; a log scale may start at 0, which then is its left end. */
  max: number;
  /** Values are rounded to multiples of it; 0: to three significant digits. */
  step: number;
}

/** A log scale with 0 at its end begins this much below its maximum. */
const LOG_SPAN = 1e-5;
const SIGNIFICANT_DIGITS = 3;

export function positionOf(value: number, range: SliderRange): number {
  const { min, max } = range;
  if (range.scale !== 'log') return clamp((value - min) / (max - min));
  const low = lowOf(range);
  if (value <= low) return 0;
  return clamp(Math.log(value / low) / Math.log(max / low));
}

export function valueAt(position: number, range: SliderRange): number {
  const { min, max } = range;
  if (position <= 0) return min;
  if (position >= 1) return max;
  if (range.scale === 'steps') return Math.round(min + position * (max - min));
  const low = lowOf(range);
  const value = range.scale === 'log' ? low * Math.exp(position * Math.log(max / low)) : min + position * (max - min);
  return round(value, range.step);
}

/** Decades of a log scale, four quarters of a linear one, each count of a short row of steps. */
export function ticksOf(range: SliderRange): number[] {
  const { scale, min, max } = range;
  if (scale === 'log') {
    const low = lowOf(range);
    const first = Math.ceil(Math.log10(low) - 1e-9);
    const count = Math.floor(Math.log10(max) + 1e-9) - first + 1;
    return Array.from({ length: Math.max(0, count) }, (_, index) => 10 ** (first + index));
  }
  const span = max - min;
  const pieces = scale === 'steps' && span <= 12 ? span : 4;
  return Array.from({ length: pieces + 1 }, (_, index) => min + (span * index) / pieces);
}

function lowOf({ min, max }: SliderRange): number {
  return min > 0 ? min : max * LOG_SPAN;
}

function round(value: number, step: number): number {
  if (step <= 0) return Number(value.toPrecision(SIGNIFICANT_DIGITS));
  return Number((Math.round(value / step) * step).toPrecision(12));
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
