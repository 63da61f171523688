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

/** Messages that nobody waits for, lost and sent again, behind guards and from senders that crash. */
export function messages(): Document {
  return {
    version: 1,
    name: 'messages',
    seed: 13,
    duration: '2s',
    metrics: { window: '100ms' },
    network: { latency: { exponential: { mean: '1ms' } }, loss: '2%', rto: '40ms' },
    services: {
      shop: {
        instances: 2,
        concurrency: 3,
        cancellation: 'all',
        steps: [
          { work: { exponential: { mean: '4ms' } } },
          { send: 'mail', count: 2, probability: '80%' },
          { parallel: [{ call: 'stock' }, { steps: [{ send: 'mail' }, { delay: '6ms' }] }], need: 'any' },
        ],
      },
      mail: {
        instances: 2,
        cancellation: 'queued',
        queue: { capacity: 40, shared: true, maxWait: { exponential: { mean: '200ms' } } },
        delivery: { visibility: '25ms', maxDeliveries: 2, deadLetter: 'dead' },
        work: { exponential: { mean: '5ms' } },
        errorRate: '10%',
        steps: [{ send: 'log', probability: '50%' }],
      },
      stock: { work: { exponential: { mean: '3ms' } } },
      log: { concurrency: 'infinite', work: '2ms' },
      dead: { work: '1ms' },
    },
    links: {
      '*': { timeout: '120ms', retry: { maxAttempts: 2, on: ['timeout', 'error', 'unavailable', 'reset'] } },
      'shop->mail': { bulkhead: { maxConcurrent: 4, maxPending: 10 } },
    },
    workloads: { buyers: { call: 'shop', arrivals: { poisson: 150 } } },
    faults: [
      { mtbf: '400ms', mttr: '60ms', crash: { target: 'shop' } },
      { mtbf: '600ms', mttr: '60ms', crash: { target: 'mail#1', host: true } },
    ],
  };
}

/** Every balancer that remembers, hashes or is told something, with leases that let views change, crashes and late answers. */
export function balancing(): Document {
  const leased = { mode: 'client', heartbeat: '60ms', lease: '150ms', fetch: '70ms' };
  const leaf = { instances: { count: 4, weights: [1, 2, 1, 3] }, work: { exponential: { mean: '6ms' } } };
  const policies: Record<string, Document> = {
    weighted: { policy: 'weighted-round-robin', slowStart: { window: '300ms' } },
    least: { policy: 'least-request', slowStart: { window: '200ms', aggression: 1.5 }, activeRequestBias: 0.8 },
    peak: { policy: 'peak-ewma', decayTime: '200ms' },
    ring: { policy: 'ring-hash', minimumRingSize: 200, hashBalanceFactor: 125 },
    table: { policy: 'maglev', tableSize: 1009 },
    first: { policy: 'first' },
    kept: { policy: 'random', per: 'connection' },
    told: { policy: 'least-connections', loads: { shared: '30ms' } },
    part: { policy: 'least-request', subset: { kind: 'random', size: 2 } },
    arc: { policy: 'peak-ewma', subset: { kind: 'deterministic-aperture', size: 1 } },
    shard: { policy: 'random', subset: { kind: 'shuffle', size: 2 } },
  };
  const names = Object.keys(policies);
  return {
    version: 1,
    name: 'balancing',
    seed: 11,
    duration: '2s',
    metrics: { window: '100ms' },
    network: { latency: '500us' },
    services: {
      front: { instances: 2, concurrency: 'infinite', steps: [{ parallel: names.map((call) => ({ call })), need: 3 }] },
      ...Object.fromEntries(names.map((name) => [name, { ...leaf, discovery: leased }])),
    },
    links: {
      '*': {
        timeout: '40ms',
        retry: { maxAttempts: 3, on: ['timeout', 'reset', 'connect-failure'], avoidPrevious: true },
      },
      ...Object.fromEntries(names.map((name) => [`front->${name}`, { balancer: policies[name] }])),
    },
    workloads: { caller: { call: 'front', arrivals: { poisson: 150 }, keys: { zipf: { n: 40, s: 1 } } } },
    faults: [
      ...names.map((name) => ({ mtbf: '600ms', mttr: '250ms', crash: { target: name } })),
      { at: '700ms', for: '200ms', crash: { target: 'front#1' } },
    ],
  };
}

