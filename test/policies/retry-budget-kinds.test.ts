import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BudgetView, budgets, type ResolvedBudget } from '../../sim-core/policies/retries/index.ts';

const SECOND = 1e9;
const DEFAULTS = { ratio: 0.2, minPerSecond: 0, ttlNs: 10 * SECOND, min: 3, max: 10, tokens: 500, cost: 5 };

/** One caller's budget, with the numbers of other callers around it. */
function budget(given: Partial<ResolvedBudget> & Pick<ResolvedBudget, 'kind'>) {
  const config: ResolvedBudget = { ...DEFAULTS, ...given };
  const kind = budgets[config.kind];
  const before = 3;
  const state = new Float64Array(before + kind.size + 2).fill(77);
  const view: BudgetView = { state, offset: before, nowNs: 0 };
  kind.reset(view, config);
  const times = (count: number, act: () => void) => {
    for (let i = 0; i < count; i++) act();
  };
  return {
    at: (seconds: number) => {
      view.nowNs = seconds * SECOND;
    },
    calls: (count: number) => times(count, () => kind.callStarted(view, config)),
    starts: (count: number) => times(count, () => kind.attemptStarted(view)),
    ends: (count: number) => times(count, () => kind.attemptEnded(view)),
    retriesEnd: (count: number) => times(count, () => kind.retryEnded(view)),
    succeeds: (count = 1) => times(count, () => kind.succeeded(view, config, false, false)),
    retrySucceeds: (isTimeout = false) => kind.succeeded(view, config, true, isTimeout),
    fails: (count = 1) => times(count, () => kind.failed(view)),
    take: (isTimeout = false) => kind.take(view, config, isTimeout),
    /** How many retries are granted in a row. */
    takeAll: (most = 10_000) => {
      let granted = 0;
      while (granted < most && kind.take(view, config, false)) granted++;
      return granted;
    },
    left: () => kind.left(view, config),
    isSpent: () => kind.isSpent(view, config),
    all: () => state.slice(),
    first: () => state[before],
    neighbours: () => [...state.slice(0, before), ...state.slice(before + kind.size)],
  };
}

describe('a window budget (Finagle, RetryBudget)', () => {
  it('grants one retry for every five calls at 20 %', () => {
    const one = budget({ kind: 'window' });
    expect(one.take()).toBe(false);
    one.calls(4);
    expect(one.take()).toBe(false);
    one.calls(1);
    expect(one.take()).toBe(true);
    expect(one.take()).toBe(false);
    one.calls(100);
    expect(one.takeAll()).toBe(20);
  });

  it('has a reserve of minPerSecond × ttl: 100 retries with the figures of Finagle', () => {
    const one = budget({ kind: 'window', minPerSecond: 10 });
    expect(one.takeAll()).toBe(100);
    one.calls(10);
    expect(one.takeAll()).toBe(2);
    // What was taken is forgotten too: the reserve is for each ttl.
    one.at(30);
    expect(one.takeAll()).toBe(100);
  });

  it('without a ratio has the reserve alone, and without both nothing', () => {
    const reserve = budget({ kind: 'window', ratio: 0, minPerSecond: 2 });
    reserve.calls(1000);
    expect(reserve.takeAll()).toBe(20);
    const empty = budget({ kind: 'window', ratio: 0 });
    empty.calls(1000);
    expect(empty.takeAll()).toBe(0);
  });

  it('rounds the price of a retry down: 3333 for 30 %', () => {
    const one = budget({ kind: 'window', ratio: 0.3 });
    one.calls(3);
    expect(one.take()).toBe(false);
    one.calls(1);
    expect(one.take()).toBe(true);
    // 4000 − 3333 + 3 × 1000 = 3667
    one.calls(3);
    expect(one.take()).toBe(true);
  });

  it('forgets a deposit when ten slices have begun after it', () => {
    const one = budget({ kind: 'window' });
    one.at(0.9);
    one.calls(5);
    one.at(9.9);
    // Nine slices on.
    expect(one.take()).toBe(true);
    const other = budget({ kind: 'window' });
    other.at(0.9);
    other.calls(5);
    other.at(10);
    expect(other.take()).toBe(false);
  });

  it('moves on only when somebody looks, so that rare calls live longer', () => {
    const one = budget({ kind: 'window' });
    one.calls(5);
    // Each look comes 1.9 slices after the last one and moves one slice on.
    for (let look = 1; look <= 9; look++) {
      one.at(1.9 * look);
      if (look < 9) one.calls(1);
    }
    // 17.1 s: 5 + 8 deposits are still there.
    expect(one.takeAll()).toBe(2);
  });

  it('does not count a price it can never be paid', () => {
    const one = budget({ kind: 'window', ratio: 1e-300 });
    one.calls(1000);
    expect(one.takeAll()).toBe(0);
  });
});

describe('a concurrency budget (Envoy, retry_budget)', () => {
  it('always grants the minimum', () => {
    const one = budget({ kind: 'concurrency' });
    expect(one.takeAll()).toBe(3);
    one.retriesEnd(1);
    expect(one.takeAll()).toBe(1);
  });

  it('grants a share of the attempts in flight, rounded down', () => {
    const one = budget({ kind: 'concurrency' });
    one.starts(24);
    expect(one.takeAll()).toBe(4);
    one.starts(1);
    expect(one.takeAll()).toBe(1);
    one.ends(25);
    expect(one.takeAll()).toBe(0);
    one.retriesEnd(5);
    expect(one.takeAll()).toBe(3);
  });

  it('with neither share nor minimum grants nothing', () => {
    const one = budget({ kind: 'concurrency', ratio: 0, min: 0 });
    one.starts(1000);
    expect(one.takeAll()).toBe(0);
  });
});

