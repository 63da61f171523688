import type { Generator } from '../../kernel/random.ts';
import type { HashTable } from './hash-table.ts';
import type { ResolvedLocality } from './locality.ts';
import type { ResolvedSubset } from './subset.ts';

/** What a balancer may see of one caller at the moment of a pick. One object is reused for all picks. */
export interface BalancerView {
  /** Instances to choose from, in order of number: positions 0 … count − 1. Never empty. */
  candidates: Int32Array;
  count: number;
  /** Attempts in flight per instance, the caller's own or as last told: `loads[loadOffset + candidate]`. */
  loads: Int32Array;
  loadOffset: number;
  /** A number that belongs to the caller and is kept from pick to pick: `cursors[cursor]`. */
  cursors: Int32Array;
  cursor: number;
  /** Random stream of the link's balancer. */
  generator: Generator;

  // What follows is set for links whose picks are not plain.
  /** Whether the balancer goes by weights here: they differ, or there is a slow start. */
  isWeighted: boolean;
  nowNs: number;
  /** All that the caller believes in, of which the candidates may be a part; a number that changes with it. */
  members: Int32Array;
  memberCount: number;
  version: number;
  /** How many instances the callee has: their local numbers are below it. */
  size: number;
  /** Numbers that the balancer keeps for this caller, from `state[stateOffset]` on; as many as its `stateSize`. */
  state: Float64Array;
  stateOffset: number;
  /** Of the callee's instances: `weights[instanceOffset + local]`. */
  weights: Float64Array;
  /** When they started, likewise; −Infinity: before the run. */
  startedNs: Float64Array;
  instanceOffset: number;
  /** The parts of them that lie in the caller's aperture, where it has one: `overlaps[overlapOffset + local]`. */
  overlaps: Float64Array;
  overlapOffset: number;
  /** Hash of the request's key, or of the request itself; uint32. */
  hash: number;
  /** The table built from the members, for balancers that build one. */
  table: HashTable | null;
}

export interface Balancer {
  /** Position of the chosen candidate. */
  pick(view: BalancerView, config: ResolvedBalancer): number;
  /** Whether `loads` must be kept for it. */
  needsLoads(config: ResolvedBalancer): boolean;
  /** First value of the caller's cursor. */
  firstCursor(generator: Generator): number;
  /** Whether candidates, own loads, cursor and generator are all it looks at, when the callee's weights are equal or not. */
  isPlain(config: ResolvedBalancer, hasEqualWeights: boolean): boolean;
  /** Numbers kept for each caller of a callee with so many instances, unless it is plain. */
  stateSize(instances: number): number;
  /** Fills them in, at the beginning and after the caller has crashed. */
  resetState(view: BalancerView): void;
  /** An attempt of this caller at an instance (local number) has ended for it, or its answer has come too late. */
  readonly attemptEnded:
    | ((view: BalancerView, config: ResolvedBalancer, local: number, latencyNs: number) => void)
    | null;
  /** Builds what callers with the same members share. `identity` tells the callee from other services. */
  readonly buildTable:
    | ((members: Int32Array, weights: Float64Array, identity: number, config: ResolvedBalancer) => HashTable)
    | null;
}

/** A balancer without state that looks at nothing special. */
export const PLAIN = {
  needsLoads: (): boolean => false,
  firstCursor: (): number => 0,
  isPlain: (): boolean => true,
  stateSize: (): number => 0,
  resetState: (): void => undefined,
  attemptEnded: null,
  buildTable: null,
};

export type BalancerPolicy =
  | 'round-robin'
  | 'weighted-round-robin'
  | 'random'
  | 'least-request'
  | 'least-connections'
  | 'peak-ewma'
  | 'ring-hash'
  | 'maglev'
  | 'first';

export interface ResolvedBalancer {
  readonly policy: BalancerPolicy;
  /** Instances that `least-request` compares. */
  readonly choices: number;
  /** Whether it draws them with replacement. */
  readonly replacement: boolean;
  /** Of `least-request` with weights: how much those in flight count. */
  readonly activeRequestBias: number;
  /** Of those that go by weights; null: an instance that starts gets its share at once. */
  readonly slowStart: { readonly windowNs: number; readonly aggression: number; readonly minWeight: number } | null;
  /** Of `peak-ewma`; ns. */
  readonly decayNs: number;
  /** Of `ring-hash`. */
  readonly minimumRingSize: number;
  readonly maximumRingSize: number;
  /** Of `maglev`, a prime. */
  readonly tableSize: number;
  /** Of those that hash: per cent of the mean load that an instance may have; Infinity: no bound. */
  readonly hashBalanceFactor: number;
  /** Whether a caller keeps to the instance it has picked once. */
  readonly isPerConnection: boolean;
  /** How often the load figures of all callers together are told to each; 0: always as they are; −1: a caller uses its own. */
  readonly sharedLoadsNs: number;
  /** null: near and far are alike. */
  readonly locality: ResolvedLocality | null;
  /** null: a caller uses all instances that it believes in. */
  readonly subset: ResolvedSubset | null;
  /** Below this share of instances that are not ejected the ejections are ignored. */
  readonly panicThreshold: number;
  /** Whether attempts fail then instead. */
  readonly failTrafficOnPanic: boolean;
}
