import { describe, expect, it } from 'vitest';
import { createSimulation, parseScenario, simulate } from '../../sim-core/index.ts';
import { TIMEOUT } from '../../sim-core/model/outcomes.ts';
import { Recorder } from '../determinism/recorder.ts';
import { demands, everything } from '../determinism/scenes.ts';
import { only, play, scenario } from '../model/story.ts';
import { accepted, findings, queue } from '../scenario/documents.ts';

type Document = Record<string, unknown>;

const KINDS: [string, Document][] = [
  ['failure-rate', { window: { calls: 10 }, minCalls: 5, openFor: '100ms', halfOpenCalls: 2 }],
  ['failure-rate over time', { window: { time: '200ms' }, minCalls: 5, failureRate: '30%', openFor: '50ms' }],
  ['consecutive', { kind: 'consecutive', consecutive: 2, markDeadFor: { start: '30ms', maximum: '200ms' } }],
  ['consecutive per instance', { kind: 'consecutive', consecutive: 2, openFor: '80ms', scope: 'instance' }],
  ['failure-rate per instance', { window: { calls: 4 }, scope: 'instance', openFor: '80ms', halfOpenCalls: 1 }],
  ['limits', { kind: 'limits', maxRequests: 2, maxConnections: 3, maxPendingRequests: 2, maxRetries: 1 }],
  ['limits per instance', { kind: 'limits', scope: 'instance', maxRequests: 2 }],
];

/** Requests at the times given to a service that answers after 1 ms, with an error at the times given. */
function calling(atMs: number[], circuitBreaker: Document, given: Document = {}): Document {
  return {
    services: { a: { concurrency: 'infinite', work: '1ms', errorRate: '100%', ...given } },
    links: { 'user->a': { circuitBreaker } },
    workloads: { user: { call: 'a', arrivals: { times: atMs } } },
  };
}

const ends = (document: Document) =>
  only(play(document).lines, 'ended').map((line) => `${line.split(' ')[0]} ${line.split(' ')[3]}`);

