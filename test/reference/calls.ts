/** Calls and attempts: send, respond, handle errors, and what tells a callee that nobody wants its answer. */
import { OUTCOME_NAMES } from '../../sim-core/model/outcomes.ts';
import type { ResolvedBetween, ResolvedNetwork, ResolvedWorkload } from '../../sim-core/model/resolved-scenario.ts';
import {
  type Attempt,
  type Call,
  type Direction,
  type End,
  type Instance,
  type Outcome,
  type Reason,
  bytesOf,
  isHostDown,
  remove,
} from './parts.ts';
import { attemptLabel } from './trace.ts';
import { Visits } from './visits.ts';

export const TCP_GIVES_UP_NS = 900e9;
const RTO_MAX_NS = 120e9;

export abstract class Calls extends Visits {
  private readonly pipes = new Map<string, number>();
  protected readonly lost = new Set<Attempt>();

  /** A closed user has heard how its request ended. */
  protected abstract think(workload: ResolvedWorkload, user: number): void;

  // Send

  protected override startCall(call: Call): void {
    this.say(`call ${call.label}`);
    call.caller.budget?.callStarted(this.nowNs);
    if (call.deadlineNs <= this.nowNs) {
      this.failCall(call, 'deadline-exceeded');
      return;
    }
    if (call.deadlineNs < Infinity) call.deadline = this.at(call.deadlineNs, () => this.meetDeadline(call));
    this.startAttempt(call);
  }

  private startHedge(call: Call): void {
    call.hedges++;
    this.startAttempt(call);
  }

  private startAttempt(call: Call): void {
    const { caller, link, endpoint, depth } = call;
    this.cancel(call.next);
    call.next = null;
    call.attempts++;
    const label = attemptLabel(call.label, call.attempts);
    const attempt: Attempt = {
      label,
      key: this.draws.attemptKey(call.key, call.attempts),
      link,
      endpoint,
      caller,
      instance: this.instances[link.callee][0],
      depth,
      startNs: this.nowNs,
      above: call.waiter?.attempt ?? null,
      callerZone: call.zone,
      call,
      gaveUpNs: Infinity,
      timer: null,
      isGranted: call.isGranted,
      holdsPlace: false,
      breaker: null,
      place: 'gate',
      hasArrived: false,
      answeredNs: 0,
      outcome: 'ok',
      transmissions: 0,
      lost: null,
      arrivesNs: Infinity,
      words: [],
      deadlineNs: link.propagateDeadline ? call.deadlineNs : Infinity,
      callsMade: 0,
      root: null,
      turn: null,
      turnQueue: [],
    };
    call.isGranted = false;
    call.inFlight.push(attempt);
    this.passBreaker(attempt);
    const hedge = link.hedge;
    if (
      !call.inFlight.includes(attempt) ||
      hedge === null ||
      call.attempts >= hedge.maxAttempts ||
      hedge.delayNs === Infinity
    )
      return;
    call.next = this.at(this.nowNs + hedge.delayNs, () => {
      call.next = null;
      if (this.isGranted(call, call.failedFor === 'timeout')) this.startHedge(call);
    });
  }

  private passBreaker(attempt: Attempt): void {
    const breaker = attempt.caller.breakers.get(-1) ?? null;
    if (breaker?.allows(this.nowNs) === false) {
      this.reject(attempt);
      return;
    }
    breaker?.grant(this.nowNs);
    attempt.breaker = breaker;
    this.passBulkhead(attempt);
  }

  private passBulkhead(attempt: Attempt): void {
    const { caller, link } = attempt;
    const { maxConcurrent, maxPending } = link.bulkhead ?? { maxConcurrent: Infinity, maxPending: 0 };
    if (caller.placesTaken < maxConcurrent) {
      caller.placesTaken++;
      attempt.holdsPlace = true;
      this.passLimiter(attempt);
    } else if (caller.line.length < maxPending) caller.line.push(attempt);
    else this.reject(attempt);
  }

  private passLimiter(attempt: Attempt): void {
    const { limiter } = attempt.caller;
    const turnNs = limiter === null ? this.nowNs : limiter.turnNs(this.nowNs);
    if (turnNs === null) this.reject(attempt);
    else if (turnNs === this.nowNs) this.pickAndSend(attempt);
    else attempt.timer = this.at(turnNs, () => this.pickAndSend(attempt));
  }

