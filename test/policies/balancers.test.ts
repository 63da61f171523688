import { describe, expect, it } from 'vitest';
import { createSimulation } from '../../sim-core/index.ts';
import { scenario } from '../model/story.ts';
import { counted } from './balancer-view.ts';
import { type Pick, picksOf } from './picks.ts';

type Document = Record<string, unknown>;

const KEYS = { zipf: { n: 60, s: 0.8 } };

/** Calls are over before the next one comes. */
const quiet = (balancer: Document, more: { service?: Document; workload?: Document; faults?: Document[] } = {}) => ({
  services: { a: { instances: 4, concurrency: 'infinite', work: '1ms', ...more.service } },
  links: { 'user->a': { balancer, retry: { maxAttempts: 3, on: ['connect-failure', 'reset', 'error'] } } },
  workloads: { user: { call: 'a', arrivals: { constant: 50 }, clients: 3, keys: KEYS, ...more.workload } },
  faults: more.faults ?? [],
});

const instanceOf = ({ instance }: Pick) => instance;
const firstTries = (picks: readonly Pick[]) => picks.filter(({ number }) => number === 1);

/** The instances that served each key. */
function byKey(picks: readonly Pick[]): Map<number, Set<number>> {
  const served = new Map<number, Set<number>>();
  for (const { key, instance } of picks) served.set(key, (served.get(key) ?? new Set()).add(instance));
  return served;
}

describe.each([['ring-hash'], ['maglev']])('%s', (policy) => {
  it('sends a key to the same instance whoever calls', () => {
    const served = byKey(picksOf(quiet({ policy })));
    expect(served.size).toBeGreaterThan(50);
    expect([...served.values()].filter(({ size }) => size !== 1)).toEqual([]);
  });

  it('goes by the request itself without keys, and is uniform then', () => {
    const picks = picksOf(
      quiet({ policy, minimumRingSize: 100_000 }, { workload: { keys: undefined, arrivals: { constant: 400 } } }),
    );
    const shares = counted(
      picks.map(({ instance }) => instance - 1),
      4,
    ).map((count) => count / picks.length);
    // Four standard deviations of 4000 draws, and the unevenness of a ring of 25,000 hashes each.
    for (const share of shares) expect(Math.abs(share - 0.25)).toBeLessThan(0.032);
  });

  it('keeps to its instances in other runs of the seed, and takes others with another seed', () => {
    const of = (seed: number) => picksOf({ ...quiet({ policy }), seed }).map(instanceOf);
    expect(of(5)).toEqual(of(5));
    expect(of(6)).not.toEqual(of(5));
  });

  it('builds one table for all callers with the same view, and forgets those of views that are gone', () => {
    const counts: number[] = [];
    const discovery = { mode: 'client', heartbeat: '100ms', lease: '300ms', fetch: '200ms' };
    const simulation = createSimulation(
      scenario(
        quiet(
          { policy },
          {
            service: { discovery },
            workload: { clients: 20 },
            faults: [{ at: '2s', for: '3s', crash: { target: 'a#2' } }],
          },
        ),
      ),
    );
    for (const untilMs of [1500, 4500, 9000]) {
      simulation.runUntil(untilMs, 1e6);
      counts.push(simulation.world.picking.hashTables.count);
    }
    expect(counts).toEqual([1, 1, 1]);
  });

  it('moves a key off an instance that is gone and back when it returns', () => {
    const discovery = { mode: 'client', heartbeat: '100ms', lease: '300ms', fetch: '200ms' };
    const picks = picksOf(
      quiet({ policy }, { service: { discovery }, faults: [{ at: '3s', for: '3s', crash: { target: 'a#2' } }] }),
    );
    const during = picks.filter(({ atMs }) => atMs > 4000 && atMs < 6000);
    const before = byKey(picks.filter(({ atMs }) => atMs < 3000));
    const after = byKey(picks.filter(({ atMs }) => atMs > 7000));
    expect(during.map(instanceOf)).not.toContain(2);
    const shared = [...before.keys()].filter((key) => after.has(key));
    expect(shared.length).toBeGreaterThan(30);
    expect(shared.map((key) => after.get(key))).toEqual(shared.map((key) => before.get(key)));
  });
});

describe('weighted-round-robin', () => {
  it('sends each instance its share, and a caller begins where it happens to', () => {
    const service = { instances: { count: 3, weights: [1, 2, 5] } };
    const picks = picksOf(quiet({ policy: 'weighted-round-robin' }, { service, workload: { clients: 1 } }));
    const counts = counted(
      picks.map(({ instance }) => instance - 1),
      3,
    );
    [1, 2, 5].forEach((weight, local) => expect(Math.abs(counts[local] - (picks.length * weight) / 8)).toBeLessThan(2));
    const starts = picksOf(
      quiet({ policy: 'weighted-round-robin' }, { service, workload: { clients: 300, arrivals: { constant: 100 } } }),
    );
    const first = new Map<number, number>();
    for (const { caller, instance } of starts) if (!first.has(caller)) first.set(caller, instance - 1);
    expect(first.size).toBeGreaterThan(250);
    const shares = counted(first.values(), 3).map((count) => count / first.size);
    [1, 2, 5].forEach((weight, local) => expect(Math.abs(shares[local] - weight / 8)).toBeLessThan(0.12));
  });
});

