/**
 * Checks a run while it happens: what must hold whatever the scenario. It keeps its own books, so that a mistake of the
 * model or of the metrics shows up as a difference and not as a plausible number.
 *
 * Rules: time never runs backwards; each call and attempt begins once and ends once; attempts of a call are numbered
 * upwards, within what its retry and hedging allow, one at a time without hedging; the phases of a call and of a visit are whole nanoseconds ≥ 0
 * that add up to its time; a saved call says what saved it; workers, working and waiting stay within their bounds and
 * are 0 where an instance is down; as many calls live as their pool has handed out; Little's law as an identity; and in
 * every window of the metrics what was there and what came has gone or is still there, as many as these books say.
 */
import { nsToMs } from '../kernel/time.ts';
import type { Observer } from '../model/observer.ts';
import { CANCELLED, DEGRADED, OK, OUTCOME_NAMES, type Outcome } from '../model/outcomes.ts';
import { DOWNSTREAM, PHASE_COUNT } from '../model/phases.ts';
import { FRAME_PHASES, OWN_DOWNSTREAM, OWN_QUEUE } from '../model/tables.ts';
import type { World } from '../model/world.ts';
import type { MetricsObserver } from './metrics-observer.ts';
import type { Series } from './series.ts';
import { withRoom } from './slot-column.ts';

/** So many are kept in words; all are counted. */
const KEPT_VIOLATIONS = 100;

export interface Violation {
  readonly atMs: number;
  readonly rule: string;
  readonly message: string;
}

/** Two sides of Little's law over the whole run, in call-nanoseconds: equal if every moment was accounted for. */
export interface LittlesLaw {
  /** Integral over time of the calls in flight. */
  readonly inFlightNs: number;
  /** Times of all calls that ended, and of those in flight so far. */
  readonly callNs: number;
}

/** In `windowEnds`: requests, calls, visits. */
const KINDS = 3;

const NOT_THERE = 0;
const LIVE = 1;
/** An attempt that was let in and has not been answered, and one that its caller has seen the end of. */
const AT_SERVER = 2;
const ENDED = 4;

interface AuditorSnapshot {
  readonly numbers: readonly number[];
  readonly violations: readonly Violation[];
  readonly windowEnds: readonly number[];
  readonly callState: Uint8Array;
  readonly callAttempts: Int32Array;
  readonly callOpen: Int32Array;
  readonly attemptState: Uint8Array;
  readonly attemptCall: Int32Array;
  readonly changedNs: Float64Array;
  readonly breakerPhase: Uint8Array;
}

export class Auditor implements Observer {
  /** All violations, also those beyond the ones kept. */
  violationCount = 0;
  declare private world: World;
  private readonly metrics: MetricsObserver | null;
  private violations: Violation[] = [];
  private lastNs = 0;
  private liveRequests = 0;
  private liveCalls = 0;
  private liveVisits = 0;
  /** For each window passed: requests, calls and visits in flight at its end. */
  private windowEnds: number[] = [];
  private inFlightNs = 0;
  private endedCallNs = 0;
  /** By call slot: LIVE; attempts so far; attempts not yet ended. */
  private callState = new Uint8Array(0);
  private callAttempts = new Int32Array(0);
  private callOpen = new Int32Array(0);
  /** By attempt slot. */
  private attemptState = new Uint8Array(0);
  private attemptCall = new Int32Array(0);
  /** By instance. */
  declare private changedNs: Float64Array;
  /** By circuit breaker. */
  declare private breakerPhase: Uint8Array;

  /** With `metrics`, which must be told before the auditor, their windows are checked when the run ends. */
  constructor(metrics: MetricsObserver | null = null) {
    this.metrics = metrics;
  }

  /** What did not hold, in the order it was found. */
  report(): readonly Violation[] {
    return this.violations;
  }

  begin(world: World): void {
    this.world = world;
    this.changedNs = new Float64Array(world.instanceService.length);
    this.breakerPhase = new Uint8Array(world.hasBreakers ? world.guards.breakerCaller.length : 0);
  }

  callStarted(call: number): void {
    this.passTime();
    const { calls } = this.world;
    this.callState = withRoom(this.callState, call);
    this.callAttempts = withRoom(this.callAttempts, call);
    this.callOpen = withRoom(this.callOpen, call);
    if (this.callState[call] !== NOT_THERE) this.violate('calls', `call ${call} began twice`);
    if (calls.startNs[call] !== this.lastNs)
      this.violate('time', `call ${call} says it began at ${calls.startNs[call]} ns`);
    this.callState[call] = LIVE;
    this.callAttempts[call] = 0;
    this.callOpen[call] = 0;
    this.liveCalls++;
    if (calls.site[call] < 0) this.liveRequests++;
    this.expectLiveCalls();
  }

