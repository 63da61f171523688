/**
 * The protocol of all comparisons with theory: independent replications of the public library, the first tenth of each
 * dropped, and an estimate that must lie within the tolerance of the formula.
 *
 * A stated tolerance holds at `STATED_SAMPLES` samples. Fewer samples may err by five standard errors of the replications
 * where that is more, but never by more than the tolerance grown with the root of how many fewer there are. Without a
 * stated tolerance it is five standard errors, which a correct simulator passes but for about one seed in 10,000.
 */
import { type RunResult, simulate } from '../../sim-core/index.ts';
import { accepted } from '../scenario/documents.ts';
import { quantileOf } from './quantile.ts';

export const STATED_SAMPLES = 4_000_000;
const ERRORS_MAX = 5;
/** A check whose own error is larger says nothing. */
const ERROR_RATIO_MAX = 0.03;
const WARMUP_SHARE = 0.1;

/** `npm run test:long` compares at full size. */
const IS_FULL = process.env.CALLSCAPE_LONG === '1';
const FAST: Size = { samples: 150_000, replications: 20 };
const FULL: Size = { samples: STATED_SAMPLES, replications: 20 };
/** Enough where no tolerance is stated, where a sample costs tens of calls, or where samples vary little. */
export const MILLION: Size = { samples: 1_000_000, replications: 20 };

export interface Size {
  /** In all replications together. */
  readonly samples: number;
  readonly replications: number;
}

export interface Check {
  readonly what: string;
  readonly expected: number;
  /** What the room of theory makes of it, where `expected` is a published figure. */
  readonly formula?: number;
  /** Relative, at `STATED_SAMPLES`. */
  readonly tolerance?: number;
  /** No chance in it. */
  readonly exact?: boolean;
  /** Either a figure of each replication … */
  readonly measure?: (result: RunResult) => number;
  /** … or a quantile of the response times of all of them, in seconds. */
  readonly quantile?: number;
}

export interface Model {
  readonly name: string;
  /** Samples per simulated second; or how long one replication lasts. */
  readonly ratePerSecond?: number;
  readonly secondsPerReplication?: number;
  readonly warmupShare?: number;
  readonly fast?: Size;
  readonly full?: Size;
  build(): Record<string, unknown>;
  readonly checks: readonly Check[];
}

/** A time in seconds as a scenario says it. */
export const times = (seconds: number): number => seconds * 1000;

export function sizeOf({ checks, fast = FAST, full }: Model): Size {
  if (!IS_FULL) return fast;
  return full ?? (checks.some(({ tolerance }) => tolerance !== undefined) ? FULL : MILLION);
}

export function runModel(model: Model, size: Size): RunResult[] {
  const { secondsPerReplication, ratePerSecond = 1 } = model;
  const seconds = secondsPerReplication ?? size.samples / size.replications / ratePerSecond;
  const document = {
    version: 1,
    name: model.name,
    // A seed of its own: with a common one all models would err to the same side.
    seed: model.name,
    duration: times(seconds),
    warmup: times(seconds * (model.warmupShare ?? WARMUP_SHARE)),
    metrics: { window: times(seconds) },
    ...model.build(),
  };
  const scenario = accepted(document);
  const histograms = model.checks.some((each) => each.quantile !== undefined);
  return Array.from({ length: size.replications }, (_, replication) => {
    const result = simulate(scenario, { replication, histograms });
    if (result.outcome !== 'completed') throw new Error(`${model.name} ended with ${result.outcome}`);
    return result;
  });
}

export interface Verdict {
  readonly estimate: number;
  /** Of the estimate. */
  readonly standardError: number;
  /** Largest accepted |estimate − expected|. */
  readonly allowed: number;
}

export function judge(check: Check, results: readonly RunResult[], samples: number): Verdict {
  const values = results.map((result) => measured(check, [result]));
  const estimate = check.quantile === undefined ? meanOf(values) : measured(check, results);
  const standardError = deviationOf(values) / Math.sqrt(values.length);
  return { estimate, standardError, allowed: allowedError(check, standardError, samples) };
}

function measured(check: Check, results: readonly RunResult[]): number {
  if (check.measure) return check.measure(results[0]);
  return quantileOf(results, check.quantile ?? Number.NaN);
}

function allowedError(check: Check, standardError: number, samples: number): number {
  if (check.exact) return Math.abs(check.expected) * 1e-9;
  const errors = ERRORS_MAX * standardError;
  if (check.tolerance === undefined) return Math.min(errors, ERRORS_MAX * ERROR_RATIO_MAX * Math.abs(check.expected));
  const stated = check.tolerance * check.expected;
  return Math.min(Math.max(stated, errors), stated * Math.sqrt(Math.max(1, STATED_SAMPLES / samples)));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / (values.length - 1));
}
