/**
 * The draws: all that the reference shares with the engine. What belongs to a request is a function of a name (the place
 * in the document) and of a key that is derived from the parent's, so it can be drawn here again, in any order.
 */
import { compileDistribution, sampleNs } from '../../sim-core/kernel/distributions.ts';
import { createStream, deriveKey, Generator, hashName } from '../../sim-core/kernel/random.ts';
import type { ResolvedDistribution } from '../../sim-core/model/resolved-scenario.ts';

export type Key = readonly [high: number, low: number];

const ATTEMPT_SALT = 0x41747470;
const NEXT_OF_THE_SAME_NAME = 0x9e3779b1;
const REPLICATION = 0;

export class Draws {
  private readonly seed: string;
  private readonly hashes = new Map<string, number>();
  private readonly streams = new Map<string, Generator>();
  private readonly generator = new Generator();

  constructor(seed: string) {
    this.seed = seed;
  }

  /** `index` numbers the arrivals of an open workload (user −1), or the rounds of a user. */
  requestKey(workload: string, user: number, index: number): Key {
    return child([this.hash(`requests/${workload}/high`), this.hash(`requests/${workload}/low`)], user, index);
  }

  callKey(parent: Key, site: string, number: number): Key {
    return child(parent, this.hash(`call/${site}`), number);
  }

  attemptKey(call: Key, number: number): Key {
    return child(call, ATTEMPT_SALT, number);
  }

  /** In (0, 1). `repetition`: which of several draws of this name and key. */
  unit(name: string, [high, low]: Key, repetition = 0): number {
    this.generator.setKey((this.hash(name) + Math.imul(repetition, NEXT_OF_THE_SAME_NAME)) | 0, high, low);
    return this.generator.nextUnit();
  }

  ns(of: ResolvedDistribution | null, name: string, [high, low]: Key): number {
    if (of === null) return 0;
    this.generator.setKey(this.hash(name), high, low);
    return sampleNs(compileDistribution(of), this.generator);
  }

  /** In sequence, from the stream of this name. */
  nextNs(of: ResolvedDistribution, name: string): number {
    const stream = this.streams.get(name) ?? createStream(this.seed, REPLICATION, name);
    this.streams.set(name, stream);
    return sampleNs(compileDistribution(of), stream);
  }

  private hash(name: string): number {
    const known = this.hashes.get(name) ?? hashName(this.seed, REPLICATION, name);
    this.hashes.set(name, known);
    return known;
  }
}

function child([high, low]: Key, salt: number, number: number): Key {
  const key = new Int32Array(2);
  deriveKey(key, 0, high, low, salt, number);
  return [key[0], key[1]];
}
