/**
 * MSER-5 (White, Cobb and Spratt, 2000): how much of the beginning of a run to leave out. Values are averaged in fives;
 * the cut is where the remaining averages have the smallest standard error. Used for truncation only: an interval comes
 * from replications.
 */
const BATCH = 5;
/** The statistic is meaningless over the last few batches, where any two alike look precise. */
const LEAST_KEPT = 5;

export interface Truncation {
  /** Values to leave out at the front, a multiple of five. */
  readonly cut: number;
  /** The cut is in the second half, or there was too little to look at: the run has not settled. */
  readonly isTooShort: boolean;
}

export function mser5(values: ArrayLike<number>): Truncation {
  const batchCount = Math.floor(values.length / BATCH);
  if (batchCount < 2 * LEAST_KEPT) return { cut: 0, isTooShort: true };
  let best = 0;
  let bestError = Infinity;
  let sum = 0;
  let squares = 0;
  // Deviations from a value in the middle of the data, so that the difference of sums below does not cancel.
  const origin = batchMean(values, batchCount - 1);
  for (let first = batchCount - 1; first >= 0; first--) {
    const deviation = batchMean(values, first) - origin;
    sum += deviation;
    squares += deviation * deviation;
    const kept = batchCount - first;
    if (kept < LEAST_KEPT) continue;
    const error = Math.max(0, squares - (sum * sum) / kept) / (kept * kept);
    // An equal error with more kept is better.
    if (error <= bestError) {
      bestError = error;
      best = first;
    }
  }
  return { cut: best * BATCH, isTooShort: best * 2 > batchCount };
}

function batchMean(values: ArrayLike<number>, batch: number): number {
  let sum = 0;
  for (let i = batch * BATCH; i < (batch + 1) * BATCH; i++) sum += values[i];
  return sum / BATCH;
}
