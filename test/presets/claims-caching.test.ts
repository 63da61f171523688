/** What the stories about caches and keys say in numbers. */
import { describe, expect, it } from 'vitest';
import { lruHitRatio } from '../../sim-core/theory/caches.ts';
import { type Edit, mean, replicate, type Run, within } from './stories.ts';

const REPLICATIONS = 2;

describe('cache-stampede', () => {
  const KEYS = 10;
  const PER_KEY = 100;
  const QUERY_S = 0.12;
  const cache = (key: string, value: unknown): Edit => ({ path: `services.web.steps.0.cache.${key}`, value });
  const atTheFlush = (run: Run) => within(run, 'services.db', 'offeredRps', 25, 26)[0];

  it('sends the one that misses and all who come during its query: thirteen for each page', () => {
    const thirteen = 1 + PER_KEY * QUERY_S;
    expect(thirteen).toBe(13);
    const found = mean(replicate('cache-stampede', [], 4).map(atTheFlush));
    // The number of those who come is Poisson: four standard errors of four flushes.
    expect(Math.abs(found - KEYS * thirteen)).toBeLessThan(4 * Math.sqrt((KEYS * PER_KEY * QUERY_S) / 4));
  });

  it('and with single flight one, a thirteenth as at Facebook', () => {
    for (const run of replicate('cache-stampede', [cache('singleFlight', true)], REPLICATIONS)) {
      expect(atTheFlush(run)).toBe(KEYS);
      expect(run.result.summary.system.maxMs).toBe(1000 * QUERY_S);
    }
    expect(17_000 / 1300).toBeCloseTo(13, 0);
  });

  it('does not end where the database can do four queries at once, unless one asks for all', () => {
    const four: Edit = { path: 'services.db.concurrency', value: 4 };
    for (const run of replicate('cache-stampede', [four], REPLICATIONS)) {
      expect(run.result.summary.services.db.queueLength?.max).toBeGreaterThan(2000);
    }
    for (const { result } of replicate('cache-stampede', [four, cache('singleFlight', true)], REPLICATIONS)) {
      expect(result.summary.services.db.queueLength?.max).toBe(KEYS - 4);
      expect(result.summary.system.maxMs).toBeLessThanOrEqual(3000 * QUERY_S);
    }
  });
});

describe('hot-keys', () => {
  const N = 1000;
  const S = 1.1;
  const balancer = (value: unknown): Edit[] => [{ path: 'links.readers~cache.balancer', value }];
  const hottest = (run: Run) =>
    Math.max(
      ...Object.entries(run.result.summary.instances).map(([id, { offeredRps }]) =>
        id.startsWith('cache#') ? (offeredRps ?? 0) : 0,
      ),
    ) / 2000;
  const shareOfTheFirst = 1 / Array.from({ length: N }, (_, rank) => (rank + 1) ** -S).reduce((a, b) => a + b);

  it('one key makes 18 % of the requests, and its node gets about a quarter, which is too much', () => {
    expect(shareOfTheFirst).toBeCloseTo(0.18, 2);
    for (const run of replicate('hot-keys', [], 3)) {
      expect(hottest(run)).toBeGreaterThan(0.22);
      expect(hottest(run)).toBeLessThan(0.31);
      expect(run.result.summary.system.availability).toBeLessThan(0.8);
      expect(run.result.summary.services.db.offeredRps).toBeLessThan(15);
    }
  });

  it('in turns each node caches the same hundred keys: Che, Tung and Wang say how often that hits', () => {
    const theory = lruHitRatio(N, S, 100);
    for (const run of replicate('hot-keys', balancer({ policy: 'round-robin' }), REPLICATIONS)) {
      expect(hottest(run)).toBeCloseTo(0.1, 2);
      expect(Math.abs((run.result.summary.services.cache.cacheHitRatio ?? 0) - theory)).toBeLessThan(0.01);
      expect(Math.abs((run.result.summary.services.db.offeredRps ?? 0) / (2000 * (1 - theory)) - 1)).toBeLessThan(0.03);
    }
  });

  it('a bound of 1.25 times the mean serves everybody, and 85 % hit', () => {
    const bounded = balancer({ policy: 'maglev', hashBalanceFactor: 125 });
    for (const run of replicate('hot-keys', bounded, REPLICATIONS)) {
      expect(hottest(run)).toBeLessThan(0.17);
      expect(run.result.summary.system.failed).toBe(0);
      expect(Math.abs((run.result.summary.services.cache.cacheHitRatio ?? 0) - 0.85)).toBeLessThan(0.02);
    }
  });

  it('on twenty nodes the hot one is still too hot', () => {
    for (const run of replicate('hot-keys', [{ path: 'services.cache.instances', value: 20 }], REPLICATIONS)) {
      expect(hottest(run)).toBeGreaterThan(shareOfTheFirst);
      expect(run.result.summary.system.availability).toBeLessThan(0.9);
      expect(run.result.summary.services.cache.utilization).toBeLessThan(0.3);
    }
  });
});
