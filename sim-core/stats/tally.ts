/**
 * Count, mean, variance and extremes of numbers told one by one, in constant memory.
 *
 * The spread is Welford's (1962) running sum of squared deviations, which does not cancel. The sum is kept with the
 * rounding errors of its additions beside it (Neumaier, 1974), so that it is exact for whole numbers far beyond 2^53
 * and merging parts gives the sum of the whole.
 */
export interface TallySnapshot {
  readonly count: number;
  readonly total: number;
  readonly carry: number;
  readonly running: number;
  readonly squares: number;
  readonly min: number;
  readonly max: number;
}

export class Tally {
  count = 0;
  /** Infinity and −Infinity while empty. */
  min = Infinity;
  max = -Infinity;
  private total = 0;
  private carry = 0;
  /** Welford's mean and sum of squared deviations. */
  private running = 0;
  private squares = 0;

  add(value: number): void {
    this.count++;
    const deviation = value - this.running;
    this.running += deviation / this.count;
    this.squares += deviation * (value - this.running);
    this.addToSum(value);
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }

  get sum(): number {
    return this.total + this.carry;
  }

  /** NaN while empty. */
  get mean(): number {
    return this.count === 0 ? NaN : this.sum / this.count;
  }

  /** Of the sample (n − 1); NaN below two values. */
  get variance(): number {
    return this.count < 2 ? NaN : this.squares / (this.count - 1);
  }

  get stddev(): number {
    return Math.sqrt(this.variance);
  }

  /** Takes in everything the other was told (Chan, Golub and LeVeque, 1979). */
  merge(other: Tally): void {
    if (other.count === 0) return;
    const count = this.count + other.count;
    const deviation = other.running - this.running;
    this.squares += other.squares + (deviation * deviation * this.count * other.count) / count;
    this.running += (deviation * other.count) / count;
    this.count = count;
    this.addToSum(other.total);
    this.addToSum(other.carry);
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
  }

  clear(): void {
    this.restore(EMPTY);
  }

  snapshot(): TallySnapshot {
    const { count, total, carry, running, squares, min, max } = this;
    return { count, total, carry, running, squares, min, max };
  }

  restore(saved: TallySnapshot): void {
    this.count = saved.count;
    this.total = saved.total;
    this.carry = saved.carry;
    this.running = saved.running;
    this.squares = saved.squares;
    this.min = saved.min;
    this.max = saved.max;
  }

  private addToSum(value: number): void {
    const next = this.total + value;
    if (Math.abs(this.total) >= Math.abs(value)) this.carry += this.total - next + value;
    else this.carry += value - next + this.total;
    this.total = next;
  }
}

const EMPTY: TallySnapshot = { count: 0, total: 0, carry: 0, running: 0, squares: 0, min: Infinity, max: -Infinity };
