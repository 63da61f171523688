/** Adaptive concurrency limits: one file per algorithm and this list. A new one is a file and a line here. */
import { aimd } from './aimd.ts';
import type { ConcurrencyLimit, LimitAlgorithm } from './concurrency-limit.ts';
import { gradient } from './gradient.ts';
import { gradient2 } from './gradient2.ts';
import { vegas } from './vegas.ts';

export { placesFor, shareOf } from './priority-shares.ts';
export { LIMIT } from './concurrency-limit.ts';
export type { ConcurrencyLimit, ConcurrencyView, ResolvedConcurrencyLimit } from './concurrency-limit.ts';

export const concurrencyLimits: Readonly<Record<LimitAlgorithm, ConcurrencyLimit>> = {
  gradient2,
  vegas,
  aimd,
  gradient,
};
