import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Generator } from '../../sim-core/kernel/random.ts';
import {
  type ConcurrencyView,
  concurrencyLimits,
  LIMIT,
  type ResolvedConcurrencyLimit,
} from '../../sim-core/policies/admission/index.ts';

const MS = 1e6;
const DEFAULTS = {
  ...{ initialLimit: 20, minLimit: 1, maxLimit: 200, smoothing: 0.2, queueSize: 4, rttTolerance: 1.5, longWindow: 600 },
  ...{ probeMultiplier: 30, backoffRatio: 0.9, timeoutNs: 5000 * MS },
  ...{ sampleAggregatePercentile: 0.5, concurrencyUpdateIntervalNs: 100 * MS, maxConcurrencyLimit: 1000 },
  minRtt: { intervalNs: 1000 * MS, fixedValueNs: 0, requestCount: 5, jitter: 0, minConcurrency: 3, buffer: 0.25 },
};

/** One limit, with the numbers of others around it. */
function limit(given: Partial<ResolvedConcurrencyLimit> & Pick<ResolvedConcurrencyLimit, 'algorithm'>) {
  const config: ResolvedConcurrencyLimit = { ...DEFAULTS, ...given };
  const policy = concurrencyLimits[config.algorithm];
  const before = 3;
  const state = new Float64Array(before + policy.size + 2).fill(77);
  const generator = new Generator();
  generator.setKey(1, 2, 3);
  const view: ConcurrencyView = { state, offset: before, nowNs: 0, rttNs: 0, inside: 0, isDropped: false, generator };
  policy.reset(view, config);
  const sample = (ms: number, inside: number, isDropped: boolean) => {
    view.rttNs = ms * MS;
    view.inside = inside;
    view.isDropped = isDropped;
    policy.sample(view, config);
    return state[before + LIMIT];
  };
  return {
    /** The limit after an attempt that took so many milliseconds and found so many inside. */
    served: (ms: number, inside: number) => sample(ms, inside, false),
    dropped: (inside = 20) => sample(1, inside, true),
    /** At this time, in milliseconds, so many leave that took so long. */
    leave: (atMs: number, count: number, ms: number) => {
      view.nowNs = atMs * MS;
      for (let i = 0; i < count; i++) sample(ms, 1, false);
      return state[before + LIMIT];
    },
    at: (atMs: number) => {
      view.nowNs = atMs * MS;
      policy.catchUp?.(view, config);
      return state[before + LIMIT];
    },
    number: (index: number) => state[before + index],
    neighbours: () => [...state.slice(0, before), ...state.slice(before + policy.size)],
  };
}

describe('aimd', () => {
  it('adds one while half of the limit is used, and takes a tenth after a drop or a long time', () => {
    const one = limit({ algorithm: 'aimd' });
    expect([one.served(10, 10), one.served(10, 10), one.served(10, 11)]).toEqual([21, 21, 22]);
    expect([one.dropped(), one.served(5000, 1), one.served(5001, 1)]).toEqual([19, 19, 17]);
  });

  it('keeps within its bounds', () => {
    const one = limit({ algorithm: 'aimd', minLimit: 20, maxLimit: 21 });
    expect([one.dropped(), one.served(10, 20), one.served(10, 20), one.served(10, 20)]).toEqual([20, 21, 21, 21]);
  });
});

