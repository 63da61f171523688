/**
 * Random scenarios of what the reference knows. Times are often round and often nothing, so that much happens in the
 * same instant; services call only services after them or, with a small probability, themselves.
 */
import * as fc from 'fast-check';
import type { Document } from '../scenario/documents.ts';

const SERVICES_MAX = 3;

const ms = (min: number, max: number) => fc.integer({ min, max }).map((value) => `${value}ms`);
const share = (max: number) => fc.integer({ min: 0, max: max * 100 }).map((percent) => `${percent}%`);
const often = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });

const time: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom('0ms', '1ms', '5ms', '10ms'),
  ms(0, 20),
  fc.record({ exponential: fc.record({ mean: ms(1, 15) }) }),
  fc.constant({ uniform: { min: '1ms', max: '9ms' } }),
  fc.constant({
    mixture: [
      { p: 0.7, of: '0ms' },
      { p: 0.3, of: { exponential: { mean: '8ms' } } },
    ],
  }),
);

const call = fc.record({
  later: fc.nat(SERVICES_MAX),
  probability: fc.constantFrom(0.3, 1, 1),
  count: fc.constantFrom(1, 1, 2),
});

type Step =
  | { readonly kind: 'work' | 'delay'; readonly time: unknown }
  | { readonly kind: 'call'; readonly call: { later: number; probability: number; count: number } }
  | { readonly kind: 'parallel'; readonly branches: readonly (readonly Step[])[]; readonly need: unknown }
  | { readonly kind: 'choose'; readonly options: readonly (readonly Step[])[] };

const { step } = fc.letrec<{ step: Step; steps: readonly Step[] }>((tie) => ({
  step: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('work' as const), time }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('delay' as const), time }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('call' as const), call }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('parallel' as const),
        branches: fc.array(tie('steps'), { minLength: 1, maxLength: 3 }),
        need: fc.constantFrom('all', 'any', 1),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('choose' as const),
        options: fc.array(tie('steps'), { minLength: 1, maxLength: 2 }),
      }),
    },
  ),
  steps: fc.array(tie('step'), { maxLength: 2 }),
}));

const service = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 3 }),
  instances: fc.oneof(
    fc.integer({ min: 1, max: 3 }),
    fc.constant({ count: 2, speeds: [1, 0.5] }),
    fc.constant({ count: 3, zones: ['x', 'y'] }),
  ),
  concurrency: fc.constantFrom<number | string>(1, 1, 2, 4, 'infinite'),
  threading: fc.constantFrom('blocking', 'async'),
  queue: fc.record(
    {
      capacity: fc.integer({ min: 0, max: 6 }),
      maxWait: time,
      discipline: fc.constantFrom('fifo', 'lifo', 'adaptive-lifo'),
    },
    { requiredKeys: [] },
  ),
  cancellation: fc.constantFrom('none', 'none', 'queued', 'all'),
  errorRate: often(share(0.4)),
  requestSize: fc.constantFrom('0B', '2KiB'),
  responseSize: fc.constantFrom('0B', '512B', '64KiB'),
});

const budget = fc.oneof(
  fc.record({
    kind: fc.constant('window'),
    ratio: fc.constantFrom('0%', '10%', '30%', '100%'),
    minPerSecond: fc.constantFrom(0, 1, 10),
    ttl: ms(20, 1000),
  }),
  fc.record({ kind: fc.constant('concurrency'), ratio: share(1), min: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ kind: fc.constant('tokens'), max: fc.integer({ min: 1, max: 8 }), ratio: share(1) }),
  fc.record({
    kind: fc.constant('quota'),
    tokens: fc.integer({ min: 0, max: 30 }),
    cost: fc.integer({ min: 0, max: 10 }),
  }),
);

const retry = fc.record({
  maxAttempts: fc.integer({ min: 1, max: 4 }),
  on: fc.subarray(['connect-failure', 'reset', 'unavailable', 'timeout', 'error', 'rejected'], { minLength: 2 }),
  backoff: fc.record({
    base: ms(0, 20),
    max: fc.constantFrom('infinite', '30ms'),
    multiplier: fc.constantFrom(1, 2),
    jitter: fc.constantFrom('none', 'full', 'equal', 'decorrelated', '20%'),
  }),
  avoidPrevious: fc.boolean(),
  budget: often(budget),
});

