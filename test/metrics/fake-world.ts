/**
 * A world without a model: real columns and a clock that a test sets by hand, and the sequence of facts that a model
 * would tell. Times are milliseconds.
 */
import { msToNs } from '../../sim-core/kernel/time.ts';
import { MetricsObserver } from '../../sim-core/metrics/metrics-observer.ts';
import type { Observer } from '../../sim-core/model/observer.ts';
import { OK, type Outcome } from '../../sim-core/model/outcomes.ts';
import type { ResolvedScenario } from '../../sim-core/model/resolved-scenario.ts';
import {
  AttemptTable,
  CallTable,
  createEndedPhases,
  FRAME_PHASES,
  FrameTable,
  OWN_QUEUE,
} from '../../sim-core/model/tables.ts';
import type { World } from '../../sim-core/model/world.ts';

export interface FakeOptions {
  durationMs?: number;
  warmupMs?: number;
  windowMs?: number;
  maxWindows?: number;
  /** Of service `orders`; `stock` has one. */
  instances?: number;
  concurrency?: number;
  idempotent?: boolean;
  sloMs?: number;
  workloads?: readonly string[];
}

/** Links: web->orders (web being each workload) and, last, orders->stock. */
export const ORDERS = 0;
export const STOCK = 1;

interface Journey {
  link?: number;
  endpoint?: number;
  parent?: number;
  site?: number;
  workload?: number;
  like?: number;
}

export class FakeWorld {
  readonly world: World;
  readonly observer: Observer;
  private requests = 0;

  constructor(observer: Observer, options: FakeOptions = {}) {
    const scenario = fakeScenario(options);
    const counts = scenario.services.map((service) => service.instances.length);
    const instanceCount = counts.reduce((sum, count) => sum + count, 0);
    this.observer = observer;
    this.world = {
      kernel: { nowNs: 0 },
      scenario,
      observer,
      calls: new CallTable(1000),
      attempts: new AttemptTable(1000),
      frames: new FrameTable(1000),
      endedPhases: createEndedPhases(),
      instanceCount,
      instanceBase: Int32Array.from([0, counts[0], instanceCount]),
      instanceService: Int32Array.from(counts.flatMap((count, s) => Array.from({ length: count }, () => s))),
      instanceUp: new Uint8Array(instanceCount).fill(1),
      hostUp: new Uint8Array(instanceCount).fill(1),
      instanceBusy: new Int32Array(instanceCount),
      instanceWorking: new Int32Array(instanceCount),
      instanceQueued: new Int32Array(instanceCount),
      pauses: { pausedUntilNs: new Float64Array(instanceCount) },
      instanceZone: Int32Array.from({ length: instanceCount }, (_, instance) => instance % 2),
      callerZone: new Int32Array(1),
      links: scenario.links,
      hasBreakers: true,
      hasDetectors: true,
      callerBase: Int32Array.from({ length: scenario.links.length + 1 }, (_, link) => link),
      callerLink: Int32Array.from(scenario.links, (_, link) => link),
      guards: {
        callerBreakerBase: Int32Array.from({ length: scenario.links.length + 1 }, (_, link) => link),
        breakerCaller: Int32Array.from(scenario.links, (_, link) => link),
      },
      endpointBase: Int32Array.from([0, 1, 2]),
      endpointService: Int32Array.from([ORDERS, STOCK]),
    } as unknown as World;
    observer.begin(this.world);
  }

  at(ms: number): this {
    (this.world.kernel as { nowNs: number }).nowNs = msToNs(ms);
    return this;
  }

  request(workload = 0): number {
    const number = this.requests++;
    const call = this.open({ link: workload, workload });
    this.world.calls.request[call] = number;
    this.world.calls.requestStartNs[call] = this.world.kernel.nowNs;
    this.observer.callStarted(call);
    return call;
  }

