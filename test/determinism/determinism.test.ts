import { describe, expect, it } from 'vitest';
import {
  createSimulation,
  type RunResult,
  type Simulation,
  type SimulationSnapshot,
  simulate,
} from '../../sim-core/index.ts';
import { Recorder } from './recorder.ts';
import {
  balancing,
  caches,
  classes,
  crowds,
  type Document,
  demands,
  doors,
  everything,
  guards,
  messages,
  queues,
  scenarioOf,
  strained,
  zoned,
} from './scenes.ts';

const scenario = scenarioOf(everything());
const whole = simulate(scenario);

/** Small numbers in turn, the same in each run of the tests. */
function fractions(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function resultOf(simulation: Simulation): RunResult {
  simulation.run();
  return simulation.result();
}

describe('a run', () => {
  it('is busy enough to tell something', () => {
    const { system, links } = whole.summary;

    expect(whole.outcome).toBe('completed');
    expect(whole.events).toBeGreaterThan(5_000);
    expect(system.failed).toBeGreaterThan(0);
    expect(system.errorsHandled).toBeGreaterThan(0);
    expect(links['front->left'].retries).toBeGreaterThan(0);
    expect(links['front->left'].staleAttempts).toBeGreaterThan(0);
    expect(links['open->front'].lost).toBeGreaterThan(0);
  });

  it('is the same twice', () => {
    expect(simulate(scenario)).toEqual(whole);
    expect(simulate(scenarioOf(everything()))).toEqual(whole);
  });

  it('is another one with another seed or replication', () => {
    const digests = [
      whole.digest,
      simulate(scenario, { replication: 1 }).digest,
      simulate(scenarioOf({ ...everything(), seed: 8 })).digest,
    ];

    expect(new Set(digests).size).toBe(3);
  });

  it.each([1, 2, 3, 4, 5])('is the same in random slices of time (%i)', (seed) => {
    const next = fractions(seed);
    const simulation = createSimulation(scenario);

    let timeMs = 0;
    while (timeMs < 2000) {
      timeMs += next() ** 3 * 200;
      simulation.runUntil(timeMs);
      if (next() < 0.2) simulation.series();
    }

    expect(resultOf(simulation)).toEqual(whole);
  });

  it.each([1, 2, 3])('is the same in random slices of events (%i)', (seed) => {
    const next = fractions(seed);
    const simulation = createSimulation(scenario);

    while (simulation.runUntil(2000, Math.ceil(next() ** 2 * 500)) === 'running') simulation.result();

    expect(resultOf(simulation)).toEqual(whole);
  });

  it('is the same event by event', () => {
    const simulation = createSimulation(scenario);

    while (simulation.step()) simulation.nextEventMs();

    expect(resultOf(simulation)).toEqual(whole);
  });

  it.each([1, 2, 3, 4, 5])('goes on alike from snapshots at random events, in itself and in another (%i)', (seed) => {
    const next = fractions(seed);
    const first = createSimulation(scenario);
    const snapshots: SimulationSnapshot[] = [];

    while (first.runUntil(2000, Math.ceil(next() * 1500)) === 'running')
      snapshots.push(structuredClone(first.snapshot()));
    const chosen = snapshots[Math.floor(next() * snapshots.length)];
    const fresh = createSimulation(scenario);
    fresh.restore(chosen);
    first.restore(chosen);

    expect(resultOf(fresh)).toEqual(whole);
    expect(resultOf(first)).toEqual(whole);
  });

  it('does not notice who watches', () => {
    const recorder = new Recorder();
    const watched = createSimulation(scenario, { check: true, instanceWindows: true, observers: [recorder] });

    expect(resultOf(watched)).toEqual(whole);
    expect(watched.auditor?.report()).toEqual([]);
    expect(recorder.arrivals.size).toBeGreaterThan(300);
  });

  it('gives the same numbers with histograms', () => {
    const { digest, summary } = simulate(scenario, { histograms: true });

    expect(digest).toBe(whole.digest);
    expect(summary.system).toMatchObject(whole.summary.system);
  });
});

describe('messages', () => {
  const scene = scenarioOf(messages());
  const uncut = simulate(scene);

  it('are sent, answered, delivered again and given up', () => {
    const { services, links, system } = uncut.summary;

    expect(links['shop->mail'].started).toBeGreaterThan(2 * system.requests);
    expect(links['mail->mail'].retries).toBeGreaterThan(20);
    expect(services.mail.duplicateExecutions).toBeGreaterThan(20);
    expect(services.dead.ok).toBeGreaterThan(0);
    expect(services.log.ok).toBeGreaterThan(100);
  });

  it('are the same from snapshots at random events, checked', () => {
    const next = fractions(6);
    const simulation = createSimulation(scene, { check: true });
    const fresh = createSimulation(scene, { check: true });

    while (simulation.runUntil(2000, Math.ceil(next() * 2000)) === 'running')
      fresh.restore(structuredClone(simulation.snapshot()));

    expect(resultOf(simulation)).toEqual(uncut);
    expect(resultOf(fresh)).toEqual(uncut);
    expect(simulation.auditor?.report()).toEqual([]);
  });
});

describe('caches', () => {
  const scene = scenarioOf(caches());
  const all = simulate(scene);

  it('are used, full, flushed and crashed, and answer when their source fails', () => {
    const { front } = all.summary.services;
    expect(front.cacheHitRatio).toBeGreaterThan(0.3);
    expect(front.cacheHitRatio).toBeLessThan(0.9);
    expect(front.crashes).toBeGreaterThan(3);
    expect(all.summary.system.ledger?.cache.handled).toBeGreaterThan(5);
  });
});

describe('queues that are not served in order', () => {
  const all = simulate(scenarioOf(queues()));

  it('are long, and cut short by crashes and timeouts', () => {
    const { back, front } = all.summary.services;

    expect(front.queueLength?.max).toBeGreaterThan(10);
    expect(back.queueLength?.max).toBeGreaterThan(10);
    expect(back.failedBy.unavailable).toBeGreaterThan(0);
    expect(back.crashes).toBeGreaterThan(0);
    expect(all.summary.links['caller->front'].retries).toBeGreaterThan(0);
    expect(all.summary.links['front->back'].cancelled).toBeGreaterThan(0);
  });
});

describe('guards of callers', () => {
  it('open, eject and refuse', () => {
    const { links } = simulate(scenarioOf(guards())).summary;

    expect(links['front->far'].breaker?.open).toBeGreaterThan(0.05);
    expect(links['front->far'].degraded).toBeGreaterThan(10);
    expect(links['front->left'].breaker?.halfOpen).toBeGreaterThan(0);
    expect(links['front->left'].ejections).toBeGreaterThan(3);
    expect(links['front->right'].failedBy.rejected).toBeGreaterThan(5);
    expect(links['caller->front'].failedBy.rejected).toBeGreaterThan(5);
  });
});

describe('crowds', () => {
  it('come in bursts, sessions and herds', () => {
    const { outcome, summary } = simulate(scenarioOf(crowds()));
    const { workloads, links } = summary;

    expect(outcome).toBe('completed');
    expect(workloads.herd.requests).toBeGreaterThan(160);
    expect(links['users->home'].requests).toBeGreaterThan(links['users->cart'].requests);
    expect(links['bursty->home'].requests).toBeGreaterThan(links['bursty->cart'].requests);
    expect(workloads.bursty.failed).toBeGreaterThan(0);
  });
});

describe('zones', () => {
  it('are crossed, by messages that get lost', () => {
    const { lost, egressBytes, crossZoneRatio } = simulate(scenarioOf(zoned())).summary.links['front->back'];

    expect(lost).toBeGreaterThan(3);
    expect(egressBytes).toBeGreaterThan(100_000);
    expect(crossZoneRatio).toBeGreaterThan(0.1);
  });
});

describe('strained services', () => {
  it('are paused, die of their queues and restart', () => {
    const { back, front, shared } = simulate(scenarioOf(strained())).summary.services;
    expect(back.crashes).toBeGreaterThan(3);
    expect(shared.crashes).toBeGreaterThan(2);
    expect(front.failedBy.reset).toBeGreaterThan(0);
    expect(back.ok).toBeGreaterThan(100);
  });
});

describe('doors', () => {
  it('refuse, let wait and drop', () => {
    const { front, bucket, queue, window } = simulate(scenarioOf(doors())).summary.services;
    for (const { failedBy } of [front, bucket, queue, window]) expect(failedBy.unavailable).toBeGreaterThan(10);
    expect(bucket.crashes).toBeGreaterThan(0);
    expect(bucket.phases.queueMs).toBeGreaterThan(1);
  });
});

it.each([
  ['queues', queues()],
  ['guards', guards()],
  ['doors', doors()],
  ['zones', zoned()],
  ['crowds', crowds()],
  ['strained services', strained()],
  ['caches', caches()],
  ['shared workers and classes', classes()],
])('%s are kept in snapshots, and hold what the auditor checks', (_, document) => {
  const scene = scenarioOf(document);
  const all = simulate(scene);
  const first = createSimulation(scene, { check: true });
  const snapshots: SimulationSnapshot[] = [];
  while (first.runUntil(2000, 700) === 'running') snapshots.push(structuredClone(first.snapshot()));
  const resumed = snapshots.map((snapshot) => {
    const fresh = createSimulation(scene, { check: true });
    fresh.restore(snapshot);
    return resultOf(fresh);
  });

  expect(resumed.length).toBeGreaterThan(1);
  expect(resumed).toEqual(resumed.map(() => all));
  expect(resultOf(first)).toEqual(all);
  expect(first.auditor?.report()).toEqual([]);
});

describe('shared workers and classes', () => {
  const scene = scenarioOf(classes());
  const all = simulate(scene);

  it('are busy, and hit by crashes and timeouts', () => {
    const { front, sorted, shared } = all.summary.services;
    expect(front.failedBy.unavailable).toBeGreaterThan(10);
    expect(sorted.queueLength?.max).toBeGreaterThan(5);
    expect(shared.crashes).toBeGreaterThan(0);
    expect(all.summary.workloads.few.artMs).toBeLessThan(all.summary.workloads.many.artMs ?? 0);
  });
});

describe('balancers with a memory', () => {
  const scene = scenarioOf(balancing());
  const all = simulate(scene);

  it('meet crashes, views that change, and answers that come too late', () => {
    const { links, services } = all.summary;

    expect(links['caller->front'].started).toBeGreaterThan(250);
    for (const name of ['weighted', 'least', 'peak', 'ring', 'table', 'first', 'kept', 'told']) {
      expect(links[`front->${name}`].retries).toBeGreaterThan(0);
      expect(services[name].crashes).toBeGreaterThan(0);
    }
    expect(services.front.crashes).toBe(1);
  });

  it('are kept in snapshots, whose tables are built anew', () => {
    const first = createSimulation(scene, { check: true });
    const snapshots: SimulationSnapshot[] = [];
    while (first.runUntil(2000, 2500) === 'running') snapshots.push(structuredClone(first.snapshot()));
    const resumed = snapshots.map((snapshot) => {
      const fresh = createSimulation(scene, { check: true });
      fresh.runUntil(500, 10_000);
      fresh.restore(snapshot);
      return resultOf(fresh);
    });

    expect(resumed.length).toBeGreaterThan(1);
    expect(resumed).toEqual(resumed.map(() => all));
    expect(resultOf(first)).toEqual(all);
    expect(first.auditor?.report()).toEqual([]);
  });
});

describe('what is not in the model', () => {
  const reversed = (value: unknown) => Object.fromEntries(Object.entries(value as Document).reverse());

  it('the order of services, links and workloads changes nothing', () => {
    const document = everything();
    const other = {
      ...document,
      services: reversed(document.services),
      links: reversed(document.links),
      workloads: reversed(document.workloads),
    };

    const { digest, summary } = simulate(scenarioOf(other));

    expect(digest).toBe(whole.digest);
    expect(summary).toEqual(whole.summary);
  });

  it.each(['aaa', 'middle', 'zzz'])('a service named %s that nobody calls changes no number', (name) => {
    const document = everything();
    const services = { ...(document.services as Document), [name]: { instances: 2, work: '1ms' } };

    const { summary } = simulate(scenarioOf({ ...document, services }));

    expect(summary.system).toEqual(whole.summary.system);
    expect(summary.links).toEqual(whole.summary.links);
    expect(summary.services).toMatchObject(whole.summary.services);
  });

  it('view and description change nothing', () => {
    const { digest, summary } = simulate(
      scenarioOf({ ...everything(), description: 'other', view: { front: [1, 2] } }),
    );

    expect(digest).toBe(whole.digest);
    expect(summary).toEqual(whole.summary);
  });
});

describe('policies that can do nothing', () => {
  const numbers = (links: Document) => simulate(scenarioOf({ ...demands(), links })).summary;

  it.each<[string, Document]>([
    ['one attempt', { retry: { maxAttempts: 1, on: ['error'] } }],
    ['an infinite timeout', { timeout: 'infinite' }],
    ['no loss', { network: { loss: '0%', rto: '1ms' } }],
  ])('%s is as good as none', (_, link) => {
    expect(numbers({ '*': link })).toEqual(numbers({}));
  });

  it('one choice is random', () => {
    const drawn = (balancer: Document) =>
      simulate(scenarioOf({ ...demands(), links: { '*': { balancer } } })).summary.instances;

    expect(drawn({ policy: 'least-request', choices: 1 })).toEqual(drawn({ policy: 'random' }));
  });

  it.each<[string, Document, Document]>([
    ['a bound on loads that never binds', { policy: 'maglev', hashBalanceFactor: 1e9 }, { policy: 'maglev' }],
    ['a connection to the first', { policy: 'first', per: 'connection' }, { policy: 'first' }],
    [
      'shared figures that are never told late, among callers of one each,',
      { policy: 'least-connections', loads: { shared: '0s' } },
      { policy: 'least-connections' },
    ],
  ])('%s changes nothing', (_, one, other) => {
    const drawn = (balancer: Document) => {
      const { digest, summary } = simulate(scenarioOf({ ...demands(), links: { '*': { balancer } } }));
      return { digest, summary };
    };
    expect(drawn(one)).toEqual(drawn(other));
  });

  it('times twice as long take twice as long, and nothing else', () => {
    const cluster = (factor: number): Document => ({
      version: 1,
      name: 'scaled',
      seed: 3,
      duration: 20_000 * factor,
      metrics: { window: 1000 * factor },
      services: { server: { instances: 2, concurrency: 2, work: { exponential: { mean: 20 * factor } } } },
      links: { 'caller->server': { timeout: 100 * factor, retry: { maxAttempts: 2 } } },
      workloads: { caller: { call: 'server', arrivals: { poisson: 160 / factor } } },
    });

    const once = simulate(scenarioOf(cluster(1))).summary.system;
    const twice = simulate(scenarioOf(cluster(2))).summary.system;

    expect(twice.started).toBe(once.started);
    expect(twice.failedBy).toEqual(once.failedBy);
    expect(twice.attempts).toBe(once.attempts);
    // Draws are rounded to the nanosecond.
    expect((twice.artMs ?? 0) / (once.artMs ?? 1)).toBeCloseTo(2, 5);
  });
});

describe('what belongs to a request', () => {
  const record = (retry: Document) => {
    const document = demands();
    const recorder = new Recorder();
    simulate(scenarioOf({ ...document, links: { '*': { timeout: '40ms', retry } } }), { observers: [recorder] });
    return recorder;
  };
  const once = record({ maxAttempts: 1 });
  const often = record({ maxAttempts: 4, on: ['error', 'timeout'], backoff: { base: '10ms', jitter: 'full' } });

  it('arrives when it does, whatever the retry policy', () => {
    expect(once.arrivals.size).toBeGreaterThan(400);
    expect(often.arrivals).toEqual(once.arrivals);
  });

  it('asks for the same work, whatever the retry policy', () => {
    const shared = [...once.demands.keys()].filter((key) => often.demands.has(key));

    // Without retries some requests do not get as far, and the last ones are cut by the end of the run.
    expect(shared.length).toBeGreaterThan(0.98 * once.demands.size);
    expect(often.demands.size).toBeGreaterThan(1.2 * once.demands.size);
    expect(shared.map((key) => often.demands.get(key))).toEqual(shared.map((key) => once.demands.get(key)));
  });
});
