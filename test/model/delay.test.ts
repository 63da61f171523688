import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim-core/index.ts';
import { only, play, scenario } from './story.ts';

const pq = (p: number[], q: number[]) => ({
  p: { call: 'a', arrivals: { times: p } },
  q: { call: 'a', arrivals: { times: q } },
});
const ofA = (lines: readonly string[]) => only(lines, 'ended').filter((line) => line.includes('->a '));

describe('delay', () => {
  it.each(['blocking', 'async'])(
    'holds no worker (%s); its time is process, and work after it queues again',
    (threading) => {
      const { lines, simulation } = play({
        services: { a: { threading, steps: [{ work: '2ms' }, { delay: '10ms' }, { work: '3ms' }] } },
        workloads: pq([0], [1]),
      });
      // p works until 2 and from 12 to 15; q from 2 to 4, and is back at 14.
      expect(ofA(lines)).toEqual(['15 ended p->a ok process=15', '18 ended q->a ok queue=2 process=15']);
      expect(simulation.result().summary.services.a.utilization).toBe(10 / 10_000);
    },
  );

  it('alone uses no worker at all, and is answered without one', () => {
    const { lines, simulation } = play({
      services: { a: { steps: [{ delay: '10ms' }] } },
      workloads: pq([0, 1], [2]),
    });
    expect(ofA(lines)).toEqual([
      '10 ended p->a ok process=10',
      '11 ended p->a ok process=10',
      '12 ended q->a ok process=10',
    ]);
    const { utilization, cpu } = simulation.result().summary.services.a;
    expect([utilization, cpu]).toEqual([0, 0]);
  });

  it('of a blocking visit is followed by calls that hold a worker again', () => {
    const run = (threading: string) =>
      ofA(
        play({
          services: {
            a: { threading, steps: [{ delay: '4ms' }, { call: 'b', count: 2 }] },
            b: { work: '10ms', concurrency: 'infinite' },
          },
          workloads: pq([0], [1]),
        }).lines,
      );
    expect(run('blocking')).toEqual([
      '24 ended p->a ok process=4 downstream=20',
      '44 ended q->a ok queue=19 process=4 downstream=20',
    ]);
    expect(run('async')).toEqual([
      '24 ended p->a ok process=4 downstream=20',
      '25 ended q->a ok process=4 downstream=20',
    ]);
  });

  it('of a blocking visit is followed by branches that share its worker', () => {
    const branches = [{ steps: [{ work: '2ms' }] }, { steps: [{ work: '3ms' }] }];
    const { lines } = play({
      services: { a: { steps: [{ delay: '4ms' }, { parallel: branches }] } },
      workloads: pq([0], [3]),
    });
    // q is back at 7 and gets the worker from p at 9.
    expect(ofA(lines)).toEqual(['9 ended p->a ok queue=2 process=7', '14 ended q->a ok queue=4 process=7']);
  });

  it('lasts as drawn, whatever the speed and the slow faults', () => {
    const { lines } = play({
      services: { a: { instances: { count: 1, speeds: [0.5] }, steps: [{ work: '1ms' }, { delay: '4ms' }] } },
      workloads: pq([0], [20]),
      faults: [{ at: 10, for: 100, slow: { target: 'a', factor: 10 } }],
    });
    expect(ofA(lines)).toEqual(['6 ended p->a ok process=6', '44 ended q->a ok process=24']);
  });

  it.each(['blocking', 'async'])('in a branch that nobody waits for any more is dropped (%s)', (threading) => {
    const { lines, simulation } = play({
      services: {
        a: { threading, steps: [{ parallel: [{ steps: [{ delay: '1s' }] }, { call: 'b' }], need: 'any' }] },
        b: { work: '5ms' },
      },
      workloads: pq([0], [10]),
    });
    expect(ofA(lines)).toEqual(['5 ended p->a ok downstream=5', '15 ended q->a ok downstream=5']);
    // Six for each visit: arrival, work and two messages each way. No delay has ended.
    expect(simulation.result().events).toBe(12);
  });

  it('ends with a crash', () => {
    const { lines } = play({
      services: { a: { steps: [{ work: '1ms' }, { delay: '10ms' }] } },
      workloads: pq([0], [6]),
      faults: [{ at: 4, for: 1, crash: { target: 'a' } }],
    });
    expect(ofA(lines)).toEqual(['4 ended p->a reset process=4', '17 ended q->a ok process=11']);
  });

  it('goes on for nobody when the caller has given up, and wastes no work', () => {
    const { lines } = play({
      services: { a: { steps: [{ delay: '10ms' }] } },
      links: { '*': { timeout: '4ms' } },
      workloads: pq([0], []),
    });
    expect(only(lines, 'ended', 'answered')).toEqual(['4 ended p->a timeout process=4', '10 answered a#1 ok']);
  });

  it.each(['blocking', 'async'])('of 0 is none (%s)', (threading) => {
    const run = (between: unknown[]) =>
      simulate(
        scenario({
          services: {
            a: {
              threading,
              concurrency: 2,
              steps: [{ work: '3ms' }, ...between, { call: 'b' }, ...between, { work: '2ms' }],
            },
            b: { concurrency: 4, steps: [...between, { work: '4ms' }, ...between] },
          },
          links: { '*': { timeout: '60ms', retry: { maxAttempts: 2 } } },
          workloads: { p: { call: 'a', arrivals: { poisson: 220 } } },
        }),
      );
    const without = run([]);
    expect(without.summary.services.a.queueLength?.mean).toBeGreaterThan(0.1);
    expect(run([{ delay: '0ms' }]).summary).toEqual(without.summary);
  });
});
