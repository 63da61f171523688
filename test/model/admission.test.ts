import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim-core/index.ts';
import { only, play, scenario } from './story.ts';

type Values = Record<string, unknown>;

/** One request of each workload at the given times, so that the lines say which one ended. */
const arrivals = (atMs: Record<string, number[]>) =>
  Object.fromEntries(Object.entries(atMs).map(([id, times]) => [id, { call: 'a', arrivals: { times } }]));

const run = (service: Values, atMs: Record<string, number[]>, more: Values = {}) =>
  play({ services: { a: { work: '10ms', ...service } }, workloads: arrivals(atMs), ...more });

describe('admission.rateLimit', () => {
  const limited = (rateLimit: Values, more: Values = {}) => ({ admission: { rateLimit }, concurrency: 8, ...more });

  it('refuses at the door what comes too fast, as unavailable', () => {
    const { lines } = run(limited({ rate: '10/s', burst: 2 }), { p: [0, 1, 2, 150] });
    expect(only(lines, 'admitted', 'refused')).toEqual([
      '0 admitted a#1',
      '1 admitted a#1',
      '2 refused a#1 unavailable',
      '150 admitted a#1',
    ]);
  });

  it('is kept by each instance on its own, and is full again after a crash', () => {
    const { lines } = run(
      limited({ rate: '1/s', burst: 1 }, { instances: 2 }),
      { p: [0, 1, 2, 3, 60, 61] },
      { faults: [{ at: 30, for: 10, crash: { target: 'a#1' } }] },
    );
    expect(
      only(lines, 'admitted')
        .map((line) => line.split(' ')[2])
        .toSorted(),
    ).toEqual(['a#1', 'a#1', 'a#2']);
    expect(only(lines, 'refused')).toHaveLength(3);
  });

  it('lets wait for a turn before the queue, and that counts as queue', () => {
    const { lines } = run(limited({ rate: '100/s', burst: 1, wait: '15ms' }, { concurrency: 1, work: '12ms' }), {
      p: [0],
      q: [4],
      r: [4],
      s: [25],
    });
    expect(only(lines, 'admitted', 'refused', 'ended')).toEqual([
      '0 admitted a#1',
      '4 admitted a#1 waits',
      '4 refused a#1 unavailable',
      '4 ended r->a unavailable',
      '12 ended p->a ok process=12',
      '24 ended q->a ok queue=8 process=12',
      '25 admitted a#1',
      '37 ended s->a ok process=12',
    ]);
  });

  it('lets nobody in whose turn has come when there is no room', () => {
    const { lines, simulation } = run(
      limited({ rate: '100/s', burst: 1, wait: '20ms' }, { concurrency: 1, work: '50ms', queue: { capacity: 0 } }),
      { p: [0], q: [2] },
    );
    expect(only(lines, 'answered', 'ended')).toEqual([
      '10 answered a#1 unavailable',
      '10 ended q->a unavailable queue=8',
      '50 answered a#1 ok',
      '50 ended p->a ok process=50',
    ]);
    expect(simulation.result().summary.system.rootCause).toEqual({ a: { unavailable: 1 } });
  });

  it('loses those who wait at the door in a crash', () => {
    const { lines } = run(
      limited({ rate: '100/s', burst: 1, wait: '20ms' }),
      { p: [0], q: [2] },
      { faults: [{ at: 5, for: 1, crash: { target: 'a' } }] },
    );
    expect(only(lines, 'ended')).toEqual(['5 ended p->a reset process=5', '5 ended q->a reset queue=3']);
  });

  it('takes turns from nobody whose host is dead', () => {
    const { lines } = run(
      limited({ rate: '1/s', burst: 1 }),
      { p: [1, 20] },
      { faults: [{ at: 0, for: 10, crash: { target: 'a', host: true } }], links: { '*': { timeout: '5ms' } } },
    );
    expect(only(lines, 'admitted', 'refused')).toEqual(['20 admitted a#1']);
  });
});

describe('admission.maxConcurrency', () => {
  it('bounds those inside, waiting ones included', () => {
    const { lines } = run({ admission: { maxConcurrency: 2 } }, { p: [0], q: [1], r: [2], s: [11] });
    expect(only(lines, 'refused', 'ended')).toEqual([
      '2 refused a#1 unavailable',
      '2 ended r->a unavailable',
      '10 ended p->a ok process=10',
      '20 ended q->a ok queue=9 process=10',
      '30 ended s->a ok queue=9 process=10',
    ]);
  });

  it('counts who waits for calls without a worker, which a queue does not', () => {
    const { lines } = play({
      services: {
        a: { threading: 'async', admission: { maxConcurrency: 1 }, steps: [{ call: 'b' }] },
        b: { work: '10ms' },
      },
      workloads: arrivals({ p: [0], q: [5], r: [10.5] }),
    });
    expect(only(lines, 'refused')).toEqual(['5 refused a#1 unavailable']);
    expect(only(lines, 'ended').filter((line) => line.includes('r->a'))).toEqual(['20.5 ended r->a ok downstream=10']);
  });

  it('makes room when one leaves the queue unserved, and after a crash', () => {
    const service = { work: '50ms', admission: { maxConcurrency: 2 }, queue: { maxWait: '5ms' } };
    const { lines } = run(
      service,
      { p: [0], q: [1], r: [5], s: [7], t: [40] },
      {
        faults: [{ at: 30, for: 1, crash: { target: 'a' } }],
      },
    );
    expect(only(lines, 'admitted', 'refused')).toEqual([
      '0 admitted a#1',
      '1 admitted a#1 waits',
      '5 refused a#1 unavailable',
      '7 admitted a#1 waits',
      '40 admitted a#1',
    ]);
  });

  it('is a queue capacity where nobody calls', () => {
    const result = (service: Values) =>
      simulate(
        scenario({
          services: { a: { concurrency: 3, work: { exponential: { mean: '10ms' } }, ...service } },
          workloads: { p: { call: 'a', arrivals: { poisson: 400 } } },
        }),
      );
    const [inside, waiting, free] = [{ admission: { maxConcurrency: 7 } }, { queue: { capacity: 4 } }, {}].map(result);
    expect(inside.digest).toBe(waiting.digest);
    expect(inside.summary).toEqual(waiting.summary);
    expect(inside.digest).not.toBe(free.digest);
    expect(
      result({ admission: { codel: { target: '1d', interval: '1d' }, rateLimit: { rate: 1e9, burst: 1000 } } }).digest,
    ).toBe(free.digest);
  });
});

