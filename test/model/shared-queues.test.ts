import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSimulation, simulate, TraceObserver } from '../../sim-core/index.ts';
import { Auditor } from '../../sim-core/metrics/auditor.ts';
import { MetricsObserver } from '../../sim-core/metrics/metrics-observer.ts';
import { problemsOf, queue } from '../scenario/documents.ts';
import { only, play, scenario } from './story.ts';

const shared = (capacity: unknown = 'infinite', more = {}) => ({ shared: true, capacity, ...more });
const at = (...times: number[]) => ({ p: { call: 'a', arrivals: { times: times.map((time) => `${time}ms`) } } });
const answers = (lines: readonly string[]) => only(lines, 'ended').map((line) => line.replace('ended p->a ', ''));

describe('one queue for all instances', () => {
  it('gives the next to whoever is free, in turn', () => {
    const { lines, simulation } = play({
      services: { a: { instances: 2, work: '10ms', queue: shared() } },
      workloads: at(0, 1, 2, 3, 25, 40),
    });
    expect(only(lines, 'admitted')).toEqual([
      '0 admitted a#1',
      '1 admitted a#2',
      '10 admitted a#1 waits',
      '11 admitted a#2 waits',
      '25 admitted a#1',
      '40 admitted a#2',
    ]);
    expect(answers(lines)).toEqual([
      '10 ok process=10',
      '11 ok process=10',
      '20 ok queue=8 process=10',
      '21 ok queue=8 process=10',
      '35 ok process=10',
      '50 ok process=10',
    ]);
    const { instances, services } = simulation.result().summary;
    expect(services.a.queueLength).toMatchObject({ mean: 16 / 10_000, max: 2 });
    expect(instances?.['a#1'].queueLength).toMatchObject({ mean: 0, max: 0 });
  });

  it.each(['fifo', 'lifo', 'priority'])('is served %s', (discipline) => {
    const { lines } = play({
      services: { a: { work: '10ms', instances: 2, queue: shared('infinite', { discipline }) } },
      workloads: {
        q: { call: 'a', arrivals: { times: [0, 0, '1ms'] }, priority: 0 },
        p: { call: 'a', arrivals: { times: ['2ms', '3ms'] }, priority: 1 },
      },
    });
    const ends = only(lines, 'ended')
      .slice(2)
      .map((line) => line.replace(/ended |->a ok|process=10/g, '').trim());
    const fifo = ['20 q queue=9', '20 p queue=8', '30 p queue=17'];
    const lifo = ['20 p queue=7', '20 p queue=8', '30 q queue=19'];
    const priority = ['20 p queue=8', '20 p queue=7', '30 q queue=19'];
    expect(ends).toEqual({ fifo, lifo, priority }[discipline]);
  });

  it('has room for so many at the broker, and patience for so long; who is turned away was at no instance', () => {
    const { lines, simulation } = play({
      services: { a: { instances: 2, work: '10ms', queue: shared(2, { maxWait: '5ms' }) } },
      workloads: at(0, 0, 1, 6, 7),
    });
    expect(answers(lines)).toEqual([
      '6 unavailable queue=5',
      '10 ok process=10',
      '10 ok process=10',
      '20 ok queue=4 process=10',
      '20 ok queue=3 process=10',
    ]);
    const full = play({
      services: { a: { instances: 2, work: '10ms', queue: shared(1) } },
      workloads: at(0, 0, 1, 2),
    });
    expect(answers(full.lines)[0]).toBe('2 unavailable');
    const { instances, services } = simulation.result().summary;
    expect(services.a.failedBy.unavailable).toBe(1);
    expect((instances?.['a#1'].failed ?? 0) + (instances?.['a#2'].failed ?? 0)).toBe(0);
  });

  it('keeps what waits while no consumer lives, and loses what was taken', () => {
    const { lines } = play({
      services: { a: { instances: 2, work: '10ms', queue: shared() } },
      workloads: at(0, 0, 1, 8),
      faults: [{ at: '5ms', for: '20ms', crash: { target: 'a' } }],
    });
    expect(answers(lines)).toEqual([
      '5 reset process=5',
      '5 reset process=5',
      '35 ok queue=24 process=10',
      '35 ok queue=17 process=10',
    ]);
  });

  it('is asked by a consumer only when nobody queues again inside it', () => {
    const { lines } = play({
      services: {
        a: { threading: 'async', queue: shared(), steps: [{ work: '4ms' }, { delay: '1ms' }, { work: '2ms' }] },
      },
      workloads: at(0, 0, 0),
    });
    // 1 works 0–4, 2 works 4–8; 1 is back at 5, 2 at 9, and both go before 3.
    expect(answers(lines)).toEqual(['10 ok queue=3 process=7', '12 ok queue=5 process=7', '19 ok queue=12 process=7']);
  });

  it.each(['queued', 'all'])('drops what waits when news comes (cancellation: %s)', (cancellation) => {
    const { lines } = play({
      services: { a: { work: '10ms', cancellation, queue: shared() } },
      links: { '*': { timeout: '15ms' } },
      workloads: at(0, 1, 2),
    });
    // Stopping work as well at 16 lets the third be taken before it gives up at 17.
    const third = cancellation === 'all' ? ['16 admitted a#1 waits'] : [];
    expect(only(lines, 'admitted')).toEqual(['0 admitted a#1', '10 admitted a#1 waits', ...third]);
  });

  it('of one instance is the queue of that instance, to the bit', () => {
    const run = (isShared: boolean) =>
      simulate(
        scenario({
          services: {
            a: {
              concurrency: 3,
              work: { exponential: { mean: '10ms' } },
              queue: { shared: isShared, capacity: 9, maxWait: { exponential: { mean: '30ms' } } },
              steps: [{ call: 'b' }],
            },
            b: { work: '1ms', concurrency: 'infinite', errorRate: '5%' },
          },
          links: { '*': { timeout: '90ms', retry: { maxAttempts: 2 } } },
          workloads: { p: { call: 'a', arrivals: { poisson: 290 } } },
        }),
      ).summary;
    const own = run(false);
    const one = run(true);
    expect(own.system.failedBy.unavailable).toBeGreaterThan(50);
    // Who left the broker unserved was accepted by no server.
    const { throughputRps, rejectedRps, ...system } = one.system;
    expect(own.system).toMatchObject(system);
    expect((throughputRps ?? 0) + (rejectedRps ?? 0)).toBeCloseTo(
      (own.system.throughputRps ?? 0) + (own.system.rejectedRps ?? 0),
    );
    expect(one.services.b).toEqual(own.services.b);
    expect(one.services.a.queueLength).toEqual(own.services.a.queueLength);
  });

  it('over n instances with one worker each is one instance with n workers, to the bit', () => {
    const run = (isShared: boolean) =>
      simulate(
        scenario({
          services: {
            a: {
              ...(isShared
                ? { instances: 5, queue: { shared: true, capacity: 20 } }
                : { concurrency: 5, queue: { capacity: 20 } }),
              work: { exponential: { mean: '10ms' } },
            },
          },
          workloads: { p: { call: 'a', arrivals: { poisson: 480 } } },
        }),
      ).summary;
    expect(run(true).system).toEqual(run(false).system);
  });

  it('has no door, and workers that nobody shares', () => {
    const paths = (service: Record<string, unknown>) =>
      problemsOf(queue(service)).map(({ code, path }) => `${code} ${path}`);
    expect(paths({ queue: { shared: true, discipline: 'ps' } })).toEqual(['conflict services.server.queue.discipline']);
    // Both are of single instances, which a shared queue is at none of.
    expect(paths({ queue: { shared: true }, growth: { perInFlight: '1%' }, overload: {} })).toEqual([
      'conflict services.server.growth',
      'conflict services.server.overload',
    ]);
    expect(paths({ queue: { shared: true }, admission: { maxConcurrency: 3 } })).toEqual([
      'conflict services.server.admission',
    ]);
  });

  it('shows in traces who took it, and that nobody did', () => {
    const trace = new TraceObserver();
    const simulation = createSimulation(
      scenario({
        services: { a: { instances: 2, work: '10ms', queue: shared(1) } },
        workloads: at(0, 0, 1, 2),
      }),
      { observers: [trace] },
    );
    simulation.run();
    const told = trace.requests().map(({ call }) => {
      const [{ arrivedNs, instance }] = call.attempts;
      return [instance, arrivedNs];
    });
    expect(told).toEqual([
      ['a', 2e6],
      ['a#1', 0],
      ['a#2', 0],
      ['a#1', 1e6],
    ]);
  });

  it('keeps every book in order, whatever happens', () => {
    const property = fc.property(
      fc.record({
        seed: fc.nat(),
        discipline: fc.constantFrom('fifo', 'lifo', 'adaptive-lifo', 'priority'),
        cancellation: fc.constantFrom('none', 'queued', 'all'),
        capacity: fc.constantFrom(0, 3, 'infinite'),
        threading: fc.constantFrom('async', 'blocking'),
        policy: fc.constantFrom('round-robin', 'least-connections', 'peak-ewma', 'ring-hash'),
        hedge: fc.constantFrom(undefined, { delay: '10ms' }, { delay: '5ms', tied: true }),
        mtbf: fc.integer({ min: 30, max: 300 }),
      }),
      ({ seed, discipline, cancellation, capacity, threading, policy, hedge, mtbf }) => {
        const metrics = new MetricsObserver();
        const auditor = new Auditor(metrics);
        const simulation = createSimulation(
          scenario({
            seed,
            duration: '1s',
            services: {
              a: {
                instances: 3,
                threading,
                cancellation,
                queue: { shared: true, discipline, capacity, maxWait: { exponential: { mean: '40ms' } } },
                steps: [{ work: { exponential: { mean: '8ms' } } }, { call: 'b', probability: '50%' }, { work: '1ms' }],
              },
              b: { work: '3ms', instances: 2 },
            },
            network: { latency: '1ms', loss: '1%', rto: '20ms' },
            links: {
              '*': {
                timeout: '60ms',
                retry: { maxAttempts: 2, budget: { kind: 'concurrency' } },
                hedge,
                balancer: { policy },
                pool: { maxConnections: 4 },
                outlierDetection: {},
                bulkhead: { maxConcurrent: 20, maxPending: 5 },
              },
            },
            workloads: {
              p: { call: 'a', arrivals: { poisson: 250 }, clients: 2 },
              q: { call: 'a', arrivals: { constant: 40 }, priority: 1 },
            },
            faults: [{ mtbf: `${mtbf}ms`, mttr: '40ms', crash: { target: 'a', host: seed % 2 === 1 } }],
          }),
          { observers: [metrics, auditor] },
        );
        simulation.run();
        expect(auditor.report()).toEqual([]);
      },
    );
    fc.assert(property, { numRuns: 40, seed: 7 });
  });
});
