/**
 * A second simulator, to check the engine by: slow, and plain enough to be seen to be right. It is written from
 * docs/model.md and knows nothing of the engine but its draws. Events are closures in a sorted list; calls, attempts,
 * visits and instances are objects; what a visit does is a generator that walks through its steps and yields where it has
 * to wait. Both simulators tell what they do in the same words (trace.ts), and compare.ts finds the first difference.
 *
 * To extend it by a feature:
 * 1. Let subset.ts draw scenarios that have it. Both simulators get the resolved scenario.
 * 2. Write what it does from the words of docs/model.md, where its chapter is: workloads and faults here; send,
 *    respond and handle errors in calls.ts, with what a caller asks before in guards.ts; process in visits.ts. Do not look at the engine's code, or both will have the same mistake.
 * 3. A draw that belongs to a request is made here again by its name and key (draws.ts). One that belongs to none (a
 *    balancer's pick) is taken from the recording: add a map to `Recording`, keyed by label, that record.ts fills.
 * 4. If it does something that no line tells yet, let record.ts and the reference say it in the same words.
 *
 * Events of the same instant run in the order in which they were scheduled; whoever schedules two in one event does it in
 * the order of the text. Threads that can go on stand in line, and all have gone on when the event ends.
 */
import type { ResolvedFault, ResolvedScenario, ResolvedWorkload } from '../../sim-core/model/resolved-scenario.ts';
import { MAX_TIME_NS } from '../../sim-core/kernel/time.ts';
import { type Attempt, type Instance, inRecordedOrder, remove } from './parts.ts';
import { Calls, TCP_GIVES_UP_NS } from './calls.ts';
import { newCaller } from './guards.ts';
import { type Line, type Recording, requestLabel } from './trace.ts';

export function simulateByReference(scenario: ResolvedScenario, recording: Recording): Line[] {
  return new Reference(scenario, recording).run();
}

class Reference extends Calls {
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

  protected override think(workload: ResolvedWorkload, user: number): void {
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
    for (const [name, { link }] of this.callers) {
      if (!name.endsWith(` ${instance.name}`)) continue;
      this.callers.set(name, newCaller(link, this.instances[link.callee].length, this.nowNs));
    }
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
