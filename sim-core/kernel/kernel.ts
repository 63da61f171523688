/**
 * The simulation kernel: a clock that jumps from event to event. It knows nothing of services.
 *
 * An event is a time, a kind and two integers; one function handles them all, by kind. Events run in the order (time,
 * class, sequence): what was planned before the run comes first in its instant, then what was scheduled, in the order of
 * scheduling. Planned things stand in a sorted list of their own, so that adding one renumbers nothing else.
 *
 * @hot
 */
import { assert } from './assert.ts';
import { Digest } from './digest.ts';
import type { EventHandle, LineId, QueueSnapshot } from './event-queue.ts';
import { EventQueue, NO_EVENT } from './event-queue.ts';
import { Plan } from './plan.ts';
import type { DurationNs, TimeNs } from './time.ts';
import { MAX_TIME_NS } from './time.ts';

/** Handles one event. A switch over the kinds: V8 makes direct calls of it, and none of a table of functions. */
export type Dispatch<W> = (world: W, kind: number, subject: number, detail: number) => void;

export interface KernelOptions {
  readonly seed: string;
  readonly replication: number;
  readonly engineVersion: string;
}

/**
 * reached: the time asked for · paused: `maxEvents` have run, call again to go on · stopped: a handler called `stop` ·
 * livelock: simulated time stood still for LIVELOCK_EVENTS events.
 */
export type RunStatus = 'reached' | 'paused' | 'stopped' | 'livelock';

export const LIVELOCK_EVENTS = 1_000_000;

/** Events at a time: a loop that is entered anew is run by the newest code that V8 has made of it. */
const BATCH = 4096;

/** `stopReason` while nobody has called `stop`. */
export const NOT_STOPPED = 0;

export interface KernelSnapshot {
  readonly nowNs: TimeNs;
  readonly eventCount: number;
  readonly standingStill: number;
  readonly stopReason: number;
  /** Planned events that have run. */
  readonly planDone: number;
  readonly queue: QueueSnapshot;
  readonly digest: Int32Array;
}

export class Kernel<W> {
  /** The present instant: that of the event being handled, or where the last run ended. */
  nowNs: TimeNs = -0.5;
  /** Events handled, planned ones included. */
  eventCount = -0.5;
  /** What was given to `stop`, NOT_STOPPED before. */
  stopReason = NOT_STOPPED;
  readonly queue = new EventQueue();
  readonly digest: Digest;
  private readonly planned = new Plan();
  private readonly dispatch: Dispatch<W>;
  /** Events handled since time last moved. */
  private standingStill = 0;

  constructor(dispatch: Dispatch<W>, options: KernelOptions) {
    this.dispatch = dispatch;
    this.digest = new Digest(options.engineVersion, options.seed, options.replication);
    // Declared with a fraction so that the fields are laid out as doubles from the start.
    this.nowNs = 0;
    this.eventCount = 0;
  }

  /** Plans an event, usually before the run: at its instant it comes before everything scheduled. */
  plan(timeNs: TimeNs, kind: number, subject: number, detail: number): void {
    assert(isTime(timeNs) && timeNs >= this.nowNs, `cannot plan at ${timeNs} ns, now is ${this.nowNs} ns`);
    this.planned.add(timeNs, kind, subject, detail);
    if (timeNs < this.queue.limitNs) this.queue.limitNs = timeNs;
  }

  /** Schedules an event `delayNs` (a whole number ≥ 0) from now. */
  schedule(delayNs: DurationNs, kind: number, subject: number, detail: number): EventHandle {
    const timeNs = this.nowNs + delayNs;
    // Written so that NaN fails too. Beyond the last exact instant nothing can be ordered, so nothing may be scheduled.
    if (!(delayNs >= 0 && timeNs <= MAX_TIME_NS)) this.refuseTime(timeNs);
    return this.queue.push(timeNs, kind, subject, detail);
  }

  scheduleAt(timeNs: TimeNs, kind: number, subject: number, detail: number): EventHandle {
    if (!(timeNs >= this.nowNs && timeNs <= MAX_TIME_NS)) this.refuseTime(timeNs);
    return this.queue.push(timeNs, kind, subject, detail);
  }

  /** Schedules an event after the constant delay of a line (`queue.line(delayNs)`): cheap to keep and to cancel. */
  scheduleLine(line: LineId, kind: number, subject: number, detail: number): EventHandle {
    return this.queue.pushLine(line, this.nowNs, kind, subject, detail);
  }

  // For hot callers: times and handles stay in columns. V8 puts a double on the heap that is given to a function, or
  // returned by one, which it does not inline; with columns no function needs to be given one.

  /** `scheduleAt(times[index], …)` for an event that nobody cancels. */
  scheduleFrom(times: Float64Array, index: number, kind: number, subject: number): void {
    this.dueAt(times, index);
    this.queue.insertDue(kind, subject, 0);
  }

  /** `scheduleAt(times[index], …)`; the handle goes to `handles[index]`. */
  scheduleKept(times: Float64Array, handles: Float64Array, index: number, kind: number, subject: number): void {
    this.dueAt(times, index);
    handles[index] = this.queue.handleOf(this.queue.insertDue(kind, subject, 0));
  }

  /** `scheduleLine(line, …)`; the handle goes to `handles[index]`. */
  scheduleLineKept(line: LineId, handles: Float64Array, index: number, kind: number, subject: number): void {
    const queue = this.queue;
    queue.dueNs = this.nowNs;
    handles[index] = queue.handleOf(queue.insertInLine(line, kind, subject, 0));
  }