describe('a tokens budget (gRPC, retryThrottling)', () => {
  it('grants until half of the tokens are gone, the failure at hand included', () => {
    const one = budget({ kind: 'tokens', ratio: 0.1 });
    const granted = Array.from({ length: 6 }, () => {
      one.fails();
      return one.take();
    });
    // 9, 8, 7, 6 are more than 5; 5 and 4 are not.
    expect(granted).toEqual([true, true, true, true, false, false]);
  });

  it('opens again when successes have put enough back', () => {
    const one = budget({ kind: 'tokens', ratio: 0.1 });
    one.fails(5);
    // 5 + 11 × 0.1 − 1 = 5.1
    one.succeeds(10);
    one.fails();
    expect(one.take()).toBe(false);
    one.succeeds(11);
    one.fails();
    expect(one.take()).toBe(true);
  });

  it('holds between 0 and max', () => {
    const one = budget({ kind: 'tokens', ratio: 0.5 });
    one.succeeds(100);
    expect(one.first()).toBe(10_000);
    one.fails(100);
    expect(one.first()).toBe(0);
    one.succeeds(1);
    expect(one.first()).toBe(500);
  });

  it('takes nothing for a grant', () => {
    expect(budget({ kind: 'tokens' }).takeAll(1000)).toBe(1000);
  });
});

describe('a quota budget (AWS SDK, standard mode)', () => {
  it('pays a hundred retries, or fifty after timeouts', () => {
    expect(budget({ kind: 'quota' }).takeAll()).toBe(100);
    const one = budget({ kind: 'quota' });
    let granted = 0;
    while (one.take(true)) granted++;
    expect(granted).toBe(50);
  });

  it('does not pay what it does not hold, but may pay less', () => {
    const one = budget({ kind: 'quota', tokens: 7 });
    expect(one.take(true)).toBe(false);
    expect(one.first()).toBe(7);
    expect(one.take()).toBe(true);
    expect(one.first()).toBe(2);
  });

  it('gets back what the last retry took when the call succeeds, and 1 without one', () => {
    const one = budget({ kind: 'quota' });
    one.take();
    one.take(true);
    expect(one.first()).toBe(485);
    one.retrySucceeds(true);
    expect(one.first()).toBe(495);
    one.succeeds(2);
    expect(one.first()).toBe(497);
    one.succeeds(100);
    expect(one.first()).toBe(500);
  });
});

describe('every kind', () => {
  it.each(['window', 'concurrency', 'tokens', 'quota'] as const)('%s keeps to its own numbers', (kind) => {
    const one = budget({ kind, minPerSecond: 1 });
    one.calls(3);
    one.starts(3);
    one.take();
    one.retriesEnd(1);
    one.fails();
    one.retrySucceeds();
    one.at(100);
    one.calls(1);
    one.take(true);
    expect(new Set(one.neighbours())).toEqual(new Set([77]));
  });
});

describe('a window budget of ratio r', () => {
  it('grants at most r retries per call, besides the reserve of each nine tenths of ttl', () => {
    const event = fc.record({ afterMs: fc.integer({ min: 0, max: 3000 }), isCall: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 300 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 0, max: 3 }),
        (events, percent, minPerSecond) => {
          const ratio = percent / 100;
          const one = budget({ kind: 'window', ratio, minPerSecond, ttlNs: SECOND });
          let [time, calls, granted] = [0, 0, 0];
          for (const { afterMs, isCall } of events) {
            time += afterMs / 1000;
            one.at(time);
            if (isCall) calls++;
            one.calls(isCall ? 1 : 0);
            if (!isCall && one.take()) granted++;
          }
          const perCall = 1000 / Math.floor(1000 / ratio);
          expect(granted).toBeLessThanOrEqual(perCall * calls + minPerSecond * (Math.floor(time / 0.9) + 1));
        },
      ),
    );
  });
});

describe('a budget that is looked at', () => {
  it('says whether the next retry is refused, and does not change for it', () => {
    const act = fc.record({ what: fc.nat(5), seconds: fc.nat(3) });
    const kinds = fc.constantFrom('window', 'concurrency', 'tokens', 'quota');
    fc.assert(
      fc.property(kinds, fc.array(act, { maxLength: 60 }), (kind, acts) => {
        const one = budget({ kind, ttlNs: 5 * SECOND, minPerSecond: 1, min: 1, max: 4, tokens: 12 });
        let seconds = 0;
        for (const { what, seconds: passed } of acts) {
          seconds += passed;
          one.at(seconds);
          const before = one.all();
          const isSpent = one.isSpent();
          const left = one.left();
          expect(one.all()).toEqual(before);
          expect(left).toBeGreaterThanOrEqual(0);
          const isGranted = what > 3 ? one.take() : !isSpent;
          expect(isGranted).toBe(!isSpent);
          if (what === 0) one.calls(1);
          if (what === 1) one.starts(1);
          if (what === 2) one.fails();
          if (what === 3) one.succeeds();
        }
      }),
    );
  });
});