  private reject(attempt: Attempt): void {
    this.failAndLeave(attempt, 'rejected');
  }

  /** Who holds a place or permission gives it back when the attempt is over for its caller. */
  private leaveGuards(attempt: Attempt, outcome: string): void {
    const { breaker, caller, link } = attempt;
    if (attempt.place !== 'gate') caller.budget?.attemptEnded();
    if (attempt.isGranted) caller.budget?.retriesEnded(1);
    if (breaker !== null) {
      const isFailure = isIn(link.breaker?.onMask, outcome);
      const dueNs = breaker.ended(this.nowNs, outcome === 'cancelled' ? null : isFailure);
      if (dueNs !== null) this.at(dueNs, () => breaker.due());
    }
    remove(caller.line, attempt);
    if (!attempt.holdsPlace) return;
    attempt.holdsPlace = false;
    const next = caller.line.shift();
    caller.placesTaken--;
    if (next === undefined) return;
    caller.placesTaken++;
    next.holdsPlace = true;
    next.timer = this.at(this.nowNs, () => this.passLimiter(next));
  }

  private pickAndSend(attempt: Attempt): void {
    const { call, label, link } = attempt;
    if (call === null) return;
    attempt.timer = null;
    const visible = this.visibleTo(attempt);
    if (visible.length === 0) {
      this.reject(attempt);
      return;
    }
    attempt.instance = this.pick(call, attempt, visible);
    const breaker = attempt.caller.breakers.get(attempt.instance.number) ?? null;
    breaker?.grant(this.nowNs);
    attempt.breaker ??= breaker;
    attempt.caller.budget?.attemptStarted();
    attempt.place = 'wire';
    attempt.startNs = this.nowNs;
    this.say(`attempt ${label} of ${attempt.instance.name}`);
    if (link.timeoutNs < Infinity) attempt.timer = this.at(this.nowNs + link.timeoutNs, () => this.timeOut(attempt));
    this.transmit(attempt, 'request');
  }

  /** Those whose own breaker lets attempts go; all, if Finagle's has none to show. */
  private visibleTo({ caller, link }: Attempt): Instance[] {
    const all = this.instances[link.callee];
    const visible = all.filter(({ number }) => caller.breakers.get(number)?.allows(this.nowNs) !== false);
    return visible.length === 0 && link.breaker?.kind === 'consecutive' ? [...all] : visible;
  }

  private pick(call: Call, { label }: Attempt, visible: readonly Instance[]): Instance {
    const all = this.instances[call.link.callee];
    const number = this.recording.picks.get(label);
    if (number === undefined) this.say(`${label} is started, of which the engine knows nothing`);
    const isFresh = (instance: Instance) =>
      instance !== call.failedAt || call.link.retry?.avoidPrevious !== true || visible.length === 1;
    const isUnused = (instance: Instance) =>
      call.inFlight.every((other) => other.place === 'gate' || other.instance !== instance);
    const preferred = visible.filter((instance) => isFresh(instance) && isUnused(instance));
    const picked = all[number ?? 0];
    if (!visible.includes(picked)) this.say(`${label} should not see ${picked.name}`);
    if (!isFresh(picked)) this.say(`${label} should avoid ${picked.name}`);
    if (preferred.length > 0 && !preferred.includes(picked)) this.say(`${label} should avoid the others`);
    return all[number ?? 0];
  }

  private transmit(attempt: Attempt, direction: Direction): void {
    const { lossRatio, rtoNs, latency } = networkOf(attempt, direction);
    const bytes = bytesOf(attempt, direction);
    this.say(`${direction} of ${attempt.label} sent, ${bytes} bytes`);
    attempt.transmissions++;
    const leavesNs = this.passPipe(attempt, direction, bytes);
    const place = `${attempt.link.id}/${direction}`;
    if (lossRatio > 0 && this.draws.unit(`loss/${place}`, attempt.key, attempt.transmissions) < lossRatio) {
      this.say(`${direction} of ${attempt.label} lost`);
      const waitNs = Math.min(rtoNs * 2 ** (attempt.transmissions - 1), Math.max(rtoNs, RTO_MAX_NS));
      const givesUpNs = (direction === 'request' ? attempt.startNs : attempt.answeredNs) + TCP_GIVES_UP_NS;
      if (leavesNs + waitNs >= givesUpNs) this.vanish(attempt, givesUpNs);
      else this.waitForRetransmission(attempt, direction, leavesNs + waitNs);
      return;
    }
    const latencyNs = this.draws.ns(latency, `latency/${place}`, attempt.key);
    this.at(leavesNs + latencyNs, () => {
      if (direction === 'request') this.arrive(attempt);
      else this.receive(attempt);
    });
    if (direction === 'response') return;
    attempt.arrivesNs = leavesNs + latencyNs;
    for (const { comesNs, hear } of attempt.words.splice(0)) this.at(Math.max(comesNs, attempt.arrivesNs), hear);
  }

