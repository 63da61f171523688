import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim-core/index.ts';
import { scenario } from '../model/story.ts';

/** No number of a result is NaN or infinite. */
function numbersOf(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(numbersOf);
}

describe('row 3: numbers at the edge', () => {
  it.each([
    ['no work', { work: '0ms' }],
    ['the shortest work', { work: '0.001us' }],
    ['no instance to call', { instances: 0, work: '1ms' }],
    ['no place to wait', { work: '1s', queue: { capacity: 0 } }],
    ['errors only', { work: '1ms', errorRate: '100%' }],
  ])('%s gives numbers or null, never NaN', (_name, server) => {
    const result = simulate(
      scenario({ services: { a: server }, workloads: { user: { call: 'a', arrivals: { poisson: '50/s' } } } }),
    );
    expect(numbersOf(result).every(Number.isFinite)).toBe(true);
    expect(JSON.stringify(result)).not.toMatch(/NaN|Infinity/);
  });
});

describe('row 3: a replication that is no number of one', () => {
  it.each([-1, 1.5, Number.NaN, Infinity, 2 ** 60])('%d is refused before anything runs', (replication) => {
    const nothing = scenario({ services: {} });
    expect(() => simulate(nothing, { replication })).toThrow(/^replication must be a whole number from 0, not /);
  });
});

describe('row 4: calls as deep as they may be', () => {
  const chain = (depth: number) =>
    scenario({
      limits: { depth },
      services: Object.fromEntries(
        Array.from({ length: depth }, (_, i) => [`s${i}`, i + 1 < depth ? { steps: [{ call: `s${i + 1}` }] } : {}]),
      ),
      workloads: { user: { call: 's0', arrivals: { times: ['1s'] } } },
    });

  it('1,000 services that call one another in turn are answered', () => {
    const { outcome, summary } = simulate(chain(1000));
    expect(outcome).toBe('completed');
    expect(summary.system.ok).toBe(1);
  });

  it('a circle of chance that grows ends at limits.depth', () => {
    const server = { concurrency: 'infinite', steps: [{ work: '1ms' }, { call: 'a', probability: 0.7, count: 2 }] };
    const result = simulate(
      scenario({ services: { a: server }, workloads: { user: { call: 'a', arrivals: { poisson: '50/s' } } } }),
    );
    expect(result.outcome).toBe('limit');
    expect(result.reason).toContain('limits.depth = 32');
  });
});

describe('row 15: overload without end', () => {
  it('stops at the limit with the time of it and all results up to then', () => {
    const layer = (next: string) => ({
      concurrency: 'infinite',
      steps: [{ parallel: Array.from({ length: 10 }, () => ({ call: next })) }],
    });
    const result = simulate(
      scenario({
        duration: '60s',
        limits: { calls: 20_000 },
        services: { a: layer('b'), b: layer('c'), c: layer('d'), d: layer('e'), e: { work: '1s' } },
        links: { '*': { timeout: '2s', retry: { maxAttempts: 'infinite', backoff: { base: '1ms' } } } },
        workloads: { user: { call: 'a', arrivals: { constant: '10/s' } } },
      }),
    );
    expect(result.outcome).toBe('limit');
    expect(result.reason).toContain('limits.calls');
    expect(result.atMs).toBeGreaterThan(0);
    expect(result.atMs).toBeLessThan(60_000);
    expect(result.summary.system.started).toBeGreaterThan(0);
    expect(result.summary.links['d->e'].attempts).toBeGreaterThan(5000);
  });
});

describe('row 16: a loop in no time', () => {
  it('is stopped after a million events in one instant, and named', () => {
    const result = simulate(
      scenario({
        services: { a: { instances: 1, concurrency: 'infinite', steps: [] } },
        links: { 'user->a': { retry: { maxAttempts: 'infinite', on: ['connect-failure'], backoff: { base: '0ms' } } } },
        workloads: { user: { call: 'a', arrivals: { times: ['2s'] } } },
        faults: [{ at: '1s', crash: { target: 'a' } }],
      }),
    );
    expect(result.outcome).toBe('livelock');
    expect(result.atMs).toBe(2000);
    expect(result.reason).toContain('a.default');
  });
});

describe('row 17: late times', () => {
  it('are as exact as early ones: a run begun after 90 days is the run begun at 0, shifted', () => {
    const shiftMs = 90 * 86_400_000;
    const arrivals = Array.from({ length: 2000 }, (_, i) => i * 0.0011);
    const at = (shift: number) =>
      simulate(
        scenario({
          duration: shift + 1000,
          metrics: { window: '1d' },
          services: { a: { work: { exponential: { mean: '1us' } } } },
          links: { 'user->a': { timeout: '5us' } },
          workloads: {
            user: { call: 'a', arrivals: { times: arrivals.map((ms) => Number((shift + ms).toFixed(6))) } },
          },
        }),
      ).summary.system;
    const early = at(0);
    const late = at(shiftMs);
    expect(late.ok).toBe(early.ok);
    expect(late.failedBy.timeout).toBe(early.failedBy.timeout);
    expect(early.failedBy.timeout).toBeGreaterThan(0);
    expect(late.artMs).toBe(early.artMs);
    expect(late.phases).toEqual(early.phases);
  });
});
