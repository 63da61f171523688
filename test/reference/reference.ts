/**
 * A second simulator, to check the engine by: slow, and plain enough to be seen to be right. It is written from
 * docs/model.md and knows nothing of the engine but its draws. Events are closures in a sorted list; calls, attempts,
 * visits and instances are objects; what a visit does is a generator that walks through its steps and yields where it has
 * to wait. Both simulators tell what they do in the same words (trace.ts), and compare.ts finds the first difference.
 *
 * To extend it by a feature:
 * 1. Let subset.ts draw scenarios that have it. Both simulators get the resolved scenario.
 * 2. Write what it does from the words of docs/model.md, where its chapter is: workloads, send, respond, handle errors
 *    and faults here, process in visits.ts. Do not look at the engine's code, or both will have the same mistake.
 * 3. A draw that belongs to a request is made here again by its name and key (draws.ts). One that belongs to none (a
 *    balancer's pick) is taken from the recording: add a map to `Recording`, keyed by label, that record.ts fills.
 * 4. If it does something that no line tells yet, let record.ts and the reference say it in the same words.
 *
 * Events of the same instant run in the order in which they were scheduled; whoever schedules two in one event does it in
 * the order of the text. Threads that can go on stand in line, and all have gone on when the event ends.
 */
import { OUTCOME_NAMES } from '../../sim-core/model/outcomes.ts';
import type {
  ResolvedBetween,
  ResolvedFault,
  ResolvedNetwork,
  ResolvedScenario,
  ResolvedWorkload,
} from '../../sim-core/model/resolved-scenario.ts';
import { MAX_TIME_NS } from '../../sim-core/kernel/time.ts';
import {
  type Attempt,
  type Call,
  type Direction,
  type End,
  type Instance,
  type Outcome,
  type Reason,
  bytesOf,
  inRecordedOrder,
  isHostDown,
  remove,
} from './parts.ts';
import { attemptLabel, type Line, type Recording, requestLabel } from './trace.ts';
import { Visits } from './visits.ts';

const TCP_GIVES_UP_NS = 900e9;
const RTO_MAX_NS = 120e9;

export function simulateByReference(scenario: ResolvedScenario, recording: Recording): Line[] {
  return new Reference(scenario, recording).run();
}

class Reference extends Visits {
  private readonly pipes = new Map<string, number>();
  private readonly lost = new Set<Attempt>();
  private readonly rounds = new Map<string, number>();
  private requests = 0;

  run(): Line[] {
    for (const fault of this.scenario.faults) this.prepareFault(fault);
    for (const workload of this.scenario.workloads) this.prepareWorkload(workload);
    for (const entry of this.inOrder(this.recording.endNs)) {
      this.nowNs = entry.timeNs;
      entry.run();
      this.letAllGoOn();
      this.tellWork();
      if (this.entries.length === 0 || this.entries[0].timeNs > this.nowNs) this.tellInstances();
    }
    return this.lines;
  }

  // Workloads

  private prepareWorkload(workload: ResolvedWorkload): void {
    if (workload.arrivals.kind === 'closed') {
      for (let user = 0; user < workload.arrivals.users; user++) this.think(workload, user);
    } else {
      this.nextArrival(workload, 0);
    }
  }

  private nextArrival(workload: ResolvedWorkload, index: number): void {
    const times = this.recording.arrivals.get(workload.id) ?? [];
    if (index === times.length) return;
    this.at(times[index], () => {
      this.startRequest(workload, null, index);
      this.nextArrival(workload, index + 1);
    });
  }

  private think(workload: ResolvedWorkload, user: number): void {
    if (workload.arrivals.kind !== 'closed') return;
    const name = `${workload.id}/${user}`;
    const round = this.rounds.get(name) ?? 0;
    this.rounds.set(name, round + 1);
    const thinkNs = this.draws.ns(workload.arrivals.think, `think/${workload.id}`, [user, round]);
    this.at(this.nowNs + thinkNs, () => this.startRequest(workload, user, round + 1));
  }

