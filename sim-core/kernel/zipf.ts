/**
 * Zipf's law over n ranks: rank k has a probability proportional to 1 / k^s.
 *
 * Drawn by rejection-inversion (Hörmann and Derflinger, ACM TOMACS 6(3), 1996): exact for every n and s ≥ 0, without a
 * table, with little more than one uniform number on average. x^−s is a hat over steps of width 1 centred on the ranks;
 * its integral is inverted at a uniform point and the rank nearest to the result is taken unless the point lies above
 * that rank's step.
 *
 * @hot
 */
import { exp, ln } from './math.ts';
import type { Generator } from './random.ts';

export interface Zipf {
  readonly n: number;
  readonly s: number;
  /** The hat's integral up to n + ½, and from ½ on with the first rank's step standing for its share. */
  readonly end: number;
  readonly begin: number;
  /** So close to its rank a point is below the step whichever rank it is. */
  readonly safe: number;
}

export function compileZipf(n: number, s: number): Zipf {
  return {
    n,
    s,
    end: integral(n + 0.5, s),
    begin: integral(1.5, s) - 1,
    safe: 2 - inverse(integral(2.5, s) - hat(2, s), s),
  };
}

/** A rank from 0 to n − 1; 0 is the most frequent. */
export function sampleZipf(zipf: Zipf, generator: Generator): number {
  const { n, s, begin, end, safe } = zipf;
  if (n === 1) return 0;
  for (;;) {
    const point = end + generator.nextUnit() * (begin - end);
    const x = inverse(point, s);
    const nearest = Math.floor(x + 0.5);
    const k = nearest < 1 ? 1 : nearest > n ? n : nearest;
    if (k - x <= safe || point >= integral(k + 0.5, s) - hat(k, s)) return k - 1;
  }
}

function hat(x: number, s: number): number {
  return exp(-s * ln(x));
}

/** ∫ from 1 to x of t^−s: (x^(1−s) − 1) / (1 − s), or ln x. */
function integral(x: number, s: number): number {
  const log = ln(x);
  return log * expRatio((1 - s) * log);
}

function inverse(y: number, s: number): number {
  const t = Math.max(-1, y * (1 - s));
  return exp(y * lnRatio(t));
}

/** Below this the quotients lose digits and the series, cut where they are, none. */
const NEAR_ZERO = 0.01;

/** (e^t − 1) / t */
function expRatio(t: number): number {
  if (Math.abs(t) > NEAR_ZERO) return (exp(t) - 1) / t;
  return 1 + (t / 2) * (1 + (t / 3) * (1 + (t / 4) * (1 + (t / 5) * (1 + (t / 6) * (1 + t / 7)))));
}

/** ln(1 + t) / t */
function lnRatio(t: number): number {
  if (Math.abs(t) > NEAR_ZERO) return ln(1 + t) / t;
  return 1 - t * (1 / 2 - t * (1 / 3 - t * (1 / 4 - t * (1 / 5 - t * (1 / 6 - t * (1 / 7 - t / 8))))));
}
