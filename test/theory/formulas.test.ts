import { describe, expect, it } from 'vitest';
import {
  attemptsMean,
  backoffMean,
  decorrelatedMean,
  fanOutMean,
  hedged,
  slowestQuantile,
  successOf,
  timeoutRetryMean,
} from '../../sim-core/theory/attempts.ts';
import { powerOfChoices, roundRobin, shorterOfTwo } from '../../sim-core/theory/balanced-queues.ts';
import { mg1, SCV } from '../../sim-core/theory/general-service.ts';
import { constantPatience, erlangA, erlangB, erlangC, mm1, mmc, mmcK } from '../../sim-core/theory/markov-queues.ts';
import { closedStation, jackson, meanValueAnalysis, tandem } from '../../sim-core/theory/networks.ts';
import { anyUp, breakdownTime, misrouted, seriesOfParallel, upShare } from '../../sim-core/theory/reliability.ts';
import { rampCount, retransmissionMean, transmission } from '../../sim-core/theory/wires.ts';
import { MODELS } from './models.ts';

/** Figures that were computed elsewhere, by other programs, and checked there against simulations of the formula. */
const FIGURES: readonly [what: string, value: number, figure: number][] = [
  ['M/M/1: time', mm1(8, 10).time, 0.5],
  ['M/M/1: p99', mm1(8, 10).quantile(0.99), 2.302585092994045],
  ['M/M/1: wait', mm1(5, 10).wait, 0.1],
  ['M/M/1: number in the system', mm1(9, 10).inSystem, 9],
  ['M/M/1: later than a timeout', mm1(8, 10).late(1), 0.1353352832366127],
  ['M/M/4: wait', mmc(8, 3, 4).wait, 0.09460458240946044],
  ['M/M/4: share that waits', mmc(8, 3, 4).waits, 0.3784183296378418],
  ['M/M/4: p95', mmc(8, 3, 4).quantile(0.95), 1.1928084539333565],
  ['M/M/1/5: turned away', mmcK(12, 10, 1, 5).blocked, 0.2505881215558635],
  ['M/M/1/5: throughput', mmcK(12, 10, 1, 5).throughput, 8.992942541329638],
  ['M/M/2/8: time', mmcK(30, 10, 2, 8).time, 0.3194840570421407],
  ['M/D/1: wait', mg1(8, 0.1, SCV.constant()).wait, 0.2],
  ['M/G/1, lognormal: time', mg1(7, 0.1, SCV.lognormal(1.5)).time, 0.47916666666666685],
  ['M/G/1, uniform: wait', mg1(6, 0.1, SCV.uniform(0.05, 0.15)).wait, 0.08125],
  ['Erlang B', erlangB(8, 10), 0.1216610642529515],
  ['Erlang A: share that leaves', erlangA(12, 1, 10, 0.5).left, 0.1956559440107232],
  ['round robin over 3: time', roundRobin(24, 10, 3).time, 0.3459422848431971],
  ['shorter of two: time', shorterOfTwo(16, 10), 0.29557366177051114],
  ['power of two choices: time', powerOfChoices(0.9, 2), 2.614057377323876],
  [
    'Jackson network: time',
    jackson(
      [5, 0],
      [
        [0, 0.8],
        [0.25, 0],
      ],
      [10, 8],
    ).time,
    0.6666666666666667,
  ],
  ['tandem: time', tandem(5, [10, 8, 7]), 1.0333333333333332],
  ['closed network: throughput', meanValueAnalysis([0.05, 0.08], 1, 20).throughput, 12.078740628242906],
  ['closed network: time', meanValueAnalysis([0.05, 0.08], 1, 20).time, 0.6558017607593415],
  ['machine repair: time', closedStation(30, 2, 5, 3).time, 0.36293090988285165],
  ['slowest of 10: time', fanOutMean(10, 10, 20), 0.1464484126984127],
  ['slowest of 10: p99', slowestQuantile(10, 20, 0.99), 0.34516183972380493],
  ['attempts', attemptsMean(0.3, 3), 1.39],
  ['success', successOf(0.3, 3), 0.973],
  ['timeout and retries: time', timeoutRetryMean(10, 0.15, 3), 0.09888910034617578],
  ['hedging: time', hedged(10, 0.2).time, 0.09323323583816936],
  ['hedging: extra attempts', hedged(10, 0.2).attempts - 1, 0.1353352832366127],
  ['backoff, full jitter', backoffMean(0.1, 2, 4, 0.5), 0.75],
  ['backoff, decorrelated jitter', decorrelatedMean(0.1, 1, 4), 1.6981341652153175],
  ['alternating renewal', upShare(900, 100), 0.9],
  [
    'series of parallel',
    seriesOfParallel([
      { n: 2, up: 0.95 },
      { n: 3, up: 0.9 },
      { n: 1, up: 0.99 },
    ]),
    0.986537475,
  ],
  ['breakdowns', breakdownTime(5, 10, { xi: 0.02, eta: 0.2 }), 1.2545454545],
  ['no breakdowns', breakdownTime(5, 10, { xi: 0, eta: 0.2 }), 0.2],
  ['stale views', misrouted(4, 100, { heartbeat: 5, lease: 15, fetch: 10 }), 437.5],
  ['serialization', transmission(1_000_000, 1e8, 2, 0.01), 0.18],
  ['retransmission', retransmissionMean(0.05, 0.2), 0.011111111111111112],
  ['ramp', rampCount(10, 110, 60), 3600],
];

