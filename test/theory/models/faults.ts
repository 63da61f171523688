/** Breaking and mending, stale views, slow and lossy wires, changing rates. */
import { breakdownTime, misrouted, seriesOfParallel, upShare } from '../../../sim-core/theory/reliability.ts';
import { rampCount, retransmissionMean, transmission } from '../../../sim-core/theory/wires.ts';
import { MILLION, type Model } from '../protocol.ts';
import * as scenes from '../scenes.ts';
import { artOf, availabilityOf, sendOf, system, upOf } from './measures.ts';

export const faults: readonly Model[] = [
  {
    name: 'instances that are up for 900 s and down for 100 s',
    // One sample is one time up and down; 500 instances make half of them per second.
    ratePerSecond: 0.5,
    fast: { samples: 100_000, replications: 20 },
    full: MILLION,
    build: () => scenes.breaking({ instances: 500, mtbf: '900s', mttr: '100s' }),
    checks: [
      {
        what: 'uptime',
        expected: 0.9,
        formula: upShare(900, 100),
        tolerance: 0.002,
        measure: upOf,
      },
    ],
  },
  {
    name: 'instances that are up for exactly 30 s and down for 5 to 15 s',
    // Few of them for a long time: they all begin with a time up.
    ratePerSecond: 10 / 40,
    fast: { samples: 60_000, replications: 20 },
    full: MILLION,
    build: () =>
      scenes.breaking({ instances: 10, mtbf: { constant: '30s' }, mttr: { uniform: { min: '5s', max: '15s' } } }),
    checks: [{ what: 'uptime', expected: upShare(30, 10), tolerance: 0.002, measure: upOf }],
  },
  {
    name: 'groups of 2, 3 and 1 that are all needed',
    // Far apart, so that requests meet nearly independent states.
    ratePerSecond: 0.05,
    fast: { samples: 100_000, replications: 20 },
    full: MILLION,
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
        formula: seriesOfParallel([
          { n: 2, up: 0.95 },
          { n: 3, up: 0.9 },
          { n: 1, up: 0.99 },
        ]),
        tolerance: 0.002,
        measure: availabilityOf,
      },
    ],
  },
  ...[
    { lambda: 5, mu: 10, xi: 0.02, eta: 0.2, expected: 1.25455, tolerance: 0.085 },
    { lambda: 40, mu: 100, xi: 1, eta: 4, expected: undefined, tolerance: undefined },
  ].map(({ lambda, mu, xi, eta, expected, tolerance }): Model => {
    const formula = breakdownTime(lambda, mu, { xi, eta });
    return {
      name: `a server of ${mu}/s that stands still ${xi} times a second for ${1 / eta} s, at ${lambda}/s`,
      ratePerSecond: lambda,
      full: MILLION,
      build: () => scenes.pausing({ lambda, work: 1 / mu, mtbf: 1 / xi, mttr: 1 / eta }),
      checks: [{ what: 'time', expected: expected ?? formula, formula, tolerance, measure: artOf }],
    };
  }),
  ...[
    { n: 4, lambda: 100, heartbeat: 5, lease: 15, sweep: 0, fetch: 10, expected: 437.5 },
    { n: 5, lambda: 50, heartbeat: 2, lease: 9, sweep: 4, fetch: 6, expected: undefined },
  ].map(({ n, lambda, expected, ...periods }): Model => {
    const formula = misrouted(n, lambda, periods);
    return {
      name: `a crash of one of ${n} behind leases of ${periods.lease} s`,
      // One sample is one crash in a run of its own.
      secondsPerReplication: 50,
      warmupShare: 0,
      fast: { samples: 120, replications: 120 },
      full: { samples: 2_000, replications: 2_000 },
      build: () => scenes.staleViews({ instances: n, lambda, ...periods }),
      checks: [
        {
          what: 'calls sent to it',
          expected: expected ?? formula,
          formula,
          tolerance: 0.002,
          measure: (result) => result.summary.links['caller->server'].staleAttempts ?? Number.NaN,
        },
      ],
    };
  }),
];

export const wires: readonly Model[] = [
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
        formula: transmission(1_000_000, 1e8, 2, 0.01),
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
          expected: expected ?? retransmissionMean(p, rto),
          formula: retransmissionMean(p, rto),
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
      fast: { samples: 120, replications: 120 },
      full: { samples: 1_000, replications: 1_000 },
      build: () => scenes.ramp({ from, to }),
      checks: [
        {
          what: 'number of requests',
          expected: rampCount(from, to, 60),
          tolerance: 0.002,
          measure: (result) => system(result).started,
        },
      ],
    }),
  ),
];
