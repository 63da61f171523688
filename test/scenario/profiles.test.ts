import { describe, expect, test } from 'vitest';
import { describePath, profileValuesAt, simulate } from '../../sim-core/index.ts';
import { profiles } from '../../sim-core/policies/profiles/index.ts';
import type { Key, ObjectShape, Shape } from '../../sim-core/policies/schema.ts';
import { LINK } from '../../sim-core/scenario/keys/links.ts';
import { profileLink, workingValues } from '../../sim-core/scenario/profiles.ts';
import { Report } from '../../sim-core/scenario/problems.ts';
import { readObject } from '../../sim-core/scenario/read.ts';
import { accepted, type Document, queue } from './documents.ts';

const everyReason = ['connect-failure', 'reset', 'unavailable', 'timeout', 'error', 'rejected', 'no-instance'];

/** What each system does by itself, from its documents and code. */
const BY_ITSELF: Readonly<Record<string, unknown>> = {
  envoy: {
    balancer: { policy: 'round-robin', panicThreshold: '50%', choices: 2, replacement: true },
    deadline: '15s',
    circuitBreaker: {
      kind: 'limits',
      maxConnections: 1024,
      maxPendingRequests: 1024,
      maxRequests: 1024,
      maxRetries: 3,
    },
  },
  istio: {
    balancer: { policy: 'least-request', choices: 2, replacement: true },
    retry: {
      ...{ maxAttempts: 3, on: ['connect-failure', 'unavailable'], avoidPrevious: true },
      backoff: { base: '25ms', max: '250ms', multiplier: 2, jitter: 'full' },
    },
  },
  grpc: { balancer: { policy: 'first' }, propagateDeadline: true },
  finagle: {
    balancer: { policy: 'least-request', choices: 2, replacement: false },
    retry: {
      ...{ maxAttempts: 21, on: ['connect-failure'], backoff: { base: '0ms' } },
      budget: { kind: 'window', ratio: '20%', minPerSecond: 10, ttl: '10s' },
    },
    circuitBreaker: {
      ...{ kind: 'consecutive', scope: 'instance', consecutive: 5 },
      markDeadFor: { start: '5s', maximum: '300s' },
    },
  },
  resilience4j: {
    timeout: '1s',
    retry: { maxAttempts: 3, on: everyReason, backoff: { base: '500ms', multiplier: 1, jitter: 'none' } },
    circuitBreaker: {
      ...{ kind: 'failure-rate', window: { calls: 100 }, minCalls: 100, failureRate: '50%' },
      ...{ slowCall: { rate: '100%', over: '60s' }, openFor: '60s', halfOpenCalls: 10 },
    },
    bulkhead: { maxConcurrent: 25, maxPending: 0 },
  },
  polly: {
    timeout: '30s',
    retry: { maxAttempts: 4, on: everyReason, backoff: { base: '2s', multiplier: 1, jitter: 'none' } },
    circuitBreaker: {
      ...{ kind: 'failure-rate', window: { time: '30s' }, minCalls: 100, failureRate: '10%' },
      ...{ openFor: '5s', halfOpenCalls: 1 },
    },
  },
  hystrix: {
    timeout: '1s',
    circuitBreaker: {
      ...{ kind: 'failure-rate', window: { time: '10s', buckets: 10 }, minCalls: 20, failureRate: '50%' },
      ...{ openFor: '5s', halfOpenCalls: 1 },
    },
    bulkhead: { maxConcurrent: 10, maxPending: 0 },
  },
  'aws-sdk': {
    retry: {
      ...{ maxAttempts: 3, on: ['connect-failure', 'reset', 'unavailable', 'timeout', 'error'] },
      backoff: { base: '100ms', max: '20s', multiplier: 2, jitter: 'full' },
      budget: { kind: 'quota', tokens: 500, cost: 5 },
    },
  },
};

