/**
 * One run of a scenario: builds the world, lets time pass, tells what came of it. A run is a pure function of (scenario,
 * replication): it may be cut into any steps, saved, restored and watched without changing a bit.
 */
import { Auditor } from '../metrics/auditor.ts';
import { MetricsObserver, type MetricsOptions } from '../metrics/metrics-observer.ts';
import type { Series } from '../metrics/series.ts';
import { CACHED_VALUES_MAX } from '../model/cache-tables.ts';
import { createWorld, startWorld } from '../model/create-world.ts';
import { type Observer, ObserverGroup } from '../model/observer.ts';
import { restoreWorld, snapshotWorld, type WorldSnapshot } from '../model/world-snapshot.ts';
import { STOPPED_BY_CACHE_LIMIT, STOPPED_BY_CALL_LIMIT, STOPPED_BY_DEPTH_LIMIT, type World } from '../model/world.ts';
import type { Scenario } from '../scenario/index.ts';
import { assembleResult } from './assemble-result.ts';
import { ENGINE_VERSION, type RunOutcome, type RunResult, type RunWarning } from './result.ts';

const NS_PER_MS = 1e6;

export interface SimulationOptions extends MetricsOptions {
  /** Default 0. */
  readonly replication?: number;
  /** Attaches the auditor: conservation laws are checked at every event; `simulation.auditor.report()` lists what broke. */
  readonly check?: boolean;
  /** Further observers, told after the metrics. */
  readonly observers?: readonly Observer[];
}

/** running: there is more to come · the others: how the run ended. */
export type SimulationStatus = 'running' | RunOutcome;

export interface Snapshot {
  readonly world: WorldSnapshot;
  readonly isEnded: boolean;
}

export class Simulation {
  readonly scenario: Scenario;
  readonly replication: number;
  /** The columns of the model, to be read only. */
  readonly world: World;
  readonly metrics: MetricsObserver;
  readonly auditor: Auditor | null;
  private readonly observers: Observer[];
  private isStarted = false;
  private isEnded = false;
  private isLivelocked = false;

  constructor(scenario: Scenario, options: SimulationOptions = {}) {
    this.scenario = scenario;
    this.replication = options.replication ?? 0;
    if (!Number.isSafeInteger(this.replication) || this.replication < 0) {
      throw new RangeError(`replication must be a whole number from 0, not ${this.replication}`);
    }
    this.world = createWorld(scenario.resolved, { replication: this.replication, engineVersion: ENGINE_VERSION });
    this.metrics = new MetricsObserver(options);
    this.auditor = options.check === true ? new Auditor(this.metrics) : null;
    this.observers = [this.metrics, ...(options.observers ?? [])];
    if (this.auditor !== null) this.observers.push(this.auditor);
  }

  /** Simulated time now, in milliseconds. */
  get nowMs(): number {
    return this.world.kernel.nowNs / NS_PER_MS;
  }

  get durationMs(): number {
    return this.scenario.resolved.durationNs / NS_PER_MS;
  }

  get events(): number {
    return this.world.kernel.eventCount;
  }

  get status(): SimulationStatus {
    const { kernel } = this.world;
    if (kernel.stopReason !== 0) return 'limit';
    if (this.isLivelocked) return 'livelock';
    return kernel.nowNs >= this.scenario.resolved.durationNs ? 'completed' : 'running';
  }

  /** Running hash of everything that has happened: "c1-" and 32 hexadecimal digits. */
  digest(): string {
    return this.world.kernel.digest.hex();
  }

  /** Adds an observer, told after those already there. Only before the first event. */
  observe(observer: Observer): void {
    if (this.isStarted) throw new Error('observers must be attached before the first event');
    this.observers.push(observer);
  }

  /** Lets time pass up to `timeMs` (not beyond the scenario's duration), or up to `maxEvents` events. */
  runUntil(timeMs: number, maxEvents = Infinity): SimulationStatus {
    this.start();
    const { kernel } = this.world;
    const { durationNs } = this.scenario.resolved;
    const untilNs = Math.min(durationNs, Math.round(timeMs * NS_PER_MS));
    if (this.status === 'running' && untilNs > kernel.nowNs) {
      this.isLivelocked = kernel.runUntil(this.world, untilNs, maxEvents) === 'livelock';
    }
    return this.endIfOver();
  }

  /** To the end, at once. */
  run(): SimulationStatus {
    return this.runUntil(this.durationMs);
  }

  /** One event. False: there is none left before the end, and time has moved to it. */
  step(): boolean {
    this.start();
    const { kernel } = this.world;
    if (this.status !== 'running') return false;
    if (kernel.nextTimeNs() >= this.scenario.resolved.durationNs) {
      this.run();
      return false;
    }
    kernel.step(this.world);
    this.endIfOver();
    return true;
  }