describe('first', () => {
  it('sends everything to the first instance, and to the next while it is not in the view', () => {
    const discovery = { mode: 'client', heartbeat: '100ms', lease: '300ms', fetch: '200ms' };
    const picks = picksOf(
      quiet(
        { policy: 'first' },
        { service: { discovery }, faults: [{ at: '3s', for: '3s', crash: { target: 'a#1' } }] },
      ),
    );
    const at = (from: number, to: number) =>
      new Set(picks.filter(({ atMs }) => atMs >= from && atMs < to).map(instanceOf));
    expect(at(0, 3000)).toEqual(new Set([1]));
    expect(at(4000, 6000)).toEqual(new Set([2]));
    // It sticks to the one it has found, though the first is back.
    expect(at(8000, 10_000)).toEqual(new Set([2]));
  });
});

describe('peak-ewma', () => {
  const slow = [{ at: '2s', for: '3s', slow: { target: 'a#2', factor: 100 } }];
  const sharesAt = (document: Document, from: number, to: number) => {
    const picks = picksOf(document).filter(({ atMs }) => atMs >= from && atMs < to);
    return picks.filter(({ instance }) => instance === 2).length / picks.length;
  };

  it('leaves an instance alone that has become slow, long before its attempts in flight tell', () => {
    const busy = { workload: { arrivals: { poisson: 200 }, keys: undefined } };
    const ewma = sharesAt(quiet({ policy: 'peak-ewma' }, { ...busy, faults: slow }), 2500, 5000);
    const least = sharesAt(quiet({ policy: 'least-request' }, { ...busy, faults: slow }), 2500, 5000);
    expect(ewma).toBeLessThan(0.02);
    expect(least).toBeGreaterThan(0.05);
  });

  it('comes back to it as the cost decays, the sooner the shorter the decay', () => {
    const busy = { workload: { arrivals: { poisson: 200 }, keys: undefined } };
    const back = (decayTime: string) =>
      sharesAt(quiet({ policy: 'peak-ewma', decayTime }, { ...busy, faults: slow }), 6000, 8000);
    expect(back('300ms')).toBeGreaterThan(0.15);
    expect(back('10s')).toBeLessThan(0.02);
  });

  it('learns from an answer that comes after its timeout how slow it was', () => {
    const document = {
      ...quiet({ policy: 'peak-ewma' }, { workload: { clients: 1 }, service: { instances: 1, work: '300ms' } }),
      links: { 'user->a': { balancer: { policy: 'peak-ewma' }, timeout: '20ms' } },
    };
    const costAt = (ms: number) => {
      const simulation = createSimulation(scenario(document));
      simulation.runUntil(ms, 1e6);
      return simulation.world.balancerState[1] / 1e6;
    };
    expect(costAt(100)).toBeCloseTo(20, 0);
    expect(costAt(400)).toBeCloseTo(300, -1);
  });
});

describe('slow start', () => {
  const sharesAfter = (slowStart: unknown) => {
    const balancer = { policy: 'weighted-round-robin', slowStart };
    const picks = firstTries(
      picksOf(
        quiet(balancer, {
          workload: { clients: 1, arrivals: { constant: 400 } },
          faults: [{ at: '1s', for: '1s', crash: { target: 'a#2' } }],
        }),
      ),
    );
    return [2000, 4000, 8000].map((from) => {
      const those = picks.filter(({ atMs }) => atMs > from && atMs <= from + 2000);
      return those.filter(({ instance }) => instance === 2).length / those.length;
    });
  };

  it('gives an instance that has come back a share that grows', () => {
    const [early, later, after] = sharesAfter({ window: '4s', minWeight: '5%' });
    // The mean weights of the first and the second half of the window are 1/4 and 3/4, against 3 of the others.
    expect(Math.abs(early - 0.25 / 3.25)).toBeLessThan(0.02);
    expect(Math.abs(later - 0.75 / 3.75)).toBeLessThan(0.02);
    expect(Math.abs(after - 0.25)).toBeLessThan(0.01);
    expect(Math.abs(sharesAfter(undefined)[0] - 0.25)).toBeLessThan(0.01);
  });
});

describe('weights', () => {
  it('make least-request give each instance what it can do', () => {
    const picks = picksOf({
      services: {
        a: {
          instances: { count: 3, speeds: [1, 2, 5], weights: [1, 2, 5] },
          work: { exponential: { mean: '10ms' } },
        },
      },
      links: { 'user->a': { balancer: { policy: 'least-request' } } },
      workloads: { user: { call: 'a', arrivals: { poisson: 600 } } },
    });
    const shares = counted(
      picks.map(({ instance }) => instance - 1),
      3,
    ).map((count) => count / picks.length);
    [1, 2, 5].forEach((weight, local) => expect(Math.abs(shares[local] - weight / 8)).toBeLessThan(0.05));
  });
});

