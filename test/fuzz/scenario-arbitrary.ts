/**
 * Random valid scenarios: small enough to run in milliseconds, and able to have every feature at once. Services call
 * only services after them, or, with a probability below 1, themselves.
 */
import * as fc from 'fast-check';
import { profiles } from '../../sim-core/policies/profiles/index.ts';

export type Document = Record<string, unknown>;

const SERVICES_MAX = 4;

const milliseconds = (min: number, max: number) => fc.integer({ min, max }).map((value) => `${value}ms`);
const microseconds = fc.integer({ min: 0, max: 20_000 }).map((value) => `${value}us`);
const share = (max: number) => fc.integer({ min: 0, max: max * 100 }).map((percent) => `${percent}%`);
const often = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const seldom = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

const mean = microseconds;
const distribution: fc.Arbitrary<unknown> = fc.oneof(
  microseconds,
  fc.record({ constant: microseconds }),
  fc.record({ exponential: fc.record({ mean }) }),
  fc.record({ uniform: fc.constant({ min: '1ms', max: '9ms' }) }),
  fc.record({ normal: fc.constant({ mean: '5ms', stddev: '3ms' }) }),
  fc.record({ lognormal: fc.record({ mean: milliseconds(1, 20), cv: fc.constantFrom(0.2, 1, 2.5) }) }),
  fc.record({ lognormal: fc.constant({ p50: '3ms', p99: '40ms' }) }),
  fc.record({ gamma: fc.record({ mean: milliseconds(1, 10), shape: fc.constantFrom(0.4, 1, 3) }) }),
  fc.record({ erlang: fc.record({ mean: milliseconds(1, 10), k: fc.integer({ min: 1, max: 5 }) }) }),
  fc.record({ weibull: fc.constant({ scale: '4ms', shape: 1.5 }) }),
  fc.record({ pareto: fc.constant({ scale: '1ms', shape: 1.8, cap: '200ms' }) }),
  fc.record({
    hyperexponential: fc.constant([
      { p: 0.8, mean: '2ms' },
      { p: 0.2, mean: '20ms' },
    ]),
  }),
  fc.record({
    mixture: fc.constant([
      { p: 0.5, of: '1ms' },
      { p: 0.5, of: { exponential: { mean: '8ms' } } },
    ]),
  }),
  fc.record({ shifted: fc.constant({ by: '1ms', of: { exponential: { mean: '2ms' } } }) }),
  fc.record({ percentiles: fc.constant({ '50': '2ms', '99': '30ms', '100': '60ms' }) }),
  fc.record({ empirical: fc.constant(['1ms', '2ms', '2ms', '15ms']) }),
);

const callStep = fc.record(
  {
    later: fc.nat(SERVICES_MAX),
    probability: fc.constantFrom(0.2, 0.5, 1),
    count: fc.constantFrom(1, 1, 1, 2),
  },
  { requiredKeys: ['later', 'probability', 'count'] },
);
type CallPlan = { later: number; probability: number; count: number };

const cacheKeys = fc.oneof(
  fc.record({ hitRatio: share(1) }),
  fc.record({
    ttl: fc.constantFrom('0ms', '20ms', 'infinite'),
    keys: seldom(fc.constantFrom<unknown>(1, 20, { zipf: { n: 50, s: 0.9 } })),
    capacity: fc.constantFrom<unknown>(0, 3, 'infinite'),
    scope: fc.constantFrom('instance', 'service'),
    singleFlight: fc.boolean(),
    staleOnError: fc.boolean(),
  }),
);

type StepPlan =
  | { kind: 'cache'; cache: object; of: unknown; call: CallPlan }
  | { kind: 'work' | 'delay'; of: unknown }
  | { kind: 'call' | 'send'; call: CallPlan }
  | { kind: 'parallel'; calls: CallPlan[]; need: unknown; extra: unknown }
  | { kind: 'choose'; of: unknown; call: CallPlan };

