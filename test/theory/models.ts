/**
 * One scenario builder per model, and what theory says about it. `tolerance` is the relative tolerance at
 * `STATED_SAMPLES` samples, from an independent simulation of the formula; without one the tolerance comes from the
 * spread of the replications.
 */
import type { RunResult } from '../../sim-core/index.ts';
import * as theory from './formulas.ts';
import { type Model, times } from './protocol.ts';
import * as scenes from './scenes.ts';

const { SCV } = theory;
const system = (result: RunResult) => result.summary.system;
const seconds = (ms: number | null | undefined): number => (ms === null || ms === undefined ? Number.NaN : ms / 1000);

const artOf = (result: RunResult) => seconds(system(result).artMs);
const waitOf = (result: RunResult) => seconds(system(result).phases.queueMs);
const blockedOf = (result: RunResult) => (system(result).failedBy.unavailable ?? 0) / system(result).requests;
const exponential = (mean: number) => ({ exponential: { mean: times(mean) } });

const singleServers: Model[] = [
  {
    name: 'M/M/1 at 0.8',
    ratePerSecond: 8,
    build: () => scenes.station({ lambda: 8, work: exponential(1 / 10) }),
    checks: [
      { what: 'mean time', expected: 0.5, formula: theory.mm1(8, 10).time, tolerance: 0.027, measure: artOf },
      {
        what: '99th percentile',
        expected: 2.302585092994045,
        formula: theory.mm1(8, 10).quantile(0.99),
        tolerance: 0.054,
        quantile: 0.99,
      },
    ],
  },
  {
    name: 'M/M/1 at 0.5',
    ratePerSecond: 5,
    build: () => scenes.station({ lambda: 5, work: exponential(1 / 10) }),
    checks: [{ what: 'mean wait', expected: 0.1, formula: theory.mm1(5, 10).wait, tolerance: 0.013, measure: waitOf }],
  },
  {
    name: 'M/M/1 at 0.9',
    ratePerSecond: 9,
    build: () => scenes.station({ lambda: 9, work: exponential(1 / 10) }),
    checks: [
      {
        what: 'mean number in the system',
        expected: 9,
        formula: theory.mm1(9, 10).inSystem,
        tolerance: 0.045,
        measure: (result) => system(result).inFlightMean ?? Number.NaN,
      },
    ],
  },
  {
    name: 'M/M/1 at 0.75 in microseconds',
    ratePerSecond: 30_000,
    build: () => scenes.station({ lambda: 30_000, work: exponential(1 / 40_000) }),
    checks: [
      { what: 'mean time', expected: theory.mm1(30_000, 40_000).time, measure: artOf },
      { what: 'median', expected: theory.mm1(30_000, 40_000).quantile(0.5), quantile: 0.5 },
    ],
  },
  {
    name: 'M/M/1 at 0.8 with a timeout of 1 s and no cancellation',
    ratePerSecond: 8,
    build: () => scenes.station({ lambda: 8, work: exponential(1 / 10), link: { timeout: '1s' } }),
    checks: [
      {
        what: 'share that is late',
        expected: 0.1353352832366127,
        formula: theory.mm1(8, 10).late(1),
        tolerance: 0.048,
        measure: (result) => (system(result).failedBy.timeout ?? 0) / system(result).requests,
      },
    ],
  },
  {
    name: 'M/D/1 at 0.8',
    ratePerSecond: 8,
    build: () => scenes.station({ lambda: 8, work: '100ms' }),
    checks: [
      {
        what: 'mean wait',
        expected: 0.2,
        formula: theory.mg1(8, 0.1, SCV.constant()).wait,
        tolerance: 0.022,
        measure: waitOf,
      },
    ],
  },
  {
    name: 'M/G/1 at 0.7, lognormal work of cv 1.5',
    ratePerSecond: 7,
    build: () => scenes.station({ lambda: 7, work: { lognormal: { mean: '100ms', cv: 1.5 } } }),
    checks: [
      {
        what: 'mean time',
        expected: 0.4791666666666668,
        formula: theory.mg1(7, 0.1, SCV.lognormal(1.5)).time,
        tolerance: 0.022,
        measure: artOf,
      },
    ],
  },
  {
    name: 'M/G/1 at 0.6, uniform work',
    ratePerSecond: 6,
    build: () => scenes.station({ lambda: 6, work: { uniform: { min: '50ms', max: '150ms' } } }),
    checks: [
      {
        what: 'mean wait',
        expected: 0.08125,
        formula: theory.mg1(6, 0.1, SCV.uniform(0.05, 0.15)).wait,
        tolerance: 0.011,
        measure: waitOf,
      },
    ],
  },
  {
    name: 'M/G/1 at 0.75, Erlang work of 4 stages',
    ratePerSecond: 30,
    build: () => scenes.station({ lambda: 30, work: { erlang: { mean: '25ms', k: 4 } } }),
    checks: [{ what: 'mean wait', expected: theory.mg1(30, 0.025, SCV.erlang(4)).wait, measure: waitOf }],
  },
  {
    name: 'M/G/1 at 0.6, hyperexponential work',
    ratePerSecond: 20,
    build: () =>
      scenes.station({
        lambda: 20,
        work: {
          hyperexponential: [
            { p: 0.9, mean: '20ms' },
            { p: 0.1, mean: '120ms' },
          ],
        },
      }),
    checks: [
      {
        what: 'mean time',
        expected: theory.mg1(
          20,
          0.03,
          SCV.hyperexponential([
            { p: 0.9, mean: 0.02 },
            { p: 0.1, mean: 0.12 },
          ]),
        ).time,
        measure: artOf,
      },
    ],
  },
];

