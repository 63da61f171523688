/**
 * Exponential and normal draws by the ziggurat method (Marsaglia and Tsang, 2000): the area under the density is cut
 * into 256 layers of equal area, a draw picks a layer and a point in it, and nearly always the point lies under the
 * density without having to compute it. The layer comes from the first bits of a uniform number and the point from the others; the
 * original uses some bits for both (Doornik, 2005). A draw takes one uniform number or more, so give each purpose a
 * stream of its own.
 *
 * The tables are made when the module loads, with our own exp and ln, so they have the same bits everywhere.
 *
 * @hot
 */
import { exp, ln } from './math.ts';
import type { Generator } from './random.ts';

const LAYERS = 256;
const UNIT_20 = 1 / 1048576;
const UNIT_32 = 1 / 4294967296;
const UNIT_31 = 1 / 2147483648;

/** Where the bottom layer's tail begins, and the area of a layer, for 256 layers. */
const EXPONENTIAL_TAIL = 7.69711747013105;
const EXPONENTIAL_AREA = 3.949659822581572e-3;
const NORMAL_TAIL = 3.6541528853610088;
const NORMAL_AREA = 4.92867323399e-3;

/** Right edges of the layers from the bottom up, and the density there. Length LAYERS + 1. */
const exponentialEdge = new Float64Array(LAYERS + 1);
const exponentialHeight = new Float64Array(LAYERS + 1);
/** What one step of a draw's first word is worth: 2^-32 of the edge, 2^-31 where a draw has a sign. */
const exponentialWidth = new Float64Array(LAYERS);
const normalWidth = new Float64Array(LAYERS);
const normalEdge = new Float64Array(LAYERS + 1);
const normalHeight = new Float64Array(LAYERS + 1);
fillTables();

/** Exponential with mean 1. */
export function standardExponential(generator: Generator): number {
  const high = generator.nextPair();
  const low = generator.second;
  const layer = low & 255;
  const x = ((high >>> 0) + (low >>> 12) * UNIT_20) * exponentialWidth[layer];
  // 99 of 100 draws end here; the others are kept out of a function that should be inlined. The product tells V8 that
  // both ways give a double: unsure of the type of a call's result, it would box x on the way that makes no call.
  return x < exponentialEdge[layer + 1] ? x : 1 * exponentialOutside(generator, layer, x);
}

/** What `standardExponential` gives after `setKey`; which more draws of the key may follow is left open. */
export function keyedExponential(generator: Generator, streamHash: number, keyHigh: number, keyLow: number): number {
  const high = generator.keyedPair(streamHash, keyHigh, keyLow);
  const low = generator.second;
  const layer = low & 255;
  const x = ((high >>> 0) + (low >>> 12) * UNIT_20) * exponentialWidth[layer];
  if (x < exponentialEdge[layer + 1]) return x;
  generator.setKey(streamHash, keyHigh, keyLow);
  generator.nextPair();
  return 1 * exponentialOutside(generator, layer, x);
}

/** Normal with mean 0 and standard deviation 1. */
export function standardNormal(generator: Generator): number {
  const high = generator.nextPair();
  const low = generator.second;
  const layer = low & 255;
  const x = (high + (low >>> 12) * UNIT_20) * normalWidth[layer];
  return Math.abs(x) < normalEdge[layer + 1] ? x : 1 * normalOutside(generator, layer, x);
}

/** Goes on with a point that is not in the part of its layer that lies wholly under the density. */
function exponentialOutside(generator: Generator, layer: number, x: number): number {
  // The tail of an exponential is an exponential.
  if (layer === 0) return EXPONENTIAL_TAIL - ln(generator.nextUnit());
  if (isUnder(exponentialHeight, layer, exp(-x), generator)) return x;
  for (;;) {
    const high = generator.nextPair();
    const low = generator.second;
    const other = low & 255;
    const y = ((high >>> 0) + (low >>> 12) * UNIT_20) * exponentialWidth[other];
    if (y < exponentialEdge[other + 1]) return y;
    if (other === 0) return EXPONENTIAL_TAIL - ln(generator.nextUnit());
    if (isUnder(exponentialHeight, other, exp(-y), generator)) return y;
  }
}

function normalOutside(generator: Generator, layer: number, x: number): number {
  if (layer === 0) return x < 0 ? -normalTail(generator) : normalTail(generator);
  if (isUnder(normalHeight, layer, exp(-0.5 * x * x), generator)) return x;
  for (;;) {
    const high = generator.nextPair();
    const low = generator.second;
    const other = low & 255;
    const y = (high + (low >>> 12) * UNIT_20) * normalWidth[other];
    if (Math.abs(y) < normalEdge[other + 1]) return y;
    if (other === 0) return y < 0 ? -normalTail(generator) : normalTail(generator);
    if (isUnder(normalHeight, other, exp(-0.5 * y * y), generator)) return y;
  }
}

/** Whether a point at a random height of the layer lies under the density there. */
function isUnder(heights: Float64Array, layer: number, density: number, generator: Generator): boolean {
  return heights[layer] + generator.nextUnit() * (heights[layer + 1] - heights[layer]) < density;
}

/** A normal draw known to be beyond NORMAL_TAIL (Marsaglia, 1964). */
function normalTail(generator: Generator): number {
  for (;;) {
    const x = -ln(generator.nextUnit()) / NORMAL_TAIL;
    if (-2 * ln(generator.nextUnit()) > x * x) return NORMAL_TAIL + x;
  }
}

function fillTables(): void {
  exponentialEdge[0] = EXPONENTIAL_AREA / exp(-EXPONENTIAL_TAIL);
  exponentialEdge[1] = EXPONENTIAL_TAIL;
  normalEdge[0] = NORMAL_AREA / exp(-0.5 * NORMAL_TAIL * NORMAL_TAIL);
  normalEdge[1] = NORMAL_TAIL;
  for (let i = 1; i < LAYERS; i++) {
    const x = exponentialEdge[i];
    exponentialHeight[i] = exp(-x);
    if (i + 1 < LAYERS) exponentialEdge[i + 1] = -ln(EXPONENTIAL_AREA / x + exponentialHeight[i]);
    const z = normalEdge[i];
    normalHeight[i] = exp(-0.5 * z * z);
    if (i + 1 < LAYERS) normalEdge[i + 1] = Math.sqrt(-2 * ln(NORMAL_AREA / z + normalHeight[i]));
  }
  for (let i = 0; i < LAYERS; i++) {
    exponentialWidth[i] = exponentialEdge[i] * UNIT_32;
    normalWidth[i] = normalEdge[i] * UNIT_31;
  }
  exponentialHeight[LAYERS] = 1;
  normalHeight[LAYERS] = 1;
}
