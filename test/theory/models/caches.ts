/** Caches: values that grow old, values that do not fit, fetches that others wait for. */
import type { RunResult } from '../../../sim-core/index.ts';
import { lruHitRatio, ttlHitRatio } from '../../../sim-core/theory/caches.ts';
import { type Model, times } from '../protocol.ts';

const hitsOf = (result: RunResult) => result.summary.services.front.cacheHitRatio ?? Number.NaN;

/** Requests at this rate look a key up; a miss fetches it from a store that takes so many seconds. */
const cached = (lambda: number, cache: Record<string, unknown>, fetch = 0) => ({
  services: {
    front: { concurrency: 'infinite', steps: [{ cache: { miss: fetch > 0 ? [{ call: 'store' }] : [], ...cache } }] },
    ...(fetch > 0 ? { store: { concurrency: 'infinite', work: times(fetch) } } : {}),
  },
  workloads: { caller: { call: 'front', arrivals: { poisson: lambda } } },
});

export const caches: readonly Model[] = [
  {
    name: 'a cache of 100 keys, fresh for 0.2 s',
    ratePerSecond: 1000,
    build: () => cached(1000, { keys: 100, ttl: times(0.2) }),
    checks: [{ what: 'hit ratio', expected: ttlHitRatio(10, 0.2), measure: hitsOf }],
  },
  {
    name: 'a cache with single flight',
    ratePerSecond: 400,
    build: () => cached(400, { keys: 20, ttl: times(0.1), singleFlight: true }, 0.05),
    checks: [
      { what: 'hit ratio', expected: ttlHitRatio(20, 0.1, 0.05), measure: hitsOf },
      {
        what: 'fetches per second',
        expected: 20 / (0.1 + 0.05 + 1 / 20),
        measure: (result) => result.summary.services.store.throughputRps ?? Number.NaN,
      },
    ],
  },
  ...[50, 300].map(
    (capacity): Model => ({
      name: `a cache of ${capacity} of 1000 keys after Zipf's law`,
      ratePerSecond: 1000,
      build: () => cached(1000, { keys: { zipf: { n: 1000, s: 0.8 } }, capacity }),
      // An approximation: it is some thousandths off.
      checks: [{ what: 'hit ratio', expected: lruHitRatio(1000, 0.8, capacity), tolerance: 0.01, measure: hitsOf }],
    }),
  ),
];
