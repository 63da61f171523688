/** What is known of a random time, in seconds: its mean, and as much more as there are formulas for. */
import { meanOf, quantileOf, varianceOf } from '../kernel/moments.ts';
import { exp, ln } from '../kernel/math.ts';
import { NS_PER_S } from '../kernel/time.ts';
import type { ResolvedDistribution } from '../model/resolved-scenario.ts';
import { fanOutMean, fanOutVariance, slowestQuantile } from './attempts.ts';
import { integral, sum, whereFalls } from './numeric.ts';

export interface Law {
  readonly mean: number;
  /** null: not known. */
  readonly variance: number | null;
  /** P(T ≥ t). */
  readonly late: ((t: number) => number) | null;
  readonly quantile: ((p: number) => number) | null;
  readonly isExponential: boolean;
  /** Waiting for a worker is part of it: it is not independent of what happens to others. */
  readonly isQueued: boolean;
}

export function constantLaw(value: number): Law {
  return {
    mean: value,
    variance: 0,
    late: (t) => (t <= value ? 1 : 0),
    quantile: () => value,
    isExponential: false,
    isQueued: false,
  };
}

export const NO_TIME = constantLaw(0);

export function exponentialLaw(mean: number): Law {
  if (mean === 0) return NO_TIME;
  return {
    mean,
    variance: mean * mean,
    late: (t) => exp(-t / mean),
    quantile: (p) => -mean * ln(1 - p),
    isExponential: true,
    isQueued: false,
  };
}

/** Only the mean is known. */
export function meanLaw(mean: number, isQueued = false): Law {
  return { mean, variance: null, late: null, quantile: null, isExponential: false, isQueued };
}

/** Of a draw in nanoseconds, on a machine of that speed. */
export function lawOf(spec: ResolvedDistribution, speed = 1): Law {
  const scale = 1 / (speed * NS_PER_S);
  if (spec.kind === 'exponential') return exponentialLaw(spec.mean * scale);
  if (spec.kind === 'constant') return constantLaw(Math.max(0, spec.value) * scale);
  const hasQuantile = !Number.isNaN(quantileOf(spec, 0.5));
  const variance = varianceOf(spec);
  return {
    mean: meanOf(spec) * scale,
    variance: Number.isFinite(variance) ? variance * scale * scale : null,
    late: null,
    quantile: hasQuantile ? (p) => quantileOf(spec, p) * scale : null,
    isExponential: false,
    isQueued: false,
  };
}

const isConstant = (law: Law): boolean => law.variance === 0;

/** One after the other. */
export function inSequence(a: Law | null, b: Law | null): Law | null {
  if (a === null || b === null) return null;
  if (a.mean === 0) return b;
  if (b.mean === 0) return a;
  if (isConstant(a)) return shifted(b, a.mean);
  if (isConstant(b)) return shifted(a, b.mean);
  const isKnown = a.variance !== null && b.variance !== null && !(a.isQueued && b.isQueued);
  const variance = isKnown ? (a.variance ?? 0) + (b.variance ?? 0) : null;
  return { ...meanLaw(a.mean + b.mean, a.isQueued || b.isQueued), variance };
}

function shifted(law: Law, by: number): Law {
  const { late, quantile } = law;
  return {
    ...law,
    mean: law.mean + by,
    late: late && ((t) => (t <= by ? 1 : late(t - by))),
    quantile: quantile && ((p) => by + quantile(p)),
    isExponential: false,
  };
}

/** One of several, with weights that need not add up to 1. */
export function oneOf(parts: readonly { readonly weight: number; readonly law: Law | null }[]): Law | null {
  const possible = parts.filter(({ weight }) => weight > 0);
  if (possible.length === 0) return parts.some(({ weight }) => Number.isNaN(weight)) ? null : NO_TIME;
  const [first] = possible;
  if (possible.every(({ law }) => law === first.law)) return first.law;
  const laws = possible.flatMap(({ law }) => (law === null ? [] : [law]));
  if (laws.length < possible.length) return null;
  const total = sum(possible.map(({ weight }) => weight));
  const shares = possible.map(({ weight }) => weight / total);
  const [one] = laws;
  if (laws.every((law) => law.isExponential && law.mean === one.mean)) return one;
  const mean = sum(laws.map((law, i) => shares[i] * law.mean));
  const hasVariance = laws.every(({ variance }) => variance !== null);
  const square = sum(laws.map((law, i) => shares[i] * ((law.variance ?? 0) + law.mean * law.mean)));
  const hasTail = laws.every(({ late }) => late !== null);
  const late = hasTail ? (t: number) => sum(laws.map((law, i) => shares[i] * (law.late?.(t) ?? 0))) : null;
  return {
    mean,
    variance: hasVariance ? Math.max(0, square - mean * mean) : null,
    late,
    quantile: late && ((p) => whereFalls(late, 1 - p, mean)),
    isExponential: false,
    isQueued: laws.some(({ isQueued }) => isQueued),
  };
}

/** The k-th of several that begin together; null where it is not known. */
export function orderStatistic(laws: readonly (Law | null)[], k: number): Law | null {
  const known = laws.flatMap((law) => (law === null ? [] : [law]));
  if (known.length < laws.length) return null;
  if (known.length === 0 || k === 0) return NO_TIME;
  if (known.length === 1) return known[0];
  if (known.every(isConstant)) return known.toSorted((a, b) => a.mean - b.mean)[k - 1];
  const n = known.length;
  const { mean } = known[0];
  if (!known.every((law) => law.isExponential && !law.isQueued && law.mean === mean)) return null;
  return {
    ...meanLaw(fanOutMean(n, k, 1 / mean)),
    variance: fanOutVariance(n, k, 1 / mean),
    quantile: k === n ? (p) => slowestQuantile(n, 1 / mean, p) : null,
  };
}

/** Of those that are over before a limit: T given T < limit. */
export function cutAt(law: Law, limit: number): Law {
  const { late } = law;
  if (late === null) return meanLaw(Number.NaN, law.isQueued);
  const missed = late(limit);
  if (law.isExponential) return meanLaw(law.mean - (limit * missed) / (1 - missed), law.isQueued);
  return meanLaw((integral(late, 0, limit) - limit * missed) / (1 - missed), law.isQueued);
}