/** What each system has and leaves off, once the link gives it. */
const ONCE_GIVEN: readonly (readonly [system: string, policy: string, unknown])[] = [
  ['envoy', 'retry', { maxAttempts: 2, backoff: { base: '25ms', max: '250ms', multiplier: 2, jitter: 'full' } }],
  ['envoy', 'pool', { maxConnections: 1024, maxPending: 1024, connectTimeout: '5s', idleTimeout: '1h' }],
  ['istio', 'pool', { maxConnections: 'infinite', maxPending: 'infinite', connectTimeout: '10s', idleTimeout: '1h' }],
  [
    'istio',
    'outlierDetection',
    {
      ...{ consecutive5xx: 5, interval: '10s', baseEjectionTime: '30s', maxEjectionTime: '300s' },
      ...{ maxEjectionPercent: '10%', alwaysEjectOneHost: false, enforcingConsecutiveGatewayFailure: '0%' },
      ...{ enforcingSuccessRate: '0%', enforcingFailurePercentage: '0%' },
    },
  ],
  [
    'grpc',
    'retry',
    {
      ...{ maxAttempts: 4, on: ['connect-failure', 'reset', 'unavailable'] },
      backoff: { base: '100ms', max: '1s', multiplier: 2, jitter: '20%' },
    },
  ],
  ['grpc', 'hedge', { maxAttempts: 4, delay: '500ms' }],
  ['grpc', 'pool', { streams: 'infinite', connectTimeout: '20s' }],
  ['polly', 'hedge', { maxAttempts: 2, delay: '2s' }],
  ['polly', 'bulkhead', { maxConcurrent: 1000, maxPending: 0 }],
];

/** Keys of the systems that the table does not have yet; it may have them by now. */
const WITHOUT_KEY = [
  /^circuitBreaker\.(markDeadFor\..*|window\.buckets)$/,
  /^outlierDetection\.(alwaysEjectOneHost|enforcing\w+)$/,
];

/** The table of keys as it will be when everything in it works. */
function finished(shape: Shape): Shape {
  switch (shape.kind) {
    case 'enum':
      return { ...shape, values: [...shape.values, ...shape.later], later: [] };
    case 'object':
      return {
        ...shape,
        keys: shape.keys.map((key): Key => ({ ...key, supported: true, only: null, shape: finished(key.shape) })),
      };
    case 'either':
      return { ...shape, options: shape.options.map(finished) };
    default:
      return shape;
  }
}
const FINISHED = finished(LINK) as ObjectShape;

const profile = (name: string) => {
  const found = profiles.find((one) => one.name === name);
  if (!found) throw new Error(`no profile ${name}`);
  return found;
};

/** Everything of a profile, whether its key is in the table or not. */
function written(name: string, policy: string): unknown {
  const open = { kind: 'any' } as const;
  const shape = (names: readonly string[][]): ObjectShape => ({
    ...{ kind: 'object', oneOf: [], tag: '', variants: null },
    keys: [...new Set(names.map(([first]) => first))].map((first) => {
      const inner = names.filter(([other, ...rest]) => other === first && rest.length > 0).map(([, ...rest]) => rest);
      const of = inner.length > 0 ? shape(inner) : open;
      const none = { fallback: undefined, source: '', en: '', zh: '', required: false, supported: true, only: null };
      return { name: first, shape: of, ...none };
    }),
  });
  return profileLink(
    shape(profile(name).values.map(({ path }) => path.split('.'))),
    profile(name),
    (path) => path === policy,
  );
}

describe('a profile', () => {
  test.each(profiles.map(({ name }) => name))('%s is what that system does by itself', (name) => {
    expect(written(name, '')).toEqual(BY_ITSELF[name]);
  });

  test.each(ONCE_GIVEN)('%s has its own numbers once %s is given', (name, policy, wanted) => {
    expect((written(name, policy) as Document)[policy]).toEqual(wanted);
  });

  test.each(profiles)('$name has only keys and values of the table, working or not', ({ values }) => {
    const working = workingValues(FINISHED, values);
    const others = values.filter((one) => !working.includes(one)).map(({ path }) => path);
    expect(others.filter((path) => !WITHOUT_KEY.some((known) => known.test(path)))).toEqual([]);
  });

  test.each(profiles)('$name fits together, now and when all its keys work', (one) => {
    for (const shape of [LINK, FINISHED]) {
      for (const isGiven of [() => false, () => true]) {
        const report = new Report();
        readObject(shape, profileLink(shape, one, isGiven), null, { report, isRefused: false });
        expect(report.problems).toEqual([]);
      }
    }
  });

  test.each(profiles)('$name says of every value where it comes from, and writes none twice', ({ values, en, zh }) => {
    expect(values.every(({ source }) => source.length > 3)).toBe(true);
    expect(new Set(values.map(({ path }) => path)).size).toBe(values.length);
    expect([en, zh].every((text) => text.length > 10)).toBe(true);
  });

  test('is alive only where the table says so: a kind that does not work takes its neighbours along', () => {
    const rows = [
      { path: 'balancer.policy', value: 'nothing of the kind', source: '' },
      { path: 'balancer.choices', value: 2, source: '' },
      { path: 'retry.maxAttempts', value: 2, source: '' },
    ];
    expect(workingValues(LINK, rows).map(({ path }) => path)).toEqual(['retry.maxAttempts']);
    const limits = profile('envoy').values.filter(({ path }) => path.startsWith('circuitBreaker'));
    expect(workingValues(FINISHED, limits)).toHaveLength(5);
  });
});