  private waitForRetransmission(attempt: Attempt, direction: Direction, atNs: number): void {
    const timer = this.at(atNs, () => {
      attempt.lost = null;
      this.lost.delete(attempt);
      this.transmit(attempt, direction);
    });
    attempt.lost = { direction, timer };
    this.lost.add(attempt);
  }

  /** When the last byte is in the wire. */
  private passPipe(attempt: Attempt, direction: Direction, bytes: number): number {
    const { bandwidthBps } = networkOf(attempt, direction);
    if (bytes === 0 || bandwidthBps === Infinity) return this.nowNs;
    const between = betweenOf(attempt, direction);
    const owner = attempt.link.isPipePerInstance ? attempt.instance.name : '';
    const zones = between?.hasOwnPipe === true ? `${between.from} ${between.to}` : '';
    const pipe = `${attempt.link.id} ${direction} ${owner} ${zones}`;
    const freeNs = Math.max(this.nowNs, this.pipes.get(pipe) ?? 0);
    const leavesNs = freeNs + Math.round((bytes * 8e9) / bandwidthBps);
    this.pipes.set(pipe, leavesNs);
    return leavesNs;
  }

  /** Nothing will come back. Without a timeout the caller learns that when TCP gives up. */
  protected vanish(attempt: Attempt, givesUpNs: number): void {
    attempt.place = 'nowhere';
    if (attempt.call === null || attempt.timer !== null) return;
    attempt.timer = this.at(Math.max(this.nowNs, givesUpNs), () => {
      attempt.timer = null;
      this.failAndLeave(attempt, attempt.hasArrived ? 'reset' : 'connect-failure');
    });
  }

  // Process

  private arrive(attempt: Attempt): void {
    const { instance } = attempt;
    if (isHostDown(instance)) {
      this.vanish(attempt, this.nowNs + TCP_GIVES_UP_NS);
      return;
    }
    attempt.hasArrived = true;
    const mustWait = instance.held >= instance.service.concurrency;
    if (!instance.isUp) this.refuse(attempt, 'connect-failure');
    else if (mustWait && instance.queue.length >= instance.service.queueCapacity) this.refuse(attempt, 'unavailable');
    else this.admit(attempt, mustWait);
  }

  private refuse(attempt: Attempt, reason: Reason): void {
    this.say(`${attempt.label} refused: ${reason}`);
    this.respond(attempt, reason);
  }

  private admit(attempt: Attempt, mustWait: boolean): void {
    this.say(`${attempt.label} admitted${mustWait ? ', waits' : ''}`);
    attempt.place = 'instance';
    const thread = this.newThread(attempt, null, 0, (self) => this.visit(self));
    attempt.root = thread;
    if (!mustWait) {
      this.takeWorker(thread);
      this.goOn(thread);
      return;
    }
    this.wait(thread);
    const { maxWait, id } = attempt.instance.service;
    if (maxWait === null) return;
    const patienceNs = this.draws.ns(maxWait, `max-wait/${id}`, attempt.key);
    thread.pending = this.at(this.nowNs + patienceNs, () => {
      thread.pending = null;
      remove(attempt.instance.queue, thread);
      this.leave(thread, 'unavailable');
    });
  }

  // Respond

  protected override respond(attempt: Attempt, outcome: Outcome | 'cancelled'): void {
    attempt.place = 'wire';
    attempt.outcome = outcome;
    attempt.answeredNs = this.nowNs;
    attempt.transmissions = 0;
    this.transmit(attempt, 'response');
  }

