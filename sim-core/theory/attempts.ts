/** Parallel calls, retries and the waits between them: probability, no queues. Times are in seconds. */
import { exp, ln, pow } from '../kernel/math.ts';
import { sum, upTo, whereFalls } from './numeric.ts';

/** k-th of n independent exponential answers of rate μ: a sum of minima (Trivedi, Probability and Statistics, 2002). */
export const fanOutMean = (n: number, k: number, mu: number): number => sum(upTo(k).map((i) => 1 / (mu * (n - i))));

export const fanOutVariance = (n: number, k: number, mu: number): number =>
  sum(upTo(k).map((i) => 1 / (mu * (n - i) * (mu * (n - i)))));

export const slowestQuantile = (n: number, mu: number, p: number): number => -ln(1 - pow(p, 1 / n)) / mu;

/** At most n attempts that fail independently with probability p: (1 − pⁿ) / (1 − p). */
export function attemptsMean(p: number, n: number): number {
  if (p === 1) return n;
  return (1 - failureOf(p, n)) / (1 - p);
}

export const successOf = (p: number, n: number): number => 1 - failureOf(p, n);

/** pⁿ, for n without end as well. */
function failureOf(p: number, n: number): number {
  if (n === Infinity) return p === 1 ? 1 : 0;
  return pow(p, n);
}

/** Exponential service cut by a timeout, n attempts: mean time until the call is over (Wald). */
export function timeoutRetryMean(mu: number, timeout: number, n: number): number {
  const cut = exp(-mu * timeout);
  return (attemptsMean(cut, n) * (1 - cut)) / mu;
}

/**
 * The first of two exponential answers of rate μ, where the second attempt starts after a delay, if there is none before:
 * min(X₁, d + X₂) without queues (Dean and Barroso, The Tail at Scale, CACM 56(2), 2013, measure what this computes).
 */
export function hedged(mu: number, delay: number) {
  const open = exp(-mu * delay);
  const late = (t: number) => (t <= delay ? exp(-mu * t) : open * exp(-2 * mu * (t - delay)));
  return {
    attempts: 1 + open,
    time: (1 - open) / mu + open / (2 * mu),
    late,
    quantile: (p: number) => whereFalls(late, 1 - p, 1 / mu),
  };
}

/** Sum of k waits of min(cap, base·2^i), scaled by the mean of the jitter. */
export function backoffMean(base: number, cap: number, k: number, jitterMean: number, multiplier = 2): number {
  return jitterMean * sum(upTo(k).map((i) => Math.min(cap, base * pow(multiplier, i))));
}

/**
 * Sum of k waits where each is uniform between base and three times the one before, at most cap. Density on a grid of
 * equal cells and a lump at the cap.
 */
export function decorrelatedMean(base: number, cap: number, k: number, cells = 3000): number {
  const width = (cap - base) / cells;
  const centre = (cell: number) => base + (cell + 0.5) * width;
  let density = new Float64Array(cells);
  let atCap = 0;
  let total = 0;
  for (let i = 0; i < k; i++) {
    const next = new Float64Array(cells);
    let nextAtCap = 0;
    const spread = (wait: number, weight: number) => {
      const length = 3 * wait - base;
      const inside = Math.min(3 * wait, cap) - base;
      nextAtCap += (weight * (length - inside)) / length;
      const whole = Math.min(cells, Math.floor(inside / width));
      for (let cell = 0; cell < whole; cell++) next[cell] += (weight * width) / length;
      if (whole < cells) next[whole] += (weight * (inside - whole * width)) / length;
    };
    if (i === 0) spread(base, 1);
    else {
      for (let cell = 0; cell < cells; cell++) if (density[cell] > 0) spread(centre(cell), density[cell]);
      if (atCap > 0) spread(cap, atCap);
    }
    density = next;
    atCap = nextAtCap;
    total += atCap * cap + sum(Array.from(density, (weight, cell) => weight * centre(cell)));
  }
  return total;
}
