/**
 * Counts a run: listens to the model and adds up, per scope, what all metrics are formulas of. Nothing is sampled.
 *
 * What happens is added up once, where it is known most narrowly: an ended request at its link, a visit (an attempt at
 * the server) at its instance; workloads are sums of these, and so are endpoints where their service has no other and its
 * instances have windows (`DerivedRows`). They are made at the end of a window and when somebody reads, as system and
 * services are. The ends of windows and of warm-up are noticed lazily, by
 * the first thing told at or after them; reading changes no bit of any number.
 *
 * @hot
 */
import type { Observer } from '../model/observer.ts';
import {
  CANCELLED,
  CONNECT_FAILURE,
  RESET,
  DEGRADED,
  NO_INSTANCE,
  OUTCOME_COUNT,
  type Outcome,
  REJECTED,
  SAVED_BY_FAILOVER,
  SAVED_BY_HEDGE,
  SAVED_BY_QUORUM,
  SAVED_BY_RETRY,
  UNAVAILABLE,
} from '../model/outcomes.ts';
import { PHASE_COUNT } from '../model/phases.ts';
import { FRAME_PHASES, OWN_DOWNSTREAM, OWN_PROCESS, OWN_QUEUE } from '../model/tables.ts';
import type { World } from '../model/world.ts';
import { cellOf } from '../stats/histogram.ts';
import * as columns from './columns.ts';
import { DerivedRows } from './derived-rows.ts';
import { Executions, type ExecutionsSnapshot } from './executions.ts';
import { InstanceLoads, type InstanceLoadsSnapshot } from './instance-loads.ts';
import { Latencies, type LatenciesSnapshot } from './latencies.ts';
import { LinkGuards, type LinkGuardsSnapshot } from './link-guards.ts';
import type { RunSummary } from './metrics.ts';
import { Objectives } from './objectives.ts';
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
  readonly guards: LinkGuardsSnapshot;
  readonly latencies: LatenciesSnapshot;
  readonly executions: ExecutionsSnapshot;
  readonly objectives: Float64Array;
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
  declare guards: LinkGuards;
  declare latencies: Latencies;
  declare objectives: Objectives;
  /** Failed requests that count, by workload, service, reason. */
  declare rootCauses: Float64Array;
  /** Windows whose rows are complete. */
  closedWindows = 0;
  /** When the run was over; Infinity before. */
  endNs = Infinity;
  declare private derived: DerivedRows;
  declare private executions: Executions;
  /** By endpoint: 1 if executing it twice does harm. */
  declare private isFragile: Uint8Array;
  declare private hasZones: boolean;
  declare private warmupNs: number;
  declare private workloadCount: number;
  declare private serviceCount: number;
  private window = 0;
  private segmentStartNs = -0.5;
  private segmentEndNs = -0.5;
  private readonly options: MetricsOptions;

  constructor(options: MetricsOptions = {}) {
    this.options = options;
    // Declared with a fraction so that the fields are laid out as doubles from the start.
    this.segmentStartNs = 0;
  }

  begin(world: World): void {
    const { scenario } = world;
    const instanceWindows = this.options.instanceWindows ?? world.instanceCount <= INSTANCES_WITH_WINDOWS;
    const endpointCount = world.endpointService.length;
    const { workloads, links, services } = scenario;
    const instanceScopes = instanceWindows ? world.instanceCount : 0;
    const scopeCount = 1 + workloads.length + links.length + services.length + endpointCount + instanceScopes;
    const timeline = new Timeline(scenario, scopeCount);
    const shape = { hasEarlier: timeline.warmupNs > 0, tracksFlight: true, windowCount: timeline.windowCount };
    const instanceWindowCount = instanceWindows ? timeline.windowCount : 0;
    this.world = world;
    this.timeline = timeline;
    this.warmupNs = timeline.warmupNs;
    this.hasZones = scenario.zones.length > 0;
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
    this.guards = new LinkGuards(world, timeline.windowCount);
    this.latencies = new Latencies(world, timeline.windowCount);
    this.derived = new DerivedRows(world, this);
    this.executions = new Executions();
    this.rootCauses = new Float64Array(this.workloadCount * this.serviceCount * OUTCOME_COUNT);
    this.objectives = new Objectives(scenario);
    this.isFragile = Uint8Array.from(
      scenario.services.flatMap((service) => service.endpoints.map((endpoint) => (endpoint.idempotent ? 0 : 1))),
    );
    this.segmentEndNs = timeline.segmentEndNs(0, 0);
  }

  callStarted(call: number): void {
    const { calls, kernel } = this.world;
    if (kernel.nowNs >= this.segmentEndNs) this.roll();
    const sinceNs = kernel.nowNs - this.segmentStartNs;
    const sums = this.calls.current;
    const base = calls.requestStartNs[call] >= this.warmupNs ? 0 : this.calls.earlierBase;
    const row = base + (this.workloadCount + calls.link[call]) * CALL_COLUMNS;
    sums[row + STARTED]++;
    sums[row + IN_FLIGHT_NS] -= sinceNs;
    this.executions.callStarted(call);
  }

  callEnded(call: number, outcome: Outcome): void {
    const { calls, kernel } = this.world;
    if (kernel.nowNs >= this.segmentEndNs) this.roll();
    const counts = calls.requestStartNs[call] >= this.warmupNs;
    const isRequest = calls.site[call] < 0;
    this.addEndedCall(counts, isRequest, call, outcome, this.executions.callEnded(call));
    if (outcome > DEGRADED) {
      if (counts && isRequest && outcome !== CANCELLED) this.addRootCause(call);
      return;
    }
    const cell = cellOf(kernel.nowNs - calls.startNs[call]);
    if (isRequest) this.latencies.requests.add(calls.link[call], cell, counts);
    else if (counts) this.latencies.links[calls.link[call]].addToCell(cell);
  }

  attemptStarted(attempt: number): void {
    const { attempts, hostUp, instanceUp, kernel } = this.world;
    if (kernel.nowNs >= this.segmentEndNs) this.roll();
    const sums = this.calls.current;
    const call = attempts.call[attempt];
    const instance = attempts.instance[attempt];
    const base = attempts.requestStartNs[attempt] >= this.warmupNs ? 0 : this.calls.earlierBase;
    const workloadRow = base + attempts.workload[attempt] * CALL_COLUMNS;
    const linkRow = base + (this.workloadCount + attempts.link[attempt]) * CALL_COLUMNS;
    sums[workloadRow + columns.ATTEMPTS]++;
    sums[linkRow + columns.ATTEMPTS]++;
    if (attempts.number[attempt] > 1) {
      const kind = this.kindOfExtra(attempt);
      sums[workloadRow + columns.PRICE + kind]++;
      sums[linkRow + columns.PRICE + kind]++;
      if (kind !== SAVED_BY_HEDGE) {
        sums[workloadRow + columns.RETRIES]++;
        sums[linkRow + columns.RETRIES]++;
      }
    }
    if (instance >= 0 && (instanceUp[instance] & hostUp[instance]) === 0) sums[linkRow + columns.STALE]++;
    if (this.hasZones && crossesZones(this.world, attempt)) sums[linkRow + columns.CROSS_ZONE]++;
    this.executions.attemptStarted(attempt, call);
  }

  attemptEnded(attempt: number, outcome: Outcome): void {
    const { attempts, kernel } = this.world;
    if (kernel.nowNs >= this.segmentEndNs) this.roll();
    if (!isFailure(outcome)) return;
    const base = attempts.requestStartNs[attempt] >= this.warmupNs ? 0 : this.calls.earlierBase;
    const sums = this.calls.current;
    sums[base + attempts.workload[attempt] * CALL_COLUMNS + columns.FAILED_ATTEMPTS]++;
    sums[base + (this.workloadCount + attempts.link[attempt]) * CALL_COLUMNS + columns.FAILED_ATTEMPTS]++;
  }

  attemptTurnedBack(): void {}

  messageSent(attempt: number, _direction: number, bytes: number): void {
    if (bytes === 0) return;
    const { attempts, kernel } = this.world;
    if (kernel.nowNs >= this.segmentEndNs) this.roll();
    const row = (this.workloadCount + attempts.link[attempt]) * CALL_COLUMNS;
    this.calls.current[row + columns.BYTES] += bytes;
    if (this.hasZones && crossesZones(this.world, attempt)) this.calls.current[row + columns.EGRESS_BYTES] += bytes;
  }

  messageLost(attempt: number): void {
    const { attempts, kernel } = this.world;
    if (kernel.nowNs >= this.segmentEndNs) this.roll();
    this.calls.current[(this.workloadCount + attempts.link[attempt]) * CALL_COLUMNS + columns.LOST]++;
  }

  attemptAdmitted(attempt: number, waits: boolean): void {
    const { attempts, kernel } = this.world;
    if (kernel.nowNs >= this.segmentEndNs) this.roll();
    const endpoint = attempts.endpoint[attempt];
    const isDuplicate = this.executions.attemptAdmitted(attempt) && this.isFragile[endpoint] !== 0;
    const counts = attempts.requestStartNs[attempt] >= this.warmupNs;
    this.addAdmitted(this.instances, attempts.instance[attempt], counts, waits, isDuplicate);
    if (this.derived.isEndpointDerived[endpoint] === 0)
      this.addAdmitted(this.endpoints, endpoint, counts, waits, isDuplicate);
  }

  attemptRefused(attempt: number, outcome: Outcome): void {
    const { attempts, kernel } = this.world;
    if (kernel.nowNs >= this.segmentEndNs) this.roll();
    // Where nobody listens, or nobody has read it, there is no server's side.
    if (outcome === CONNECT_FAILURE || outcome === RESET) return;
    const counts = attempts.requestStartNs[attempt] >= this.warmupNs;
    const endpoint = attempts.endpoint[attempt];
    // A broker is none of the instances.
    if (attempts.instance[attempt] >= 0) addRefused(this.instances, attempts.instance[attempt], outcome, counts);
    if (this.derived.isEndpointDerived[endpoint] === 0) addRefused(this.endpoints, endpoint, outcome, counts);
  }

  attemptAnswered(attempt: number, outcome: Outcome): void {
    const { attempts, kernel } = this.world;
    if (kernel.nowNs >= this.segmentEndNs) this.roll();
    const endpoint = attempts.endpoint[attempt];
    const counts = attempts.requestStartNs[attempt] >= this.warmupNs;
    this.addEndedVisit(this.instances, attempts.instance[attempt], attempt, outcome, counts);
    if (this.derived.isEndpointDerived[endpoint] === 0)
      this.addEndedVisit(this.endpoints, endpoint, attempt, outcome, counts);
    if (outcome > DEGRADED) return;
    this.latencies.visits.add(endpoint, cellOf(kernel.nowNs - attempts.arrivedNs[attempt]), counts);
  }

  quorumDecided(frame: number, _failedBranches: number, extraBranches: number): void {
    const { attempts, frames, kernel } = this.world;
    if (kernel.nowNs >= this.segmentEndNs) this.roll();
    const attempt = frames.attempt[frame];
    const base = attempts.requestStartNs[attempt] >= this.warmupNs ? 0 : this.calls.earlierBase;
    const sums = this.calls.current;
    const price = columns.PRICE + SAVED_BY_QUORUM;
    sums[base + attempts.workload[attempt] * CALL_COLUMNS + price] += extraBranches;
    sums[base + (this.workloadCount + attempts.link[attempt]) * CALL_COLUMNS + price] += extraBranches;
  }

  cacheLookedUp(attempt: number, isHit: boolean): void {
    const { attempts, kernel } = this.world;
    if (kernel.nowNs >= this.segmentEndNs) this.roll();
    const endpoint = attempts.endpoint[attempt];
    const counts = attempts.requestStartNs[attempt] >= this.warmupNs;
    addLookUp(this.instances, attempts.instance[attempt], isHit, counts);
    if (this.derived.isEndpointDerived[endpoint] === 0) addLookUp(this.endpoints, endpoint, isHit, counts);
  }

  instanceChanging(instance: number): void {
    if (this.loads.isTakenUp(instance)) return;
    if (this.world.kernel.nowNs >= this.segmentEndNs) this.roll();
    this.loads.changing(instance);
  }

  workerReleased(instance: number, heldNs: number, wastedNs: number): void {
    if (this.world.kernel.nowNs >= this.segmentEndNs) this.roll();
    this.loads.released(instance, heldNs, wastedNs);
  }

  instanceCrashed(instance: number): void {
    if (this.world.kernel.nowNs >= this.segmentEndNs) this.roll();
    this.loads.crashed(instance);
  }

  instanceStarted(instance: number): void {
    if (this.world.kernel.nowNs >= this.segmentEndNs) this.roll();
    this.loads.started(instance);
  }

  breakerChanged(breaker: number, phase: number): void {
    if (this.world.kernel.nowNs >= this.segmentEndNs) this.roll();
    this.guards.changed(breaker, phase);
  }

  instancesEjected(caller: number, count: number): void {
    if (this.world.kernel.nowNs >= this.segmentEndNs) this.roll();
    this.guards.ejected(caller, count);
  }

  end(): void {
    this.roll();
    const { nowNs } = this.world.kernel;
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
    if (this.endNs === Infinity) this.roll();
    const nowNs = Math.min(this.endNs, this.world.kernel.nowNs);
    this.loads.bringUpToDate(nowNs);
    this.guards.bringUpToDate(nowNs);
    this.derived.bringUpToDate();
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
      guards: this.guards.snapshot(),
      latencies: this.latencies.snapshot(),
      executions: this.executions.snapshot(),
      objectives: this.objectives.snapshot(),
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
    this.guards.restore(saved.guards);
    this.latencies.restore(saved.latencies);
    this.executions.restore(saved.executions);
    this.objectives.restore(saved.objectives);
    this.rootCauses.set(saved.rootCauses);
  }

  private kindOfExtra(attempt: number): number {
    const { attempts, calls } = this.world;
    if (attempts.isHedge[attempt] !== 0) return SAVED_BY_HEDGE;
    const failed = calls.failedInstance[attempts.call[attempt]];
    return failed >= 0 && failed !== attempts.instance[attempt] ? SAVED_BY_FAILOVER : SAVED_BY_RETRY;
  }

  /** Ends what time has left behind. */
  private roll(): void {
    while (this.world.kernel.nowNs >= this.segmentEndNs) this.endSegment(this.segmentEndNs);
  }

  private endSegment(atNs: number, window = this.window): void {
    const isMeasured = this.isMeasuring;
    this.derived.bringUpToDate();
    this.loads.endSegment(atNs, window, isMeasured);
    this.guards.endSegment(atNs, window, isMeasured);
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

  private addEndedCall(
    counts: boolean,
    isRequest: boolean,
    call: number,
    outcome: Outcome,
    wasAccepted: boolean,
  ): void {
    const group = this.calls;
    const { calls, endedPhases, kernel } = this.world;
    const scope = this.workloadCount + calls.link[call];
    const sums = group.current;
    const row = (counts ? 0 : group.earlierBase) + scope * CALL_COLUMNS;
    sums[row + outcome]++;
    sums[row + IN_FLIGHT_NS] += kernel.nowNs - group.segmentStartNs;
    if (outcome === CANCELLED) return;
    const timeNs = kernel.nowNs - calls.startNs[call];
    const hasMetError = outcome > DEGRADED || calls.metError[call] !== 0;
    if (hasMetError) sums[row + columns.ERRORS_MET]++;
    if (wasAccepted) sums[row + columns.ACCEPTED]++;
    if (outcome > DEGRADED) {
      sums[row + columns.FAILED_NS] += timeNs;
      if (!wasAccepted && isRefusal(outcome)) sums[row + columns.REJECTED]++;
      return;
    }
    const deviationNs = timeNs - group.pivotNs[scope];
    sums[row + columns.SERVED_NS] += timeNs;
    // Not a number while there is no pivot: the first becomes it and deviates by nothing.
    if (!Number.isNaN(deviationNs)) sums[row + columns.SQUARES] += deviationNs * deviationNs;
    else this.setPivots(group, scope, group, isRequest ? calls.workload[call] : scope, timeNs);
    if (counts && timeNs > group.maxNs[scope]) group.maxNs[scope] = timeNs;
    if (hasMetError) sums[row + columns.HANDLED + calls.savedBy[call]]++;
    const { closed, opened } = endedPhases;
    for (let p = 0; p < PHASE_COUNT; p++) sums[row + columns.PHASES_NS + p] += closed[p];
    if (!isRequest) return;
    if (this.objectives.areMet(calls.workload[call], timeNs)) sums[row + columns.GOOD]++;
    if (counts) this.objectives.answered(calls.workload[call], timeNs);
    for (let p = 0; p < PHASE_COUNT; p++) sums[row + columns.OPENED_NS + p] += opened[p];
  }

  private addAdmitted(group: ScopeSums, scope: number, counts: boolean, waits: boolean, isDuplicate: boolean): void {
    const sums = group.current;
    const row = (counts ? 0 : group.earlierBase) + scope * VISIT_COLUMNS;
    sums[row + STARTED]++;
    sums[row + IN_FLIGHT_NS] -= this.world.kernel.nowNs - group.segmentStartNs;
    sums[row + columns.ADMITTED]++;
    if (waits) sums[row + columns.WAITED]++;
    if (isDuplicate) sums[row + columns.DUPLICATES]++;
  }

  private addEndedVisit(group: ScopeSums, scope: number, attempt: number, outcome: Outcome, counts: boolean): void {
    const { attempts, frames, kernel } = this.world;
    const sums = group.current;
    const row = (counts ? 0 : group.earlierBase) + scope * VISIT_COLUMNS;
    sums[row + outcome]++;
    sums[row + IN_FLIGHT_NS] += kernel.nowNs - group.segmentStartNs;
    if (outcome === CANCELLED) return;
    const timeNs = kernel.nowNs - attempts.arrivedNs[attempt];
    const hasMetError = outcome > DEGRADED || attempts.metError[attempt] !== 0;
    if (hasMetError) sums[row + columns.ERRORS_MET]++;
    if (outcome > DEGRADED) {
      sums[row + columns.FAILED_NS] += timeNs;
      sums[row + columns.FAILED_ATTEMPTS]++;
      if (outcome === UNAVAILABLE) sums[row + columns.REJECTED]++;
      return;
    }
    const deviationNs = timeNs - group.pivotNs[scope];
    sums[row + columns.SERVED_NS] += timeNs;
    if (!Number.isNaN(deviationNs)) sums[row + columns.SQUARES] += deviationNs * deviationNs;
    else this.setPivots(group, scope, this.endpoints, attempts.endpoint[attempt], timeNs);
    if (counts && timeNs > group.maxNs[scope]) group.maxNs[scope] = timeNs;
    if (hasMetError) sums[row + columns.VISITS_HANDLED]++;
    const phases = attempts.frame[attempt] * FRAME_PHASES;
    sums[row + columns.VISIT_QUEUE_NS] += frames.phases[phases + OWN_QUEUE];
    sums[row + columns.VISIT_PROCESS_NS] += frames.phases[phases + OWN_PROCESS];
    sums[row + columns.VISIT_DOWNSTREAM_NS] += frames.phases[phases + OWN_DOWNSTREAM];
  }

  /** The first time served becomes the pivot of its scope, and of the wider one if that has none yet. */
  private setPivots(group: ScopeSums, scope: number, wider: ScopeSums, widerScope: number, timeNs: number): void {
    group.pivotNs[scope] = timeNs;
    if (Number.isNaN(wider.pivotNs[widerScope])) wider.pivotNs[widerScope] = timeNs;
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

/** Turned away on arrival: it comes and goes in the same instant. */
function addLookUp(group: ScopeSums, scope: number, isHit: boolean, counts: boolean): void {
  const row = (counts ? 0 : group.earlierBase) + scope * VISIT_COLUMNS;
  group.current[row + columns.LOOK_UPS]++;
  if (isHit) group.current[row + columns.CACHE_HITS]++;
}

function addRefused(group: ScopeSums, scope: number, outcome: Outcome, counts: boolean): void {
  const sums = group.current;
  const row = (counts ? 0 : group.earlierBase) + scope * VISIT_COLUMNS;
  sums[row + STARTED]++;
  sums[row + outcome]++;
  sums[row + columns.ERRORS_MET]++;
  sums[row + columns.REJECTED]++;
  sums[row + columns.FAILED_ATTEMPTS]++;
}

/** Caller and instance are in two zones. */
function crossesZones({ attempts, callerZone, instanceZone }: World, attempt: number): boolean {
  const from = callerZone[attempts.caller[attempt]];
  const to = instanceZone[attempts.instance[attempt]];
  return from >= 0 && to >= 0 && from !== to;
}

function isFailure(outcome: Outcome): boolean {
  return outcome > DEGRADED && outcome < CANCELLED;
}

/** Ways to be sent away without anybody having begun. */
function isRefusal(outcome: Outcome): boolean {
  return outcome === UNAVAILABLE || outcome === CONNECT_FAILURE || outcome === NO_INSTANCE || outcome === REJECTED;
}
