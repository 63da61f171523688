/**
 * Counts a run: listens to the model and adds up, per scope, what all metrics are formulas of. Nothing is sampled.
 *
 * A request touches its workload and its link, a visit (an attempt at the server) its endpoint and its instance. System
 * and services are sums of these, made when somebody reads. The ends of windows and of warm-up are noticed lazily, by
 * the first thing told at or after them; reading changes no bit of any number.
 *
 * @hot
 */
import type { Observer } from '../model/observer.ts';
import {
  CANCELLED,
  CONNECT_FAILURE,
  DEGRADED,
  NO_INSTANCE,
  OUTCOME_COUNT,
  type Outcome,
  REJECTED,
  SAVED_BY_FAILOVER,
  SAVED_BY_QUORUM,
  SAVED_BY_RETRY,
  UNAVAILABLE,
} from '../model/outcomes.ts';
import { PHASE_COUNT } from '../model/phases.ts';
import { FRAME_PHASES, OWN_DOWNSTREAM, OWN_PROCESS, OWN_QUEUE } from '../model/tables.ts';
import type { World } from '../model/world.ts';
import * as columns from './columns.ts';
import { Executions, type ExecutionsSnapshot } from './executions.ts';
import { InstanceLoads, type InstanceLoadsSnapshot } from './instance-loads.ts';
import { Latencies, type LatenciesSnapshot } from './latencies.ts';
import type { RunSummary } from './metrics.ts';
import { ScopeSums, type ScopeSumsSnapshot } from './scope-sums.ts';
import { readSeries, type Series } from './series.ts';
import { summarize } from './summary.ts';
import { Timeline } from './timeline.ts';

/** Up to so many instances have windows of their own unless asked otherwise. */
export const INSTANCES_WITH_WINDOWS = 200;

const { CALL_COLUMNS, VISIT_COLUMNS, IN_FLIGHT_NS, STARTED } = columns;

export interface MetricsOptions {
  /** The summary carries sparse latency histograms. */
  readonly histograms?: boolean;
  /** Windows also for single instances; by default up to INSTANCES_WITH_WINDOWS of them. */
  readonly instanceWindows?: boolean;
}

interface MetricsSnapshot {
  readonly window: number;
  readonly closedWindows: number;
  readonly segmentStartNs: number;
  readonly segmentEndNs: number;
  readonly endNs: number;
  readonly calls: ScopeSumsSnapshot;
  readonly endpoints: ScopeSumsSnapshot;
  readonly instances: ScopeSumsSnapshot;
  readonly loads: InstanceLoadsSnapshot;
  readonly latencies: LatenciesSnapshot;
  readonly executions: ExecutionsSnapshot;
  readonly rootCauses: Float64Array;
}

export class MetricsObserver implements Observer {
  declare world: World;
  declare timeline: Timeline;
  /** By workload, then by link. */
  declare calls: ScopeSums;
  /** Visits by endpoint and by instance. */
  declare endpoints: ScopeSums;
  declare instances: ScopeSums;
  declare loads: InstanceLoads;
  declare latencies: Latencies;
  /** Failed requests that count, by workload, service, reason. */
  declare rootCauses: Float64Array;
  /** Windows whose rows are complete. */
  closedWindows = 0;
  /** When the run was over; Infinity before. */
  endNs = Infinity;
  declare private executions: Executions;
  /** By scope of `calls`: longest time that all latency objectives allow; ns. */
  declare private goodUnderNs: Float64Array;
  /** By endpoint: 1 if executing it twice does harm. */
  declare private isFragile: Uint8Array;
  declare private workloadCount: number;
  declare private serviceCount: number;
  private window = 0;
  private segmentStartNs = 0;
  private segmentEndNs = 0;
  private readonly options: MetricsOptions;

  constructor(options: MetricsOptions = {}) {
    this.options = options;
  }

