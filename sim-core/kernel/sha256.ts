/**
 * SHA-256 (FIPS 180-4) of a text, in plain integer arithmetic: the engine may not ask the host for a hash or an encoder.
 * Lone surrogates are encoded as U+FFFD, as TextEncoder does. It serves results, not events: some 150 ns per block.
 */
const ROUNDS = 64;
const BLOCK_BYTES = 64;
/** Bytes after the text in its last block: the mark 0x80 and the length in bits. */
const TRAILER_BYTES = 9;

/** Fractions of the square roots (initial state) and cube roots (round constants) of the first primes. */
const INITIAL = new Int32Array(8);
const CONSTANTS = new Int32Array(ROUNDS);
fillConstants();

/** 64 lower-case hexadecimal digits. */
export function sha256Hex(text: string): string {
  const message = padded(utf8(text));
  const state = INITIAL.slice();
  const schedule = new Int32Array(ROUNDS);
  for (let offset = 0; offset < message.length; offset += BLOCK_BYTES) digestBlock(state, schedule, message, offset);
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** The bytes of a text in UTF-8. */
export function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const point = codePointAt(text, i);
    if (point > 0xffff) i++;
    length = writePoint(bytes, length, point);
  }
  return bytes.slice(0, length);
}

function codePointAt(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  if (unit < 0xd800 || unit > 0xdfff) return unit;
  const next = index + 1 < text.length ? text.charCodeAt(index + 1) : 0;
  const isPair = unit < 0xdc00 && next >= 0xdc00 && next <= 0xdfff;
  return isPair ? 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00) : 0xfffd;
}

function writePoint(bytes: Uint8Array, at: number, point: number): number {
  if (point < 0x80) {
    bytes[at] = point;
    return at + 1;
  }
  let length = 4;
  if (point < 0x800) length = 2;
  else if (point < 0x10000) length = 3;
  for (let i = length - 1, rest = point; i > 0; i--, rest >>= 6) bytes[at + i] = 0x80 | (rest & 0x3f);
  bytes[at] = ((0xf00 >> length) & 0xff) | (point >> (6 * (length - 1)));
  return at + length;
}

/** The bytes, the mark, zeros, and the length in bits as 64 bits, filling whole blocks. */
function padded(bytes: Uint8Array): Uint8Array {
  const blocks = Math.ceil((bytes.length + TRAILER_BYTES) / BLOCK_BYTES);
  const message = new Uint8Array(blocks * BLOCK_BYTES);
  message.set(bytes);
  message[bytes.length] = 0x80;
  let bits = bytes.length * 8;
  for (let i = message.length - 1; bits > 0; i--) {
    message[i] = bits % 256;
    bits = Math.floor(bits / 256);
  }
  return message;
}

function digestBlock(state: Int32Array, schedule: Int32Array, message: Uint8Array, offset: number): void {
  fillSchedule(schedule, message, offset);
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < ROUNDS; i++) {
    const choice = (e & f) ^ (~e & g);
    const first = (h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + choice + CONSTANTS[i] + schedule[i]) | 0;
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const second = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + majority;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

function fillSchedule(schedule: Int32Array, message: Uint8Array, offset: number): void {
  for (let i = 0; i < 16; i++) {
    const at = offset + 4 * i;
    schedule[i] = (message[at] << 24) | (message[at + 1] << 16) | (message[at + 2] << 8) | message[at + 3];
  }
  for (let i = 16; i < ROUNDS; i++) {
    const early = schedule[i - 15];
    const late = schedule[i - 2];
    const small = rotated(early, 7) ^ rotated(early, 18) ^ (early >>> 3);
    const large = rotated(late, 17) ^ rotated(late, 19) ^ (late >>> 10);
    schedule[i] = schedule[i - 16] + small + schedule[i - 7] + large;
  }
}

function rotated(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

function fillConstants(): void {
  for (let n = 2, found = 0; found < ROUNDS; n++) {
    if (!isPrime(n)) continue;
    if (found < 8) INITIAL[found] = fractionBits(Math.sqrt(n));
    CONSTANTS[found++] = fractionBits(cubeRoot(n));
  }
}

function isPrime(n: number): boolean {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
}

/** Newton's iteration; the first 32 bits of the fraction need no more than a double gives. */
function cubeRoot(n: number): number {
  let x = n;
  for (let i = 0; i < 60; i++) x -= (x * x * x - n) / (3 * x * x);
  return x;
}

/** The first 32 bits of the fraction, as an int32. */
function fractionBits(x: number): number {
  return Math.floor((x - Math.floor(x)) * 4294967296) | 0;
}
