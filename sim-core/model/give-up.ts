/**
 * What happens when nobody wants an answer any more: an attempt without its caller, a call without its frame, a branch
 * whose `parallel` step is decided. The server is not told and works on (`cancellation: none`).
 */
import { NO_EVENT } from '../kernel/event-queue.ts';
import { MAX_TIME_NS } from '../kernel/time.ts';
import { leaveCaches } from './cache.ts';
import { GIVE_UP } from './event-kinds.ts';
import { freeFrame, leaveQueue, releaseWorker, unwantedSinceNs } from './instance.ts';
import { CANCELLED } from './outcomes.ts';
import { tellAbandoned } from './retry-budget.ts';
import {
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
  OWN_QUEUE,
  VANISHED,
} from './tables.ts';
import type { World } from './world.ts';

/** TCP gives up on a silent peer after about this long (Linux tcp_retries2 = 15: 924.6 s with its minimum RTO). */
export const TCP_GIVES_UP_NS = 900e9;

/** The caller no longer counts the attempt as its own. The row lives on until the answer arrives. */
export function leaveAttempt(world: World, attempt: number): void {
  const { attempts } = world;
  forgetLoad(world, attempt);
  // Those further up may have given up before; they are out of reach once the call is let go.
  attempts.gaveUpNs[attempt] = Math.min(world.kernel.nowNs, unwantedSinceNs(world, attempt));
  attempts.call[attempt] = -1;
  world.kernel.cancelKept(attempts.timer, attempt);
  if (attempts.state[attempt] === VANISHED) releaseAttempt(world, attempt);
}

/** One attempt in flight less, as the caller's balancer counts. */
export function forgetLoad(world: World, attempt: number): void {
  const { attempts } = world;
  const base = world.callerLoadBase[attempts.caller[attempt]];
  if (base < 0) return;
  const callee = world.links[attempts.link[attempt]].firstInstance;
  world.callerLoads[base + attempts.instance[attempt] - callee]--;
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
  attempts.state[attempt] = 0;
  attempts.pool.release(attempt);
}

/** No further attempts; the one in flight goes on for nobody. */
export function abandonCall(world: World, call: number): void {
  const { calls } = world;
  if (calls.timer[call] !== NO_EVENT) world.kernel.cancel(calls.timer[call]);
  const attempt = calls.attempt[call];
  if (world.hasBudgets) tellAbandoned(world, call, attempt);
  if (world.observer !== null) {
    if (attempt >= 0) world.observer.attemptEnded(attempt, CANCELLED);
    world.observer.callEnded(call, CANCELLED, attempt);
  }
  if (attempt >= 0) leaveAttempt(world, attempt);
  calls.link[call] = -1;
  calls.pool.release(call);
}

/** Ends a branch that nobody waits for. Work of its own worker runs to its end; all else stops. */
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
      frames.state[branch] = FRAME_ABANDONED;
      if (frames.activeBranch[rootOf(world, branch)] === branch) passVisitWorker(world, branch);
      return;
    case FRAME_WORKING:
      if (frames.holdsWorker[branch] === 1) {
        frames.state[branch] = FRAME_ABANDONED;
        return;
      }
      stopVisitWork(world, branch);
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

function stopVisitWork(world: World, branch: number): void {
  const { frames } = world;
  const instance = frames.instance[branch];
  world.kernel.cancel(frames.event[branch]);
  if (world.observer !== null) world.observer.instanceChanging(instance);
  world.instanceWorking[instance]--;
  passVisitWorker(world, branch);
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