  begin(world: World): void {
    const { scenario } = world;
    const timeline = new Timeline(scenario);
    const instanceWindows = this.options.instanceWindows ?? world.instanceCount <= INSTANCES_WITH_WINDOWS;
    const endpointCount = world.endpointService.length;
    const shape = { hasEarlier: timeline.warmupNs > 0, tracksFlight: true, windowCount: timeline.windowCount };
    const instanceWindowCount = instanceWindows ? timeline.windowCount : 0;
    this.world = world;
    this.timeline = timeline;
    this.workloadCount = scenario.workloads.length;
    this.serviceCount = scenario.services.length;
    this.calls = new ScopeSums({
      ...shape,
      scopeCount: this.workloadCount + scenario.links.length,
      columnCount: CALL_COLUMNS,
    });
    this.endpoints = new ScopeSums({ ...shape, scopeCount: endpointCount, columnCount: VISIT_COLUMNS });
    this.instances = new ScopeSums({
      ...shape,
      scopeCount: world.instanceCount,
      columnCount: VISIT_COLUMNS,
      windowCount: instanceWindowCount,
    });
    this.loads = new InstanceLoads(world, timeline.windowCount, instanceWindowCount);
    this.latencies = new Latencies(world, timeline.windowCount);
    this.executions = new Executions();
    this.rootCauses = new Float64Array(this.workloadCount * this.serviceCount * OUTCOME_COUNT);
    this.goodUnderNs = new Float64Array(this.calls.shape.scopeCount).fill(Infinity);
    for (const slo of scenario.slos) {
      this.goodUnderNs[slo.workload] = Math.min(this.goodUnderNs[slo.workload], slo.underNs);
    }
    this.isFragile = Uint8Array.from(
      scenario.services.flatMap((service) => service.endpoints.map((endpoint) => (endpoint.idempotent ? 0 : 1))),
    );
    this.segmentEndNs = timeline.segmentEndNs(0, 0);
  }

  callStarted(call: number): void {
    const sinceNs = this.now() - this.segmentStartNs;
    const calls = this.world.calls;
    const sums = this.calls.current;
    const base = this.callBase(calls.requestStartNs[call]);
    const linkRow = base + (this.workloadCount + calls.link[call]) * CALL_COLUMNS;
    sums[linkRow + STARTED]++;
    sums[linkRow + IN_FLIGHT_NS] -= sinceNs;
    if (calls.site[call] < 0) {
      const workloadRow = base + calls.workload[call] * CALL_COLUMNS;
      sums[workloadRow + STARTED]++;
      sums[workloadRow + IN_FLIGHT_NS] -= sinceNs;
    }
    this.executions.callStarted(call);
  }

  callEnded(call: number, outcome: Outcome): void {
    const nowNs = this.now();
    const calls = this.world.calls;
    const counts = calls.requestStartNs[call] >= this.timeline.warmupNs;
    const timeNs = nowNs - calls.startNs[call];
    const wasAccepted = this.executions.callEnded(call);
    const linkScope = this.workloadCount + calls.link[call];
    const { closed, opened } = this.world.endedPhases;
    this.addEndedCall(linkScope, call, outcome, timeNs, nowNs, counts, wasAccepted, closed);
    const isRequest = calls.site[call] < 0;
    if (isRequest) {
      this.addEndedCall(calls.workload[call], call, outcome, timeNs, nowNs, counts, wasAccepted, opened);
      if (counts && isFailure(outcome)) this.addRootCause(call);
    }
    if (outcome > DEGRADED) return;
    if (counts) this.latencies.calls[linkScope].add(timeNs);
    if (!isRequest) return;
    this.latencies.workloadWindows[calls.workload[call]].add(timeNs);
    if (counts) this.latencies.calls[calls.workload[call]].add(timeNs);
  }

  attemptStarted(attempt: number): void {
    this.now();
    const world = this.world;
    const attempts = world.attempts;
    const sums = this.calls.current;
    const call = attempts.call[attempt];
    const instance = attempts.instance[attempt];
    const base = this.callBase(attempts.requestStartNs[attempt]);
    const workloadRow = base + attempts.workload[attempt] * CALL_COLUMNS;
    const linkRow = base + (this.workloadCount + attempts.link[attempt]) * CALL_COLUMNS;
    sums[workloadRow + columns.ATTEMPTS]++;
    sums[linkRow + columns.ATTEMPTS]++;
    if (attempts.number[attempt] > 1) {
      const failed = world.calls.failedInstance[call];
      const kind = failed >= 0 && failed !== instance ? SAVED_BY_FAILOVER : SAVED_BY_RETRY;
      sums[workloadRow + columns.RETRIES]++;
      sums[linkRow + columns.RETRIES]++;
      sums[workloadRow + columns.PRICE + kind]++;
      sums[linkRow + columns.PRICE + kind]++;
    }
    if ((world.instanceUp[instance] & world.hostUp[instance]) === 0) sums[linkRow + columns.STALE]++;
    this.executions.attemptStarted(attempt, call);
  }

