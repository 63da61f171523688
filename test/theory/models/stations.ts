/** Single stations: M/M/1, M/G/1, many workers, bounded queues, no queue at all. */
import { mg1, SCV } from '../../../sim-core/theory/general-service.ts';
import {
  constantPatience,
  erlangA,
  erlangB,
  lastComeFirstServed,
  mm1,
  mmc,
  mmcK,
} from '../../../sim-core/theory/markov-queues.ts';
import type { Model } from '../protocol.ts';
import * as scenes from '../scenes.ts';
import { artOf, blockedOf, exponential, seconds, system, waitOf } from './measures.ts';

export const singleServers: readonly Model[] = [
  {
    name: 'M/M/1 at 0.8',
    ratePerSecond: 8,
    build: () => scenes.station({ lambda: 8, work: exponential(1 / 10) }),
    checks: [
      { what: 'mean time', expected: 0.5, formula: mm1(8, 10).time, tolerance: 0.027, measure: artOf },
      {
        what: '99th percentile',
        expected: 2.302585092994045,
        formula: mm1(8, 10).quantile(0.99),
        tolerance: 0.054,
        quantile: 0.99,
      },
    ],
  },
  {
    name: 'M/M/1 at 0.5',
    ratePerSecond: 5,
    build: () => scenes.station({ lambda: 5, work: exponential(1 / 10) }),
    checks: [{ what: 'mean wait', expected: 0.1, formula: mm1(5, 10).wait, tolerance: 0.013, measure: waitOf }],
  },
  {
    name: 'M/M/1 at 0.9',
    ratePerSecond: 9,
    build: () => scenes.station({ lambda: 9, work: exponential(1 / 10) }),
    checks: [
      {
        what: 'mean number in the system',
        expected: 9,
        formula: mm1(9, 10).inSystem,
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
      { what: 'mean time', expected: mm1(30_000, 40_000).time, measure: artOf },
      { what: 'median', expected: mm1(30_000, 40_000).quantile(0.5), quantile: 0.5 },
    ],
  },
  {
    // The discipline changes no mean; of the others only lifo has a variance this large.
    name: 'M/M/1 at 0.5, last come first served',
    ratePerSecond: 5,
    build: () => scenes.station({ lambda: 5, work: exponential(1 / 10), queue: { discipline: 'lifo' } }),
    checks: [
      { what: 'mean time', expected: mm1(5, 10).time, measure: artOf },
      {
        what: 'variance of the time',
        expected: lastComeFirstServed(5, 10).variance,
        measure: (result) => seconds(system(result).artSdMs) ** 2,
      },
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
        formula: mm1(8, 10).late(1),
        tolerance: 0.048,
        measure: (result) => (system(result).failedBy.timeout ?? 0) / system(result).requests,
      },
    ],
  },
  {
    name: 'M/M/1 at 0.8 with a delay behind it',
    ratePerSecond: 8,
    build: () => ({
      services: { server: { work: exponential(1 / 10), steps: [{ delay: exponential(1 / 5) }] } },
      workloads: { caller: { call: 'server', arrivals: { poisson: 8 } } },
    }),
    checks: [
      { what: 'mean time', expected: mm1(8, 10).time + 1 / 5, measure: artOf },
      {
        what: 'utilization',
        expected: 0.8,
        measure: (result) => result.summary.services.server.utilization ?? Number.NaN,
      },
    ],
  },
  {
    // Who ends well is followed by the first to arrive after that, as in a counter with a dead time.
    name: 'an optimistic endpoint without a queue',
    ratePerSecond: 40,
    build: () => ({
      services: {
        server: { concurrency: 'infinite', endpoints: { set: { optimistic: true, steps: [{ work: 50 }] } } },
      },
      workloads: { caller: { call: 'server.set', arrivals: { poisson: 40 } } },
    }),
    checks: [
      {
        what: 'availability',
        expected: 1 / (1 + 40 * 0.05),
        measure: (result) => system(result).availability ?? Number.NaN,
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
        formula: mg1(8, 0.1, SCV.constant()).wait,
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
        formula: mg1(7, 0.1, SCV.lognormal(1.5)).time,
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
        formula: mg1(6, 0.1, SCV.uniform(0.05, 0.15)).wait,
        tolerance: 0.011,
        measure: waitOf,
      },
    ],
  },
  {
    name: 'M/G/1 at 0.75, Erlang work of 4 stages',
    ratePerSecond: 30,
    build: () => scenes.station({ lambda: 30, work: { erlang: { mean: '25ms', k: 4 } } }),
    checks: [{ what: 'mean wait', expected: mg1(30, 0.025, SCV.erlang(4)).wait, measure: waitOf }],
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
        expected: mg1(
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

/** All of mean 100 ms. */
const SHARED_WORK = {
  deterministic: '100ms',
  lognormal: { lognormal: { mean: '100ms', cv: 1.5 } },
  hyperexponential: {
    hyperexponential: [
      { p: 0.9, mean: '50ms' },
      { p: 0.1, mean: '550ms' },
    ],
  },
};

export const manyWorkers: readonly Model[] = [
  {
    name: 'M/M/4 at 0.67',
    ratePerSecond: 8,
    build: () => scenes.station({ lambda: 8, work: exponential(1 / 3), concurrency: 4 }),
    checks: [
      {
        what: 'mean wait',
        expected: 0.09460458240946044,
        formula: mmc(8, 3, 4).wait,
        tolerance: 0.031,
        measure: waitOf,
      },
      {
        what: 'share that waits',
        expected: 0.3784183296378418,
        formula: mmc(8, 3, 4).waits,
        tolerance: 0.012,
        measure: (result) => result.summary.services.server.waitedRatio ?? Number.NaN,
      },
      {
        what: '95th percentile',
        expected: 1.1928084539333565,
        formula: mmc(8, 3, 4).quantile(0.95),
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
      { what: 'mean wait', expected: mmc(40, 6, 8).wait, measure: waitOf },
      { what: '90th percentile', expected: mmc(40, 6, 8).quantile(0.9), quantile: 0.9 },
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
    build: () => scenes.station({ lambda: 12, work: exponential(1 / 10), queue: { capacity: 4 } }),
    checks: [
      {
        what: 'share turned away',
        expected: 0.2505881215558635,
        formula: mmcK(12, 10, 1, 5).blocked,
        tolerance: 0.008,
        measure: blockedOf,
      },
      {
        what: 'throughput',
        expected: 8.992942541329638,
        formula: mmcK(12, 10, 1, 5).throughput,
        tolerance: 0.003,
        measure: (result) => system(result).throughputRps ?? Number.NaN,
      },
    ],
  },
  {
    name: 'M/M/2/8 overloaded',
    ratePerSecond: 30,
    build: () => scenes.station({ lambda: 30, work: exponential(1 / 10), concurrency: 2, queue: { capacity: 6 } }),
    checks: [
      {
        what: 'mean time of those let in',
        expected: 0.3194840570421407,
        formula: mmcK(30, 10, 2, 8).time,
        tolerance: 0.004,
        measure: artOf,
      },
      { what: 'mean wait of those let in', expected: mmcK(30, 10, 2, 8).wait, measure: waitOf },
    ],
  },
  {
    name: 'M/M/3/7 at 0.9',
    ratePerSecond: 54,
    build: () => scenes.station({ lambda: 54, work: exponential(1 / 20), concurrency: 3, queue: { capacity: 4 } }),
    checks: [
      { what: 'share turned away', expected: mmcK(54, 20, 3, 7).blocked, measure: blockedOf },
      { what: 'mean time of those let in', expected: mmcK(54, 20, 3, 7).time, measure: artOf },
    ],
  },
  {
    name: 'Erlang A overloaded: M/M/4 with exponential patience',
    ratePerSecond: 50,
    build: () =>
      scenes.station({ lambda: 50, work: exponential(1 / 10), concurrency: 4, queue: { maxWait: exponential(1 / 5) } }),
    checks: [
      { what: 'share that leaves', expected: erlangA(50, 10, 4, 5).left, measure: blockedOf },
      {
        what: 'share that waits',
        expected: erlangA(50, 10, 4, 5).waits,
        measure: (result) => result.summary.services.server.waitedRatio ?? Number.NaN,
      },
      {
        what: 'mean number waiting',
        expected: erlangA(50, 10, 4, 5).waiting,
        measure: (result) => result.summary.services.server.queueLength?.mean ?? Number.NaN,
      },
    ],
  },
  {
    // Who leaves is another one than in order, but as many leave: patience does not depend on the time waited.
    name: 'Erlang A served from the end of the queue',
    ratePerSecond: 9,
    build: () =>
      scenes.station({
        lambda: 9,
        work: exponential(1 / 10),
        queue: { maxWait: exponential(1 / 2), discipline: 'lifo' },
      }),
    checks: [{ what: 'share that leaves', expected: erlangA(9, 10, 1, 2).left, measure: blockedOf }],
  },
  {
    name: 'M/M/1 with processor sharing at 0.8',
    ratePerSecond: 8,
    build: () => scenes.station({ lambda: 8, work: exponential(1 / 10), queue: { discipline: 'ps' } }),
    checks: [{ what: 'mean time', expected: 1 / (10 - 8), measure: artOf }],
  },
  ...(['deterministic', 'lognormal', 'hyperexponential'] as const).map(
    (kind): Model => ({
      // The same mean time, whatever the distribution of the work.
      name: `M/G/1 with processor sharing at 0.7, ${kind} work`,
      ratePerSecond: 7,
      build: () => scenes.station({ lambda: 7, work: SHARED_WORK[kind], queue: { discipline: 'ps' } }),
      checks: [{ what: 'mean time', expected: 0.1 / (1 - 0.7), measure: artOf }],
    }),
  ),
  {
    name: 'M/G/3 with processor sharing at 0.9, hyperexponential work, 4 more than workers',
    ratePerSecond: 27,
    build: () =>
      scenes.station({
        lambda: 27,
        work: SHARED_WORK.hyperexponential,
        concurrency: 3,
        queue: { discipline: 'ps', capacity: 4 },
      }),
    checks: [
      { what: 'share turned away', expected: mmcK(27, 10, 3, 7).blocked, measure: blockedOf },
      { what: 'mean time of those let in', expected: mmcK(27, 10, 3, 7).time, measure: artOf },
    ],
  },
  {
    name: 'two classes by priority: Cobham',
    ratePerSecond: 8,
    build: () => scenes.classes({ first: 3, second: 5, work: exponential(1 / 10) }),
    checks: [
      {
        // All of them wait for the work in hand, λE[S²]/2 = 0.08.
        what: 'mean time of the first class',
        expected: 0.08 / (1 - 0.3) + 0.1,
        measure: (result) => (result.summary.workloads.first.artMs ?? Number.NaN) / 1000,
      },
      {
        what: 'mean time of the second class',
        expected: 0.08 / ((1 - 0.3) * (1 - 0.8)) + 0.1,
        measure: (result) => (result.summary.workloads.second.artMs ?? Number.NaN) / 1000,
      },
    ],
  },
  {
    name: 'a door that lets one through each 10 ms and the others wait: M/D/1',
    ratePerSecond: 80,
    build: () =>
      scenes.station({
        lambda: 80,
        work: '1ms',
        concurrency: 'infinite',
        admission: { rateLimit: { algorithm: 'leaky-bucket', rate: 100, burst: 100_000, wait: 'infinite' } },
      }),
    checks: [{ what: 'mean time', expected: mg1(80, 0.01, 0).wait + 0.001, measure: artOf }],
  },
  {
    // A counter with dead time: whoever is let in shuts the door for a gap.
    name: 'a door with a burst of one that refuses the others',
    ratePerSecond: 50,
    build: () =>
      scenes.station({
        lambda: 50,
        work: '1ms',
        concurrency: 'infinite',
        admission: { rateLimit: { rate: 100, burst: 1 } },
      }),
    checks: [{ what: 'share turned away', expected: 50 / 100 / (1 + 50 / 100), measure: blockedOf }],
  },
  {
    name: 'M/M/1 at 0.8 with a constant patience of 300 ms',
    ratePerSecond: 8,
    build: () => scenes.station({ lambda: 8, work: exponential(1 / 10), queue: { maxWait: '300ms' } }),
    checks: [{ what: 'share that leaves', expected: constantPatience(8, 10, 0.3), measure: blockedOf }],
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
    { name: 'uniform', a: 3, c: 5, work: { uniform: { min: '0ms', max: '200ms' } }, expected: erlangB(3, 5) },
  ].map(
    ({ name, a, c, work, tolerance, expected }): Model => ({
      name: `Erlang B of ${a} over ${c}, ${name} work`,
      ratePerSecond: 10 * a,
      build: () => scenes.station({ lambda: 10 * a, work, concurrency: c, queue: { capacity: 0 } }),
      checks: [{ what: 'share turned away', expected, formula: erlangB(a, c), tolerance, measure: blockedOf }],
    }),
  ),
];
