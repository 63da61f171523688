import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSimulation, simulate, TraceObserver } from '../../sim-core/index.ts';
import { Auditor } from '../../sim-core/metrics/auditor.ts';
import { MetricsObserver } from '../../sim-core/metrics/metrics-observer.ts';
import { only, play, scenario } from './story.ts';

const mail = { work: '10ms' };
const once = { p: { call: 'web', arrivals: { times: ['0s'] } } };

describe('send', () => {
  it('lets the visit go on at once, and the message live by itself', () => {
    const { lines } = play({
      services: { web: { steps: [{ work: '1ms' }, { send: 'mail' }, { work: '2ms' }] }, mail },
      workloads: once,
    });
    expect(only(lines, 'call', 'ended')).toEqual([
      '0 call p->web',
      '1 call web->mail',
      '3 ended p->web ok process=3',
      '11 ended web->mail ok process=10',
    ]);
    // Nobody waited, so nothing is wasted although the request is over.
    expect(only(lines, 'released')).toContain('11 released mail#1 held=10 wasted=0');
  });

  it('sends as many as it says in the same instant, each with its probability', () => {
    const sent = (step: Record<string, unknown>) =>
      only(
        play({
          services: { web: { steps: [{ send: 'mail', ...step }, { work: '1ms' }] }, mail },
          workloads: { p: { call: 'web', arrivals: { constant: 10 } } },
        }).lines,
        'call',
      ).filter((line) => line.endsWith('->mail')).length;
    expect(sent({ count: 3 })).toBe(3 * sent({}));
    expect(sent({ count: 0 })).toBe(0);
    expect(sent({ probability: 0 })).toBe(0);
    expect(sent({ probability: '50%' }) / sent({})).toBeCloseTo(0.5, 0);
  });

  it('has attempts, a timeout, retries and a gate of its own; its failure is no error that the request met', () => {
    const { lines, simulation } = play({
      services: { web: { steps: [{ send: 'mail' }, { work: '30ms' }] }, mail: { ...mail, errorRate: '100%' } },
      links: {
        'web->mail': {
          timeout: '20ms',
          retry: { maxAttempts: 2, on: ['error'], backoff: { base: '0ms', jitter: 'none' } },
        },
      },
      workloads: once,
    });
    expect(only(lines, 'ended')).toEqual([
      '20 ended web->mail error process=10 retry=10',
      '30 ended p->web ok process=30',
    ]);
    const { system } = simulation.result().summary;
    expect([system.errorsMet, system.ehr]).toEqual([0, null]);
  });

  it('fails at once, unheard, where the sender knows no instance', () => {
    const { lines } = play({
      services: { web: { steps: [{ send: 'mail' }, { work: '1ms' }] }, mail: { ...mail, instances: 0 } },
      workloads: once,
    });
    expect(only(lines, 'ended')).toEqual(['0 ended web->mail no-instance', '1 ended p->web ok process=1']);
  });

  it('is not abandoned with the visit that sent it', () => {
    const { lines } = play({
      services: {
        web: { cancellation: 'all', steps: [{ send: 'mail' }, { work: '50ms' }] },
        mail: { ...mail, cancellation: 'all' },
      },
      links: { 'p->web': { timeout: '5ms' } },
      workloads: once,
    });
    expect(only(lines, 'ended', 'answered')).toEqual([
      '5 ended p->web timeout process=5',
      '5 answered web#1 cancelled',
      '10 answered mail#1 ok',
      '10 ended web->mail ok process=10',
    ]);
  });

  it('from a branch that is abandoned stays sent', () => {
    const { lines } = play({
      services: {
        web: {
          threading: 'async',
          concurrency: 2,
          steps: [
            { parallel: [{ steps: [{ send: 'mail' }, { delay: '1s' }] }, { steps: [{ work: '2ms' }] }], need: 'any' },
          ],
        },
        mail,
      },
      workloads: once,
    });
    expect(only(lines, 'ended')).toEqual(['2 ended p->web ok process=2', '10 ended web->mail ok process=10']);
  });

  it('inherits no deadline', () => {
    const { lines } = play({
      services: { web: { steps: [{ send: 'mail' }, { work: '1ms' }] }, mail },
      links: { 'p->web': { deadline: '5ms' } },
      workloads: once,
    });
    expect(only(lines, 'ended')).toEqual(['1 ended p->web ok process=1', '10 ended web->mail ok process=10']);
  });

  it('outlives its sender once it has left the process, and gets no further attempt', () => {
    const { lines } = play({
      services: {
        web: { concurrency: 9, steps: [{ send: 'mail', count: 2 }, { work: '1ms' }] },
        mail: { ...mail, cancellation: 'all', concurrency: 9, errorRate: '100%' },
      },
      links: {
        'web->mail': { bulkhead: { maxConcurrent: 1, maxPending: 1 }, retry: { maxAttempts: 3, on: ['error'] } },
      },
      workloads: once,
      faults: [{ at: '5ms', for: '50ms', crash: { target: 'web' } }],
    });
    // The second waited for its place in the bulkhead: it was still in the process.
    expect(only(lines, 'ended', 'crashed', 'answered', 'released', 'attempt')).toEqual([
      '0 attempt web#1 1',
      '0 attempt mail#1 1',
      '1 released web#1 held=1 wasted=0',
      '1 answered web#1 ok',
      '1 ended p->web ok process=1',
      '5 ended web->mail cancelled',
      '5 ended web->mail cancelled',
      '5 crashed web#1',
      '10 released mail#1 held=10 wasted=0',
      '10 answered mail#1 error',
    ]);
  });

  it('ends with its sender while it waits for its next attempt', () => {
    const { lines } = play({
      services: { web: { steps: [{ send: 'mail' }, { work: '1ms' }] }, mail: { ...mail, errorRate: '100%' } },
      links: { 'web->mail': { retry: { maxAttempts: 3, on: ['error'], backoff: { base: '20ms', jitter: 'none' } } } },
      workloads: once,
      faults: [{ at: '15ms', for: '50ms', crash: { target: 'web' } }],
    });
    expect(only(lines, 'ended')).toEqual(['1 ended p->web ok process=1', '15 ended web->mail cancelled']);
  });

  it('stands in the trace of its request, marked, also when it ends later', () => {
    const trace = new TraceObserver();
    const simulation = createSimulation(
      scenario({
        services: { web: { steps: [{ send: 'mail' }, { work: '1ms' }, { call: 'other' }] }, mail, other: {} },
        workloads: once,
      }),
      { observers: [trace] },
    );
    simulation.run();
    const [{ call, endNs }] = trace.requests();
    expect([endNs, call.isSent]).toEqual([1e6, false]);
    expect(call.attempts[0].calls.map(({ endNs: end, isSent, service }) => [service, isSent, end])).toEqual([
      ['mail', true, 10e6],
      ['other', false, 1e6],
    ]);
  });

  it('changes nothing for those above: times, arrivals and demands are as without it', () => {
    const run = (steps: unknown[]) =>
      simulate(
        scenario({
          services: {
            web: { steps: [{ work: { exponential: { mean: '4ms' } } }, ...steps] },
            mail: { work: { exponential: { mean: '3ms' } }, errorRate: '20%' },
          },
          workloads: { p: { call: 'web', arrivals: { poisson: 150 } } },
        }),
      ).summary;
    const sent = run([{ send: 'mail' }]);
    const without = run([]);
    expect(sent.system.artMs).toBe(without.system.artMs);
    expect(sent.system.requests).toBe(without.system.requests);
    expect(sent.services.web).toEqual(without.services.web);
  });

  it('keeps every book in order, whatever happens', () => {
    const property = fc.property(
      fc.record({ count: fc.nat(3), mtbf: fc.integer({ min: 20, max: 300 }), seed: fc.nat(), pending: fc.nat(2) }),
      ({ count, mtbf, seed, pending }) => {
        const metrics = new MetricsObserver();
        const auditor = new Auditor(metrics);
        const simulation = createSimulation(
          scenario({
            seed,
            duration: '1s',
            services: {
              web: {
                instances: 2,
                concurrency: 4,
                cancellation: 'all',
                steps: [{ work: '1ms' }, { send: 'mail', count }, { call: 'mail' }],
              },
              mail: {
                concurrency: 2,
                cancellation: 'queued',
                queue: { capacity: 5 },
                steps: [{ work: '3ms' }, { send: 'log' }],
              },
              log: { work: '2ms' },
            },
            network: { latency: '1ms', loss: '2%', rto: '20ms' },
            links: {
              '*': { timeout: '30ms', retry: { maxAttempts: 2 } },
              'web->mail': { bulkhead: { maxConcurrent: 3, maxPending: pending } },
            },
            workloads: { p: { call: 'web', arrivals: { poisson: 120 } } },
            faults: [{ mtbf: `${mtbf}ms`, mttr: '30ms', crash: { target: 'web', host: seed % 2 === 1 } }],
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
