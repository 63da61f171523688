/**
 * W2 as a scenario, run by the whole product: requests at 4,000 a second go to one of 50 servers at random, which take
 * an exponential 10 ms of work, one after the other; each way over the network takes an exponential 1 ms; an attempt
 * that takes a second is given up. Each server is an M/M/1 queue of load 0.8, so a request takes 10 / (1 − 0.8) + 2 =
 * 52 ms in the mean. All metrics and windows are on, nothing is traced.
 */
import { checkScenario, type RunResult, type Scenario, simulate } from '../sim-core/index.ts';

const REQUESTS_PER_MS = 4;

/** The plain scenario, for about so many requests. */
export function w2Scenario(requests: number): Scenario {
  return read(requests, {}, { timeout: '1s' });
}

/** The same with policies at work: retries of errors and timeouts, least request, discovery by heartbeats and leases. */
export function w2PoliciesScenario(requests: number): Scenario {
  const discovery = { mode: 'client', heartbeat: '1s', lease: '3s', fetch: '1s' };
  const backoff = { base: '10ms', max: '100ms', jitter: 'full' };
  const on = ['timeout', 'unavailable', 'connect-failure', 'reset', 'error'];
  return read(
    requests,
    { discovery, errorRate: '1%' },
    {
      timeout: '250ms',
      balancer: { policy: 'least-request' },
      retry: { maxAttempts: 3, on, backoff },
    },
  );
}

/** With every guard of a caller at work besides: a retry budget, a circuit breaker, outlier detection and hedges. */
export function w2GuardsScenario(requests: number): Scenario {
  const backoff = { base: '10ms', max: '100ms', jitter: 'full' };
  const on = ['timeout', 'unavailable', 'connect-failure', 'reset', 'error'];
  return read(
    requests,
    { errorRate: '1%' },
    {
      timeout: '250ms',
      balancer: { policy: 'least-request' },
      retry: { maxAttempts: 3, on, backoff, budget: { kind: 'window', ratio: '20%' } },
      hedge: { delay: '100ms' },
      circuitBreaker: { kind: 'failure-rate' },
      outlierDetection: {},
    },
  );
}

export function runW2(scenario: Scenario): RunResult {
  return simulate(scenario);
}

function read(requests: number, service: object, link: object): Scenario {
  const reading = checkScenario({
    version: 1,
    name: 'W2',
    seed: 1,
    duration: requests / REQUESTS_PER_MS,
    services: { servers: { instances: 50, work: { exponential: { mean: '10ms' } }, ...service } },
    links: {
      'clients->servers': {
        network: { latency: { exponential: { mean: '1ms' } } },
        balancer: { policy: 'random' },
        ...link,
      },
    },
    workloads: { clients: { call: 'servers', arrivals: { poisson: `${REQUESTS_PER_MS * 1000}/s` } } },
  });
  if (!reading.ok) throw new Error(reading.problems.map((problem) => problem.message).join('\n'));
  return reading.scenario;
}
