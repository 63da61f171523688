import { type Balancer, type BalancerView, PLAIN, type ResolvedBalancer } from './balancer.ts';
import { candidateAt, withinBound } from './bounded-load.ts';
import { type HashTable, hashOf, sharesOf } from './hash-table.ts';

/** More instances than all services together may have; a power of two. */
const MEMBERS = 262_144;

/**
 * Consistent hashing on a ring (Envoy RING_HASH, ring_hash_lb.cc; ketama). Each instance has hashes on the ring in
 * proportion to its weight, the lightest a whole number of them and all together at least `minimumRingSize` and at most
 * `maximumRingSize`. A request goes to the instance of the first hash at or after its own. Hashes have 32 bits, Envoy's 64.
 *
 * How many hashes an instance has depends, as in Envoy, on how many instances there are: when one leaves, the others get
 * more, which moves some keys among them too unless each has one hash. One that is only hidden from a pick is stepped over.
 */
export const ringHash: Balancer = {
  ...PLAIN,
  isPlain: () => false,
  needsLoads: (config) => config.hashBalanceFactor < Infinity,
  buildTable: buildRing,
  pick(view: BalancerView, config: ResolvedBalancer): number {
    const table = view.table as HashTable;
    const { hashes } = table;
    let entry = firstAtOrAfter(hashes, view.hash);
    let position = candidateAt(view, table, entry);
    for (let step = 0; position < 0 && step < hashes.length; step++) {
      entry = entry + 1 === hashes.length ? 0 : entry + 1;
      position = candidateAt(view, table, entry);
    }
    // A ring smaller than the number of instances has no place for some of them.
    return withinBound(view, config, table, Math.max(0, position));
  },
};

/** Index of the first hash that is not below; behind the last comes the first. */
function firstAtOrAfter(hashes: Uint32Array, hash: number): number {
  let low = 0;
  let high = hashes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (hashes[middle] < hash) low = middle + 1;
    else high = middle;
  }
  return low === hashes.length ? 0 : low;
}

function buildRing(
  members: Int32Array,
  weights: Float64Array,
  identity: number,
  { minimumRingSize, maximumRingSize }: ResolvedBalancer,
): HashTable {
  const shares = sharesOf(members, weights);
  let lightest = 1;
  for (const local of members) lightest = Math.min(lightest, shares[local]);
  const scale = Math.min(Math.ceil(lightest * minimumRingSize) / lightest, maximumRingSize);
  // A hash and the place of its instance among the members make one number below 2^50, so that one sort does.
  const entries: number[] = [];
  let target = 0;
  members.forEach((local, place) => {
    target += scale * shares[local];
    for (let index = 0; entries.length < target; index++) {
      entries.push(hashOf(identity, local, index) * MEMBERS + place);
    }
  });
  const sorted = Float64Array.from(entries).sort();
  return {
    hashes: Uint32Array.from(sorted, (entry) => Math.floor(entry / MEMBERS)),
    instances: Int32Array.from(sorted, (entry) => members[entry % MEMBERS]),
    shares,
  };
}
