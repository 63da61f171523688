/**
 * Logarithm, exponential and power with the same bits on every engine and processor: only + − × ÷, integer operations
 * on the halves of a double, and constants. Engines' own Math.log, exp and pow differ in the last bit.
 *
 * The methods are the classical ones: reduce the argument by a power of two, evaluate a minimax polynomial on what is
 * left (coefficients as in Sun's fdlibm, e_log.c and e_exp.c), put the power of two back. Errors stay below 1 ulp.
 *
 * @hot
 */
const double = new Float64Array(1);
const words = new Int32Array(double.buffer);
/** Which of the two words holds sign and exponent; 1 on every machine that runs browsers today. */
const HIGH = highWordIndex();
/** The second result of `splitNearOne`. */
const reduced = new Float64Array(1);

/** The exponent of the smallest double, and every power of two that is a double, from there on. */
const LEAST_POWER = -1074;
const powersOfTwo = fillPowersOfTwo();

/** ln 2 in two parts: the first has 21 trailing zero bits, so its product with an exponent is exact. */
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const INVERSE_LN2 = 1.442695040888963387;

const TWO_54 = 18014398509481984;
const EXP_OVERFLOW = 709.782712893383973096;
const EXP_UNDERFLOW = -745.13321910194110842;

/** Natural logarithm. ln(0) = −Infinity; NaN below 0. */
export function ln(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return Infinity;
  const k = splitNearOne(x);
  const f = reduced[0] - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const even =
    z *
    (6.66666666666673513e-1 +
      w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + odd + even) + k * LN2_LOW) - f);
}

/** e to the power x; Infinity above 709.78, 0 below −745.13. */
export function exp(x: number): number {
  if (!(x <= EXP_OVERFLOW)) return x > 0 ? Infinity : NaN;
  if (x < EXP_UNDERFLOW) return 0;
  return expOfSum(x, 0);
}

/** exp(x + low) for a `low` far smaller than x and x within the range of exp. */
function expOfSum(x: number, low: number): number {
  const k = Math.floor(x * INVERSE_LN2 + 0.5);
  const high = x - k * LN2_HIGH;
  const rest = k * LN2_LOW - low;
  const r = high - rest;
  const t = r * r;
  const c =
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 +
            t * (6.61375632143793436117e-5 + t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  const y = 1 - (rest - (r * c) / (2 - c) - high);
  return timesPowerOfTwo(y, k);
}

/** x to the power y for x ≥ 0; NaN below 0. */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (!(x >= 0) || y !== y) return NaN;
  if (x === 0) return y > 0 ? 0 : Infinity;
  if (x === Infinity) return y > 0 ? Infinity : 0;
  if (y === 1) return x;
  // No x but 1 is so close to 1 that such a power of it is a number in range.
  if (Math.abs(y) > 1e19) return x > 1 === y > 0 ? Infinity : 0;
  // The error of ln x is multiplied by y ln x, up to 745, so the logarithm is taken with some 20 bits more than a
  // double holds, as an unevaluated sum.
  const k = splitNearOne(x);
  const m = reduced[0];
  const f = m - 1;
  const base = m + 1;
  const baseLow = m - (base - 1);
  const s = f / base;
  const sHigh = upperHalf(s);
  const baseHigh = upperHalf(base);
  const remainder = f - sHigh * baseHigh - sHigh * (base - baseHigh + baseLow);
  const sLow = remainder / base;
  return powFromSeries(k, sHigh, sLow, y);
}

