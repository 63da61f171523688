/**
 * What happens when nobody wants an answer any more: an attempt without its caller, a call without its frame, a branch
 * whose `parallel` step is decided. The server hears of it by a message, if it heeds such news at all (`cancellation`).
 */
import { drawKeyedNs } from '../kernel/distributions.ts';
import { NO_EVENT } from '../kernel/event-queue.ts';
import { MAX_TIME_NS } from '../kernel/time.ts';
import { leaveCaches } from './cache.ts';
import { CANCEL_ARRIVES, GIVE_UP } from './event-kinds.ts';
import { leaveGate } from './gate.ts';
import { freeFrame, leaveQueue, releaseWorker, unwantedSinceNs } from './instance.ts';
import { CANCELLED, type Outcome } from './outcomes.ts';
import { attemptLeft } from './pick-instance.ts';
import { freeStream, leaveLine } from './pools.ts';
import { tellAbandoned, tellAttemptLeft } from './retry-budget.ts';
import { TCP_GIVES_UP_NS } from './tcp.ts';
import {
  AT_GATE,
  AT_POOL,
  AT_SERVER,
  FRAME_ABANDONED,
  FRAME_CALLING,
  FRAME_DELAYING,
  FRAME_ENDED,
  FRAME_JOINING,
  FRAME_PHASES,
  FRAME_QUEUED,
  FRAME_READY,
  FRAME_WAITING_FOR_VALUE,
  FRAME_WAITING_FOR_VISIT,
  FRAME_WORKING,
  NOT_PICKED,
  OWN_QUEUE,
  SENDING,
  VANISHED,
} from './tables.ts';
import { cancelWork } from './work.ts';
import type { LinkFacts, World } from './world.ts';
import { wireOf } from './zone-wires.ts';

/** The caller no longer counts the attempt as its own. The row lives on until the answer arrives. */
export function leaveAttempt(world: World, attempt: number): void {
  const { attempts } = world;
  if (attempts.state[attempt] === AT_GATE) {
    world.kernel.cancelKept(attempts.timer, attempt);
    releaseAttempt(world, attempt);
    return;
  }
  forgetLoad(world, attempt);
  if (attempts.state[attempt] === AT_POOL) {
    world.kernel.cancelKept(attempts.timer, attempt);
    leaveLine(world, attempt);
    releaseAttempt(world, attempt);
    return;
  }
  // Those further up may have given up before; they are out of reach once the call is let go.
  attempts.gaveUpNs[attempt] = Math.min(world.kernel.nowNs, unwantedSinceNs(world, attempt));
  attempts.call[attempt] = -1;
  world.kernel.cancelKept(attempts.timer, attempt);
  if (attempts.state[attempt] === VANISHED) releaseAttempt(world, attempt);
  else if (heedsLeaving(world, world.links[attempts.link[attempt]])) sendNews(world, attempt, 0);
}

/** A consumer whose message can be seen again is not told. */
function heedsLeaving({ services }: World, { callee, isDelivery }: LinkFacts): boolean {
  return !isDelivery && services[callee].heedsCancel;
}

/**
 * Sends word to the instance that the answer is not wanted: a message of no size, with a latency of its own, that does not
 * overtake the request. It is not lost: that would only matter within the retransmission timer.
 */
export function sendNews(world: World, attempt: number, from: number): void {
  const { attempts, kernel } = world;
  const { cancelEvent, keys, newsNs, state } = attempts;
  if (cancelEvent[attempt] !== NO_EVENT || (state[attempt] !== SENDING && state[attempt] !== AT_SERVER)) return;
  const { cancelStream } = world.links[attempts.link[attempt]];
  const { latency } = wireOf(world, attempt, 0);
  drawKeyedNs(latency, world.keyed, cancelStream, keys, attempt, newsNs, attempt);
  const requestNs = state[attempt] === SENDING ? attempts.legEndNs[attempt] : 0;
  newsNs[attempt] = Math.min(MAX_TIME_NS, Math.max(requestNs, kernel.nowNs + newsNs[attempt]));
  cancelEvent[attempt] = kernel.scheduleAt(newsNs[attempt], CANCEL_ARRIVES, attempt, from);
}

