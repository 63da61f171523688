/**
 * How the cost of an event grows with the number pending: the classic hold model (Jones, 1986). A pop is followed by a
 * push at an exponential distance, so the number pending stays what it is.
 */
import { sampleExponential } from '../sim-core/kernel/distributions.ts';
import { EventQueue } from '../sim-core/kernel/event-queue.ts';
import { createStream } from '../sim-core/kernel/random.ts';

/** Times are drawn beforehand, so that only the queue is measured. */
const DRAWS = 65_536;

/** Runs `events` pops and pushes with `pending` events in the queue; the last time, so that nothing is optimized away. */
export function hold(queue: EventQueue, draws: Float64Array, events: number): number {
  let timeNs = 0;
  for (let i = 0; i < events; i++) {
    queue.isDue();
    timeNs = queue.topTimeNs();
    queue.free(queue.takeTop());
    queue.push(timeNs + draws[i & (DRAWS - 1)], 0, i, 0);
  }
  return timeNs;
}

export function prepareHold(pending: number): { queue: EventQueue; draws: Float64Array } {
  const generator = createStream('growth', 0, 'times');
  const mean = 1000 * pending;
  const draws = Float64Array.from({ length: DRAWS }, () => Math.floor(sampleExponential(mean, generator)));
  const queue = new EventQueue();
  for (let i = 0; i < pending; i++) queue.push(Math.floor(sampleExponential(mean, generator)), 0, i, 0);
  return { queue, draws };
}

/**
 * The same number of timers, but each of one constant delay and nearly always cancelled, as timeouts are: every step
 * sets a timer, cancels the oldest one still set, and pops one other event.
 */
export function holdTimers(pending: number, events: number): number {
  const queue = new EventQueue();
  const line = queue.line(1000 * pending);
  const handles = new Float64Array(pending);
  for (let i = 0; i < pending; i++) handles[i] = queue.pushLine(line, i, 0, i, 0);
  for (let i = 0; i < events; i++) {
    const nowNs = pending + i;
    queue.cancel(handles[i % pending]);
    handles[i % pending] = queue.pushLine(line, nowNs, 0, i, 0);
    queue.push(nowNs, 1, i, 0);
    queue.isDue();
    queue.free(queue.takeTop());
  }
  return queue.size;
}
