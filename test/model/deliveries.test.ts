import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSimulation, simulate, TraceObserver } from '../../sim-core/index.ts';
import { Auditor } from '../../sim-core/metrics/auditor.ts';
import { MetricsObserver } from '../../sim-core/metrics/metrics-observer.ts';
import { problemsOf } from '../scenario/documents.ts';
import { only, play, scenario } from './story.ts';

const once = { p: { call: 'web', arrivals: { times: ['0s'] } } };
const web = { steps: [{ send: 'mail' }] };
const dead = { work: '1ms' };
const delivery = { visibility: '30ms', maxDeliveries: 3, deadLetter: 'dead' };
const mail = (more: Record<string, unknown>) => ({
  instances: 2,
  work: '10ms',
  queue: { shared: true },
  delivery,
  ...more,
});

describe('messages at a broker that delivers again', () => {
  it('are stored at once, and deleted when they are answered well', () => {
    const { lines } = play({
      services: { web, mail: mail({}), dead },
      links: { 'web->mail': { network: { latency: '2ms' } } },
      workloads: once,
    });
    expect(only(lines, 'call', 'admitted', 'ended')).toEqual([
      '0 call p->web',
      '0 admitted web#1',
      '0 call web->mail',
      '0 ended p->web ok',
      '2 call mail->mail',
      '2 admitted mail#1',
      '4 ended web->mail ok send=2 respond=2',
      '12 ended mail->mail ok process=10',
    ]);
  });

  it('are delivered again, to whoever is free, when they can be seen again; after so many times they are dead letters', () => {
    const { lines, simulation } = play({
      services: { web, mail: mail({ errorRate: '100%' }), dead },
      workloads: once,
    });
    expect(only(lines, 'admitted', 'ended').slice(3)).toEqual([
      '0 admitted mail#1',
      '30 admitted mail#2',
      '60 admitted mail#1',
      '70 ended mail->mail error process=10 retry=60',
      '70 admitted dead#1',
      '71 ended mail->dead ok process=1',
    ]);
    const { services, system } = simulation.result().summary;
    expect(services.mail.duplicateExecutions).toBe(2);
    expect(system.errorsMet).toBe(0);
  });

  it('are done twice when the visibility is shorter than the work', () => {
    const { lines } = play({
      services: { web, mail: mail({ work: '50ms' }), dead },
      workloads: once,
    });
    expect(only(lines, 'admitted', 'released').slice(2)).toEqual([
      '0 admitted mail#1',
      '30 admitted mail#2',
      '50 released mail#1 held=50 wasted=20',
      '60 admitted mail#1',
      '80 released mail#2 held=50 wasted=20',
      '90 admitted dead#1',
      '91 released dead#1 held=1 wasted=0',
      '110 released mail#1 held=50 wasted=20',
    ]);
  });

  it.each([false, true])('survive the crash of all consumers, and of the sender (hosts: %s)', (host) => {
    const { lines } = play({
      services: { web, mail: mail({}), dead },
      workloads: once,
      faults: [
        { at: '5ms', for: '40ms', crash: { target: 'mail', host } },
        { at: '5ms', for: '40ms', crash: { target: 'web', host } },
      ],
    });
    // It can be seen again at 30, and is taken when somebody is there.
    expect(only(lines, 'admitted', 'ended').slice(3)).toEqual([
      '0 admitted mail#1',
      '45 admitted mail#1 waits',
      '55 ended mail->mail ok queue=15 process=10 retry=30',
    ]);
  });

  it('do not come back when the broker has let them go', () => {
    const { lines } = play({
      services: { web, mail: mail({ instances: 1, queue: { shared: true, maxWait: '5ms' } }), dead },
      workloads: { p: { call: 'web', arrivals: { times: ['0s', '1ms'] } } },
    });
    expect(only(lines, 'ended').filter((line) => line.includes('mail->'))).toEqual([
      '6 ended mail->mail unavailable queue=5',
      '10 ended mail->mail ok process=10',
    ]);
  });

  it('are only those that were sent: a call has one attempt', () => {
    const { lines } = play({
      services: { web: { steps: [{ send: 'mail' }, { call: 'mail' }] }, mail: mail({ errorRate: '100%' }), dead },
      workloads: once,
    });
    expect(only(lines, 'ended').filter((line) => line.includes('->web') || line.includes('web->'))).toEqual([
      '0 ended web->mail ok',
      '10 ended web->mail error process=10',
      '10 ended p->web error downstream=10',
    ]);
  });

  it('that never fail and are always seen in time are as if they were delivered once', () => {
    const run = (more: Record<string, unknown>) =>
      simulate(
        scenario({
          services: {
            web,
            mail: { instances: 3, work: { exponential: { mean: '10ms' } }, queue: { shared: true }, ...more },
            dead,
          },
          workloads: { p: { call: 'web', arrivals: { poisson: 200 } } },
        }),
      ).summary;
    const often = run({ delivery: { ...delivery, visibility: '100d' } });
    const single = run({ delivery: { ...delivery, visibility: '100d', maxDeliveries: 1 } });
    expect(often).toEqual(single);
    expect(often.system.requests).toBe(run({}).system.requests);
  });

  it('stand in the trace below the call that brought them', () => {
    const trace = new TraceObserver();
    const simulation = createSimulation(
      scenario({ services: { web, mail: mail({ errorRate: '100%' }), dead }, workloads: once }),
      { observers: [trace] },
    );
    simulation.run();
    const [sent] = trace.requests()[0].call.attempts[0].calls;
    const [delivered] = sent.attempts[0].calls;
    expect([sent.link, delivered.link, delivered.attempts.length]).toEqual(['web->mail', 'mail->mail', 3]);
    expect(delivered.attempts[2].calls[0].link).toBe('mail->dead');
  });

  it('need a queue that is shared, and a dead letter that goes elsewhere', () => {
    const told = (more: Record<string, unknown>) =>
      problemsOf({
        version: 1,
        name: 'x',
        services: { web, mail: mail(more), dead },
        workloads: once,
      }).map(({ code, path }) => `${code} ${path}`);
    expect(told({ queue: {} })).toEqual(['conflict services.mail.delivery']);
    expect(told({ delivery: { deadLetter: 'mail' } })).toEqual(['conflict services.mail.delivery.deadLetter']);
    expect(told({ delivery: { deadLetter: 'nobody' } })).toEqual([
      'unknown-reference services.mail.delivery.deadLetter',
    ]);
    expect(told({ steps: [{ call: 'mail', probability: '10%' }] })).toEqual(['conflict services.mail.delivery']);
  });

  it('keep every book in order, whatever happens', () => {
    const property = fc.property(
      fc.record({
        seed: fc.nat(),
        visibility: fc.constantFrom('0s', '5ms', '20ms', '80ms'),
        maxDeliveries: fc.constantFrom(1, 2, 4),
        capacity: fc.constantFrom(0, 5, 'infinite'),
        maxWait: fc.constantFrom(undefined, '30ms'),
        cancellation: fc.constantFrom('none', 'queued', 'all'),
        hedge: fc.constantFrom(undefined, { delay: '2ms' }),
        mtbf: fc.integer({ min: 30, max: 300 }),
      }),
      ({ seed, visibility, maxDeliveries, capacity, maxWait, cancellation, hedge, mtbf }) => {
        const metrics = new MetricsObserver();
        const auditor = new Auditor(metrics);
        const simulation = createSimulation(
          scenario({
            seed,
            duration: '1s',
            services: {
              web: { instances: 2, concurrency: 5, steps: [{ work: '2ms' }, { send: 'mail' }, { call: 'mail' }] },
              mail: {
                instances: 3,
                threading: seed % 3 === 0 ? 'async' : 'blocking',
                cancellation,
                errorRate: '20%',
                queue: { shared: true, capacity, maxWait },
                delivery: { visibility, maxDeliveries, deadLetter: 'dead' },
                steps: [{ work: { exponential: { mean: '8ms' } } }, { send: 'log' }, { delay: '1ms' }],
              },
              dead: { work: '3ms', queue: { shared: true }, delivery: { visibility: '10ms' }, errorRate: '10%' },
              log: { work: '1ms' },
            },
            network: { latency: '1ms', loss: '2%', rto: '20ms' },
            links: {
              '*': {
                timeout: '25ms',
                deadline: '90ms',
                propagateDeadline: true,
                retry: { maxAttempts: 2, budget: { kind: 'concurrency' } },
                hedge,
                bulkhead: { maxConcurrent: 20, maxPending: 5 },
              },
            },
            workloads: { p: { call: 'web', arrivals: { poisson: 100 } } },
            faults: [
              { mtbf: `${mtbf}ms`, mttr: '40ms', crash: { target: 'mail', host: seed % 2 === 1 } },
              { mtbf: '300ms', mttr: '40ms', crash: { target: 'web', host: seed % 2 === 1 } },
            ],
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
