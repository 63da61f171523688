import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { limiters, type LimiterView, REFUSED, type ResolvedRateLimit } from '../../sim-core/policies/limiters/index.ts';

const MS = 1e6;
const SECOND = 1e9;
const ALGORITHMS = ['token-bucket', 'leaky-bucket', 'gcra', 'sliding-window'] as const;

/** One limiter, with the numbers of others around it. */
function limiter(given: Partial<ResolvedRateLimit>) {
  const config: ResolvedRateLimit = { algorithm: 'token-bucket', ratePerSecond: 10, burst: 1, waitNs: 0, ...given };
  const policy = limiters[config.algorithm];
  const before = 3;
  const size = policy.size(config);
  const state = new Float64Array(before + size + 2).fill(77);
  const view: LimiterView = { state, offset: before, nowNs: 0 };
  policy.reset(view, config);
  const takeNs = (nowNs: number) => {
    view.nowNs = nowNs;
    return policy.take(view, config);
  };
  return {
    takeNs,
    /** One turn at so many milliseconds: the wait in milliseconds, or what was refused. */
    take: (ms: number) => {
      const waitNs = takeNs(ms * MS);
      return waitNs === REFUSED ? 'refused' : waitNs / MS;
    },
    neighbours: () => [...state.slice(0, before), ...state.slice(before + size)],
  };
}

/** What each of several turns is told, at times in milliseconds. */
const told = (given: Partial<ResolvedRateLimit>, times: readonly number[]) => times.map(limiter(given).take);

describe.each(['token-bucket', 'gcra'] as const)('%s', (algorithm) => {
  it('is full at the start, and is refilled without steps', () => {
    const times = [0, 0, 0, 0, 99, 100, 150, 199, 200, 1000, 1000, 1000, 1000];
    expect(told({ algorithm, burst: 3 }, times)).toEqual([
      ...[0, 0, 0, 'refused'],
      ...['refused', 0, 'refused', 'refused', 0],
      ...[0, 0, 0, 'refused'],
    ]);
  });

  it('lets wait for a turn that comes in time, one after the other', () => {
    const times = [0, 0, 0, 0, 50, 50, 260, 1000, 1000, 1000];
    expect(told({ algorithm, burst: 2, waitNs: 200 * MS }, times)).toEqual([
      ...[0, 0, 100, 200],
      ...['refused', 'refused', 40],
      ...[0, 0, 100],
    ]);
  });

  it('does not drift at a rate whose gap is no whole number of nanoseconds', () => {
    const one = limiter({ algorithm, ratePerSecond: 3, burst: 1, waitNs: Infinity });
    const dueNs = Array.from({ length: 3001 }, () => one.takeNs(0));
    expect(dueNs.slice(0, 4)).toEqual([0, 333_333_334, 666_666_667, SECOND]);
    expect(dueNs[3000]).toBe(1000 * SECOND);
  });
});

describe('leaky-bucket', () => {
  it('lets one through after the other, also after a pause', () => {
    expect(told({ algorithm: 'leaky-bucket', burst: 50 }, [0, 0, 99, 100, 1000, 1000, 1100])).toEqual([
      ...[0, 'refused', 'refused', 0],
      ...[0, 'refused', 0],
    ]);
  });

  it('has as many wait as its burst says, and none longer than its wait', () => {
    const waitNs = Infinity;
    expect(told({ algorithm: 'leaky-bucket', burst: 2, waitNs }, [0, 0, 0, 0, 100, 100, 150, 201])).toEqual([
      ...[0, 100, 200, 'refused'],
      ...[200, 'refused', 'refused', 199],
    ]);
    expect(told({ algorithm: 'leaky-bucket', burst: 9, waitNs: 150 * MS }, [0, 0, 0, 50])).toEqual([
      ...[0, 100, 'refused', 150],
    ]);
  });
});

