/** Rate limiters, of a server's door and of a caller: one file per algorithm and this list. A new one is a file and a line here. */
import { gcra } from './gcra.ts';
import { leakyBucket } from './leaky-bucket.ts';
import type { LimiterAlgorithm, RateLimiter } from './limiter.ts';
import { slidingWindow } from './sliding-window.ts';
import { tokenBucket } from './token-bucket.ts';

export { REFUSED } from './limiter.ts';
export type { LimiterView, RateLimiter, ResolvedRateLimit } from './limiter.ts';

export const limiters: Readonly<Record<LimiterAlgorithm, RateLimiter>> = {
  'token-bucket': tokenBucket,
  'leaky-bucket': leakyBucket,
  gcra,
  'sliding-window': slidingWindow,
};