  /** When the next event is due, in milliseconds; Infinity: none. */
  nextEventMs(): number {
    this.start();
    return this.world.kernel.nextTimeNs() / NS_PER_MS;
  }

  /** Everything that can change, as plain data; fits any simulation of the same scenario, replication and observers. */
  snapshot(): Snapshot {
    this.start();
    return { world: snapshotWorld(this.world), isEnded: this.isEnded };
  }

  restore(snapshot: Snapshot): void {
    this.start();
    restoreWorld(this.world, snapshot.world);
    this.isEnded = snapshot.isEnded;
    this.isLivelocked = false;
  }

  /** Values per window so far. */
  series(): Series {
    this.start();
    return this.metrics.series();
  }

  /** What came of the run so far; `outcome` is "stopped" while it is not over. */
  result(): RunResult {
    this.start();
    const { status, world } = this;
    const outcome: RunOutcome = status === 'running' ? 'stopped' : status;
    return assembleResult({
      scenario: this.scenario,
      replication: this.replication,
      simulatedMs: this.nowMs,
      windowMs: this.metrics.series().windowMs,
      events: world.kernel.eventCount,
      digest: this.digest(),
      outcome,
      reason: this.reason(),
      summary: this.metrics.summary(),
      warnings: this.warnings(),
    });
  }

  private start(): void {
    if (this.isStarted) return;
    this.isStarted = true;
    this.world.observer = this.observers.length === 1 ? this.observers[0] : new ObserverGroup(this.observers);
    this.world.observer.begin(this.world);
    startWorld(this.world);
  }

  private endIfOver(): SimulationStatus {
    const { status } = this;
    if (status !== 'running' && !this.isEnded) {
      this.isEnded = true;
      this.world.observer?.end();
    }
    return status;
  }

  private reason(): string | undefined {
    const { stopReason } = this.world.kernel;
    const { maxCalls, maxDepth } = this.scenario.resolved;
    if (stopReason === STOPPED_BY_CALL_LIMIT) {
      return `more than limits.calls = ${maxCalls} calls, attempts or branches in flight`;
    }
    if (stopReason === STOPPED_BY_DEPTH_LIMIT) return `calls nested deeper than limits.depth = ${maxDepth}`;
    if (stopReason === STOPPED_BY_CACHE_LIMIT) return `more than ${CACHED_VALUES_MAX} values in caches`;
    if (this.isLivelocked) return `simulated time stood still for 1,000,000 events${this.busiestEndpoints()}`;
    return undefined;
  }

  /** Names the endpoints in the loop: those asked at this instant, also if all have answered by now. */
  private busiestEndpoints(): string {
    const { attempts, calls, endpointBase, endpointService, kernel, scenario } = this.world;
    const counts = new Map<number, number>();
    const add = (endpoint: number): unknown => counts.set(endpoint, (counts.get(endpoint) ?? 0) + 1);
    for (let attempt = 0; attempt < attempts.pool.used; attempt++) {
      const isInFlight = attempts.state[attempt] !== 0;
      if (isInFlight || attempts.startNs[attempt] === kernel.nowNs) add(attempts.endpoint[attempt]);
    }
    // A call that finds no instance makes no attempts.
    for (let call = 0; call < calls.pool.used; call++) {
      if (calls.link[call] >= 0 && calls.attempt[call] === -1) add(calls.endpoint[call]);
    }
    const names = [...counts]
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .slice(0, 5)
      .map(([endpoint]) => {
        const service = endpointService[endpoint];
        const { id, endpoints } = scenario.services[service];
        return `${id}.${endpoints[endpoint - endpointBase[service]].id}`;
      });
    return names.length === 0 ? '' : `, in ${names.join(', ')}`;
  }

  private warnings(): RunWarning[] {
    const warnings = [...this.scenario.warnings];
    const { windowMs } = this.metrics.series();
    const askedMs = this.scenario.resolved.windowNs / NS_PER_MS;
    if (windowMs !== askedMs) {
      warnings.push({
        code: 'window-doubled',
        path: 'metrics.window',
        message: `windows of ${askedMs} ms would be more than metrics.maxWindows, or than fit: they are ${windowMs} ms long`,
      });
    }
    return warnings;
  }
}

/** A run that is under the caller's control. */
export function createSimulation(scenario: Scenario, options: SimulationOptions = {}): Simulation {
  return new Simulation(scenario, options);
}

/** A run from beginning to end. */
export function simulate(scenario: Scenario, options: SimulationOptions = {}): RunResult {
  const simulation = new Simulation(scenario, options);
  simulation.run();
  return simulation.result();
}