/** Callers and instances in three zones between which messages take long, are lost and queue for narrow pipes. */
export function zoned(): Document {
  return {
    version: 1,
    name: 'zoned',
    seed: 3,
    duration: '2s',
    metrics: { window: '100ms' },
    zones: { x: {}, y: {}, z: {} },
    network: {
      latency: '100us',
      rto: '20ms',
      between: { 'x->y': { latency: { exponential: { mean: '3ms' } }, loss: '5%' }, 'x->z': { bandwidth: '2Mbps' } },
    },
    services: {
      front: {
        instances: { count: 3, zones: ['x', 'y', 'z'] },
        concurrency: 8,
        steps: [{ work: '1ms' }, { call: 'back' }],
      },
      back: {
        instances: { count: 8, zones: ['x', 'y', 'x', 'z'] },
        endpoints: {
          go: { requestSize: '2KiB', responseSize: '4KiB', steps: [{ work: { exponential: { mean: '8ms' } } }] },
        },
      },
    },
    links: {
      '*': { timeout: '80ms', retry: { maxAttempts: 2, on: ['timeout', 'reset', 'connect-failure'] } },
      'front->back': { network: { per: 'instance' }, balancer: { locality: { zoneAware: { minClusterSize: 4 } } } },
      'caller->front': { balancer: { policy: 'random' } },
    },
    workloads: { caller: { call: 'front', zone: 'x', arrivals: { poisson: 200 }, clients: 2 } },
    faults: [{ mtbf: '500ms', mttr: '100ms', crash: { target: 'back', host: true } }],
  };
}

/** Callers that guard themselves, per service and per instance, against services that fail, crash and are too slow. */
export function guards(): Document {
  return {
    version: 1,
    name: 'guards',
    seed: 13,
    duration: '2s',
    warmup: '200ms',
    metrics: { window: '100ms' },
    services: {
      front: {
        instances: 2,
        concurrency: 20,
        steps: [
          { parallel: [{ call: 'left' }, { call: 'right' }], need: 'any' },
          { call: 'far', probability: 0.7 },
        ],
      },
      left: { instances: 4, concurrency: 2, work: { exponential: { mean: '6ms' } }, errorRate: '5%' },
      right: {
        ...{ instances: 3, concurrency: 1, queue: { capacity: 3 }, work: { exponential: { mean: '8ms' } } },
        discovery: { mode: 'client', heartbeat: '50ms', lease: '150ms', fetch: '80ms', sweep: '30ms' },
      },
      far: { instances: 2, concurrency: 3, work: { gamma: { mean: '9ms', shape: 0.6 } }, errorRate: '20%' },
    },
    links: {
      '*': { timeout: '50ms', retry: { maxAttempts: 3, on: ['timeout', 'error', 'unavailable', 'reset'] } },
      '*->left': {
        outlierDetection: {
          ...{ consecutive5xx: 3, interval: '60ms', baseEjectionTime: '40ms', maxEjectionTimeJitter: '20ms' },
          ...{ maxEjectionPercent: '75%', successRateMinimumHosts: 2, successRateRequestVolume: 5 },
        },
        circuitBreaker: { kind: 'consecutive', scope: 'instance', consecutive: 3, openFor: '70ms' },
      },
      '*->right': { adaptiveThrottle: { k: 1.2, window: '300ms' }, outlierDetection: { maxEjectionPercent: '100%' } },
      '*->far': {
        circuitBreaker: {
          ...{ window: { time: '150ms' }, minCalls: 5, failureRate: '30%', slowCall: { rate: '40%', over: '15ms' } },
          ...{ openFor: '60ms', halfOpenCalls: 3, maxWaitDurationInHalfOpenState: '90ms' },
        },
        fallback: { after: '1ms' },
      },
      'caller->front': { circuitBreaker: { kind: 'limits', maxRequests: 3, maxConnections: 4, maxRetries: 2 } },
    },
    workloads: { caller: { call: 'front', arrivals: { poisson: 300 }, clients: 3 } },
    faults: [
      { at: '400ms', for: '500ms', error: { target: 'left#1', rate: '90%' } },
      { at: '900ms', for: '300ms', slow: { target: 'far', factor: 5 } },
      { mtbf: '600ms', mttr: '80ms', crash: { target: 'right' } },
      { at: '1300ms', for: '50ms', crash: { target: 'front#1' } },
    ],
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
        steps: [{ parallel: [{ call: 'bucket' }, { call: 'queue' }, { call: 'window' }, { call: 'found' }], need: 3 }],
      },
      bucket: { instances: 2, work: worker, admission: { rateLimit: rateLimit('gcra', '20ms'), codel: {} } },
      queue: {
        instances: 2,
        work: worker,
        queue: { discipline: 'adaptive-lifo' },
        admission: { rateLimit: rateLimit('leaky-bucket', '30ms'), codel: { target: '5ms', interval: '30ms' } },
      },
      window: {
        instances: 2,
        work: worker,
        admission: {
          rateLimit: rateLimit('sliding-window', '0ms'),
          adaptiveConcurrency: { algorithm: 'vegas', initialLimit: 4 },
        },
      },
      found: {
        instances: 2,
        work: worker,
        admission: {
          adaptiveConcurrency: {
            algorithm: 'gradient',
            minRttCalcParams: { interval: '300ms', requestCount: 10, minConcurrency: 1 },
          },
        },
      },
    },
    links: { '*': { timeout: '100ms', retry } },
    workloads: { caller: { call: 'front', arrivals: { poisson: 120 } } },
    faults: [
      { mtbf: '400ms', mttr: '60ms', crash: { target: 'bucket' } },
      { mtbf: '400ms', mttr: '60ms', crash: { target: 'queue' } },
    ],
  };
}

