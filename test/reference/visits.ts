/**
 * The chapter "process" of the reference: what happens at the instances. A visit is a generator that walks through its
 * steps and yields where it has to wait; so is each branch of a `parallel` step.
 */
import type {
  ResolvedCall,
  ResolvedFault,
  ResolvedScenario,
  ResolvedStep,
} from '../../sim-core/model/resolved-scenario.ts';
import { roundNs } from '../../sim-core/kernel/time.ts';
import { Draws } from './draws.ts';
import {
  type Attempt,
  type Call,
  type Entry,
  type Instance,
  type Join,
  type Outcome,
  type Thread,
  isAsync,
  isWorking,
  newInstance,
  remove,
  stateOf,
} from './parts.ts';
import { Timeline } from './timeline.ts';
import { callLabel, type Recording } from './trace.ts';

/** A queue that has stood longer than this is served from its end, if it is adaptive. */
const STANDING_QUEUE_NS = 100e6;

export abstract class Visits extends Timeline {
  protected readonly scenario: ResolvedScenario;
  protected readonly recording: Recording;
  protected readonly draws: Draws;
  protected readonly instances: readonly (readonly Instance[])[];
  private ready: Thread[] = [];
  /** Work that is going on, by its end. */
  private working: ReadonlyMap<Entry | null, string> = new Map();

  constructor(scenario: ResolvedScenario, recording: Recording) {
    super();
    this.scenario = scenario;
    this.recording = recording;
    this.draws = new Draws(scenario.seed);
    this.instances = scenario.services.map((service) =>
      service.instances.map((_, number) => newInstance(service, number)),
    );
  }

  /** A call of a step begins. */
  protected abstract startCall(call: Call): void;
  /** Nobody waits for it any more. */
  protected abstract abandonCall(call: Call | null): void;
  /** The visit is over and answers. */
  protected abstract respond(attempt: Attempt, outcome: Outcome): void;

  /** After every event; work that was cut in the event that began it is not told. */
  protected tellWork(): void {
    const threads = this.instances.flat().flatMap((instance) => [...instance.threads].filter(isWorking));
    const now = new Map(threads.map((thread) => [thread.pending, `${thread.attempt.label} branch ${thread.branch}`]));
    for (const [end, name] of now) {
      if (!this.working.has(end)) this.say(`${name} works until ${end?.timeNs} ns`);
    }
    for (const [end, name] of this.working) {
      if (!now.has(end)) this.say(`${name} has worked`);
    }
    this.working = now;
  }

  protected tellInstances(): void {
    for (const instance of this.instances.flat()) {
      const now = stateOf(instance);
      if (now === instance.told) continue;
      instance.told = now;
      this.say(now);
    }
  }

  protected newThread(
    attempt: Attempt,
    parent: Thread | null,
    branch: number,
    walk: (self: Thread) => Generator<void, boolean>,
  ): Thread {
    const thread: Thread = {
      attempt,
      parent,
      branch,
      walk: null,
      doing: 'ready',
      hasStarted: false,
      heldSinceNs: null,
      abandonedNs: Infinity,
      pending: null,
      callsMade: 0,
      call: null,
      callWasOk: false,
      join: null,
    };
    // A generator does nothing before it is asked for the first time.
    thread.walk = walk(thread);
    attempt.instance.threads.add(thread);
    return thread;
  }

  protected *visit(thread: Thread): Generator<void, boolean> {
    const fastNs = this.failsAfterNs(thread.attempt);
    if (fastNs === null) return yield* this.steps(thread, thread.attempt.endpoint.steps);
    yield* this.work(thread, fastNs);
    return false;
  }

