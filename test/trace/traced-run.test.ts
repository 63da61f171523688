import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../sim-core/scenario/index.ts';
import { Simulation } from '../../sim-core/simulation/simulation.ts';
import { TraceObserver } from '../../sim-core/trace/trace-observer.ts';
import type { TracedCall } from '../../sim-core/trace/traced-request.ts';

function trace(document: object): { trace: TraceObserver; simulation: Simulation } {
  const reading = checkScenario({ version: 1, name: 'traced', seed: 3, ...document });
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  const observer = new TraceObserver({ capacity: 100_000 });
  const simulation = new Simulation(reading.scenario, { observers: [observer] });
  simulation.run();
  return { trace: observer, simulation };
}

function* callsOf(call: TracedCall): Generator<TracedCall> {
  yield call;
  for (const attempt of call.attempts) for (const below of attempt.calls) yield* callsOf(below);
}

const STORY = {
  duration: '1s',
  network: { latency: '1ms' },
  services: {
    web: { endpoints: { home: { steps: [{ work: '2ms' }, { call: 'stock' }, { work: '3ms' }] } } },
    stock: { instances: 2, work: '4ms' },
  },
  workloads: { shoppers: { call: 'web.home', arrivals: { times: ['100ms'] } } },
  links: {
    'web->stock': { balancer: { policy: 'round-robin' }, retry: { maxAttempts: 2, backoff: { base: '10ms' } } },
  },
  faults: [{ at: '50ms', for: '900ms', crash: { target: 'stock#1' } }],
};

describe('the trace of a run', () => {
  // The round begins at an instance that the seed decides: for some seeds at the dead one.
  const requests = Array.from({ length: 8 }, (_, seed) => trace({ ...STORY, seed }).trace.requests()[0]);
  const saved = requests.filter((request) => request.savedBy === 'failover');
  const lucky = requests.filter((request) => request.savedBy === null);

  it('meets the dead instance or not, as the seed decides', () => {
    expect(saved.length).toBeGreaterThan(0);
    expect(lucky.length).toBeGreaterThan(0);
    expect(saved.length + lucky.length).toBe(8);
  });

  it('tells by the millisecond how a request was saved', () => {
    const [request] = saved;
    const [visit] = request.call.attempts;
    const [stock] = visit.calls;

    expect(request).toMatchObject({ id: 0, workload: 'shoppers', startNs: 100e6, endNs: 125e6, outcome: 'ok' });
    expect(visit).toMatchObject({ instance: 'web#1', number: 1, startNs: 100e6, arrivedNs: 101e6, answeredNs: 124e6 });
    expect(visit.visit).toEqual({ queueNs: 0, processNs: 5e6, downstreamNs: 18e6 });
    expect(stock).toMatchObject({ link: 'web->stock', startNs: 103e6, endNs: 121e6, outcome: 'ok' });
    expect(stock.phases).toMatchObject({ sendNs: 1e6, queueNs: 0, processNs: 4e6, respondNs: 1e6, retryNs: 12e6 });
    expect(stock.attempts).toMatchObject([
      { number: 1, instance: 'stock#1', startNs: 103e6, arrivedNs: 104e6, endNs: 105e6, outcome: 'connect-failure' },
      { number: 2, instance: 'stock#2', startNs: 115e6, backoffNs: 10e6, arrivedNs: 116e6, answeredNs: 120e6 },
    ]);
  });

  it('tells how one went that had nothing to be saved from', () => {
    const [request] = lucky;

    expect(request).toMatchObject({ metError: false, startNs: 100e6, endNs: 113e6 });
    expect(request.call.attempts[0].calls[0].attempts).toMatchObject([
      { number: 1, instance: 'stock#2', startNs: 103e6, arrivedNs: 104e6, answeredNs: 108e6, endNs: 109e6 },
    ]);
  });

  it('has all requests and attempts that the metrics count, and phases that add up in each call', () => {
    const { trace: observer, simulation } = trace({
      duration: '10s',
      network: { latency: { exponential: { mean: '1ms' } }, loss: '2%', rto: '20ms' },
      services: {
        web: { concurrency: 8, endpoints: { home: { steps: [{ parallel: [{ call: 'a' }, { call: 'b' }] }] } } },
        a: { instances: 2, concurrency: 2, work: { exponential: { mean: '10ms' } }, errorRate: '10%' },
        b: { instances: 2, concurrency: 2, work: { exponential: { mean: '15ms' } } },
      },
      workloads: { w: { call: 'web.home', arrivals: { poisson: '60/s' } } },
      links: {
        '*': { timeout: '80ms', retry: { maxAttempts: 3, on: ['timeout', 'error'], backoff: { base: '5ms' } } },
      },
      faults: [{ at: '4s', for: '2s', crash: { target: 'b#1' } }],
    });
    const { system } = simulation.result().summary;
    const ended = observer.requests();
    const calls = ended.flatMap((request) => [...callsOf(request.call)]);

    expect(ended).toHaveLength(system.requests);
    expect(ended.filter((request) => request.outcome === 'ok')).toHaveLength(system.ok);
    expect(ended.filter((request) => request.metError)).toHaveLength(system.errorsMet);
    const attempts = calls.reduce((sum, call) => sum + call.attempts.length, 0);
    const inFlight = (system.attempts ?? 0) - attempts;
    expect(inFlight).toBeGreaterThanOrEqual(0);
    expect(inFlight).toBeLessThanOrEqual(9 * system.inFlight);
    expect(calls.length).toBeGreaterThan(1500);
    for (const { phases, startNs, endNs } of calls) {
      if (phases === null || endNs === null) continue;
      expect(Object.values(phases).reduce((sum, ns) => sum + ns, 0)).toBe(endNs - startNs);
    }
  });
});