describe('a circuit breaker of calls', () => {
  const breaker = { window: { calls: 3 }, openFor: '10ms', halfOpenCalls: 2 };

  it('opens at the end of the failure that fills its window, refuses, and lets trials go', () => {
    expect(only(play(calling([0, 1, 2, 4, 12.5, 13.5, 20], breaker)).lines, 'attempt', 'ended', 'breaker')).toEqual([
      '0 attempt a#1 1',
      '1 attempt a#1 1',
      '1 ended user->a error process=1',
      '2 attempt a#1 1',
      '2 ended user->a error process=1',
      '3 breaker 0 open',
      '3 ended user->a error process=1',
      '4 ended user->a rejected',
      '12.5 ended user->a rejected',
      '13 breaker 0 half-open',
      '13.5 attempt a#1 1',
      '14.5 ended user->a error process=1',
      '20 attempt a#1 1',
      '21 breaker 0 open',
      '21 ended user->a error process=1',
      '31 breaker 0 half-open',
    ]);
  });

  it('is asked for a retry too, which by default does not answer its refusal', () => {
    const document = calling([0], { ...breaker, window: { calls: 2 } });
    const retry = { maxAttempts: 5, on: ['error'], backoff: { base: '1ms', multiplier: 1 } };
    const links = { 'user->a': { ...(document.links as Record<string, Document>)['user->a'], retry } };
    expect(ends({ ...document, links })).toEqual(['4 rejected']);
    const patient = { 'user->a': { ...links['user->a'], retry: { ...retry, on: ['error', 'rejected'] } } };
    expect(only(play({ ...document, links: patient }).lines, 'attempt', 'ended')).toEqual([
      '0 attempt a#1 1',
      '2 attempt a#1 2',
      '6 ended user->a rejected retry=6',
    ]);
  });

  it('does not count what is not in `on`, and counts it as good', () => {
    const atMs = [0, 1, 2, 3, 4, 5];
    expect(new Set(ends(calling(atMs, { ...breaker, on: ['timeout'] })).map((line) => line.split(' ')[1]))).toEqual(
      new Set(['error']),
    );
  });

  it('belongs to one client each', () => {
    const atMs = Array.from({ length: 60 }, (_, index) => index);
    const refused = (clients: number) => {
      const document = calling(atMs, { ...breaker, openFor: '1h' });
      const workloads = { user: { ...(document.workloads as Record<string, Document>).user, clients } };
      return ends({ ...document, workloads }).filter((line) => line.endsWith('rejected')).length;
    };
    // Three calls each open it, and one more is under way when it opens.
    expect(refused(1)).toBe(56);
    expect(refused(4)).toBe(48);
  });

  it('is a new one after a crash of the instance that calls', () => {
    const document = (faults: unknown[]): Document => ({
      services: {
        front: { concurrency: 'infinite', steps: [{ call: 'a' }] },
        a: { concurrency: 'infinite', work: '1ms', errorRate: '100%' },
      },
      links: { 'front->a': { circuitBreaker: { ...breaker, openFor: '1h' } } },
      workloads: { user: { call: 'front', arrivals: { times: [0, 2, 4, 6, 60, 62, 64, 66] } } },
      faults,
    });
    const attempts = (faults: unknown[]) =>
      only(play(document(faults)).lines, 'attempt').filter((l) => l.includes('a#'));
    expect(attempts([])).toHaveLength(3);
    expect(attempts([{ at: '40ms', for: '5ms', crash: { target: 'front' } }])).toHaveLength(6);
  });

  it('gets the permission of a trial back when nobody waits for its call any more', () => {
    const document: Document = {
      services: {
        front: { concurrency: 'infinite', steps: [{ parallel: [{ call: 'a' }, { call: 'b' }], need: 'any' }] },
        a: { concurrency: 'infinite', work: '5ms' },
        b: { concurrency: 'infinite', work: '1ms' },
      },
      links: { 'front->a': { circuitBreaker: { window: { calls: 1 }, openFor: '1ms', halfOpenCalls: 1 } } },
      workloads: { user: { call: 'front', arrivals: { times: [0, 20, 30, 40] } } },
      faults: [{ at: '0ms', for: '1ms', error: { target: 'a', rate: '100%', after: '0ms' } }],
    };
    const started = only(play(document).lines, 'attempt').filter((line) => line.includes('a#'));
    expect(started.map((line) => line.split(' ')[0])).toEqual(['0', '20', '30', '40']);
  });

  it('counts the slow among those that end well', () => {
    const given = { work: '8ms', errorRate: 0 };
    const slowCall = { rate: '50%', over: '5ms' };
    const lines = ends(calling([0, 10, 20], { window: { calls: 2 }, slowCall, openFor: '1h' }, given));
    expect(lines).toEqual(['8 ok', '18 ok', '20 rejected']);
  });
});

describe('a breaker for each instance', () => {
  const two = (circuitBreaker: Document, atMs: number[]): Document => ({
    services: { a: { instances: 2, concurrency: 'infinite', work: '1ms' } },
    links: { 'user->a': { circuitBreaker: { scope: 'instance', openFor: '1h', ...circuitBreaker } } },
    workloads: { user: { call: 'a', arrivals: { times: atMs } } },
    faults: [{ at: '0ms', for: '1h', error: { target: 'a#1', rate: '100%' } }],
  });
  const atMs = Array.from({ length: 20 }, (_, index) => 2 * index);

  it('takes the one that fails out of the balancer’s view', () => {
    const failures = ends(two({ window: { calls: 3 } }, atMs)).filter((line) => line.endsWith('error'));
    expect(failures).toHaveLength(3);
  });

  it('refuses when all are open, but Finagle’s kind takes a dead one then', () => {
    const both = (circuitBreaker: Document): Document => ({
      ...two(circuitBreaker, atMs),
      faults: [{ at: '0ms', for: '1h', error: { target: 'a', rate: '100%' } }],
    });
    const reasons = (circuitBreaker: Document) =>
      ends(both(circuitBreaker)).filter((line) => line.endsWith('rejected')).length;
    expect(reasons({ window: { calls: 3 } })).toBe(14);
    expect(reasons({ kind: 'consecutive', consecutive: 3 })).toBe(0);
  });

  it('bounds what is in flight at one', () => {
    const document = two({ kind: 'limits', openFor: undefined, maxRequests: 1 }, [0, 0, 0, 0]);
    expect(only(play(document).lines, 'attempt', 'ended').slice(0, 4).toSorted()).toEqual([
      '0 attempt a#1 1',
      '0 attempt a#2 1',
      '0 ended user->a rejected',
      '0 ended user->a rejected',
    ]);
  });
});