  /** False: it has failed. */
  protected *steps(thread: Thread, steps: readonly ResolvedStep[]): Generator<void, boolean> {
    for (const step of steps) {
      switch (step.kind) {
        case 'work':
          yield* this.getWorkerForWork(thread);
          yield* this.work(thread, this.workNs(thread.attempt, step));
          break;
        case 'delay':
          yield* this.delay(thread, this.draws.ns(step.of, `delay/${step.site}`, thread.attempt.key));
          break;
        case 'call':
          if (!(yield* this.callStep(thread, step))) return false;
          break;
        case 'parallel':
          yield* this.getWorkerForCalls(thread);
          if (step.need > 0 && step.branches.length > 0 && !(yield* this.parallel(thread, step.branches, step.need))) {
            return false;
          }
          break;
        case 'send':
          throw new Error('messages are not part of the subset');
        case 'cache':
          throw new Error('caches are not part of the subset');
        case 'choose': {
          const option = this.chosen(thread.attempt, step);
          if (option !== null && !(yield* this.steps(thread, option))) return false;
          break;
        }
      }
    }
    return true;
  }

  protected chosen(attempt: Attempt, { site, options }: Extract<ResolvedStep, { kind: 'choose' }>) {
    let left = this.draws.unit(`choose/${site}`, attempt.key);
    for (const { ratio, steps } of options) {
      if (left < ratio) return steps;
      left -= ratio;
    }
    return null;
  }

  protected *callStep(thread: Thread, step: ResolvedCall): Generator<void, boolean> {
    for (let left = step.count; left > 0; left--) {
      const unit = this.draws.unit(`probability/${step.site}`, thread.attempt.key, left);
      if (step.probability < 1 && unit >= step.probability) continue;
      yield* this.getWorkerForCalls(thread);
      this.callBelow(thread, step);
      yield;
      if (!thread.callWasOk) return false;
    }
    return true;
  }

  protected callBelow(thread: Thread, step: ResolvedCall): void {
    const service = this.scenario.services[step.service];
    const { attempt } = thread;
    const call: Call = {
      label: callLabel(attempt.label, service.id, ++attempt.callsMade),
      key: this.draws.callKey(attempt.key, step.site, thread.branch * 8191 + thread.callsMade++),
      link: this.scenario.links[step.link],
      endpoint: service.endpoints[step.endpoint],
      waiter: thread,
      zone: attempt.instance.zone,
      user: null,
      depth: attempt.depth + 1,
      attempts: 0,
      attempt: null,
      retry: null,
      failedAt: null,
    };
    thread.doing = 'calling';
    thread.call = call;
    if (thread.heldSinceNs !== null && isAsync(thread)) this.giveWorkerBack(thread);
    this.startCall(call);
  }

  protected *parallel(
    thread: Thread,
    branches: readonly (readonly ResolvedStep[])[],
    need: number,
  ): Generator<void, boolean> {
    const join: Join = { need, children: [], started: 0, succeeded: 0, failed: 0 };
    thread.join = join;
    thread.doing = 'joining';
    join.children = branches.map((steps, index) =>
      this.newThread(thread.attempt, thread, thread.branch * 1021 + index + 1, (self) => this.steps(self, steps)),
    );
    for (const child of join.children) this.goOn(child);
    if (thread.heldSinceNs !== null && isAsync(thread)) this.giveWorkerBack(thread);
    yield;
    thread.join = null;
    return join.succeeded >= need;
  }

  protected workNs(attempt: Attempt, step: Extract<ResolvedStep, { kind: 'work' }>): number {
    const demandNs = this.draws.ns(step.of, `work/${step.site}`, attempt.key);
    let factor = 1;
    for (const fault of attempt.instance.faults) {
      if (fault.kind === 'slow' && this.isHit(fault, attempt, fault.shareRatio)) factor *= fault.factor;
    }
    return roundNs(roundNs(demandNs / attempt.instance.speed) * factor);
  }

  protected *work(thread: Thread, ns: number): Generator<void, void> {
    thread.doing = 'working';
    thread.pending = this.at(this.nowNs + ns, () => {
      thread.pending = null;
      if (thread.doing === 'for-nobody') this.bury(thread);
      else {
        if (thread.heldSinceNs === null) this.passTurn(thread.attempt);
        this.goOn(thread);
      }
    });
    yield;
  }

