/** Events in a sorted list, and the lines that tell of them. */
import { MAX_TIME_NS } from '../../sim-core/kernel/time.ts';
import { type Entry, isBefore } from './parts.ts';
import type { Line } from './trace.ts';

export class Timeline {
  protected readonly lines: Line[] = [];
  protected nowNs = 0;
  protected entries: Entry[] = [];
  private sequence = 0;

  protected *inOrder(endNs: number): Generator<Entry> {
    for (;;) {
      const next = this.entries.shift();
      if (next === undefined || next.timeNs >= endNs) return;
      yield next;
    }
  }

  protected at(timeNs: number, run: () => void, isPlanned = false): Entry {
    const entry = { timeNs: Math.min(MAX_TIME_NS, timeNs), isPlanned, sequence: this.sequence++, run };
    let index = this.entries.length;
    while (index > 0 && isBefore(entry, this.entries[index - 1])) index--;
    this.entries.splice(index, 0, entry);
    return entry;
  }

  protected cancel(entry: Entry | null): void {
    if (entry !== null) this.entries = this.entries.filter((other) => other !== entry);
  }

  protected say(text: string): void {
    this.lines.push({ timeNs: this.nowNs, text });
  }
}
