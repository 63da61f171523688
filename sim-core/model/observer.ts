/**
 * The only way out of the model: what happened, told in numbers to whoever listens. An observer reads the rest from
 * the world's columns, which still hold the call, attempt or frame while it is being told. It must not change them.
 *
 * Every method is called at the simulated instant `world.kernel.nowNs`.
 */
import type { Outcome } from './outcomes.ts';
import type { World } from './world.ts';

export interface Observer {
  /** Called once before the first event; the observer asks for its columns here. */
  begin(world: World): void;

  /** A request (no call site) or a call below one begins; a sent call tells its sender as its parent frame only now. */
  callStarted(call: number): void;
  /** It ends for its caller: OK, DEGRADED, a failure reason, or CANCELLED. The attempt that decided, or -1. */
  callEnded(call: number, outcome: Outcome, attempt: number): void;

  /** The balancer has picked: the attempt starts. Its number (1, 2 …) tells a retry. */
  attemptStarted(attempt: number): void;
  /** It ends for its caller, who learns the outcome now. The server may go on with it. */
  attemptEnded(attempt: number, outcome: Outcome): void;

  /**
   * It was never sent: its caller rejected it (REJECTED, `attempts.rejectedBy` says by which guard), knows no instance, or
   * got no connection. Without an instance it has not started; else `attemptEnded` follows.
   */
  attemptTurnedBack(attempt: number, outcome: Outcome): void;

  /** A message goes into the wire of a link (direction 0 request, 1 response), also each retransmission. */
  messageSent(attempt: number, direction: number, bytes: number): void;
  messageLost(attempt: number, direction: number): void;

  /** It reached a living instance and was let in at the door; `waits`: no worker was free for it. */
  attemptAdmitted(attempt: number, waits: boolean): void;
  /** It reached the instance and was turned away: UNAVAILABLE; or nobody listened: CONNECT_FAILURE. */
  attemptRefused(attempt: number, outcome: Outcome): void;
  /** The server's side of an admitted attempt is over: OK, ERROR, UNAVAILABLE, RESET (it died) … */
  attemptAnswered(attempt: number, outcome: Outcome): void;

  /** A `parallel` step of this visit was decided well although branches failed, or started more branches than needed. */
  quorumDecided(frame: number, failedBranches: number, extraBranches: number): void;
  /** A `cache` step of this visit has found its value, or not: then it fetches it or waits for another's fetch. */
  cacheLookedUp(attempt: number, isHit: boolean): void;
  /** Is about to change: workers held, workers doing work, waiting, up or down. Integrals are brought up to date. */
  instanceChanging(instance: number): void;
  /** A worker is given back after `heldNs`, of which `wastedNs` were spent for nobody. */
  workerReleased(instance: number, heldNs: number, wastedNs: number): void;
  instanceCrashed(instance: number): void;
  instanceStarted(instance: number): void;

  /** A circuit breaker is in another phase (CLOSED, OPEN, HALF_OPEN of its policy) from now on. */
  breakerChanged(breaker: number, phase: number): void;
  /** A caller's outlier detection has ejected so many instances. */
  instancesEjected(caller: number, count: number): void;

  /** The run is over at this instant; integrals end here. */
  end(): void;

  /** State as plain data: typed arrays, numbers, strings, arrays and objects of them. */
  snapshot(): unknown;
  restore(state: unknown): void;
}

/** Tells several observers, in order. The world holds one observer or null, so that nobody listening costs a branch. */
export class ObserverGroup implements Observer {
  readonly members: readonly Observer[];

  constructor(members: readonly Observer[]) {
    this.members = members;
  }
  begin(world: World): void {
    for (let i = 0; i < this.members.length; i++) this.members[i].begin(world);
  }
  callStarted(call: number): void {
    for (let i = 0; i < this.members.length; i++) this.members[i].callStarted(call);
  }
  callEnded(call: number, outcome: Outcome, attempt: number): void {
    for (let i = 0; i < this.members.length; i++) this.members[i].callEnded(call, outcome, attempt);
  }
  attemptStarted(attempt: number): void {
    for (let i = 0; i < this.members.length; i++) this.members[i].attemptStarted(attempt);
  }
  attemptEnded(attempt: number, outcome: Outcome): void {
    for (let i = 0; i < this.members.length; i++) this.members[i].attemptEnded(attempt, outcome);
  }
  attemptTurnedBack(attempt: number, outcome: Outcome): void {
    for (let i = 0; i < this.members.length; i++) this.members[i].attemptTurnedBack(attempt, outcome);
  }
  messageSent(attempt: number, direction: number, bytes: number): void {
    for (let i = 0; i < this.members.length; i++) this.members[i].messageSent(attempt, direction, bytes);
  }
  messageLost(attempt: number, direction: number): void {
    for (let i = 0; i < this.members.length; i++) this.members[i].messageLost(attempt, direction);
  }
  attemptAdmitted(attempt: number, waits: boolean): void {
    for (let i = 0; i < this.members.length; i++) this.members[i].attemptAdmitted(attempt, waits);
  }
  attemptRefused(attempt: number, outcome: Outcome): void {
    for (let i = 0; i < this.members.length; i++) this.members[i].attemptRefused(attempt, outcome);
  }
  attemptAnswered(attempt: number, outcome: Outcome): void {
    for (let i = 0; i < this.members.length; i++) this.members[i].attemptAnswered(attempt, outcome);
  }
  quorumDecided(frame: number, failedBranches: number, extraBranches: number): void {
    for (let i = 0; i < this.members.length; i++) this.members[i].quorumDecided(frame, failedBranches, extraBranches);
  }
  cacheLookedUp(attempt: number, isHit: boolean): void {
    for (let i = 0; i < this.members.length; i++) this.members[i].cacheLookedUp(attempt, isHit);
  }
  instanceChanging(instance: number): void {
    for (let i = 0; i < this.members.length; i++) this.members[i].instanceChanging(instance);
  }
  workerReleased(instance: number, heldNs: number, wastedNs: number): void {
    for (let i = 0; i < this.members.length; i++) this.members[i].workerReleased(instance, heldNs, wastedNs);
  }
  instanceCrashed(instance: number): void {
    for (let i = 0; i < this.members.length; i++) this.members[i].instanceCrashed(instance);
  }
  instanceStarted(instance: number): void {
    for (let i = 0; i < this.members.length; i++) this.members[i].instanceStarted(instance);
  }
  breakerChanged(breaker: number, phase: number): void {
    for (let i = 0; i < this.members.length; i++) this.members[i].breakerChanged(breaker, phase);
  }
  instancesEjected(caller: number, count: number): void {
    for (let i = 0; i < this.members.length; i++) this.members[i].instancesEjected(caller, count);
  }
  end(): void {
    for (let i = 0; i < this.members.length; i++) this.members[i].end();
  }
  snapshot(): unknown {
    return this.members.map((member) => member.snapshot());
  }
  restore(state: unknown): void {
    const states = state as unknown[];
    this.members.forEach((member, index) => member.restore(states[index]));
  }
}