/** Users in sessions, a herd, and rates that jump, all through several services; two seconds of them. */
export function crowds(): Document {
  const pause = { exponential: { mean: '60ms' } };
  return {
    version: 1,
    name: 'crowds',
    seed: 3,
    duration: '2s',
    metrics: { window: '100ms' },
    services: {
      home: { instances: 2, concurrency: 4, work: { exponential: { mean: '4ms' } } },
      cart: { concurrency: 3, work: { exponential: { mean: '6ms' } }, errorRate: '10%', queue: { capacity: 30 } },
    },
    links: { '*': { timeout: '100ms', retry: { maxAttempts: 2, on: ['timeout', 'error', 'reset', 'unavailable'] } } },
    workloads: {
      bursty: {
        session: [{ call: 'home', think: pause }, { call: 'cart', think: '20ms' }, { call: 'home' }],
        arrivals: { bursty: { rates: [30, 0, 250], stay: [pause, '50ms', { exponential: { mean: '100ms' } }] } },
        profile: [{ at: '1s', scale: 2, ramp: '500ms' }],
        clients: 3,
      },
      herd: {
        call: 'cart',
        arrivals: { constant: 5 },
        population: { clients: 80, reconnectAt: ['400ms', '1200ms'], over: '200ms' },
      },
      users: {
        session: [
          { call: 'home', think: pause },
          { call: 'cart', think: '30ms' },
        ],
        arrivals: { closed: { users: 8, think: pause } },
      },
    },
    faults: [{ mtbf: '500ms', mttr: '80ms', crash: { target: 'home' } }],
  };
}

