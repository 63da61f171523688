import { describe, expect, it } from 'vitest';
import { only, play } from './story.ts';

/** One request of each workload at the given time, so that the lines say which one ended. */
const arrivals = (atMs: Record<string, number[]>) =>
  Object.fromEntries(Object.entries(atMs).map(([id, times]) => [id, { call: 'a', arrivals: { times } }]));

const ends = (lines: readonly string[]) =>
  only(lines, 'ended').map((line) => line.replace(/^(\S+) ended (\w+)->a ok.*/, '$2 $1'));

describe('lifo', () => {
  const service = { work: '10ms', queue: { discipline: 'lifo' } };

  it('serves who came last, and whoever is at work is left alone', () => {
    const { lines } = play({
      services: { a: service },
      workloads: arrivals({ p: [0], q: [1], r: [2], s: [12] }),
    });
    expect(ends(lines)).toEqual(['p 10', 'r 20', 's 30', 'q 40']);
    expect(only(lines, 'ended').at(-1)).toBe('40 ended q->a ok queue=29 process=10');
  });

  it('bounds those who wait as fifo does: the one too many is turned away, not the one who waits longest', () => {
    const { lines } = play({
      services: { a: { ...service, queue: { discipline: 'lifo', capacity: 1 } } },
      workloads: arrivals({ p: [0], q: [1], r: [2] }),
    });
    expect(only(lines, 'refused', 'ended')).toEqual([
      '2 refused a#1 unavailable',
      '2 ended r->a unavailable',
      '10 ended p->a ok process=10',
      '20 ended q->a ok queue=9 process=10',
    ]);
  });

  it('lets async work that follows a call overtake those who wait', () => {
    const { lines } = play({
      services: {
        a: {
          ...service,
          threading: 'async',
          work: undefined,
          steps: [{ work: '10ms' }, { call: 'b' }, { work: '10ms' }],
        },
        b: { work: '5ms', concurrency: 'infinite' },
      },
      workloads: arrivals({ p: [0], q: [1], r: [2] }),
    });
    // p works until 10 and r until 20. p is back at 15, so it is the newest at 20, as r, back at 25, is at 30.
    expect(only(lines, 'ended').filter((line) => line.includes('->a '))).toEqual([
      '30 ended p->a ok queue=5 process=20 downstream=5',
      '40 ended r->a ok queue=13 process=20 downstream=5',
      '65 ended q->a ok queue=39 process=20 downstream=5',
    ]);
  });

  it('loses its queue in a crash and begins anew', () => {
    const { lines } = play({
      services: { a: service },
      workloads: arrivals({ p: [0], q: [1], r: [2], s: [20], t: [21], u: [22] }),
      faults: [{ at: 5, for: 10, crash: { target: 'a' } }],
    });
    expect(only(lines, 'ended')).toEqual([
      '5 ended p->a reset process=5',
      '5 ended q->a reset queue=4',
      '5 ended r->a reset queue=3',
      '30 ended s->a ok process=10',
      '40 ended u->a ok queue=8 process=10',
      '50 ended t->a ok queue=19 process=10',
    ]);
  });
});

describe('adaptive-lifo', () => {
  const service = { work: '60ms', queue: { discipline: 'adaptive-lifo' } };

  it('serves in order until the queue has not been empty for more than 100 ms, then the newest', () => {
    const { lines } = play({
      services: { a: service },
      // p holds the worker until 60; the queue fills at 20 and stays.
      workloads: arrivals({ p: [0], q: [20], r: [30], s: [40], t: [50] }),
    });
    // At 60, 40 ms after it filled: the oldest, q. At 120 exactly 100 ms: still the oldest. At 180: the newest.
    expect(ends(lines)).toEqual(['p 60', 'q 120', 'r 180', 't 240', 's 300']);
  });

  it('returns to order as soon as the queue has been empty', () => {
    const { lines } = play({
      services: { a: service },
      workloads: arrivals({ p: [0], q: [10], r: [20], s: [130], t: [190], u: [200] }),
    });
    // r is alone at 120, served then: the queue is empty until s comes at 130.
    expect(ends(lines)).toEqual(['p 60', 'q 120', 'r 180', 's 240', 't 300', 'u 360']);
  });
});

