/** What balancers that hash have in common. */
import { deriveKey } from '../../kernel/random.ts';

/** Built from the members of a view; callers with the same view share it. */
export interface HashTable {
  /** Local number of the instance of each entry. */
  readonly instances: Int32Array;
  /** Rising hashes of the entries, uint32; empty where the place is the hash. */
  readonly hashes: Uint32Array;
  /** Shares of the members' weights, by local number. */
  readonly shares: Float64Array;
}

/** Position of an instance among those listed in order of number; −1: it is not there. */
export function positionOf(sorted: Int32Array, count: number, local: number): number {
  // Where nobody is missing everybody stands at its number.
  if (local < count && sorted[local] === local) return local;
  let low = 0;
  let high = count - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] === local) return middle;
    if (sorted[middle] < local) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

export function holds(sorted: Int32Array, count: number, local: number): boolean {
  return positionOf(sorted, count, local) >= 0;
}

const words = new Int32Array(2);

/** A hash of an instance (its service and its number in it) and of a number; uint32. */
export function hashOf(identity: number, local: number, index: number): number {
  deriveKey(words, 0, identity, local, 0x52696e67, index);
  return (words[0] ^ words[1]) >>> 0;
}

/** Weights by local number, as shares of their sum over the members; 0 for the others. */
export function sharesOf(members: Int32Array, weights: Float64Array): Float64Array {
  const shares = new Float64Array(weights.length);
  let total = 0;
  for (const local of members) total += weights[local];
  for (const local of members) shares[local] = weights[local] / total;
  return shares;
}
