import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Generator } from '../../sim-core/kernel/random.ts';
import {
  breakers,
  type BreakerView,
  CLOSED,
  FAILED,
  HALF_OPEN,
  IGNORED,
  OPEN,
  type ResolvedBreaker,
  SUCCEEDED,
} from '../../sim-core/policies/breakers/index.ts';

const SECOND = 1e9;
const DEFAULTS: Omit<ResolvedBreaker, 'kind'> = {
  scope: 'service',
  onMask: 0,
  windowCalls: 100,
  windowNs: 0,
  buckets: 1,
  minCalls: 100,
  failureRatio: 0.5,
  slowRatio: Infinity,
  slowNs: Infinity,
  openNs: 60 * SECOND,
  halfOpenCalls: 10,
  maxHalfOpenNs: Infinity,
  isAutomatic: false,
  consecutive: 5,
  deadNs: 5 * SECOND,
  maxDeadNs: 300 * SECOND,
  maxRequests: 1024,
};
const PHASES = ['closed', 'open', 'half-open'];

/** One breaker between the numbers of others, with a clock whose timers ring when they are due. */
function breaker(given: Partial<ResolvedBreaker> & Pick<ResolvedBreaker, 'kind'>) {
  const config: ResolvedBreaker = { ...DEFAULTS, ...given };
  const kind = breakers[config.kind];
  const before = 3;
  const state = new Float64Array(before + kind.size(config) + 2).fill(77);
  const generator = new Generator();
  generator.setKey(1, 2, 3);
  const view: BreakerView = { state, offset: before, nowNs: 0, generator };
  kind.reset(view, config);
  const end = (result: number, count: number, seconds: number) => {
    for (let i = 0; i < count; i++) kind.ended(view, config, result, seconds * SECOND);
  };
  const self = {
    /** Time goes on; of what is due at the very instant the timer comes first. */
    at: (seconds: number) => {
      for (;;) {
        const dueNs = kind.dueNs(view);
        if (dueNs > seconds * SECOND) break;
        view.nowNs = dueNs;
        kind.due(view, config);
      }
      view.nowNs = seconds * SECOND;
      return self;
    },
    go: () => {
      const isAllowed = kind.allows(view, config);
      if (isAllowed) kind.take(view, config);
      return isAllowed;
    },
    /** How many go in a row, at most 1000. */
    goAll: () => {
      let count = 0;
      while (count < 1000 && self.go()) count++;
      return count;
    },
    succeed: (count = 1, seconds = 0) => end(SUCCEEDED, count, seconds),
    fail: (count = 1, seconds = 0) => end(FAILED, count, seconds),
    forget: (count = 1) => end(IGNORED, count, 0),
    /** Calls that go and end at once. */
    calls: (results: string) => {
      for (const result of results) {
        if (!self.go()) return false;
        end(result === 'x' ? FAILED : SUCCEEDED, 1, 0);
      }
      return true;
    },
    phase: () => PHASES[kind.phase(view)],
    dueSeconds: () => kind.dueNs(view) / SECOND,
    neighbours: () => [...state.slice(0, before), ...state.slice(before + kind.size(config))],
  };
  return self;
}

const rate = (given: Partial<ResolvedBreaker> = {}) => breaker({ kind: 'failure-rate', ...given });
const small = { windowCalls: 5, minCalls: 5, openNs: 5 * SECOND, halfOpenCalls: 4 };