const manyWorkers: Model[] = [
  {
    name: 'M/M/4 at 0.67',
    ratePerSecond: 8,
    build: () => scenes.station({ lambda: 8, work: exponential(1 / 3), concurrency: 4 }),
    checks: [
      {
        what: 'mean wait',
        expected: 0.09460458240946044,
        formula: theory.mmc(8, 3, 4).wait,
        tolerance: 0.031,
        measure: waitOf,
      },
      {
        what: 'share that waits',
        expected: 0.3784183296378418,
        formula: theory.mmc(8, 3, 4).waits,
        tolerance: 0.012,
        measure: (result) => result.summary.services.server.waitedRatio ?? Number.NaN,
      },
      {
        what: '95th percentile',
        expected: 1.1928084539333565,
        formula: theory.mmc(8, 3, 4).quantile(0.95),
        tolerance: 0.008,
        quantile: 0.95,
      },
    ],
  },
  {
    name: 'M/M/8 at 0.83',
    ratePerSecond: 40,
    build: () => scenes.station({ lambda: 40, work: exponential(1 / 6), concurrency: 8 }),
    checks: [
      { what: 'mean wait', expected: theory.mmc(40, 6, 8).wait, measure: waitOf },
      { what: '90th percentile', expected: theory.mmc(40, 6, 8).quantile(0.9), quantile: 0.9 },
      {
        what: 'utilization',
        expected: 40 / 48,
        measure: (result) => result.summary.services.server.utilization ?? Number.NaN,
      },
    ],
  },
  {
    name: 'M/M/1/5 overloaded',
    ratePerSecond: 12,
    build: () => scenes.station({ lambda: 12, work: exponential(1 / 10), capacity: 4 }),
    checks: [
      {
        what: 'share turned away',
        expected: 0.2505881215558635,
        formula: theory.mmcK(12, 10, 1, 5).blocked,
        tolerance: 0.008,
        measure: blockedOf,
      },
      {
        what: 'throughput',
        expected: 8.992942541329638,
        formula: theory.mmcK(12, 10, 1, 5).throughput,
        tolerance: 0.003,
        measure: (result) => system(result).throughputRps ?? Number.NaN,
      },
    ],
  },
  {
    name: 'M/M/2/8 overloaded',
    ratePerSecond: 30,
    build: () => scenes.station({ lambda: 30, work: exponential(1 / 10), concurrency: 2, capacity: 6 }),
    checks: [
      {
        what: 'mean time of those let in',
        expected: 0.3194840570421407,
        formula: theory.mmcK(30, 10, 2, 8).time,
        tolerance: 0.004,
        measure: artOf,
      },
      { what: 'mean wait of those let in', expected: theory.mmcK(30, 10, 2, 8).wait, measure: waitOf },
    ],
  },
  {
    name: 'M/M/3/7 at 0.9',
    ratePerSecond: 54,
    build: () => scenes.station({ lambda: 54, work: exponential(1 / 20), concurrency: 3, capacity: 4 }),
    checks: [
      { what: 'share turned away', expected: theory.mmcK(54, 20, 3, 7).blocked, measure: blockedOf },
      { what: 'mean time of those let in', expected: theory.mmcK(54, 20, 3, 7).time, measure: artOf },
    ],
  },
  {
    name: 'M/G/∞, lognormal work',
    ratePerSecond: 20,
    build: () => scenes.station({ lambda: 20, work: { lognormal: { mean: '250ms', cv: 1 } }, concurrency: 'infinite' }),
    checks: [
      {
        what: 'mean number in the system',
        expected: 5,
        formula: 20 * 0.25,
        tolerance: 0.003,
        measure: (result) => system(result).inFlightMean ?? Number.NaN,
      },
    ],
  },
  ...[
    { name: 'exponential', a: 8, c: 10, work: exponential(0.1), tolerance: 0.016, expected: 0.1216610642529515 },
    { name: 'constant', a: 8, c: 10, work: '100ms', tolerance: 0.016, expected: 0.1216610642529515 },
    { name: 'lognormal', a: 8, c: 10, work: { lognormal: { mean: '100ms', cv: 1.5 } }, expected: 0.1216610642529515 },
    { name: 'uniform', a: 3, c: 5, work: { uniform: { min: '0ms', max: '200ms' } }, expected: theory.erlangB(3, 5) },
  ].map(
    ({ name, a, c, work, tolerance, expected }): Model => ({
      name: `Erlang B of ${a} over ${c}, ${name} work`,
      ratePerSecond: 10 * a,
      build: () => scenes.station({ lambda: 10 * a, work, concurrency: c, capacity: 0 }),
      checks: [{ what: 'share turned away', expected, formula: theory.erlangB(a, c), tolerance, measure: blockedOf }],
    }),
  ),
];