  /** A call of the visit that serves `attempt`, to the service `stock`. */
  nested(attempt: number): number {
    const { attempts, calls, scenario } = this.world;
    const parent = attempts.frame[attempt];
    const call = this.open({ link: scenario.links.length - 1, endpoint: STOCK, parent, site: 0 });
    calls.workload[call] = attempts.workload[attempt];
    calls.request[call] = attempts.request[attempt];
    calls.requestStartNs[call] = attempts.requestStartNs[attempt];
    this.observer.callStarted(call);
    return call;
  }

  attempt(call: number, instance: number): number {
    const { attempts, calls, kernel } = this.world;
    const attempt = attempts.pool.allocate();
    for (const name of ['link', 'endpoint', 'workload', 'request', 'requestStartNs'] as const) {
      attempts[name][attempt] = calls[name][call];
    }
    attempts.call[attempt] = call;
    attempts.instance[attempt] = instance;
    attempts.number[attempt] = ++calls.attemptCount[call];
    attempts.startNs[attempt] = kernel.nowNs;
    attempts.arrivedNs[attempt] = -1;
    attempts.answeredNs[attempt] = -1;
    attempts.frame[attempt] = -1;
    attempts.metError[attempt] = 0;
    calls.attempt[call] = attempt;
    this.observer.attemptStarted(attempt);
    return attempt;
  }

  admit(attempt: number, waits = false): void {
    const { attempts, frames, kernel } = this.world;
    attempts.arrivedNs[attempt] = kernel.nowNs;
    const frame = frames.pool.allocate();
    attempts.frame[attempt] = frame;
    frames.attempt[frame] = attempt;
    frames.instance[frame] = attempts.instance[attempt];
    frames.phases.fill(0, frame * FRAME_PHASES, (frame + 1) * FRAME_PHASES);
    this.observer.attemptAdmitted(attempt, waits);
  }

  refuse(attempt: number, outcome: Outcome): void {
    this.world.attempts.arrivedNs[attempt] = this.world.kernel.nowNs;
    this.world.attempts.answeredNs[attempt] = this.world.kernel.nowNs;
    this.observer.attemptRefused(attempt, outcome);
  }

  /** `phasesMs`: queue, process, downstream of the visit. */
  answer(attempt: number, outcome: Outcome = OK, phasesMs: readonly number[] = []): void {
    const { attempts, frames, kernel } = this.world;
    attempts.answeredNs[attempt] = kernel.nowNs;
    frames.phases.set(phasesMs.map(msToNs), attempts.frame[attempt] * FRAME_PHASES + OWN_QUEUE);
    this.observer.attemptAnswered(attempt, outcome);
  }

  /** The caller learns the outcome of an attempt; the row is free when `isGone`. */
  endAttempt(attempt: number, outcome: Outcome): void {
    const { attempts, calls } = this.world;
    const call = attempts.call[attempt];
    if (outcome !== OK) {
      calls.metError[call] = 1;
      calls.failedInstance[call] = attempts.instance[attempt];
    }
    this.observer.attemptEnded(attempt, outcome);
  }

  /** Gives up on an attempt that may still arrive. */
  leave(attempt: number): void {
    this.world.attempts.call[attempt] = -1;
  }

  free(attempt: number): void {
    const { attempts, frames } = this.world;
    if (attempts.frame[attempt] >= 0) frames.pool.release(attempts.frame[attempt]);
    attempts.pool.release(attempt);
  }

  /** `phasesMs`: send, queue, process, downstream, respond, retry; `openedMs` the same with downstream opened. */
  endCall(call: number, outcome: Outcome, phasesMs: readonly number[] = [], openedMs = phasesMs): void {
    const { endedPhases, calls } = this.world;
    endedPhases.closed.fill(0).set(phasesMs.map(msToNs));
    endedPhases.opened.fill(0).set(openedMs.map(msToNs));
    this.observer.callEnded(call, outcome, calls.attempt[call]);
    calls.pool.release(call);
  }

