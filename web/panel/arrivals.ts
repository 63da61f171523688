/** Kinds of arrivals, and how one becomes another of about the same load. */
import { isMap } from '../store/document-diff.ts';
import { roughMeanMs } from './distributions.ts';
import { numberOf, writtenOf } from './written.ts';

export const ARRIVAL_KINDS = ['poisson', 'constant', 'bursty', 'closed'] as const;
export type ArrivalKind = (typeof ARRIVAL_KINDS)[number];

const THINK_MS = 1000;
const RATE_UNKNOWN = 100;
/** Four fifths of the time at half the rate, one fifth at three times the rate: the same load on average. */
const CALM = { scale: 0.5, stayMs: 8000 };
const BURST = { scale: 3, stayMs: 2000 };

export function arrivalKindOf(arrivals: unknown): ArrivalKind | undefined {
  return isMap(arrivals) ? ARRIVAL_KINDS.find((kind) => kind in arrivals) : undefined;
}

/** Users who think for one second make about one request a second each. */
export function asArrivals(kind: ArrivalKind, before: unknown): unknown {
  const ratePerS = roughRate(before);
  if (kind === 'closed') return { closed: { users: Math.max(1, Math.round(ratePerS)), think: '1s' } };
  if (kind === 'bursty') return { bursty: burstsOf(ratePerS) };
  return { [kind]: writtenOf('rate', Math.round(ratePerS)) };
}

function burstsOf(ratePerS: number): unknown {
  const states = [CALM, BURST];
  return {
    rates: states.map(({ scale }) => writtenOf('rate', Math.round(ratePerS * scale))),
    stay: states.map(({ stayMs }) => ({ exponential: { mean: writtenOf('duration', stayMs) } })),
  };
}

/** One more state like the last. */
export function withState(bursty: unknown): unknown {
  const { rates, stay } = statesOf(bursty);
  return { rates: [...rates, rates.at(-1)], stay: [...stay, stay.at(-1)] };
}

export function withoutState(bursty: unknown, state: number): unknown {
  const { rates, stay } = statesOf(bursty);
  return { rates: rates.toSpliced(state, 1), stay: stay.toSpliced(state, 1) };
}

function statesOf(bursty: unknown): { rates: readonly unknown[]; stay: readonly unknown[] } {
  const { rates, stay } = isMap(bursty) ? bursty : {};
  return { rates: Array.isArray(rates) ? rates : [], stay: Array.isArray(stay) ? stay : [] };
}

function roughRate(arrivals: unknown): number {
  const kind = arrivalKindOf(arrivals);
  if (!isMap(arrivals) || kind === undefined) return RATE_UNKNOWN;
  const { closed } = arrivals;
  if (kind === 'bursty') return roughBurstRate(arrivals.bursty);
  if (kind !== 'closed') return numberOf('rate', arrivals[kind]);
  if (!isMap(closed)) return RATE_UNKNOWN;
  const thinkMs = roughMeanMs(closed.think);
  return (Number(closed.users) * 1000) / (thinkMs > 0 ? thinkMs : THINK_MS);
}

function roughBurstRate(bursty: unknown): number {
  const { rates, stay } = statesOf(bursty);
  const means = stay.map((of) => roughMeanMs(of));
  const cycle = means.reduce((sum, ms) => sum + ms, 0);
  const sum = rates.reduce((total: number, rate, state) => total + numberOf('rate', rate) * means[state], 0);
  return cycle > 0 ? sum / cycle : RATE_UNKNOWN;
}