const balancers: Model[] = [
  {
    name: 'round robin over 3 at 0.8',
    ratePerSecond: 24,
    build: () => scenes.cluster({ lambda: 24, mu: 10, instances: 3, balancer: { policy: 'round-robin' } }),
    checks: [
      {
        what: 'mean time',
        expected: 0.3459422848431971,
        formula: theory.roundRobin(24, 10, 3),
        tolerance: 0.025,
        measure: artOf,
      },
    ],
  },
  {
    name: 'round robin over 5 at 0.7',
    ratePerSecond: 35,
    build: () => scenes.cluster({ lambda: 35, mu: 10, instances: 5, balancer: { policy: 'round-robin' } }),
    checks: [{ what: 'mean time', expected: theory.roundRobin(35, 10, 5), measure: artOf }],
  },
  {
    name: 'random over 3 at 0.8',
    ratePerSecond: 24,
    build: () => scenes.cluster({ lambda: 24, mu: 10, instances: 3, balancer: { policy: 'random' } }),
    checks: [{ what: 'mean time', expected: 0.5, formula: theory.mm1(8, 10).time, tolerance: 0.026, measure: artOf }],
  },
  {
    name: 'round robin of many clients is random',
    ratePerSecond: 24,
    build: () =>
      scenes.cluster({ lambda: 24, mu: 10, instances: 3, balancer: { policy: 'round-robin' }, clients: 2000 }),
    checks: [{ what: 'mean time', expected: 0.5, formula: theory.mm1(8, 10).time, tolerance: 0.03, measure: artOf }],
  },
  {
    name: 'shorter of two queues at 0.8',
    ratePerSecond: 16,
    build: () => scenes.cluster({ lambda: 16, mu: 10, instances: 2, balancer: { policy: 'least-connections' } }),
    checks: [
      {
        what: 'mean time',
        expected: 0.29557366177051114,
        formula: theory.shorterOfTwo(16, 10),
        tolerance: 0.016,
        measure: artOf,
      },
    ],
  },
  {
    name: 'shorter of two queues at 0.5',
    ratePerSecond: 10,
    build: () => scenes.cluster({ lambda: 10, mu: 10, instances: 2, balancer: { policy: 'least-connections' } }),
    checks: [{ what: 'mean time', expected: theory.shorterOfTwo(10, 10), measure: artOf }],
  },
  {
    name: 'two choices of 500 at 0.9',
    ratePerSecond: 450,
    // Long runs, since a cluster that starts empty needs many service times to fill.
    fast: { samples: 800_000, replications: 4 },
    build: () =>
      scenes.cluster({ lambda: 450, mu: 1, instances: 500, balancer: { policy: 'least-request', choices: 2 } }),
    checks: [
      {
        what: 'mean time',
        expected: 2.614057377323876,
        formula: theory.powerOfChoices(0.9, 2),
        tolerance: 0.012,
        measure: artOf,
      },
    ],
  },
  {
    name: 'three choices of 500 at 0.7',
    ratePerSecond: 350,
    fast: { samples: 300_000, replications: 5 },
    build: () =>
      scenes.cluster({ lambda: 350, mu: 1, instances: 500, balancer: { policy: 'least-request', choices: 3 } }),
    checks: [{ what: 'mean time', expected: theory.powerOfChoices(0.7, 3), tolerance: 0.008, measure: artOf }],
  },
];

