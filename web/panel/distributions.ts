/** Distributions as they are written, for the editor: which form, its parameters, and a start for another form. */
import { writtenOf, numberOf } from './written.ts';
import { isMap } from '../store/document-diff.ts';
import type { QuantityKind } from '../../sim-core/index.ts';

/** In the order of the menu; those above the line have one to three parameters. */
export const FORMS = [
  'constant',
  'exponential',
  'uniform',
  'normal',
  'lognormal',
  'gamma',
  'erlang',
  'weibull',
  'pareto',
  'shifted',
  'hyperexponential',
  'mixture',
  'percentiles',
  'empirical',
] as const;

export type Form = (typeof FORMS)[number];

/** @param bare what a duration alone stands for */
export function formOf(written: unknown, bare: Form = 'constant'): Form | undefined {
  if (typeof written === 'string' || typeof written === 'number') return bare;
  if (!isMap(written)) return undefined;
  return FORMS.find((form) => form in written);
}

/** Keys of the form's own parameters that are single values; for lognormal those it is given by. */
export function parametersOfForm(written: unknown, form: Form): string[] {
  const inner = isMap(written) ? written[form] : undefined;
  if (form === 'lognormal') return isMap(inner) && 'p50' in inner ? ['p50', 'p99'] : ['mean', 'cv'];
  return PARAMETERS[form] ?? [];
}

const PARAMETERS: Partial<Record<Form, string[]>> = {
  exponential: ['mean'],
  uniform: ['min', 'max'],
  normal: ['mean', 'stddev'],
  gamma: ['mean', 'shape'],
  erlang: ['mean', 'k'],
  weibull: ['scale', 'shape'],
  pareto: ['scale', 'shape', 'cap'],
};

/** The mean in ms, near enough to start another form from it. NaN when nothing is known. */
export function roughMeanMs(written: unknown, bare: Form = 'constant'): number {
  const form = formOf(written, bare);
  if (form === undefined) return Number.NaN;
  if (!isMap(written)) return numberOf('duration', written);
  const inner = written[form];
  if (Array.isArray(inner)) return form === 'empirical' ? average(inner) : weightedMean(inner);
  if (!isMap(inner)) return numberOf('duration', inner);
  return meanOfForm(form, inner);
}

function meanOfForm(form: Form, inner: Readonly<Record<string, unknown>>): number {
  const ms = (key: string) => numberOf('duration', inner[key]);
  switch (form) {
    case 'uniform':
      return (ms('min') + ms('max')) / 2;
    case 'lognormal':
      return 'p50' in inner ? ms('p50') : ms('mean');
    case 'weibull':
      return ms('scale');
    case 'pareto': {
      const shape = Number(inner.shape);
      return shape > 1 ? (ms('scale') * shape) / (shape - 1) : ms('scale') * 3;
    }
    case 'shifted':
      return ms('by') + roughMeanMs(inner.of);
    case 'percentiles':
      return numberOf('duration', inner['50'] ?? inner['100']);
    default:
      return ms('mean');
  }
}

function average(values: readonly unknown[]): number {
  return values.reduce((sum: number, value) => sum + numberOf('duration', value), 0) / values.length;
}

function weightedMean(parts: readonly unknown[]): number {
  return parts.reduce((sum: number, part) => {
    if (!isMap(part)) return Number.NaN;
    const meanMs = 'of' in part ? roughMeanMs(part.of) : numberOf('duration', part.mean);
    return sum + numberOf('ratio', part.p) * meanMs;
  }, 0);
}

/** The same mean in another form, as it is written into the document. */
export function asForm(form: Form, meanMs: number): unknown {
  const time = (factor: number) => writtenOf('duration', Number((meanMs * factor).toPrecision(4)));
  const forms: Record<Form, unknown> = {
    constant: time(1),
    exponential: { exponential: { mean: time(1) } },
    uniform: { uniform: { min: time(0.5), max: time(1.5) } },
    normal: { normal: { mean: time(1), stddev: time(0.25) } },
    lognormal: { lognormal: { mean: time(1), cv: 0.5 } },
    gamma: { gamma: { mean: time(1), shape: 2 } },
    erlang: { erlang: { mean: time(1), k: 2 } },
    weibull: { weibull: { scale: time(1), shape: 1 } },
    pareto: { pareto: { scale: time(1 / 3), shape: 1.5 } },
    shifted: { shifted: { by: time(0.5), of: { exponential: { mean: time(0.5) } } } },
    hyperexponential: { hyperexponential: [branch(0.9, time(0.5)), branch(0.1, time(5.5))] },
    mixture: { mixture: [mixed('90%', time(0.5)), mixed('10%', time(5.5))] },
    percentiles: { percentiles: { 50: time(1), 100: time(2) } },
    empirical: { empirical: [time(1)] },
  };
  return forms[form];
}

function branch(p: number, mean: unknown): unknown {
  return { p: writtenOf('ratio', p), mean };
}

function mixed(p: string, of: unknown): unknown {
  return { p, of };
}

/** @returns a copy with one inner value replaced; `keys` lead to it: ["mixture", 0, "of"] */
export function withInner(written: unknown, keys: readonly (string | number)[], value: unknown): unknown {
  const [first, ...rest] = keys;
  if (first === undefined) return value;
  if (Array.isArray(written)) return written.map((one, index) => (index === first ? withInner(one, rest, value) : one));
  const map = isMap(written) ? written : {};
  return { ...map, [first]: withInner(map[first], rest, value) };
}

/** Shares must add up to 1: another number of parts begins with equal ones. */
export function sharing(parts: readonly unknown[]): unknown[] {
  const equal = Number((1 / parts.length).toFixed(4));
  const last = Number((1 - equal * (parts.length - 1)).toFixed(4));
  return parts.map((one, index) => ({ ...(isMap(one) ? one : {}), p: index < parts.length - 1 ? equal : last }));
}

export function kindOfParameter(name: string): QuantityKind {
  if (name === 'p') return 'ratio';
  if (name === 'k') return 'integer';
  return name === 'cv' || name === 'shape' ? 'number' : 'duration';
}

export function minOfParameter(name: string): number {
  if (name === 'shape') return 0.01;
  return name === 'k' ? 1 : 0;
}