describe('sliding-window', () => {
  it('lets a burst through in each window of burst / rate', () => {
    const algorithm = 'sliding-window';
    expect(told({ algorithm, burst: 3 }, [0, 100, 200, 200, 299, 300, 300, 400, 500, 599, 600])).toEqual([
      ...[0, 0, 0, 'refused', 'refused'],
      ...[0, 'refused', 0, 0, 'refused', 0],
    ]);
  });

  it('lets wait until the turn a burst ago is a window ago', () => {
    const algorithm = 'sliding-window';
    expect(told({ algorithm, burst: 2, waitNs: 200 * MS }, [0, 0, 0, 0, 0, 150, 201])).toEqual([
      ...[0, 0, 200, 200, 'refused', 'refused', 199],
    ]);
  });
});

test('a bucket of one token, gcra, a queue in which nobody waits and a window of one are the same', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 50 }),
      fc.integer({ min: 1, max: 50 }),
      (gaps, rate) => {
        const times = gaps.map((_, index) => gaps.slice(0, index + 1).reduce((sum, gap) => sum + gap));
        const [first, ...others] = ALGORITHMS.map((algorithm) => told({ algorithm, ratePerSecond: rate }, times));
        for (const other of others) expect(other).toEqual(first);
      },
    ),
  );
});

const limits = fc.record({
  ratePerSecond: fc.integer({ min: 1, max: 3000 }),
  burst: fc.integer({ min: 1, max: 20 }),
  waitNs: fc.constantFrom(0, 10 * MS, Infinity),
});
const gapsNs = fc.array(fc.oneof(fc.integer({ min: 0, max: 3 * MS }), fc.constant(0)), {
  minLength: 1,
  maxLength: 200,
});

describe('whatever comes', () => {
  test('gcra grants what a token bucket grants, to the nanosecond', () => {
    fc.assert(
      fc.property(limits, gapsNs, (limit, gaps) => {
        const bucket = limiter({ ...limit, algorithm: 'token-bucket' });
        const cells = limiter({ ...limit, algorithm: 'gcra' });
        let nowNs = 0;
        for (const gap of gaps) expect(cells.takeNs((nowNs += gap))).toBe(bucket.takeNs(nowNs));
      }),
    );
  });

  test.each(ALGORITHMS)('%s keeps rate and burst, waits no longer than said and touches nobody else', (algorithm) => {
    fc.assert(
      fc.property(limits, gapsNs, (limit, gaps) => {
        const one = limiter({ ...limit, algorithm });
        const passed: number[] = [];
        let nowNs = 0;
        for (const gap of gaps) {
          const waitNs = one.takeNs((nowNs += gap));
          if (waitNs === REFUSED) continue;
          expect(waitNs).toBeLessThanOrEqual(limit.waitNs);
          expect(Number.isInteger(waitNs)).toBe(true);
          passed.push(nowNs + waitNs);
        }
        // In any stretch of time, but for rounding: burst + rate × its length; of a window twice the burst may meet at an edge.
        const burst = algorithm === 'leaky-bucket' ? 1 : limit.burst;
        passed.forEach((from, first) => {
          passed.slice(first).forEach((to, more) => {
            const room = (algorithm === 'sliding-window' ? 2 : 1) * burst;
            expect(more + 1).toBeLessThanOrEqual(room + Math.floor(((to - from + 1) * limit.ratePerSecond) / SECOND));
          });
        });
        expect(passed).toEqual(passed.toSorted((a, b) => a - b));
        expect(one.neighbours()).toEqual([77, 77, 77, 77, 77]);
      }),
      { numRuns: 60 },
    );
  });

  test('a window never holds more than its burst', () => {
    fc.assert(
      fc.property(limits, gapsNs, (limit, gaps) => {
        const one = limiter({ ...limit, algorithm: 'sliding-window' });
        const windowNs = (limit.burst * SECOND) / limit.ratePerSecond;
        const passed: number[] = [];
        let nowNs = 0;
        for (const gap of gaps) {
          const waitNs = one.takeNs((nowNs += gap));
          if (waitNs !== REFUSED) passed.push(nowNs + waitNs);
        }
        const lengths = passed.slice(limit.burst).map((time, index) => time - passed[index]);
        expect(lengths.filter((length) => length < windowNs)).toEqual([]);
      }),
    );
  });
});