const stepPlan: fc.Arbitrary<StepPlan> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('work' as const), of: distribution }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delay' as const), of: distribution }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('call' as const), call: callStep }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('send' as const), call: callStep }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('parallel' as const),
      calls: fc.array(callStep, { minLength: 1, maxLength: 2 }),
      need: fc.constantFrom('all', 'any', 1),
      extra: fc.array(fc.oneof(fc.record({ work: distribution }), fc.record({ delay: distribution })), {
        minLength: 1,
        maxLength: 2,
      }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('cache' as const), cache: cacheKeys, of: distribution, call: callStep }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('choose' as const), of: distribution, call: callStep }) },
);

const doorPlan = fc.record(
  {
    rateLimit: fc.record({
      algorithm: fc.constantFrom('token-bucket', 'leaky-bucket', 'gcra', 'sliding-window'),
      rate: fc.constantFrom('20/s', '150/s', 700),
      burst: fc.constantFrom(1, 3, 20),
      wait: fc.constantFrom('0s', '12ms', 'infinite'),
    }),
    maxConcurrency: fc.integer({ min: 0, max: 20 }),
    adaptiveConcurrency: fc.oneof(
      fc.record({
        algorithm: fc.constant('gradient2'),
        minLimit: fc.integer({ min: 1, max: 5 }),
        initialLimit: fc.integer({ min: 1, max: 9 }),
      }),
      fc.record({ algorithm: fc.constant('vegas'), initialLimit: fc.integer({ min: 1, max: 9 }) }),
      fc.record({ algorithm: fc.constant('aimd'), minLimit: fc.constant(1), timeout: milliseconds(5, 50) }),
      fc.record({
        algorithm: fc.constant('gradient'),
        concurrencyUpdateInterval: milliseconds(5, 100),
        minRttCalcParams: fc.record({
          interval: milliseconds(50, 500),
          requestCount: fc.integer({ min: 1, max: 6 }),
          minConcurrency: fc.integer({ min: 1, max: 4 }),
        }),
      }),
    ),
    codel: fc.record({ target: milliseconds(0, 10), interval: milliseconds(0, 100) }),
    priority: fc.constantFrom(
      [
        { atLeast: 0, share: '50%' },
        { atLeast: 1, share: '100%' },
      ],
      [{ atLeast: 1, share: '70%' }],
    ),
  },
  { requiredKeys: [] },
);

const servicePlan = fc.record({
  steps: fc.array(stepPlan, { minLength: 1, maxLength: 3 }),
  instances: fc.oneof(
    fc.integer({ min: 1, max: 4 }),
    fc.constant({ count: 3, zones: ['here', 'there'], speeds: [1, 0.5, 2], weights: [2, 1, 4] }),
  ),
  concurrency: fc.constantFrom<number | string>(1, 2, 8, 'infinite'),
  threading: fc.constantFrom('blocking', 'async'),
  capacity: seldom(fc.integer({ min: 0, max: 10 })),
  maxWait: seldom(distribution),
  dropExpired: seldom(fc.boolean()),
  admission: seldom(doorPlan),
  discipline: fc.constantFrom('fifo', 'fifo', 'lifo', 'adaptive-lifo', 'priority', 'ps'),
  shared: fc.constantFrom(false, false, true),
  delivery: seldom(
    fc.record({
      visibility: milliseconds(0, 60),
      maxDeliveries: fc.integer({ min: 1, max: 4 }),
      isBuried: fc.boolean(),
    }),
  ),
  cancellation: fc.constantFrom('none', 'none', 'queued', 'all'),
  errorRate: often(share(0.4)),
  optimistic: seldom(fc.constant(true)),
  growth: seldom(
    fc.record(
      {
        perInFlight: fc.constantFrom('0%', '3%', '50%'),
        gc: fc.record({
          alloc: fc.constantFrom('0B', '1MB'),
          every: fc.constantFrom('1B', '7MB'),
          pause: milliseconds(0, 60),
        }),
      },
      { requiredKeys: [] },
    ),
  ),
  overload: seldom(fc.record({ crashAtQueue: fc.integer({ min: 1, max: 12 }) })),
  restart: seldom(
    fc.record(
      {
        delay: milliseconds(0, 100),
        backoff: fc.constantFrom({}, { base: '10ms', max: '50ms', resetAfter: '200ms' }),
        startup: distribution,
      },
      { requiredKeys: [] },
    ),
  ),
  sizes: seldom(
    fc.record({ requestSize: fc.constantFrom('0B', '2KiB'), responseSize: fc.constantFrom('512B', '64KiB') }),
  ),
  discovery: seldom(
    fc.record({
      mode: fc.constant('client'),
      heartbeat: milliseconds(50, 300),
      lease: milliseconds(200, 900),
      fetch: milliseconds(50, 500),
      sweep: fc.constantFrom('0s', '200ms'),
      responseCache: fc.constantFrom('0s', '150ms'),
    }),
  ),
});
type ServicePlan = typeof servicePlan extends fc.Arbitrary<infer Plan> ? Plan : never;

