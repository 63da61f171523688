/**
 * Mean, variance and quantiles of the distributions a scenario can name, exact where a closed form exists. Theory and
 * the samplers' tests use them; the engine does not.
 */
import { unreachable } from './assert.ts';
import type { ResolvedDistribution } from './distribution-spec.ts';
import { exp, ln, pow } from './math.ts';

/** May be Infinity (pareto with shape ≤ 1 and no cap). */
export function meanOf(spec: ResolvedDistribution): number {
  return momentsOf(spec).mean;
}

/** Infinity where it does not exist. */
export function varianceOf(spec: ResolvedDistribution): number {
  const { mean, square } = momentsOf(spec);
  return square === Infinity ? Infinity : Math.max(0, square - mean * mean);
}

/** The value below which a draw falls with probability p, 0 < p < 1; NaN where there is no closed form. */
export function quantileOf(spec: ResolvedDistribution, p: number): number {
  switch (spec.kind) {
    case 'constant':
      return Math.max(0, spec.value);
    case 'exponential':
      return -spec.mean * ln(1 - p);
    case 'uniform':
      return spec.min + p * (spec.max - spec.min);
    case 'normal':
      return Math.max(0, spec.mean + spec.stddev * normalQuantile(p));
    case 'lognormal':
      return exp(spec.mu + spec.sigma * normalQuantile(p));
    case 'weibull':
      return spec.scale * pow(-ln(1 - p), 1 / spec.shape);
    case 'pareto':
      return Math.min(spec.cap, spec.scale * pow(1 - p, -1 / spec.shape));
    case 'shifted':
      return Math.max(0, spec.by + quantileOf(spec.of, p));
    case 'percentiles':
      return percentileAt(spec.points, p);
    case 'empirical':
      return [...spec.values].sort((a, b) => a - b)[Math.max(0, Math.ceil(p * spec.values.length) - 1)];
    case 'gamma':
      return spec.shape === 1 ? -spec.mean * ln(1 - p) : NaN;
    case 'erlang':
      return spec.k === 1 ? -spec.mean * ln(1 - p) : NaN;
    case 'hyperexponential':
    case 'mixture':
      return NaN;
  }
  return unreachable(spec);
}

/** Mean, and mean of the square. */
interface Moments {
  readonly mean: number;
  readonly square: number;
}

function momentsOf(spec: ResolvedDistribution): Moments {
  switch (spec.kind) {
    case 'constant':
      return powers(Math.max(0, spec.value));
    case 'exponential':
      return { mean: spec.mean, square: 2 * spec.mean * spec.mean };
    case 'uniform':
      return segment(spec.min, spec.max);
    case 'normal':
      return normalAboveZero(spec.mean, spec.stddev);
    case 'lognormal': {
      const variance = spec.sigma * spec.sigma;
      return { mean: exp(spec.mu + variance / 2), square: exp(2 * spec.mu + 2 * variance) };
    }
    case 'gamma':
      return { mean: spec.mean, square: spec.mean * spec.mean * (1 + 1 / spec.shape) };
    case 'erlang':
      return { mean: spec.mean, square: spec.mean * spec.mean * (1 + 1 / spec.k) };
    case 'weibull':
      return {
        mean: spec.scale * gammaFunction(1 + 1 / spec.shape),
        square: spec.scale * spec.scale * gammaFunction(1 + 2 / spec.shape),
      };
    case 'pareto':
      return { mean: paretoMoment(spec, 1), square: paretoMoment(spec, 2) };
    case 'hyperexponential':
      return weighted(spec.branches.map(({ p, mean }) => ({ p, moments: { mean, square: 2 * mean * mean } })));
    case 'mixture':
      return weighted(spec.parts.map(({ p, of }) => ({ p, moments: momentsOf(of) })));
    case 'shifted':
      return shiftedBy(spec.by, momentsOf(spec.of));
    case 'percentiles':
      return weighted(percentileSegments(spec.points));
    case 'empirical':
      return weighted(spec.values.map((value) => ({ p: 1, moments: powers(value) })));
  }
  return unreachable(spec);
}

