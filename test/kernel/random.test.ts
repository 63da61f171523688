import { describe, expect, test } from 'vitest';
import { createStream, deriveKey, Generator, hashName } from '../../sim-core/kernel/random.ts';

function draws(generator: Generator, count: number): number[] {
  return Array.from({ length: count }, () => generator.next32());
}

function keyed(stream: number, high: number, low: number): Generator {
  const generator = new Generator();
  generator.setKey(stream, high, low);
  return generator;
}

function bitCount(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}

describe('streams', () => {
  test('the first draws are pinned', () => {
    expect(draws(createStream('seed', 0, 'arrivals/shoppers'), 4)).toEqual([
      633772219, -253937282, -1799142859, 83169469,
    ]);
    expect(createStream('', 0, '').nextUnit()).toBe(0.42762824528036936);
    expect(draws(createStream('é😀', 7, 'fault/web'), 2)).toEqual([1246011806, -1646484519]);
  });

  test('the same triple gives the same stream; another seed, replication or name another one', () => {
    const first = draws(createStream('s', 1, 'x'), 8);

    expect(draws(createStream('s', 1, 'x'), 8)).toEqual(first);
    for (const other of [createStream('t', 1, 'x'), createStream('s', 2, 'x'), createStream('s', 1, 'y')]) {
      expect(draws(other, 8)).not.toEqual(first);
    }
  });

  test('triples that read the same when joined carelessly give different streams', () => {
    const streams = [
      createStream('a', 1, '1/b'),
      createStream('a/1', 1, 'b'),
      createStream('a', 11, '/b'),
      createStream('a1', 1, '/b'),
      createStream('a', 1, '1/b\0'),
    ];

    expect(new Set(streams.map((stream) => draws(stream, 2).join())).size).toBe(streams.length);
  });

  test('streams of neighbouring names are uncorrelated', () => {
    const count = 2000;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const x = createStream('s', i, 'x').nextUnit() - 0.5;
      const y = createStream('s', i + 1, 'x').nextUnit() - 0.5;
      sum += 12 * x * y;
    }

    // Standard error of a correlation of independent draws: 1 / √count.
    expect(Math.abs(sum / count)).toBeLessThan(4 / Math.sqrt(count));
  });

  test('goes on from a saved state', () => {
    const generator = createStream('s', 0, 'x');
    generator.nextUnit();
    const state = generator.state();
    const expected = draws(generator, 5);
    const other = new Generator();
    other.restore(state);

    expect(draws(other, 5)).toEqual(expected);
    expect(state).toHaveLength(4);
  });

  test('a pair is two draws of 32 bits', () => {
    const one = createStream('s', 0, 'x');
    const two = createStream('s', 0, 'x');
    const pair = [one.nextPair(), one.second];

    expect(pair).toEqual(draws(two, 2));
    expect(one.next32()).toBe(two.next32());
  });
});

describe('uniform numbers', () => {
  test('lie strictly between 0 and 1, also at the ends of what a generator can give', () => {
    const generator = new Generator();
    // sfc32 gives a + b + counter first; the second word follows from b, c and the counter.
    generator.restore(Int32Array.of(0, 0, 0, 0));
    expect(generator.nextUnit()).toBe(2 ** -53);
    generator.restore(Int32Array.of(-1, 0, 0, 0));
    expect(generator.nextUnit()).toBeLessThan(1);
  });

  test('have mean ½, variance 1/12 and fill 64 cells evenly', () => {
    const generator = createStream('s', 0, 'uniform');
    const count = 64_000;
    const cells = new Float64Array(64);
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < count; i++) {
      const unit = generator.nextUnit();
      sum += unit - 0.5;
      squares += (unit - 0.5) * (unit - 0.5);
      cells[Math.floor(unit * 64)]++;
    }
    let chiSquare = 0;
    for (const cell of cells) chiSquare += ((cell - 1000) * (cell - 1000)) / 1000;

    expect(Math.abs(sum / count)).toBeLessThan(4 * Math.sqrt(1 / 12 / count));
    expect(Math.abs(squares / count - 1 / 12)).toBeLessThan(4 * Math.sqrt(1 / 180 / count));
    // 63 degrees of freedom: 99.99 % of all draws lie below 112.
    expect(chiSquare).toBeLessThan(112);
  });

  test('below(n) stays below n and is even', () => {
    const generator = createStream('s', 0, 'below');
    const counts = new Float64Array(7);
    for (let i = 0; i < 70_000; i++) counts[generator.below(7)]++;

    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(4 * Math.sqrt(10_000));
    for (let i = 0; i < 1000; i++) expect(generator.below(2 ** 31)).toBeLessThan(2 ** 31);
    expect(generator.below(1)).toBe(0);
  });

  test('below(n) of the largest word is n − 1', () => {
    const generator = new Generator();
    for (const n of [1, 2, 3, 50, 1000, 2 ** 31]) {
      generator.restore(Int32Array.of(-1, 0, 0, 0));
      expect(generator.below(n)).toBe(n - 1);
    }
  });
});

