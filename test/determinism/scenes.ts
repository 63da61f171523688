/** Scenarios that use the features which could tempt an engine to depend on something it must not. */
import type { Scenario } from '../../sim-core/index.ts';
import { accepted } from '../scenario/documents.ts';

export type Document = Record<string, unknown>;

/** Two callers, three layers, leases, crashes, losses, timeouts, retries and parallel calls; two seconds of them. */
export function everything(): Document {
  return {
    version: 1,
    name: 'everything at once',
    seed: 7,
    duration: '2s',
    warmup: '200ms',
    metrics: { window: '100ms' },
    zones: { a: {}, b: {} },
    network: { latency: { lognormal: { mean: '1ms', cv: 0.5 } }, loss: '1%', rto: '20ms' },
    services: {
      front: {
        instances: { count: 2, zones: ['a', 'b'] },
        concurrency: 8,
        endpoints: {
          page: {
            responseSize: '16KiB',
            steps: [
              { work: { exponential: { mean: '2ms' } } },
              { parallel: [{ call: 'left' }, { call: 'right', count: 2 }], need: 2 },
              { work: '1ms' },
            ],
          },
        },
      },
      left: {
        instances: 3,
        concurrency: 2,
        discovery: { mode: 'client', heartbeat: '100ms', lease: '300ms', fetch: '150ms', sweep: '50ms' },
        work: { gamma: { mean: '5ms', shape: 0.7 } },
        errorRate: '3%',
      },
      right: {
        concurrency: 4,
        threading: 'async',
        queue: { capacity: 20 },
        steps: [{ work: { exponential: { mean: '3ms' } } }, { call: 'left', probability: 0.3 }, { work: '500us' }],
      },
    },
    links: {
      '*': {
        timeout: '60ms',
        retry: {
          maxAttempts: 3,
          on: ['timeout', 'error', 'connect-failure', 'reset', 'unavailable'],
          backoff: { base: '5ms', jitter: 'full' },
        },
      },
      'front->left': { balancer: { policy: 'least-request' } },
      'front->right': { network: { bandwidth: '100Mbps' } },
    },
    workloads: {
      open: {
        call: 'front',
        arrivals: { poisson: 150 },
        clients: 3,
        profile: [{ at: '1s', scale: 1.5, ramp: '300ms' }],
      },
      closed: { call: 'right', arrivals: { closed: { users: 6, think: { exponential: { mean: '40ms' } } } } },
    },
    faults: [
      { id: 'dead', at: '500ms', for: '400ms', crash: { target: 'left#2' } },
      { id: 'slow', at: '900ms', for: '300ms', slow: { target: '50% of left', factor: 6, share: '80%' } },
      { mtbf: '700ms', mttr: '100ms', crash: { target: 'right' } },
      { at: '1400ms', for: '200ms', error: { target: 'front#1', rate: '30%', after: '1ms' } },
    ],
  };
}

/** Overloaded queues that are not served in order, with crashes, retries and branches that nobody waits for. */
export function queues(): Document {
  return {
    version: 1,
    name: 'queues',
    seed: 5,
    duration: '2s',
    metrics: { window: '100ms' },
    services: {
      front: {
        threading: 'async',
        queue: { discipline: 'lifo' },
        steps: [
          { work: { exponential: { mean: '3ms' } } },
          {
            parallel: [{ call: 'back' }, { steps: [{ work: '4ms' }] }, { steps: [{ delay: '1ms' }, { work: '2ms' }] }],
            need: 'any',
          },
          { work: '1ms' },
        ],
      },
      back: {
        instances: 2,
        queue: { discipline: 'adaptive-lifo', capacity: 30, maxWait: { exponential: { mean: '80ms' } } },
        work: { exponential: { mean: '12ms' } },
        steps: [{ delay: { exponential: { mean: '5ms' } } }, { work: '3ms' }],
      },
    },
    links: { '*': { timeout: '150ms', retry: { maxAttempts: 2, on: ['timeout', 'unavailable', 'reset'] } } },
    workloads: { caller: { call: 'front', arrivals: { poisson: 130 } } },
    faults: [{ mtbf: '500ms', mttr: '100ms', crash: { target: 'back' } }],
  };
}

