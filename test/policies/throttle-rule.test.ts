import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countAccept,
  countRequest,
  rejectRatio,
  rejectRatioSeen,
  resetThrottle,
  THROTTLE_SIZE,
  type ThrottleView,
} from '../../sim-core/policies/throttles/index.ts';

const SECOND = 1e9;

function throttle(k = 2, windowNs = 120 * SECOND) {
  const before = 3;
  const state = new Float64Array(before + THROTTLE_SIZE + 2).fill(77);
  const view: ThrottleView = { state, offset: before, nowNs: 0 };
  const config = { k, windowNs };
  resetThrottle(view);
  return {
    at: (seconds: number) => {
      view.nowNs = seconds * SECOND;
    },
    requests: (count: number) => {
      for (let i = 0; i < count; i++) countRequest(view, config);
    },
    accepts: (count: number) => {
      for (let i = 0; i < count; i++) countAccept(view, config);
    },
    ratio: () => rejectRatio(view, config),
    seen: () => rejectRatioSeen(view, config),
    all: () => state.slice(),
    neighbours: () => [...state.slice(0, before), ...state.slice(before + THROTTLE_SIZE)],
  };
}

describe('an adaptive throttle (Google SRE, Handling Overload)', () => {
  it('refuses nothing while more than 1 of K is accepted', () => {
    const one = throttle();
    expect(one.ratio()).toBe(0);
    one.requests(100);
    one.accepts(50);
    expect(one.ratio()).toBe(0);
    one.requests(1);
    // (101 − 2 · 50) / 102
    expect(one.ratio()).toBe(1 / 102);
  });

  it('refuses (requests − K · accepts) / (requests + 1)', () => {
    const one = throttle();
    one.requests(10);
    expect(one.ratio()).toBe(10 / 11);
    one.accepts(2);
    expect(one.ratio()).toBe(6 / 11);
    const strict = throttle(1.1);
    strict.requests(110);
    strict.accepts(50);
    expect(strict.ratio()).toBeCloseTo(55 / 111, 12);
  });

  it('forgets after the window, a sixtieth at a time', () => {
    const one = throttle();
    one.at(1);
    one.requests(10);
    one.at(119.9);
    expect(one.ratio()).toBe(10 / 11);
    one.at(120);
    expect(one.ratio()).toBe(0);
    one.requests(5);
    one.at(100_000);
    expect(one.ratio()).toBe(0);
  });

  it('counts what lies in the window, and keeps to its own numbers', () => {
    const step = fc.record({ afterMs: fc.integer({ min: 0, max: 500 }), isAccept: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const one = throttle(1, 6 * SECOND);
        let now = 0;
        const slices: [number, boolean][] = [];
        for (const { afterMs, isAccept } of steps) {
          now += afterMs;
          one.at(now / 1000);
          if (isAccept) one.accepts(1);
          else one.requests(1);
          slices.push([Math.floor(now / 100), isAccept]);
          const recent = slices.filter(([slice]) => slice > Math.floor(now / 100) - 60);
          const accepts = recent.filter(([, accepted]) => accepted).length;
          const requests = recent.length - accepts;
          expect(one.ratio()).toBe(Math.max(0, (requests - accepts) / (requests + 1)));
        }
        expect(new Set(one.neighbours())).toEqual(new Set([77]));
      }),
    );
  });
});

describe('a throttle that is looked at', () => {
  it('shows what it would do, and does not change for it', () => {
    const act = fc.record({ requests: fc.nat(4), accepts: fc.nat(2), passed: fc.nat(40) });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const one = throttle(1.5, 60 * SECOND);
        let seconds = 0;
        for (const { requests, accepts, passed } of acts) {
          seconds += passed;
          one.at(seconds);
          const before = one.all();
          const seen = one.seen();
          expect(one.all()).toEqual(before);
          expect(one.ratio()).toBe(seen);
          one.requests(requests);
          one.accepts(accepts);
        }
      }),
    );
  });
});