  private startRequest(workload: ResolvedWorkload, user: number | null, index: number): void {
    // Sessions are not in the subset: a workload asks for one thing.
    const [request] = workload.requests;
    const service = this.scenario.services[request.service];
    const link = this.scenario.links[request.link];
    const label = requestLabel(this.requests++, service.id);
    this.startCall({
      label,
      caller: this.callerOf(link, `client ${this.recording.clients.get(label)}`),
      key: this.draws.requestKey(workload.id, user ?? -1, index),
      link,
      endpoint: service.endpoints[request.endpoint],
      waiter: null,
      zone: workload.zone,
      user: user === null ? null : { workload, number: user },
      depth: 1,
      attempts: 0,
      hedges: 0,
      isGranted: false,
      taken: null,
      inFlight: [],
      next: null,
      deadlineNs: this.deadlineOf(link, Infinity),
      deadline: null,
      failedAt: null,
      failedFor: 'error',
    });
  }

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
    breaker?.grant();
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
      const isUnheard = outcome === 'cancelled' || attempt.place === 'gate';
      breaker.ended(this.nowNs, isUnheard ? null : isFailure);
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
    breaker?.grant();
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
    const pipe = `${attempt.link.id} ${direction} ${between?.hasOwnPipe === true ? `${between.from} ${between.to}` : ''}`;
    const freeNs = Math.max(this.nowNs, this.pipes.get(pipe) ?? 0);
    const leavesNs = freeNs + Math.round((bytes * 8e9) / bandwidthBps);
    this.pipes.set(pipe, leavesNs);
    return leavesNs;
  }

  /** Nothing will come back. Without a timeout the caller learns that when TCP gives up. */
  private vanish(attempt: Attempt, givesUpNs: number): void {
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
    this.endCall(call, 'ok');
    this.giveUpOnAll(call, 'cancelled');
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
    this.failCall(call, 'deadline-exceeded');
    this.giveUpOnAll(call, 'deadline-exceeded');
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
    this.giveUpOnAll(call, 'cancelled');
  }

  /** The newest first. */
  private giveUpOnAll(call: Call, outcome: string): void {
    for (const attempt of call.inFlight.splice(0).reverse()) {
      if (attempt.place !== 'gate') this.say(`attempt ${attempt.label} ended: ${outcome}`);
      this.leaveGuards(attempt, outcome);
      this.giveUpOn(attempt);
    }
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

  // Faults

  private prepareFault(fault: ResolvedFault): void {
    const { occurrence } = fault;
    const hit = this.hitBy(fault);
    if (occurrence.kind === 'random') {
      for (const instance of hit) this.nextRandom(fault, instance);
      return;
    }
    const endNs = occurrence.atNs + occurrence.forNs;
    this.at(occurrence.atNs, () => hit.forEach((instance) => this.beginFault(fault, instance, endNs)), true);
    if (endNs < Infinity) this.at(endNs, () => hit.forEach((instance) => this.endFault(fault, instance)), true);
  }

  private hitBy({ target }: ResolvedFault): Instance[] {
    if (target.kind === 'share') throw new Error('the reference does not draw shares of instances');
    return target.members.map(({ service, instance }) => this.instances[service][instance]);
  }

  /** A time between failures counts from when the instance is up. */
  private nextRandom(fault: ResolvedFault, instance: Instance): void {
    const { occurrence } = fault;
    if (occurrence.kind !== 'random') return;
    const stream = `fault/${fault.id}/${instance.service.id}#${instance.number + 1}`;
    const isDown = fault.kind === 'crash' && !instance.isUp;
    const upNs = isDown ? Math.max(...instance.crashes.map(({ endNs }) => endNs)) : this.nowNs;
    if (upNs === Infinity) return;
    this.at(upNs + this.draws.nextNs(occurrence.mtbf, stream), () => {
      const endNs = Math.min(MAX_TIME_NS, this.nowNs + this.draws.nextNs(occurrence.mttr, stream));
      this.beginFault(fault, instance, endNs);
      this.at(endNs, () => {
        this.endFault(fault, instance);
        this.nextRandom(fault, instance);
      });
    });
  }

  private beginFault(fault: ResolvedFault, instance: Instance, endNs: number): void {
    if (fault.kind !== 'crash') {
      instance.faults.push(fault);
      return;
    }
    if (instance.isUp) this.crash(instance, fault.host);
    if (fault.host) this.forgetMessages(instance);
    instance.crashes.push({ fault, endNs, isHost: fault.host });
  }

  private endFault(fault: ResolvedFault, instance: Instance): void {
    if (fault.kind !== 'crash') {
      remove(instance.faults, fault);
      return;
    }
    remove(
      instance.crashes,
      instance.crashes.find((crash) => crash.fault === fault),
    );
    if (instance.crashes.length > 0) return;
    instance.isUp = true;
    this.say(`${instance.name} up`);
  }

  private crash(instance: Instance, isHost: boolean): void {
    const visits = new Set<Attempt>();
    for (const thread of instance.threads) {
      this.cancel(thread.pending);
      if (thread.doing === 'calling') this.abandonCall(thread.call);
      if (thread.heldSinceNs !== null) this.tellReleased(thread);
      if (thread.attempt.place === 'instance') visits.add(thread.attempt);
    }
    instance.threads.clear();
    for (const name of this.callers.keys()) if (name.endsWith(` ${instance.name}`)) this.callers.delete(name);
    instance.queue = [];
    instance.held = 0;
    instance.isUp = false;
    for (const visit of inRecordedOrder(visits, this.recording.resets)) {
      this.say(`${visit.label} answered: reset`);
      visit.answeredNs = this.nowNs;
      if (isHost) this.vanish(visit, this.nowNs + TCP_GIVES_UP_NS);
      else this.respond(visit, 'reset');
    }
    this.say(`${instance.name} crashed`);
  }

  /** What a host that dies would have sent again. */
  private forgetMessages(host: Instance): void {
    for (const attempt of inRecordedOrder(this.lost, this.recording.ends)) {
      const sender = attempt.lost?.direction === 'response' ? attempt.instance : attempt.above?.instance;
      if (attempt.lost === null || sender !== host) continue;
      this.cancel(attempt.lost.timer);
      attempt.lost = null;
      this.lost.delete(attempt);
      this.vanish(attempt, this.nowNs + TCP_GIVES_UP_NS);
    }
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
