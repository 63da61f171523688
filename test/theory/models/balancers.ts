/** Equal servers behind a balancer. */
import { powerOfChoices, roundRobin, shorterOfTwo } from '../../../sim-core/theory/balanced-queues.ts';
import { mm1 } from '../../../sim-core/theory/markov-queues.ts';
import type { Model } from '../protocol.ts';
import * as scenes from '../scenes.ts';
import { artOf } from './measures.ts';

export const balancers: readonly Model[] = [
  {
    name: 'round robin over 3 at 0.8',
    ratePerSecond: 24,
    build: () => scenes.cluster({ lambda: 24, mu: 10, instances: 3, balancer: { policy: 'round-robin' } }),
    checks: [
      {
        what: 'mean time',
        expected: 0.3459422848431971,
        formula: roundRobin(24, 10, 3).time,
        tolerance: 0.025,
        measure: artOf,
      },
    ],
  },
  {
    name: 'round robin over 5 at 0.7',
    ratePerSecond: 35,
    build: () => scenes.cluster({ lambda: 35, mu: 10, instances: 5, balancer: { policy: 'round-robin' } }),
    checks: [{ what: 'mean time', expected: roundRobin(35, 10, 5).time, measure: artOf }],
  },
  {
    name: 'random over 3 at 0.8',
    ratePerSecond: 24,
    build: () => scenes.cluster({ lambda: 24, mu: 10, instances: 3, balancer: { policy: 'random' } }),
    checks: [{ what: 'mean time', expected: 0.5, formula: mm1(8, 10).time, tolerance: 0.026, measure: artOf }],
  },
  {
    name: 'round robin of many clients is random',
    ratePerSecond: 24,
    build: () =>
      scenes.cluster({ lambda: 24, mu: 10, instances: 3, balancer: { policy: 'round-robin' }, clients: 2000 }),
    checks: [{ what: 'mean time', expected: 0.5, formula: mm1(8, 10).time, tolerance: 0.03, measure: artOf }],
  },
  {
    name: 'shorter of two queues at 0.8',
    ratePerSecond: 16,
    build: () => scenes.cluster({ lambda: 16, mu: 10, instances: 2, balancer: { policy: 'least-connections' } }),
    checks: [
      {
        what: 'mean time',
        expected: 0.29557366177051114,
        formula: shorterOfTwo(16, 10),
        tolerance: 0.016,
        measure: artOf,
      },
    ],
  },
  {
    name: 'shorter of two queues at 0.5',
    ratePerSecond: 10,
    build: () => scenes.cluster({ lambda: 10, mu: 10, instances: 2, balancer: { policy: 'least-connections' } }),
    checks: [{ what: 'mean time', expected: shorterOfTwo(10, 10), measure: artOf }],
  },
  {
    name: 'weighted round robin of equal weights over 3 at 0.8',
    ratePerSecond: 24,
    build: () => scenes.cluster({ lambda: 24, mu: 10, instances: 3, balancer: { policy: 'weighted-round-robin' } }),
    checks: [{ what: 'mean time', expected: roundRobin(24, 10, 3).time, tolerance: 0.025, measure: artOf }],
  },
  {
    name: 'maglev without keys over 3 at 0.8 is random',
    ratePerSecond: 24,
    build: () => scenes.cluster({ lambda: 24, mu: 10, instances: 3, balancer: { policy: 'maglev' } }),
    checks: [{ what: 'mean time', expected: mm1(8, 10).time, tolerance: 0.026, measure: artOf }],
  },
  {
    name: 'shorter of two queues at 0.8, seen by 50 clients together',
    ratePerSecond: 16,
    build: () =>
      scenes.cluster({
        lambda: 16,
        mu: 10,
        instances: 2,
        balancer: { policy: 'least-connections', loads: { shared: '0s' } },
        clients: 50,
      }),
    checks: [{ what: 'mean time', expected: shorterOfTwo(16, 10), tolerance: 0.016, measure: artOf }],
  },
  {
    name: 'two choices of 500 at 0.9',
    ratePerSecond: 450,
    // Long runs, since a cluster that starts empty needs many service times to fill.
    fast: { samples: 600_000, replications: 3 },
    build: () =>
      scenes.cluster({ lambda: 450, mu: 1, instances: 500, balancer: { policy: 'least-request', choices: 2 } }),
    checks: [
      {
        what: 'mean time',
        expected: 2.614057377323876,
        formula: powerOfChoices(0.9, 2),
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
    checks: [{ what: 'mean time', expected: powerOfChoices(0.7, 3), tolerance: 0.008, measure: artOf }],
  },
];
