/**
 * Samplers. A scenario's distribution is compiled once into an object of one shape, so that `sample` stays one switch
 * over integers whatever a scenario mixes. Draws are never negative.
 *
 * Sources: ziggurat for exponential and normal; Marsaglia and Tsang (2000) for gamma; inversion for the others.
 *
 * @hot
 */
import { unreachable } from './assert.ts';
import type { ResolvedDistribution } from './distribution-spec.ts';
import { exp, ln, pow } from './math.ts';
import type { Generator } from './random.ts';
import { type DurationNs, roundNs } from './time.ts';
import { keyedExponential, standardExponential, standardNormal } from './ziggurat.ts';

export type { ResolvedDistribution } from './distribution-spec.ts';
export { meanOf, quantileOf, varianceOf } from './moments.ts';

const CONSTANT = 0;
const EXPONENTIAL = 1;
const UNIFORM = 2;
const NORMAL = 3;
const LOGNORMAL = 4;
const GAMMA = 5;
const WEIBULL = 6;
const PARETO = 7;
const HYPEREXPONENTIAL = 8;
const MIXTURE = 9;
const SHIFTED = 10;
const PERCENTILES = 11;
const EMPIRICAL = 12;

/** A compiled distribution; make it with `compileDistribution`. */
export interface Distribution {
  readonly kind: number;
  /** Parameters of the kind, see `compileDistribution`. */
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** Rising probabilities that end in 1 (branches, parts, points), and what belongs to each. */
  readonly upTo: Float64Array;
  readonly values: Float64Array;
  readonly parts: readonly Distribution[];
}

const NO_NUMBERS = new Float64Array(0);
const NO_PARTS: readonly Distribution[] = [];

/** Mixtures and shifts may nest; the scenario's own nesting bounds the recursion. */
export function compileDistribution(spec: ResolvedDistribution): Distribution {
  switch (spec.kind) {
    case 'constant':
      return simple(CONSTANT, Math.max(0, spec.value), 0, 0);
    case 'exponential':
      return simple(EXPONENTIAL, spec.mean, 0, 0);
    case 'uniform':
      return simple(UNIFORM, spec.min, spec.max - spec.min, 0);
    case 'normal':
      return simple(NORMAL, spec.mean, spec.stddev, 0);
    case 'lognormal':
      return simple(LOGNORMAL, spec.mu, spec.sigma, 0);
    case 'gamma':
      return simple(GAMMA, spec.shape, spec.mean / spec.shape, 1 / spec.shape);
    case 'erlang':
      return simple(GAMMA, spec.k, spec.mean / spec.k, 1 / spec.k);
    case 'weibull':
      return simple(WEIBULL, spec.scale, 1 / spec.shape, 0);
    case 'pareto':
      return simple(PARETO, spec.scale, -1 / spec.shape, spec.cap);
    case 'hyperexponential':
      return tabled(
        HYPEREXPONENTIAL,
        cumulated(spec.branches),
        Float64Array.from(spec.branches, ({ mean }) => mean),
      );
    case 'mixture':
      return composed(
        MIXTURE,
        0,
        cumulated(spec.parts),
        spec.parts.map(({ of }) => compileDistribution(of)),
      );
    case 'shifted':
      return composed(SHIFTED, spec.by, NO_NUMBERS, [compileDistribution(spec.of)]);
    case 'percentiles':
      return tabled(
        PERCENTILES,
        Float64Array.from(spec.points, ({ p }) => p),
        Float64Array.from(spec.points, ({ value }) => value),
      );
    case 'empirical':
      return tabled(EMPIRICAL, NO_NUMBERS, Float64Array.from(spec.values));
  }
  return unreachable(spec);
}

export function isConstant(distribution: Distribution): boolean {
  return distribution.kind === CONSTANT;
}

/** One draw, ≥ 0, in the unit of the specification. A constant takes nothing from the generator. */
export function sample(distribution: Distribution, generator: Generator): number {
  switch (distribution.kind) {
    case CONSTANT:
      return distribution.a;
    case EXPONENTIAL:
      return distribution.a * standardExponential(generator);
    case UNIFORM:
      return Math.max(0, distribution.a + distribution.b * generator.nextUnit());
    case NORMAL:
      return Math.max(0, distribution.a + distribution.b * standardNormal(generator));
    case LOGNORMAL:
      return exp(distribution.a + distribution.b * standardNormal(generator));
    case GAMMA:
      return distribution.b * standardGamma(distribution.a, distribution.c, generator);
    case WEIBULL:
      return distribution.a * pow(standardExponential(generator), distribution.b);
    case PARETO:
      return Math.min(distribution.c, distribution.a * pow(generator.nextUnit(), distribution.b));
    case HYPEREXPONENTIAL:
      return distribution.values[pick(distribution.upTo, generator)] * standardExponential(generator);
    case MIXTURE:
      return sample(distribution.parts[pick(distribution.upTo, generator)], generator);
    case SHIFTED:
      return Math.max(0, distribution.a + sample(distribution.parts[0], generator));
    case PERCENTILES:
      return interpolate(distribution.upTo, distribution.values, generator.nextUnit());
    default:
      return distribution.values[generator.below(distribution.values.length)];
  }
}