  protected *delay(thread: Thread, ns: number): Generator<void, void> {
    if (ns === 0) return;
    thread.doing = 'delaying';
    thread.pending = this.at(this.nowNs + ns, () => {
      thread.pending = null;
      this.goOn(thread);
    });
    if (thread.heldSinceNs !== null) this.giveWorkerBack(thread);
    yield;
  }

  /** Branches of a blocking visit take turns with the worker that the visit holds; all others have their own. */
  protected *getWorkerForWork(thread: Thread): Generator<void, void> {
    if (thread.parent === null || isAsync(thread)) {
      yield* this.getWorker(thread);
    } else if (thread.attempt.turn === null) {
      thread.attempt.turn = thread;
    } else {
      thread.doing = 'turn';
      thread.attempt.turnQueue.push(thread);
      yield;
    }
  }

  /** A blocking visit holds a worker while it calls. */
  protected *getWorkerForCalls(thread: Thread): Generator<void, void> {
    if (thread.parent === null && !isAsync(thread)) yield* this.getWorker(thread);
  }

  protected *getWorker(thread: Thread): Generator<void, void> {
    if (thread.heldSinceNs !== null) return;
    const { instance } = thread.attempt;
    if (instance.held < instance.service.concurrency) {
      this.takeWorker(thread);
      return;
    }
    this.wait(thread);
    yield;
  }

  protected takeWorker(thread: Thread): void {
    thread.attempt.instance.held++;
    thread.heldSinceNs = this.nowNs;
  }

  protected wait(thread: Thread): void {
    const { instance } = thread.attempt;
    if (instance.queue.length === 0) instance.filledNs = this.nowNs;
    instance.queue.push(thread);
    thread.doing = 'queued';
  }

  /** The worker goes to the one of those waiting whom the discipline names. */
  protected giveWorkerBack(thread: Thread): void {
    const { instance } = thread.attempt;
    this.tellReleased(thread);
    thread.heldSinceNs = null;
    instance.held--;
    const next = this.servesNewest(instance) ? instance.queue.pop() : instance.queue.shift();
    if (next === undefined) return;
    this.cancel(next.pending);
    next.pending = null;
    this.takeWorker(next);
    this.goOn(next);
  }

  protected servesNewest({ service, filledNs }: Instance): boolean {
    if (service.queueDiscipline === 'adaptive-lifo') return this.nowNs - filledNs > STANDING_QUEUE_NS;
    return service.queueDiscipline === 'lifo';
  }

  protected tellReleased(thread: Thread): void {
    const heldNs = this.nowNs - (thread.heldSinceNs ?? this.nowNs);
    let unwantedNs = thread.abandonedNs;
    for (let visit: Attempt | null = thread.attempt; visit !== null; visit = visit.above) {
      unwantedNs = Math.min(unwantedNs, visit.gaveUpNs);
    }
    const wastedNs = Math.min(heldNs, Math.max(0, this.nowNs - unwantedNs));
    const { name } = thread.attempt.instance;
    this.say(`worker of ${name} released, held ${heldNs} ns, for nobody ${wastedNs} ns`);
  }

  /** The branch that has used the visit's worker is done with it; the one that waits longest goes on. */
  protected passTurn(visit: Attempt): void {
    visit.turn = visit.turnQueue.shift() ?? null;
    if (visit.turn !== null) this.goOn(visit.turn);
  }

  protected goOn(thread: Thread): void {
    thread.doing = 'ready';
    this.ready.push(thread);
  }

  protected letAllGoOn(): void {
    for (let thread = this.ready.shift(); thread !== undefined; thread = this.ready.shift()) {
      if (thread.doing === 'dropped') this.bury(thread);
      else this.resume(thread);
      if (thread.parent !== null) this.decide(thread.parent);
    }
  }