const budget = fc.oneof(
  fc.record({
    kind: fc.constant('window'),
    ratio: share(1),
    minPerSecond: fc.constantFrom(0, 1, 10),
    ttl: milliseconds(10, 1000),
  }),
  fc.record({ kind: fc.constant('concurrency'), ratio: share(1), min: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ kind: fc.constant('tokens'), max: fc.integer({ min: 1, max: 20 }), ratio: share(1) }),
  fc.record({
    kind: fc.constant('quota'),
    tokens: fc.integer({ min: 0, max: 100 }),
    cost: fc.integer({ max: 10, min: 0 }),
  }),
);

const retry = fc.record({
  maxAttempts: fc.integer({ min: 1, max: 3 }),
  on: fc.subarray(['connect-failure', 'reset', 'unavailable', 'timeout', 'error', 'no-instance'], { minLength: 3 }),
  backoff: fc.record({
    base: milliseconds(0, 30),
    max: fc.constantFrom('infinite', '50ms'),
    multiplier: fc.constantFrom(1, 2),
    jitter: fc.constantFrom('none', 'full', 'equal', 'decorrelated', '20%'),
  }),
  avoidPrevious: fc.boolean(),
  budget: seldom(budget),
});

const hedge = fc.record({
  delay: fc.oneof(milliseconds(0, 40), fc.constantFrom('infinite', { percentile: '90%' })),
  maxAttempts: fc.integer({ min: 1, max: 4 }),
  tied: fc.boolean(),
});

const locality = seldom(
  fc.record({ zoneAware: fc.record({ minClusterSize: fc.integer({ min: 0, max: 3 }) }) }, { requiredKeys: [] }),
);

const subset = seldom(
  fc.record({
    kind: fc.constantFrom('random', 'deterministic-aperture', 'shuffle'),
    size: fc.integer({ min: 1, max: 3 }),
  }),
);

const breaker = fc.oneof(
  fc.record({
    kind: fc.constant('failure-rate'),
    scope: fc.constantFrom('service', 'instance'),
    window: fc.constantFrom({ calls: 4 }, { calls: 20 }, { time: '300ms' }, { time: '1s', buckets: 3 }),
    minCalls: fc.integer({ min: 1, max: 10 }),
    failureRate: share(1),
    slowCall: seldom(fc.record({ rate: share(1), over: milliseconds(1, 50) })),
    openFor: milliseconds(1, 300),
    halfOpenCalls: fc.integer({ min: 1, max: 5 }),
    maxWaitDurationInHalfOpenState: fc.constantFrom('infinite', '100ms'),
    automaticTransitionFromOpenToHalfOpen: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('consecutive'),
    scope: fc.constantFrom('service', 'instance'),
    consecutive: fc.integer({ min: 1, max: 5 }),
    markDeadFor: fc.constantFrom({ start: '20ms', maximum: '200ms' }, { start: '100ms', maximum: '100ms' }),
  }),
  fc.record({
    kind: fc.constant('limits'),
    scope: fc.constantFrom('service', 'instance'),
    maxRequests: fc.integer({ min: 1, max: 8 }),
    maxConnections: fc.constantFrom(1, 5, 'infinite'),
    maxPendingRequests: fc.constantFrom(0, 3, 'infinite'),
    maxRetries: fc.constantFrom(0, 2, 'infinite'),
  }),
);

