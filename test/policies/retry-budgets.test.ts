import { describe, expect, it } from 'vitest';
import { createSimulation, simulate } from '../../sim-core/index.ts';
import { createWorld, startWorld } from '../../sim-core/model/create-world.ts';
import { Recorder } from '../determinism/recorder.ts';
import { demands, everything } from '../determinism/scenes.ts';
import { only, play, scenario } from '../model/story.ts';
import { accepted, findings, queue } from '../scenario/documents.ts';

type Document = Record<string, unknown>;

const KINDS: [string, Document][] = [
  ['window', { kind: 'window', ratio: '10%', minPerSecond: 1, ttl: '1s' }],
  ['concurrency', { kind: 'concurrency', ratio: '10%', min: 1 }],
  ['tokens', { kind: 'tokens', max: 6, ratio: '20%' }],
  ['quota', { kind: 'quota', tokens: 20, cost: 3 }],
];

/** Each grants whatever is asked for. */
const BOUNDLESS: [string, Document][] = [
  ['window', { kind: 'window', minPerSecond: 1e9 }],
  ['concurrency', { kind: 'concurrency', min: 1e9 }],
  ['tokens', { kind: 'tokens', max: 1e9 }],
  ['quota', { kind: 'quota', tokens: 1e9 }],
];

/** The scene with everything in it, its retries rationed. */
function rationed(budget: Document | undefined): Document {
  const document = everything() as Document & { links: Record<string, { retry: Document }> };
  document.links['*'].retry.budget = budget;
  return document;
}

/** Requests of one caller that all fail, at the times given; each makes as many attempts as it may. */
function failing(atMs: number[], retry: Document, service: Document = {}): Document {
  return {
    services: { a: { concurrency: 'infinite', work: '1ms', errorRate: '100%', ...service } },
    links: { 'user->a': { retry: { maxAttempts: 3, on: ['error', 'timeout'], ...retry } } },
    workloads: { user: { call: 'a', arrivals: { times: atMs } } },
  };
}

const attemptsOf = (document: Document) =>
  only(play(document).lines, 'attempt').map((line) => Number(line.split(' ')[0]));

describe('a call whose retry is refused', () => {
  it('fails at once with the reason of its last attempt', () => {
    const document = failing([0, 10], { budget: { kind: 'quota', tokens: 5 }, backoff: { base: '2ms' } });
    expect(only(play(document).lines, 'attempt', 'ended')).toEqual([
      '0 attempt a#1 1',
      '3 attempt a#1 2',
      '4 ended user->a error process=1 retry=3',
      '10 attempt a#1 1',
      '11 ended user->a error process=1',
    ]);
  });
});