/** Shared workers and queues by priority, with branches that nobody waits for, slow faults and crashes. */
export function classes(): Document {
  return {
    version: 1,
    name: 'classes',
    seed: 13,
    duration: '2s',
    metrics: { window: '100ms' },
    services: {
      front: {
        threading: 'async',
        concurrency: 2,
        queue: { discipline: 'ps', capacity: 20 },
        steps: [
          { work: { exponential: { mean: '6ms' } } },
          { parallel: [{ call: 'sorted' }, { call: 'shared' }, { steps: [{ work: '9ms' }] }], need: 2 },
          { work: '1ms' },
        ],
      },
      sorted: {
        instances: 2,
        queue: { discipline: 'priority', maxWait: { exponential: { mean: '80ms' } }, dropExpired: true },
        admission: { maxConcurrency: 9, priority: [0, 3].map((atLeast) => ({ atLeast, share: atLeast / 6 + 0.5 })) },
        work: { exponential: { mean: '12ms' } },
        steps: [{ delay: '2ms' }, { work: '2ms' }],
      },
      shared: {
        instances: { count: 2, speeds: [1, 1.5] },
        queue: { discipline: 'ps' },
        work: { lognormal: { mean: '9ms', cv: 2 } },
        steps: [{ parallel: [{ steps: [{ work: '2ms' }] }, { steps: [{ work: '5ms' }] }], need: 'any' }],
      },
    },
    links: {
      '*': { timeout: '120ms', retry: { maxAttempts: 2, on: ['timeout', 'unavailable', 'reset'] } },
      'front->sorted': { deadline: '70ms', propagateDeadline: true },
    },
    workloads: {
      many: { call: 'front', arrivals: { poisson: 90 } },
      few: { call: 'front', arrivals: { poisson: 40 }, priority: 3 },
    },
    faults: [
      { mtbf: '500ms', mttr: '60ms', crash: { target: 'sorted' } },
      { mtbf: '500ms', mttr: '60ms', crash: { target: 'shared' } },
      { at: '1s', for: '300ms', slow: { target: 'shared#1', factor: 3, share: '50%' } },
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

/**
 * Callers and callees that are paused, by faults and to collect garbage, with everything that has timers; work that grows,
 * queues that kill, and restarts.
 */
export function strained(): Document {
  const restart = { delay: '20ms', backoff: { base: '10ms', max: '60ms', resetAfter: '300ms' }, startup: '5ms' };
  return {
    version: 1,
    name: 'strained',
    seed: 17,
    duration: '2s',
    metrics: { window: '100ms' },
    network: { latency: '500us', loss: '1%', rto: '15ms' },
    services: {
      front: {
        instances: 2,
        concurrency: 6,
        cancellation: 'all',
        growth: { perInFlight: '1%', gc: { alloc: '1MB', every: '40MB', pause: '12ms' } },
        steps: [
          { delay: '1ms' },
          { cache: { ttl: '20ms', scope: 'service', singleFlight: true, miss: [{ call: 'back' }] } },
          { parallel: [{ call: 'shared' }, { call: 'back' }, { steps: [{ work: '2ms' }] }], need: 2 },
        ],
      },
      back: {
        instances: 2,
        queue: { maxWait: '60ms' },
        admission: { rateLimit: { rate: '300/s', burst: 5, wait: '10ms' } },
        discovery: { mode: 'client', heartbeat: '60ms', lease: '130ms', fetch: '70ms' },
        growth: { perInFlight: '5%' },
        overload: { crashAtQueue: 9 },
        restart,
        work: { exponential: { mean: '6ms' } },
      },
      shared: {
        queue: { discipline: 'ps' },
        growth: { gc: { alloc: '3MB', every: '100MB', pause: '15ms' } },
        restart,
        work: { exponential: { mean: '3ms' } },
      },
    },
    links: {
      '*': { timeout: '50ms', retry: { maxAttempts: 2, on: ['timeout', 'reset', 'unavailable', 'connect-failure'] } },
      'front->shared': {
        hedge: { delay: '8ms', maxAttempts: 2 },
        pool: { maxConnections: 6, handshake: { roundTrips: 2 }, idleTimeout: '30ms' },
      },
      'front->back': {
        rateLimit: { rate: '400/s', burst: 4, wait: '5ms' },
        outlierDetection: { interval: '100ms', baseEjectionTime: '100ms', maxEjectionPercent: '50%' },
        circuitBreaker: { kind: 'consecutive', openFor: '40ms' },
        deadline: '90ms',
        fallback: { after: '1ms' },
      },
    },
    workloads: { caller: { call: 'front', arrivals: { poisson: 140 }, keys: { zipf: { n: 20 } } } },
    faults: [
      { mtbf: '200ms', mttr: '30ms', pause: { target: 'front' } },
      { mtbf: '200ms', mttr: '30ms', pause: { target: 'back' } },
      { mtbf: '150ms', mttr: '40ms', pause: { target: 'shared' } },
      { mtbf: '500ms', mttr: '30ms', crash: { target: 'front' } },
      { mtbf: '500ms', mttr: '30ms', crash: { target: 'shared' } },
      { at: '900ms', crash: { target: 'shared', host: true } },
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
