import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStream } from '../../sim-core/kernel/random.ts';
import { chooseZone, EVERY_ZONE, type LocalityView } from '../../sim-core/policies/balancers/index.ts';
import type { ResolvedLocality } from '../../sim-core/policies/balancers/locality.ts';
import { simulate } from '../../sim-core/index.ts';
import { Recorder } from '../determinism/recorder.ts';
import { only, play, scenario } from '../model/story.ts';
import { accepted } from '../scenario/documents.ts';

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
const NEAR: ResolvedLocality = { zoneAware: null };
const AWARE: ResolvedLocality = { zoneAware: { minClusterSize: 6, routingRatio: 1 } };

/** Index 0 is for those that are in no zone. */
function view(counts: readonly number[], callers: readonly number[], ownZone: number, seed = 'a'): LocalityView {
  return {
    counts: Int32Array.from(counts),
    count: sum(counts),
    callerCounts: Int32Array.from(callers),
    callerCount: sum(callers),
    ownZone,
    generator: createStream(seed, 0, 'test'),
  };
}

/** Share of the draws for each zone, EVERY_ZONE last. */
function shares(seen: LocalityView, locality: ResolvedLocality): number[] {
  const draws = 40_000;
  const times = Array.from({ length: seen.counts.length + 1 }, () => 0);
  for (let i = 0; i < draws; i++) {
    const zone = chooseZone(seen, locality);
    times[zone === EVERY_ZONE ? times.length - 1 : zone]++;
  }
  return times.map((count) => Math.round((100 * count) / draws));
}

describe('locality', () => {
  it('is the own zone while an instance is left there, else everywhere', () => {
    expect(chooseZone(view([0, 1, 9], [0, 5, 5], 1), NEAR)).toBe(1);
    expect(chooseZone(view([0, 0, 9], [0, 5, 5], 1), NEAR)).toBe(EVERY_ZONE);
    expect(chooseZone(view([3, 1, 9], [4, 5, 5], 0), NEAR)).toBe(EVERY_ZONE);
  });

  it('that is zone-aware works as in the example of the source: 40 40 20 callers, 25 50 25 instances', () => {
    // From the first zone 25/40 stay; the rest goes to the others by what they have more, 10 and 5.
    expect(shares(view([0, 5, 10, 5], [0, 4, 4, 2], 1), AWARE)).toEqual([0, 63, 25, 12, 0]);
    expect(shares(view([0, 5, 10, 5], [0, 4, 4, 2], 2), AWARE)).toEqual([0, 0, 100, 0, 0]);
    expect(shares(view([0, 5, 10, 5], [0, 4, 4, 2], 3), AWARE)).toEqual([0, 0, 0, 100, 0]);
  });

  it('that is zone-aware goes elsewhere from a zone without instances', () => {
    expect(shares(view([0, 0, 6, 6], [0, 1, 1, 2], 1), AWARE)).toEqual([0, 0, 100, 0, 0]);
    expect(shares(view([0, 0, 6, 6], [0, 2, 1, 1], 1), AWARE)).toEqual([0, 0, 50, 50, 0]);
  });

  it('that is zone-aware does nothing for few instances, or where one side is in one zone, or not enabled', () => {
    expect(chooseZone(view([0, 2, 3], [0, 1, 1], 1), AWARE)).toBe(EVERY_ZONE);
    expect(chooseZone(view([0, 2, 4], [0, 1, 1], 2), AWARE)).toBe(2);
    expect(chooseZone(view([0, 0, 9], [0, 1, 1], 2), AWARE)).toBe(EVERY_ZONE);
    expect(chooseZone(view([0, 4, 9], [0, 0, 2], 2), AWARE)).toBe(EVERY_ZONE);
    const seldom: ResolvedLocality = { zoneAware: { minClusterSize: 6, routingRatio: 0.3 } };
    expect(shares(view([0, 5, 5], [0, 1, 1], 1), seldom)).toEqual([0, 30, 0, 70]);
  });

  it('never names a zone without instances', () => {
    const counts = fc.array(fc.nat(6), { minLength: 4, maxLength: 4 });
    const isKept = () =>
      fc.assert(
        fc.property(counts, counts, fc.nat(3), fc.nat(1000), (instances, callers, own, seed) => {
          fc.pre(sum(instances) > 0 && callers[own] > 0);
          for (const locality of [NEAR, AWARE]) {
            const zone = chooseZone(view(instances, callers, own, String(seed)), locality);
            if (zone !== EVERY_ZONE && instances[zone] === 0) return false;
          }
          return true;
        }),
        { seed: 1, numRuns: 2000 },
      );
    expect(isKept).not.toThrow();
  });
});

