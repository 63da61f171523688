/**
 * The mean of a quantity over simulated time: the integral of a step function (how many are waiting, whether a server
 * is up) divided by the time it was watched. Exact for whole numbers and whole nanoseconds below 2^53.
 */
export interface TimeWeightedSnapshot {
  readonly value: number;
  readonly startNs: number;
  readonly sinceNs: number;
  readonly area: number;
  readonly max: number;
}

export class TimeWeighted {
  /** The present value, and the largest since the start. */
  value: number;
  max: number;
  private startNs: number;
  /** Up to where `area` counts. */
  private sinceNs: number;
  private area = 0;

  constructor(startNs: number, value: number) {
    this.startNs = startNs;
    this.sinceNs = startNs;
    this.value = value;
    this.max = value;
  }

  /** The quantity is `value` from `nowNs` on; time does not run backwards. */
  set(nowNs: number, value: number): void {
    this.area += this.value * (nowNs - this.sinceNs);
    this.sinceNs = nowNs;
    this.value = value;
    if (value > this.max) this.max = value;
  }

  change(nowNs: number, by: number): void {
    this.set(nowNs, this.value + by);
  }

  /** Value times nanoseconds from the start to `nowNs`. */
  integral(nowNs: number): number {
    return this.area + this.value * (nowNs - this.sinceNs);
  }

  /** NaN over no time. */
  mean(nowNs: number): number {
    return nowNs > this.startNs ? this.integral(nowNs) / (nowNs - this.startNs) : NaN;
  }

  /** Forgets the past; the value stays: the end of a warm-up, or of a window. */
  startAgain(nowNs: number): void {
    this.startNs = nowNs;
    this.sinceNs = nowNs;
    this.area = 0;
    this.max = this.value;
  }

  snapshot(): TimeWeightedSnapshot {
    const { value, startNs, sinceNs, area, max } = this;
    return { value, startNs, sinceNs, area, max };
  }

  restore(saved: TimeWeightedSnapshot): void {
    this.value = saved.value;
    this.startNs = saved.startNs;
    this.sinceNs = saved.sinceNs;
    this.area = saved.area;
    this.max = saved.max;
  }
}
