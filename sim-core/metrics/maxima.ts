/** The largest value per scope: in the segment under way, in each window, and over the time after warm-up. */
export interface MaximaSnapshot {
  readonly current: Float64Array;
  readonly total: Float64Array;
  readonly rows: Float64Array;
}

export class Maxima {
  readonly scopeCount: number;
  readonly current: Float64Array;
  /** Ended segments only; `totalNow` has the one under way too. */
  readonly total: Float64Array;
  /** By window, scope. */
  readonly rows: Float64Array;

  constructor(scopeCount: number, windowCount: number) {
    this.scopeCount = scopeCount;
    this.current = new Float64Array(scopeCount);
    this.total = new Float64Array(scopeCount);
    this.rows = new Float64Array(scopeCount * windowCount);
  }

  offer(scope: number, value: number): void {
    if (value > this.current[scope]) this.current[scope] = value;
  }

  totalNow(scope: number, isMeasured: boolean): number {
    return isMeasured ? Math.max(this.total[scope], this.current[scope]) : this.total[scope];
  }

  endSegment(window: number, isMeasured: boolean): void {
    const base = window * this.scopeCount;
    const hasRow = base < this.rows.length;
    for (let scope = 0; scope < this.scopeCount; scope++) {
      const value = this.current[scope];
      if (isMeasured && value > this.total[scope]) this.total[scope] = value;
      if (hasRow && value > this.rows[base + scope]) this.rows[base + scope] = value;
    }
    this.current.fill(0);
  }

  snapshot(): MaximaSnapshot {
    return { current: this.current.slice(), total: this.total.slice(), rows: this.rows.slice() };
  }

  restore(saved: MaximaSnapshot): void {
    this.current.set(saved.current);
    this.total.set(saved.total);
    this.rows.set(saved.rows);
  }
}
