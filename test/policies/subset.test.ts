import { assert, integer, property, tuple, uniqueArray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim-core/index.ts';
import type { ResolvedBalancer } from '../../sim-core/policies/balancers/index.ts';
import { boundOf, layAperture, rankOf, type ResolvedSubset } from '../../sim-core/policies/balancers/subset.ts';
import { Recorder } from '../determinism/recorder.ts';
import { only, play, scenario } from '../model/story.ts';
import { CONFIG, counted, numbered, picks, viewOf } from './balancer-view.ts';

const SEED = 0x2545f491;

/** The subset of one owner, by rendezvous hashing. */
function drawn(owner: number, members: readonly number[], size: number): number[] {
  const bound = boundOf(SEED, owner, Int32Array.from(members), members.length, size);
  return members.filter((local) => rankOf(SEED, owner, local) <= bound);
}

const aperture = (size: number): ResolvedSubset => ({ kind: 'deterministic-aperture', size });

/** What one caller uses of `count` instances, and how much of each. */
function laid(peer: number, peers: number, count: number, size: number): [members: number[], overlaps: number[]] {
  const members = numbered(count);
  const overlaps = new Float64Array(count);
  const kept = layAperture(members, count, aperture(size), peer, peers, overlaps, 0);
  return [[...members.subarray(0, kept)], [...overlaps]];
}

describe('a subset drawn for each caller', () => {
  it('has the size asked for, or all there are', () => {
    expect(drawn(3, [...numbered(50)], 20)).toHaveLength(20);
    expect(drawn(3, [4, 7, 9], 20)).toEqual([4, 7, 9]);
    expect(drawn(3, [...numbered(300)], 90)).toHaveLength(90);
  });

  it('loses one member to each instance that goes, and gains one in its place', () => {
    const members = uniqueArray(integer({ min: 0, max: 199 }), { minLength: 2, maxLength: 60 });
    assert(
      property(members, integer({ min: 1, max: 30 }), integer({ min: 0, max: 1000 }), (all, size, owner) => {
        const before = drawn(owner, all, size);
        const after = drawn(owner, all.slice(1), size);
        const lost = before.filter((local) => !after.includes(local));
        expect(lost).toEqual(before.includes(all[0]) ? [all[0]] : []);
        expect(after).toHaveLength(Math.min(size, all.length - 1));
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('leaves the load as uneven as the source says: 300 callers, 300 instances, 30 each', () => {
    const connections = Array.from({ length: 300 }, (_, owner) => drawn(owner, [...numbered(300)], 30));
    const loads = counted(connections.flat(), 300);
    // Binomial with mean 30 and deviation 5.2: the least and the most of 300 are 2.9 deviations away.
    expect(Math.min(...loads)).toBeGreaterThanOrEqual(11);
    expect(Math.min(...loads)).toBeLessThanOrEqual(18);
    expect(Math.max(...loads)).toBeGreaterThanOrEqual(42);
    expect(Math.max(...loads)).toBeLessThanOrEqual(52);
    const variance = loads.reduce((sum, load) => sum + (load - 30) ** 2, 0) / 300;
    expect(variance / (300 * 0.1 * 0.9)).toBeGreaterThan(0.75);
    expect(variance / (300 * 0.1 * 0.9)).toBeLessThan(1.25);
  });
});

describe('a deterministic aperture', () => {
  it('of 3 callers, 5 instances and size 2 is two thirds of the ring', () => {
    // Callers' arcs are 5 of 15 wide, instances' 3 of 15. ⌈2 × 3 / 5⌉ = 2 arcs each: 0 … 10, 5 … 15, 10 … 20.
    expect(laid(0, 3, 5, 2)).toEqual([
      [0, 1, 2, 3],
      [1, 1, 1, 1 / 3, 0],
    ]);
    expect(laid(1, 3, 5, 2)).toEqual([
      [1, 2, 3, 4],
      [0, 1 / 3, 1, 1, 1],
    ]);
    expect(laid(2, 3, 5, 2)).toEqual([
      [0, 1, 3, 4],
      [1, 2 / 3, 0, 2 / 3, 1],
    ]);
  });

  it('of a single caller, or of more instances than there are, is all of them', () => {
    expect(laid(0, 1, 4, 2)).toEqual([
      [0, 1, 2, 3],
      [1, 1, 1, 1],
    ]);
    expect(laid(2, 7, 4, 12)).toEqual([
      [0, 1, 2, 3],
      [1, 1, 1, 1],
    ]);
  });

  it('offers every instance the same load, however many callers there are', () => {
    const numbers = tuple(integer({ min: 1, max: 40 }), integer({ min: 1, max: 60 }), integer({ min: 1, max: 20 }));
    assert(
      property(numbers, ([peers, count, size]) => {
        const offered = new Float64Array(count);
        for (let peer = 0; peer < peers; peer++) {
          const [members, overlaps] = laid(peer, peers, count, size);
          const whole = overlaps.reduce((sum, overlap) => sum + overlap, 0);
          expect(whole).toBeGreaterThanOrEqual(Math.min(size, count) - 1e-9);
          for (const local of members) offered[local] += overlaps[local] / whole;
        }
        for (const share of offered) expect(share).toBeCloseTo(peers / count, 9);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('gives an instance as many picks as much of it lies there', () => {
    const shareOf = (policy: ResolvedBalancer['policy'], more: Partial<ResolvedBalancer> = {}) => {
      const config = { ...CONFIG, policy, subset: aperture(2), ...more };
      const view = viewOf(config, [1, 1, 1, 1]);
      view.overlaps.set([1, 1, 1, 1 / 3]);
      const counts = counted(picks(view, config, 20_000), 4);
      return counts[3] / counts[0];
    };
    expect(shareOf('random')).toBeCloseTo(1 / 3, 1);
    expect(shareOf('weighted-round-robin')).toBeCloseTo(1 / 3, 3);
    // Nothing in flight: the first drawn wins.
    expect(shareOf('least-request')).toBeCloseTo(1 / 3, 1);
    expect(shareOf('peak-ewma')).toBeCloseTo(1 / 3, 1);
  });

  it('divides what is in flight by the part that lies there', () => {
    const config = { ...CONFIG, policy: 'least-request' as const, subset: aperture(2), replacement: false };
    const view = viewOf(config, [1, 1]);
    view.overlaps.set([1, 0.25]);
    // 3 / 1 against 1 / 0.25: the whole one has less to do, whoever is drawn first.
    view.loads.set([3, 1]);
    expect(counted(picks(view, config, 50), 2)).toEqual([50, 0]);
    view.loads.set([5, 1]);
    expect(counted(picks(view, config, 50), 2)).toEqual([0, 50]);
  });
});

const many = (subset: unknown, more: Record<string, unknown> = {}) => ({
  duration: '20s',
  services: {
    a: { instances: 30, concurrency: 'infinite', steps: [{ call: 'b' }] },
    b: { instances: 30, concurrency: 'infinite', work: '1ms' },
  },
  links: { 'a->b': { balancer: { policy: 'random', subset, ...more } } },
  workloads: { user: { call: 'a', arrivals: { constant: 3000 } } },
});

/** Standard deviation of the instances' loads by their mean. */
function spreadOf(document: Record<string, unknown>): number {
  const { instances } = simulate(scenario(document)).summary;
  const loads = Array.from({ length: 30 }, (_, index) => instances[`b#${index + 1}`].started ?? 0);
  const mean = loads.reduce((sum, load) => sum + load, 0) / 30;
  return Math.sqrt(loads.reduce((sum, load) => sum + (load - mean) ** 2, 0) / 30) / mean;
}

describe('callers with subsets', () => {
  it('load instances unevenly at random, evenly through apertures', () => {
    // Binomial: 30 callers with 5 of 30 each; the deviation by the mean is √((1 − 1/6) / 5).
    expect(spreadOf(many({ kind: 'random', size: 5 }))).toBeCloseTo(0.41, 1);
    // As even as drawing for each request leaves it: 1 / √2000.
    expect(spreadOf(many({ kind: 'deterministic-aperture', size: 5 }))).toBeLessThan(0.04);
    expect(spreadOf(many({ kind: 'deterministic-aperture', size: 7 }))).toBeLessThan(0.04);
  });

  it('of the size of all, or larger, are not there, to the bit', () => {
    const results = [undefined, { size: 30 }, { size: 99 }].map((subset) => {
      const { digest, summary } = simulate(scenario({ ...many(subset), duration: '1s' }));
      return { digest, summary };
    });
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  it('meet the same arrivals and demands', () => {
    const recorded = (subset: unknown) => {
      const recorder = new Recorder();
      const document = { ...many(subset), duration: '1s' };
      document.services.b.work = { exponential: { mean: '4ms' } } as never;
      simulate(scenario(document), { observers: [recorder] });
      return recorder;
    };
    const whole = recorded(undefined);
    for (const kind of ['random', 'deterministic-aperture', 'shuffle']) {
      const part = recorded({ kind, size: 3 });
      expect(part.arrivals).toEqual(whole.arrivals);
      const common = [...part.demands].filter(([key]) => whole.demands.has(key));
      expect(common.length).toBeGreaterThan(2900);
      expect(common.filter(([key, demand]) => whole.demands.get(key) !== demand)).toEqual([]);
    }
  });

  it('take another instance in when one of theirs leaves the view', () => {
    const { lines } = play({
      services: {
        a: {
          instances: 4,
          work: '1ms',
          discovery: { mode: 'client', heartbeat: '100ms', lease: '300ms', fetch: '100ms' },
        },
      },
      links: { 'user->a': { balancer: { policy: 'round-robin', subset: { size: 2 } } } },
      workloads: { user: { call: 'a', arrivals: { constant: 20 } } },
      faults: [
        { at: '2050ms', for: '3s', crash: { target: 'a#1' } },
        { at: '2050ms', for: '3s', crash: { target: 'a#2' } },
        { at: '6s', for: '3s', crash: { target: 'a#3' } },
      ],
    });
    const pickedIn = (fromMs: number, toMs: number) =>
      new Set(
        only(lines, 'attempt')
          .map((line) => line.split(' '))
          .filter(([ms]) => Number(ms) > fromMs && Number(ms) < toMs)
          .map(([, , instance]) => instance),
      );
    const before = pickedIn(0, 2050);
    expect(before.size).toBe(2);
    expect([...pickedIn(2500, 5000)].sort()).toEqual(['a#3', 'a#4']);
    // Those that come back take their places again.
    expect(pickedIn(5500, 6000)).toEqual(before);
    expect(pickedIn(6500, 9000).size).toBe(2);
    expect(pickedIn(6500, 9000)).not.toContain('a#3');
  });

  it('warn where the balancer does not know the parts', () => {
    const warningsOf = (policy: string) =>
      scenario(many({ kind: 'deterministic-aperture' }, { policy })).warnings.map(
        ({ code, path }) => `${code} ${path}`,
      );
    expect(warningsOf('round-robin')).toEqual(['unused-weights links.a->b.balancer.subset']);
    expect(warningsOf('peak-ewma')).toEqual([]);
  });

  it('have the size of their source unless told', () => {
    const sizeOf = (kind: string) => scenario(many({ kind })).resolved.links[0].balancer.subset?.size;
    expect(['random', 'deterministic-aperture', 'shuffle'].map(sizeOf)).toEqual([20, 12, 4]);
  });
});

describe('shuffle sharding', () => {
  const leased = { mode: 'client', heartbeat: '100ms', lease: '300ms', fetch: '100ms' };
  const sharded = (more: Record<string, unknown> = {}, workload: Record<string, unknown> = {}) => ({
    services: { a: { instances: 8, work: '1ms', concurrency: 'infinite', discovery: leased } },
    links: { 'user->a': { balancer: { policy: 'round-robin', subset: { kind: 'shuffle', size: 2 } } } },
    workloads: { user: { call: 'a', arrivals: { constant: 200 }, keys: { zipf: { n: 28, s: 0 } }, ...workload } },
    ...more,
  });

  it('keeps the requests of a key in its shard, the same for all callers', () => {
    const shards = new Map<number, Set<number>>();
    const recorder = new Recorder();
    const simulation = { world: null as never as { attempts: Record<string, Int32Array> } };
    recorder.begin = (world) => {
      simulation.world = world as never;
    };
    recorder.callStarted = () => undefined;
    recorder.attemptAnswered = () => undefined;
    recorder.attemptStarted = (attempt) => {
      const { requestKey, instance } = simulation.world.attempts;
      const shard = shards.get(requestKey[attempt]) ?? new Set();
      shards.set(requestKey[attempt], shard.add(instance[attempt]));
    };
    simulate(scenario(sharded({}, { clients: 5 })), { observers: [recorder] });
    expect(shards.size).toBe(28);
    expect([...shards.values()].map(({ size }) => size)).toEqual(new Array(28).fill(2));
    expect(new Set([...shards.values()].map((shard) => [...shard].sort((a, b) => a - b).join())).size).toBeGreaterThan(
      12,
    );
  });

  it('is hit only where a whole shard is gone, and fails there as no-instance', () => {
    const crashes = [1, 2, 3].map((one) => ({ at: '2s', for: '9s', crash: { target: `a#${one}` } }));
    const { lines } = play(sharded({ faults: crashes }, { keys: undefined, clients: 200 }));
    const after = lines.filter((line) => Number(line.split(' ')[0]) > 3000);
    const ends = only(after, 'ended').map((line) => line.split(' ')[3]);
    const lost = ends.filter((outcome) => outcome === 'no-instance').length;
    expect(new Set(ends)).toEqual(new Set(['ok', 'no-instance']));
    // 3 of 28 pairs are gone wholly.
    expect(lost / ends.length).toBeCloseTo(3 / 28, 1);
    const everybody = play({ ...sharded({ faults: crashes }), links: {} }).lines;
    expect(only(everybody, 'ended').some((line) => line.includes('no-instance'))).toBe(false);
  });

  it('of the size of all leaves out nobody, to the bit', () => {
    const picked = (subset: unknown) =>
      only(
        play({ ...sharded(), links: { 'user->a': { balancer: { policy: 'round-robin', subset } } } }).lines,
        'attempt',
      );
    expect(picked({ kind: 'shuffle', size: 8 })).toEqual(picked(undefined));
  });
});
