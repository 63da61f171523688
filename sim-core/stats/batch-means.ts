/**
 * An interval from one long run: values that follow each other are correlated, but the means of long batches hardly
 * are (Law and Kelton). The lag-1 correlation of the batch means tells whether the batches were long enough.
 */
import type { MeanInterval } from './student-t.ts';
import { meanInterval } from './student-t.ts';

export interface BatchMeans extends MeanInterval {
  readonly batchCount: number;
  /** Values in each batch; what does not fill a batch is left out at the front. */
  readonly batchSize: number;
  readonly means: Float64Array;
  /** Correlation of neighbouring batch means; near 0 when the interval can be believed, NaN without spread. */
  readonly lag1: number;
}

/** Cuts `values` into `batchCount` ≥ 2 batches of equal size; null when there are fewer values than batches. */
export function batchMeans(values: ArrayLike<number>, batchCount: number, confidence: number): BatchMeans | null {
  const batchSize = Math.floor(values.length / batchCount);
  if (batchCount < 2 || batchSize < 1) return null;
  const means = new Float64Array(batchCount);
  let next = values.length - batchSize * batchCount;
  for (let batch = 0; batch < batchCount; batch++) {
    let sum = 0;
    for (const end = next + batchSize; next < end; next++) sum += values[next];
    means[batch] = sum / batchSize;
  }
  return { ...meanInterval(means, confidence), batchCount, batchSize, means, lag1: lag1Correlation(means) };
}

/** Correlation of each value with the one after it; NaN when all are equal. */
export function lag1Correlation(values: ArrayLike<number>): number {
  const count = values.length;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i];
  const mean = sum / count;
  let squares = 0;
  let products = 0;
  for (let i = 0; i < count; i++) {
    squares += (values[i] - mean) * (values[i] - mean);
    if (i > 0) products += (values[i] - mean) * (values[i - 1] - mean);
  }
  return products / squares;
}