describe('vegas', () => {
  it('grows while few wait, rests while some do, and shrinks when many do or one is dropped', () => {
    const one = limit({ algorithm: 'vegas', smoothing: 1, maxLimit: 1000 });
    // The shortest time; then 0, 2, 5 and 14 wait.
    expect([one.served(10, 20), one.served(10, 20), one.served(10.5, 26)]).toEqual([20, 26, 27]);
    expect([one.served(12, 27), one.served(20, 27), one.dropped()]).toEqual([27, 26, 26]);
    // Dropped after 1 ms, which was the shortest time; now 10 ms are a queue.
    expect([one.dropped(), one.served(10, 12), one.served(10, 13)]).toEqual([25, 25, 24]);
  });

  it('takes larger steps at larger limits', () => {
    const one = limit({ algorithm: 'vegas', smoothing: 1, maxLimit: 1000, initialLimit: 100 });
    expect([one.served(10, 100), one.served(10, 100), one.served(1000, 100)]).toEqual([100, 112, 110]);
  });

  it('forgets the shortest time after 15 to 30 limits of attempts', () => {
    const one = limit({ algorithm: 'vegas', smoothing: 1, maxLimit: 20 });
    one.served(1, 1);
    let attempts = 1;
    while (one.number(1) === 1 * MS) {
      one.served(50, 1);
      attempts++;
    }
    expect(one.number(1)).toBe(50 * MS);
    expect(attempts).toBeGreaterThanOrEqual(300);
    expect(attempts).toBeLessThanOrEqual(600);
  });
});

describe('gradient2', () => {
  it('follows the ratio of the mean so far to the time at hand', () => {
    const one = limit({ algorithm: 'gradient2' });
    expect(one.served(10, 20)).toBeCloseTo(0.8 * 20 + 0.2 * 24, 10);
    // Means 25 and 50: 1.5 · 25 / 40 and 1.5 · 50 / 100.
    expect(one.served(40, 20)).toBeCloseTo(0.8 * 20.8 + 0.2 * (20.8 * 0.9375 + 4), 10);
    expect(one.served(100, 20)).toBeCloseTo(0.8 * 21.34 + 0.2 * (21.34 * 0.75 + 4), 10);
  });

  it('halves at most, and changes nothing while less than half is used', () => {
    const one = limit({ algorithm: 'gradient2', queueSize: 0, smoothing: 1 });
    one.served(1, 20);
    one.served(1, 9);
    expect(one.served(1, 9)).toBe(20);
    expect(one.served(1000, 10)).toBe(10);
  });

  it('weighs each time by 2 / 601 after ten, and brings a mean down that is twice the time', () => {
    const one = limit({ algorithm: 'gradient2' });
    for (let i = 0; i < 10; i++) one.served(10, 1);
    one.served(311, 1);
    expect(one.number(1) / MS).toBeCloseTo(10 + (301 * 2) / 601, 10);
    const mean = one.number(1) / MS;
    one.served(1, 1);
    expect(one.number(1) / MS).toBeCloseTo(0.95 * (mean + ((1 - mean) * 2) / 601), 10);
  });
});