describe('use', () => {
  const linkOf = (link: Document, others: Document = {}) =>
    accepted({ ...queue({}, link), links: { 'clients->server': link, ...others } }).resolved.links[0];

  test('fills in what the link does not give', () => {
    const { retry, balancer, timeoutNs } = linkOf({ use: 'istio' });
    expect(balancer).toMatchObject({ policy: 'least-request', choices: 2, replacement: true });
    expect(retry).toMatchObject({
      ...{ maxAttempts: 3, avoidPrevious: true, budget: null },
      backoff: { baseNs: 25e6, maxNs: 250e6, multiplier: 2, jitter: 'full' },
    });
    expect(timeoutNs).toBe(Infinity);
    expect(linkOf({ use: 'hystrix' }).timeoutNs).toBe(1e9);
  });

  test('is overruled key by key, by the link and by wider patterns', () => {
    const link = { use: 'aws-sdk', retry: { maxAttempts: 5, backoff: { base: '7ms' } } };
    const { retry } = linkOf(link, { '*': { retry: { backoff: { max: '9s' } } } });
    expect(retry).toMatchObject({
      maxAttempts: 5,
      backoff: { baseNs: 7e6, maxNs: 9e9, jitter: 'full' },
      budget: { kind: 'quota', tokens: 500 },
    });
  });

  test('of the more specific pattern wins', () => {
    expect(linkOf({ use: 'hystrix' }, { '*': { use: 'polly' } }).timeoutNs).toBe(1e9);
    expect(linkOf({}, { '*': { use: 'polly' }, 'clients->*': { use: 'resilience4j' } }).timeoutNs).toBe(1e9);
    expect(linkOf({}, { '*': { use: 'polly' } }).timeoutNs).toBe(30e9);
  });

  test('leaves off what the system leaves off, and has its numbers once it is given', () => {
    expect(linkOf({ use: 'envoy' }).retry).toBe(null);
    // Envoy's circuit breaker bounds the retries in flight, unless a budget does.
    expect(linkOf({ use: 'envoy', retry: {} }).retry).toMatchObject({
      ...{ maxAttempts: 2, budget: { kind: 'concurrency', ratio: 0, min: 3 } },
    });
    expect(linkOf({ use: 'envoy', retry: { budget: {} } }).retry?.budget).toMatchObject({
      ...{ kind: 'concurrency', ratio: 0.2, min: 3 },
    });
    expect(linkOf({ use: 'grpc', retry: { maxAttempts: 2 } }).retry).toMatchObject({
      ...{ maxAttempts: 2, backoff: { jitter: 'ratio', jitterRatio: 0.2 } },
    });
  });

  test('another kind of policy is taken whole', () => {
    const { retry } = linkOf({ use: 'finagle', retry: { budget: { kind: 'tokens', max: 4 } } });
    expect(retry?.budget).toMatchObject({ kind: 'tokens', max: 4 });
  });

  test('is the same as the values written down', () => {
    const asProfile = simulate(accepted(queue({ instances: 3, errorRate: '20%' }, { use: 'istio' })));
    const link = profileLink(LINK, profile('istio'), () => false);
    const asWritten = simulate(accepted(queue({ instances: 3, errorRate: '20%' }, link)));
    expect(asProfile.digest).toBe(asWritten.digest);
  });

  test('is shown where its values hold, with what it fills in', () => {
    const document = queue({}, { use: 'istio', retry: { maxAttempts: 5 } });
    expect(describePath('links.clients->server.balancer.policy', document)).toMatchObject({
      value: undefined,
      inherited: { value: 'least-request', from: 'profiles.istio.balancer.policy' },
      isActive: true,
    });
    expect(describePath('links.clients->server.retry.backoff.jitter', document)?.inherited?.value).toBe('full');
    const filled = profileValuesAt('clients->server', document)?.values.map(({ path }) => path) ?? [];
    expect(filled).toContain('retry.on');
    expect(filled).not.toContain('retry.maxAttempts');
    expect(filled).not.toContain('outlierDetection.interval');
    expect(profileValuesAt('clients->server', queue())).toBe(undefined);
  });
});