function powers(value: number): Moments {
  return { mean: value, square: value * value };
}

/** Uniform between two values. */
function segment(from: number, to: number): Moments {
  return { mean: (from + to) / 2, square: (from * from + from * to + to * to) / 3 };
}

function shiftedBy(by: number, { mean, square }: Moments): Moments {
  return { mean: by + mean, square: by * by + 2 * by * mean + square };
}

function weighted(parts: readonly { readonly p: number; readonly moments: Moments }[]): Moments {
  let total = 0;
  let mean = 0;
  let square = 0;
  for (const { p, moments } of parts) {
    total += p;
    mean += p * moments.mean;
    square += p * moments.square;
  }
  return { mean: mean / total, square: square / total };
}

/** max(0, X) for a normal X: the integrals of x and x² times the density over x > 0. */
function normalAboveZero(mean: number, stddev: number): Moments {
  if (stddev === 0) return powers(Math.max(0, mean));
  const z = mean / stddev;
  const inside = normalCdf(z);
  const edge = stddev * normalDensity(z);
  return { mean: mean * inside + edge, square: (mean * mean + stddev * stddev) * inside + mean * edge };
}

/** E[min(X, cap)^r]. */
function paretoMoment({ scale, shape, cap }: { scale: number; shape: number; cap: number }, r: number): number {
  if (cap <= scale) return pow(cap, r);
  if (cap === Infinity) return shape > r ? (shape * pow(scale, r)) / (shape - r) : Infinity;
  const beyond = pow(scale / cap, shape) * pow(cap, r);
  if (shape === r) return shape * pow(scale, r) * ln(cap / scale) + beyond;
  return (shape * (pow(scale, r) - beyond)) / (shape - r) + beyond;
}

type Points = readonly { readonly p: number; readonly value: number }[];

/** The straight pieces of an inverse distribution function, with their probabilities. */
function percentileSegments(points: Points): { p: number; moments: Moments }[] {
  const pieces: { p: number; moments: Moments }[] = [];
  let from = { p: 0, value: 0 };
  for (const point of points) {
    pieces.push({ p: point.p - from.p, moments: segment(from.value, point.value) });
    from = point;
  }
  if (from.p < 1) pieces.push({ p: 1 - from.p, moments: powers(from.value) });
  return pieces;
}

function percentileAt(points: Points, p: number): number {
  let from = { p: 0, value: 0 };
  for (const point of points) {
    if (p < point.p) return from.value + ((point.value - from.value) * (p - from.p)) / (point.p - from.p);
    from = point;
  }
  return from.value;
}

const INVERSE_SQRT_TWO_PI = 0.3989422804014327;

function normalDensity(z: number): number {
  return INVERSE_SQRT_TWO_PI * exp(-0.5 * z * z);
}

/** Φ(z): Marsaglia's series z + z³/3 + z⁵/15 + … inside, 0 or 1 beyond the reach of a double. */
function normalCdf(z: number): number {
  if (z < -8) return 0;
  if (z > 8) return 1;
  let term = z;
  let sum = z;
  for (let n = 3; sum + term !== sum; n += 2) {
    term *= (z * z) / n;
    sum += term;
  }
  return 0.5 + sum * normalDensity(z);
}

/** The z with Φ(z) = p, by bisection: this runs when a scenario is read, never during a run. */
function normalQuantile(p: number): number {
  let low = -8;
  let high = 8;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
  }
}

/** Lanczos' coefficients for g = 7 and nine terms (Godfrey): 15 digits. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** Γ(x) for x ≥ 1. */
function gammaFunction(x: number): number {
  let sum = LANCZOS[0];
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i] / (x - 1 + i);
  const t = x + 6.5;
  return (2.5066282746310002 * sum * pow(t, x - 0.5)) / exp(t);
}