const networks: Model[] = [
  {
    name: 'two stations with feedback',
    ratePerSecond: 5,
    build: () =>
      scenes.stations({
        lambda: 5,
        stations: [
          { mu: 10, next: [{ station: 1, probability: 0.8 }] },
          { mu: 8, next: [{ station: 0, probability: 0.25 }] },
        ],
      }),
    checks: [
      {
        what: 'mean time',
        expected: 0.6666666666666667,
        formula: theory.jackson(
          [5, 0],
          [
            [0, 0.8],
            [0.25, 0],
          ],
          [10, 8],
        ).time,
        tolerance: 0.01,
        measure: artOf,
      },
    ],
  },
  {
    name: 'three stations in a ring',
    ratePerSecond: 4,
    build: () =>
      scenes.stations({
        lambda: 4,
        stations: [
          { mu: 12, next: [{ station: 1, probability: 1 }] },
          { mu: 9, next: [{ station: 2, probability: 0.6 }] },
          { mu: 7, next: [{ station: 0, probability: 0.3 }] },
        ],
      }),
    checks: [
      {
        what: 'mean time',
        expected: theory.jackson(
          [4, 0, 0],
          [
            [0, 1, 0],
            [0, 0, 0.6],
            [0.3, 0, 0],
          ],
          [12, 9, 7],
        ).time,
        measure: artOf,
      },
    ],
  },
  {
    name: 'three stages in series',
    ratePerSecond: 5,
    build: () =>
      scenes.stations({
        lambda: 5,
        stations: [
          { mu: 10, next: [{ station: 1, probability: 1 }] },
          { mu: 8, next: [{ station: 2, probability: 1 }] },
          { mu: 7, next: [] },
        ],
      }),
    checks: [
      {
        what: 'mean time',
        expected: 1.0333333333333332,
        formula: theory.tandem(5, [10, 8, 7]),
        tolerance: 0.01,
        measure: artOf,
      },
      {
        what: 'time at the last stage',
        expected: theory.mm1(5, 7).time,
        measure: (result) => seconds(result.summary.services.s2.artMs),
      },
    ],
  },
  {
    name: '20 users, two stations',
    ratePerSecond: 12.08,
    build: () =>
      scenes.stations({
        users: 20,
        think: 1,
        stations: [
          { mu: 1 / 0.05, next: [{ station: 1, probability: 1 }] },
          { mu: 1 / 0.08, next: [] },
        ],
      }),
    checks: [
      {
        what: 'throughput',
        expected: 12.078740628242906,
        formula: theory.meanValueAnalysis([0.05, 0.08], 1, 20).throughput,
        tolerance: 0.002,
        measure: (result) => system(result).throughputRps ?? Number.NaN,
      },
      {
        what: 'mean time',
        expected: 0.6558017607593415,
        formula: theory.meanValueAnalysis([0.05, 0.08], 1, 20).time,
        tolerance: 0.005,
        measure: artOf,
      },
    ],
  },
  {
    name: '12 users, three stations',
    ratePerSecond: 15,
    build: () =>
      scenes.stations({
        users: 12,
        think: 0.5,
        stations: [
          { mu: 1 / 0.02, next: [{ station: 1, probability: 1 }] },
          { mu: 1 / 0.05, next: [{ station: 2, probability: 1 }] },
          { mu: 1 / 0.03, next: [] },
        ],
      }),
    checks: [
      { what: 'mean time', expected: theory.meanValueAnalysis([0.02, 0.05, 0.03], 0.5, 12).time, measure: artOf },
    ],
  },
  {
    name: '30 users, one station of 3',
    ratePerSecond: 12.7,
    build: () => scenes.station({ users: 30, think: 2, work: exponential(1 / 5), concurrency: 3 }),
    checks: [
      {
        what: 'mean time',
        expected: 0.36293090988285165,
        formula: theory.closedStation(30, 2, 5, 3),
        tolerance: 0.011,
        measure: artOf,
      },
    ],
  },
  {
    name: '8 users, one station of 2',
    ratePerSecond: 9,
    build: () => scenes.station({ users: 8, think: 0.5, work: exponential(1 / 6), concurrency: 2 }),
    checks: [{ what: 'mean time', expected: theory.closedStation(8, 0.5, 6, 2), measure: artOf }],
  },
];