describe('maxWait', () => {
  const service = (queue: Record<string, unknown> = {}) => ({
    a: { work: '10ms', queue: { maxWait: '6ms', ...queue } },
  });

  it('lets go who has waited so long for a worker, as unavailable, one latency later', () => {
    const { lines, simulation } = play({
      services: service(),
      links: { '*': { network: { latency: '1ms' } } },
      workloads: arrivals({ p: [0], q: [2], r: [6] }),
    });
    expect(only(lines, 'admitted', 'refused', 'answered', 'ended')).toEqual([
      '1 admitted a#1',
      '3 admitted a#1 waits',
      '7 admitted a#1 waits',
      '9 answered a#1 unavailable',
      '10 ended q->a unavailable send=1 queue=6 respond=1',
      '11 answered a#1 ok',
      '12 ended p->a ok send=1 process=10 respond=1',
      '21 answered a#1 ok',
      '22 ended r->a ok send=1 queue=4 process=10 respond=1',
    ]);
    const { a } = simulation.result().summary.services;
    expect([a.ok, a.failedBy.unavailable, a.utilization]).toEqual([2, 1, 20 / 10_000]);
    expect(simulation.result().summary.system.rootCause).toEqual({ a: { unavailable: 1 } });
  });

  it.each(['fifo', 'lifo', 'adaptive-lifo'])(
    'makes room in a full %s queue, wherever in it one leaves',
    (discipline) => {
      const { lines } = play({
        services: service({ discipline, capacity: 2 }),
        workloads: arrivals({ p: [0], q: [1], r: [2], s: [3], t: [7.5], u: [8.5] }),
      });
      expect(lines.filter((line) => line.includes('refused'))).toEqual(['3 refused a#1 unavailable']);
      expect(only(lines, 'ended').slice(0, 4)).toEqual([
        '3 ended s->a unavailable',
        '7 ended q->a unavailable queue=6',
        '8 ended r->a unavailable queue=6',
        '10 ended p->a ok process=10',
      ]);
    },
  );

  it('of 0 serves those who find a free worker', () => {
    const endsWith = (queue: Record<string, unknown>) =>
      only(play({ services: service(queue), workloads: arrivals({ p: [0, 5, 10, 12, 30] }) }).lines, 'ended');
    expect(endsWith({ maxWait: '0ms' })).toEqual(endsWith({ maxWait: undefined, capacity: 0 }));
    expect(endsWith({ maxWait: '0ms' })).toContain('5 ended p->a unavailable');
  });

  it('does not bound the wait of async work that queues again', () => {
    const { lines } = play({
      services: {
        a: {
          threading: 'async',
          queue: { maxWait: '6ms' },
          steps: [{ work: '8ms' }, { call: 'b' }, { work: '8ms' }],
        },
        b: { work: '1ms' },
      },
      workloads: arrivals({ p: [0], q: [4] }),
    });
    // q waits 4 ms for its first worker; then both wait 7 ms for one more.
    expect(only(lines, 'ended').filter((line) => line.includes('->a '))).toEqual([
      '24 ended p->a ok queue=7 process=16 downstream=1',
      '32 ended q->a ok queue=11 process=16 downstream=1',
    ]);
  });

  it('ends with a crash', () => {
    const { lines } = play({
      services: service(),
      workloads: arrivals({ p: [0], q: [1] }),
      faults: [{ at: 3, for: 1, crash: { target: 'a' } }],
    });
    expect(only(lines, 'ended')).toEqual(['3 ended p->a reset process=3', '3 ended q->a reset queue=2']);
  });

  it('leaves also when the caller has given up, and the answer is dropped', () => {
    const { lines } = play({
      services: service(),
      links: { '*': { timeout: '4ms' } },
      workloads: arrivals({ p: [0], q: [1] }),
    });
    expect(only(lines, 'ended', 'answered')).toEqual([
      '4 ended p->a timeout process=4',
      '5 ended q->a timeout queue=4',
      '7 answered a#1 unavailable',
      '10 answered a#1 ok',
    ]);
  });

  it('is retried as any unavailable answer, with a patience of its own', () => {
    const { lines } = play({
      services: service({ maxWait: { empirical: ['3ms', '4ms', '5ms'] } }),
      links: { '*': { retry: { maxAttempts: 2, on: ['unavailable'] } } },
      workloads: arrivals({ p: [0], q: [5] }),
    });
    expect(only(lines, 'ended').at(-1)).toMatch(/^20 ended q->a ok (retry=[345] )?queue=[1-5] process=10/);
  });
});

describe('a branch that is abandoned while it waits', () => {
  it.each(['fifo', 'lifo', 'adaptive-lifo'])('leaves a %s queue wherever it stands', (discipline) => {
    const { lines } = play({
      services: {
        a: {
          threading: 'async',
          queue: { discipline },
          steps: [
            { parallel: [{ steps: [{ work: '10ms' }] }, { steps: [{ work: '7ms' }] }, { call: 'b' }], need: 'any' },
          ],
        },
        b: { work: '5ms', concurrency: 'infinite' },
      },
      workloads: arrivals({ p: [0], q: [1] }),
    });
    // At 5 b decides the step of p: its branch of 10 ms works on for nobody, that of 7 ms goes, and only q waits on.
    expect(only(lines, 'ended', 'released').filter((line) => !line.includes('b'))).toEqual([
      '0 released a#1 held=0 wasted=0',
      '5 ended p->a ok downstream=5',
      '10 released a#1 held=10 wasted=5',
      '10 released a#1 held=0 wasted=0',
      '15 ended q->a ok queue=9 downstream=5',
      '20 released a#1 held=10 wasted=5',
    ]);
  });
});