/** ln m = 2 (s + s³/3 + s⁵/5 + …) with s = (m − 1)/(m + 1): the first two terms in two parts, the rest in one. */
function powFromSeries(k: number, sHigh: number, sLow: number, y: number): number {
  const s = sHigh + sLow;
  const z = s * s;
  // s² in two parts; the square of a half is exact.
  const square = sHigh * sHigh;
  const squareLow = sLow * (sHigh + s);
  const front = C5 + z * (C7 + z * (C9 + z * (C11 + z * (C13 + z * C15))));
  const z6 = z * z * z * z * z * z;
  const back = C17 + z * (C19 + z * (C21 + z * (C23 + z * (C25 + z * C27))));
  const tail = z * z * (front + z6 * back);
  // 1 + s²/3 + tail, times three, so that the leading terms have no rounded coefficient (as in fdlibm's e_pow.c).
  const sum = 3 + square;
  const leading = upperHalf(sum + (squareLow + 3 * tail));
  const leadingLow = square - (leading - 3) + squareLow + 3 * tail;
  // (2/3) · s · (3 + s² + …)
  const p = sHigh * leading;
  const pLow = sLow * leading + leadingLow * s;
  const pSum = p + pLow;
  const pHigh = upperHalf(pSum);
  const pRest = pLow - (pHigh - p);
  const mHigh = TWO_THIRDS_HIGH * pHigh;
  const mLow = TWO_THIRDS_HIGH * pRest + TWO_THIRDS_LOW * pSum;
  const scaled = k * LN2_HIGH;
  const high = scaled + mHigh;
  const highError = scaled - high + mHigh;
  const low = k * LN2_LOW + mLow + highError;
  return expOfProduct(high, low, y);
}

/** exp(y · (high + low)). */
function expOfProduct(high: number, low: number, y: number): number {
  const logHigh = upperHalf(high + low);
  const logLow = low - (logHigh - high);
  const yHigh = upperHalf(y);
  const productHigh = yHigh * logHigh;
  const productLow = (y - yHigh) * logHigh + y * logLow;
  const sum = productHigh + productLow;
  if (!(sum <= EXP_OVERFLOW)) return Infinity;
  if (sum < EXP_UNDERFLOW) return 0;
  return expOfSum(sum, productHigh - sum + productLow);
}

const C5 = 1 / 5;
const C7 = 1 / 7;
const C9 = 1 / 9;
const C11 = 1 / 11;
const C13 = 1 / 13;
const C15 = 1 / 15;
const C17 = 1 / 17;
const C19 = 1 / 19;
const C21 = 1 / 21;
const C23 = 1 / 23;
const C25 = 1 / 25;
const C27 = 1 / 27;
/** 2/3 in two parts. */
const TWO_THIRDS_HIGH = upperHalf(2 / 3);
const TWO_THIRDS_LOW = 2 / 3 - TWO_THIRDS_HIGH + 3.700743415417188e-17;

/**
 * Splits x > 0 into m · 2^k with m in [√½, √2); leaves m in `reduced` and returns k. The power of two is divided out by
 * an exact product: putting the double together from its halves would stall on the store buffer.
 */
function splitNearOne(x: number): number {
  double[0] = x;
  let high = words[HIGH];
  let normal = x;
  let k = -1023;
  if (high < 0x00100000) {
    normal = x * TWO_54;
    double[0] = normal;
    high = words[HIGH];
    k -= 54;
  }
  // Adding the distance from √2's fraction to 1 carries into the exponent exactly when m would be at least √2.
  const exponent = (high + 0x00095f64) >> 20;
  reduced[0] = normal * powersOfTwo[1023 - exponent - LEAST_POWER];
  return k + exponent;
}

/** The first 26 bits of a double, rounded; products of two such are exact (Veltkamp's splitting). |x| below 2^990. */
function upperHalf(x: number): number {
  const scaled = 134217729 * x;
  return scaled - (scaled - x);
}

/** y · 2^k, k from −1076 to 1024, rounding once. */
function timesPowerOfTwo(y: number, k: number): number {
  if (k > 1023) return y * 2 * powersOfTwo[1023 - LEAST_POWER];
  if (k < LEAST_POWER) return y * 0.25 * powersOfTwo[k + 2 - LEAST_POWER];
  return y * powersOfTwo[k - LEAST_POWER];
}

function fillPowersOfTwo(): Float64Array {
  const powers = new Float64Array(1024 - LEAST_POWER);
  let power = 5e-324;
  for (let i = 0; i < powers.length; i++) {
    powers[i] = power;
    power *= 2;
  }
  return powers;
}

function highWordIndex(): 0 | 1 {
  double[0] = 1;
  return words[1] === 0 ? 0 : 1;
}