describe('limits', () => {
  const given = { work: '4ms', errorRate: 0 };

  it('of requests refuse at once', () => {
    const lines = ends(calling([0, 1, 2, 5], { kind: 'limits', maxRequests: 2 }, given));
    expect(lines).toEqual(['2 rejected', '4 ok', '5 ok', '9 ok']);
  });

  it('of connections make wait, as many as may be pending', () => {
    const lines = ends(calling([0, 1, 2, 3], { kind: 'limits', maxConnections: 1, maxPendingRequests: 2 }, given));
    expect(lines).toEqual(['3 rejected', '4 ok', '8 ok', '12 ok']);
    const none = ends(calling([0, 1], { kind: 'limits', maxConnections: 1, maxPendingRequests: 0 }, given));
    expect(none).toEqual(['1 rejected', '4 ok']);
  });

  it('of retries are a budget, unless there is one', () => {
    const retries = (maxRetries: unknown, budget?: Document) => {
      const document = calling([0, 0, 0, 0], { kind: 'limits', maxRetries });
      const retry = { maxAttempts: 2, on: ['error'], backoff: { base: '1ms' }, budget };
      const links = { 'user->a': { ...(document.links as Record<string, Document>)['user->a'], retry } };
      return play({ ...document, links }).simulation.result().summary.links['user->a'].retries;
    };
    expect([0, 2, 3, 'infinite'].map((most) => retries(most))).toEqual([0, 2, 3, 4]);
    expect(retries(0, { kind: 'quota' })).toBe(4);
  });
});

describe('the phases of a breaker', () => {
  it('are shares of time at its link, in the summary and in windows', () => {
    const breaker = { window: { calls: 1 }, openFor: '2s', halfOpenCalls: 1 };
    const document = { ...calling([999, 5000], breaker), duration: '10s', metrics: { window: '1s' } };
    const { simulation } = play(document);
    const result = simulation.result();
    // Open from 1.000 to 3, half-open to 5.001, open to 7.001, half-open to the end.
    expect(result.summary.links['user->a'].breaker).toEqual({ closed: 0.1, open: 0.4, halfOpen: 0.5 });
    const series = simulation.series();
    expect([...series.column('links.user->a', 'breaker.open')].map((share) => Math.round(1000 * share))).toEqual([
      ...[0, 1000, 1000, 0, 0, 999, 1000, 1, 0, 0],
    ]);
    expect(result.summary.links['user->a']).not.toHaveProperty('ejections');
  });

  it('are those of all breakers of the link together', () => {
    const document = calling([1000], { window: { calls: 1 }, openFor: '1h' });
    const workloads = { user: { ...(document.workloads as Record<string, Document>).user, clients: 4 } };
    const { breaker } = play({ ...document, duration: '1001ms', workloads }).simulation.result().summary.links[
      'user->a'
    ];
    expect(breaker).toEqual({ closed: 1, open: 0, halfOpen: 0 });
    const longer = play({ ...document, duration: '2001ms', workloads }).simulation.result().summary.links['user->a'];
    expect(longer.breaker?.open).toBeCloseTo(1000 / 2001 / 4, 12);
  });
});

describe('a breaker of a service that always fails', () => {
  it('is open for openFor, then until the next call comes and fails', () => {
    const document: Document = {
      ...{ duration: '400s', warmup: '10s' },
      services: { a: { concurrency: 'infinite', work: '20ms', errorRate: '100%' } },
      links: { 'user->a': { circuitBreaker: { window: { calls: 1 }, openFor: '80ms', halfOpenCalls: 1 } } },
      workloads: { user: { call: 'a', arrivals: { poisson: 10 } } },
    };
    const { breaker, attempts, failedBy, requests } = simulate(scenario(document)).summary.links['user->a'];
    // A renewal each 80 ms + 100 ms (the mean time to the next arrival) + 20 ms (its work).
    expect(breaker?.closed).toBe(0);
    expect(breaker?.open).toBeGreaterThan(0.385);
    expect(breaker?.open).toBeLessThan(0.415);
    expect((attempts ?? 0) / 390).toBeCloseTo(5, 0);
    expect(failedBy.rejected / requests).toBeCloseTo(0.5, 1);
  });
});

