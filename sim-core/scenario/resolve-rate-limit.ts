/** `rateLimit`, at a service's door and on a link. */
import { RATE_LIMIT_KEYS } from '../policies/limiters/limiter-keys.ts';
import type { ResolvedRateLimit } from '../policies/limiters/index.ts';
import { filled } from './fallbacks.ts';
import type { Place, Report } from './problems.ts';
import type { Read } from './read.ts';

export function rateLimitOf(given: Read): ResolvedRateLimit {
  const { algorithm, rate, burst, wait } = filled(RATE_LIMIT_KEYS, given);
  return { algorithm, ratePerSecond: rate, burst, waitNs: wait } as ResolvedRateLimit;
}

export function warnOfRateLimit(given: Read, place: Place, report: Report): void {
  const { algorithm, waitNs } = rateLimitOf(given);
  if (algorithm !== 'leaky-bucket' || waitNs > 0) return;
  report.warn(place, 'no-wait', 'a leaky bucket without a wait refuses whoever does not find it empty');
}