  attemptEnded(attempt: number, outcome: Outcome): void {
    this.now();
    if (!isFailure(outcome)) return;
    const attempts = this.world.attempts;
    const base = this.callBase(attempts.requestStartNs[attempt]);
    const sums = this.calls.current;
    sums[base + attempts.workload[attempt] * CALL_COLUMNS + columns.FAILED_ATTEMPTS]++;
    sums[base + (this.workloadCount + attempts.link[attempt]) * CALL_COLUMNS + columns.FAILED_ATTEMPTS]++;
  }

  messageSent(attempt: number, _direction: number, bytes: number): void {
    this.now();
    const scope = this.workloadCount + this.world.attempts.link[attempt];
    this.calls.current[scope * CALL_COLUMNS + columns.BYTES] += bytes;
  }

  messageLost(attempt: number): void {
    this.now();
    const scope = this.workloadCount + this.world.attempts.link[attempt];
    this.calls.current[scope * CALL_COLUMNS + columns.LOST]++;
  }

  attemptAdmitted(attempt: number, waits: boolean): void {
    const nowNs = this.now();
    const attempts = this.world.attempts;
    const endpoint = attempts.endpoint[attempt];
    const isDuplicate = this.executions.attemptAdmitted(attempt) && this.isFragile[endpoint] !== 0;
    const counts = attempts.requestStartNs[attempt] >= this.timeline.warmupNs;
    addAdmitted(this.endpoints, endpoint, nowNs, counts, waits, isDuplicate);
    addAdmitted(this.instances, attempts.instance[attempt], nowNs, counts, waits, isDuplicate);
  }

  attemptRefused(attempt: number, outcome: Outcome): void {
    this.now();
    // Where nobody listens there is no server's side.
    if (outcome === CONNECT_FAILURE) return;
    const attempts = this.world.attempts;
    const counts = attempts.requestStartNs[attempt] >= this.timeline.warmupNs;
    addRefused(this.endpoints, attempts.endpoint[attempt], outcome, counts);
    addRefused(this.instances, attempts.instance[attempt], outcome, counts);
  }

  attemptAnswered(attempt: number, outcome: Outcome): void {
    const nowNs = this.now();
    const attempts = this.world.attempts;
    const endpoint = attempts.endpoint[attempt];
    const counts = attempts.requestStartNs[attempt] >= this.timeline.warmupNs;
    const timeNs = nowNs - attempts.arrivedNs[attempt];
    this.addEndedVisit(this.endpoints, endpoint, attempt, outcome, timeNs, nowNs, counts);
    this.addEndedVisit(this.instances, attempts.instance[attempt], attempt, outcome, timeNs, nowNs, counts);
    if (outcome > DEGRADED) return;
    this.latencies.serviceWindows[this.world.endpointService[endpoint]].add(timeNs);
    if (counts) this.latencies.endpoints[endpoint].add(timeNs);
  }

  quorumDecided(frame: number, _failedBranches: number, extraBranches: number): void {
    this.now();
    const attempts = this.world.attempts;
    const attempt = this.world.frames.attempt[frame];
    const base = this.callBase(attempts.requestStartNs[attempt]);
    const sums = this.calls.current;
    const price = columns.PRICE + SAVED_BY_QUORUM;
    sums[base + attempts.workload[attempt] * CALL_COLUMNS + price] += extraBranches;
    sums[base + (this.workloadCount + attempts.link[attempt]) * CALL_COLUMNS + price] += extraBranches;
  }

  instanceChanging(instance: number): void {
    this.loads.changing(instance, this.now());
  }

  workerReleased(instance: number, heldNs: number, wastedNs: number): void {
    this.now();
    this.loads.released(instance, heldNs, wastedNs);
  }

  instanceCrashed(instance: number): void {
    this.loads.crashed(instance, this.now());
  }

  instanceStarted(instance: number): void {
    this.loads.started(instance, this.now());
  }

  end(): void {
    const nowNs = this.now();
    this.endNs = nowNs;
    // A window as long as an instant is none: what happened in it belongs to the window that ends with it.
    const isEmpty = this.window > 0 && nowNs === this.window * this.timeline.windowNs;
    this.endSegment(nowNs, isEmpty ? this.window - 1 : this.window);
    this.closedWindows = Math.ceil(nowNs / this.timeline.windowNs);
  }

