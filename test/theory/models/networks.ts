/** Stations that hand over to each other, open and closed. */
import { mm1, mmc } from '../../../sim-core/theory/markov-queues.ts';
import { closedStation, jackson, meanValueAnalysis, tandem } from '../../../sim-core/theory/networks.ts';
import type { Model } from '../protocol.ts';
import * as scenes from '../scenes.ts';
import { artOf, exponential, seconds, system } from './measures.ts';

export const networks: readonly Model[] = [
  {
    name: 'three instances of two workers that take from one queue: M/M/6',
    ratePerSecond: 50,
    build: () => ({
      services: { server: { instances: 3, concurrency: 2, work: exponential(1 / 10), queue: { shared: true } } },
      workloads: { caller: { call: 'server', arrivals: { poisson: 50 } } },
    }),
    checks: [
      { what: 'mean time', expected: mmc(50, 10, 6).time, measure: artOf },
      {
        what: 'attempts that wait',
        expected: 50 * mmc(50, 10, 6).wait,
        measure: (result) => result.summary.services.server.queueLength?.mean ?? Number.NaN,
      },
    ],
  },
  {
    name: 'messages from M/M/1 to M/M/1, which nobody waits for',
    ratePerSecond: 8,
    build: () => ({
      services: {
        web: { work: exponential(1 / 12), steps: [{ send: 'server' }] },
        server: { work: exponential(1 / 10) },
      },
      workloads: { caller: { call: 'web', arrivals: { poisson: 8 } } },
    }),
    checks: [
      { what: 'mean time of the sender', expected: mm1(8, 12).time, measure: artOf },
      {
        what: 'messages that wait',
        expected: 8 * mm1(8, 10).wait,
        measure: (result) => result.summary.services.server.queueLength?.mean ?? Number.NaN,
      },
    ],
  },
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
        formula: jackson(
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
        expected: jackson(
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
        formula: tandem(5, [10, 8, 7]),
        tolerance: 0.01,
        measure: artOf,
      },
      {
        what: 'time at the last stage',
        expected: mm1(5, 7).time,
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
        formula: meanValueAnalysis([0.05, 0.08], 1, 20).throughput,
        tolerance: 0.002,
        measure: (result) => system(result).throughputRps ?? Number.NaN,
      },
      {
        what: 'mean time',
        expected: 0.6558017607593415,
        formula: meanValueAnalysis([0.05, 0.08], 1, 20).time,
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
    checks: [{ what: 'mean time', expected: meanValueAnalysis([0.02, 0.05, 0.03], 0.5, 12).time, measure: artOf }],
  },
  {
    name: '30 users, one station of 3',
    ratePerSecond: 12.7,
    build: () => scenes.station({ users: 30, think: 2, work: exponential(1 / 5), concurrency: 3 }),
    checks: [
      {
        what: 'mean time',
        expected: 0.36293090988285165,
        formula: closedStation(30, 2, 5, 3).time,
        tolerance: 0.011,
        measure: artOf,
      },
    ],
  },
  {
    name: '8 users, one station of 2',
    ratePerSecond: 9,
    build: () => scenes.station({ users: 8, think: 0.5, work: exponential(1 / 6), concurrency: 2 }),
    checks: [{ what: 'mean time', expected: closedStation(8, 0.5, 6, 2).time, measure: artOf }],
  },
];