const fanOuts: Model[] = [
  {
    name: 'all of 10 parallel calls',
    ratePerSecond: 100,
    fast: { samples: 40_000, replications: 20 },
    build: () => scenes.fanOut({ branches: 10, mu: 20, need: 'all' }),
    checks: [
      {
        what: 'mean time',
        expected: 0.1464484126984127,
        formula: theory.fanOutMean(10, 10, 20),
        tolerance: 0.002,
        measure: artOf,
      },
      {
        what: '99th percentile',
        expected: 0.34516183972380493,
        formula: theory.slowestQuantile(10, 20, 0.99),
        tolerance: 0.009,
        quantile: 0.99,
      },
    ],
  },
  {
    name: '7 of 10 parallel calls',
    ratePerSecond: 100,
    fast: { samples: 30_000, replications: 20 },
    build: () => scenes.fanOut({ branches: 10, mu: 20, need: 7 }),
    checks: [{ what: 'mean time', expected: theory.fanOutMean(10, 7, 20), tolerance: 0.002, measure: artOf }],
  },
  {
    name: 'any of 3 parallel calls',
    ratePerSecond: 100,
    fast: { samples: 100_000, replications: 20 },
    build: () => scenes.fanOut({ branches: 3, mu: 5, need: 'any' }),
    checks: [{ what: 'mean time', expected: theory.fanOutMean(3, 1, 5), tolerance: 0.003, measure: artOf }],
  },
];

const attemptsOf = (result: RunResult) => system(result).attemptsPerRequest ?? Number.NaN;
const availabilityOf = (result: RunResult) => system(result).availability ?? Number.NaN;
const failedTimeOf = (result: RunResult) => seconds(system(result).artFailedMs);