/** Takes the attempt out of those its call has in flight; what it held at the caller's gate is free. */
export function endInFlight(world: World, call: number, attempt: number, outcome: Outcome): void {
  const { attempts, calls } = world;
  if (world.hasGates) leaveGate(world, attempt, outcome);
  if (calls.attempt[call] === attempt) {
    calls.attempt[call] = attempts.older[attempt];
    return;
  }
  let newer = calls.attempt[call];
  while (attempts.older[newer] !== attempt) newer = attempts.older[newer];
  attempts.older[newer] = attempts.older[attempt];
}

/**
 * The call has ended without those still in flight, or will now. To be followed by `letAllGo` with what this returns, once
 * their rows have told what the call's end needs to know.
 */
export function endAllInFlight(world: World, call: number, outcome: Outcome): number {
  const { attempts, calls } = world;
  const newest = calls.attempt[call];
  for (let attempt = newest; attempt >= 0; attempt = attempts.older[attempt]) {
    if (world.hasBudgets) tellAttemptLeft(world, call, attempt);
    if (world.hasGates) leaveGate(world, attempt, outcome);
    if (attempts.instance[attempt] !== NOT_PICKED && world.observer !== null)
      world.observer.attemptEnded(attempt, outcome);
  }
  calls.attempt[call] = -1;
  return newest;
}

/** They go on for nobody. */
export function letAllGo(world: World, newest: number): void {
  const { older } = world.attempts;
  for (let attempt = newest; attempt >= 0; ) {
    const next = older[attempt];
    leaveAttempt(world, attempt);
    attempt = next;
  }
}

/** One attempt in flight less, as the caller's balancer counts; it hears how long it took. */
export function forgetLoad(world: World, attempt: number): void {
  const { attempts } = world;
  const base = world.callerLoadBase[attempts.caller[attempt]];
  if (base >= 0) {
    const callee = world.links[attempts.link[attempt]].firstInstance;
    world.callerLoads[base + attempts.instance[attempt] - callee]--;
  }
  if (world.hasWatchers && world.links[attempts.link[attempt]].broker < 0) attemptLeft(world, attempt);
}

/** Nothing will come back of it. A caller without a timeout learns it when TCP gives up: that long from now, or as said. */
export function vanish(world: World, attempt: number, givesUpNs = world.kernel.nowNs + TCP_GIVES_UP_NS): void {
  const { attempts, kernel } = world;
  attempts.state[attempt] = VANISHED;
  if (attempts.call[attempt] === -1) {
    releaseAttempt(world, attempt);
  } else if (attempts.timer[attempt] === NO_EVENT) {
    // Later than that if it stood in line for its link all the time.
    const timeNs = Math.min(MAX_TIME_NS, Math.max(kernel.nowNs, givesUpNs));
    attempts.timer[attempt] = kernel.scheduleAt(timeNs, GIVE_UP, attempt, 0);
  }
}

export function releaseAttempt(world: World, attempt: number): void {
  const { attempts } = world;
  if (attempts.frame[attempt] >= 0) freeFrame(world, attempts.frame[attempt]);
  if (world.hasPools && attempts.connection[attempt] >= 0)
    freeStream(world, attempt, attempts.state[attempt] === VANISHED);
  if (world.hasCancels) world.kernel.cancelKept(attempts.cancelEvent, attempt);
  attempts.state[attempt] = 0;
  attempts.pool.release(attempt);
}

/** No further attempts; those in flight go on for nobody. */
export function abandonCall(world: World, call: number): void {
  letAllGo(world, endAbandoned(world, call));
}

/** The process that sent the call has died: what had not left it is lost, what had goes on, and not for nobody. */
export function orphanSentCall(world: World, call: number): void {
  const { attempts, kernel } = world;
  for (let attempt = endAbandoned(world, call); attempt >= 0; ) {
    const next = attempts.older[attempt];
    const { state } = attempts;
    if (state[attempt] === AT_GATE || state[attempt] === AT_POOL || state[attempt] === VANISHED) {
      leaveAttempt(world, attempt);
    } else {
      forgetLoad(world, attempt);
      kernel.cancelKept(attempts.timer, attempt);
      attempts.call[attempt] = -1;
    }
    attempt = next;
  }
}