  /** Tells first, changes then, as the model does. */
  change(instance: number, busy: number, working: number, queued: number): void {
    this.observer.instanceChanging(instance);
    this.world.instanceBusy[instance] = busy;
    this.world.instanceWorking[instance] = working;
    this.world.instanceQueued[instance] = queued;
  }

  crash(instance: number): void {
    this.change(instance, 0, 0, 0);
    this.world.instanceUp[instance] = 0;
    this.observer.instanceCrashed(instance);
  }

  start(instance: number): void {
    this.observer.instanceChanging(instance);
    this.world.instanceUp[instance] = 1;
    this.observer.instanceStarted(instance);
  }

  /** A request served at once by one attempt, from `startMs` to `endMs`, all of it work. */
  simple(startMs: number, endMs: number, instance = 0, workload = 0): void {
    const call = this.at(startMs).request(workload);
    const attempt = this.attempt(call, instance);
    this.admit(attempt);
    this.at(endMs).answer(attempt, OK, [0, endMs - startMs, 0]);
    this.endAttempt(attempt, OK);
    this.endCall(call, OK, [0, 0, endMs - startMs, 0, 0, 0]);
    this.free(attempt);
  }

  private open(journey: Journey): number {
    const { calls, kernel } = this.world;
    const call = calls.pool.allocate();
    calls.link[call] = journey.link ?? 0;
    calls.site[call] = journey.site ?? -1;
    calls.endpoint[call] = journey.endpoint ?? ORDERS;
    calls.parentFrame[call] = journey.parent ?? -1;
    calls.workload[call] = journey.workload ?? 0;
    calls.startNs[call] = kernel.nowNs;
    calls.attemptCount[call] = 0;
    calls.attempt[call] = -1;
    calls.failedInstance[call] = -1;
    calls.metError[call] = 0;
    calls.savedBy[call] = 0;
    calls.causeService[call] = -1;
    calls.causeReason[call] = 0;
    return call;
  }
}

function fakeScenario(options: FakeOptions): ResolvedScenario {
  const workloads = options.workloads ?? ['web'];
  const endpoint = { id: 'default', idempotent: options.idempotent ?? true };
  const service = (id: string, instances: number) => ({
    id,
    concurrency: options.concurrency ?? 1,
    instances: Array.from({ length: instances }, () => ({ zone: -1, speed: 1, weight: 1 })),
    endpoints: [endpoint],
  });
  const link = (caller: string, callee: number, id: string, workload = -1) => {
    const from =
      workload < 0 ? { callerKind: 'service', caller: ORDERS } : { callerKind: 'workload', caller: workload };
    return { id: `${caller}->${id}`, callee, ...from, breaker: {}, outlierDetection: {} };
  };
  return {
    name: 'fake',
    zones: ['here', 'there'],
    durationNs: msToNs(options.durationMs ?? 3000),
    warmupNs: msToNs(options.warmupMs ?? 0),
    windowNs: msToNs(options.windowMs ?? 1000),
    maxWindows: options.maxWindows ?? 3600,
    services: [service('orders', options.instances ?? 2), service('stock', 1)],
    workloads: workloads.map((id) => ({ id })),
    links: [...workloads.map((id, w) => link(id, ORDERS, 'orders', w)), link('orders', STOCK, 'stock')],
    slos:
      options.sloMs === undefined
        ? []
        : [{ name: 'fast', targetRatio: 0.99, workload: 0, underNs: msToNs(options.sloMs) }],
  } as unknown as ResolvedScenario;
}

/** Metrics that watch a world of their own. */
export function begin(options: FakeOptions = {}): { metrics: MetricsObserver; fake: FakeWorld } {
  const metrics = new MetricsObserver();
  return { metrics, fake: new FakeWorld(metrics, options) };
}

export function endAt(fake: FakeWorld, ms: number): void {
  fake.at(ms);
  fake.observer.end();
}
