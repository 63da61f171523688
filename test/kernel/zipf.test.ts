import { describe, expect, test } from 'vitest';
import { createStream } from '../../sim-core/kernel/random.ts';
import { compileZipf, sampleZipf } from '../../sim-core/kernel/zipf.ts';

const DRAWS = 200_000;

function exact(n: number, s: number): number[] {
  const weights = Array.from({ length: n }, (_, rank) => (rank + 1) ** -s);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function frequencies(n: number, s: number): number[] {
  const zipf = compileZipf(n, s);
  const generator = createStream('zipf', 0, `${n}/${s}`);
  const counts = new Array<number>(n).fill(0);
  for (let draw = 0; draw < DRAWS; draw++) counts[sampleZipf(zipf, generator)]++;
  return counts;
}

describe('ranks of Zipf’s law', () => {
  test.each([
    [2, 0],
    [10, 0],
    [10, 0.5],
    [20, 0.99],
    [20, 1],
    [20, 1.000001],
    [100, 1.1],
    [7, 2],
    [5, 10],
  ])('over %i with skew %d come as often as they should', (n, s) => {
    const counts = frequencies(n, s);
    // Five standard deviations for each, of which one in 1.7 million is further away; and all of them by chi square.
    const expected = exact(n, s).map((p) => p * DRAWS);
    const far = counts.filter((count, rank) => {
      const mean = expected[rank];
      return Math.abs(count - mean) > 5 * Math.sqrt(mean * (1 - mean / DRAWS)) + 1;
    });
    expect(far).toEqual([]);
    const common = expected.filter((mean) => mean >= 5);
    const chiSquare = common.reduce((sum, mean, rank) => sum + (counts[rank] - mean) ** 2 / mean, 0);
    expect(chiSquare).toBeLessThan(common.length + 5 * Math.sqrt(2 * common.length) + 5);
  });

  test('stay within their bounds however many and however skewed', () => {
    const generator = createStream('zipf', 0, 'bounds');
    const outside: string[] = [];
    for (const n of [1, 2, 1000, 1_000_000_000]) {
      for (const s of [0, 0.3, 1, 1.1, 5, 10]) {
        const zipf = compileZipf(n, s);
        for (let draw = 0; draw < 2000; draw++) {
          const rank = sampleZipf(zipf, generator);
          if (!Number.isInteger(rank) || rank < 0 || rank >= n) outside.push(`rank ${rank} of ${n} with skew ${s}`);
        }
      }
    }
    expect(outside).toEqual([]);
  });

  test('of very many keys have the share of the first decade that the law gives', () => {
    const n = 1_000_000_000;
    const zipf = compileZipf(n, 1);
    const generator = createStream('zipf', 0, 'many');
    let low = 0;
    for (let draw = 0; draw < DRAWS; draw++) if (sampleZipf(zipf, generator) < 10) low++;
    // H(10) / H(n), with H(n) = ln n + 0.5772…
    const p = 2.9289682539682538 / (Math.log(n) + 0.5772156649015329);
    expect(Math.abs(low / DRAWS - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / DRAWS));
  });
});