const hedge = fc.record({
  delay: fc.oneof(ms(0, 40), fc.constant('infinite')),
  maxAttempts: fc.integer({ min: 1, max: 4 }),
  tied: fc.boolean(),
});

const rateLimit = fc.record({
  algorithm: fc.constantFrom('token-bucket', 'gcra', 'sliding-window', 'leaky-bucket'),
  rate: fc.constantFrom(30, 70, 500),
  burst: fc.integer({ min: 1, max: 5 }),
  wait: fc.constantFrom('0ms', '12ms', 'infinite'),
});

const breaker = fc.oneof(
  fc.record({
    kind: fc.constant('failure-rate'),
    scope: fc.constantFrom('service', 'instance'),
    window: fc.record({ calls: fc.integer({ min: 1, max: 8 }) }),
    minCalls: fc.integer({ min: 1, max: 8 }),
    failureRate: fc.constantFrom('25%', '50%', '100%'),
    openFor: ms(1, 60),
    halfOpenCalls: fc.integer({ min: 1, max: 3 }),
    automaticTransitionFromOpenToHalfOpen: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('consecutive'),
    scope: fc.constantFrom('service', 'instance'),
    consecutive: fc.integer({ min: 1, max: 3 }),
    openFor: ms(1, 60),
  }),
);

const link = fc.record(
  {
    network: often(
      fc.record(
        {
          latency: time,
          loss: share(0.3),
          rto: ms(1, 40),
          bandwidth: fc.constantFrom('1Mbps', '10Mbps', '1Gbps'),
          per: fc.constantFrom('link', 'instance'),
        },
        { requiredKeys: [] },
      ),
    ),
    balancer: often(
      fc.record({ policy: fc.constantFrom('round-robin', 'random', 'least-connections', 'least-request') }),
    ),
    timeout: often(ms(1, 100)),
    deadline: often(ms(0, 80)),
    propagateDeadline: fc.boolean(),
    bulkhead: often(
      fc.record({ maxConcurrent: fc.integer({ min: 1, max: 4 }), maxPending: fc.constantFrom(0, 2, 'infinite') }),
    ),
    rateLimit: often(rateLimit),
    circuitBreaker: often(breaker),
    fallback: often(fc.record({ after: ms(0, 5) })),
    retry: often(retry),
    hedge: often(hedge),
  },
  { requiredKeys: [] },
);

const workload = fc.record({
  target: fc.nat(SERVICES_MAX),
  arrivals: fc.oneof(
    fc.record({ poisson: fc.integer({ min: 20, max: 200 }) }),
    fc.record({ constant: fc.constantFrom(20, 50, 100, 200) }),
    fc.record({ closed: fc.record({ users: fc.integer({ min: 1, max: 6 }), think: time }) }),
    fc.constant({ times: ['0s', '100ms', '100ms', '100ms', '101ms', '300ms'] }),
  ),
  clients: fc.constantFrom(1, 1, 3),
  zone: fc.constantFrom(undefined, 'x', 'y'),
});

const fault = fc.record({
  target: fc.nat(SERVICES_MAX),
  isFirstOnly: fc.boolean(),
  at: ms(0, 300),
  for: ms(0, 200),
  isRandom: fc.boolean(),
  what: fc.oneof(
    fc.record({ crash: fc.record({ host: fc.boolean() }) }),
    fc.record({ crash: fc.record({ host: fc.boolean() }) }),
    fc.record({ slow: fc.record({ factor: fc.constantFrom(0.5, 3), share: share(1) }) }),
    fc.record({
      error: fc.record({ rate: share(1), after: fc.constantFrom('0ms', '1ms') }, { requiredKeys: ['rate'] }),
    }),
  ),
});

