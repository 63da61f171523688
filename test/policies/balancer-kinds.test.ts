import * as fc from 'fast-check';
import { assert, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStream } from '../../sim-core/kernel/random.ts';
import { balancers, type BalancerView, type ResolvedBalancer } from '../../sim-core/policies/balancers/index.ts';
import { weightOf } from '../../sim-core/policies/balancers/slow-start.ts';
import { believe, CONFIG, counted, numbered, pick, picks, show, viewOf } from './balancer-view.ts';

const configOf = (policy: ResolvedBalancer['policy'], more: Partial<ResolvedBalancer> = {}): ResolvedBalancer => ({
  ...CONFIG,
  policy,
  ...more,
});

describe('weighted-round-robin', () => {
  const config = configOf('weighted-round-robin');
  /** Where the caller's schedule begins: entry 2 of its state. */
  const begin = (view: BalancerView, place: number) => {
    view.state[2] = place;
    view.version++;
  };

  it('follows the deadlines of Envoy’s scheduler: 1 / weight apart, equal ones in the order they were set', () => {
    const view = viewOf(config, [1, 2, 5]);
    begin(view, 0);
    // Deadlines A 1; B 0.5, 1; C 0.2, 0.4, 0.6, 0.8, 1. At 1 A was set first, then B, then C.
    expect(
      picks(view, config, 8)
        .map((local) => 'ABC'[local])
        .join(''),
    ).toBe('CCBCCABC');
  });

  it('begins in the midst of the schedule', () => {
    const view = viewOf(config, [1, 2, 5]);
    // At 4/8 of a cycle B has been picked once and C twice, which is three picks; the fourth is C's.
    begin(view, 4);
    expect(
      picks(view, config, 4)
        .map((local) => 'ABC'[local])
        .join(''),
    ).toBe('CABC');
  });

  it('is round robin when all weights are equal', () => {
    const view = viewOf(config, [3, 3, 3, 3]);
    const first = picks(view, config, 4);
    expect(new Set(first).size).toBe(4);
    expect(picks(view, config, 8)).toEqual([...first, ...first]);
  });

  it('gives every instance its share, wherever it begins', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });
    assert(
      property(weights, fc.string(), (given, seed) => {
        const view = viewOf(config, given, seed);
        const cycle = given.reduce((sum, weight) => sum + weight, 0);
        const counts = counted(picks(view, config, 3 * cycle), given.length);
        given.forEach((weight, local) => {
          if (Math.abs(counts[local] - 3 * weight) > 1) throw new Error(`${counts.join()} of ${given.join()}`);
        });
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('keeps the turn of one that is hidden from a pick', () => {
    const view = viewOf(config, [1, 1, 1]);
    begin(view, 0);
    show(view, [1, 2]);
    expect(pick(view, config)).toBe(1);
    show(view, [0, 1, 2]);
    expect(picks(view, config, 4)).toEqual([0, 2, 1, 0]);
  });

  it('begins anew when the view changes', () => {
    const view = viewOf(config, [1, 1, 1, 1]);
    begin(view, 0);
    picks(view, config, 101);
    believe(view, config, Int32Array.of(0, 2, 3));
    expect(picks(view, config, 4)).toEqual([0, 2, 3, 0]);
  });
});

describe('least-request with weights', () => {
  const config = configOf('least-request');

  it('goes by deadlines, the weight divided by those in flight and the one to come', () => {
    const view = viewOf(config, [1, 2]);
    view.state[2] = 0;
    // A is due at 1, B at 0.5. B, with nothing in flight, is due again at 1, after A, which was set first.
    expect(picks(view, config, 2)).toEqual([1, 0]);
    // A, picked with nothing in flight at 1, is due at 2; B is picked at 1 with 3 in flight: due at 1 + 4/2.
    view.loads.set([0, 3]);
    expect(picks(view, config, 2)).toEqual([1, 0]);
    expect([...view.state.slice(4, 6)]).toEqual([3, 3]);
  });

  it('takes those in flight to the power of the bias, and is weighted round robin without it', () => {
    const due = (activeRequestBias: number) => {
      const of = configOf('least-request', { activeRequestBias });
      const view = viewOf(of, [1, 2]);
      view.state[2] = 0;
      view.loads.set([0, 3]);
      pick(view, of);
      return view.state[5];
    };
    expect(due(0)).toBe(0.5 + 1 / 2);
    expect(due(2)).toBe(0.5 + 16 / 2);
    const plain = configOf('weighted-round-robin');
    const bare = configOf('least-request', { activeRequestBias: 0 });
    expect(picks(viewOf(bare, [3, 1, 5]), bare, 100)).toEqual(picks(viewOf(plain, [3, 1, 5]), plain, 100));
  });

  it('draws as ever when the weights of those it believes in are equal', () => {
    const view = viewOf(config, [2, 2, 7]);
    believe(view, config, Int32Array.of(0, 1));
    view.loads.set([5, 0, 0]);
    // Two draws with replacement miss the idle one once in four.
    const share = counted(picks(view, config, 4000), 3)[0] / 4000;
    expect(Math.abs(share - 0.25)).toBeLessThan(0.03);
  });
});

describe('slow start', () => {
  const slowStart = { windowNs: 10e9, aggression: 1, minWeight: 0.1 };
  const weightAt = (ageNs: number, more: Partial<typeof slowStart> = {}) => {
    const config = configOf('weighted-round-robin', { slowStart: { ...slowStart, ...more } });
    const view = viewOf(config, [4]);
    view.nowNs = 20e9;
    view.startedNs[0] = 20e9 - ageNs;
    return weightOf(view, config, 0);
  };

  it('grows from the least weight to the whole one over the window', () => {
    expect([0, 1e9, 2.5e9, 5e9, 9e9, 10e9, Infinity].map((ageNs) => weightAt(ageNs))).toEqual([
      ...[0.4, 0.4, 1, 2, 3.6, 4, 4],
    ]);
  });

  it('rises faster with more aggression, and slower with less', () => {
    expect(weightAt(2.5e9, { aggression: 2 })).toBeCloseTo(4 * 0.5, 12);
    expect(weightAt(5e9, { aggression: 0.5 })).toBeCloseTo(4 * 0.25, 12);
  });

  it('counts an instance as a millisecond old at least', () => {
    expect(weightAt(0, { minWeight: 0 })).toBeCloseTo(4 * 1e-4, 12);
  });

  it('makes least-request go by deadlines while it lasts', () => {
    const config = configOf('least-request', { slowStart });
    const view = viewOf(config, [1, 1]);
    view.nowNs = 20e9;
    view.startedNs[1] = 20e9;
    const shares = (count: number) => counted(picks(view, config, count), 2)[1] / count;
    // Weights 1 and 0.1.
    expect(shares(1100)).toBeCloseTo(1 / 11, 2);
    view.nowNs = 25e9;
    expect(shares(3000)).toBeCloseTo(1 / 3, 2);
    view.nowNs = 30e9;
    view.loads.set([5, 0]);
    expect(Math.abs(shares(4000) - 0.75)).toBeLessThan(0.03);
  });

  it('of nobody changes nothing', () => {
    for (const policy of ['weighted-round-robin', 'least-request'] as const) {
      const slow = configOf(policy, { slowStart });
      const plain = configOf(policy);
      const seeded = (config: ResolvedBalancer) => {
        const view = viewOf(config, [1, 2, 3]);
        view.nowNs = 1e9;
        return picks(view, config, 50);
      };
      expect(seeded(slow)).toEqual(seeded(plain));
    }
  });
});

describe('first', () => {
  const config = configOf('first');

  it('is the first of the view for as long as it is there, then the first of the others', () => {
    const view = viewOf(config, [1, 1, 1]);
    believe(view, config, Int32Array.of(1, 2));
    expect(picks(view, config, 2)).toEqual([1, 1]);
    believe(view, config, numbered(3));
    expect(pick(view, config)).toBe(1);
    believe(view, config, Int32Array.of(0, 2));
    expect(pick(view, config)).toBe(0);
  });

  it('comes back after a pick from which it was hidden', () => {
    const view = viewOf(config, [1, 1, 1]);
    expect(pick(view, config)).toBe(0);
    show(view, [1, 2]);
    expect(pick(view, config)).toBe(1);
    show(view, [0, 1, 2]);
    expect(pick(view, config)).toBe(0);
  });
});

describe('peak-ewma', () => {
  const config = configOf('peak-ewma');
  /** After this time half of the cost is left. */
  const HALF = 10e9 * Math.LN2;
  const cost = (view: BalancerView, local: number) => view.state[1 + local];
  const tell = (view: BalancerView, local: number, latencyNs: number) =>
    balancers['peak-ewma'].attemptEnded?.(view, config, local, latencyNs);

  it('jumps to a latency above the cost and otherwise forgets with time', () => {
    const view = viewOf(config, [1, 1]);
    view.nowNs = 1e9;
    tell(view, 0, 100e6);
    expect(cost(view, 0)).toBe(100e6);
    view.nowNs += HALF;
    tell(view, 0, 20e6);
    expect(cost(view, 0)).toBeCloseTo(60e6, 0);
    view.nowNs += HALF;
    tell(view, 0, 60e6 + 1);
    expect(cost(view, 0)).toBe(60e6 + 1);
    view.nowNs += 2 * HALF;
    tell(view, 0, 0);
    expect(cost(view, 0)).toBeCloseTo(15e6, 0);
  });

  it('lets the cost decay when it is looked at', () => {
    const view = viewOf(config, [1, 1]);
    view.nowNs = 1e9;
    tell(view, 0, 80e6);
    tell(view, 1, 10e6);
    view.nowNs += HALF;
    expect(pick(view, config)).toBe(1);
    expect(cost(view, 0)).toBeCloseTo(40e6, 0);
    expect(cost(view, 1)).toBeCloseTo(5e6, 0);
  });

  it('multiplies the cost by what is in flight and the one to come', () => {
    const view = viewOf(config, [1, 1]);
    view.nowNs = 1e9;
    tell(view, 0, 30e6);
    tell(view, 1, 10e6);
    view.loads.set([0, 1]);
    expect(pick(view, config)).toBe(1);
    view.loads.set([0, 3]);
    expect(pick(view, config)).toBe(0);
  });

  it('tries one that is unknown, and no second time before it has answered', () => {
    const view = viewOf(config, [1, 1]);
    view.nowNs = 1e9;
    tell(view, 0, 30e6);
    expect(pick(view, config)).toBe(1);
    view.loads.set([1000, 1]);
    expect(pick(view, config)).toBe(0);
  });

  it('draws two different ones; of equal ones the first drawn serves', () => {
    const view = viewOf(config, [1, 1, 1, 1], 'ties');
    const generator = createStream('ties', 0, 'view');
    const drawn = Array.from({ length: 100 }, () => {
      const a = generator.below(4);
      generator.below(3);
      return a;
    });
    expect(picks(view, config, 100)).toEqual(drawn);
  });

  it('never takes the slowest of all when it knows them', () => {
    const view = viewOf(config, [1, 1, 1]);
    view.nowNs = 1e9;
    [20e6, 10e6, 900e6].forEach((latency, local) => tell(view, local, latency));
    expect(counted(picks(view, config, 1000), 3)[2]).toBe(0);
  });

  it('hears nothing of what was sent before a crash', () => {
    const view = viewOf(config, [1, 1]);
    view.nowNs = 5e9;
    balancers['peak-ewma'].resetState(view);
    view.nowNs = 6e9;
    tell(view, 0, 2e9);
    expect(cost(view, 0)).toBe(0);
    tell(view, 0, 1e9);
    expect(cost(view, 0)).toBe(1e9);
  });
});

/** Instance of each of many hashes spread evenly. */
function mapped(view: BalancerView, config: ResolvedBalancer, count = 20_000): number[] {
  return Array.from({ length: count }, (_, index) => {
    view.hash = Math.floor(((index + 0.5) / count) * 2 ** 32);
    return pick(view, config);
  });
}

/** How many of those that were not at `lost` are elsewhere now, as a share of them. */
function disruption(before: readonly number[], after: readonly number[], lost: number): number {
  const stayed = before.filter((local) => local !== lost).length;
  return before.filter((local, index) => local !== lost && after[index] !== local).length / stayed;
}

const without = (count: number, lost: number) => numbered(count).filter((local) => local !== lost);
const ones = (count: number) => Array.from({ length: count }, () => 1);

describe('ring-hash', () => {
  const config = configOf('ring-hash');

  it('has hashes in proportion to the weights, a whole number for the lightest', () => {
    const { table } = viewOf(config, [1, 2, 5]);
    expect(counted(table?.instances ?? [], 3)).toEqual([128, 256, 640]);
    const three = viewOf(config, ones(3)).table;
    expect(counted(three?.instances ?? [], 3)).toEqual([342, 342, 342]);
    const { hashes } = three ?? { hashes: [] };
    expect(Array.from(hashes).every((hash, i) => i === 0 || hashes[i - 1] <= hash)).toBe(true);
  });

  it('fits the ring into its largest size as Envoy does: 4 instances on 6 places', () => {
    const { table } = viewOf(configOf('ring-hash', { minimumRingSize: 6, maximumRingSize: 6 }), ones(4));
    expect(counted(table?.instances ?? [], 4)).toEqual([2, 1, 2, 1]);
  });

  it('takes the first hash that is not below, and behind the last the first', () => {
    const view = viewOf(configOf('ring-hash', { minimumRingSize: 4 }), ones(4));
    const { hashes, instances } = view.table ?? { hashes: new Uint32Array(), instances: new Int32Array() };
    const at = (hash: number) => {
      view.hash = hash;
      return pick(view, config);
    };
    expect(at(0)).toBe(instances[0]);
    expect(at(hashes[1])).toBe(instances[1]);
    expect(at(hashes[1] + 1)).toBe(instances[2]);
    expect(at(hashes[3])).toBe(instances[3]);
    expect(at(hashes[3] + 1)).toBe(instances[0]);
  });

  it('moves only the keys of one that is hidden', () => {
    const view = viewOf(config, ones(10));
    const before = mapped(view, config);
    show(view, [...without(10, 4)]);
    const after = mapped(view, config);
    expect(disruption(before, after, 4)).toBe(0);
    expect(after).not.toContain(4);
  });

  it('moves only the keys of one that has left when each has one hash, and some more as the others get more', () => {
    const single = configOf('ring-hash', { minimumRingSize: 1 });
    const moved = (of: ResolvedBalancer) => {
      const view = viewOf(of, ones(10));
      const before = mapped(view, of);
      believe(view, of, without(10, 4));
      return disruption(before, mapped(view, of), 4);
    };
    expect(moved(single)).toBe(0);
    // From 103 to 114 hashes each: about 11 in 114 of the others' keys fall to new hashes of others.
    expect(moved(config)).toBeGreaterThan(0);
    expect(moved(config)).toBeLessThan(0.13);
  });

  it('spreads keys the more evenly the larger the ring', () => {
    const spread = (minimumRingSize: number) => {
      const of = configOf('ring-hash', { minimumRingSize });
      return Math.max(...counted(mapped(viewOf(of, ones(10)), of), 10)) / 2000;
    };
    // Arcs of m hashes deviate by about 1/√m: five times that.
    expect(spread(1024)).toBeLessThan(1 + 5 / Math.sqrt(102));
    expect(spread(100_000)).toBeLessThan(1 + 5 / Math.sqrt(10_000));
  });

  it('serves somebody when the ring has no place for all', () => {
    const of = configOf('ring-hash', { minimumRingSize: 2, maximumRingSize: 2 });
    const view = viewOf(of, ones(5));
    show(view, [4]);
    expect(pick(view, of)).toBe(4);
  });
});

describe('maglev', () => {
  const config = configOf('maglev');

  it('gives equal weights equal parts of the table, to one place (the paper asks for 1% with 100 places each)', () => {
    for (const count of [1, 3, 10, 100]) {
      const counts = counted(viewOf(config, ones(count)).table?.instances ?? [], count);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
  });

  it('gives weights their parts', () => {
    const counts = counted(viewOf(config, [1, 2, 5]).table?.instances ?? [], 3);
    [1, 2, 5].forEach((weight, local) => expect(counts[local] / 65_537).toBeCloseTo(weight / 8, 3));
  });

  it('moves few other keys when one leaves', () => {
    for (const count of [10, 100]) {
      const view = viewOf(config, ones(count));
      const before = [...(view.table?.instances ?? [])];
      believe(view, config, without(count, 4));
      const moved = disruption(before, [...(view.table?.instances ?? [])], 4);
      // More than the none of an ideal consistent hash: the price of the even table.
      expect(moved).toBeGreaterThan(0);
      expect(moved).toBeLessThan(0.04);
    }
  });

  it('moves only the keys of one that is hidden, to all of the others', () => {
    const view = viewOf(config, ones(10));
    const before = mapped(view, config);
    show(view, [...without(10, 4)]);
    const after = mapped(view, config);
    expect(disruption(before, after, 4)).toBe(0);
    const heirs = counted(
      after.filter((_, index) => before[index] === 4),
      10,
    );
    expect(heirs[4]).toBe(0);
    expect(Math.min(...heirs.filter((_, local) => local !== 4))).toBeGreaterThan(100);
  });

  it('serves somebody when the table has no place for all', () => {
    const of = configOf('maglev', { tableSize: 2 });
    const view = viewOf(of, ones(5));
    show(view, [4]);
    expect(pick(view, of)).toBe(4);
  });
});

describe.each(['ring-hash', 'maglev'] as const)('bounded loads with %s', (policy) => {
  it('never pass the factor times the mean, rounded up, whatever comes and goes', () => {
    const steps = fc.array(fc.record({ hash: fc.nat(0xffffffff), leaves: fc.boolean(), who: fc.nat(1000) }), {
      minLength: 50,
      maxLength: 200,
    });
    const weights = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 8 });
    assert(
      property(weights, fc.integer({ min: 100, max: 300 }), steps, (given, hashBalanceFactor, moves) => {
        const config = configOf(policy, { hashBalanceFactor, minimumRingSize: 64, tableSize: 251 });
        const view = viewOf(config, given);
        const sum = given.reduce((total, weight) => total + weight, 0);
        let inFlight = 0;
        for (const { hash, leaves, who } of moves) {
          if (leaves && view.loads[who % given.length] > 0) {
            view.loads[who % given.length]--;
            inFlight--;
          }
          view.hash = hash % 3 === 0 ? 17 : hash;
          const local = pick(view, config);
          const load = ++view.loads[local];
          const slots = Math.ceil((++inFlight * hashBalanceFactor) / 100);
          const bound = Math.max(1, Math.ceil((slots * given[local]) / sum - 1e-9));
          if (load > bound) throw new Error(`${load} of ${inFlight} at one whose bound is ${bound}`);
        }
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  it('send a hot key on to the same instances in the same order', () => {
    const config = configOf(policy, { hashBalanceFactor: 150 });
    const run = () => {
      const view = viewOf(config, ones(6));
      view.hash = 99;
      return Array.from({ length: 24 }, () => {
        const local = pick(view, config);
        view.loads[local]++;
        return local;
      });
    };
    const first = run();
    expect(run()).toEqual(first);
    expect(Math.max(...counted(first, 6))).toBe(6);
  });

  it('without a bound that binds change nothing', () => {
    const free = configOf(policy);
    const loose = configOf(policy, { hashBalanceFactor: 1e9 });
    expect(mapped(viewOf(loose, [1, 2, 3]), loose)).toEqual(mapped(viewOf(free, [1, 2, 3]), free));
  });
});