describe('a failure-rate breaker (Resilience4j)', () => {
  it('opens when the window is full and half of it has failed, not before', () => {
    const one = rate(small);
    one.calls('xxoo');
    expect(one.phase()).toBe('closed');
    one.calls('x');
    expect(one.phase()).toBe('open');
    expect(one.go()).toBe(false);
  });

  it('stays closed below the threshold, and forgets the oldest call', () => {
    const one = rate(small);
    one.calls('xxooo');
    expect(one.phase()).toBe('closed');
    // x x o o o, then x: the first failure has left the window.
    one.calls('x');
    expect(one.phase()).toBe('closed');
    one.calls('oxx');
    expect(one.phase()).toBe('open');
  });

  it('judges with fewer calls than the window holds once there are minCalls, also at a success', () => {
    const one = rate({ ...small, windowCalls: 10, minCalls: 4 });
    one.calls('xxo');
    expect(one.phase()).toBe('closed');
    one.calls('o');
    expect(one.phase()).toBe('open');
  });

  it('with minCalls beyond its window judges a full window', () => {
    const one = rate({ windowCalls: 3, minCalls: 100 });
    one.calls('xx');
    expect(one.phase()).toBe('closed');
    one.calls('o');
    expect(one.phase()).toBe('open');
  });

  it('compares shares as they are written: 7 of 100 reach 7 %', () => {
    const one = rate({ failureRatio: 0.07 });
    one.calls('o'.repeat(93) + 'x'.repeat(6));
    expect(one.phase()).toBe('closed');
    one.calls('x');
    expect(one.phase()).toBe('open');
  });

  it('refuses until the wait is over, at its very end too, and makes the first call after it a trial', () => {
    const one = rate(small);
    one.at(1).calls('xxxxx');
    expect(one.at(5.999).go()).toBe(false);
    expect(one.at(6).go()).toBe(false);
    expect(one.phase()).toBe('half-open');
    expect(one.at(6.000000001).go()).toBe(true);
  });

  it('with the automatic transition lets a call go at the very end of the wait', () => {
    const one = rate({ ...small, isAutomatic: true });
    one.at(1).calls('xxxxx');
    expect(one.at(5.999).go()).toBe(false);
    expect(one.at(6).go()).toBe(true);
  });

  it('half-open lets so many calls go in all, and closes when they are good', () => {
    const one = rate(small);
    one.calls('xxxxx');
    one.at(6);
    expect(one.goAll()).toBe(4);
    one.succeed(3);
    expect(one.go()).toBe(false);
    expect(one.phase()).toBe('half-open');
    one.succeed();
    expect(one.phase()).toBe('closed');
    // Its window is empty again.
    one.calls('xxxx');
    expect(one.phase()).toBe('closed');
  });

  it('half-open opens anew when half of the trials fail, for the whole wait', () => {
    const one = rate(small);
    one.calls('xxxxx');
    one.at(6).calls('xxoo');
    expect(one.phase()).toBe('open');
    expect(one.at(11).go()).toBe(false);
    expect(one.at(11.1).go()).toBe(true);
  });

  it('half-open decides after minCalls trials when that is fewer', () => {
    const one = rate({ ...small, minCalls: 2, halfOpenCalls: 4 });
    one.calls('xx');
    one.at(6).calls('oo');
    expect(one.phase()).toBe('closed');
  });

  it('half-open gives back the permission of a call that is given up', () => {
    const one = rate(small);
    one.calls('xxxxx');
    one.at(6);
    expect(one.goAll()).toBe(4);
    one.forget(2);
    expect(one.goAll()).toBe(2);
    one.succeed(4);
    expect(one.phase()).toBe('closed');
  });

  it('half-open waits for ever for trials that hang, or as long as it is told', () => {
    const patient = rate(small);
    patient.calls('xxxxx');
    patient.at(6).goAll();
    expect(patient.at(10_000).go()).toBe(false);
    expect(patient.phase()).toBe('half-open');
    const brisk = rate({ ...small, maxHalfOpenNs: 2 * SECOND });
    brisk.calls('xxxxx');
    brisk.at(6).goAll();
    expect(brisk.at(7.9).phase()).toBe('half-open');
    expect(brisk.at(8).phase()).toBe('open');
    expect(brisk.at(13.1).go()).toBe(true);
  });

  it('with both timers and no calls is half-open again and again', () => {
    const one = rate({ ...small, isAutomatic: true, maxHalfOpenNs: 2 * SECOND });
    one.calls('xxxxx');
    const phases = [4, 5, 6, 7, 11, 12, 13, 14].map((seconds) => one.at(seconds).phase());
    expect(phases).toEqual(['open', 'half-open', 'half-open', 'open', 'open', 'half-open', 'half-open', 'open']);
  });

  it('counts what began before and ends half-open among the trials, and does not count what ends while open', () => {
    const one = rate(small);
    expect(one.goAll()).toBe(1000);
    one.fail(5);
    expect(one.phase()).toBe('open');
    one.fail(50);
    one.at(6).go();
    one.fail(4);
    expect(one.phase()).toBe('open');
  });

  it('opens for slow calls, whatever their outcome; one that takes just the threshold is not slow', () => {
    const slow = { ...small, slowRatio: 0.6, slowNs: 2 * SECOND };
    const one = rate(slow);
    one.succeed(3, 2);
    one.succeed(2, 3);
    expect(one.phase()).toBe('closed');
    one.succeed(1, 2.1);
    expect(one.phase()).toBe('open');
    one.at(6).go();
    one.succeed(4, 2.1);
    expect(one.phase()).toBe('open');
    const mixed = rate(slow);
    mixed.succeed(2);
    mixed.fail(1, 3);
    mixed.succeed(2, 3);
    expect(mixed.phase()).toBe('open');
  });

  it('over a window of time counts the seconds that lie in it, the one under way included', () => {
    const one = rate({ windowCalls: 0, windowNs: 5 * SECOND, buckets: 5, minCalls: 4 });
    one.at(100.2).calls('xx');
    one.at(101.9).calls('o');
    // 100 … 104: still there.
    one.at(104.9).calls('o');
    expect(one.phase()).toBe('open');
    const other = rate({ windowCalls: 0, windowNs: 5 * SECOND, buckets: 5, minCalls: 4 });
    other.at(100.2).calls('xx');
    other.at(101.9).calls('o');
    // 101 … 105: the two failures are gone.
    other.at(105).calls('ooo');
    expect(other.phase()).toBe('closed');
    other.at(500).calls('xxx');
    expect(other.phase()).toBe('closed');
    other.calls('o');
    expect(other.phase()).toBe('open');
  });

  it('forgets a window of time when it closes again', () => {
    const one = rate({ ...small, windowCalls: 0, windowNs: 100 * SECOND, buckets: 100, minCalls: 4, halfOpenCalls: 2 });
    one.at(1).calls('xxxx');
    expect(one.at(7).calls('oo')).toBe(true);
    expect(one.phase()).toBe('closed');
    one.calls('ooo');
    one.calls('x');
    expect(one.phase()).toBe('closed');
  });

  it('with the figures of Hystrix trips at 20 calls and lets one trial go after 5 s', () => {
    const one = rate({
      ...{ windowCalls: 0, windowNs: 10 * SECOND, buckets: 10, minCalls: 20, openNs: 5 * SECOND, halfOpenCalls: 1 },
    });
    one.at(0.5).calls('x'.repeat(10) + 'o'.repeat(9));
    expect(one.phase()).toBe('closed');
    one.at(9.9).calls('o');
    expect(one.phase()).toBe('open');
    one.at(15);
    expect(one.goAll()).toBe(1);
    one.fail();
    expect(one.phase()).toBe('open');
    one.at(20.1);
    expect(one.goAll()).toBe(1);
    one.succeed();
    expect(one.phase()).toBe('closed');
  });
});