describe('the formulas', () => {
  it.each(FIGURES)('give the published figure of %s', (_, value, figure) => {
    expect(Math.abs(value / figure - 1)).toBeLessThan(1e-6);
  });

  const compared = MODELS.flatMap((model) =>
    model.checks.flatMap(({ what, expected, formula }) =>
      formula === undefined ? [] : [{ name: `${model.name}: ${what}`, expected, formula }],
    ),
  );

  it.each(compared)('give the figure that runs are compared with: $name', ({ expected, formula }) => {
    expect(Math.abs(formula / expected - 1)).toBeLessThan(1e-5);
  });
});

describe('special cases of each other', () => {
  /** 1 for equals. */
  const ratio = (value: number, other: number) => Math.round((value / other) * 1e9) / 1e9;

  it('M/M/c with one worker is M/M/1, and so is M/M/1/K with much room', () => {
    expect(ratio(mmc(8, 10, 1).time, mm1(8, 10).time)).toBe(1);
    expect(ratio(mmc(8, 10, 1).variance, 0.25)).toBe(1);
    expect(ratio(mmc(8, 10, 1).late(1), mm1(8, 10).late(1))).toBe(1);
    expect(ratio(mmcK(8, 10, 1, 400).time, mm1(8, 10).time)).toBe(1);
  });

  it('M/M/c/c is Erlang B, and Erlang A of the impatient comes close to it', () => {
    expect(ratio(mmcK(80, 10, 10, 10).blocked, erlangB(8, 10))).toBe(1);
    expect(erlangA(80, 10, 10, 1e9).left).toBeCloseTo(erlangB(8, 10), 6);
  });

  it('round robin over one, one choice and one attempt are nothing special', () => {
    expect(ratio(roundRobin(8, 10, 1).time, mm1(8, 10).time)).toBe(1);
    expect(ratio(powerOfChoices(0.8, 1), 5)).toBe(1);
    expect(ratio(attemptsMean(0.3, 1), 1)).toBe(1);
    expect(ratio(anyUp(1, 0.9), 0.9)).toBe(1);
  });

  it('the shorter of two lies between one common queue and a coin', () => {
    for (const lambda of [2, 10, 16, 19.5]) {
      expect(shorterOfTwo(lambda, 10)).toBeGreaterThan(mmc(lambda, 10, 2).time);
      expect(shorterOfTwo(lambda, 10)).toBeLessThan(mm1(lambda / 2, 10).time);
    }
  });

  it('one user never waits', () => {
    expect(ratio(meanValueAnalysis([0.05, 0.08], 1, 1).time, 0.13)).toBe(1);
    expect(ratio(closedStation(1, 2, 5, 3).time, 0.2)).toBe(1);
  });

  it('patience at a load of just 1 is the limit of those around it', () => {
    expect(constantPatience(10, 10, 0.3)).toBeCloseTo(constantPatience(10.0001, 10, 0.3), 5);
  });
});

describe('large numbers', () => {
  it('neither overflow nor vanish', () => {
    // Erlang's formula at a load equal to so many lines is near √(2 / πc).
    expect(erlangB(10_000, 10_000)).toBeCloseTo(Math.sqrt(2 / (Math.PI * 10_000)), 4);
    expect(erlangC(9_000, 10_000)).toBeLessThan(1e-9);
    expect(mmcK(1e6, 1, 2, 1000).throughput).toBeCloseTo(2, 6);
    expect(erlangA(5000, 1, 1000, 0.5).left).toBeCloseTo(0.8, 4);
    expect(closedStation(5000, 1, 1, 10).throughput).toBeCloseTo(10, 9);
  });
});