describe('what a caller does with its own attempts', () => {
  const one = (link: object, times: string[], service: object = {}, more: object = {}) =>
    trace({
      duration: '2s',
      network: { latency: '1ms' },
      services: { stock: { instances: 2, work: '10ms', ...service } },
      workloads: { shopper: { call: 'stock', arrivals: { times } } },
      links: { 'shopper->stock': { balancer: { policy: 'round-robin' }, ...link } },
      ...more,
    }).trace.requests();
  const attemptsOf = (requests: ReturnType<typeof one>) => requests.flatMap(({ call }) => call.attempts);

  it('tells a hedge from a retry, and that the slower copy was cancelled', () => {
    const slow = { faults: [{ at: '0s', slow: { target: 'stock#1', factor: 10 } }] };
    const requests = one({ hedge: { delay: '20ms', maxAttempts: 2 } }, ['100ms', '400ms'], {}, slow);
    const hedged = requests.filter(({ call }) => call.attempts.length === 2);
    expect(hedged).toHaveLength(1);
    expect(hedged[0].call.attempts).toMatchObject([
      { number: 1, kind: 'first', instance: 'stock#1', outcome: 'cancelled', backoffNs: 0 },
      { number: 2, kind: 'hedge', instance: 'stock#2', outcome: 'ok', backoffNs: 0 },
    ]);
    expect(hedged[0].call.attempts[1].startNs - hedged[0].call.attempts[0].startNs).toBe(20e6);
  });

  it('names the guard that rejected an attempt, which never had an instance', () => {
    const bulkhead = one({ bulkhead: { maxConcurrent: 1, maxPending: 1 } }, ['100ms', '101ms', '102ms']);
    const rejected = attemptsOf(bulkhead).filter(({ rejectedBy }) => rejectedBy !== null);
    expect(rejected).toMatchObject([
      { kind: 'first', instance: null, outcome: 'rejected', rejectedBy: 'bulkhead', startNs: 102e6, endNs: 102e6 },
    ]);

    const failing = { errorRate: '100%' };
    const breaker = { circuitBreaker: { kind: 'failure-rate', window: { calls: 2 }, minCalls: 2, openFor: '60s' } };
    const opened = one(breaker, ['100ms', '200ms', '300ms'], failing);
    expect(attemptsOf(opened).map(({ rejectedBy, outcome }) => [rejectedBy, outcome])).toEqual([
      [null, 'error'],
      [null, 'error'],
      ['breaker', 'rejected'],
    ]);
  });

  it('tells how long one waited at the gate and for a connection', () => {
    const gate = attemptsOf(one({ bulkhead: { maxConcurrent: 1, maxPending: 5 } }, ['100ms', '101ms']));
    expect(gate.map(({ gateNs, poolNs, startNs }) => [startNs, gateNs, poolNs])).toEqual([
      [100e6, 0, 0],
      [101e6, 11e6, 0],
    ]);
    const [pooled] = attemptsOf(one({ pool: {} }, ['100ms']));
    expect([pooled.gateNs, pooled.poolNs]).toEqual([0, 4e6]);
  });
});