function guarded(circuitBreaker: Document | undefined): Document {
  const document = everything() as Document & { links: Record<string, Document> };
  document.links['*'].circuitBreaker = circuitBreaker;
  return document;
}

describe('a breaker that never opens', () => {
  const without = simulate(accepted(guarded(undefined)));

  it.each<[string, Document]>([
    ['failure-rate', { minCalls: 1e9, window: { time: '1s' } }],
    ['failure-rate per instance', { minCalls: 1e9, window: { time: '1s' }, scope: 'instance' }],
    ['consecutive', { kind: 'consecutive', consecutive: 1e9 }],
    ['consecutive per instance', { kind: 'consecutive', consecutive: 1e9, scope: 'instance' }],
    ['limits', { kind: 'limits', maxRequests: 1e9, maxConnections: 'infinite', maxRetries: 'infinite' }],
  ])('%s is as good as none', (_, breaker) => {
    const { digest, summary } = simulate(accepted(guarded(breaker)));
    expect(digest).toBe(without.digest);
    expect(summary.system).toEqual(without.summary.system);
  });
});

describe.each(KINDS)('a breaker %s', (_, breaker) => {
  const whole = simulate(accepted(guarded(breaker)));

  it('opens or refuses, and lets others go', () => {
    const { breaker: shares, failedBy, ok } = whole.summary.links['front->left'];
    expect(failedBy.rejected + (shares?.open ?? 0)).toBeGreaterThan(0);
    expect(ok).toBeGreaterThan(0);
  });

  it('goes on alike from a snapshot, in itself and in another', () => {
    const first = createSimulation(accepted(guarded(breaker)));
    first.runUntil(1100);
    const saved = structuredClone(first.snapshot());
    first.runUntil(1700);
    first.restore(saved);
    const fresh = createSimulation(accepted(guarded(breaker)));
    fresh.restore(saved);
    first.run();
    fresh.run();
    expect(first.result()).toEqual(whole);
    expect(fresh.result()).toEqual(whole);
  });

  it('keeps the books', () => {
    const watched = createSimulation(accepted(guarded(breaker)), { check: true });
    watched.run();
    expect(watched.auditor?.report()).toEqual([]);
  });

  it('changes no arrival and no demand', () => {
    const record = (circuitBreaker: Document | undefined) => {
      const recorder = new Recorder();
      const links = { '*': { timeout: '20ms', circuitBreaker } };
      simulate(accepted({ ...demands(), links }), { observers: [recorder] });
      return recorder;
    };
    const free = record(undefined);
    const kept = record(breaker);
    expect(kept.arrivals).toEqual(free.arrivals);
    expect(kept.demands.size).toBeLessThanOrEqual(free.demands.size);
    for (const [key, demand] of kept.demands) expect(demand).toBe(free.demands.get(key));
  });
});