  /** Of the whole run up to now. May be read at any time. */
  summary(): RunSummary {
    return summarize(this, this.options.histograms ?? false);
  }

  /** Of the windows that have ended by now. May be read at any time. */
  series(): Series {
    return readSeries(this);
  }

  /** Closes what has ended by now, for whoever reads; the time up to which all is counted. */
  catchUp(): number {
    const nowNs = this.endNs < Infinity ? this.endNs : this.now();
    this.loads.bringUpToDate(nowNs);
    return nowNs;
  }

  /** Whether the segment under way lies after warm-up. */
  get isMeasuring(): boolean {
    return this.segmentStartNs >= this.timeline.warmupNs;
  }

  snapshot(): MetricsSnapshot {
    return {
      window: this.window,
      closedWindows: this.closedWindows,
      segmentStartNs: this.segmentStartNs,
      segmentEndNs: this.segmentEndNs,
      endNs: this.endNs,
      calls: this.calls.snapshot(),
      endpoints: this.endpoints.snapshot(),
      instances: this.instances.snapshot(),
      loads: this.loads.snapshot(),
      latencies: this.latencies.snapshot(),
      executions: this.executions.snapshot(),
      rootCauses: this.rootCauses.slice(),
    };
  }

  restore(state: unknown): void {
    const saved = state as MetricsSnapshot;
    this.window = saved.window;
    this.closedWindows = saved.closedWindows;
    this.segmentStartNs = saved.segmentStartNs;
    this.segmentEndNs = saved.segmentEndNs;
    this.endNs = saved.endNs;
    this.calls.restore(saved.calls);
    this.endpoints.restore(saved.endpoints);
    this.instances.restore(saved.instances);
    this.loads.restore(saved.loads);
    this.latencies.restore(saved.latencies);
    this.executions.restore(saved.executions);
    this.rootCauses.set(saved.rootCauses);
  }

  private now(): number {
    const nowNs = this.world.kernel.nowNs;
    while (nowNs >= this.segmentEndNs) this.endSegment(this.segmentEndNs);
    return nowNs;
  }

  private endSegment(atNs: number, window = this.window): void {
    const isMeasured = this.isMeasuring;
    this.loads.endSegment(atNs, window, isMeasured);
    this.calls.endSegment(atNs, window, isMeasured);
    this.endpoints.endSegment(atNs, window, isMeasured);
    // Without windows an instance's sums need to be cut at the end of warm-up only; there may be very many of them.
    if (this.instances.shape.windowCount > 0 || atNs === this.timeline.warmupNs) {
      this.instances.endSegment(atNs, window, isMeasured);
    }
    const isWindowOver = atNs >= (this.window + 1) * this.timeline.windowNs || atNs === this.endNs;
    if (isWindowOver) this.latencies.closeWindow(window);
    if (isWindowOver && window === this.window) {
      this.window++;
      this.closedWindows = this.window;
    }
    this.segmentStartNs = atNs;
    this.segmentEndNs = this.timeline.segmentEndNs(atNs, this.window);
  }

  /** Where in the sums of calls a request is counted that started at `startNs`. */
  private callBase(startNs: number): number {
    return startNs >= this.timeline.warmupNs ? 0 : this.calls.earlierBase;
  }

  private addEndedCall(
    scope: number,
    call: number,
    outcome: Outcome,
    timeNs: number,
    nowNs: number,
    counts: boolean,
    wasAccepted: boolean,
    phases: Float64Array,
  ): void {
    const group = this.calls;
    const sums = group.current;
    const row = (counts ? 0 : group.earlierBase) + scope * CALL_COLUMNS;
    sums[row + outcome]++;
    sums[row + IN_FLIGHT_NS] += nowNs - group.segmentStartNs;
    if (outcome === CANCELLED) return;
    const hasMetError = outcome > DEGRADED || this.world.calls.metError[call] !== 0;
    if (hasMetError) sums[row + columns.ERRORS_MET]++;
    if (wasAccepted) sums[row + columns.ACCEPTED]++;
    if (outcome > DEGRADED) {
      sums[row + columns.FAILED_NS] += timeNs;
      if (!wasAccepted && isRefusal(outcome)) sums[row + columns.REJECTED]++;
      return;
    }
    addServed(group, scope, row, timeNs, counts);
    if (timeNs <= this.goodUnderNs[scope]) sums[row + columns.GOOD]++;
    if (hasMetError) sums[row + columns.HANDLED + this.world.calls.savedBy[call]]++;
    for (let p = 0; p < PHASE_COUNT; p++) sums[row + columns.PHASES_NS + p] += phases[p];
  }

