/** Documents that several tests start from. */
import { formatProblem, parseScenario, type Problem, type Scenario } from '../../sim-core/index.ts';

export type Document = Record<string, unknown>;

/** Every supported kind of thing at least once; valid. */
export function shop(): Document {
  return {
    version: 1,
    name: 'Shop',
    description: 'All supported keys.',
    seed: 7,
    duration: '2m',
    warmup: '10s',
    metrics: { window: '1s', maxWindows: 3600 },
    limits: { calls: 1000000, depth: 16 },
    zones: { 'az-a': {}, 'az-b': {} },
    network: { latency: '0.2ms', loss: 0, rto: '200ms', bandwidth: '10Gbps' },
    services: {
      web: {
        concurrency: 64,
        threading: 'async',
        endpoints: {
          home: {
            requestSize: '2KiB',
            responseSize: '8KiB',
            idempotent: true,
            steps: [
              { work: { lognormal: { mean: '1ms', cv: 1 } } },
              { call: 'orders.place', probability: 0.9, count: 1 },
              { parallel: [{ call: 'stock', count: 2 }, { steps: [{ work: '1ms' }] }], need: 2 },
              { choose: [{ p: 0.5, steps: [{ call: 'orders.list' }] }] },
            ],
          },
        },
      },
      orders: {
        instances: { count: 3, zones: ['az-a', 'az-b'], speeds: [1, 1, 0.5], weights: [1, 1, 1] },
        concurrency: 8,
        queue: { capacity: 100, discipline: 'fifo' },
        endpoints: {
          place: { errorRate: '0.1%', steps: [{ work: { exponential: { mean: '5ms' } } }] },
          list: { steps: [{ work: { uniform: { min: '1ms', max: '3ms' } } }] },
        },
        discovery: { mode: 'client', heartbeat: '5s', lease: '15s', leaseFactor: 2, sweep: '1s', fetch: '10s' },
      },
      stock: { instances: 2, work: '2ms', errorRate: 0 },
    },
    links: {
      '*': { timeout: '1s' },
      'web->*': {
        retry: { maxAttempts: 2, on: ['timeout'], backoff: { base: '10ms', multiplier: 2, jitter: 'full' } },
      },
      'web->orders': { balancer: { policy: 'least-request', choices: 2 }, retry: { maxAttempts: 3 } },
    },
    workloads: {
      shoppers: {
        call: 'web.home',
        arrivals: { poisson: '50/s' },
        profile: [{ at: '60s', scale: 3, ramp: '10s' }],
        clients: 2,
      },
      batch: { call: 'orders.list', arrivals: { closed: { users: 5, think: '1s' } } },
    },
    faults: [
      { id: 'f1', at: '60s', for: '30s', crash: { target: 'orders#2', host: false } },
      { mtbf: '10m', mttr: '30s', crash: { target: 'stock' } },
      { at: '20s', for: '5s', slow: { target: '50% of orders', factor: 10, share: '50%' } },
      { at: '30s', for: '5s', error: { target: 'zone:az-a', rate: '30%', after: '1ms' } },
    ],
    slos: [{ name: 'fast', target: '99%', of: 'workloads.shoppers', under: '300ms' }],
    view: { positions: { web: [1, 2] } },
  };
}

/** One service and one workload: the least that runs. */
export function queue(service: Document = {}, link: Document | null = null): Document {
  return {
    version: 1,
    services: { server: { work: { exponential: { mean: '10ms' } }, ...service } },
    ...(link === null ? {} : { links: { 'clients->server': link } }),
    workloads: { clients: { call: 'server', arrivals: { poisson: '50/s' } } },
  };
}

/** @throws every problem, when there is one */
export function accepted(input: unknown, options: Parameters<typeof parseScenario>[1] = {}): Scenario {
  const reading = parseScenario(input, options);
  if (!reading.ok) throw new Error(reading.problems.map((problem) => formatProblem(problem)).join('\n'));
  return reading.scenario;
}

export function problemsOf(input: unknown, options: Parameters<typeof parseScenario>[1] = {}): readonly Problem[] {
  const reading = parseScenario(input, options);
  return reading.ok ? [] : reading.problems;
}

/** "code path" of every problem: what most tests compare. */
export function findings(input: unknown, options: Parameters<typeof parseScenario>[1] = {}): string[] {
  return problemsOf(input, options).map(({ code, path }) => `${code} ${path}`);
}