  callEnded(call: number, outcome: Outcome): void {
    this.passTime();
    const { calls } = this.world;
    if (this.callState[call] !== LIVE) this.violate('calls', `call ${call} ended without having begun, or twice`);
    if (this.callOpen[call] !== 0)
      this.violate('attempts', `call ${call} ended with ${this.callOpen[call]} open attempts`);
    this.expectLiveCalls();
    this.callState[call] = NOT_THERE;
    this.liveCalls--;
    if (calls.site[call] < 0) this.liveRequests--;
    const timeNs = this.lastNs - calls.startNs[call];
    this.endedCallNs += timeNs;
    if (outcome === CANCELLED) return;
    this.checkPhases(`call ${call} (${OUTCOME_NAMES[outcome]})`, timeNs);
    const wasSaved = outcome <= DEGRADED && calls.metError[call] !== 0;
    if (wasSaved && calls.savedBy[call] === 0) this.violate('ledger', `call ${call} was saved by nothing`);
    if (outcome > DEGRADED && calls.metError[call] === 0)
      this.violate('ledger', `call ${call} failed and met no error`);
  }

  attemptStarted(attempt: number): void {
    this.passTime();
    const { attempts, scenario } = this.world;
    const call = attempts.call[attempt];
    const number = attempts.number[attempt];
    this.attemptState = withRoom(this.attemptState, attempt);
    this.attemptCall = withRoom(this.attemptCall, attempt);
    const state = this.attemptState[attempt];
    if ((state & AT_SERVER) !== 0)
      this.violate('attempts', `slot ${attempt} was given away while its attempt was served`);
    if (state !== NOT_THERE && (state & ENDED) === 0)
      this.violate('attempts', `slot ${attempt} was given away too early`);
    if (this.callState[call] !== LIVE) this.violate('attempts', `attempt ${attempt} belongs to no living call`);
    if (number <= this.callAttempts[call])
      this.violate('attempts', `call ${call} made attempt ${number} after attempt ${this.callAttempts[call]}`);
    const { hedge, retry } = scenario.links[attempts.link[attempt]];
    const most = Math.max(retry?.maxAttempts ?? 1, hedge?.maxAttempts ?? 1);
    if (number > most) this.violate('attempts', `call ${call} made attempt ${number} of at most ${most}`);
    const isAllowed = this.callOpen[call] === 0 || hedge !== null;
    if (!isAllowed) this.violate('attempts', `call ${call} made an attempt beside another`);
    this.attemptState[attempt] = LIVE;
    this.attemptCall[attempt] = call;
    this.callAttempts[call] = number;
    this.callOpen[call]++;
  }

  attemptEnded(attempt: number, outcome: Outcome): void {
    this.passTime();
    const state = this.attemptState[attempt];
    const isOpen = (state & LIVE) !== 0 && (state & ENDED) === 0;
    if (!isOpen) this.violate('attempts', `attempt ${attempt} ended twice or unborn (${OUTCOME_NAMES[outcome]})`);
    this.attemptState[attempt] |= ENDED;
    this.callOpen[this.attemptCall[attempt]]--;
  }

  attemptTurnedBack(): void {}

  messageSent(): void {
    this.passTime();
  }

  messageLost(): void {
    this.passTime();
  }

  attemptAdmitted(attempt: number): void {
    this.passTime();
    const { attempts, instanceUp, hostUp } = this.world;
    const instance = attempts.instance[attempt];
    const state = this.attemptState[attempt];
    if ((state & (LIVE | AT_SERVER)) !== LIVE) this.violate('visits', `attempt ${attempt} was let in twice`);
    if ((instanceUp[instance] & hostUp[instance]) === 0) this.violate('visits', `a dead instance let in ${attempt}`);
    this.attemptState[attempt] |= AT_SERVER;
    this.liveVisits++;
  }

  attemptRefused(attempt: number): void {
    this.passTime();
    const isInside = (this.attemptState[attempt] & AT_SERVER) !== 0;
    if (isInside) this.violate('visits', `attempt ${attempt} was turned away after it was let in`);
  }

  attemptAnswered(attempt: number, outcome: Outcome): void {
    this.passTime();
    const { attempts, frames } = this.world;
    const isInside = (this.attemptState[attempt] & AT_SERVER) !== 0;
    if (!isInside) this.violate('visits', `attempt ${attempt} was answered twice, or without having been let in`);
    this.attemptState[attempt] &= ~AT_SERVER;
    this.liveVisits--;
    if (outcome !== OK) return;
    let sumNs = 0;
    const base = attempts.frame[attempt] * FRAME_PHASES;
    for (let p = OWN_QUEUE; p <= OWN_DOWNSTREAM; p++) sumNs += frames.phases[base + p];
    const timeNs = this.lastNs - attempts.arrivedNs[attempt];
    if (sumNs !== timeNs) this.violate('phases', `phases of visit ${attempt} add up to ${sumNs} ns in ${timeNs} ns`);
  }