describe('a consecutive breaker (Finagle, failure accrual)', () => {
  const accrual = (given: Partial<ResolvedBreaker> = {}) => breaker({ kind: 'consecutive', ...given });

  it('marks dead at the fifth failure in a row, and a success ends the row', () => {
    const one = accrual();
    one.calls('xxxxoxxxx');
    expect(one.phase()).toBe('closed');
    one.calls('x');
    expect(one.phase()).toBe('open');
    expect(one.go()).toBe(false);
  });

  it('is dead for the start the first time, then lets one probe go from that instant on', () => {
    const one = accrual();
    one.at(1).calls('xxxxx');
    expect(one.at(5.9).go()).toBe(false);
    one.at(6);
    expect(one.phase()).toBe('half-open');
    expect(one.goAll()).toBe(1);
    one.succeed();
    expect(one.phase()).toBe('closed');
    one.calls('xxxx');
    expect(one.phase()).toBe('closed');
  });

  it('a failed probe marks dead for a longer time each time: 5–10, 10–20, 20–40 … 300 s', () => {
    const one = accrual();
    one.calls('xxxxx');
    let now = 5;
    const waits = Array.from({ length: 10 }, () => {
      one.at(now);
      expect(one.goAll()).toBe(1);
      one.fail();
      const wait = Math.round(1e6 * (one.dueSeconds() - now)) / 1e6;
      now = one.dueSeconds();
      return wait;
    });
    waits.slice(0, 5).forEach((wait, index) => {
      expect(wait).toBeGreaterThanOrEqual(5 * 2 ** index);
      expect(wait).toBeLessThan(10 * 2 ** index);
    });
    expect(waits.slice(6)).toEqual([300, 300, 300, 300]);
    // A success starts afresh.
    one.at(now).go();
    one.succeed();
    one.calls('xxxxx');
    expect(one.dueSeconds() - now).toBeCloseTo(5, 6);
  });

  it('with a start that is the maximum is dead for as long each time', () => {
    const one = accrual({ deadNs: 7 * SECOND, maxDeadNs: 7 * SECOND });
    one.calls('xxxxx');
    for (let probe = 1; probe <= 5; probe++) {
      expect(one.dueSeconds()).toBe(7 * probe);
      one.at(7 * probe).go();
      one.fail();
    }
  });

  it('lets another probe go when nobody waits for the first any more', () => {
    const one = accrual();
    one.calls('xxxxx');
    one.at(5).go();
    expect(one.go()).toBe(false);
    one.forget();
    expect(one.goAll()).toBe(1);
  });

  it('hears of attempts that were under way: a success ends the row, and one failed probe is then not enough', () => {
    const one = accrual();
    one.calls('xxxxx');
    one.fail(3);
    one.succeed();
    one.at(5).go();
    one.fail();
    expect(one.phase()).toBe('half-open');
    expect(one.goAll()).toBe(1);
    one.fail();
    one.go();
    one.fail();
    one.go();
    one.fail();
    expect(one.phase()).toBe('half-open');
    one.go();
    one.fail();
    expect(one.phase()).toBe('open');
  });
});

