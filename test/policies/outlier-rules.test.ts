import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Generator } from '../../sim-core/kernel/random.ts';
import {
  countAnswer,
  countEjected,
  forgetInstance,
  forgetInstances,
  GATEWAY_ERROR,
  isEjected,
  isPanicking,
  NO_5XX,
  OUTLIER_COLUMNS,
  type OutlierView,
  type ResolvedOutlierDetection,
  SERVER_ERROR,
  sweep,
} from '../../sim-core/policies/detectors/index.ts';

const SECOND = 1e9;
/** Envoy's. */
const DEFAULTS: ResolvedOutlierDetection = {
  consecutive5xx: 5,
  enforcingConsecutive5xx: 1,
  consecutiveGatewayFailure: 5,
  enforcingConsecutiveGatewayFailure: 0,
  intervalNs: 10 * SECOND,
  baseEjectionNs: 30 * SECOND,
  maxEjectionNs: 300 * SECOND,
  maxJitterNs: 0,
  maxEjectionRatio: 0.1,
  alwaysEjectOneHost: false,
  successRateMinimumHosts: 5,
  successRateRequestVolume: 100,
  successRateStdevFactor: 1.9,
  enforcingSuccessRate: 1,
  failurePercentageThreshold: 0.85,
  failurePercentageMinimumHosts: 5,
  failurePercentageRequestVolume: 50,
  enforcingFailurePercentage: 0,
};

function detector(hosts: number, given: Partial<ResolvedOutlierDetection> = {}) {
  const config = { ...DEFAULTS, ...given };
  const before = 4;
  const state = new Float64Array(before + hosts * OUTLIER_COLUMNS + 3).fill(77);
  const generator = new Generator();
  generator.setKey(1, 2, 3);
  const members = Int32Array.from({ length: hosts }, (_, host) => host);
  const view: OutlierView = { state, offset: before, nowNs: 0, members, count: hosts, generator };
  forgetInstances(view, hosts);
  const answer = (host: number, code: number, count: number) => {
    let ejected = 0;
    for (let i = 0; i < count; i++) if (countAnswer(view, config, host, code)) ejected++;
    return ejected;
  };
  const self = {
    view,
    at: (seconds: number) => {
      view.nowNs = seconds * SECOND;
      return self;
    },
    ok: (host: number, count = 1) => answer(host, NO_5XX, count),
    error: (host: number, count = 1) => answer(host, SERVER_ERROR, count),
    gateway: (host: number, count = 1) => answer(host, GATEWAY_ERROR, count),
    sweep: () => sweep(view, config),
    ejected: () => [...members].filter((host) => isEjected(view, host)),
    /** Sweeps every interval until the host is back; when that is, in seconds. */
    backAt: (host: number) => {
      while (isEjected(view, host)) {
        self.at(view.nowNs / SECOND + config.intervalNs / SECOND);
        self.sweep();
      }
      return view.nowNs / SECOND;
    },
    neighbours: () => [...state.slice(0, before), ...state.slice(before + hosts * OUTLIER_COLUMNS)],
  };
  return self;
}

describe('a row of failures (Envoy, outlier detection)', () => {
  it('ejects at the fifth, and a good answer ends it', () => {
    const one = detector(10);
    one.error(3, 4);
    one.ok(3);
    one.error(3, 4);
    expect(one.ejected()).toEqual([]);
    expect(one.error(3)).toBe(1);
    expect(one.ejected()).toEqual([3]);
  });

  it('counts gateway failures among all, and for themselves where that is enforced', () => {
    const one = detector(10);
    one.error(0, 2);
    one.gateway(0, 2);
    expect(one.gateway(0)).toBe(1);
    const own = detector(10, { consecutive5xx: 0, enforcingConsecutiveGatewayFailure: 1 });
    own.gateway(0, 4);
    own.error(0);
    own.gateway(0, 4);
    expect(own.ejected()).toEqual([]);
    expect(own.gateway(0)).toBe(1);
  });

  it('of length 0 never ejects', () => {
    expect(detector(10, { consecutive5xx: 0 }).error(0, 1000)).toBe(0);
  });

  it('that is found and not carried out starts anew', () => {
    const one = detector(10, { enforcingConsecutive5xx: 0 });
    expect(one.error(0, 50)).toBe(0);
    const half = detector(10, { enforcingConsecutive5xx: 0.5 });
    let tries = 0;
    while (half.ejected().length === 0 && tries < 100) {
      half.error(0, 5);
      tries++;
    }
    expect(tries).toBeLessThan(100);
  });
});