describe('keyed draws', () => {
  test('are pinned', () => {
    expect(hashName('seed', 0, 'work/web')).toBe(-788815337);
    expect(draws(keyed(1, 2, 3), 3)).toEqual([-691161206, 1719079173, 589304236]);
    const keys = new Int32Array(4);
    deriveKey(keys, 1, 1, 2, 3, 4);
    expect([...keys]).toEqual([0, 0, -562566293, 950076589]);
  });

  test('depend on the key alone, not on what was drawn before', () => {
    const generator = keyed(1, 2, 3);
    const expected = draws(generator, 5);
    generator.setKey(9, 9, 9);
    generator.nextUnit();
    generator.setKey(1, 2, 3);

    expect(draws(generator, 5)).toEqual(expected);
  });

  test('each of the first two draws turns half of its bits for any bit of stream or key', () => {
    const trials = 200;
    const base = createStream('s', 0, 'avalanche');
    for (let word = 0; word < 3; word++) {
      for (let bit = 0; bit < 32; bit++) {
        let first = 0;
        let second = 0;
        for (let trial = 0; trial < trials; trial++) {
          const key = [base.next32(), base.next32(), base.next32()];
          const [a, b] = draws(keyed(key[0], key[1], key[2]), 2);
          key[word] ^= 1 << bit;
          const [c, d] = draws(keyed(key[0], key[1], key[2]), 2);
          first += bitCount(a ^ c);
          second += bitCount(b ^ d);
        }
        // Standard error of a mean of `trials` sums of 32 fair coins: √(8 / trials) = 0.2.
        expect(Math.abs(first / trials - 16)).toBeLessThan(0.9);
        expect(Math.abs(second / trials - 16)).toBeLessThan(1.5);
      }
    }
  });

  test('consecutive keys give uniform numbers without correlation', () => {
    const count = 50_000;
    const generator = new Generator();
    let sum = 0;
    let product = 0;
    let previous = 0;
    for (let i = 0; i < count; i++) {
      generator.setKey(77, 0, i);
      const unit = generator.nextUnit() - 0.5;
      sum += unit;
      product += unit * previous;
      previous = unit;
    }

    expect(Math.abs(sum / count)).toBeLessThan(4 * Math.sqrt(1 / 12 / count));
    expect(Math.abs((12 * product) / count)).toBeLessThan(4 / Math.sqrt(count));
  });

  test('child keys: any bit of parent, salt or number turns half of the bits of either word', () => {
    const trials = 200;
    const keys = new Int32Array(4);
    const base = createStream('s', 0, 'derive');
    for (let word = 0; word < 4; word++) {
      for (let bit = 0; bit < 32; bit++) {
        let high = 0;
        let low = 0;
        for (let trial = 0; trial < trials; trial++) {
          const parts = [base.next32(), base.next32(), base.next32(), base.next32()];
          deriveKey(keys, 0, parts[0], parts[1], parts[2], parts[3]);
          parts[word] ^= 1 << bit;
          deriveKey(keys, 1, parts[0], parts[1], parts[2], parts[3]);
          high += bitCount(keys[0] ^ keys[2]);
          low += bitCount(keys[1] ^ keys[3]);
        }
        expect(Math.abs(high / trials - 16)).toBeLessThan(0.9);
        expect(Math.abs(low / trials - 16)).toBeLessThan(0.9);
      }
    }
  });

  test('a hundred thousand children of one parent have different keys', () => {
    const keys = new Int32Array(2);
    const seen = new Set<string>();
    for (let salt = 0; salt < 100; salt++) {
      for (let index = 0; index < 1000; index++) {
        deriveKey(keys, 0, 1, 2, salt, index);
        seen.add(`${keys[0]}/${keys[1]}`);
      }
    }

    expect(seen.size).toBe(100_000);
  });
});
