/**
 * Keeps the last requests that ended, each as a tree of calls and attempts. What a server does for a request after it
 * has ended (a late answer, work for nobody, a sent call) still goes into its trace, as long as the trace is kept.
 *
 * Left out: connections between the traces of different requests; the order of messages within one attempt.
 */
import { assert } from '../kernel/assert.ts';
import { NO_SLOT } from '../kernel/slot-pool.ts';
import { nsToMs } from '../kernel/time.ts';
import type { Observer } from '../model/observer.ts';
import { CANCELLED, DEGRADED, type Outcome, REJECTED } from '../model/outcomes.ts';
import { PHASE_COUNT } from '../model/phases.ts';
import { FRAME_PHASES } from '../model/tables.ts';
import type { World } from '../model/world.ts';
import { readRequest } from './read-request.ts';
import {
  AttemptRows,
  CallRows,
  NONE,
  RequestRows,
  restoreRows,
  type RowsSnapshot,
  snapshotRows,
  withSlot,
} from './trace-rows.ts';
import type { TracedRequest } from './traced-request.ts';

export interface TraceOptions {
  /** Requests kept at most, the oldest leave first. Default 1000. */
  readonly capacity?: number;
  /** all: every request · remarkable: those that failed, met an error or took `slowMs` or longer. Default all. */
  readonly keep?: 'all' | 'remarkable';
  /** Default Infinity: being slow is not remarkable. */
  readonly slowMs?: number;
}

const DEFAULT_CAPACITY = 1000;

interface TraceSnapshot {
  readonly requests: RowsSnapshot;
  readonly calls: RowsSnapshot;
  readonly attempts: RowsSnapshot;
  readonly rowOfCall: Int32Array;
  readonly rowOfAttempt: Int32Array;
  readonly kept: Int32Array;
  readonly keptCount: number;
}

export class TraceObserver implements Observer {
  readonly requestRows = new RequestRows();
  readonly callRows = new CallRows();
  readonly attemptRows = new AttemptRows();
  declare world: World;
  /** Requests kept since the beginning; the last `capacity` of them are still here. */
  keptCount = 0;
  /** Ring of request rows. */
  private readonly kept: Int32Array;
  private rowOfCall: Int32Array = new Int32Array(0);
  private rowOfAttempt: Int32Array = new Int32Array(0);
  private readonly isRemarkableOnly: boolean;
  private readonly slowMs: number;

  constructor(options: TraceOptions = {}) {
    const capacity = options.capacity ?? DEFAULT_CAPACITY;
    assert(Number.isInteger(capacity) && capacity > 0, `a trace cannot keep ${capacity} requests`);
    this.kept = new Int32Array(capacity);
    this.isRemarkableOnly = options.keep === 'remarkable';
    this.slowMs = options.slowMs ?? Infinity;
  }

  /** Those kept, in the order in which they ended. */
  requests(): TracedRequest[] {
    const first = Math.max(0, this.keptCount - this.kept.length);
    const found: TracedRequest[] = [];
    for (let i = first; i < this.keptCount; i++) found.push(readRequest(this, this.kept[i % this.kept.length]));
    return found;
  }

  begin(world: World): void {
    this.world = world;
  }

  callStarted(call: number): void {
    const { calls, frames } = this.world;
    this.rowOfCall = withSlot(this.rowOfCall, call);
    this.rowOfCall[call] = NO_SLOT;
    if (calls.site[call] < 0) {
      const request = this.requestRows.pool.allocate();
      this.requestRows.number[request] = calls.request[call];
      this.requestRows.workload[request] = calls.workload[call];
      this.requestRows.call[request] = this.openCall(call, request);
      return;
    }
    if (calls.parentFrame[call] < 0) return;
    const visit = this.rowOfAttempt[frames.attempt[calls.parentFrame[call]]];
    if (visit === NO_SLOT) return;
    const { attemptRows, callRows } = this;
    const row = this.openCall(call, callRows.request[attemptRows.call[visit]]);
    if (attemptRows.firstCall[visit] === NO_SLOT) attemptRows.firstCall[visit] = row;
    else callRows.next[attemptRows.lastCall[visit]] = row;
    attemptRows.lastCall[visit] = row;
  }

  callEnded(call: number, outcome: Outcome): void {
    const row = this.rowOfCall[call];
    if (row === NO_SLOT) return;
    const { callRows } = this;
    const { calls, endedPhases, kernel } = this.world;
    this.rowOfCall[call] = NO_SLOT;
    callRows.slot[row] = NO_SLOT;
    callRows.endNs[row] = kernel.nowNs;
    callRows.outcome[row] = outcome;
    for (const name of ['metError', 'savedBy', 'causeService', 'causeReason'] as const) {
      callRows[name][row] = calls[name][call];
    }
    for (let p = 0; p < PHASE_COUNT; p++) callRows.phases[row * FRAME_PHASES + p] = endedPhases.closed[p];
    if (calls.site[call] >= 0) return;
    if (this.isWanted(row, outcome)) this.keep(callRows.request[row]);
    else this.drop(callRows.request[row]);
  }