describe('the share that may be ejected', () => {
  it('is counted with the one to be ejected: one of ten at 10 %, none of nine', () => {
    const ten = detector(10);
    ten.error(0, 5);
    ten.error(1, 5);
    expect(ten.ejected()).toEqual([0]);
    const nine = detector(9);
    nine.error(0, 5);
    expect(nine.ejected()).toEqual([]);
  });

  it('leaves one, where that is said', () => {
    const one = detector(3, { alwaysEjectOneHost: true });
    one.error(0, 5);
    one.error(1, 5);
    expect(one.ejected()).toEqual([0]);
  });

  it('of all ejects all', () => {
    const one = detector(3, { maxEjectionRatio: 1 });
    for (const host of [0, 1, 2]) one.error(host, 5);
    expect(one.ejected()).toEqual([0, 1, 2]);
  });

  it('is of the instances the caller knows', () => {
    const one = detector(10, { maxEjectionRatio: 0.5 });
    one.view.count = 2;
    one.error(0, 5);
    one.error(1, 5);
    expect(countEjected(one.view)).toBe(1);
  });
});

describe('an ejection', () => {
  it('ends at the first sweep at which its time is over', () => {
    const one = detector(10).at(3);
    one.error(0, 5);
    for (const seconds of [10, 20, 30]) one.at(seconds).sweep();
    expect(one.ejected()).toEqual([0]);
    one.at(40).sweep();
    expect(one.ejected()).toEqual([]);
  });

  it('lasts base × the number of ejections, at most max', () => {
    const one = detector(10);
    const lengths = Array.from({ length: 13 }, () => {
      const since = one.view.nowNs / SECOND;
      one.error(0, 5);
      return one.backAt(0) - since;
    });
    expect(lengths).toEqual([30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 300, 300, 300]);
  });

  it('is one shorter for each sweep that finds it well, but the one at which it came back', () => {
    const one = detector(10);
    for (let i = 0; i < 3; i++) {
      one.error(0, 5);
      one.backAt(0);
    }
    // Multiplier 3 at 180 s; 190 and 200 take one each.
    one.at(190).sweep();
    one.at(200).sweep();
    one.error(0, 5);
    expect(one.backAt(0)).toBe(260);
  });

  it('takes rows that had begun with it: nothing is left of them when it is back', () => {
    const one = detector(10, { consecutiveGatewayFailure: 7, enforcingConsecutiveGatewayFailure: 1 });
    one.gateway(0, 5);
    one.gateway(0, 1);
    one.backAt(0);
    one.gateway(0, 4);
    expect(one.ejected()).toEqual([]);
  });

  it('grows by a jitter', () => {
    const one = detector(10, { intervalNs: SECOND, maxJitterNs: 20 * SECOND });
    const lengths = Array.from({ length: 5 }, () => {
      forgetInstance(one.view, 0);
      const since = one.view.nowNs / SECOND;
      one.error(0, 5);
      return one.backAt(0) - since;
    });
    expect(new Set(lengths).size).toBeGreaterThan(1);
    for (const length of lengths) {
      expect(length).toBeGreaterThanOrEqual(30);
      expect(length).toBeLessThanOrEqual(51);
    }
  });
});