  quorumDecided(frame: number, failedBranches: number, extraBranches: number): void {
    this.passTime();
    const isSome = failedBranches > 0 || extraBranches > 0;
    if (!isSome) this.violate('ledger', `frame ${frame} tells of a quorum that cost and saved nothing`);
  }

  cacheLookedUp(attempt: number): void {
    this.passTime();
    const isInside = (this.attemptState[attempt] & AT_SERVER) !== 0;
    if (!isInside) this.violate('visits', `attempt ${attempt} looked a value up without having been let in`);
  }

  instanceChanging(instance: number): void {
    this.passTime();
    // Within one instant a change is made in steps; only what lasted must hold.
    if (this.changedNs[instance] < this.lastNs) this.checkInstance(instance);
    this.changedNs[instance] = this.lastNs;
  }

  workerReleased(instance: number, heldNs: number, wastedNs: number): void {
    this.passTime();
    const isWithin = wastedNs >= 0 && wastedNs <= heldNs;
    if (!isWithin)
      this.violate('workers', `instance ${instance} held a worker ${heldNs} ns, of these ${wastedNs} for nobody`);
  }

  instanceCrashed(): void {
    this.passTime();
  }

  instanceStarted(): void {
    this.passTime();
  }

  breakerChanged(breaker: number, phase: number): void {
    this.passTime();
    if (phase === this.breakerPhase[breaker]) this.violate('breakers', `breaker ${breaker} is in phase ${phase} anew`);
    this.breakerPhase[breaker] = phase;
  }

  instancesEjected(caller: number, count: number): void {
    this.passTime();
    const known = this.world.callerViewSize[caller];
    if (count < 1 || count > known)
      this.violate('ejections', `caller ${caller} ejected ${count} of ${known} instances`);
  }

  end(): void {
    this.passTime();
    for (let i = 0; i < this.changedNs.length; i++) if (this.changedNs[i] < this.lastNs) this.checkInstance(i);
    const { inFlightNs, callNs } = this.littlesLaw();
    // Whole numbers, equal to the last digit unless they have more of them than a double holds.
    if (Math.abs(inFlightNs - callNs) > 1e-12 * callNs)
      this.violate("Little's law", `${inFlightNs} call-ns in flight, ${callNs} ns of calls`);
    if (this.metrics) this.checkWindows(this.metrics.series());
  }

  littlesLaw(): LittlesLaw {
    const nowNs = this.world.kernel.nowNs;
    const inFlightNs = this.inFlightNs + this.liveCalls * (nowNs - this.lastNs);
    let callNs = this.endedCallNs;
    for (let call = 0; call < this.callState.length; call++) {
      if (this.callState[call] === LIVE) callNs += nowNs - this.world.calls.startNs[call];
    }
    return { inFlightNs, callNs };
  }

  /** In every window and scope: in flight before + started = ended + in flight after; the last agrees with the books. */
  private checkWindows(series: Series): void {
    // The last window ends with the run; a run that ends where a window does has none beyond it.
    this.windowEnds.length = Math.max(0, series.windowCount - 1) * KINDS;
    this.windowEnds.push(this.liveRequests, this.liveCalls, this.liveVisits);
    for (const scope of series.scopes) {
      const column = (name: string) => series.column(scope, name);
      const started = column('started');
      const inFlight = column('inFlight');
      const gone = ['ok', 'degraded', 'failed', 'cancelled'].map(column);
      for (let w = 0; w < series.windowCount; w++) {
        const come = (w === 0 ? 0 : inFlight[w - 1]) + started[w];
        const left = gone.reduce((sum, values) => sum + values[w], inFlight[w]);
        if (come !== left) this.violate('windows', `window ${w} of ${scope}: ${come} came, ${left} left or stayed`);
      }
    }
    this.compareEnds(series, 'workloads.', 0);
    this.compareEnds(series, 'links.', 1);
    this.compareEnds(series, 'endpoints.', 2);
  }