const outlierDetection = fc.record({
  consecutive5xx: fc.integer({ min: 0, max: 4 }),
  enforcingConsecutiveGatewayFailure: fc.constantFrom('0%', '50%', '100%'),
  interval: milliseconds(20, 300),
  baseEjectionTime: milliseconds(0, 300),
  maxEjectionTimeJitter: milliseconds(0, 100),
  maxEjectionPercent: share(1),
  alwaysEjectOneHost: fc.boolean(),
  successRateMinimumHosts: fc.integer({ min: 1, max: 3 }),
  successRateRequestVolume: fc.integer({ min: 1, max: 10 }),
  enforcingFailurePercentage: fc.constantFrom('0%', '100%'),
  failurePercentageMinimumHosts: fc.integer({ min: 1, max: 3 }),
  failurePercentageRequestVolume: fc.integer({ min: 1, max: 10 }),
});

const link = fc.record(
  {
    use: seldom(fc.constantFrom(...profiles.map(({ name }) => name))),
    network: often(
      fc.record(
        {
          latency: distribution,
          loss: share(0.2),
          rto: milliseconds(5, 100),
          bandwidth: fc.constantFrom('10Mbps', '1Gbps'),
          per: fc.constantFrom('link', 'instance'),
        },
        { requiredKeys: [] },
      ),
    ),
    balancer: often(
      fc.oneof(
        fc.record(
          {
            policy: fc.constantFrom('round-robin', 'random', 'least-connections', 'weighted-round-robin', 'first'),
            per: fc.constantFrom('request', 'connection'),
            loads: fc.constantFrom('own', { shared: '0s' }, { shared: '80ms' }),
            locality,
            subset,
          },
          { requiredKeys: ['policy'] },
        ),
        fc.record(
          {
            policy: fc.constantFrom('weighted-round-robin', 'least-request'),
            slowStart: fc.record({
              window: milliseconds(0, 800),
              aggression: fc.constantFrom(1, 2),
              minWeight: share(1),
            }),
            activeRequestBias: fc.constantFrom(0, 1, 1.5),
            choices: fc.integer({ min: 1, max: 4 }),
            subset,
          },
          { requiredKeys: ['policy'] },
        ),
        fc.record(
          {
            policy: fc.constantFrom('ring-hash', 'maglev', 'peak-ewma'),
            hashBalanceFactor: fc.constantFrom(100, 150),
            minimumRingSize: fc.constantFrom(1, 64),
            tableSize: fc.constantFrom(2, 251),
            decayTime: fc.constantFrom('10ms', '10s'),
            loads: fc.constantFrom('own', { shared: '80ms' }),
            subset,
          },
          { requiredKeys: ['policy'] },
        ),
        fc.record({
          policy: fc.constant('least-request'),
          choices: fc.integer({ min: 1, max: 4 }),
          replacement: fc.boolean(),
        }),
      ),
    ),
    timeout: often(milliseconds(2, 500)),
    deadline: seldom(milliseconds(5, 400)),
    propagateDeadline: fc.boolean(),
    retry: often(retry),
    hedge: seldom(hedge),
    bulkhead: seldom(
      fc.record({ maxConcurrent: fc.integer({ min: 1, max: 8 }), maxPending: fc.constantFrom(0, 3, 'infinite') }),
    ),
    rateLimit: seldom(
      fc.record({
        algorithm: fc.constantFrom('token-bucket', 'leaky-bucket', 'gcra', 'sliding-window'),
        rate: fc.constantFrom(5, 50, 500),
        burst: fc.integer({ min: 1, max: 20 }),
        wait: fc.constantFrom('0s', '30ms', 'infinite'),
      }),
    ),
    pool: seldom(
      fc.record({
        maxConnections: fc.constantFrom(1, 4, 'infinite'),
        maxPending: fc.constantFrom(0, 3, 1024),
        streams: fc.constantFrom(1, 1, 5),
        connectTimeout: fc.constantFrom('2ms', '50ms', 'infinite'),
        idleTimeout: fc.constantFrom('10ms', '1h'),
        handshake: fc.record({ roundTrips: fc.integer({ min: 0, max: 3 }) }),
      }),
    ),
    circuitBreaker: seldom(breaker),
    outlierDetection: seldom(outlierDetection),
    adaptiveThrottle: seldom(fc.record({ k: fc.constantFrom(1, 1.5, 2), window: milliseconds(50, 1000) })),
    fallback: seldom(fc.record({ after: milliseconds(0, 5) })),
  },
  { requiredKeys: [] },
);

