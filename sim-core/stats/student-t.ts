/**
 * Student's t: the quantiles behind confidence intervals. Only + − × ÷ and square roots, so the same bits everywhere.
 *
 * For a whole number of degrees of freedom the distribution is a finite sum (Abramowitz and Stegun 26.7.3–4); it is
 * inverted by bisection. For many degrees of freedom the quantile is that of the normal, corrected by Hill's expansion
 * in 1/df (26.7.5).
 */
/** From here on the expansion is as good as a double. */
const EXPANSION_FROM = 1000;

/** The t with P(T ≤ t) = p for 0 < p < 1. `df` ≥ 1 is rounded down, which widens an interval, never narrows it. */
export function tQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1) || !(df >= 1)) return NaN;
  if (p === 0.5) return 0;
  if (p < 0.5) return -tQuantile(1 - p, df);
  const whole = Math.floor(df);
  if (whole >= EXPANSION_FROM) return expanded(bisected(p, normalCdf, 0), whole);
  return bisected(p, tCdf, whole);
}

/** The half-width of a two-sided interval for the mean of `count` values; NaN below two. */
export function halfWidth(stddev: number, count: number, confidence: number): number {
  if (count < 2) return NaN;
  return (tQuantile(0.5 + confidence / 2, count - 1) * stddev) / Math.sqrt(count);
}

export interface MeanInterval {
  readonly mean: number;
  /** The true mean lies within mean ± halfWidth with the confidence asked for; NaN below two values. */
  readonly halfWidth: number;
  readonly stddev: number;
  readonly count: number;
}

/** Mean of independent values (replications, batches) with its interval; `confidence` such as 0.95. */
export function meanInterval(values: ArrayLike<number>, confidence: number): MeanInterval {
  const count = values.length;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i];
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (values[i] - mean) * (values[i] - mean);
  const stddev = Math.sqrt(squares / (count - 1));
  return { mean, stddev, count, halfWidth: halfWidth(stddev, count, confidence) };
}

/** P(T ≤ t) for t ≥ 0 and whole df. */
export function tCdf(t: number, df: number): number {
  const cosine = 1 / Math.sqrt(1 + (t * t) / df);
  const sine = (t / Math.sqrt(df)) * cosine;
  const isOdd = df % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = df === 1 ? 0 : term;
  for (let n = isOdd ? 3 : 2; n < df; n += 2) {
    term *= ((n - 1) / n) * cosine * cosine;
    sum += term;
  }
  if (!isOdd) return 0.5 + 0.5 * sine * sum;
  return 0.5 + (arctangent(t / Math.sqrt(df)) + sine * sum) / PI;
}

const PI = 3.141592653589793;

/** For x ≥ 0: the angle is halved until the series is short, then doubled back. */
function arctangent(x: number): number {
  if (x > 1) return PI / 2 - arctangent(1 / x);
  let reduced = x;
  let factor = 1;
  while (reduced > 0.1) {
    reduced /= 1 + Math.sqrt(1 + reduced * reduced);
    factor *= 2;
  }
  const square = reduced * reduced;
  let power = reduced;
  let sum = reduced;
  for (let n = 3; n < 20; n += 2) {
    power *= -square;
    sum += power / n;
  }
  return factor * sum;
}

/** Φ(z) for z ≥ 0: Marsaglia's series. */
function normalCdf(z: number): number {
  if (z > 8.3) return 1;
  let term = z;
  let sum = z;
  for (let n = 3; sum + term !== sum; n += 2) {
    term *= (z * z) / n;
    sum += term;
  }
  return 0.5 + 0.3989422804014327 * sum * expOfNegative((z * z) / 2);
}

/** e^−x for 0 ≤ x < 64: Taylor's series at x / 64, squared six times. */
function expOfNegative(x: number): number {
  const small = x / 64;
  let term = 1;
  let sum = 1;
  for (let n = 1; n < 25; n++) {
    term *= small / n;
    sum += term;
  }
  let result = 1 / sum;
  for (let i = 0; i < 6; i++) result *= result;
  return result;
}

function expanded(z: number, df: number): number {
  const square = z * z;
  const first = (z * (square + 1)) / 4;
  const second = (z * (3 + square * (16 + square * 5))) / 96;
  const third = (z * (-15 + square * (17 + square * (19 + square * 3)))) / 384;
  return z + (first + (second + third / df) / df) / df;
}

/** Where a rising function of t ≥ 0 reaches p > 0.5. */
function bisected(p: number, cdf: (t: number, df: number) => number, df: number): number {
  let low = 0;
  let high = 1;
  while (cdf(high, df) < p && high < 1e300) {
    low = high;
    high *= 2;
  }
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (cdf(middle, df) < p) low = middle;
    else high = middle;
  }
}
