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
      '10 released a#1 held=10 wasted=0',
      '10 released a#1 held=0 wasted=0',
      '15 ended q->a ok queue=9 downstream=5',
      '20 released a#1 held=10 wasted=0',
    ]);
  });
});
