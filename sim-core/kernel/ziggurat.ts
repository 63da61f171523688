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

/** Where the bottom layer's tail begins, and the area of a layer, for 256 layers. */
const EXPONENTIAL_TAIL = 7.69711747013105;
const EXPONENTIAL_AREA = 3.949659822581572e-3;
const NORMAL_TAIL = 3.6541528853610088;
const NORMAL_AREA = 4.92867323399e-3;

/** Right edges of the layers from the bottom up, and the density there. Length LAYERS + 1. */
const exponentialEdge = new Float64Array(LAYERS + 1);
const exponentialHeight = new Float64Array(LAYERS + 1);
const normalEdge = new Float64Array(LAYERS + 1);
const normalHeight = new Float64Array(LAYERS + 1);
fillTables();

/** Exponential with mean 1. */
export function standardExponential(generator: Generator): number {
  const point = generator.nextUnit() * LAYERS;
  const layer = point | 0;
  const x = (point - layer) * exponentialEdge[layer];
  // 98 of 100 draws end here; the others are kept out of a function that should be inlined.
  return x < exponentialEdge[layer + 1] ? x : exponentialOutside(generator, layer, x);
}

/** Normal with mean 0 and standard deviation 1. */
export function standardNormal(generator: Generator): number {
  const point = generator.nextUnit() * (2 * LAYERS);
  const whole = point | 0;
  const layer = whole >> 1;
  const sign = 1 - ((whole & 1) << 1);
  const x = (point - whole) * normalEdge[layer];
  return x < normalEdge[layer + 1] ? sign * x : normalOutside(generator, layer, x, sign);
}

/** Goes on with a point that is not in the part of its layer that lies wholly under the density. */
function exponentialOutside(generator: Generator, firstLayer: number, firstX: number): number {
  let layer = firstLayer;
  let x = firstX;
  for (;;) {
    // The tail of an exponential is an exponential.
    if (layer === 0) return EXPONENTIAL_TAIL - ln(generator.nextUnit());
    const low = exponentialHeight[layer];
    if (low + generator.nextUnit() * (exponentialHeight[layer + 1] - low) < exp(-x)) return x;
    const point = generator.nextUnit() * LAYERS;
    layer = point | 0;
    x = (point - layer) * exponentialEdge[layer];
    if (x < exponentialEdge[layer + 1]) return x;
  }
}

function normalOutside(generator: Generator, firstLayer: number, firstX: number, firstSign: number): number {
  let layer = firstLayer;
  let x = firstX;
  let sign = firstSign;
  for (;;) {
    if (layer === 0) return sign * normalTail(generator);
    const low = normalHeight[layer];
    if (low + generator.nextUnit() * (normalHeight[layer + 1] - low) < exp(-0.5 * x * x)) return sign * x;
    const point = generator.nextUnit() * (2 * LAYERS);
    const whole = point | 0;
    layer = whole >> 1;
    sign = 1 - ((whole & 1) << 1);
    x = (point - whole) * normalEdge[layer];
    if (x < normalEdge[layer + 1]) return sign * x;
  }
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
  exponentialHeight[LAYERS] = 1;
  normalHeight[LAYERS] = 1;
}
