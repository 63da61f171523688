/**
 * How a run is cut: into windows of equal length, and once more where warm-up ends. A run with more windows than
 * allowed gets windows twice as long, and again, until they fit: the same rows as if pairs had been merged, known from
 * the first event on.
 */
import { nsToS } from '../kernel/time.ts';
import type { ResolvedScenario } from '../model/resolved-scenario.ts';

type Asked = Pick<ResolvedScenario, 'durationNs' | 'warmupNs' | 'windowNs' | 'maxWindows'>;

export interface MetricsWarning {
  readonly code: string;
  readonly path: string;
  readonly message: string;
}

export class Timeline {
  readonly windowNs: number;
  readonly windowCount: number;
  readonly warmupNs: number;
  /** Windows that begin before the end of warm-up. */
  readonly warmupWindows: number;
  private readonly asked: Asked;

  constructor(scenario: Asked) {
    let windowNs = scenario.windowNs;
    while (Math.ceil(scenario.durationNs / windowNs) > scenario.maxWindows) windowNs *= 2;
    this.windowNs = windowNs;
    this.windowCount = Math.max(1, Math.ceil(scenario.durationNs / windowNs));
    this.warmupNs = scenario.warmupNs;
    this.warmupWindows = Math.min(this.windowCount, Math.ceil(scenario.warmupNs / windowNs));
    this.asked = scenario;
  }

  /** End of the segment that begins at `startNs`, within `window`. The last window lasts until the run ends. */
  segmentEndNs(startNs: number, window: number): number {
    const windowEndNs = window + 1 < this.windowCount ? (window + 1) * this.windowNs : Infinity;
    return startNs < this.warmupNs && this.warmupNs < windowEndNs ? this.warmupNs : windowEndNs;
  }

  /** Empty, or that windows are longer than was asked for. */
  warnings(): MetricsWarning[] {
    const { durationNs, maxWindows, windowNs } = this.asked;
    if (this.windowNs === windowNs) return [];
    const message =
      `${nsToS(durationNs)} s make more than ${maxWindows} windows of ${nsToS(windowNs)} s, ` +
      `so that windows are ${nsToS(this.windowNs)} s long`;
    return [{ code: 'windows-coarser', path: 'metrics.window', message }];
  }
}