  attemptStarted(attempt: number): void {
    const row = this.openAttempt(attempt);
    if (row !== NO_SLOT) this.attemptRows.pickedNs[row] = this.world.kernel.nowNs;
  }

  /** One that has not started has no row yet, and ends here. */
  attemptTurnedBack(attempt: number, outcome: Outcome): void {
    const { attempts, kernel } = this.world;
    const hasStarted = attempts.instance[attempt] >= 0;
    const row = hasStarted ? this.rowOfAttempt[attempt] : this.openAttempt(attempt);
    if (row === NO_SLOT) return;
    if (outcome === REJECTED) this.attemptRows.rejectedBy[row] = attempts.rejectedBy[attempt];
    if (hasStarted) return;
    this.attemptRows.endNs[row] = kernel.nowNs;
    this.attemptRows.outcome[row] = outcome;
    this.rowOfAttempt[attempt] = NO_SLOT;
  }

  attemptEnded(attempt: number, outcome: Outcome): void {
    const row = this.rowOfAttempt[attempt];
    if (row === NO_SLOT) return;
    this.attemptRows.endNs[row] = this.world.kernel.nowNs;
    this.attemptRows.outcome[row] = outcome;
  }

  messageSent(attempt: number, direction: number): void {
    const row = this.rowOfAttempt[attempt];
    const isFirst = direction === 0 && row !== NO_SLOT && Number.isNaN(this.attemptRows.sentNs[row]);
    if (isFirst) this.attemptRows.sentNs[row] = this.world.kernel.nowNs;
  }

  messageLost(attempt: number): void {
    const row = this.rowOfAttempt[attempt];
    if (row !== NO_SLOT) this.attemptRows.lost[row]++;
  }

  attemptAdmitted(attempt: number): void {
    const row = this.rowOfAttempt[attempt];
    if (row === NO_SLOT) return;
    const { arrivedNs, instance } = this.world.attempts;
    this.attemptRows.instance[row] = instance[attempt];
    this.attemptRows.arrivedNs[row] = arrivedNs[attempt];
  }

  attemptRefused(attempt: number, outcome: Outcome): void {
    const row = this.rowOfAttempt[attempt];
    if (row === NO_SLOT) return;
    this.attemptRows.arrivedNs[row] = this.world.attempts.arrivedNs[attempt];
    this.attemptRows.answeredNs[row] = this.world.kernel.nowNs;
    this.attemptRows.answer[row] = outcome;
  }

  attemptAnswered(attempt: number, outcome: Outcome): void {
    const row = this.rowOfAttempt[attempt];
    if (row === NO_SLOT) return;
    const { attempts, frames, kernel } = this.world;
    const { phases } = this.attemptRows;
    this.attemptRows.answeredNs[row] = kernel.nowNs;
    this.attemptRows.answer[row] = outcome;
    const frame = attempts.frame[attempt];
    if (frame === NO_SLOT) return;
    for (let p = 0; p < FRAME_PHASES; p++) phases[row * FRAME_PHASES + p] = frames.phases[frame * FRAME_PHASES + p];
  }

  quorumDecided(): void {}
  cacheLookedUp(): void {}
  instanceChanging(): void {}
  workerReleased(): void {}
  instanceCrashed(): void {}
  instanceStarted(): void {}
  breakerChanged(): void {}
  instancesEjected(): void {}
  end(): void {}

  snapshot(): TraceSnapshot {
    return {
      requests: snapshotRows(this.requestRows),
      calls: snapshotRows(this.callRows),
      attempts: snapshotRows(this.attemptRows),
      rowOfCall: this.rowOfCall.slice(),
      rowOfAttempt: this.rowOfAttempt.slice(),
      kept: this.kept.slice(),
      keptCount: this.keptCount,
    };
  }

  restore(state: unknown): void {
    const saved = state as TraceSnapshot;
    restoreRows(this.requestRows, saved.requests);
    restoreRows(this.callRows, saved.calls);
    restoreRows(this.attemptRows, saved.attempts);
    this.rowOfCall = saved.rowOfCall.slice();
    this.rowOfAttempt = saved.rowOfAttempt.slice();
    this.kept.set(saved.kept);
    this.keptCount = saved.keptCount;
  }

