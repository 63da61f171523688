import { describe, expect, it } from 'vitest';
import { createSimulation, simulate } from '../../sim-core/index.ts';
import { Recorder } from '../determinism/recorder.ts';
import { demands, everything } from '../determinism/scenes.ts';
import { scenario } from '../model/story.ts';
import { accepted, findings, queue } from '../scenario/documents.ts';

type Document = Record<string, unknown>;

/** A service that can do 100 a second and turns the others away, asked for `rate` a second. */
function overloaded(rate: number, adaptiveThrottle?: Document): Document {
  return {
    ...{ duration: '200s', warmup: '100s' },
    services: { a: { concurrency: 1, queue: { capacity: 1 }, work: '10ms' } },
    links: { 'user->a': { adaptiveThrottle } },
    workloads: { user: { call: 'a', arrivals: { poisson: rate } } },
  };
}

const linkOf = (document: Document) => simulate(scenario(document)).summary.links['user->a'];

function throttled(adaptiveThrottle: Document | undefined): Document {
  const document = everything() as Document & { links: Record<string, Document>; services: Record<string, Document> };
  document.links['*'].adaptiveThrottle = adaptiveThrottle;
  document.services.right.queue = { capacity: 1 };
  return document;
}

describe('an adaptive throttle', () => {
  it('sends K times what is accepted when far more is asked for', () => {
    for (const k of [1.5, 2, 3]) {
      const { attempts, ok, failedBy } = linkOf(overloaded(1000, { k, window: '20s' }));
      expect(failedBy.rejected).toBeGreaterThan(0);
      // What is refused here is no attempt. (1000 − k · 100) / 1000 are refused, so that k · 100 are made.
      expect((attempts ?? 0) / ok).toBeGreaterThan(0.97 * k);
      expect((attempts ?? 0) / ok).toBeLessThan(1.03 * k);
    }
  });

  it('refuses nothing while most is accepted', () => {
    expect(linkOf(overloaded(20, {})).failedBy.rejected).toBe(0);
  });

  it('sends as much as is accepted with the default when half is: the threshold of K = 2', () => {
    const free = linkOf(overloaded(300));
    const kept = linkOf(overloaded(300, { window: '20s' }));
    expect(free.failedBy.unavailable / free.requests).toBeGreaterThan(0.5);
    expect(kept.failedBy.unavailable / kept.requests).toBeLessThan(free.failedBy.unavailable / free.requests);
    expect(kept.ok / free.ok).toBeGreaterThan(0.8);
  });

  it('is as good as none where each answer comes, well or as an error, before the next attempt', () => {
    const sparse = (adaptiveThrottle?: Document): Document => ({
      services: { a: { concurrency: 'infinite', work: '9ms', errorRate: '40%' } },
      links: { 'user->a': { retry: { maxAttempts: 3, on: ['error'] }, adaptiveThrottle } },
      workloads: { user: { call: 'a', arrivals: { constant: 10 } } },
    });
    expect(simulate(scenario(sparse({ k: 1 })))).toMatchObject({ digest: simulate(scenario(sparse())).digest });
  });

  const keys = { k: 1, window: '300ms' };
  const whole = simulate(accepted(throttled(keys)));

  it('goes on alike from a snapshot, in itself and in another', () => {
    expect(whole.summary.links['front->right'].failedBy.rejected).toBeGreaterThan(0);
    const first = createSimulation(accepted(throttled(keys)));
    first.runUntil(1100);
    const saved = structuredClone(first.snapshot());
    first.runUntil(1700);
    first.restore(saved);
    const fresh = createSimulation(accepted(throttled(keys)));
    fresh.restore(saved);
    first.run();
    fresh.run();
    expect(first.result()).toEqual(whole);
    expect(fresh.result()).toEqual(whole);
  });

  it('keeps the books', () => {
    const watched = createSimulation(accepted(throttled(keys)), { check: true });
    watched.run();
    expect(watched.auditor?.report()).toEqual([]);
  });

  it('changes no arrival and no demand', () => {
    const record = (adaptiveThrottle: Document | undefined) => {
      const recorder = new Recorder();
      const links = { '*': { timeout: '8ms', adaptiveThrottle } };
      simulate(accepted({ ...demands(), links }), { observers: [recorder] });
      return recorder;
    };
    const free = record(undefined);
    const kept = record({ k: 1 });
    expect(kept.arrivals).toEqual(free.arrivals);
    expect(kept.demands.size).toBeLessThan(free.demands.size);
    for (const [key, demand] of kept.demands) expect(demand).toBe(free.demands.get(key));
  });

  it('is a new one after a crash of the instance that calls', () => {
    const document = (faults: unknown[]): Document => ({
      services: {
        front: { concurrency: 'infinite', steps: [{ call: 'a' }] },
        a: { concurrency: 'infinite', queue: { capacity: 0 }, work: '1ms' },
      },
      links: { 'front->a': { adaptiveThrottle: { window: '1h' } } },
      workloads: { user: { call: 'front', arrivals: { constant: 100 }, profile: [{ at: '2s', scale: 0.001 }] } },
      faults: [{ at: 0, for: '1s', crash: { target: 'a' } }, ...faults],
    });
    const rejected = (faults: unknown[]) =>
      simulate(scenario(document(faults))).summary.links['front->a'].failedBy.rejected;
    expect(rejected([{ at: '1s', for: '1ms', crash: { target: 'front' } }])).toBeLessThan(rejected([]));
  });
});

describe('the keys of a throttle', () => {
  it('have the figures of the book', () => {
    expect(accepted(queue({}, { adaptiveThrottle: {} })).resolved.links[0].throttle).toEqual({ k: 2, windowNs: 120e9 });
  });

  it.each([{ k: 0.9 }, { window: 0 }, { k: 'two' }])('%j is a mistake', (keys) => {
    expect(findings(queue({}, { adaptiveThrottle: keys }))).toHaveLength(1);
  });
});