describe('per: connection', () => {
  it('keeps each caller with the instance it picked first', () => {
    const picks = picksOf(quiet({ policy: 'random', per: 'connection' }, { workload: { clients: 30 } }));
    const served = new Map<number, Set<number>>();
    for (const { caller, instance } of picks) served.set(caller, (served.get(caller) ?? new Set()).add(instance));
    expect(served.size).toBe(30);
    expect([...served.values()].filter(({ size }) => size !== 1)).toEqual([]);
    expect(new Set([...served.values()].map((instances) => [...instances][0])).size).toBe(4);
  });

  it('picks anew when the connection is refused or reset, and stays there', () => {
    const document = quiet(
      { policy: 'round-robin', per: 'connection' },
      { workload: { clients: 1 }, faults: [{ at: '2s', for: '2s', crash: { target: 'a' } }] },
    );
    const picks = firstTries(picksOf(document));
    expect(new Set(picks.filter(({ atMs }) => atMs < 2000).map(instanceOf)).size).toBe(1);
    // Every attempt is refused, and round robin goes on from one to the next.
    expect(new Set(picks.filter(({ atMs }) => atMs > 2100 && atMs < 4000).map(instanceOf)).size).toBe(4);
    expect(new Set(picks.filter(({ atMs }) => atMs > 4100).map(instanceOf)).size).toBe(1);
  });

  it('opens another connection when a retry avoids the instance, and keeps that one', () => {
    const retry = { maxAttempts: 2, on: ['error'], avoidPrevious: true };
    const document = {
      ...quiet({ policy: 'random', per: 'connection' }, { service: { errorRate: '30%' }, workload: { clients: 1 } }),
      links: { 'user->a': { balancer: { policy: 'random', per: 'connection' }, retry } },
    };
    const picks = picksOf(document);
    const strayed = picks.filter(({ number, instance }, index) => {
      const before = picks[index - 1]?.instance ?? instance;
      return (number === 1) !== (instance === before);
    });
    expect(strayed).toEqual([]);
    expect(picks.filter(({ number }) => number === 2).length).toBeGreaterThan(50);
  });
});

describe('shared loads', () => {
  const herd = (loads: unknown, policy = 'least-connections') => ({
    services: { a: { instances: 4, work: { exponential: { mean: '10ms' } } } },
    links: { 'user->a': { balancer: { policy, loads } } },
    workloads: { user: { call: 'a', arrivals: { poisson: 300 }, clients: 200 } },
    duration: '30s',
  });
  const meanOf = (document: Document) => {
    const simulation = createSimulation(scenario(document), { check: true });
    simulation.run();
    expect(simulation.auditor?.report()).toEqual([]);
    return simulation.result().summary.system.artMs ?? Number.NaN;
  };

  it('let many callers choose as one that sees everything would', () => {
    const [own, shared] = [meanOf(herd('own')), meanOf(herd({ shared: '0s' }))];
    expect(shared).toBeLessThan(0.6 * own);
    const one = { ...herd('own'), workloads: { user: { call: 'a', arrivals: { poisson: 300 } } } };
    expect(shared / meanOf(one)).toBeCloseTo(1, 1);
  });

  it('make all callers run after the same instance when they are old', () => {
    const fresh = meanOf(herd({ shared: '5ms' }));
    const old = meanOf(herd({ shared: '500ms' }));
    expect(old).toBeGreaterThan(4 * fresh);
    // Two random choices are misled less (Mitzenmacher, How Useful Is Old Information?, 2000).
    expect(meanOf(herd({ shared: '500ms' }, 'least-request'))).toBeLessThan(0.7 * old);
  });
});

describe('balancers of several links', () => {
  const other = (weights: number[]) => ({
    services: {
      a: { instances: 3, concurrency: 'infinite', work: '30ms' },
      b: { instances: { count: 3, weights }, concurrency: 'infinite', work: '30ms' },
    },
    links: { '*': { balancer: { policy: 'least-request' } } },
    workloads: {
      user: { call: 'a', arrivals: { poisson: 100 } },
      another: { call: 'b', arrivals: { poisson: 100 } },
    },
  });

  it('do not follow the weights of another link’s instances', () => {
    const picksOfA = (weights: number[]) => picksOf(other(weights)).filter(({ link }) => link === 'user->a');
    const instances = (picks: readonly Pick[]) => picks.map(instanceOf);
    expect(picksOfA([1, 1, 1]).length).toBeGreaterThan(100);
    expect(instances(picksOfA([1, 2, 5]))).toEqual(instances(picksOfA([1, 1, 1])));
  });
});