/** A draw rounded to whole nanoseconds. */
export function sampleNs(distribution: Distribution, generator: Generator): DurationNs {
  // The commonest kind here, where it can be inlined: a double that `sample` returns is boxed.
  if (distribution.kind === EXPONENTIAL) return roundNs(distribution.a * standardExponential(generator));
  return roundNs(sample(distribution, generator));
}

/**
 * The draw of a key (row of `keys`, two words each), in whole nanoseconds, written to `target[index]`: a double that is
 * returned by a function which V8 does not inline is put on the heap.
 */
export function drawKeyedNs(
  distribution: Distribution,
  generator: Generator,
  streamHash: number,
  keys: Int32Array,
  row: number,
  target: Float64Array,
  index: number,
): void {
  const high = keys[2 * row];
  const low = keys[2 * row + 1];
  if (distribution.kind === EXPONENTIAL) {
    target[index] = roundNs(distribution.a * keyedExponential(generator, streamHash, high, low));
  } else {
    generator.setKey(streamHash, high, low);
    target[index] = roundNs(sample(distribution, generator));
  }
}

export function sampleExponential(mean: number, generator: Generator): number {
  return mean * standardExponential(generator);
}

/** Uniform in (0, 1). */
export function sampleUnit(generator: Generator): number {
  return generator.nextUnit();
}

// One object literal, so that every distribution has the same shape.
function simple(kind: number, a: number, b: number, c: number): Distribution {
  return create(kind, a, b, c, NO_NUMBERS, NO_NUMBERS, NO_PARTS);
}

function tabled(kind: number, upTo: Float64Array, values: Float64Array): Distribution {
  return create(kind, 0, 0, 0, upTo, values, NO_PARTS);
}

function composed(kind: number, by: number, upTo: Float64Array, parts: readonly Distribution[]): Distribution {
  return create(kind, by, 0, 0, upTo, NO_NUMBERS, parts);
}

function create(
  kind: number,
  a: number,
  b: number,
  c: number,
  upTo: Float64Array,
  values: Float64Array,
  parts: readonly Distribution[],
): Distribution {
  return { kind, a, b, c, upTo, values, parts };
}

/** Mean `shape`, variance `shape`. Below shape 1 a draw of shape + 1 is thinned by u^(1/shape). */
function standardGamma(shape: number, inverseShape: number, generator: Generator): number {
  if (shape === 1) return standardExponential(generator);
  if (shape < 1) return gammaFromOne(shape + 1, generator) * pow(generator.nextUnit(), inverseShape);
  return gammaFromOne(shape, generator);
}

function gammaFromOne(shape: number, generator: Generator): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = standardNormal(generator);
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    const unit = generator.nextUnit();
    const square = x * x;
    if (unit < 1 - 0.0331 * square * square) return d * v;
    if (ln(unit) < 0.5 * square + d * (1 - v + ln(v))) return d * v;
  }
}

/** Index of the first entry above a uniform draw; few entries, so a scan beats a search. */
function pick(upTo: Float64Array, generator: Generator): number {
  const unit = generator.nextUnit();
  const last = upTo.length - 1;
  let index = 0;
  while (index < last && unit >= upTo[index]) index++;
  return index;
}

function interpolate(upTo: Float64Array, values: Float64Array, unit: number): number {
  let fromP = 0;
  let fromValue = 0;
  for (let i = 0; i < upTo.length; i++) {
    if (unit <= upTo[i]) {
      if (upTo[i] === fromP) return values[i];
      return fromValue + ((values[i] - fromValue) * (unit - fromP)) / (upTo[i] - fromP);
    }
    fromP = upTo[i];
    fromValue = values[i];
  }
  return fromValue;
}

/** Running sums of the weights, as shares of their total. */
function cumulated(weighted: readonly { readonly p: number }[]): Float64Array {
  let total = 0;
  for (const { p } of weighted) total += p;
  const upTo = new Float64Array(weighted.length);
  let sum = 0;
  weighted.forEach(({ p }, i) => {
    sum += p;
    upTo[i] = sum / total;
  });
  return upTo;
}
