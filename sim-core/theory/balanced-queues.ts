/** Equal stations of one exponential worker behind a balancer. Times are in seconds, rates per second. */
import { pow } from '../kernel/math.ts';
import { sum } from './numeric.ts';

/** Fixed points are sought until they change by less. */
const CLOSE = 1e-15;
const ROUNDS_MAX = 100_000;

/**
 * Round robin of a Poisson stream of rate λ over n: each is E_n/M/1, a case of GI/M/1 (Kleinrock I, ch. 6). With σ the root
 * of σ = A*(μ(1−σ)) below 1, a share σ waits, and the time in the system is exponential with rate μ(1−σ).
 */
export function roundRobin(lambda: number, mu: number, n: number) {
  const transform = (s: number) => pow(lambda / (lambda + s), n);
  let sigma = 0.5;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const next = transform(mu * (1 - sigma));
    const change = Math.abs(next - sigma);
    sigma = next;
    if (change < CLOSE) break;
  }
  return { waits: sigma, time: 1 / (mu * (1 - sigma)), wait: sigma / (mu * (1 - sigma)) };
}

/** The shorter of d queues drawn at random from very many (Mitzenmacher, IEEE TPDS 12(10), 2001); service rate 1. */
export function powerOfChoices(rho: number, d: number): number {
  if (d === 1) return 1 / (1 - rho);
  let total = 0;
  for (let i = 1; i < 200; i++) {
    const term = pow(rho, (pow(d, i) - d) / (d - 1));
    if (term < 1e-18) break;
    total += term;
  }
  return total;
}

/** Differences between the two queues that are told apart; their probabilities fall faster than 3^−d. */
const DIFFERENCES = 30;

/**
 * Joining the shorter of two queues, ties by a fair coin: mean time in the system. States are (length of the shorter one,
 * difference); by the first they are a quasi-birth–death process, solved by its rate matrix R = A₀ + R·A₁ + R²·A₂ (Neuts,
 * Matrix-Geometric Solutions in Stochastic Models, 1981).
 */
export function shorterOfTwo(lambda: number, mu: number): number {
  const { up, stay, down } = shorterOfTwoBlocks(lambda, mu, true);
  const ground = shorterOfTwoBlocks(lambda, mu, false).stay;
  // R = −A₀ (A₁ + R·A₂)⁻¹, from R = 0.
  let rates: Matrix = up.map((row) => row.map(() => 0));
  for (let round = 0; round < 20_000; round++) {
    const next = solveLeft(plus(stay, times(rates, down)), up).map((row) => row.map((value) => -value));
    const change = Math.max(...next.map((row, i) => Math.max(...row.map((value, j) => Math.abs(value - rates[i][j])))));
    rates = next;
    if (change < 1e-14) break;
  }
  let level = nullVector(plus(ground, times(rates, down)));
  let total = 0;
  let inSystem = 0;
  for (let shorter = 0; shorter < 100_000; shorter++) {
    const mass = sum(level);
    total += mass;
    inSystem += sum(level.map((p, difference) => p * (2 * shorter + difference)));
    if (mass < 1e-17 * total) break;
    [level] = times([level], rates);
  }
  return inSystem / total / lambda;
}

type Matrix = readonly (readonly number[])[];

/** @param works whether the shorter queue is not empty */
function shorterOfTwoBlocks(lambda: number, mu: number, works: boolean) {
  const empty = () => Array.from({ length: DIFFERENCES }, () => new Array<number>(DIFFERENCES).fill(0));
  const [up, stay, down] = [empty(), empty(), empty()];
  for (let d = 0; d < DIFFERENCES; d++) {
    const larger = Math.min(d + 1, DIFFERENCES - 1);
    let out = lambda;
    if (d === 0) stay[d][1] += lambda;
    else up[d][d - 1] += lambda;
    if (d > 0) {
      stay[d][d - 1] += mu;
      out += mu;
    }
    if (works) {
      down[d][larger] += d === 0 ? 2 * mu : mu;
      out += d === 0 ? 2 * mu : mu;
    }
    stay[d][d] -= out;
  }
  return { up, stay, down };
}

function times(a: Matrix, b: Matrix): number[][] {
  return a.map((row) => b[0].map((_, j) => sum(row.map((value, k) => value * b[k][j]))));
}

function plus(a: Matrix, b: Matrix): number[][] {
  return a.map((row, i) => row.map((value, j) => value + b[i][j]));
}

const transposed = (a: Matrix): number[][] => a[0].map((_, j) => a.map((row) => row[j]));

/** X with X·A = B. */
function solveLeft(a: Matrix, b: Matrix): number[][] {
  return transposed(solve(transposed(a), transposed(b)));
}

/** The x ≠ 0 with x·A = 0, for an A of rank one less; its first entry is 1. */
function nullVector(a: Matrix): number[] {
  const equations = transposed(a).slice(1);
  const right = equations.map((row) => [-row[0]]);
  const rest = solve(
    equations.map((row) => row.slice(1)),
    right,
  );
  return [1, ...rest.map(([value]) => value)];
}

/** X with A·X = B, by elimination with partial pivoting. */
export function solve(a: Matrix, b: Matrix): number[][] {
  const rows = a.map((row, i) => [...row, ...b[i]]);
  const size = a.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column + 1; i < size; i++) {
      if (Math.abs(rows[i][column]) > Math.abs(rows[pivot][column])) pivot = i;
    }
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (let i = 0; i < size; i++) {
      const factor = i === column ? 0 : rows[i][column] / rows[column][column];
      if (factor === 0) continue;
      for (let j = column; j < rows[i].length; j++) rows[i][j] -= factor * rows[column][j];
    }
  }
  return rows.map((row, i) => row.slice(size).map((value) => value / row[i]));
}
