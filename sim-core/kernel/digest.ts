/**
 * The digest of a run: a 128-bit hash over every event in order, always on, so that two runs can be compared with one
 * line of text. It begins with the engine version, the seed and the replication.
 *
 * Four 32-bit lanes. An event is four words: the low half of its time; subject; detail; the high half of its time (21
 * bits) with the kind above it. Each step (exclusive or, odd multiplication, rotation, addition of the neighbour lane)
 * can be undone, so an event that differs always leaves a state that differs. It is made to notice accidents, not to
 * resist somebody who looks for collisions. The lanes live in an Int32Array because a field would be boxed beyond 31
 * bits in browsers.
 *
 * @hot
 */
import type { TimeNs } from './time.ts';

const HIGH_WORD = 1 / 4294967296;

export class Digest {
  private readonly lanes = new Int32Array(4);

  constructor(engineVersion: string, seed: string, replication: number) {
    this.lanes.set([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344]);
    this.absorb(engineVersion);
    this.absorb(seed);
    this.absorb(String(replication));
  }

  /** `timeNs` a whole number up to 2^53, `kind` < 256, `subject` and `detail` int32. */
  update(timeNs: TimeNs, kind: number, subject: number, detail: number): void {
    const lanes = this.lanes;
    const timeLow = timeNs | 0;
    const timeHigh = (timeNs * HIGH_WORD) | 0;
    let a = Math.imul(lanes[0] ^ timeLow, 0x9e3779b1);
    let b = Math.imul(lanes[1] ^ subject, 0x85ebca77);
    let c = Math.imul(lanes[2] ^ detail, 0xc2b2ae3d);
    let d = Math.imul(lanes[3] ^ (timeHigh | (kind << 21)), 0x27d4eb2f);
    a = (((a << 15) | (a >>> 17)) + b) | 0;
    b = (((b << 13) | (b >>> 19)) + c) | 0;
    c = (((c << 16) | (c >>> 16)) + d) | 0;
    d = (((d << 11) | (d >>> 21)) + a) | 0;
    lanes[0] = a;
    lanes[1] = b;
    lanes[2] = c;
    lanes[3] = d;
  }

  /** "c1-" and 32 hexadecimal digits. The state is left as it is, so a running digest may be read at any time. */
  hex(): string {
    let [a, b, c, d] = this.lanes;
    for (let round = 0; round < 4; round++) {
      a = finish(a ^ d);
      b = finish(b + a);
      c = finish(c ^ b);
      d = finish(d + c);
    }
    return `c1-${hexWord(a)}${hexWord(b)}${hexWord(c)}${hexWord(d)}`;
  }

  snapshot(): Int32Array {
    return this.lanes.slice();
  }

  restore(saved: Int32Array): void {
    this.lanes.set(saved);
  }

  /** Takes in a text with its length, so that neighbouring texts cannot run into each other. */
  private absorb(text: string): void {
    this.update(text.length, 0, 0, 0);
    for (let i = 0; i < text.length; i++) this.update(i, 1, text.charCodeAt(i), 0);
  }
}

/** Every bit of the result depends on every bit of the word (the finisher of MurmurHash3). */
function finish(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function hexWord(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
