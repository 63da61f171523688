import type { ResolvedRateLimit } from '../limiters/index.ts';
import type { ResolvedConcurrencyLimit } from './concurrency-limit.ts';
import type { ResolvedCodel } from './controlled-delay.ts';
import type { PriorityShare } from './priority-shares.ts';

/** Who is let in at the door of each instance of a service, and who is served once inside. */
export interface ResolvedAdmission {
  readonly rateLimit: ResolvedRateLimit | null;
  /** Attempts inside, waiting ones included; Infinity: no bound. */
  readonly maxConcurrency: number;
  readonly adaptiveConcurrency: ResolvedConcurrencyLimit | null;
  /** null: no priority is refused before another. */
  readonly priority: readonly PriorityShare[] | null;
  readonly codel: ResolvedCodel | null;
}