/** Doors that limit, wait and shed, with crashes and retries. */
export function doors(): Document {
  const retry = { maxAttempts: 2, backoff: { base: '3ms' }, on: ['unavailable', 'reset', 'timeout'] };
  const rateLimit = (algorithm: string, wait: string) => ({ algorithm, rate: '50/s', burst: 4, wait });
  const worker = { exponential: { mean: '12ms' } };
  return {
    version: 1,
    name: 'doors',
    seed: 8,
    duration: '2s',
    metrics: { window: '100ms' },
    services: {
      front: {
        threading: 'async',
        concurrency: 4,
        admission: { maxConcurrency: 5 },
        steps: [{ parallel: [{ call: 'bucket' }, { call: 'queue' }, { call: 'window' }], need: 2 }],
      },
      bucket: { instances: 2, work: worker, admission: { rateLimit: rateLimit('gcra', '20ms'), codel: {} } },
      queue: {
        instances: 2,
        work: worker,
        queue: { discipline: 'adaptive-lifo' },
        admission: { rateLimit: rateLimit('leaky-bucket', '30ms'), codel: { target: '5ms', interval: '30ms' } },
      },
      window: { instances: 2, work: worker, admission: { rateLimit: rateLimit('sliding-window', '0ms') } },
    },
    links: { '*': { timeout: '100ms', retry } },
    workloads: { caller: { call: 'front', arrivals: { poisson: 120 } } },
    faults: [
      { mtbf: '400ms', mttr: '60ms', crash: { target: 'bucket' } },
      { mtbf: '400ms', mttr: '60ms', crash: { target: 'queue' } },
    ],
  };
}

/** Small caches with single flight and stale answers, one in the other, flushed, and lost with their instances; and an optimistic endpoint. */
export function caches(): Document {
  const outer = { ttl: '30ms', staleOnError: true, singleFlight: true, scope: 'service' };
  const inner = { keys: { zipf: { n: 30, s: 0.9 } }, capacity: 8, singleFlight: true };
  return {
    version: 1,
    name: 'caches',
    seed: 9,
    duration: '2s',
    metrics: { window: '100ms' },
    services: {
      front: {
        instances: 3,
        concurrency: 12,
        threading: 'async',
        steps: [
          { cache: { ...outer, miss: [{ work: '500us' }, { cache: { ...inner, miss: [{ call: 'back' }] } }] } },
          {
            parallel: [{ steps: [{ cache: { ...inner, miss: [{ call: 'back' }] } }] }, { steps: [{ delay: '4ms' }] }],
            need: 'any',
          },
          { cache: { hitRatio: 0.6, miss: [{ work: '1ms' }] } },
          { call: 'tally', probability: 0.2 },
        ],
      },
      tally: { concurrency: 40, endpoints: { default: { optimistic: true, steps: [{ work: '3ms' }] } } },
      back: { concurrency: 40, work: { exponential: { mean: '8ms' } }, errorRate: '15%' },
    },
    links: { '*': { timeout: '60ms' } },
    workloads: { caller: { call: 'front', arrivals: { poisson: 600 }, keys: { zipf: { n: 40 } } } },
    faults: [
      { mtbf: '300ms', mttr: '60ms', crash: { target: 'front' } },
      { mtbf: '250ms', mttr: '1ms', cacheFlush: { target: '50% of front' } },
    ],
  };
}

/** Leaves of unlimited concurrency, so that an attempt's time at the server is its demand alone. */
export function demands(): Document {
  return {
    version: 1,
    name: 'demands',
    seed: 11,
    duration: '5s',
    services: {
      front: { concurrency: 'infinite', steps: [{ call: 'leaf' }, { parallel: [{ call: 'leaf' }, { call: 'leaf' }] }] },
      leaf: { instances: 3, concurrency: 'infinite', work: { exponential: { mean: '10ms' } }, errorRate: '20%' },
    },
    links: { '*': { timeout: '40ms' } },
    workloads: { caller: { call: 'front', arrivals: { poisson: 100 } } },
  };
}

export const scenarioOf = (document: Document): Scenario => accepted(document);