const betweenTwo = fc.record(
  { latency: time, loss: share(0.3), rto: ms(1, 40), bandwidth: fc.constantFrom('1Mbps', '10Mbps') },
  { requiredKeys: [] },
);
const between = fc.record({ 'x->y': betweenTwo, 'y->x': betweenTwo, 'x->x': betweenTwo }, { requiredKeys: [] });

export const subsetArbitrary: fc.Arbitrary<Document> = fc
  .record({
    seed: fc.integer({ min: 0, max: 1_000_000 }),
    network: often(
      fc.record({ latency: time, loss: share(0.1), rto: ms(5, 50), between: often(between) }, { requiredKeys: [] }),
    ),
    services: fc.array(service, { minLength: 1, maxLength: SERVICES_MAX }),
    linksTo: fc.array(link, { minLength: SERVICES_MAX, maxLength: SERVICES_MAX }),
    workloads: fc.array(workload, { minLength: 1, maxLength: 2 }),
    faults: fc.array(fault, { maxLength: 2 }),
  })
  .map(({ seed, network, services, linksTo, workloads, faults }) => {
    const count = services.length;
    const document = {
      version: 1,
      name: 'reference',
      seed,
      duration: '500ms',
      metrics: { window: '100ms' },
      limits: { calls: 20_000, depth: 12 },
      zones: { x: {}, y: {} },
      network,
      services: named(
        'abc',
        services,
        ({ instances, concurrency, threading, cancellation, queue, steps, ...endpoint }, index) => {
          const run = { ...endpoint, steps: steps.map((plan) => stepOf(plan, index, count)) };
          return { instances, concurrency, threading, cancellation, queue, endpoints: { run } };
        },
      ),
      links: Object.fromEntries(services.map((_, index) => [`*->${idOf(index)}`, linksTo[index]])),
      workloads: named('uv', workloads, ({ target, arrivals, clients, zone }) => ({
        call: idOf(target % count),
        arrivals,
        clients,
        zone,
      })),
      faults: faults.map(({ target, isFirstOnly, at, for: length, isRandom, what }) => {
        const when = isRandom ? { mtbf: '100ms', mttr: '50ms' } : { at, for: length };
        const [kind, details] = Object.entries(what)[0];
        return { ...when, [kind]: { target: `${idOf(target % count)}${isFirstOnly ? '#1' : ''}`, ...details } };
      }),
    };
    // Without the keys that are undefined.
    return JSON.parse(JSON.stringify(document)) as Document;
  });

/** The same with seconds for milliseconds, so that minutes pass in it and TCP gives up. */
export const longSubsetArbitrary: fc.Arbitrary<Document> = subsetArbitrary.map((document) => {
  const text = JSON.stringify({ ...document, duration: '1200ms' })
    .replace(/"(\d+)ms"/g, '"$1s"')
    .replace(/"(poisson|constant)":(\d+)/g, '"$1":"0.$2/s"');
  return JSON.parse(text) as Document;
});

const idOf = (index: number): string => 'abc'[index];

function named<T>(names: string, items: readonly T[], of: (item: T, index: number) => unknown): Document {
  return Object.fromEntries(items.map((item, index) => [names[index], of(item, index)]));
}

function stepOf(plan: Step, index: number, count: number): Document {
  switch (plan.kind) {
    case 'call':
      return callOf(plan.call, index, count);
    case 'parallel':
      return { parallel: plan.branches.map((steps) => ({ steps: stepsOf(steps, index, count) })), need: plan.need };
    case 'choose':
      return { choose: plan.options.map((steps) => ({ p: 0.4, steps: stepsOf(steps, index, count) })) };
    default:
      return { [plan.kind]: plan.time };
  }
}

function stepsOf(steps: readonly Step[], index: number, count: number): Document[] {
  return steps.map((plan) => stepOf(plan, index, count));
}

function callOf(
  plan: { later: number; probability: number; count: number },
  index: number,
  services: number,
): Document {
  const after = services - index - 1;
  if (after === 0) return { call: idOf(index), probability: 0.1 };
  return { call: idOf(index + 1 + (plan.later % after)), probability: plan.probability, count: plan.count };
}