  /** Cancels the event of `handles[index]`, if any, and forgets the handle. */
  cancelKept(handles: Float64Array, index: number): void {
    this.queue.cancelFrom(handles, index);
    handles[index] = NO_EVENT;
  }

  /** False: the event has run, was cancelled before, or never was. */
  cancel(handle: EventHandle): boolean {
    return this.queue.cancel(handle);
  }

  /** Ends the run after the event being handled; `reason` is a number other than NOT_STOPPED that the caller knows. */
  stop(reason: number): void {
    assert(reason !== NOT_STOPPED, 'a stop needs a reason');
    this.stopReason = reason;
    this.queue.limitNs = -Infinity;
  }

  /** Time of the next event, planned or scheduled; Infinity if there is none. */
  nextTimeNs(): TimeNs {
    return Math.min(this.planned.nextTimeNs(), this.queue.peekTimeNs());
  }

  /** Handles one event; false if there is none. */
  step(world: W): boolean {
    const plannedNs = this.planned.nextTimeNs();
    this.queue.limitNs = plannedNs;
    if (this.runScheduled(world, 1) === 0) return true;
    if (plannedNs === Infinity) return false;
    this.runPlanned(world);
    return true;
  }

  /**
   * Handles every event strictly before `timeNs`, then sets the clock to it. With `maxEvents` it pauses after so many;
   * going on later leads to the same bits as not pausing.
   */
  runUntil(world: W, timeNs: TimeNs, maxEvents = Infinity): RunStatus {
    assert(timeNs >= this.nowNs, `cannot run until ${timeNs} ns, now is ${this.nowNs} ns`);
    const queue = this.queue;
    const lastEvent = this.eventCount + maxEvents;
    for (;;) {
      if (this.stopReason !== NOT_STOPPED) return 'stopped';
      if (this.standingStill >= LIVELOCK_EVENTS) return 'livelock';
      if (this.eventCount >= lastEvent) return 'paused';
      const plannedNs = this.planned.nextTimeNs();
      const limitNs = Math.min(plannedNs, timeNs);
      queue.limitNs = limitNs;
      const left = this.runScheduled(world, Math.min(lastEvent - this.eventCount, BATCH));
      // More may be due; or a handler stopped the run, planned something, or stood still: look again.
      if (left <= 0 || queue.limitNs !== limitNs) continue;
      if (plannedNs >= timeNs) {
        this.arriveAt(timeNs);
        return 'reached';
      }
      this.runPlanned(world);
    }
  }

  /** The plan itself is not part of it: it belongs to whoever planned. */
  snapshot(): KernelSnapshot {
    return {
      nowNs: this.nowNs,
      eventCount: this.eventCount,
      standingStill: this.standingStill,
      stopReason: this.stopReason,
      planDone: this.planned.done,
      queue: this.queue.snapshot(),
      digest: this.digest.snapshot(),
    };
  }

  /**
   * Goes back (or on) to a saved state. What was planned before the saved instant must be planned here too; later plans
   * may differ, and then the run goes on with these.
   */
  restore(saved: KernelSnapshot): void {
    this.nowNs = saved.nowNs;
    this.eventCount = saved.eventCount;
    this.standingStill = saved.standingStill;
    this.stopReason = saved.stopReason;
    this.planned.done = saved.planDone;
    this.queue.restore(saved.queue);
    this.digest.restore(saved.digest);
  }

  // The digest is updated after the handler and not before it: the processor does it while the handler's results are
  // still on their way, and bench/w1.ts gains 5 %.

  /** Handles up to `count` scheduled events before `queue.limitNs`; how many fewer there were. */
  private runScheduled(world: W, count: number): number {
    const queue = this.queue;
    let left = count;
    for (; left > 0 && queue.isDue(); left--) {
      const timeNs = queue.topTimeNs();
      const slot = queue.takeTop();
      const kind = queue.kindOf(slot);
      const subject = queue.subjectOf(slot);
      const detail = queue.detailOf(slot);
      queue.free(slot);
      this.moveTo(timeNs);
      this.dispatch(world, kind, subject, detail);
      this.digest.update(timeNs, kind, subject, detail);
    }
    return left;
  }

  private runPlanned(world: W): void {
    const { timeNs, kind, subject, detail } = this.planned.take();
    this.moveTo(timeNs);
    this.dispatch(world, kind, subject, detail);
    this.digest.update(timeNs, kind, subject, detail);
  }

  private moveTo(timeNs: TimeNs): void {
    this.eventCount++;
    if (timeNs !== this.nowNs) {
      this.standingStill = 0;
      this.nowNs = timeNs;
    } else if (++this.standingStill >= LIVELOCK_EVENTS) {
      this.queue.limitNs = -Infinity;
    }
  }

  private arriveAt(timeNs: TimeNs): void {
    if (timeNs > this.nowNs) this.standingStill = 0;
    if (timeNs < Infinity) this.nowNs = timeNs;
  }

  private dueAt(times: Float64Array, index: number): void {
    const timeNs = times[index];
    if (!(timeNs >= this.nowNs && timeNs <= MAX_TIME_NS)) this.refuseTime(timeNs);
    this.queue.dueNs = timeNs;
  }

  private refuseTime(timeNs: TimeNs): never {
    throw new Error(`Bug in the engine: cannot schedule at ${timeNs} ns, now is ${this.nowNs} ns`);
  }
}

function isTime(timeNs: number): boolean {
  return timeNs >= 0 && timeNs <= MAX_TIME_NS && Number.isInteger(timeNs);
}