describe('gradient', () => {
  const measured = (given: Partial<ResolvedConcurrencyLimit> = {}) => {
    const one = limit({ algorithm: 'gradient', ...given });
    expect([one.leave(20, 4, 10), one.number(1)]).toEqual([3, 3]);
    // The fifth ends the measurement: 10 ms, known to 6 %.
    expect([one.leave(30, 1, 10), one.number(1)]).toEqual([3, 0]);
    expect(Math.abs(one.number(2) / MS - 10)).toBeLessThan(0.6);
    return one;
  };

  it('grows by the buffer and the root while times are as when nearly alone', () => {
    const one = measured();
    one.leave(100, 9, 10);
    // 3 · 1.25 + √3.75 = 5.69; 5 · 1.25 + √6.25 = 8.75; then 8 · 1.25 + √10 = 13.16.
    expect([one.at(129), one.at(130)]).toEqual([3, 5]);
    one.leave(200, 9, 10);
    expect(one.at(230)).toBe(8);
    one.leave(300, 9, 10);
    expect(one.at(330)).toBe(13);
  });

  it('halves at most, doubles at most, and stays where nobody came', () => {
    const one = measured({ maxConcurrencyLimit: 12 });
    one.leave(100, 9, 1);
    // 2 · 3 + √6 = 8.45, then 16 + 4 but for the bound.
    expect(one.at(130)).toBe(8);
    one.leave(140, 9, 1);
    expect([one.at(230), one.at(900)]).toEqual([12, 12]);
    one.leave(910, 1, 500);
    // 6 + √6
    expect(one.at(930)).toBe(8);
  });

  it('goes by the percentile, and forgets each window', () => {
    const one = measured({ sampleAggregatePercentile: 0.9 });
    one.leave(100, 8, 10);
    one.leave(110, 2, 40);
    // The ninth of ten took 40 ms: half, which is below the least.
    expect(one.at(130)).toBe(3);
  });

  it('measures again after the interval, without those that came before', () => {
    const one = measured();
    one.leave(1000, 9, 10);
    expect(one.at(1029)).toBe(3);
    // 1000 ms after the end of the last measurement the limit of the window before is kept for later.
    expect([one.at(1030), one.number(1)]).toEqual([3, 3]);
    one.leave(1035, 9, 10);
    expect(one.number(7)).toBe(0);
    one.leave(1100, 5, 20);
    expect(one.number(1)).toBe(0);
    expect(Math.abs(one.number(2) / MS - 20)).toBeLessThan(1.2);
  });

  it('pins the limit to the least while it measures, and comes back to what it was', () => {
    const one = measured();
    for (let ms = 100; ms <= 900; ms += 100) one.leave(ms, 9, 10);
    const before = one.at(1029);
    expect(before).toBeGreaterThan(20);
    expect(one.at(1030)).toBe(3);
    expect(one.leave(2000, 5, 10)).toBe(before);
  });

  it('measures again at once after five windows at the least', () => {
    const one = measured({ minRtt: { ...DEFAULTS.minRtt, intervalNs: 1e15 } });
    for (let ms = 100; ms <= 400; ms += 100) one.leave(ms, 9, 100);
    expect([one.at(430), one.number(6)]).toEqual([3, 4]);
    one.leave(500, 9, 100);
    expect([one.at(529), one.number(1)]).toEqual([3, 0]);
    expect([one.at(530), one.number(1)]).toEqual([3, 3]);
  });

  it('measures nothing when it is told', () => {
    const one = limit({ algorithm: 'gradient', minRtt: { ...DEFAULTS.minRtt, fixedValueNs: 10 * MS } });
    one.leave(50, 9, 10);
    expect([one.at(100), one.number(1)]).toEqual([5, 0]);
    for (let ms = 150; ms < 3000; ms += 50) expect([one.leave(ms, 9, 100) >= 3, one.number(1)]).toEqual([true, 0]);
  });

  it('waits up to the jitter longer', () => {
    const one = measured({ minRtt: { ...DEFAULTS.minRtt, jitter: 0.15 } });
    const waitMs = one.number(5) / MS - 30;
    expect(waitMs).toBeGreaterThan(1000);
    expect(waitMs).toBeLessThan(1150);
  });
});

test('gradient stays within its bounds and its numbers, whatever comes', () => {
  const step = fc.record({ afterMs: fc.integer({ min: 0, max: 400 }), ms: fc.integer({ min: 0, max: 900 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const one = limit({ algorithm: 'gradient', maxConcurrencyLimit: 30 });
      let now = 0;
      for (const { afterMs, ms } of steps) {
        now += afterMs;
        for (const found of [one.at(now), one.leave(now, 1, ms)]) {
          expect(found).toBeGreaterThanOrEqual(3);
          expect(found).toBeLessThanOrEqual(30);
        }
      }
      expect(one.neighbours()).toEqual([77, 77, 77, 77, 77]);
    }),
    { seed: 1 },
  );
});

test.each(['aimd', 'vegas', 'gradient2'] as const)('%s stays within its bounds, whatever comes', (algorithm) => {
  const sample = fc.record({
    ms: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9000 })),
    inside: fc.integer({ min: 1, max: 60 }),
    isDropped: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 200 }), (samples) => {
      const one = limit({ algorithm, minLimit: 2, maxLimit: 50 });
      for (const { ms, inside, isDropped } of samples) {
        const now = isDropped ? one.dropped(inside) : one.served(ms, inside);
        expect(now).toBeGreaterThanOrEqual(algorithm === 'vegas' ? 1 : 2);
        expect(now).toBeLessThanOrEqual(50);
      }
      expect(one.neighbours()).toEqual([77, 77, 77, 77, 77]);
    }),
  );
});