describe('a breaker of limits (Envoy)', () => {
  it('lets so many be in flight, whatever becomes of them', () => {
    const one = breaker({ kind: 'limits', maxRequests: 3 });
    expect(one.goAll()).toBe(3);
    one.fail();
    one.forget();
    expect(one.goAll()).toBe(2);
    one.fail(3);
    expect(one.goAll()).toBe(3);
    expect(one.phase()).toBe('closed');
  });

  it('of nothing refuses everything', () => {
    expect(breaker({ kind: 'limits', maxRequests: 0 }).go()).toBe(false);
  });
});

describe('every kind', () => {
  const step = fc.record({
    afterMs: fc.integer({ min: 0, max: 4000 }),
    what: fc.constantFrom('go', 'go', 'go', 'o', 'x', 'x', '-'),
    seconds: fc.integer({ min: 0, max: 3 }),
  });
  const config = fc.record({
    kind: fc.constantFrom<ResolvedBreaker['kind']>('failure-rate', 'consecutive', 'limits'),
    windowCalls: fc.constantFrom(0, 1, 3, 8),
    windowNs: fc.constantFrom(SECOND, 5 * SECOND),
    buckets: fc.constantFrom(1, 5, 7),
    minCalls: fc.integer({ min: 1, max: 6 }),
    failureRatio: fc.constantFrom(0.2, 0.5, 1),
    slowRatio: fc.constantFrom(Infinity, 0.5),
    slowNs: fc.constantFrom(SECOND, Infinity),
    openNs: fc.constantFrom(0, SECOND, 10 * SECOND),
    halfOpenCalls: fc.integer({ min: 1, max: 5 }),
    maxHalfOpenNs: fc.constantFrom(SECOND, Infinity),
    isAutomatic: fc.boolean(),
    consecutive: fc.integer({ min: 1, max: 4 }),
    maxRequests: fc.integer({ min: 0, max: 3 }),
  });

  it('refuses while it is open, lets all go while it is closed, and keeps to its own numbers', () => {
    fc.assert(
      fc.property(config, fc.array(step, { maxLength: 150 }), (given, steps) => {
        const one = breaker(given);
        let now = 0;
        let inFlight = 0;
        const wrong: string[] = [];
        for (const { afterMs, what, seconds } of steps) {
          now += afterMs / 1000;
          one.at(now);
          const phase = one.phase();
          if (what === 'go') {
            const hasGone = one.go();
            if (hasGone) inFlight++;
            const mustGo = phase === 'closed' && given.kind !== 'limits';
            if (hasGone ? phase === 'open' : mustGo) wrong.push(`${phase}: ${hasGone}`);
          } else if (inFlight > 0) {
            inFlight--;
            if (what === 'o') one.succeed(1, seconds);
            else if (what === 'x') one.fail(1, seconds);
            else one.forget();
          }
          const most = given.kind === 'limits' ? given.maxRequests : Infinity;
          expect(inFlight).toBeLessThanOrEqual(most);
          expect(one.phase() !== 'open' || one.dueSeconds() >= now - 1e-6).toBe(true);
        }
        expect(wrong).toEqual([]);
        expect(new Set(one.neighbours())).toEqual(new Set([77]));
      }),
    );
  });

  it('of calls agrees with shares counted from a list', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), fc.integer({ min: 1, max: 10 }), (results, size) => {
        const one = rate({ windowCalls: size, minCalls: size, openNs: SECOND });
        for (let end = 1; end <= results.length; end++) {
          one.calls(results[end - 1] ? 'x' : 'o');
          const window = results.slice(Math.max(0, end - size), end);
          const isAbove = window.length === size && window.filter(Boolean).length / size >= 0.5;
          expect(one.phase()).toBe(isAbove ? 'open' : 'closed');
          if (isAbove) return;
        }
      }),
    );
  });

  it('names its phases in the order of the words', () => {
    expect([CLOSED, OPEN, HALF_OPEN]).toEqual([0, 1, 2]);
  });
});