  protected resume(thread: Thread): void {
    if (!thread.hasStarted && thread.parent?.join) thread.parent.join.started++;
    thread.hasStarted = true;
    const step = thread.walk?.next();
    if (step?.done !== true) return;
    if (thread.parent === null) this.leave(thread, step.value ? this.answerOf(thread.attempt) : 'error');
    else this.endBranch(thread, thread.parent, step.value);
  }

  protected endBranch(thread: Thread, parent: Thread, isOk: boolean): void {
    this.bury(thread);
    if (parent.join === null) return;
    if (isOk) parent.join.succeeded++;
    else parent.join.failed++;
    this.decide(parent);
  }

  /** It ends, and gives back the worker it holds. */
  protected bury(thread: Thread): void {
    thread.doing = 'ended';
    thread.attempt.instance.threads.delete(thread);
    if (thread.heldSinceNs !== null) this.giveWorkerBack(thread);
  }

  protected decide(parent: Thread): void {
    const { join } = parent;
    if (join === null || parent.doing !== 'joining' || join.started < join.children.length) return;
    const extra = join.children.length - join.need;
    const isOk = join.succeeded >= join.need;
    if (!isOk && join.failed <= extra) return;
    for (const child of join.children) this.abandon(child);
    if (isOk && (join.failed > 0 || extra > 0)) {
      this.say(`${parent.attempt.label} has its quorum, ${join.failed} failed, ${extra} extra`);
    }
    this.goOn(parent);
  }

  /** Nobody waits for this branch any more. Work with a worker of its own goes on to its end. */
  protected abandon(thread: Thread): void {
    const visit = thread.attempt;
    thread.abandonedNs = Math.min(thread.abandonedNs, this.nowNs);
    switch (thread.doing) {
      case 'ended':
      case 'for-nobody':
      case 'dropped':
        return;
      case 'ready':
        // Stands in line: it is dropped when it is its turn.
        thread.doing = 'dropped';
        if (visit.turn === thread) this.passTurn(visit);
        return;
      case 'working':
        if (thread.heldSinceNs !== null) {
          thread.doing = 'for-nobody';
          return;
        }
        this.cancel(thread.pending);
        this.passTurn(visit);
        break;
      case 'calling':
        this.abandonCall(thread.call);
        break;
      case 'joining':
        for (const child of thread.join?.children ?? []) this.abandon(child);
        break;
      case 'queued':
        remove(visit.instance.queue, thread);
        break;
      case 'turn':
        remove(visit.turnQueue, thread);
        break;
      case 'delaying':
        this.cancel(thread.pending);
        break;
    }
    this.bury(thread);
  }

  /** What the endpoint answers when its steps are done. */
  protected answerOf(attempt: Attempt): Outcome {
    const { endpoint, instance, key } = attempt;
    const { errorRatio, id } = endpoint;
    if (errorRatio > 0 && this.draws.unit(`error/${instance.service.id}.${id}`, key) < errorRatio) return 'error';
    const isSpoilt = instance.faults.some(
      (fault) => fault.kind === 'error' && fault.after === null && this.isHit(fault, attempt, fault.ratio),
    );
    return isSpoilt ? 'error' : 'ok';
  }

  protected failsAfterNs(attempt: Attempt): number | null {
    for (const fault of attempt.instance.faults) {
      if (fault.kind !== 'error' || fault.after === null || !this.isHit(fault, attempt, fault.ratio)) continue;
      return this.draws.ns(fault.after, `fault/${fault.id}/after`, attempt.key);
    }
    return null;
  }

  protected isHit(fault: ResolvedFault, attempt: Attempt, ratio: number): boolean {
    return ratio >= 1 || this.draws.unit(`fault/${fault.id}/share`, attempt.key) < ratio;
  }

  protected leave(thread: Thread, outcome: Outcome): void {
    this.bury(thread);
    this.say(`${thread.attempt.label} answered: ${outcome}`);
    this.respond(thread.attempt, outcome);
  }
}
