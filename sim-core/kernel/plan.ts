/**
 * What is known before the run (changes, faults, profile points): a list sorted by time, in the order of planning
 * among equals. It is read from front to back; `done` events have been taken.
 */
import type { TimeNs } from './time.ts';

interface PlannedEvent {
  readonly timeNs: TimeNs;
  readonly kind: number;
  readonly subject: number;
  readonly detail: number;
}

export class Plan {
  /** Events taken so far; may be set back to go back in time. */
  done = 0;
  private readonly events: PlannedEvent[] = [];
  /** False: events were added behind a later one since the last sort. */
  private isSorted = true;

  add(timeNs: TimeNs, kind: number, subject: number, detail: number): void {
    const last = this.events.at(-1);
    if (last !== undefined && last.timeNs > timeNs) this.isSorted = false;
    this.events.push({ timeNs, kind, subject, detail });
  }

  /** Infinity when all have been taken. */
  nextTimeNs(): TimeNs {
    if (!this.isSorted) this.sort();
    return this.done < this.events.length ? this.events[this.done].timeNs : Infinity;
  }

  /** The next event, which counts as taken from now on. */
  take(): PlannedEvent {
    return this.events[this.done++];
  }

  /** Array.prototype.sort is stable in every engine, which keeps equals in the order of planning. */
  private sort(): void {
    this.events.sort((a, b) => a.timeNs - b.timeNs);
    this.isSorted = true;
  }
}
