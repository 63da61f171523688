import { type Balancer, type BalancerView, PLAIN, type ResolvedBalancer } from './balancer.ts';
import { candidateAt, withinBound } from './bounded-load.ts';
import { type HashTable, hashOf, sharesOf } from './hash-table.ts';

/** So often a hidden instance leads to another hash; then the table is walked. */
const OTHER_HASHES = 32;
const NO_HASHES = new Uint32Array(0);

/**
 * Maglev hashing (Eisenbud et al., Maglev, NSDI 2016, section 3.4; Envoy MAGLEV, maglev_lb.cc): each instance has its own
 * permutation of a table's places, and in turn they take the next place in theirs that is free; one with a part of the
 * largest weight takes that part of the turns. A request goes to the instance at place hash mod size. Where that one is
 * hidden from the pick, the hash is changed as Envoy does for retries and the place looked up again.
 */
export const maglev: Balancer = {
  ...PLAIN,
  isPlain: () => false,
  needsLoads: (config) => config.hashBalanceFactor < Infinity,
  buildTable,
  pick(view: BalancerView, config: ResolvedBalancer): number {
    const table = view.table as HashTable;
    const size = table.instances.length;
    let place = view.hash % size;
    let position = candidateAt(view, table, place);
    for (let attempt = 1; position < 0 && attempt <= OTHER_HASHES; attempt++) {
      place = ((view.hash ^ -attempt) >>> 0) % size;
      position = candidateAt(view, table, place);
    }
    for (let step = 0; position < 0 && step < size; step++) {
      place = place + 1 === size ? 0 : place + 1;
      position = candidateAt(view, table, place);
    }
    // A table smaller than the number of instances has no place for some of them.
    return withinBound(view, config, table, Math.max(0, position));
  },
};

function buildTable(
  members: Int32Array,
  weights: Float64Array,
  identity: number,
  { tableSize }: ResolvedBalancer,
): HashTable {
  const shares = sharesOf(members, weights);
  const count = members.length;
  const places = Int32Array.from(members, (local) => hashOf(identity, local, 0) % tableSize);
  const skips = Int32Array.from(members, (local) => (hashOf(identity, local, 1) % (tableSize - 1)) + 1);
  const targets = new Float64Array(count);
  const instances = new Int32Array(tableSize).fill(-1);
  let largest = 0;
  for (const local of members) largest = Math.max(largest, shares[local]);
  let taken = 0;
  for (let turn = 1; taken < tableSize; turn++) {
    for (let i = 0; i < count && taken < tableSize; i++) {
      if (turn * shares[members[i]] < targets[i]) continue;
      targets[i] += largest;
      while (instances[places[i]] >= 0) places[i] = (places[i] + skips[i]) % tableSize;
      instances[places[i]] = members[i];
      taken++;
    }
  }
  return { instances, hashes: NO_HASHES, shares };
}