/** @returns the newest of its attempts in flight, as `endAllInFlight` does */
function endAbandoned(world: World, call: number): number {
  const { calls } = world;
  world.kernel.cancelKept(calls.timer, call);
  if (world.hasDeadlines) world.kernel.cancelKept(calls.deadlineTimer, call);
  if (world.hasBudgets) tellAbandoned(world, call);
  const newest = endAllInFlight(world, call, CANCELLED);
  if (world.observer !== null) world.observer.callEnded(call, CANCELLED, newest);
  calls.link[call] = -1;
  calls.pool.release(call);
  return newest;
}

/**
 * Ends a branch that nobody waits for, or a whole visit. Work of its own worker runs to its end unless the service stops that
 * too; all else stops.
 */
export function abandonBranch(world: World, branch: number): void {
  const { frames } = world;
  if (world.hasCaches) leaveCaches(world, branch);
  switch (frames.state[branch]) {
    case FRAME_CALLING:
      abandonCall(world, frames.call[branch]);
      break;
    case FRAME_JOINING:
      for (let child = frames.firstChild[branch]; child >= 0; ) {
        const next = frames.nextSibling[child];
        abandonBranch(world, child);
        child = next;
      }
      break;
    case FRAME_QUEUED:
      leaveQueue(world, branch);
      break;
    case FRAME_READY:
    case FRAME_WAITING_FOR_VISIT:
      // Still on a list: whoever takes it off frees it.
      markUnwanted(world, branch);
      if (frames.activeBranch[rootOf(world, branch)] === branch) passVisitWorker(world, branch);
      return;
    case FRAME_WORKING:
      if (frames.holdsWorker[branch] === 1 && !stopsWork(world, branch)) {
        markUnwanted(world, branch);
        return;
      }
      stopWork(world, branch);
      break;
    case FRAME_DELAYING:
      world.kernel.cancel(frames.event[branch]);
      break;
    case FRAME_WAITING_FOR_VALUE:
      // It may be about to take the fetch over.
      if (frames.event[branch] !== NO_EVENT) world.kernel.cancel(frames.event[branch]);
      break;
    case FRAME_ENDED:
      break;
  }
  if (frames.holdsWorker[branch] === 1) releaseWorker(world, branch);
  freeFrame(world, branch);
}

function markUnwanted(world: World, branch: number): void {
  const { frames, kernel } = world;
  frames.state[branch] = FRAME_ABANDONED;
  frames.unwantedSinceNs[branch] = Math.min(kernel.nowNs, unwantedSinceNs(world, frames.attempt[branch]));
}

function stopWork(world: World, branch: number): void {
  cancelWork(world, branch);
  if (world.frames.holdsWorker[branch] === 0) passVisitWorker(world, branch);
}

function stopsWork(world: World, frame: number): boolean {
  return world.services[world.instanceService[world.frames.instance[frame]]].stopsWork;
}

/** The branch no longer uses the worker its visit holds; the next branch waiting for it goes on. */
export function passVisitWorker(world: World, branch: number): void {
  const { frames } = world;
  const root = rootOf(world, branch);
  frames.activeBranch[root] = -1;
  for (;;) {
    const next = frames.waitHead[root];
    if (next < 0) return;
    frames.waitHead[root] = frames.next[next];
    if (frames.state[next] === FRAME_ABANDONED) {
      freeFrame(world, next);
      continue;
    }
    frames.activeBranch[root] = next;
    frames.phases[next * FRAME_PHASES + OWN_QUEUE] += world.kernel.nowNs - frames.sinceNs[next];
    frames.state[next] = FRAME_READY;
    world.ready.push(next);
    return;
  }
}

function rootOf(world: World, frame: number): number {
  return world.attempts.frame[world.frames.attempt[frame]];
}