  private openCall(call: number, request: number): number {
    const { callRows } = this;
    const { calls } = this.world;
    const row = callRows.pool.allocate();
    this.rowOfCall[call] = row;
    callRows.slot[row] = call;
    callRows.request[row] = request;
    callRows.link[row] = calls.link[call];
    callRows.endpoint[row] = calls.endpoint[call];
    callRows.startNs[row] = this.world.kernel.nowNs;
    callRows.endNs[row] = Number.NaN;
    callRows.outcome[row] = NONE;
    callRows.metError[row] = 0;
    callRows.savedBy[row] = 0;
    callRows.causeService[row] = -1;
    callRows.causeReason[row] = 0;
    callRows.sent[row] = calls.isSent[call];
    callRows.firstAttempt[row] = NO_SLOT;
    callRows.lastAttempt[row] = NO_SLOT;
    callRows.next[row] = NO_SLOT;
    return row;
  }

  /** NO_SLOT: its call is not traced. */
  private openAttempt(attempt: number): number {
    const { attempts, hasExtras } = this.world;
    const { attemptRows, callRows } = this;
    this.rowOfAttempt = withSlot(this.rowOfAttempt, attempt);
    this.rowOfAttempt[attempt] = NO_SLOT;
    const call = this.rowOfCall[attempts.call[attempt]];
    if (call === NO_SLOT) return NO_SLOT;
    const row = attemptRows.pool.allocate();
    const previous = callRows.lastAttempt[call];
    const isHedge = hasExtras ? attempts.isHedge[attempt] : 0;
    this.rowOfAttempt[attempt] = row;
    attemptRows.slot[row] = attempt;
    attemptRows.id[row] = attempts.id[attempt];
    attemptRows.call[row] = call;
    attemptRows.number[row] = attempts.number[attempt];
    attemptRows.isHedge[row] = isHedge;
    attemptRows.instance[row] = attempts.instance[attempt];
    attemptRows.startNs[row] = attempts.startNs[attempt];
    // A hedge has waited for no failure.
    const sinceNs = previous === NO_SLOT ? callRows.startNs[call] : attemptRows.endNs[previous];
    attemptRows.backoffNs[row] = isHedge === 1 || Number.isNaN(sinceNs) ? 0 : attempts.startNs[attempt] - sinceNs;
    for (const name of ['pickedNs', 'sentNs', 'arrivedNs', 'answeredNs', 'endNs'] as const) {
      attemptRows[name][row] = Number.NaN;
    }
    attemptRows.outcome[row] = NONE;
    attemptRows.answer[row] = NONE;
    attemptRows.rejectedBy[row] = NONE;
    attemptRows.lost[row] = 0;
    attemptRows.firstCall[row] = NO_SLOT;
    attemptRows.lastCall[row] = NO_SLOT;
    attemptRows.next[row] = NO_SLOT;
    attemptRows.phases.fill(Number.NaN, row * FRAME_PHASES, (row + 1) * FRAME_PHASES);
    if (previous === NO_SLOT) callRows.firstAttempt[call] = row;
    else attemptRows.next[previous] = row;
    callRows.lastAttempt[call] = row;
    return row;
  }

  private isWanted(row: number, outcome: Outcome): boolean {
    if (!this.isRemarkableOnly) return true;
    const { endNs, metError, startNs } = this.callRows;
    const hasFailed = outcome > DEGRADED && outcome < CANCELLED;
    return hasFailed || metError[row] !== 0 || nsToMs(endNs[row] - startNs[row]) >= this.slowMs;
  }

  private keep(request: number): void {
    const place = this.keptCount % this.kept.length;
    if (this.keptCount >= this.kept.length) this.drop(this.kept[place]);
    this.kept[place] = request;
    this.keptCount++;
  }

  /** Gives all rows of a request back, and forgets those of its calls and attempts that are still alive. */
  private drop(request: number): void {
    const stack = [this.requestRows.call[request]];
    for (let call = stack.pop(); call !== undefined; call = stack.pop()) {
      for (let row = this.callRows.firstAttempt[call]; row !== NO_SLOT; row = this.attemptRows.next[row]) {
        for (let below = this.attemptRows.firstCall[row]; below !== NO_SLOT; below = this.callRows.next[below]) {
          stack.push(below);
        }
        const slot = this.attemptRows.slot[row];
        if (this.rowOfAttempt[slot] === row) this.rowOfAttempt[slot] = NO_SLOT;
        this.attemptRows.pool.release(row);
      }
      const slot = this.callRows.slot[call];
      if (slot !== NO_SLOT) this.rowOfCall[slot] = NO_SLOT;
      this.callRows.pool.release(call);
    }
    this.requestRows.pool.release(request);
  }
}