  private receive(attempt: Attempt): void {
    const { call, outcome } = attempt;
    if (call === null) return;
    this.cancel(attempt.timer);
    if (outcome === 'cancelled') {
      this.say(`attempt ${attempt.label} ended: cancelled`);
      remove(call.inFlight, attempt);
      this.leaveGuards(attempt, outcome);
      if (call.inFlight.length === 0 && call.next === null) this.retryOrFail(call);
      return;
    }
    if (outcome !== 'ok') {
      this.attemptFailed(call, attempt, outcome);
      return;
    }
    this.say(`attempt ${attempt.label} ended: ok`);
    remove(call.inFlight, attempt);
    this.leaveGuards(attempt, 'ok');
    call.caller.budget?.succeeded(call.taken);
    this.cancel(call.next);
    const others = this.endInFlight(call, 'cancelled');
    this.endCall(call, 'ok');
    for (const other of others) this.giveUpOn(other);
  }

  // Handle errors

  private timeOut(attempt: Attempt): void {
    attempt.timer = null;
    this.failAndLeave(attempt, 'timeout');
  }

  private failAndLeave(attempt: Attempt, reason: Reason): void {
    if (attempt.call !== null) this.attemptFailed(attempt.call, attempt, reason);
    this.giveUpOn(attempt);
  }

  private attemptFailed(call: Call, attempt: Attempt, reason: Reason): void {
    const isPicked = attempt.place !== 'gate';
    if (isPicked) this.say(`attempt ${attempt.label} ended: ${reason}`);
    remove(call.inFlight, attempt);
    this.leaveGuards(attempt, reason);
    call.failedAt = isPicked ? attempt.instance : null;
    call.failedFor = reason;
    const { hedge, retry } = call.link;
    if (isIn(retry?.onMask, reason)) call.caller.budget?.failed();
    // One that is granted and has not started yet is enough for two failures in one instant.
    if (call.isGranted) return;
    if (hedge !== null && call.attempts < hedge.maxAttempts) {
      this.cancel(call.next);
      call.next = null;
    }
    if (hedge !== null && call.attempts < hedge.maxAttempts && this.isGranted(call, reason === 'timeout')) {
      call.next = this.at(this.nowNs, () => this.startHedge(call));
    } else if (call.inFlight.length === 0) this.retryOrFail(call);
  }

  private retryOrFail(call: Call): void {
    const { retry } = call.link;
    const reason = call.failedFor;
    const isLast = retry === null || !isIn(retry.onMask, reason) || call.attempts >= retry.maxAttempts;
    if (isLast || !this.isGranted(call, reason === 'timeout')) {
      this.failCall(call, reason);
      return;
    }
    const retryNs = this.nowNs + this.backoffNs(call);
    if (retryNs >= call.deadlineNs) {
      this.failCall(call, reason);
      return;
    }
    call.next = this.at(retryNs, () => {
      call.next = null;
      this.startAttempt(call);
    });
  }

  /** Asks the budget for another attempt. */
  private isGranted(call: Call, isAfterTimeout: boolean): boolean {
    const { budget } = call.caller;
    if (budget === null) return true;
    const taken = budget.take(this.nowNs, isAfterTimeout);
    if (taken === null) return false;
    call.isGranted = true;
    call.taken = taken;
    return true;
  }

  private dropGrant(call: Call): void {
    if (call.isGranted) call.caller.budget?.retriesEnded(1);
    call.isGranted = false;
  }

  private meetDeadline(call: Call): void {
    call.deadline = null;
    this.cancel(call.next);
    const attempts = this.endInFlight(call, 'deadline-exceeded');
    this.failCall(call, 'deadline-exceeded');
    for (const attempt of attempts) this.giveUpOn(attempt);
  }

  private failCall(call: Call, reason: Reason): void {
    const { fallback } = call.link;
    this.dropGrant(call);
    this.cancel(call.deadline);
    call.deadline = null;
    if (fallback === null) this.endCall(call, reason);
    else call.next = this.at(this.nowNs + fallback.afterNs, () => this.endCall(call, 'degraded'));
  }

  private backoffNs(call: Call): number {
    const backoff = call.link.retry?.backoff;
    if (backoff?.jitter === 'none') {
      return Math.round(
        Math.min(backoff.maxNs, backoff.baseNs * backoff.multiplier ** (call.attempts - call.hedges - 1)),
      );
    }
    return this.recording.backoffs.get(attemptLabel(call.label, call.attempts)) ?? Infinity;
  }