describe('the keys of a breaker', () => {
  const withBreaker = (circuitBreaker: Document) => queue({}, { circuitBreaker });
  const path = 'links.clients->server.circuitBreaker';
  const resolved = (circuitBreaker: Document) => accepted(withBreaker(circuitBreaker)).resolved.links[0];

  it('have the values of Resilience4j', () => {
    expect(resolved({}).breaker).toMatchObject({
      ...{ kind: 'failure-rate', scope: 'service', windowCalls: 100, minCalls: 100, failureRatio: 0.5 },
      ...{ slowRatio: Infinity, openNs: 60e9, halfOpenCalls: 10, maxHalfOpenNs: Infinity, isAutomatic: false },
    });
    expect(resolved({ slowCall: {} }).breaker).toMatchObject({ slowRatio: 1, slowNs: 60e9 });
    expect(resolved({ maxWaitDurationInHalfOpenState: 0 }).breaker?.maxHalfOpenNs).toBe(Infinity);
  });

  it('count a window of time in seconds, a short one in tenths', () => {
    const buckets = (window: Document) => resolved({ window }).breaker?.buckets;
    expect([{ time: '10s' }, { time: '2500ms' }, { time: '500ms' }, { time: '1s', buckets: 4 }].map(buckets)).toEqual([
      ...[10, 3, 10, 4],
    ]);
  });

  it('have the times of Finagle, or one that is given', () => {
    expect(resolved({ kind: 'consecutive' }).breaker).toMatchObject({ consecutive: 5, deadNs: 5e9, maxDeadNs: 300e9 });
    expect(resolved({ kind: 'consecutive', openFor: '7s' }).breaker).toMatchObject({ deadNs: 7e9, maxDeadNs: 7e9 });
  });

  it('have the limits of Envoy', () => {
    const { breaker, bulkhead } = resolved({ kind: 'limits' });
    expect(breaker?.maxRequests).toBe(1024);
    expect(bulkhead).toEqual({ maxConcurrent: 1024, maxPending: 1024 });
    const own = queue({}, { circuitBreaker: { kind: 'limits' }, bulkhead: { maxConcurrent: 3, maxPending: 0 } });
    expect(accepted(own).resolved.links[0].bulkhead).toEqual({ maxConcurrent: 3, maxPending: 0 });
    const pooled = queue({}, { circuitBreaker: { kind: 'limits', maxConnections: 7 }, pool: { maxPending: 2 } });
    expect(accepted(pooled).resolved.links[0]).toMatchObject({
      ...{ bulkhead: null, pool: { maxConnections: 7, maxPending: 2 } },
    });
    expect(resolved({ kind: 'limits', scope: 'instance', maxConnections: 9 })).toMatchObject({
      ...{ bulkhead: null, breaker: { maxRequests: 9 } },
    });
  });

  it.each<[Document, string]>([
    [{ kind: 'consecutive', failureRate: 0.1 }, `${path}.failureRate`],
    [{ consecutive: 3 }, `${path}.consecutive`],
    [{ kind: 'limits', openFor: '1s' }, `${path}.openFor`],
    [{ window: { calls: 5, time: '1s' } }, `${path}.window`],
    [{ window: { calls: 5, buckets: 2 } }, `${path}.window.buckets`],
    [{ window: { calls: 0 } }, `${path}.window.calls`],
    [{ failureRate: 1.5 }, `${path}.failureRate`],
    [{ minCalls: 0 }, `${path}.minCalls`],
    [{ on: ['cancelled'] }, `${path}.on.0`],
    [{ halfOpenCalls: 0 }, `${path}.halfOpenCalls`],
    [{ kind: 'rate' }, `${path}.kind`],
    [{ openfor: '1s' }, `${path}.openfor`],
  ])('%j is a mistake at %s', (breaker, at) => {
    const found = findings(withBreaker(breaker));
    expect(found).toHaveLength(1);
    expect(found[0].split(' ')[1]).toBe(at);
  });

  it('are laid over each other key by key; another window, or kind, replaces the whole', () => {
    const links = (own: Document) => ({
      ...queue(),
      links: {
        '*': { circuitBreaker: { window: { calls: 7 }, failureRate: '5%' } },
        'clients->server': { circuitBreaker: own },
      },
    });
    const breakerOf = (own: Document) => accepted(links(own)).resolved.links[0].breaker;
    expect(breakerOf({ minCalls: 3 })).toMatchObject({ windowCalls: 7, minCalls: 3, failureRatio: 0.05 });
    expect(breakerOf({ window: { time: '3s' } })).toMatchObject({ windowCalls: 0, windowNs: 3e9, failureRatio: 0.05 });
    expect(breakerOf({ kind: 'consecutive' })).toMatchObject({ kind: 'consecutive', failureRatio: 0.5 });
  });

  it('of a writer of YAML 1.1 may have true for on', () => {
    const lines = Object.entries(queue()).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
    const text = [...lines, `links: { "clients->server": { circuitBreaker: { true: [timeout] } } }`].join('\n');
    const reading = parseScenario(text);
    expect(reading.ok && reading.scenario.resolved.links[0].breaker?.onMask).toBe(1 << TIMEOUT);
  });
});
