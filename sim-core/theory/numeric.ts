/** Small numerical tools of the formulas. */

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Weights are kept below this, so that none overflows. */
const WEIGHT_MAX = 1e200;

/** Stationary distribution of a birth–death chain on 0 … count − 1 (Kleinrock I, ch. 3), without factorials. */
export function birthDeath(count: number, birth: (n: number) => number, death: (n: number) => number): number[] {
  const weights = [1];
  for (let n = 1; n < count; n++) {
    weights.push((weights[n - 1] * birth(n - 1)) / death(n));
    if (weights[n] > WEIGHT_MAX) weights.forEach((weight, state) => (weights[state] = weight / WEIGHT_MAX));
  }
  const total = sum(weights);
  return weights.map((weight) => weight / total);
}

/** Mean of a distribution over 0, 1, 2 … */
export const meanState = (distribution: readonly number[]): number => sum(distribution.map((p, n) => p * n));

/** Where a falling function of t ≥ 0 crosses a level between its ends. */
export function whereFalls(f: (t: number) => number, level: number, scale = 1): number {
  let high = scale;
  while (f(high) > level) high *= 2;
  let low = 0;
  while (high - low > 1e-13 * high) {
    const middle = (low + high) / 2;
    if (f(middle) > level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Simpson's rule. */
export function integral(f: (t: number) => number, from: number, to: number, pieces = 2000): number {
  const step = (to - from) / pieces;
  let total = f(from) + f(to);
  for (let i = 1; i < pieces; i++) total += f(from + i * step) * (i % 2 === 1 ? 4 : 2);
  return (total * step) / 3;
}