  private endCall(call: Call, outcome: Outcome | 'degraded'): void {
    this.say(`call ${call.label} ended: ${outcome}`);
    this.cancel(call.deadline);
    call.deadline = null;
    if (call.waiter !== null) {
      call.waiter.call = null;
      call.waiter.callEnd = endOfStep(outcome);
      this.goOn(call.waiter);
    } else if (call.user !== null) {
      this.think(call.user.workload, call.user.number);
    }
  }

  protected override abandonCall(call: Call | null): void {
    if (call === null) return;
    this.cancel(call.next);
    this.cancel(call.deadline);
    this.dropGrant(call);
    this.say(`call ${call.label} ended: cancelled`);
    for (const attempt of this.endInFlight(call, 'cancelled')) this.giveUpOn(attempt);
  }

  /** The newest first. */
  private endInFlight(call: Call, outcome: string): Attempt[] {
    const attempts = call.inFlight.splice(0).reverse();
    for (const attempt of attempts) {
      if (attempt.place !== 'gate') this.say(`attempt ${attempt.label} ended: ${outcome}`);
      this.leaveGuards(attempt, outcome);
    }
    return attempts;
  }

  private giveUpOn(attempt: Attempt): void {
    this.cancel(attempt.timer);
    attempt.timer = null;
    attempt.call = null;
    attempt.gaveUpNs = this.nowNs;
    const isHeeded = attempt.instance.service.cancellation !== 'none';
    const isUnanswered = attempt.place === 'instance' || (attempt.place === 'wire' && !attempt.hasArrived);
    if (isHeeded && isUnanswered) this.sendWord(attempt, () => this.hearOfCaller(attempt));
  }

  // Cancellation

  /** It does not overtake the request and is not lost. */
  private sendWord(attempt: Attempt, hear: () => void): void {
    const latencyNs = this.draws.ns(
      networkOf(attempt, 'request').latency,
      `latency/${attempt.link.id}/cancel`,
      attempt.key,
    );
    const comesNs = this.nowNs + latencyNs;
    if (attempt.lost !== null) attempt.words.push({ comesNs, hear });
    else this.at(Math.max(comesNs, attempt.hasArrived ? 0 : attempt.arrivesNs), hear);
  }

  protected override tellCopies(attempt: Attempt): void {
    if (attempt.link.hedge?.tied !== true) return;
    for (const copy of [...(attempt.call?.inFlight ?? [])].reverse()) {
      if (copy === attempt) continue;
      const isUnanswered = copy.place === 'instance' || (copy.place === 'wire' && !copy.hasArrived);
      if (isUnanswered) this.sendWord(copy, () => this.stopWaiting(copy, true));
    }
  }

  private hearOfCaller(attempt: Attempt): void {
    if (attempt.place !== 'instance' || attempt.root === null || this.stopWaiting(attempt, false)) return;
    if (attempt.instance.service.cancellation !== 'all') return;
    this.abandon(attempt.root);
    this.say(`${attempt.label} answered: cancelled`);
    attempt.place = 'nowhere';
  }

  /** Leaves if it waits for its first worker. */
  private stopWaiting(attempt: Attempt, isToldByCopy: boolean): boolean {
    const { instance, place, root } = attempt;
    if (place !== 'instance' || root === null || root.doing !== 'queued' || root.hasStarted) return false;
    this.cancel(root.pending);
    remove(instance.queue, root);
    this.bury(root);
    this.say(`${attempt.label} answered: cancelled`);
    if (isToldByCopy) this.respond(attempt, 'cancelled');
    else attempt.place = 'nowhere';
    return true;
  }
}

function isIn(mask: number | undefined, outcome: string): boolean {
  return ((mask ?? 0) & (1 << OUTCOME_NAMES.indexOf(outcome))) !== 0;
}

/** What becomes of the endpoint whose step it was. */
function endOfStep(outcome: Outcome | 'degraded'): End {
  if (outcome === 'ok' || outcome === 'degraded') return 'ok';
  return outcome === 'deadline-exceeded' ? outcome : 'error';
}

/** What is given for the zones that a message goes from and to. */
function betweenOf({ callerZone, instance, link }: Attempt, direction: Direction): ResolvedBetween | undefined {
  const [from, to] = direction === 'request' ? [callerZone, instance.zone] : [instance.zone, callerZone];
  return link.between.find((between) => between.from === from && between.to === to);
}

function networkOf(attempt: Attempt, direction: Direction): ResolvedNetwork {
  return betweenOf(attempt, direction)?.network ?? attempt.link.network;
}
