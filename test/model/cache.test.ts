import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { simulate } from '../../sim-core/index.ts';
import { FlightTable, ValueTable } from '../../sim-core/model/cache-tables.ts';
import { picksOf } from '../policies/picks.ts';
import { findings } from '../scenario/documents.ts';
import { only, play, scenario } from './story.ts';

type Document = Record<string, unknown>;

/** Requests of `p` at these times ask a, whose cache fetches from b (10 ms each, as many at once as come). */
function story(times: number[], cache: Document, more: Document = {}, a: Document = {}): Document {
  return {
    services: {
      a: { concurrency: 'infinite', steps: [{ cache: { miss: [{ call: 'b' }], ...cache } }], ...a },
      b: { concurrency: 'infinite', work: '10ms' },
    },
    workloads: { p: { call: 'a', arrivals: { times } } },
    ...more,
  };
}
const ofA = (lines: readonly string[]) => only(lines, 'ended').filter((line) => line.includes('->a '));
const lookUps = (lines: readonly string[]) => only(lines, 'hit', 'miss');
/** b fails between these times. */
const failing = (from: number, to: number) => ({
  faults: [{ at: from, for: to - from, error: { target: 'b', rate: 1 } }],
});

describe('a cache with a ttl', () => {
  it('misses first, hits while the value is fresh, and misses again from the end of its ttl on', () => {
    const { lines, simulation } = play(story([0, 11, 59, 60, 75], { keys: 1, ttl: '50ms' }));
    expect(lookUps(lines)).toEqual(['0 miss a#1', '11 hit a#1', '59 hit a#1', '60 miss a#1', '75 hit a#1']);
    expect(ofA(lines)).toEqual([
      '10 ended p->a ok downstream=10',
      '11 ended p->a ok',
      '59 ended p->a ok',
      '70 ended p->a ok downstream=10',
      '75 ended p->a ok',
    ]);
    const { services, endpoints, instances } = simulation.result().summary;
    const ratios = [services.a, endpoints['a.default'], instances['a#1']].map(({ cacheHitRatio }) => cacheHitRatio);
    expect(ratios).toEqual([0.6, 0.6, 0.6]);
    expect(services.b.cacheHitRatio).toBeNull();
  });

  it('of 0 never hits', () => {
    const { lines } = play(story([0, 20, 40], { keys: 1, ttl: 0 }));
    expect(lookUps(lines)).toEqual(['0 miss a#1', '20 miss a#1', '40 miss a#1']);
  });

  it('lets concurrent misses fetch side by side', () => {
    const { lines } = play(story([0, 4], { keys: 1 }));
    expect(only(lines, 'admitted')).toEqual(['0 admitted a#1', '0 admitted b#1', '4 admitted a#1', '4 admitted b#1']);
  });
});

