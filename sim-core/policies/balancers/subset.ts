/**
 * Which of the instances that a caller believes in its balancer uses at all.
 *
 * @hot
 */
import type { BalancerView, ResolvedBalancer } from './balancer.ts';
import { hashOf } from './hash-table.ts';

export const SUBSET_KINDS = ['random', 'deterministic-aperture', 'shuffle'] as const;

export interface ResolvedSubset {
  readonly kind: (typeof SUBSET_KINDS)[number];
  /** Instances in a subset. */
  readonly size: number;
}

/** More than the local number of any instance; ranks stay whole. */
const LOCALS = 262_144;

/**
 * Rendezvous hashing: each owner of a subset ranks all instances by a hash of its own and uses those with the smallest.
 * An instance that goes changes only the subsets it was in, by one each. That is gRPC's `random_subsetting` (gRFC A68);
 * how uneven it leaves the load is told in *Site Reliability Engineering*, Load Balancing in the Datacenter.
 *
 * @returns the largest rank inside: `rankOf` of the members of the subset is not above it
 */
export function boundOf(seed: number, owner: number, members: Int32Array | null, count: number, size: number): number {
  if (size >= count) return Infinity;
  if (size > smallest.length) smallest = new Float64Array(2 * size);
  let kept = 0;
  for (let position = 0; position < count; position++) {
    const rank = rankOf(seed, owner, members === null ? position : members[position]);
    if (kept === size && rank > smallest[kept - 1]) continue;
    let place = kept < size ? kept++ : kept - 1;
    for (; place > 0 && smallest[place - 1] > rank; place--) smallest[place] = smallest[place - 1];
    smallest[place] = rank;
  }
  return smallest[size - 1];
}

export function rankOf(seed: number, owner: number, local: number): number {
  return hashOf(seed, local, owner) * LOCALS + local;
}

/** Smallest ranks so far, ascending; scratch that nobody reads before writing. */
let smallest = new Float64Array(64);

/**
 * Finagle's deterministic aperture (DeterministicAperture.scala, Ring.scala): callers and instances lie on the same ring,
 * each with an arc of equal width. A caller uses what lies in an arc that begins where its own does and is as many callers'
 * arcs wide as are needed for `size` instances; an instance of which only a part lies there counts only so much. So the
 * callers go round the ring a whole number of times, and every instance is offered the same load. Arcs are whole numbers
 * here, out of callers × instances.
 *
 * Leaves in `members` those that it uses, and writes the part of each into `overlaps`, at `offset` + local number.
 *
 * @returns how many they are
 */
export function layAperture(
  members: Int32Array,
  count: number,
  { size }: ResolvedSubset,
  peer: number,
  peers: number,
  overlaps: Float64Array,
  offset: number,
): number {
  const arcs = Math.min(peers, Math.ceil((Math.min(size, count) * peers) / count));
  const start = peer * count;
  const end = start + arcs * count;
  const ring = peers * count;
  let kept = 0;
  for (let place = 0; place < count; place++) {
    const from = place * peers;
    const overlap = common(from, from + peers, start, end) + common(from + ring, from + ring + peers, start, end);
    if (overlap === 0) continue;
    const local = members[place];
    overlaps[offset + local] = overlap / peers;
    members[kept++] = local;
  }
  return kept;
}

function common(from: number, to: number, start: number, end: number): number {
  return Math.max(0, Math.min(to, end) - Math.max(from, start));
}

/** Whether instances count by the part of them that lies in the caller's aperture. */
export function hasOverlaps({ subset }: ResolvedBalancer): boolean {
  return subset !== null && subset.kind === 'deterministic-aperture';
}

export function overlapOf(view: BalancerView, local: number): number {
  return view.overlaps[view.overlapOffset + local];
}

/** A position drawn by overlaps, other than the first `drawn` of `positions`, which are not all. */
export function drawByOverlap(view: BalancerView, positions: Int32Array, drawn: number): number {
  const { candidates, count, generator } = view;
  let total = 0;
  for (let position = 0; position < count; position++) {
    if (!isAmong(positions, drawn, position)) total += overlapOf(view, candidates[position]);
  }
  let left = generator.nextUnit() * total;
  let last = 0;
  for (let position = 0; position < count; position++) {
    if (isAmong(positions, drawn, position)) continue;
    last = position;
    left -= overlapOf(view, candidates[position]);
    if (left < 0) return position;
  }
  return last;
}

function isAmong(positions: Int32Array, drawn: number, position: number): boolean {
  for (let i = 0; i < drawn; i++) if (positions[i] === position) return true;
  return false;
}
