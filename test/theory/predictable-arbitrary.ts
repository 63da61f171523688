/** Random scenarios, most of them of the class that theory knows: stations, delays, bounds, errors, retries, networks. */
import * as fc from 'fast-check';
import type { Document } from '../scenario/documents.ts';

const SERVICES = 4;
const ms = (min: number, max: number) => fc.integer({ min, max }).map((value) => `${value}ms`);

const exponential = ms(1, 12).map((mean) => ({ exponential: { mean } }));
const general: fc.Arbitrary<unknown> = fc.oneof(
  ms(1, 12),
  fc.record({ lognormal: fc.record({ mean: ms(1, 10), cv: fc.constantFrom(0.5, 1.5) }) }),
  fc.record({ uniform: fc.constant({ min: '1ms', max: '9ms' }) }),
  fc.record({ erlang: fc.record({ mean: ms(1, 10), k: fc.integer({ min: 2, max: 4 }) }) }),
);

const call = fc.record({ skip: fc.nat(2), probability: fc.constantFrom(0.3, 0.7, 1) });

const service = fc.record({
  kind: fc.constantFrom('exponential', 'exponential', 'exponential', 'general', 'infinite', 'loss', 'bounded'),
  exponential,
  general,
  concurrency: fc.constantFrom(1, 1, 2, 4),
  instances: fc.constantFrom(1, 1, 2),
  threading: fc.constantFrom('async', 'async', 'async', 'blocking'),
  discipline: fc.constantFrom('fifo', 'fifo', 'lifo'),
  calls: fc.array(call, { maxLength: 2 }),
  back: fc.constantFrom(0, 0, 0, 0.2),
  delay: fc.option(ms(1, 20), { nil: undefined, freq: 3 }),
  errorRate: fc.constantFrom(0, 0, 0, 0.1),
});
type ServicePlan = typeof service extends fc.Arbitrary<infer T> ? T : never;

const link = fc.record({
  latency: fc.constantFrom(undefined, undefined, '2ms', { exponential: { mean: '3ms' } }),
  loss: fc.constantFrom(0, 0, 0, 0, 0.05),
  attempts: fc.constantFrom(1, 1, 3),
  backoff: fc.constantFrom(undefined, { base: '10ms', jitter: 'full' }),
  timeout: fc.constantFrom(undefined, undefined, undefined, undefined, undefined, undefined, '60ms'),
  policy: fc.constantFrom('random', 'random', 'random', 'round-robin', 'least-connections'),
});

function serviceOf(plan: ServicePlan, index: number): Document {
  const { kind, concurrency, threading, discipline, instances, errorRate } = plan;
  const isWide = kind === 'infinite';
  const isLeaf = kind === 'loss' || kind === 'bounded' || kind === 'general';
  const work = kind === 'exponential' || kind === 'bounded' ? plan.exponential : plan.general;
  const calls = (isLeaf && index > 0 ? [] : plan.calls).flatMap(({ skip, probability }) => {
    const callee = index + 1 + skip;
    return callee < SERVICES ? [{ call: `s${callee}`, probability }] : [];
  });
  const back = plan.back > 0 && index > 0 && !isLeaf ? [{ call: `s${index - 1}`, probability: plan.back }] : [];
  const delay = plan.delay === undefined ? [] : [{ delay: plan.delay }];
  const bound = { loss: { capacity: 0 }, bounded: { capacity: 3 } }[kind as string] ?? {};
  return {
    instances,
    concurrency: isWide ? 'infinite' : concurrency,
    threading,
    queue: { discipline, ...bound },
    errorRate,
    steps: [{ work }, ...delay, ...calls, ...back],
  };
}

/** Requests begin at s0; 12 … 60 of them in a second, or some users who think. */
export const predictable: fc.Arbitrary<Document> = fc
  .record({
    services: fc.array(service, { minLength: SERVICES, maxLength: SERVICES }),
    links: fc.array(link, { minLength: SERVICES, maxLength: SERVICES }),
    rate: fc.constantFrom(8, 15, 25),
    users: fc.constantFrom(0, 0, 0, 6),
  })
  .map(({ services, links, rate, users }) => ({
    version: 1,
    services: Object.fromEntries(services.map((plan, index) => [`s${index}`, serviceOf(plan, index)])),
    links: Object.fromEntries(
      links.map(({ latency, loss, attempts, backoff, timeout, policy }, index) => [
        `*->s${index}`,
        {
          network: { ...(latency === undefined ? {} : { latency }), loss, rto: '20ms' },
          balancer: { policy },
          ...(timeout === undefined ? {} : { timeout }),
          ...(attempts === 1
            ? {}
            : { retry: { maxAttempts: attempts, on: ['error', 'timeout'], ...(backoff ? { backoff } : {}) } }),
        },
      ]),
    ),
    workloads: {
      caller: { call: 's0', arrivals: users > 0 ? { closed: { users, think: '100ms' } } : { poisson: rate } },
    },
  }));