const retries: Model[] = [
  {
    name: '3 attempts that fail with probability 0.3',
    ratePerSecond: 100,
    build: () => scenes.unreliable({ failure: 0.3, retry: { maxAttempts: 3 } }),
    checks: [
      {
        what: 'attempts per request',
        expected: 1.39,
        formula: theory.attemptsMean(0.3, 3),
        tolerance: 0.002,
        measure: attemptsOf,
      },
      {
        what: 'availability',
        expected: 0.973,
        formula: theory.successOf(0.3, 3),
        tolerance: 0.002,
        measure: availabilityOf,
      },
      {
        what: 'errors handled',
        expected: (theory.successOf(0.3, 3) - 0.7) / 0.3,
        measure: (result) => system(result).ehr ?? Number.NaN,
      },
    ],
  },
  {
    name: '5 attempts that fail with probability 0.6',
    ratePerSecond: 100,
    build: () => scenes.unreliable({ failure: 0.6, retry: { maxAttempts: 5 } }),
    checks: [
      { what: 'attempts per request', expected: theory.attemptsMean(0.6, 5), measure: attemptsOf },
      { what: 'availability', expected: theory.successOf(0.6, 5), measure: availabilityOf },
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
        formula: theory.timeoutRetryMean(10, 0.15, 3),
        tolerance: 0.003,
        measure: (result) => seconds(system(result).artAllMs),
      },
      { what: 'availability', expected: theory.successOf(Math.exp(-1.5), 3), measure: availabilityOf },
    ],
  },
  ...[
    { jitter: 'full', cap: 2, expected: 0.75, formula: theory.backoffMean(0.1, 2, 4, 0.5), tolerance: 0.002 },
    { jitter: 'equal', cap: 2, expected: theory.backoffMean(0.1, 2, 4, 0.75), tolerance: 0.002 },
    { jitter: '50%', cap: 0.5, expected: theory.backoffMean(0.1, 0.5, 4, 1), tolerance: 0.002 },
    {
      jitter: 'decorrelated',
      cap: 1,
      expected: 1.6981341652153175,
      formula: theory.decorrelatedMean(0.1, 1, 4),
      tolerance: 0.002,
    },
    { jitter: 'decorrelated', cap: 0.35, expected: theory.decorrelatedMean(0.1, 0.35, 4), tolerance: 0.002 },
  ].map(
    ({ jitter, cap, expected, formula, tolerance }): Model => ({
      name: `4 waits with jitter ${jitter} up to ${cap} s`,
      // Seldom enough for a long run: those under way at its end are not counted, and they are the long ones.
      ratePerSecond: 5,
      fast: { samples: 60_000, replications: 20 },
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
    build: () =>
      scenes.unreliable({
        failure: 1,
        retry: { maxAttempts: 5, backoff: { base: '100ms', max: '500ms', multiplier: 2 } },
      }),
    checks: [
      { what: 'sum of the waits', expected: theory.backoffMean(0.1, 0.5, 4, 1), exact: true, measure: failedTimeOf },
    ],
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
    build: () => scenes.sequence({ services: 10, failure: 0.001 }),
    checks: [{ what: 'availability', expected: 0.999 ** 10, tolerance: 0.0005, measure: availabilityOf }],
  },
];

const upOf = (result: RunResult): number => {
  const instances = Object.values(result.summary.instances);
  return instances.reduce((total, instance) => total + (instance.uptime ?? Number.NaN), 0) / instances.length;
};

const faults: Model[] = [
  {
    name: 'instances that are up for 900 s and down for 100 s',
    // One sample is one time up and down; 500 instances make half of them per second.
    ratePerSecond: 0.5,
    fast: { samples: 100_000, replications: 20 },
    build: () => scenes.breaking({ instances: 500, mtbf: '900s', mttr: '100s' }),
    checks: [
      {
        what: 'uptime',
        expected: 0.9,
        formula: theory.upShare(900, 100),
        tolerance: 0.002,
        isAtLeast5Errors: true,
        measure: upOf,
      },
    ],
  },
  {
    name: 'instances that are up for exactly 30 s and down for 5 to 15 s',
    // Few of them for a long time: they all begin with a time up.
    ratePerSecond: 10 / 40,
    fast: { samples: 60_000, replications: 20 },
    build: () =>
      scenes.breaking({ instances: 10, mtbf: { constant: '30s' }, mttr: { uniform: { min: '5s', max: '15s' } } }),
    checks: [
      { what: 'uptime', expected: theory.upShare(30, 10), tolerance: 0.002, isAtLeast5Errors: true, measure: upOf },
    ],
  },
  {
    name: 'groups of 2, 3 and 1 that are all needed',
    // Far apart, so that requests meet nearly independent states.
    ratePerSecond: 0.05,
    fast: { samples: 100_000, replications: 20 },
    build: () =>
      scenes.groups({
        lambda: 0.05,
        groups: [
          { n: 2, mtbf: 95, mttr: 5 },
          { n: 3, mtbf: 90, mttr: 10 },
          { n: 1, mtbf: 99, mttr: 1 },
        ],
      }),
    checks: [
      {
        what: 'availability',
        expected: 0.986537475,
        formula: theory.seriesOfParallel([
          { n: 2, up: 0.95 },
          { n: 3, up: 0.9 },
          { n: 1, up: 0.99 },
        ]),
        tolerance: 0.002,
        isAtLeast5Errors: true,
        measure: availabilityOf,
      },
    ],
  },
  ...[
    { n: 4, lambda: 100, heartbeat: 5, lease: 15, sweep: 0, fetch: 10, expected: 437.5 },
    { n: 5, lambda: 50, heartbeat: 2, lease: 9, sweep: 4, fetch: 6, expected: undefined },
  ].map(({ n, lambda, expected, ...periods }): Model => {
    const formula = theory.misrouted(n, lambda, periods);
    return {
      name: `a crash of one of ${n} behind leases of ${periods.lease} s`,
      // One sample is one crash in a run of its own.
      secondsPerReplication: 50,
      warmupShare: 0,
      fast: { samples: 200, replications: 200 },
      full: { samples: 2_000, replications: 2_000 },
      build: () => scenes.staleViews({ instances: n, lambda, ...periods }),
      checks: [
        {
          what: 'calls sent to it',
          expected: expected ?? formula,
          formula,
          tolerance: 0.002,
          isAtLeast5Errors: true,
          measure: (result) => result.summary.links['caller->server'].staleAttempts ?? Number.NaN,
        },
      ],
    };
  }),
];

const sendOf = (result: RunResult) => seconds(system(result).phases.sendMs);

const wires: Model[] = [
  {
    name: '1 MB over two pipes of 100 Mbps and 10 ms',
    ratePerSecond: 1,
    fast: { samples: 40, replications: 2 },
    full: { samples: 4_000, replications: 2 },
    build: () => scenes.pipes({ bytes: 1_000_000, bandwidth: '100Mbps', latency: '10ms' }),
    checks: [
      {
        what: 'time to send',
        expected: 0.18,
        formula: theory.transmission(1_000_000, 1e8, 2, 0.01),
        exact: true,
        measure: sendOf,
      },
    ],
  },
  ...[
    { p: 0.05, rto: 0.2, expected: 0.011111111111111112, tolerance: 0.014 },
    { p: 0.2, rto: 0.1, expected: undefined, tolerance: undefined },
  ].map(
    ({ p, rto, expected, tolerance }): Model => ({
      name: `messages lost with probability ${p}, sent again after ${rto} s`,
      ratePerSecond: 100,
      build: () => scenes.lossy({ loss: p, rto }),
      checks: [
        {
          what: 'time to send',
          expected: expected ?? theory.retransmissionMean(p, rto),
          formula: theory.retransmissionMean(p, rto),
          tolerance,
          measure: sendOf,
        },
      ],
    }),
  ),
  ...[
    { from: 10, to: 110 },
    { from: 80, to: 20 },
  ].map(
    ({ from, to }): Model => ({
      name: `arrivals from ${from}/s to ${to}/s in 60 s`,
      secondsPerReplication: 60,
      warmupShare: 0,
      fast: { samples: 200, replications: 200 },
      full: { samples: 1_000, replications: 1_000 },
      build: () => scenes.ramp({ from, to }),
      checks: [
        {
          what: 'number of requests',
          expected: theory.rampCount(from, to, 60),
          tolerance: 0.002,
          isAtLeast5Errors: true,
          measure: (result) => system(result).started,
        },
      ],
    }),
  ),
];

export const MODELS: readonly Model[] = [
  ...singleServers,
  ...manyWorkers,
  ...balancers,
  ...networks,
  ...fanOuts,
  ...retries,
  ...faults,
  ...wires,
];