const stays = fc.constantFrom(['200ms', '50ms', '300ms'], ['0ms', { exponential: { mean: '150ms' } }, '1ms']);

const workload = fc.record({
  target: fc.nat(SERVICES_MAX),
  arrivals: fc.oneof(
    fc.record({ poisson: fc.integer({ min: 1, max: 60 }) }),
    fc.record({ constant: fc.integer({ min: 1, max: 60 }) }),
    fc.record({ closed: fc.record({ users: fc.integer({ min: 1, max: 10 }), think: milliseconds(1, 300) }) }),
    fc.record({ times: fc.constant(['0s', '100ms', '100ms', '1s']) }),
    fc.record({ bursty: fc.record({ rates: fc.constantFrom([5, 80, 0], [30, 30, 1]), stay: stays }) }),
  ),
  clients: fc.constantFrom(1, 1, 5),
  session: seldom(
    fc.array(fc.record({ target: fc.nat(SERVICES_MAX), think: distribution }), { minLength: 1, maxLength: 3 }),
  ),
  population: seldom(
    fc.record({
      clients: fc.integer({ min: 0, max: 40 }),
      reconnectAt: fc.constantFrom(['300ms'], ['0s', '900ms', '900ms']),
      over: fc.constantFrom('0s', '250ms'),
    }),
  ),
  keys: seldom(
    fc.record({ zipf: fc.record({ n: fc.integer({ min: 1, max: 100 }), s: fc.constantFrom(0, 0.8, 1, 2) }) }),
  ),
  zone: seldom(fc.constantFrom('here', 'there')),
  profile: seldom(
    fc.constant([
      { at: '200ms', scale: 2, ramp: '300ms' },
      { at: '800ms', scale: 0.5 },
    ]),
  ),
});

const fault = fc.record({
  target: fc.nat(SERVICES_MAX),
  members: fc.constantFrom('', '#1', '50%'),
  at: milliseconds(0, 1500),
  for: milliseconds(0, 1000),
  isRandom: fc.boolean(),
  what: fc.oneof(
    fc.record({ crash: fc.record({ host: fc.boolean() }) }),
    fc.record({ cacheFlush: fc.constant({}) }),
    fc.record({ pause: fc.constant({}) }),
    fc.record({ slow: fc.record({ factor: fc.constantFrom(0.5, 3, 20), share: share(1) }) }),
    fc.record({
      error: fc.record({ rate: share(1), after: fc.constantFrom('0ms', '1ms') }, { requiredKeys: ['rate'] }),
    }),
  ),
});

export const scenarioArbitrary: fc.Arbitrary<Document> = fc
  .record({
    seed: fc.integer({ min: 0, max: 1_000_000 }),
    network: often(
      fc.record(
        {
          latency: distribution,
          loss: share(0.1),
          rto: milliseconds(5, 50),
          between: fc.record(
            {
              'here->there': fc.record({ latency: distribution, bandwidth: fc.constantFrom('10Mbps', 'infinite') }),
              'there->here': fc.record({ latency: distribution, loss: share(0.2) }),
            },
            { requiredKeys: [] },
          ),
        },
        { requiredKeys: [] },
      ),
    ),
    services: fc.array(servicePlan, { minLength: 1, maxLength: SERVICES_MAX }),
    everyLink: often(link),
    linksTo: fc.array(link, { minLength: SERVICES_MAX, maxLength: SERVICES_MAX }),
    workloads: fc.array(workload, { minLength: 1, maxLength: 2 }),
    faults: fc.array(fault, { maxLength: 3 }),
    warmup: fc.constantFrom('0s', '300ms'),
  })
  .map(({ seed, network, services, everyLink, linksTo, workloads, faults, warmup }) =>
    plain({
      version: 1,
      name: 'fuzz',
      seed,
      duration: '2s',
      warmup,
      metrics: { window: '250ms' },
      limits: { calls: 20_000, depth: 12 },
      zones: { here: {}, there: {} },
      network,
      services: Object.fromEntries(
        services.map((plan, index) => [idOf(index), serviceOf(plan, index, services.length)]),
      ),
      links: {
        '*': everyLink ?? {},
        ...Object.fromEntries(services.map((_, index) => [`*->${idOf(index)}`, linksTo[index]])),
      },
      workloads: Object.fromEntries(
        workloads.map(({ target, arrivals, clients, keys, profile, session, population, zone }, index) => [
          `load${index}`,
          {
            call: session ? undefined : idOf(target % services.length),
            session: session?.map(({ target: one, think }) => ({ call: idOf(one % services.length), think })),
            population,
            arrivals,
            clients,
            priority: index,
            keys,
            zone,
            // A profile would have to scale given times.
            profile: 'times' in arrivals ? undefined : profile,
          },
        ]),
      ),
      faults: faults.map((plan) => faultOf(plan, services)),
    }),
  );