  private addEndedVisit(
    group: ScopeSums,
    scope: number,
    attempt: number,
    outcome: Outcome,
    timeNs: number,
    nowNs: number,
    counts: boolean,
  ): void {
    const sums = group.current;
    const row = (counts ? 0 : group.earlierBase) + scope * VISIT_COLUMNS;
    sums[row + outcome]++;
    sums[row + IN_FLIGHT_NS] += nowNs - group.segmentStartNs;
    if (outcome === CANCELLED) return;
    const { attempts, frames } = this.world;
    const hasMetError = outcome > DEGRADED || attempts.metError[attempt] !== 0;
    if (hasMetError) sums[row + columns.ERRORS_MET]++;
    if (outcome > DEGRADED) {
      sums[row + columns.FAILED_NS] += timeNs;
      sums[row + columns.FAILED_ATTEMPTS]++;
      if (outcome === UNAVAILABLE) sums[row + columns.REJECTED]++;
      return;
    }
    addServed(group, scope, row, timeNs, counts);
    if (hasMetError) sums[row + columns.VISITS_HANDLED]++;
    const phases = attempts.frame[attempt] * FRAME_PHASES;
    sums[row + columns.VISIT_QUEUE_NS] += frames.phases[phases + OWN_QUEUE];
    sums[row + columns.VISIT_PROCESS_NS] += frames.phases[phases + OWN_PROCESS];
    sums[row + columns.VISIT_DOWNSTREAM_NS] += frames.phases[phases + OWN_DOWNSTREAM];
  }

  /** A failure that began nowhere in particular began on the way to the service that was asked. */
  private addRootCause(call: number): void {
    const calls = this.world.calls;
    const cause = calls.causeService[call];
    const service = cause >= 0 ? cause : this.world.scenario.links[calls.link[call]].callee;
    const row = (calls.workload[call] * this.serviceCount + service) * OUTCOME_COUNT;
    this.rootCauses[row + calls.causeReason[call]]++;
  }
}

function addServed(group: ScopeSums, scope: number, row: number, timeNs: number, counts: boolean): void {
  const sums = group.current;
  if (Number.isNaN(group.pivotNs[scope])) group.pivotNs[scope] = timeNs;
  const deviationNs = timeNs - group.pivotNs[scope];
  sums[row + columns.SERVED_NS] += timeNs;
  sums[row + columns.SQUARES] += deviationNs * deviationNs;
  if (counts && timeNs > group.maxNs[scope]) group.maxNs[scope] = timeNs;
}

function addAdmitted(
  group: ScopeSums,
  scope: number,
  nowNs: number,
  counts: boolean,
  waits: boolean,
  isDuplicate: boolean,
): void {
  const sums = group.current;
  const row = (counts ? 0 : group.earlierBase) + scope * VISIT_COLUMNS;
  sums[row + STARTED]++;
  sums[row + IN_FLIGHT_NS] -= nowNs - group.segmentStartNs;
  sums[row + columns.ADMITTED]++;
  if (waits) sums[row + columns.WAITED]++;
  if (isDuplicate) sums[row + columns.DUPLICATES]++;
}

/** Turned away on arrival: it comes and goes in the same instant. */
function addRefused(group: ScopeSums, scope: number, outcome: Outcome, counts: boolean): void {
  const sums = group.current;
  const row = (counts ? 0 : group.earlierBase) + scope * VISIT_COLUMNS;
  sums[row + STARTED]++;
  sums[row + outcome]++;
  sums[row + columns.ERRORS_MET]++;
  sums[row + columns.REJECTED]++;
  sums[row + columns.FAILED_ATTEMPTS]++;
}

function isFailure(outcome: Outcome): boolean {
  return outcome > DEGRADED && outcome < CANCELLED;
}

/** Ways to be sent away without anybody having begun. */
function isRefusal(outcome: Outcome): boolean {
  return outcome === UNAVAILABLE || outcome === CONNECT_FAILURE || outcome === NO_INSTANCE || outcome === REJECTED;
}