describe('caches', () => {
  it('of instances are their own, one of the service is shared', () => {
    const hits = (scope: string) =>
      lookUps(play(story([0, 20, 40, 60], { keys: 1, scope }, {}, { instances: 2 })).lines).filter((line) =>
        line.includes('hit'),
      ).length;
    expect([hits('instance'), hits('service')]).toEqual([2, 3]);
  });

  it('of an instance are empty after its crash; one of the service is not', () => {
    const run = (scope: string) =>
      lookUps(
        play(story([0, 20, 40], { keys: 1, scope }, { faults: [{ at: 30, for: 1, crash: { target: 'a' } }] })).lines,
      ).map((line) => line.split(' ')[1]);
    expect(run('instance')).toEqual(['miss', 'hit', 'miss']);
    expect(run('service')).toEqual(['miss', 'hit', 'hit']);
  });

  it.each(['instance', 'service'])('of scope %s are empty after a flush', (scope) => {
    const flush = { faults: [{ at: 30, cacheFlush: { target: 'a' } }] };
    const { lines } = play(story([0, 20, 40], { keys: 1, scope }, flush));
    expect(lookUps(lines)).toEqual(['0 miss a#1', '20 hit a#1', '40 miss a#1']);
  });

  it('ask for the same value again when an attempt is retried', () => {
    const links = { 'p->a': { timeout: '6ms', retry: { maxAttempts: 2, backoff: { base: '20ms' } } } };
    const { lines } = play(story([0], { keys: 1_000_000 }, { links }));
    expect(lookUps(lines)).toEqual(['0 miss a#1', '26 hit a#1']);
  });

  it('go by the keys of the requests', () => {
    const run = (n: number) =>
      simulate(
        scenario({
          ...story([], {}),
          workloads: { p: { call: 'a', arrivals: { constant: 40 }, keys: { zipf: { n, s: 0 } } } },
        }),
      ).summary.services;
    // Every key misses once, but for those of the first moment.
    expect(run(1).b.requests).toBe(1);
    expect(run(7).b.requests).toBe(7);
  });

  it('with a hit ratio of 0 and 1 are their miss, and nothing, to the bit', () => {
    const fetch = [{ work: { exponential: { mean: '5ms' } } }, { call: 'b' }];
    const run = (steps: unknown[]) => {
      const base = story([], {}, { workloads: { p: { call: 'a', arrivals: { poisson: 300 } } } });
      const services = { ...(base.services as Document), a: { steps: [...steps, { work: '1ms' }], concurrency: 4 } };
      const { system, services: of } = simulate(scenario({ ...base, services })).summary;
      return [system, of.b];
    };
    // Draws belong to the place in the document: the same place must hold the work.
    expect(run([{ cache: { hitRatio: 1, miss: fetch } }])).toEqual(run([{ choose: [{ p: 0, steps: fetch }] }]));
    const constant = [{ work: '2ms' }, { call: 'b' }];
    expect(run([{ cache: { hitRatio: 0, miss: constant } }])).toEqual(run(constant));
  });

  it('change no arrival and no demand', () => {
    const run = (cache: Document) =>
      only(
        play(
          story(
            [],
            { keys: { zipf: { n: 20 } }, ...cache },
            { duration: '2s', workloads: { p: { call: 'a', arrivals: { poisson: 200 } } } },
          ),
        ).lines,
        'call',
      ).filter((line) => line.includes('->a'));
    expect(run({ capacity: 3 })).toEqual(run({ ttl: '10ms', singleFlight: true }));
  });
});

/** Plays the textbook's list: which look-ups hit. */
function hitsOfList(capacity: number, keys: readonly number[]): boolean[] {
  const held: number[] = [];
  return keys.map((key) => {
    const at = held.indexOf(key);
    if (at >= 0) held.splice(at, 1);
    held.push(key);
    if (held.length > capacity) held.shift();
    return at >= 0;
  });
}

describe('a cache with a capacity', () => {
  it.each([0, 1, 3, 10, 40])('of %i keeps the values used last, as a list of them does', (capacity) => {
    const document = {
      services: { a: { concurrency: 'infinite', steps: [{ cache: { capacity, miss: [] } }] } },
      workloads: { p: { call: 'a', arrivals: { poisson: 150 }, keys: { zipf: { n: 30, s: 0.8 } } } },
    };
    const hits = lookUps(play(document).lines).map((line) => line.includes('hit'));
    const keys = picksOf(document).map(({ key }) => key);
    expect(keys.length).toBeGreaterThan(1000);
    expect(hits).toEqual(hitsOfList(capacity, keys));
  });
});