describe('success rates', () => {
  /** As in a comment of Envoy: 50 % and four times 100 % have mean 90, deviation 20, threshold 52 at 1.9. */
  const answers = (one: ReturnType<typeof detector>, rates: number[], volume = 100) =>
    rates.forEach((rate, host) => {
      for (let i = 0; i < volume; i++) {
        // No row of failures ejects here.
        if (i % 100 < rate) one.ok(host);
        else one.error(host);
      }
    });
  const plain = { consecutive5xx: 0, maxEjectionRatio: 1 };

  it('eject below mean − 1.9 deviations', () => {
    const one = detector(5, plain);
    answers(one, [50, 100, 100, 100, 100]);
    expect(one.sweep()).toBe(1);
    expect(one.ejected()).toEqual([0]);
    // Factor 2 puts the threshold at 50, which is not below itself.
    const strict = detector(5, { ...plain, successRateStdevFactor: 2 });
    answers(strict, [50, 100, 100, 100, 100]);
    expect(strict.sweep()).toBe(0);
  });

  it('want enough instances with enough answers', () => {
    const few = detector(4, plain);
    answers(few, [50, 100, 100, 100]);
    expect(few.sweep()).toBe(0);
    const quiet = detector(5, plain);
    answers(quiet, [50, 100, 100, 100, 100], 99);
    expect(quiet.sweep()).toBe(0);
  });

  it('are of the interval that has ended', () => {
    const one = detector(5, plain);
    answers(one, [50, 100, 100, 100, 100], 60);
    one.sweep();
    answers(one, [50, 100, 100, 100, 100], 60);
    expect(one.sweep()).toBe(0);
  });

  it('leave out who is ejected', () => {
    const one = detector(5, { ...plain, consecutive5xx: 3 });
    one.error(4, 3);
    answers(one, [50, 100, 100, 100, 100]);
    expect(one.sweep()).toBe(0);
  });

  it('that are all the same eject nobody', () => {
    const one = detector(7, plain);
    answers(one, [33, 33, 33, 33, 33, 33, 33]);
    expect(one.sweep()).toBe(0);
  });
});

describe('the share of failures', () => {
  const given = { consecutive5xx: 0, maxEjectionRatio: 1, successRateMinimumHosts: 100, enforcingFailurePercentage: 1 };
  const answers = (one: ReturnType<typeof detector>, failures: number[]) =>
    failures.forEach((count, host) => {
      one.ok(host, 100 - count);
      one.error(host, count);
    });

  it('ejects from the threshold on', () => {
    const one = detector(5, given);
    answers(one, [84, 85, 86, 0, 0]);
    expect(one.sweep()).toBe(2);
    expect(one.ejected()).toEqual([1, 2]);
  });

  it('is found and not acted upon unless it is enforced', () => {
    const one = detector(5, { ...given, enforcingFailurePercentage: DEFAULTS.enforcingFailurePercentage });
    answers(one, [100, 100, 0, 0, 0]);
    expect(one.sweep()).toBe(0);
  });

  it('wants enough instances', () => {
    const one = detector(4, given);
    answers(one, [100, 0, 0, 0]);
    expect(one.sweep()).toBe(0);
  });
});

describe('any detector', () => {
  it('never ejects more than the share, and keeps to its own numbers', () => {
    const step = fc.record({
      host: fc.nat(7),
      code: fc.constantFrom(NO_5XX, SERVER_ERROR, SERVER_ERROR, GATEWAY_ERROR),
      count: fc.integer({ min: 1, max: 6 }),
      isSweep: fc.boolean(),
    });
    const given = fc.record({
      consecutive5xx: fc.integer({ min: 0, max: 4 }),
      enforcingConsecutiveGatewayFailure: fc.constantFrom(0, 0.5, 1),
      maxEjectionRatio: fc.constantFrom(0, 0.1, 0.3, 0.5, 1),
      successRateMinimumHosts: fc.constantFrom(1, 3),
      successRateRequestVolume: fc.constantFrom(1, 5),
      enforcingFailurePercentage: fc.constantFrom(0, 1),
      failurePercentageMinimumHosts: fc.constantFrom(0, 2),
    });
    fc.assert(
      fc.property(given, fc.array(step, { maxLength: 100 }), (keys, steps) => {
        const one = detector(8, keys);
        steps.forEach(({ host, code, count, isSweep }, index) => {
          one.at(index);
          for (let i = 0; i < count; i++) countAnswer(one.view, { ...DEFAULTS, ...keys }, host, code);
          if (isSweep) one.sweep();
          expect(one.ejected().length).toBeLessThanOrEqual(8 * keys.maxEjectionRatio);
        });
        expect(new Set(one.neighbours())).toEqual(new Set([77]));
      }),
    );
  });
});

describe('panic', () => {
  it('begins below the threshold, not at it', () => {
    expect(isPanicking(5, 10, 0.5)).toBe(false);
    expect(isPanicking(4, 10, 0.5)).toBe(true);
    expect(isPanicking(0, 10, 0.5)).toBe(true);
  });

  it('never begins with a threshold of 0', () => {
    expect(isPanicking(0, 10, 0)).toBe(false);
  });

  it('never begins while 1.4 × the healthy share makes up for those missing', () => {
    expect(isPanicking(72, 100, 0.9)).toBe(false);
    expect(isPanicking(71, 100, 0.9)).toBe(true);
  });
});
