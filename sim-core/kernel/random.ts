/**
 * Random numbers: the same on every machine, from (seed, replication, name).
 *
 * Two ways to draw. A *stream* (`createStream`) is drawn from in turn and serves what belongs to no request: arrivals,
 * balancers, phases of timers. A *keyed* draw starts the generator anew from (stream hash, 64-bit key), so its value
 * depends on nothing drawn before: it serves what belongs to a request, whose key is derived from its parent's.
 *
 * The generator is sfc32 (Chris Doty-Humphrey, PractRand): 128 bits of state, 32-bit additions, shifts and a rotation
 * only. Names are turned into state by seedrandom's xor4096, chosen over the package's root because that one asks
 * Math.random for entropy when it is loaded. xor4096 is linear in its seed, which the rounds after seeding undo.
 *
 * @hot
 */
import xor4096 from 'seedrandom/lib/xor4096.js';

const UNIT_26 = 1 / 67108864;
const HALF_UNIT_26 = 0.5 / 67108864;
const UNIT_32 = 1 / 4294967296;
const SEEDING_ROUNDS = 16;

export class Generator {
  /** a, b, c, counter; and the second word of a pair. Typed: a field would be boxed beyond 31 bits in browsers. */
  private readonly words = new Int32Array(5);

  /** A uniform int32. */
  next32(): number {
    const words = this.words;
    const b = words[1];
    const c = words[2];
    const counter = words[3];
    const output = (words[0] + b + counter) | 0;
    words[0] = b ^ (b >>> 9);
    words[1] = (c + (c << 3)) | 0;
    words[2] = (((c << 21) | (c >>> 11)) + output) | 0;
    words[3] = (counter + 1) | 0;
    return output;
  }

  /** Two uniform int32, the same as from two calls of next32: the first is returned, the second is then in `second`. */
  nextPair(): number {
    // The state stays in locals from one step to the other, which takes 2 ns less than two calls.
    const words = this.words;
    const b0 = words[1];
    const c0 = words[2];
    const counter = words[3];
    const first = (words[0] + b0 + counter) | 0;
    const b = (c0 + (c0 << 3)) | 0;
    const c = (((c0 << 21) | (c0 >>> 11)) + first) | 0;
    const second = ((b0 ^ (b0 >>> 9)) + b + counter + 1) | 0;
    words[4] = second;
    words[0] = b ^ (b >>> 9);
    words[1] = (c + (c << 3)) | 0;
    words[2] = (((c << 21) | (c >>> 11)) + second) | 0;
    words[3] = (counter + 2) | 0;
    return first;
  }

  /** The second word of the last pair. */
  get second(): number {
    return this.words[4];
  }

  /**
   * Uniform in (0, 1), both ends excluded: (k + ½) / 2^52 for a 52-bit k, which a double holds exactly. With one bit
   * more, half of the values would be rounded and the last one would be 1.
   */
  nextUnit(): number {
    // Summed as a fraction: of a sum of whole numbers V8 makes 64-bit integers and converts back and forth.
    return ((this.nextPair() >>> 6) + (this.second >>> 6) * UNIT_26 + HALF_UNIT_26) * UNIT_26;
  }

  /**
   * A whole number in [0, n), n ≤ 2^31, from one 32-bit draw: floor(draw · n / 2^32). The numbers' probabilities differ
   * by at most 2^-32, which no run is long enough to notice for any n that counts instances or choices.
   */
  below(n: number): number {
    return Math.floor((this.next32() >>> 0) * UNIT_32 * n);
  }

  /**
   * Starts anew so that the very next output is already a hash of all 96 bits: two rounds of mixing, the second fed by
   * the first.
   */
  setKey(streamHash: number, keyHigh: number, keyLow: number): void {
    const h = mixed(keyLow ^ streamHash);
    const g = mixed((keyHigh ^ ((streamHash << 16) | (streamHash >>> 16))) + h);
    const words = this.words;
    words[0] = g;
    words[1] = h;
    words[2] = thirdWord(g, h);
    words[3] = 1;
  }

  /**
   * `setKey` and then `nextPair`, but for the state that they leave: nearly every keyed draw ends with this pair, and
   * saves five stores and as many loads. Who wants more draws of the key starts with `setKey`.
   */
  keyedPair(streamHash: number, keyHigh: number, keyLow: number): number {
    const h = mixed(keyLow ^ streamHash);
    const g = mixed((keyHigh ^ ((streamHash << 16) | (streamHash >>> 16))) + h);
    const c = thirdWord(g, h);
    this.words[4] = ((h ^ (h >>> 9)) + c + (c << 3) + 2) | 0;
    return (g + h + 1) | 0;
  }

  state(): Int32Array {
    return this.words.slice(0, 4);
  }

  restore(state: Int32Array): void {
    this.words.set(state);
  }
}

/** The 32-bit finisher "lowbias32" (Chris Wellons). */
function mixed(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return h ^ (h >>> 15);
}

function thirdWord(g: number, h: number): number {
  return Math.imul(g ^ ((h << 13) | (h >>> 19)), 0x9e3779b1);
}

/** The stream of this name in this replication; a new generator at each call, at its beginning. */
export function createStream(seed: string, replication: number, name: string): Generator {
  const source = xor4096(joined(seed, replication, name));
  const state = new Int32Array(4);
  for (let i = 0; i < 4; i++) state[i] = source.int32();
  const generator = new Generator();
  generator.restore(state);
  for (let round = 0; round < SEEDING_ROUNDS; round++) generator.next32();
  return generator;
}

/** What identifies a stream in keyed draws; int32. */
export function hashName(seed: string, replication: number, name: string): number {
  return createStream(seed, replication, `${name}/keyed`).next32();
}

/**
 * Writes the 64-bit key of a child (high word at 2·target, low word after it): a hash of its parent's key, a salt for
 * what it is (call site, attempt …) and its number among its like. Every bit of the child depends on every bit given.
 */
export function deriveKey(
  keys: Int32Array,
  target: number,
  parentHigh: number,
  parentLow: number,
  salt: number,
  index: number,
): void {
  let low = parentLow ^ Math.imul(salt + 0x3c6ef372, 0x9e3779b1);
  low = Math.imul(low ^ (low >>> 16), 0x21f0aaad);
  low = Math.imul(low ^ (low >>> 15), 0x735a2d97);
  low ^= low >>> 15;
  let high = (parentHigh + Math.imul(index + 0x1b873593, 0xcc9e2d51)) ^ low;
  high = Math.imul(high ^ (high >>> 16), 0x7feb352d);
  high = Math.imul(high ^ (high >>> 15), 0x846ca68b);
  high ^= high >>> 16;
  low = (low + high) | 0;
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b);
  low = Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low ^= low >>> 16;
  keys[2 * target] = high;
  keys[2 * target + 1] = low;
}

/** Lengths first, so that no two different triples are joined to the same text. */
function joined(seed: string, replication: number, name: string): string {
  return `${seed.length}:${seed}/${replication}/${name.length}:${name}`;
}
