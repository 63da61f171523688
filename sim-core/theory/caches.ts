/** Caches: how often a value is still there. */
import { exp, pow } from '../kernel/math.ts';
import { sum } from './numeric.ts';

const ROUNDS = 200;

/** Hit ratio of a value that is asked for at rate λ and fresh for T, once its fetch of length D is over. */
export function ttlHitRatio(lambda: number, ttl: number, fetch = 0): number {
  return (lambda * ttl) / (1 + lambda * (ttl + fetch));
}

/**
 * Hit ratio of a cache of C values that drops the one used least recently, n keys after Zipf's law: Che, Tung and Wang
 * (IEEE JSAC 20(7), 2002). A key is in the cache if it was asked for within the last t, the time in which C different ones
 * are.
 */
export function lruHitRatio(n: number, s: number, capacity: number): number {
  const weights = Array.from({ length: n }, (_, rank) => pow(rank + 1, -s));
  const total = sum(weights);
  const shares = weights.map((weight) => weight / total);
  const held = (t: number) => sum(shares.map((p) => 1 - exp(-p * t)));
  let low = 0;
  let high = 1;
  while (held(high) < capacity) high *= 2;
  for (let round = 0; round < ROUNDS; round++) {
    const middle = (low + high) / 2;
    if (held(middle) < capacity) low = middle;
    else high = middle;
  }
  return sum(shares.map((p) => p * (1 - exp(-p * low))));
}
