/**
 * A scale that changes over time, piecewise linear, and its integral. Arrivals of a changing rate are made by inverting
 * the integral: an arrival process of rate 1 on the axis of the integral is one of the wanted rate in time.
 */
export interface ProfileEntry {
  readonly atNs: number;
  readonly scale: number;
  readonly rampNs: number;
}

export class RateProfile {
  /** Segment i: from timesNs[i] on the scale is scales[i] + slopes[i] · (t − timesNs[i]). */
  private readonly timesNs: number[] = [0];
  private readonly scales: number[] = [1];
  private readonly slopes: number[] = [0];
  /** Integral of the scale up to the start of each segment, in scale · ns. */
  private readonly integrals: number[] = [0];
  /** Where the last search ended; the next one starts there. */
  private hint = 0;

  /** Before the first entry the scale is 1; from `atNs` on it moves during `rampNs` from what it was. */
  constructor(entries: readonly ProfileEntry[]) {
    entries.forEach((entry, index) => {
      const { atNs, scale, rampNs } = entry;
      if (rampNs === 0) {
        this.push(atNs, scale, 0);
        return;
      }
      const before = this.scaleAt(atNs);
      this.push(atNs, before, (scale - before) / rampNs);
      const next = entries[index + 1];
      if (next === undefined || next.atNs >= atNs + rampNs) this.push(atNs + rampNs, scale, 0);
    });
  }

  scaleAt(timeNs: number): number {
    let at = this.timesNs.length - 1;
    while (at > 0 && this.timesNs[at] > timeNs) at--;
    return this.scales[at] + this.slopes[at] * (timeNs - this.timesNs[at]);
  }

  /** Integral of the scale up to this time, in scale · ns. */
  integralAt(timeNs: number): number {
    let at = this.timesNs.length - 1;
    while (at > 0 && this.timesNs[at] > timeNs) at--;
    const lengthNs = timeNs - this.timesNs[at];
    return this.integrals[at] + lengthNs * (this.scales[at] + (this.slopes[at] * lengthNs) / 2);
  }

  /** First time at which the integral reaches `target` (scale · ns); Infinity if it never does. */
  timeOf(target: number): number {
    const { integrals } = this;
    let at = this.hint;
    while (at > 0 && integrals[at] >= target) at--;
    while (at + 1 < integrals.length && integrals[at + 1] < target) at++;
    this.hint = at;
    const missing = target - integrals[at];
    const scale = this.scales[at];
    const slope = this.slopes[at];
    if (slope === 0) return scale === 0 ? Infinity : this.timesNs[at] + missing / scale;
    // Root of scale·t + slope·t²/2 = missing, in the form that loses no digits.
    const discriminant = scale * scale + 2 * slope * missing;
    return this.timesNs[at] + (2 * missing) / (scale + Math.sqrt(discriminant < 0 ? 0 : discriminant));
  }

  /** First whole nanosecond after `afterNs` at which round(count · scale) is no longer `value`; Infinity if never. */
  nextChange(afterNs: number, count: number, value: number): number {
    for (let at = 0; at < this.timesNs.length; at++) {
      const endNs = at + 1 < this.timesNs.length ? this.timesNs[at + 1] : Infinity;
      if (endNs <= afterNs) continue;
      const startNs = this.timesNs[at];
      if (startNs > afterNs && Math.round(count * this.scales[at]) !== value) return startNs;
      const slope = this.slopes[at];
      if (slope === 0) continue;
      const bound = (slope > 0 ? value + 0.5 : value - 0.5) / count;
      // Falling, the value at the bound still rounds up: the change comes with the next nanosecond.
      const crossingNs = Math.ceil(startNs + (bound - this.scales[at]) / slope) + (slope > 0 ? 0 : 1);
      if (crossingNs > afterNs && crossingNs < endNs) return crossingNs;
    }
    return Infinity;
  }

  private push(timeNs: number, scale: number, slope: number): void {
    const last = this.timesNs.length - 1;
    const lengthNs = timeNs - this.timesNs[last];
    const gained = lengthNs * (this.scales[last] + (this.slopes[last] * lengthNs) / 2);
    this.integrals.push(this.integrals[last] + gained);
    this.timesNs.push(timeNs);
    this.scales.push(scale);
    this.slopes.push(slope);
  }
}