describe('a budget', () => {
  it('of kind window pays a retry for every 1 / ratio calls', () => {
    const atMs = Array.from({ length: 20 }, (_, index) => 10 * index);
    const times = attemptsOf(failing(atMs, { maxAttempts: 2, budget: { ratio: '20%' } }));
    expect(times.filter((time) => !atMs.includes(time))).toEqual([41, 91, 141, 191]);
  });

  it('of kind concurrency counts attempts in flight and retries that wait', () => {
    // Ten requests fail at 1 ms one after the other. With 9, 8, 7 in flight 4, 4, 3 retries are allowed, with 6 again 3.
    const budget = { kind: 'concurrency', ratio: '50%', min: 2 };
    const atMs = Array.from({ length: 10 }, () => 0);
    const times = attemptsOf(failing(atMs, { maxAttempts: 2, budget, backoff: { base: '10ms' } }));
    expect(times.filter((time) => time > 0)).toEqual([11, 11, 11]);
  });

  it('of kind concurrency ends what a retry held when it ends', () => {
    const budget = { kind: 'concurrency', ratio: 0, min: 1 };
    // The call at 0 waits until 6, retries, fails at 7, waits until 12 and fails at 13; those at 3 and 8 may not retry.
    const times = attemptsOf(failing([0, 3, 8, 20], { budget, backoff: { base: '5ms', multiplier: 1 } }));
    expect(times).toEqual([0, 3, 6, 8, 12, 20, 26, 32]);
  });

  it('of kind tokens counts failures also when no attempt is left', () => {
    // 9, 8, 7 | 6, 5: the second call has no retry after its second attempt.
    const times = attemptsOf(failing([0, 10, 20], { budget: { kind: 'tokens' } }));
    expect(times).toEqual([0, 1, 2, 10, 11, 20]);
  });

  it('of kind tokens does not count failures that no retry answers', () => {
    const document = failing([0, 10, 20, 30, 40, 50, 60], { on: ['timeout'], budget: { kind: 'tokens', max: 2 } });
    const { simulation } = play(document);
    expect(simulation.result().summary.links['user->a'].retries).toBe(0);
    const [tokens] = [...stateAfter(document, 100)];
    expect(tokens).toBe(2000);
  });

  it('of kind quota costs double after a timeout', () => {
    const slow = (quota: number) => {
      const document = failing(
        [0, 50, 100],
        { maxAttempts: 2, budget: { kind: 'quota', tokens: quota } },
        { work: '9ms' },
      );
      const links = { 'user->a': { ...(document.links as Record<string, Document>)['user->a'], timeout: '4ms' } };
      return attemptsOf({ ...document, links }).length;
    };
    expect([9, 10, 19, 20, 29, 30].map(slow)).toEqual([3, 4, 4, 5, 5, 6]);
  });

  it('belongs to one client each', () => {
    const budget = { kind: 'quota', tokens: 5 };
    const document = failing(
      Array.from({ length: 60 }, (_, index) => 10 * index),
      { maxAttempts: 2, budget },
    );
    const workloads = { user: { ...(document.workloads as Record<string, Document>).user, clients: 4 } };
    expect(attemptsOf({ ...document, workloads })).toHaveLength(64);
  });

  it('is a new one after a crash of the instance that calls', () => {
    const document = (faults: unknown[]): Document => ({
      services: {
        front: { concurrency: 'infinite', steps: [{ call: 'a' }] },
        a: { concurrency: 'infinite', work: '1ms', errorRate: '100%' },
      },
      links: { 'front->a': { retry: { maxAttempts: 2, on: ['error'], budget: { kind: 'quota', tokens: 10 } } } },
      workloads: { user: { call: 'front', arrivals: { times: [0, 10, 20, 60, 70, 80] } } },
      faults,
    });
    const retries = (faults: unknown[]) => play(document(faults)).simulation.result().summary.links['front->a'].retries;
    expect(retries([])).toBe(2);
    expect(retries([{ at: '40ms', for: '5ms', crash: { target: 'front' } }])).toBe(4);
  });
});

/** All numbers of all budgets. */
function stateAfter(document: Document, untilMs: number): number[] {
  const world = createWorld(scenario(document).resolved, { replication: 0, engineVersion: 'test' });
  startWorld(world);
  world.kernel.runUntil(world, untilMs * 1e6);
  return [...world.budgetState];
}

describe('what a caller has in flight', () => {
  it('is nothing any more when all is over, after branches given up, crashes, losses and timeouts', () => {
    const document = rationed({ kind: 'concurrency', ratio: '50%', min: 2 });
    const stopped = { call: 'front', arrivals: { poisson: 200 }, clients: 2, profile: [{ at: '1500ms', scale: 0 }] };
    const state = stateAfter({ ...document, duration: '60s', workloads: { open: stopped } }, 60_000);
    expect(state.length).toBeGreaterThan(6);
    expect(new Set(state)).toEqual(new Set([0]));
  });
});

describe('a budget that always grants', () => {
  const digestOf = (budget: Document | undefined) => {
    const { digest, summary } = simulate(accepted(rationed(budget)));
    return { digest, summary };
  };
  const without = digestOf(undefined);

  it.each(BOUNDLESS)('of kind %s is as good as none', (_, budget) => {
    expect(without.summary.links['front->left'].retries).toBeGreaterThan(0);
    expect(digestOf(budget)).toEqual(without);
  });
});

