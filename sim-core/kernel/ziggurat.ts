/**
 * Exponential and normal draws by the ziggurat method (Marsaglia and Tsang, 2000): the area under the density is cut
 * into 256 layers of equal area, a draw picks a layer and a point in it, and nearly always the point lies under the
 * density without having to compute it. The layer and the point come from different bits, which the original mixes up
 * (Doornik, 2005). A draw takes two words or more from the generator, so give each purpose a stream of its own.
 *
 * The tables are made when the module loads, with our own exp and ln, so they have the same bits everywhere.
 *
 * @hot
 */
import { exp, ln } from './math.ts';
import type { Generator } from './random.ts';

const LAYERS = 256;
const UNIT_56 = 1 / 72057594037927936;
const UNIT_55 = 1 / 36028797018963968;
const TWO_32 = 4294967296;

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
  for (;;) {
    const word = generator.next32();
    const layer = word & 255;
    const unit = ((word >>> 8) * TWO_32 + (generator.next32() >>> 0)) * UNIT_56;
    const x = unit * exponentialEdge[layer];
    if (x < exponentialEdge[layer + 1]) return x;
    // The tail of an exponential is an exponential.
    if (layer === 0) return EXPONENTIAL_TAIL - ln(generator.nextUnit());
    const low = exponentialHeight[layer];
    if (low + generator.nextUnit() * (exponentialHeight[layer + 1] - low) < exp(-x)) return x;
  }
}

/** Normal with mean 0 and standard deviation 1. */
export function standardNormal(generator: Generator): number {
  for (;;) {
    const word = generator.next32();
    const layer = word & 255;
    const sign = 1 - ((word >>> 7) & 2);
    const unit = ((word >>> 9) * TWO_32 + (generator.next32() >>> 0)) * UNIT_55;
    const x = unit * normalEdge[layer];
    if (x < normalEdge[layer + 1]) return sign * x;
    if (layer === 0) return sign * normalTail(generator);
    const low = normalHeight[layer];
    if (low + generator.nextUnit() * (normalHeight[layer + 1] - low) < exp(-0.5 * x * x)) return sign * x;
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
