/** From the parameters people know (mean and cv, p50 and p99) to those that samplers use. */
import type { ResolvedDistribution } from '../kernel/distributions.ts';
import { ln } from '../kernel/math.ts';
import { at, type Place, type Report } from './problems.ts';

/** 99th percentile of the standard normal distribution. */
const Z99 = 2.3263478740408408;

interface Part {
  readonly p?: number;
  readonly mean?: number;
  readonly of?: ResolvedDistribution;
}

/** @param form a read object with at most one key; durations in nanoseconds */
export function resolveDistribution(
  form: Record<string, unknown>,
  place: Place | null,
  report: Report,
): ResolvedDistribution | undefined {
  const kind = Object.keys(form)[0];
  if (kind === undefined) return undefined;
  const here = at(place, kind);
  const value = form[kind];
  switch (kind) {
    case 'constant':
      return { kind, value: value as number };
    case 'empirical':
      return wholeList(value) && { kind, values: value as number[] };
    case 'percentiles':
      return percentiles(value as ReadonlyMap<string, number | undefined>, here, report);
    case 'hyperexponential':
    case 'mixture':
      return mixed(kind, value as readonly (Part | undefined)[], here, report);
    default:
      return parametric(kind, value as Record<string, never>, here, report);
  }
}

function wholeList(value: unknown): true | undefined {
  return (value as unknown[]).includes(undefined) ? undefined : true;
}

function parametric(
  kind: string,
  given: Record<string, never>,
  place: Place,
  report: Report,
): ResolvedDistribution | undefined {
  if (kind === 'lognormal') return lognormal(given, place, report);
  const wanted = PARAMETERS[kind];
  if (!wanted || wanted.some((name) => given[name] === undefined)) return undefined;
  if (kind === 'uniform' && given.min > given.max) {
    return conflict('min must not be above max', place, report);
  }
  if (kind === 'pareto')
    return { kind, scale: given.scale, shape: given.shape, cap: given.cap ?? Number.POSITIVE_INFINITY };
  return { kind, ...given } as unknown as ResolvedDistribution;
}

const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  exponential: ['mean'],
  uniform: ['min', 'max'],
  normal: ['mean', 'stddev'],
  gamma: ['mean', 'shape'],
  erlang: ['mean', 'k'],
  weibull: ['scale', 'shape'],
  pareto: ['scale', 'shape'],
  shifted: ['by', 'of'],
};

/** ln X is normal: σ² = ln(1 + cv²), μ = ln mean − σ²/2; or from two percentiles. No spread is a constant. */
function lognormal(given: Record<string, number>, place: Place, report: Report): ResolvedDistribution | undefined {
  const { mean, cv, p50, p99 } = given;
  const byMean = mean !== undefined && cv !== undefined;
  const byPercentiles = p50 !== undefined && p99 !== undefined;
  const isMixed = (mean !== undefined || cv !== undefined) === (p50 !== undefined || p99 !== undefined);
  if (isMixed || !(byMean || byPercentiles)) {
    return conflict('either mean and cv, or p50 and p99, must be given', place, report);
  }
  if (byMean) {
    if (mean === 0 || cv === 0) return { kind: 'constant', value: mean };
    const variance = ln(1 + cv * cv);
    return { kind: 'lognormal', mu: ln(mean) - variance / 2, sigma: Math.sqrt(variance) };
  }
  if (p99 < p50) return conflict('p99 must not be below p50', place, report);
  if (p50 === 0) return conflict('p50 must be above 0', place, report);
  if (p99 === p50) return { kind: 'constant', value: p50 };
  return { kind: 'lognormal', mu: ln(p50), sigma: (ln(p99) - ln(p50)) / Z99 };
}

function percentiles(
  given: ReadonlyMap<string, number | undefined>,
  place: Place,
  report: Report,
): ResolvedDistribution | undefined {
  const points: { p: number; value: number }[] = [];
  for (const [percent, value] of given) if (value !== undefined) points.push({ p: Number(percent) / 100, value });
  if (points.length < given.size) return undefined;
  points.sort((a, b) => a.p - b.p);
  const isComplete = points.at(-1)?.p === 1;
  const hasTwice = points.some(({ p }, i) => i > 0 && p === points[i - 1].p);
  const falls = points.some(({ p, value }, i) => i > 0 && p > points[i - 1].p && value < points[i - 1].value);
  if (!isComplete) conflict('the 100th percentile must be given', place, report, 'missing-key');
  if (hasTwice) conflict('the same percentile is given twice', place, report);
  if (falls) conflict('values must not fall from one percentile to the next', place, report);
  return isComplete && !hasTwice && !falls ? { kind: 'percentiles', points } : undefined;
}

function mixed(
  kind: 'hyperexponential' | 'mixture',
  given: readonly (Part | undefined)[],
  place: Place,
  report: Report,
): ResolvedDistribution | undefined {
  let sum = 0;
  for (const part of given) {
    if (part?.p === undefined || (kind === 'mixture' ? part.of : part.mean) === undefined) return undefined;
    sum += part.p;
  }
  if (Math.abs(sum - 1) > 1e-9) return conflict(`the p add up to ${sum}, not to 1`, place, report, 'out-of-range');
  if (kind === 'mixture') return { kind, parts: given as { p: number; of: ResolvedDistribution }[] };
  return { kind, branches: given as { p: number; mean: number }[] };
}

function conflict(
  message: string,
  place: Place,
  report: Report,
  code: 'conflict' | 'missing-key' | 'out-of-range' = 'conflict',
): undefined {
  report.add(place, { code, message });
}