const zones = { x: {}, y: {}, z: {} };

function document(locality: unknown, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    zones,
    services: {
      a: {
        instances: { count: 10, zones: ['x', 'y', 'x', 'y', 'z'] },
        concurrency: 'infinite',
        steps: [{ call: 'b' }],
      },
      b: { instances: { count: 8, zones: ['x', 'y', 'y', 'z'] }, concurrency: 'infinite', work: '1ms' },
    },
    links: { 'a->b': { balancer: { policy: 'random', locality } } },
    workloads: { user: { call: 'a', arrivals: { poisson: 2000 } } },
    ...more,
  };
}

describe('a balancer with locality', () => {
  it('stays in the zone, whatever that does to the instances', () => {
    const { links, instances } = simulate(scenario(document({}))).summary;
    expect(links['a->b'].crossZoneRatio).toBe(0);
    // Two fifths of the callers share two instances, two fifths four.
    expect((instances['b#1'].started ?? 0) / (instances['b#2'].started ?? 1)).toBeCloseTo(2, 0);
  });

  it('that is zone-aware leaves all instances the same load', () => {
    const { links, instances } = simulate(scenario(document({ zoneAware: {} }))).summary;
    // Of the first zone's two fifths three eighths go elsewhere.
    expect(links['a->b'].crossZoneRatio).toBeCloseTo(0.15, 2);
    const loads = Array.from({ length: 8 }, (_, index) => instances[`b#${index + 1}`].started ?? 0);
    for (const load of loads) expect(load / 2500).toBeCloseTo(1, 0.9);
  });

  it('spills over to other zones when it no longer believes in an instance in its own', () => {
    const { lines } = play({
      zones: { x: {}, y: {} },
      services: {
        a: {
          instances: { count: 2, zones: ['x', 'y'] },
          work: '1ms',
          discovery: { mode: 'client', heartbeat: '100ms', lease: '300ms', fetch: '100ms' },
        },
      },
      links: { 'user->a': { balancer: { locality: { prefer: 'zone' } } } },
      workloads: { user: { call: 'a', zone: 'x', arrivals: { constant: 10 } } },
      faults: [{ at: '2050ms', for: '3s', crash: { target: 'a#1' } }],
    });
    const attempts = only(lines, 'attempt').map((line) => line.split(' '));
    const pickedIn = (fromMs: number, toMs: number) =>
      new Set(attempts.filter(([ms]) => Number(ms) > fromMs && Number(ms) < toMs).map(([, , instance]) => instance));
    expect([...pickedIn(0, 2050)]).toEqual(['a#1']);
    expect([...pickedIn(2500, 5000)]).toEqual(['a#2']);
    expect([...pickedIn(5500, 10_000)]).toEqual(['a#1']);
  });

  it('changes not a bit where there are no zones, which is warned about', () => {
    const plain = (locality: unknown) => {
      const { services } = document(undefined) as { services: Record<string, Record<string, unknown>> };
      for (const service of Object.values(services)) service.instances = 4;
      return scenario(document(locality, { services, duration: '1s' }));
    };
    const [without, near, aware] = [undefined, {}, { zoneAware: {} }].map((locality) => simulate(plain(locality)));
    expect(near.digest).toBe(without.digest);
    expect(near.summary).toEqual(without.summary);
    expect(aware.summary).toEqual(without.summary);
    expect(plain({}).warnings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'idle-locality links.a->b.balancer.locality',
    ]);
    expect(accepted({ version: 1, ...document({ zoneAware: {} }) }).warnings).toEqual([]);
  });

  it('meets the same arrivals and demands', () => {
    const recorded = (locality: unknown) => {
      const recorder = new Recorder();
      const { services } = document(undefined) as { services: Record<string, Record<string, unknown>> };
      services.b.work = { exponential: { mean: '4ms' } };
      simulate(scenario(document(locality, { services, duration: '1s' })), { observers: [recorder] });
      return recorder;
    };
    const [far, near] = [recorded(undefined), recorded({ zoneAware: {} })];
    expect(near.arrivals).toEqual(far.arrivals);
    const common = [...near.demands].filter(([key]) => far.demands.has(key));
    expect(common.length).toBeGreaterThan(1500);
    expect(common.filter(([key, demand]) => far.demands.get(key) !== demand)).toEqual([]);
  });
});