describe('admission.codel', () => {
  const codel = (more: Values = {}) => ({ admission: { codel: { target: '5ms', interval: '100ms' } }, ...more });

  it('drops who has waited longer than the interval when a worker would take it', () => {
    const { lines } = run(codel({ work: '60ms' }), { p: [0], q: [1], r: [2] });
    expect(only(lines, 'ended')).toEqual([
      '60 ended p->a ok process=60',
      '120 ended q->a ok queue=59 process=60',
      '120 ended r->a unavailable queue=118',
    ]);
  });

  it('gives those who join a standing queue the target only, until it has been empty', () => {
    const times = { p: [0], q: [1], r: [2], s: [110], t: [116], u: [130] };
    const { lines } = run(codel({ work: '60ms' }), times);
    // The queue fills at 1 and stands from 101 on, so that s and t have 5 ms; it empties at 120.
    expect(only(lines, 'ended')).toEqual([
      '60 ended p->a ok process=60',
      '120 ended q->a ok queue=59 process=60',
      '120 ended r->a unavailable queue=118',
      '120 ended s->a unavailable queue=10',
      '180 ended t->a ok queue=4 process=60',
      '240 ended u->a ok queue=50 process=60',
    ]);
  });

  it('changes neither arrivals nor demands', () => {
    const result = (admission: Values | undefined) =>
      simulate(
        scenario({
          services: { a: { work: { exponential: { mean: '10ms' } }, admission } },
          workloads: { p: { call: 'a', arrivals: { poisson: 95 } } },
        }),
      ).summary;
    const [without, dropping] = [undefined, { codel: {} }].map(result);
    expect(dropping.system.started).toBe(without.system.started);
    expect(dropping.services.a.failedBy.unavailable).toBeGreaterThan(10);
  });
});

describe('admission.adaptiveConcurrency', () => {
  const limited = (adaptiveConcurrency: Values, more: Values = {}) => ({ admission: { adaptiveConcurrency }, ...more });

  it('bounds those inside by a limit that learns when they leave', () => {
    const service = limited({ algorithm: 'aimd', initialLimit: 2, minLimit: 1 }, { concurrency: 8 });
    const { lines } = run(service, { p: [0, 1, 2, 11, 11.5, 12, 12.5] });
    // Two leave at 10 and 11, each having found at least half of the limit inside: 3, then 4.
    expect(only(lines, 'refused')).toEqual(['2 refused a#1 unavailable']);
  });

  it('falls when those inside are not served', () => {
    const service = limited(
      { algorithm: 'aimd', initialLimit: 4, minLimit: 1, backoffRatio: 0.5 },
      { work: '50ms', queue: { maxWait: '5ms' } },
    );
    const { lines } = run(service, { p: [0], q: [1], r: [7], s: [8] });
    expect(only(lines, 'refused')).toEqual(['8 refused a#1 unavailable']);
  });

  it('that cannot move is maxConcurrency', () => {
    const result = (admission: Values) =>
      simulate(
        scenario({
          services: { a: { concurrency: 2, work: { exponential: { mean: '10ms' } }, admission } },
          workloads: { p: { call: 'a', arrivals: { poisson: 300 } } },
        }),
      );
    const fixed = result({ maxConcurrency: 5 });
    for (const algorithm of ['aimd', 'gradient2']) {
      const found = result({ adaptiveConcurrency: { algorithm, initialLimit: 5, minLimit: 5, maxLimit: 5 } });
      expect(found.digest).toBe(fixed.digest);
      expect(found.summary).toEqual(fixed.summary);
    }
  });

  it.each(['gradient2', 'vegas', 'gradient'])('%s keeps the wait short in overload, and throughput up', (algorithm) => {
    const result = (admission: Values) =>
      simulate(
        scenario({
          services: { a: { concurrency: 4, work: { exponential: { mean: '10ms' } }, admission } },
          workloads: { p: { call: 'a', arrivals: { poisson: 600 } } },
        }),
      ).summary;
    const without = result({});
    const found = result({ adaptiveConcurrency: { algorithm, ...(algorithm === 'gradient2' ? { minLimit: 4 } : {}) } });
    expect(found.system.started).toBe(without.system.started);
    expect(found.system.artMs).toBeLessThan((without.system.artMs ?? 0) / 2);
    expect(found.services.a.utilization).toBeGreaterThan(0.9);
  });
});