describe('single flight', () => {
  const one = { keys: 1, ttl: '50ms', singleFlight: true };

  it('lets one miss fetch; the others wait for it', () => {
    const { lines } = play(story([0, 4, 7, 12], one));
    expect(only(lines, 'admitted').filter((line) => line.includes('b#'))).toEqual(['0 admitted b#1']);
    expect(lookUps(lines)).toEqual(['0 miss a#1', '4 miss a#1', '7 miss a#1', '12 hit a#1']);
    expect(ofA(lines)).toEqual([
      '10 ended p->a ok downstream=10',
      '10 ended p->a ok downstream=6',
      '10 ended p->a ok downstream=3',
      '12 ended p->a ok',
    ]);
  });

  it.each([
    ['blocking', 10 + 6],
    ['async', 0],
  ])('holds a worker while it waits where threading is %s', (threading, heldMs) => {
    const { simulation } = play(story([0, 4], one, {}, { threading, concurrency: 2 }));
    expect(simulation.result().summary.services.a.utilization).toBeCloseTo(heldMs / 2 / 10_000, 9);
  });

  it('shares a failure, and the next one tries again', () => {
    const { lines } = play(story([0, 4, 20], one, failing(0, 12)));
    expect(ofA(lines)).toEqual([
      '10 ended p->a error downstream=10',
      '10 ended p->a error downstream=6',
      '30 ended p->a ok downstream=10',
    ]);
  });

  it('of a service goes on when the instance that fetches dies', () => {
    const { lines } = play(
      story(
        [0, 4, 6],
        { ...one, scope: 'service' },
        { faults: [{ at: 5, for: 20, crash: { target: 'a#1' } }] },
        {
          instances: 3,
        },
      ),
    );
    // Round robin begins anywhere: what the first instance fetched or waited for is reset, the others share one fetch.
    const ends = ofA(lines);
    expect(ends.filter((line) => line.includes('ok')).length).toBe(2);
    expect(ends.filter((line) => line.includes('reset')).length + only(lines, 'refused').length).toBe(1);
  });

  it('is taken over by the one that waits longest when the branch that fetches is abandoned', () => {
    const cache = { cache: { ...one, miss: [{ call: 'b' }] } };
    const { lines } = play({
      services: {
        a: {
          concurrency: 'infinite',
          endpoints: { fast: { steps: [{ parallel: [{ steps: [cache] }, { call: 'c' }], need: 'any' }] } },
        },
        b: { concurrency: 'infinite', work: '10ms' },
        c: { concurrency: 'infinite', work: '3ms' },
      },
      workloads: { p: { call: 'a.fast', arrivals: { times: [0, 2, 20] } } },
    });
    expect(ofA(lines)).toEqual([
      '3 ended p->a ok downstream=3',
      '5 ended p->a ok downstream=3',
      '23 ended p->a ok downstream=3',
    ]);
    // Keys of a step belong to the step: both ask for the one value. The second fetches from 3 to 5, in vain too.
    expect(only(lines, 'admitted').filter((line) => line.includes('b#'))).toEqual([
      '0 admitted b#1',
      '3 admitted b#1',
      '20 admitted b#1',
    ]);
  });

  it('has at most one fetch of a key under way, whatever else happens', () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.nat(),
          n: fc.integer({ min: 1, max: 5 }),
          scope: fc.constantFrom('instance', 'service'),
          threading: fc.constantFrom('blocking', 'async'),
          staleOnError: fc.boolean(),
          timeout: fc.constantFrom('4ms', '30ms'),
          instances: fc.integer({ min: 1, max: 3 }),
        }),
        ({ seed, n, scope, threading, staleOnError, timeout, instances }) => {
          const { lines } = play({
            seed,
            duration: '1s',
            services: {
              a: {
                instances,
                threading,
                concurrency: 20,
                steps: [
                  { cache: { keys: n, ttl: '40ms', singleFlight: true, scope, staleOnError, miss: [{ call: 'b' }] } },
                ],
              },
              b: { concurrency: 'infinite', work: { exponential: { mean: '10ms' } }, errorRate: '20%' },
            },
            links: { 'p->a': { timeout } },
            workloads: { p: { call: 'a', arrivals: { poisson: 300 } } },
            faults: [{ mtbf: '200ms', mttr: '30ms', crash: { target: 'a' } }],
          });
          let open = 0;
          const most = n * (scope === 'service' ? 1 : instances);
          for (const line of lines) {
            if (line.endsWith('call a->b')) open++;
            if (line.includes('ended a->b')) open--;
            expect(open).toBeLessThanOrEqual(most);
          }
        },
      ),
      { numRuns: 25, seed: 4 },
    );
  });
});

