/** A scenario just outside a condition gets no prediction, and the condition that fails is named. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Prediction, predict } from '../../sim-core/index.ts';
import { scenarioArbitrary } from '../fuzz/scenario-arbitrary.ts';
import { presets } from '../presets/stories.ts';
import { accepted, type Document } from '../scenario/documents.ts';

const exponential = { exponential: { mean: '10ms' } };

interface Change {
  service?: Document;
  link?: Document;
  workload?: Document;
  rest?: Document;
}

function station({ service = {}, link = {}, workload = {}, rest = {} }: Change = {}): Prediction[] {
  return predict(
    accepted({
      version: 1,
      services: { server: { work: exponential, ...service } },
      links: { 'clients->server': link },
      workloads: { clients: { call: 'server', arrivals: { poisson: '50/s' }, ...workload } },
      ...rest,
    }),
  );
}

const at = (predictions: readonly Prediction[], scope: string): Prediction => {
  const found = predictions.find((each) => each.scope === scope);
  if (!found) throw new Error(`nothing is said of ${scope}`);
  return found;
};
const serverOf = (change: Change) => at(station(change), 'services.server');
const modelsOf = ({ results }: Prediction) => results.map(({ model }) => model);
const codesOf = ({ reasons }: Prediction) => reasons.map(({ code }) => code);

describe('a service', () => {
  it.each<[string, Change, string]>([
    ['plain', {}, 'M/M/1'],
    ['several workers', { service: { concurrency: 3 } }, 'M/M/c'],
    ['general work', { service: { work: { lognormal: { mean: '10ms', cv: 2 } } } }, 'M/G/1'],
    ['room for some', { service: { queue: { capacity: 5 } } }, 'M/M/c/K'],
    ['no room', { service: { work: '10ms', concurrency: 3, queue: { capacity: 0 } } }, 'Erlang B'],
    ['patience', { service: { queue: { maxWait: { exponential: { mean: '50ms' } } } } }, 'Erlang A'],
    ['constant patience', { service: { queue: { maxWait: '50ms' } } }, 'M/M/1 + D'],
    ['no queue', { service: { concurrency: 'infinite', work: '10ms' } }, 'M/G/∞'],
    ['round robin', { service: { instances: 3 }, link: { balancer: { policy: 'round-robin' } } }, 'E_n/M/1'],
    ['random', { service: { instances: 3 }, link: { balancer: { policy: 'random' } } }, 'M/M/1'],
    [
      'two',
      { service: { instances: 2 }, link: { balancer: { policy: 'least-connections' } } },
      'join the shorter of two',
    ],
    ['many', { service: { instances: 100 }, link: { balancer: { policy: 'least-request' } } }, 'power of d choices'],
    [
      'errors that are tried again',
      { service: { errorRate: '10%' }, link: { retry: { maxAttempts: 2, on: ['error'] } } },
      'Jackson network',
    ],
    ['users', { workload: { arrivals: { closed: { users: 5, think: '1s' } } } }, 'mean value analysis'],
    ['cancellation by nobody', { service: { cancellation: 'all' } }, 'M/M/1'],
    ['a timeout that is never noticed', { link: { timeout: '10s', retry: { maxAttempts: 3 } } }, 'M/M/1'],
  ])('with %s meets a model', (_, change, model) => {
    expect(modelsOf(serverOf(change))).toEqual([model]);
    expect(codesOf(serverOf(change))).toEqual([]);
  });

  it.each<[string, Change, string]>([
    ['general work and two workers', { service: { work: '10ms', concurrency: 2 } }, 'many-workers'],
    ['infinite variance', { service: { work: { pareto: { scale: '5ms', shape: 1.8 } } } }, 'no-variance'],
    ['too much to do', { workload: { arrivals: { poisson: '100/s' } } }, 'unstable'],
    ['constant arrivals', { workload: { arrivals: { constant: '50/s' } } }, 'arrivals-not-poisson'],
    ['a changing rate', { workload: { profile: [{ at: '5s', scale: 2 }] } }, 'rate-changes'],
    [
      'round robin of two clients',
      { service: { instances: 2 }, workload: { clients: 2 }, link: { balancer: { policy: 'round-robin' } } },
      'callers',
    ],
    [
      'round robin and drawn latencies',
      { service: { instances: 2 }, link: { balancer: { policy: 'round-robin' }, network: { latency: exponential } } },
      'callers',
    ],
    [
      'least connections of three',
      { service: { instances: 3 }, link: { balancer: { policy: 'least-connections' } } },
      'balancer',
    ],
    ['two choices of ten', { service: { instances: 10 }, link: { balancer: { policy: 'least-request' } } }, 'balancer'],
    [
      'unequal speeds',
      { service: { instances: { count: 2, speeds: [1, 2] } }, link: { balancer: { policy: 'random' } } },
      'unequal-instances',
    ],
    ['bounds before general work', { service: { work: '10ms', queue: { capacity: 2 } } }, 'queue'],
    ['uniform patience', { service: { queue: { maxWait: { uniform: { min: '1ms', max: '9ms' } } } } }, 'patience'],
    ['timeouts that are tried again', { link: { timeout: '20ms', retry: { maxAttempts: 2 } } }, 'timeout-retries'],
    [
      'refusals that are tried again',
      { service: { queue: { capacity: 2 } }, link: { retry: { maxAttempts: 2 } } },
      'refused-retries',
    ],
    [
      'a retry budget',
      { service: { errorRate: 0.1 }, link: { retry: { maxAttempts: 2, on: ['error'], budget: { kind: 'window' } } } },
      'unknown-success',
    ],
    ['a deadline', { link: { deadline: '1s' } }, 'feature'],
    ['hedges', { link: { hedge: { delay: '20ms' } } }, 'feature'],
    ['a fallback', { link: { fallback: {} } }, 'feature'],
    ['admission', { service: { admission: { maxConcurrency: 5 } } }, 'feature'],
    ['cancellation after timeouts', { service: { cancellation: 'queued' }, link: { timeout: '1s' } }, 'feature'],
    ['a fault', { rest: { faults: [{ at: '1s', for: '1s', slow: { target: 'server', factor: 2 } }] } }, 'fault'],
    [
      'a busy pipe',
      {
        service: { work: undefined, endpoints: { get: { requestSize: '1MB', steps: [{ work: exponential }] } } },
        link: { network: { bandwidth: '1Gbps' } },
      },
      'bandwidth',
    ],
    [
      'general work of several users',
      { service: { work: '10ms' }, workload: { arrivals: { closed: { users: 5, think: '1s' } } } },
      'work-not-exponential',
    ],
  ])('with %s gets no model, and is told why', (_, change, code) => {
    expect(modelsOf(serverOf(change))).toEqual([]);
    expect(codesOf(serverOf(change))).toEqual([code]);
  });

  it('that breaks and is mended has its uptime alone', () => {
    const server = serverOf({
      service: { instances: 2 },
      rest: { faults: [{ mtbf: '90s', mttr: '10s', crash: { target: 'server' } }] },
    });

    expect(server.results.map(({ values }) => values)).toEqual([{ uptime: expect.closeTo(0.99, 12) }]);
    expect(codesOf(server)).toEqual(['fault']);
  });

  it('behind one whose output is not Poisson has no model', () => {
    const chain = (work: unknown) =>
      predict(
        accepted({
          version: 1,
          services: { front: { threading: 'async', steps: [{ work }, { call: 'back' }] }, back: { work: exponential } },
          workloads: { clients: { call: 'front', arrivals: { poisson: '50/s' } } },
        }),
      );

    expect(modelsOf(at(chain(exponential), 'services.back'))).toEqual(['M/M/1']);
    expect(codesOf(at(chain('10ms'), 'services.back'))).toEqual(['not-poisson-behind']);
  });

  it('whose workers wait for another with a queue has no model', () => {
    const services = { front: { steps: [{ work: exponential }, { call: 'back' }] }, back: { work: exponential } };
    const workloads = { clients: { call: 'front', arrivals: { poisson: '20/s' } } };
    const predictions = predict(accepted({ version: 1, services, workloads }));

    expect(codesOf(at(predictions, 'services.front'))).toEqual(['holds-worker']);
  });
});

describe('any scenario', () => {
  it('has for each part values that are numbers, or a reason', () => {
    const isTold = ({ results, reasons }: Prediction) =>
      results.length + reasons.length > 0 &&
      results.every(({ values }) => Object.values(values).every((value) => Number.isFinite(value) && value >= 0));

    fc.assert(
      fc.property(scenarioArbitrary, (document) => {
        expect(predict(accepted(document)).filter((prediction) => !isTold(prediction))).toEqual([]);
      }),
      { seed: 28, numRuns: 300 },
    );
  });
});

describe('all presets', () => {
  it.each(presets.map(({ id, scenario }) => [id, scenario] as const))(
    '%s has for each part a value or a reason',
    (_, document) => {
      for (const { results, reasons } of predict(accepted(document))) {
        expect(results.length + reasons.length).toBeGreaterThan(0);
        for (const { values } of results)
          for (const value of Object.values(values)) expect(value).toBeGreaterThanOrEqual(0);
      }
    },
  );
});
