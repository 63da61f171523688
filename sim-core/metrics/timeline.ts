/**
 * How a run is cut: into windows of equal length, and once more where warm-up ends. A run with more windows than
 * allowed gets windows twice as long, and again, until they fit: the same rows as if pairs had been merged, known from
 * the first event on. Many scopes make fewer windows, so that no document can ask for more memory than there is.
 */
import type { ResolvedScenario } from '../model/resolved-scenario.ts';

/** Of all scopes together; a row has 216 B at a server, 424 B at a caller. */
const WINDOW_ROWS_MAX = 2_000_000;

export class Timeline {
  readonly windowNs: number;
  readonly windowCount: number;
  readonly warmupNs: number;
  /** Windows that begin before the end of warm-up. */
  readonly warmupWindows: number;

  /** @param scopeCount how many scopes have each window */
  constructor(
    scenario: Pick<ResolvedScenario, 'durationNs' | 'warmupNs' | 'windowNs' | 'maxWindows'>,
    scopeCount: number,
  ) {
    const maxWindows = Math.min(scenario.maxWindows, Math.max(2, Math.floor(WINDOW_ROWS_MAX / scopeCount)));
    let windowNs = scenario.windowNs;
    while (Math.ceil(scenario.durationNs / windowNs) > maxWindows) windowNs *= 2;
    this.windowNs = windowNs;
    this.windowCount = Math.max(1, Math.ceil(scenario.durationNs / windowNs));
    this.warmupNs = scenario.warmupNs;
    this.warmupWindows = Math.min(this.windowCount, Math.ceil(scenario.warmupNs / windowNs));
  }

  /** End of the segment that begins at `startNs`, within `window`. The last window lasts until the run ends. */
  segmentEndNs(startNs: number, window: number): number {
    const windowEndNs = window + 1 < this.windowCount ? (window + 1) * this.windowNs : Infinity;
    return startNs < this.warmupNs && this.warmupNs < windowEndNs ? this.warmupNs : windowEndNs;
  }
}