describe('staleOnError', () => {
  const cache = { keys: 1, ttl: '20ms', staleOnError: true };

  it('answers with the old value when its fetch fails, and the ledger says so', () => {
    const { lines, simulation } = play(story([0, 40, 60], cache, failing(35, 55)));
    expect(ofA(lines)).toEqual([
      '10 ended p->a ok downstream=10',
      '50 ended p->a ok downstream=10',
      '70 ended p->a ok downstream=10',
    ]);
    const { system } = simulation.result().summary;
    expect(system.ledger?.cache).toEqual({ handled: 1, price: 0 });
    expect([system.errorsMet, system.errorsHandled]).toEqual([1, 1]);
  });

  it('cannot help when there is none', () => {
    expect(ofA(play(story([0], cache, failing(0, 20))).lines)).toEqual(['10 ended p->a error downstream=10']);
  });

  it('helps those that wait for a fetch too', () => {
    const { lines } = play(story([0, 40, 44], { ...cache, singleFlight: true }, failing(35, 55)));
    expect(ofA(lines).slice(1)).toEqual(['50 ended p->a ok downstream=10', '50 ended p->a ok downstream=6']);
  });

  it('goes on with the steps behind the cache, also after a failed parallel step', () => {
    const miss = [{ parallel: [{ call: 'b' }, { call: 'b' }] }, { work: '100ms' }];
    const steps = (work: string) => ({ steps: [{ cache: { ...cache, ttl: 0, miss } }, { work }] });
    const first = play(story([0], {}, {}, steps('2ms'))).lines;
    expect(ofA(first)).toEqual(['112 ended p->a ok process=102 downstream=10']);
    const { lines } = play(story([0, 200], {}, failing(150, 300), steps('2ms')));
    expect(ofA(lines)[1]).toBe('212 ended p->a ok process=2 downstream=10');
  });

  it('of the inner of two caches helps before that of the outer', () => {
    const inner = { cache: { keys: 1, ttl: 0, staleOnError: true, miss: [{ call: 'b' }] } };
    const outer = { cache: { keys: 1, ttl: 0, staleOnError: true, miss: [inner, { work: '5ms' }] } };
    const { lines } = play(story([0, 40], {}, failing(35, 80), { steps: [outer] }));
    expect(ofA(lines)[1]).toBe('55 ended p->a ok process=5 downstream=10');
  });

  it('of the outer helps when the inner has nothing', () => {
    const inner = { cache: { capacity: 0, keys: 1, staleOnError: true, miss: [{ call: 'b' }] } };
    const outer = { cache: { keys: 1, ttl: 0, staleOnError: true, miss: [inner, { work: '5ms' }] } };
    const { lines } = play(story([0, 40], {}, failing(35, 80), { steps: [outer] }));
    expect(ofA(lines)[1]).toBe('50 ended p->a ok downstream=10');
  });
});

describe('a cache that means nothing', () => {
  it.each(['ttl', 'capacity', 'singleFlight', 'staleOnError', 'keys', 'scope'])('has a hit ratio and %s', (key) => {
    const value = { ttl: '1s', capacity: 5, singleFlight: true, staleOnError: true, keys: 5, scope: 'service' }[key];
    expect(findings({ version: 1, duration: '1s', ...story([], { hitRatio: 0.5, [key]: value }) })).toEqual([
      `conflict services.a.steps.0.cache.${key}`,
    ]);
  });

  it('is flushed although it holds nothing, or goes by keys that nobody has', () => {
    const flushed = story([], { hitRatio: 0.5 }, { faults: [{ at: 1, cacheFlush: { target: 'a' } }] });
    expect(scenario(flushed).warnings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'flush-of-nothing faults.0',
    ]);
    expect(scenario(story([], {})).warnings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'cache-without-keys services.a',
    ]);
  });
});

describe('the table of keys', () => {
  it('finds what was added and not removed, as a map does, also when it has grown or was restored', () => {
    const step = fc.record({ group: fc.nat(3), key: fc.nat(60), adds: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const table = new ValueTable();
        const held = new Map<string, number>();
        for (const { group, key, adds } of steps) {
          const name = `${group}/${key}`;
          expect(table.find(group, key)).toBe(held.get(name) ?? -1);
          if (adds && !held.has(name)) held.set(name, table.add(group, key));
          if (!adds && held.has(name)) {
            table.remove(held.get(name) ?? -1);
            held.delete(name);
          }
        }
        expect(table.pool.live).toBe(held.size);
        table.reindex();
        for (const [name, slot] of held) {
          const [group, key] = name.split('/').map(Number);
          expect(table.find(group, key)).toBe(slot);
        }
      }),
    );
    expect(new FlightTable().find(0, 0)).toBe(-1);
  });
});