  snapshot(): AuditorSnapshot {
    return {
      numbers: [
        ...[this.violationCount, this.lastNs, this.liveRequests, this.liveCalls, this.liveVisits],
        ...[this.inFlightNs, this.endedCallNs],
      ],
      violations: [...this.violations],
      windowEnds: [...this.windowEnds],
      callState: this.callState.slice(),
      callAttempts: this.callAttempts.slice(),
      callOpen: this.callOpen.slice(),
      attemptState: this.attemptState.slice(),
      attemptCall: this.attemptCall.slice(),
      changedNs: this.changedNs.slice(),
      breakerPhase: this.breakerPhase.slice(),
    };
  }

  restore(state: unknown): void {
    const saved = state as AuditorSnapshot;
    [this.violationCount, this.lastNs, this.liveRequests, this.liveCalls, this.liveVisits] = saved.numbers;
    [this.inFlightNs, this.endedCallNs] = saved.numbers.slice(5);
    this.violations = [...saved.violations];
    this.windowEnds = [...saved.windowEnds];
    this.callState = saved.callState.slice();
    this.callAttempts = saved.callAttempts.slice();
    this.callOpen = saved.callOpen.slice();
    this.attemptState = saved.attemptState.slice();
    this.attemptCall = saved.attemptCall.slice();
    this.changedNs = saved.changedNs.slice();
    this.breakerPhase = saved.breakerPhase.slice();
  }

  private passTime(): void {
    const nowNs = this.world.kernel.nowNs;
    if (nowNs === this.lastNs) return;
    if (nowNs < this.lastNs) this.violate('time', `after ${this.lastNs} ns comes ${nowNs} ns`);
    if (!Number.isInteger(nowNs)) this.violate('time', `${nowNs} ns is not whole`);
    this.passWindows(nowNs);
    this.inFlightNs += this.liveCalls * (nowNs - this.lastNs);
    this.lastNs = nowNs;
  }

  private expectLiveCalls(): void {
    const { live } = this.world.calls.pool;
    if (live !== this.liveCalls) this.violate('calls', `${this.liveCalls} calls live, ${live} slots are taken`);
  }

  private checkPhases(what: string, timeNs: number): void {
    const { closed, opened } = this.world.endedPhases;
    for (const phases of [closed, opened]) {
      let sumNs = 0;
      let isWhole = true;
      for (let p = 0; p < PHASE_COUNT; p++) {
        sumNs += phases[p];
        isWhole &&= phases[p] >= 0 && Number.isInteger(phases[p]);
      }
      if (!isWhole) this.violate('phases', `phases of ${what} are ${phases.join(', ')} ns`);
      if (sumNs !== timeNs) this.violate('phases', `phases of ${what} add up to ${sumNs} ns, it took ${timeNs} ns`);
    }
    if (opened[DOWNSTREAM] !== 0) this.violate('phases', `${what} has ${opened[DOWNSTREAM]} ns of unopened downstream`);
  }

  private checkInstance(instance: number): void {
    const { world } = this;
    const busy = world.instanceBusy[instance];
    const working = world.instanceWorking[instance];
    const queued = world.instanceQueued[instance];
    const { concurrency } = world.scenario.services[world.instanceService[instance]];
    const says = `instance ${instance}: ${busy} of ${concurrency} workers held, ${working} working, ${queued} waiting`;
    if (!(queued >= 0 && working >= 0 && working <= busy && busy <= concurrency)) this.violate('workers', says);
    const isUp = (world.instanceUp[instance] & world.hostUp[instance]) !== 0;
    if (!isUp && busy + working + queued > 0) this.violate('workers', `down, ${says}`);
  }

  /** The scopes' in flight at each window's end against the books; `kind`: requests, calls or visits. */
  private compareEnds(series: Series, prefix: string, kind: number): void {
    const columns = series.scopes
      .filter((scope) => scope.startsWith(prefix))
      .map((scope) => series.column(scope, 'inFlight'));
    for (let w = 0; w < series.windowCount; w++) {
      const counted = columns.reduce((sum, column) => sum + column[w], 0);
      const live = this.windowEnds[w * KINDS + kind];
      if (counted !== live)
        this.violate('windows', `${prefix}* have ${counted} in flight after window ${w}, not ${live}`);
    }
  }

  /** What is in flight now has been since the ends of the windows that time leaves behind. */
  private passWindows(nowNs: number): void {
    if (!this.metrics) return;
    const { windowNs, windowCount } = this.metrics.timeline;
    for (let window = this.windowEnds.length / KINDS; window + 1 < windowCount; window++) {
      if (nowNs < (window + 1) * windowNs) return;
      this.windowEnds.push(this.liveRequests, this.liveCalls, this.liveVisits);
    }
  }

  private violate(rule: string, message: string): void {
    this.violationCount++;
    if (this.violations.length < KEPT_VIOLATIONS) {
      this.violations.push({ atMs: nsToMs(this.world.kernel.nowNs), rule, message });
    }
  }
}