describe.each(KINDS)('a budget of kind %s', (_, budget) => {
  const whole = simulate(accepted(rationed(budget)));

  it('refuses some retries and grants others', () => {
    const retries = (result: typeof whole) => result.summary.links['front->left'].retries;
    expect(retries(whole)).toBeGreaterThan(0);
    expect(retries(whole)).toBeLessThan(retries(simulate(accepted(rationed(undefined)))) ?? 0);
  });

  it('goes on alike from a snapshot, in itself and in another', () => {
    const first = createSimulation(accepted(rationed(budget)));
    first.runUntil(1100);
    const saved = structuredClone(first.snapshot());
    first.runUntil(1700);
    first.restore(saved);
    const fresh = createSimulation(accepted(rationed(budget)));
    fresh.restore(saved);
    first.run();
    fresh.run();
    expect(first.result()).toEqual(whole);
    expect(fresh.result()).toEqual(whole);
  });

  it('keeps the books', () => {
    const watched = createSimulation(accepted(rationed(budget)), { check: true });
    watched.run();
    expect(watched.auditor?.report()).toEqual([]);
  });

  it('changes no arrival and no demand', () => {
    const record = (given: Document | undefined) => {
      const recorder = new Recorder();
      const retry = { maxAttempts: 4, on: ['error', 'timeout'], backoff: { base: '10ms', jitter: 'full' } };
      const links = { '*': { timeout: '40ms', retry: { ...retry, budget: given } } };
      simulate(accepted({ ...demands(), links }), { observers: [recorder] });
      return recorder;
    };
    const free = record(undefined);
    const scarce = record(budget);
    const shared = [...scarce.demands.keys()].filter((key) => free.demands.has(key));
    expect(scarce.arrivals).toEqual(free.arrivals);
    // Some calls fail for want of a retry, and what fails is asked for anew higher up: these keys are not shared.
    expect(shared.length).toBeGreaterThan(0.8 * scarce.demands.size);
    expect(scarce.demands.size).toBeLessThan(free.demands.size);
    expect(shared.map((key) => scarce.demands.get(key))).toEqual(shared.map((key) => free.demands.get(key)));
  });
});

describe('retries in a run', () => {
  it.each([0.05, 0.2, 0.5])('are at most a share of %f of the calls', (ratio) => {
    const document = failing([], { maxAttempts: 'infinite', budget: { kind: 'window', ratio, ttl: '500ms' } });
    const workloads = { user: { call: 'a', arrivals: { poisson: 400 } } };
    const { started, retries } = simulate(scenario({ ...document, workloads })).summary.links['user->a'];
    expect(retries).toBeLessThanOrEqual(ratio * started);
    // A deposit is forgotten before the retry it has paid, so a little less than the share comes out.
    expect(retries).toBeGreaterThan(0.9 * ratio * started);
  });
});

describe('the keys of a budget', () => {
  const withBudget = (budget: Document) => queue({}, { retry: { budget } });
  const path = 'links.clients->server.retry.budget';

  it('have the values of the systems they come from', () => {
    const { retry } = accepted(withBudget({})).resolved.links[0];
    expect(retry?.budget).toEqual({
      kind: 'window',
      ratio: 0.2,
      minPerSecond: 0,
      ttlNs: 10e9,
      min: 3,
      max: 10,
      tokens: 500,
      cost: 5,
    });
    expect(accepted(queue({}, { retry: {} })).resolved.links[0].retry?.budget).toBe(null);
  });

  it.each<[Document, string]>([
    [{ kind: 'quota', ratio: 0.1 }, `${path}.ratio`],
    [{ min: 3 }, `${path}.min`],
    [{ kind: 'concurrency', ttl: '1s' }, `${path}.ttl`],
    [{ kind: 'tokens', cost: 1 }, `${path}.cost`],
    // Also the name of a kind.
    [{ kind: 'tokens', tokens: 5 }, `${path}.tokens`],
    [{ kind: 'leaky' }, `${path}.kind`],
    [{ ratio: 1.5 }, `${path}.ratio`],
    [{ ttl: 0 }, `${path}.ttl`],
    [{ kind: 'concurrency', min: 1.5 }, `${path}.min`],
    [{ kind: 'quota', cost: -1 }, `${path}.cost`],
    [{ minPersecond: 1 }, `${path}.minPersecond`],
  ])('%j is a mistake at %s', (budget, at) => {
    const found = findings(withBudget(budget));
    expect(found).toHaveLength(1);
    expect(found[0].split(' ')[1]).toBe(at);
  });

  it('are laid over each other key by key, a budget of another kind replaces the whole', () => {
    const links = (own: Document) => ({
      ...queue(),
      links: {
        '*': { retry: { budget: { kind: 'window', ratio: '5%', minPerSecond: 2 } } },
        'clients->server': { retry: { budget: own } },
      },
    });
    const budgetOf = (own: Document) => accepted(links(own)).resolved.links[0].retry?.budget;
    expect(budgetOf({ ratio: '7%' })).toMatchObject({ kind: 'window', ratio: 0.07, minPerSecond: 2 });
    expect(budgetOf({ kind: 'concurrency' })).toMatchObject({ kind: 'concurrency', ratio: 0.2, min: 3 });
  });
});
