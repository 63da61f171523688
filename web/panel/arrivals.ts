/** Kinds of arrivals, and how one becomes another of about the same load. */
import { isMap } from '../store/document-diff.ts';
import { roughMeanMs } from './distributions.ts';
import { numberOf, writtenOf } from './written.ts';

export const ARRIVAL_KINDS = ['poisson', 'constant', 'closed'] as const;
export type ArrivalKind = (typeof ARRIVAL_KINDS)[number];

const THINK_MS = 1000;
const RATE_UNKNOWN = 100;

export function arrivalKindOf(arrivals: unknown): ArrivalKind | undefined {
  return isMap(arrivals) ? ARRIVAL_KINDS.find((kind) => kind in arrivals) : undefined;
}

/** Users who think for one second make about one request a second each. */
export function asArrivals(kind: ArrivalKind, before: unknown): unknown {
  const ratePerS = roughRate(before);
  if (kind === 'closed') return { closed: { users: Math.max(1, Math.round(ratePerS)), think: '1s' } };
  return { [kind]: writtenOf('rate', Math.round(ratePerS)) };
}

function roughRate(arrivals: unknown): number {
  const kind = arrivalKindOf(arrivals);
  if (!isMap(arrivals) || kind === undefined) return RATE_UNKNOWN;
  const { closed } = arrivals;
  if (kind !== 'closed') return numberOf('rate', arrivals[kind]);
  if (!isMap(closed)) return RATE_UNKNOWN;
  const thinkMs = roughMeanMs(closed.think);
  return (Number(closed.users) * 1000) / (thinkMs > 0 ? thinkMs : THINK_MS);
}