const idOf = (index: number): string => `service${index}`;

function serviceOf(plan: ServicePlan, index: number, count: number): Document {
  const {
    capacity,
    maxWait,
    dropExpired,
    discipline,
    shared,
    delivery,
    errorRate,
    optimistic,
    sizes,
    steps,
    ...given
  } = plan;
  const { admission, growth, overload } = given;
  const isLocal = admission !== undefined || growth !== undefined || overload !== undefined;
  const isShared = shared && discipline !== 'ps' && !isLocal;
  return {
    ...given,
    queue: { capacity, maxWait, discipline, dropExpired, shared: isShared },
    delivery: isShared && index < count - 1 ? deliveryOf(delivery, index, count) : undefined,
    endpoints: { run: { ...sizes, errorRate, optimistic, steps: steps.map((step) => stepOf(step, index, count)) } },
  };
}

/** Services with one after them do not call themselves. */
function deliveryOf(plan: ServicePlan['delivery'], index: number, count: number): Document | undefined {
  if (!plan) return undefined;
  const { isBuried, ...delivery } = plan;
  return { ...delivery, deadLetter: isBuried ? idOf(Math.min(count - 1, index + 1)) : undefined };
}

function stepOf(plan: StepPlan, index: number, count: number): Document {
  switch (plan.kind) {
    case 'work':
      return { work: plan.of };
    case 'delay':
      return { delay: plan.of };
    case 'call':
      return callOf(plan.call, index, count);
    case 'send': {
      const { call, ...rest } = callOf(plan.call, index, count);
      return { send: call, ...rest };
    }
    case 'cache':
      return { cache: { ...plan.cache, miss: [{ work: plan.of }, callOf(plan.call, index, count)] } };
    case 'parallel': {
      const branches = [...plan.calls.map((call) => callOf(call, index, count)), { steps: plan.extra }];
      return { parallel: branches, need: plan.need };
    }
    default:
      return {
        choose: [
          { p: 0.3, steps: [{ work: plan.of }] },
          { p: 0.4, steps: [callOf(plan.call, index, count)] },
        ],
      };
  }
}

/** A call of a later service; where there is none, now and then of itself. */
function callOf({ later, probability, count }: CallPlan, index: number, services: number): Document {
  const after = services - index - 1;
  if (after > 0) return { call: idOf(index + 1 + (later % after)), probability, count };
  return { call: idOf(index), probability: 0.2 };
}

function faultOf(
  plan: typeof fault extends fc.Arbitrary<infer Plan> ? Plan : never,
  services: readonly ServicePlan[],
): Document {
  const id = idOf(plan.target % services.length);
  const target = plan.members === '50%' ? `50% of ${id}` : id + plan.members;
  const when = plan.isRandom
    ? { mtbf: '500ms', mttr: '200ms' }
    : { at: plan.at, for: 'cacheFlush' in plan.what ? undefined : plan.for };
  const [kind, details] = Object.entries(plan.what)[0];
  return { ...when, [kind]: { target, ...details } };
}

/** Without the keys that are undefined. */
function plain(document: Document): Document {
  return JSON.parse(JSON.stringify(document)) as Document;
}
