import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim-core/index.ts';
import { only, play, scenario } from './story.ts';

/** One request of each workload at its time, with its priority. */
const arrivals = (given: Record<string, [atMs: number, priority?: number]>) =>
  Object.fromEntries(
    Object.entries(given).map(([id, [time, priority]]) => [
      id,
      { call: 'a', arrivals: { times: [time] }, ...(priority === undefined ? {} : { priority }) },
    ]),
  );

const ends = (lines: readonly string[]) =>
  only(lines, 'ended').map((line) => line.replace(/^(\S+) ended (\w+)->(\w+) (\w+).*/, '$2->$3 $4 $1'));

const queue = { discipline: 'priority' };

describe('priority', () => {
  it('serves the largest first, in order within a class, and interrupts nobody', () => {
    const { lines } = play({
      services: { a: { work: '10ms', queue } },
      workloads: arrivals({ p: [0], q: [1], r: [2, 5], s: [3, 1], t: [4, 5], u: [12, 9] }),
    });
    expect(ends(lines)).toEqual(
      ['p 10', 'r 20', 'u 30', 't 40', 's 50', 'q 60'].map((end) => end.replace(' ', '->a ok ')),
    );
  });

  it('is that of the workload in all calls below', () => {
    const { lines } = play({
      services: {
        a: { concurrency: 'infinite', steps: [{ parallel: [{ call: 'b' }] }] },
        b: { work: '10ms', queue },
      },
      workloads: arrivals({ p: [0], q: [1, 1], r: [2, 2] }),
    });
    expect(ends(lines).filter((line) => line.includes('->a'))).toEqual(['p->a ok 10', 'r->a ok 20', 'q->a ok 30']);
  });

  it('turns away the one too many, not the least', () => {
    const { lines } = play({
      services: { a: { work: '10ms', queue: { ...queue, capacity: 1 } } },
      workloads: arrivals({ p: [0], q: [1], r: [2, 5] }),
    });
    expect(ends(lines)).toEqual(['r->a unavailable 2', 'p->a ok 10', 'q->a ok 20']);
  });

  it('lets leave from anywhere in the queue, and loses it in a crash', () => {
    const { lines } = play({
      services: { a: { work: '10ms', queue: { ...queue, maxWait: '8ms' } } },
      workloads: arrivals({ p: [0], q: [1, 3], r: [3, 2], s: [4, 4], t: [25], u: [26, 1], v: [27, 2] }),
      faults: [{ at: 28, for: 1, crash: { target: 'a' } }],
    });
    expect(ends(lines)).toEqual([
      'q->a unavailable 9',
      'p->a ok 10',
      'r->a unavailable 11',
      's->a ok 20',
      ...['v', 'u', 't'].map((id) => `${id}->a reset 28`),
    ]);
  });

  it('of one class is fifo, to the bit', () => {
    const result = (discipline: string) =>
      simulate(
        scenario({
          services: {
            a: { concurrency: 2, work: { exponential: { mean: '10ms' } }, queue: { discipline, maxWait: '1s' } },
          },
          workloads: { p: { call: 'a', arrivals: { poisson: 190 } } },
        }),
      );
    const [sorted, inOrder] = ['priority', 'fifo'].map(result);
    expect(sorted.digest).toBe(inOrder.digest);
    expect(sorted.summary).toEqual(inOrder.summary);
  });

  it('changes neither arrivals nor demands', () => {
    const result = (priority: number) =>
      simulate(
        scenario({
          services: { a: { work: { exponential: { mean: '10ms' } }, queue } },
          workloads: {
            few: { call: 'a', arrivals: { poisson: 30 }, priority },
            many: { call: 'a', arrivals: { poisson: 60 } },
          },
        }),
      ).summary;
    const [equal, first] = [0, 1].map(result);
    expect(first.system.started).toBe(equal.system.started);
    expect(first.services.a.utilization).toBeCloseTo(equal.services.a.utilization ?? 0, 12);
    expect(first.workloads.few.artMs).toBeLessThan((equal.workloads.few.artMs ?? 0) / 2);
    expect(first.workloads.many.artMs).toBeGreaterThan(equal.workloads.many.artMs ?? 0);
  });
});
