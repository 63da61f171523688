import type { Generator } from '../../kernel/random.ts';
import type { ResolvedLocality } from './locality.ts';

/** What a balancer may see of one caller at the moment of a pick. One object is reused for all picks. */
export interface BalancerView {
  /** Instances to choose from, in order of number: positions 0 … count − 1. Never empty. */
  candidates: Int32Array;
  count: number;
  /** The caller's own attempts in flight per instance: `loads[loadOffset + candidate]`. */
  loads: Int32Array;
  loadOffset: number;
  /** A number that belongs to the caller and is kept from pick to pick: `cursors[cursor]`. */
  cursors: Int32Array;
  cursor: number;
  /** Random stream of the link's balancer. */
  generator: Generator;
}

export interface Balancer {
  /** Position of the chosen candidate. */
  pick(view: BalancerView, config: ResolvedBalancer): number;
  /** Whether `loads` must be kept for it. */
  readonly needsLoads: boolean;
  /** First value of the caller's cursor. */
  firstCursor(generator: Generator): number;
}

export interface ResolvedBalancer {
  readonly policy: 'round-robin' | 'random' | 'least-request' | 'least-connections';
  /** Instances that `least-request` compares. */
  readonly choices: number;
  /** Whether it draws them with replacement. */
  readonly replacement: boolean;
  /** null: near and far are alike. */
  readonly locality: ResolvedLocality | null;
}
