/**
 * What the caches of a run hold: their values, and the fetches that others wait for. One table each for all caches
 * together; a group of keys is a cache.
 */
import { KeyTable } from './key-table.ts';

/** Values in all caches together; a run that would keep more ends with the outcome `limit`. */
export const CACHED_VALUES_MAX = 4_194_304;

export class ValueTable extends KeyTable {
  /** From this instant on the value is old. */
  expiresNs = new Float64Array(0);
  /** Neighbours in the order of use within the cache, −1: none. */
  newer = new Int32Array(0);
  older = new Int32Array(0);

  constructor() {
    super();
    this.pool = this.open(CACHED_VALUES_MAX);
  }
}

/** Fetches of `singleFlight` caches under way. */
export class FlightTable extends KeyTable {
  /** The frame that does the steps of the miss, and those that wait for it: a list through `frames.next`. */
  fetcher = new Int32Array(0);
  waitHead = new Int32Array(0);
  waitTail = new Int32Array(0);

  constructor() {
    super();
    this.pool = this.open(Number.POSITIVE_INFINITY);
  }
}
