import { describe, expect, test } from 'vitest';
import { accepted, queue } from './documents.ts';

describe('warnings', () => {
  test('load that is more than all workers can do', () => {
    expect(accepted(queue({ work: '30ms' })).warnings).toMatchObject([{ code: 'overload', path: 'services.server' }]);
    expect(accepted(queue({ work: '30ms', concurrency: 2 })).warnings).toEqual([]);
  });

  test('load spreads along calls with their probability and number', () => {
    const services = { server: { steps: [{ call: 'below', count: 3, probability: 0.5 }] }, below: { work: '15ms' } };
    expect(accepted({ ...queue(), services }).warnings).toMatchObject([{ code: 'overload', path: 'services.below' }]);
  });

  test('a host that vanishes where nobody has a timeout', () => {
    const faults = [{ at: 1, crash: { target: 'server', host: true } }];
    expect(accepted({ ...queue(), faults }).warnings).toMatchObject([{ code: 'host-crash-without-timeout' }]);
    expect(accepted({ ...queue({}, { timeout: '1s' }), faults }).warnings).toEqual([]);
  });

  test('weights, or a slow start, that no balancer goes by', () => {
    const instances = { count: 2, weights: [1, 3] };
    const warnings = (balancer: Record<string, unknown>, service: Record<string, unknown> = {}) =>
      accepted(queue(service, { balancer })).warnings;
    expect(warnings({ policy: 'random' }, { instances })).toMatchObject([
      { code: 'unused-weights', path: 'services.server.instances.weights' },
    ]);
    expect(warnings({ policy: 'maglev' }, { instances })).toEqual([]);
    expect(warnings({ policy: 'random' }, { instances: { count: 2, weights: [3, 3] } })).toEqual([]);
    expect(warnings({ policy: 'maglev', slowStart: {} })).toMatchObject([
      { code: 'unused-weights', path: 'links.clients->server.balancer.slowStart' },
    ]);
    expect(warnings({ policy: 'least-request', slowStart: {} })).toEqual([]);
  });

  test.each<[string, boolean]>([
    ['59.999s', false],
    ['60s', true],
    ['2m', true],
  ])('a fault planned at %s in a run of 60s: %s', (when, isLate) => {
    const faults = [
      { mtbf: '2m', mttr: '1s', crash: { target: 'server' } },
      { at: when, crash: { target: 'server' } },
    ];
    const { warnings } = accepted({ ...queue(), duration: '60s', faults });
    expect(warnings.map(({ code, path }) => [code, path])).toEqual(isLate ? [['fault-after-end', 'faults.1.at']] : []);
  });

  test('the warning about a late fault says both times', () => {
    const faults = [{ at: '2m', crash: { target: 'server' } }];
    expect(accepted({ ...queue(), duration: '1m', faults }).warnings[0].message).toBe(
      'begins at 2m, and the run ends at 1m: it changes nothing',
    );
  });

  test('a fault that hits nothing, a lease shorter than its heartbeat', () => {
    const document = { ...queue({ discovery: { lease: '1s' } }), zones: { a: {} } };
    const { warnings } = accepted({ ...document, faults: [{ at: 1, crash: { target: 'zone:a' } }] });
    expect(warnings.map(({ code }) => code)).toEqual(['short-lease', 'empty-target']);
  });

  test('bounds on a wait where the workers are shared', () => {
    const service = { queue: { discipline: 'ps', maxWait: '1s', capacity: 5 }, admission: { codel: {} } };
    expect(accepted(queue(service)).warnings.map(({ code, path }) => [code, path])).toEqual([
      ['no-queue', 'services.server.queue.maxWait'],
      ['no-queue', 'services.server.admission.codel'],
    ]);
  });

  test('a leaky bucket in which nobody may wait', () => {
    const warningsOf = (rateLimit: object) => accepted(queue({ admission: { rateLimit } })).warnings;
    expect(warningsOf({ algorithm: 'leaky-bucket' }).map(({ code, path }) => [code, path])).toEqual([
      ['no-wait', 'services.server.admission.rateLimit'],
    ]);
    expect(warningsOf({ algorithm: 'leaky-bucket', wait: '1s' })).toEqual([]);
    expect(warningsOf({})).toEqual([]);
  });
});

describe('the warning about recursion', () => {
  const calls = (...steps: readonly object[]) => ({ steps });
  const warningsOf = (services: object) => accepted({ version: 1, services }).warnings;

  test.each<[string, object, number]>([
    ['a call of itself, half the time', { a: calls({ call: 'a', probability: 0.5 }) }, 0],
    ['two calls of itself, each half the time', { a: calls({ call: 'a', probability: 0.5, count: 2 }) }, 1],
    ['three calls of itself in parallel', { a: calls({ parallel: [{ call: 'a', count: 3, probability: 0.4 }] }) }, 1],
    ['options that all call it', { a: calls({ choose: [0.5, 0.5].map((p) => ({ p, ...calls({ call: 'a' }) })) }) }, 1],
    [
      'a circle whose product is below 1',
      { a: calls({ call: 'b', probability: 0.3, count: 3 }), b: calls({ call: 'a' }) },
      0,
    ],
    [
      'a circle whose product is 1 or more',
      { a: calls({ call: 'b', probability: 0.5, count: 3 }), b: calls({ call: 'a' }) },
      1,
    ],
    [
      'two circles through one endpoint that are below 1 only one by one',
      {
        a: calls({ call: 'b', probability: 0.6 }, { call: 'c', probability: 0.6 }),
        b: calls({ call: 'a' }),
        c: calls({ call: 'a', probability: 0.9 }),
      },
      1,
    ],
    [
      'a circle beside which another one grows',
      {
        a: calls({ call: 'b', probability: 0.1 }),
        b: calls({ call: 'b', probability: 0.9, count: 2 }, { call: 'a', probability: 0.1 }),
      },
      1,
    ],
    ['a call that is never made', { a: calls({ call: 'a', probability: 0, count: 5 }) }, 0],
  ])('%s', (_, services, count) => {
    expect(warningsOf(services).map(({ code }) => code)).toEqual(
      Array.from({ length: count }, () => 'endless-recursion'),
    );
  });

  test('names the circle, how much it grows and what ends it', () => {
    const services = {
      front: calls({ call: 'a' }),
      a: calls({ call: 'b', probability: 0.5, count: 3 }),
      b: calls({ call: 'a', probability: 0.8 }),
    };
    expect(warningsOf(services)).toEqual([
      {
        code: 'endless-recursion',
        path: 'services.a.endpoints.default',
        message:
          'each visit leads to 1.2 more on average, round a.default → b.default → a.default: ' +
          'only below 1 do such calls die out before limits.depth (32) ends the run',
      },
    ]);
  });

  test('is told of a ring of 20,000 services', () => {
    const services = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, i) => [
        `s${i}`,
        calls({ call: `s${(i + 1) % 20_000}`, ...(i === 7 && { probability: 0.5, count: 2 }) }),
      ]),
    );
    expect(warningsOf(services)).toMatchObject([{ code: 'endless-recursion' }]);
  });
});
