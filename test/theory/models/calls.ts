/** Parallel calls, retries, waits between them, layers of them. */
import {
  attemptsMean,
  backoffMean,
  decorrelatedMean,
  fanOutMean,
  hedged,
  slowestQuantile,
  successOf,
  timeoutRetryMean,
} from '../../../sim-core/theory/attempts.ts';
import { MILLION, type Model, times } from '../protocol.ts';
import * as scenes from '../scenes.ts';
import { artOf, attemptsOf, availabilityOf, exponential, failedTimeOf, seconds, system } from './measures.ts';

export const fanOuts: readonly Model[] = [
  {
    name: 'all of 10 parallel calls',
    ratePerSecond: 100,
    fast: { samples: 40_000, replications: 20 },
    full: MILLION,
    build: () => scenes.fanOut({ branches: 10, mu: 20, need: 'all' }),
    checks: [
      {
        what: 'mean time',
        expected: 0.1464484126984127,
        formula: fanOutMean(10, 10, 20),
        tolerance: 0.002,
        measure: artOf,
      },
      {
        what: '99th percentile',
        expected: 0.34516183972380493,
        formula: slowestQuantile(10, 20, 0.99),
        tolerance: 0.009,
        quantile: 0.99,
      },
    ],
  },
  {
    name: '7 of 10 parallel calls',
    ratePerSecond: 100,
    fast: { samples: 30_000, replications: 20 },
    full: { samples: 500_000, replications: 20 },
    build: () => scenes.fanOut({ branches: 10, mu: 20, need: 7 }),
    checks: [{ what: 'mean time', expected: fanOutMean(10, 7, 20), tolerance: 0.002, measure: artOf }],
  },
  {
    name: 'any of 3 parallel calls',
    ratePerSecond: 100,
    fast: { samples: 100_000, replications: 20 },
    full: MILLION,
    build: () => scenes.fanOut({ branches: 3, mu: 5, need: 'any' }),
    checks: [{ what: 'mean time', expected: fanOutMean(3, 1, 5), tolerance: 0.003, measure: artOf }],
  },
];

export const retries: readonly Model[] = [
  {
    name: 'a hedge after 200 ms over work of 100 ms',
    ratePerSecond: 100,
    build: () =>
      scenes.station({
        lambda: 100,
        work: exponential(0.1),
        concurrency: 'infinite',
        link: { hedge: { delay: '200ms', maxAttempts: 2 } },
      }),
    checks: [
      {
        what: 'mean time',
        expected: 0.09323323583816936,
        formula: hedged(10, 0.2).time,
        tolerance: 0.003,
        measure: artOf,
      },
      { what: 'attempts per request', expected: hedged(10, 0.2).attempts, tolerance: 0.002, measure: attemptsOf },
      { what: '99th percentile', expected: hedged(10, 0.2).quantile(0.99), quantile: 0.99 },
    ],
  },
  {
    name: '3 attempts that fail with probability 0.3',
    ratePerSecond: 100,
    build: () => scenes.unreliable({ failure: 0.3, retry: { maxAttempts: 3 } }),
    checks: [
      {
        what: 'attempts per request',
        expected: 1.39,
        formula: attemptsMean(0.3, 3),
        tolerance: 0.002,
        measure: attemptsOf,
      },
      {
        what: 'availability',
        expected: 0.973,
        formula: successOf(0.3, 3),
        tolerance: 0.002,
        measure: availabilityOf,
      },
      {
        what: 'errors handled',
        expected: (successOf(0.3, 3) - 0.7) / 0.3,
        measure: (result) => system(result).ehr ?? Number.NaN,
      },
    ],
  },
  {
    name: '5 attempts that fail with probability 0.6',
    ratePerSecond: 100,
    build: () => scenes.unreliable({ failure: 0.6, retry: { maxAttempts: 5 } }),
    checks: [
      { what: 'attempts per request', expected: attemptsMean(0.6, 5), measure: attemptsOf },
      { what: 'availability', expected: successOf(0.6, 5), measure: availabilityOf },
    ],
  },
  {
    name: 'a timeout of 150 ms over work of 100 ms, 3 attempts',
    ratePerSecond: 100,
    build: () =>
      scenes.station({
        lambda: 100,
        work: exponential(0.1),
        concurrency: 'infinite',
        link: { timeout: '150ms', retry: { maxAttempts: 3 } },
      }),
    checks: [
      {
        what: 'mean time of all',
        expected: 0.09888910034617578,
        formula: timeoutRetryMean(10, 0.15, 3),
        tolerance: 0.003,
        measure: (result) => seconds(system(result).artAllMs),
      },
      { what: 'availability', expected: successOf(Math.exp(-1.5), 3), measure: availabilityOf },
    ],
  },
  ...[
    { jitter: 'full', cap: 2, expected: 0.75, formula: backoffMean(0.1, 2, 4, 0.5), tolerance: 0.002 },
    { jitter: 'equal', cap: 2, expected: backoffMean(0.1, 2, 4, 0.75), tolerance: 0.002 },
    { jitter: '50%', cap: 0.5, expected: backoffMean(0.1, 0.5, 4, 1), tolerance: 0.002 },
    {
      jitter: 'decorrelated',
      cap: 1,
      expected: 1.6981341652153175,
      formula: decorrelatedMean(0.1, 1, 4),
      tolerance: 0.002,
    },
    { jitter: 'decorrelated', cap: 0.35, expected: decorrelatedMean(0.1, 0.35, 4), tolerance: 0.002 },
  ].map(
    ({ jitter, cap, expected, formula, tolerance }): Model => ({
      name: `4 waits with jitter ${jitter} up to ${cap} s`,
      // Seldom enough for a long run: those under way at its end are not counted, and they are the long ones.
      ratePerSecond: 5,
      fast: { samples: 60_000, replications: 20 },
      full: MILLION,
      build: () =>
        scenes.unreliable({
          lambda: 5,
          failure: 1,
          retry: { maxAttempts: 5, backoff: { base: '100ms', max: times(cap), multiplier: 2, jitter } },
        }),
      checks: [{ what: 'sum of the waits', expected, formula, tolerance, measure: failedTimeOf }],
    }),
  ),
  {
    name: '4 waits without jitter',
    ratePerSecond: 100,
    fast: { samples: 2_000, replications: 2 },
    full: { samples: 20_000, replications: 2 },
    build: () =>
      scenes.unreliable({
        failure: 1,
        retry: { maxAttempts: 5, backoff: { base: '100ms', max: '500ms', multiplier: 2 } },
      }),
    checks: [{ what: 'sum of the waits', expected: backoffMean(0.1, 0.5, 4, 1), exact: true, measure: failedTimeOf }],
  },
  {
    name: '5 layers of 3 attempts over a service that always fails',
    ratePerSecond: 100,
    fast: { samples: 400, replications: 2 },
    full: { samples: 4_000, replications: 2 },
    build: () => scenes.layers({ layers: 5, maxAttempts: 3, failure: 1 }),
    checks: [
      {
        what: 'attempts at the bottom per request',
        expected: 243,
        exact: true,
        measure: (result) => result.summary.services.layer5.requests / system(result).requests,
      },
    ],
  },
  {
    name: '10 services in series that fail once in 1,000',
    ratePerSecond: 100,
    fast: { samples: 30_000, replications: 20 },
    full: { samples: 500_000, replications: 20 },
    build: () => scenes.sequence({ services: 10, failure: 0.001 }),
    checks: [{ what: 'availability', expected: 0.999 ** 10, tolerance: 0.0005, measure: availabilityOf }],
  },
];
