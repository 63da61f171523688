import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim-core/index.ts';
import { only, play, scenario } from './story.ts';

type Values = Record<string, unknown>;

const arrivals = (atMs: Record<string, number[]>) =>
  Object.fromEntries(Object.entries(atMs).map(([id, times]) => [id, { call: 'a', arrivals: { times } }]));

const ps = (service: Values = {}, queue: Values = {}) => ({
  a: { work: '10ms', queue: { discipline: 'ps', ...queue }, ...service },
});

const ends = (document: Values) => only(play(document).lines, 'ended').filter((line) => line.includes('->a '));

describe('ps', () => {
  it('gives all present an equal share of the worker, and nobody waits', () => {
    // p alone until 4, then shares with q; from 10 on all three share.
    expect(ends({ services: ps(), workloads: arrivals({ p: [0], q: [4], r: [10] }) })).toEqual([
      '19 ended p->a ok process=19',
      '27 ended q->a ok process=23',
      '30 ended r->a ok process=20',
    ]);
  });

  it('gives nobody more than one worker', () => {
    const three = { p: [0], q: [0], r: [0] };
    expect(ends({ services: ps({ concurrency: 2 }), workloads: arrivals({ p: [0], q: [0] }) })).toEqual([
      '10 ended p->a ok process=10',
      '10 ended q->a ok process=10',
    ]);
    expect(
      ends({ services: ps({ concurrency: 2 }), workloads: arrivals(three) }).map((line) => line.slice(0, 9)),
    ).toEqual(['15 ended ', '15 ended ', '15 ended ']);
  });

  it('bounds those present beyond the workers by the capacity, and shows no queue', () => {
    const { lines, simulation } = play({
      services: ps({}, { capacity: 1 }),
      workloads: arrivals({ p: [0], q: [1], r: [2], s: [19.5] }),
    });
    expect(only(lines, 'admitted', 'refused')).toEqual([
      '0 admitted a#1',
      '1 admitted a#1',
      '2 refused a#1 unavailable',
      '19.5 admitted a#1',
    ]);
    const { a } = simulation.result().summary.services;
    expect(a.queueLength?.max).toBe(0);
    expect(a.waitedRatio).toBe(0);
    expect([a.utilization, a.cpu]).toEqual([30 / 10_000, 30 / 10_000]);
  });

  it('leaves the worker to the others while a visit calls', () => {
    const services = {
      ...ps({ work: undefined, steps: [{ work: '10ms' }, { call: 'b' }, { work: '10ms' }] }),
      b: { work: '10ms', concurrency: 'infinite' },
    };
    expect(ends({ services, workloads: arrivals({ p: [0], q: [5] }) })).toEqual([
      // Both share from 5 to 15; q works alone to 20. p is back at 25, q at 30: they share to 40.
      '40 ended p->a ok process=30 downstream=10',
      '45 ended q->a ok process=30 downstream=10',
    ]);
  });

  it('divides work by speed and slow faults at its start', () => {
    const faults = [{ at: 5, for: 100, slow: { target: 'a', factor: 3 } }];
    const services = ps({ instances: { count: 1, speeds: [2] } });
    // p has 5 to do, q 15 from 6 on; r finds the same.
    expect(ends({ services, faults, workloads: arrivals({ p: [0], q: [6], r: [12] }) })).toEqual([
      '5 ended p->a ok process=5',
      '30 ended q->a ok process=24',
      '36 ended r->a ok process=24',
    ]);
  });

  it('loses all of it in a crash, and begins anew', () => {
    const faults = [{ at: 5, for: 1, crash: { target: 'a' } }];
    expect(ends({ services: ps(), faults, workloads: arrivals({ p: [0], q: [1], r: [8] }) })).toEqual([
      '5 ended p->a reset process=5',
      '5 ended q->a reset process=4',
      '18 ended r->a ok process=10',
    ]);
  });

  it('speeds up for the others when a branch is stopped', () => {
    const services = {
      ...ps({ work: undefined, steps: [{ parallel: [{ call: 'b' }, { steps: [{ work: '20ms' }] }], need: 'any' }] }),
      b: { work: '6ms', concurrency: 'infinite' },
    };
    const document = { services, workloads: { p: { call: 'a', arrivals: { times: [0, 0] } } } };
    expect(ends(document)).toEqual(['6 ended p->a ok downstream=6', '6 ended p->a ok downstream=6']);
  });

  it('with as many workers as wanted is the same as a queue that nobody waits in', () => {
    const result = (discipline: string) =>
      simulate(
        scenario({
          services: { a: { concurrency: 'infinite', work: { exponential: { mean: '30ms' } }, queue: { discipline } } },
          workloads: { p: { call: 'a', arrivals: { poisson: 200 } } },
        }),
      ).summary;
    expect(result('ps')).toEqual(result('fifo'));
  });

  it('changes neither arrivals nor demands: all work is done, at its end if not before', () => {
    const busyMs = (discipline: string) => {
      const { summary } = simulate(
        scenario({
          services: { a: { work: { exponential: { mean: '5ms' } }, queue: { discipline } } },
          workloads: { p: { call: 'a', arrivals: { times: Array.from({ length: 900 }, (_, i) => (i * 17) % 6000) } } },
        }),
      );
      return [summary.system.ok, summary.services.a.utilization];
    };
    const [shared, queued] = ['ps', 'fifo'].map(busyMs);
    expect(shared[0]).toBe(queued[0]);
    expect(shared[1]).toBeCloseTo(queued[1] ?? 0, 7);
  });
});
