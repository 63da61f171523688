/**
 * A process that is stopped for a while, as by SIGSTOP or by a garbage collector that stops the world. Its work in hand
 * stands still and then goes on with what was left. Nothing inside it happens meanwhile: its timers do not ring, it sends
 * no heartbeat, and it reads no message. The kernel of its host goes on: it takes messages and refuses none, and sends lost
 * ones again. All that came is dealt with at the end of the pause, in the order in which it came.
 *
 * An event that a paused process would have to handle is scheduled anew for the end of the pause, so that who cancels it
 * still finds it. Work is not touched: when its end comes it is found out how long the process was paused since it began,
 * and the end moves by that. So a pause costs the same however much is in flight.
 *
 * @hot
 */
import { NO_EVENT } from '../kernel/event-queue.ts';
import { MAX_TIME_NS } from '../kernel/time.ts';
import * as kinds from './event-kinds.ts';
import { vanish } from './give-up.ts';
import { RESET } from './outcomes.ts';
import { respond } from './respond.ts';
import { FRAME_ABANDONED, FRAME_PHASES, OWN_PROCESS, SENDING } from './tables.ts';
import { resumeSharing, stopSharing } from './work.ts';
import type { World } from './world.ts';

/** No process handles the event: a client, a kernel, the registry. */
const NOBODY = -1;

/** Stops the process until `untilNs`, or lets its pause last until then at least. One that is down has nothing to stop. */
export function pause(world: World, instance: number, untilNs: number): void {
  const { kernel } = world;
  const { pausedUntilNs, pauseWantedNs } = world.pauses;
  if (world.instanceUp[instance] === 0 || untilNs <= kernel.nowNs) return;
  if (pausedUntilNs[instance] > 0) {
    pauseWantedNs[instance] = Math.max(pauseWantedNs[instance], untilNs);
    return;
  }
  if (world.observer !== null) world.observer.instanceChanging(instance);
  if (world.services[world.instanceService[instance]].isSharing) stopSharing(world, instance);
  world.pauses.pausedSinceNs[instance] = kernel.nowNs;
  pauseWantedNs[instance] = untilNs;
  planEnd(world, instance, untilNs);
}

function planEnd(world: World, instance: number, untilNs: number): void {
  world.pauses.pausedUntilNs[instance] = Math.min(MAX_TIME_NS, untilNs);
  world.kernel.scheduleKept(world.pauses.pausedUntilNs, world.pauses.pauseEvent, instance, kinds.PAUSE_ENDS, instance);
}

/** The process goes on, unless another pause has begun in this one: then what has waited goes on waiting, in its order. */
export function onPauseEnds(world: World, instance: number): void {
  const { kernel } = world;
  const { pauseWantedNs } = world.pauses;
  world.pauses.pauseEvent[instance] = NO_EVENT;
  if (pauseWantedNs[instance] > kernel.nowNs) {
    planEnd(world, instance, pauseWantedNs[instance]);
    return;
  }
  if (world.observer !== null) world.observer.instanceChanging(instance);
  world.pauses.pausedNs[instance] += kernel.nowNs - world.pauses.pausedSinceNs[instance];
  world.pauses.pausedUntilNs[instance] = 0;
  if (world.services[world.instanceService[instance]].isSharing) resumeSharing(world, instance);
}

/** A paused process dies, and its pause with it. Who has sent it what it has not read learns of it, or never does. */
export function endPauseOfDead(world: World, instance: number, isHost: boolean): void {
  const { attempts, kernel } = world;
  const { pausedUntilNs } = world.pauses;
  if (pausedUntilNs[instance] === 0) return;
  kernel.cancelKept(world.pauses.pauseEvent, instance);
  pausedUntilNs[instance] = 0;
  for (let attempt = 0; attempt < attempts.pool.used; attempt++) {
    if (!isUnread(world, attempt) || attempts.instance[attempt] !== instance) continue;
    kernel.cancelKept(attempts.retransmission, attempt);
    attempts.causeService[attempt] = world.instanceService[instance];
    attempts.causeReason[attempt] = RESET;
    if (isHost) {
      vanish(world, attempt);
    } else {
      if (world.observer !== null) world.observer.attemptRefused(attempt, RESET);
      respond(world, attempt, RESET);
    }
  }
}

function isUnread({ attempts }: World, attempt: number): boolean {
  return attempts.state[attempt] === SENDING && attempts.arrivedNs[attempt] >= 0;
}

/** At what was to be the end of a piece of work: true, the process was paused meanwhile, and the end is later by that. */
export function goesOnWorking(world: World, frame: number): boolean {
  const { frames, kernel } = world;
  const pausedNs = world.pauses.pausedNs[frames.instance[frame]];
  const leftNs = pausedNs - frames.pausedBeforeNs[frame];
  if (leftNs === 0) return false;
  frames.pausedBeforeNs[frame] = pausedNs;
  frames.untilNs[frame] = Math.min(MAX_TIME_NS, frames.untilNs[frame] + leftNs);
  kernel.scheduleKept(frames.untilNs, frames.event, frame, kinds.WORK_ENDS, frame);
  return true;
}

/** Woken from outside, by another instance that has fetched a value for it, a frame of a paused process goes on later. */
export function holdFrame(world: World, frame: number): boolean {
  const { frames } = world;
  const { pausedUntilNs } = world.pauses;
  const instance = frames.instance[frame];
  if (pausedUntilNs[instance] === 0 || frames.state[frame] === FRAME_ABANDONED) return false;
  frames.sinceNs[frame] = world.kernel.nowNs;
  frames.event[frame] = world.kernel.scheduleAt(pausedUntilNs[instance], kinds.FRAME_GOES_ON, frame, 0);
  return true;
}

export function onFrameGoesOn(world: World, frame: number): void {
  const { frames, kernel } = world;
  frames.event[frame] = NO_EVENT;
  frames.phases[frame * FRAME_PHASES + OWN_PROCESS] += kernel.nowNs - frames.sinceNs[frame];
  world.ready.push(frame);
}

/** True: the process that would have to handle the event is paused, and does so later. */
export function isPutOff(world: World, kind: number, subject: number, detail: number): boolean {
  const instance = handlerOf(world, kind, subject);
  // Below 0 also where no instance has been picked, or a broker holds it.
  if (instance < 0 || world.pauses.pausedUntilNs[instance] === 0) return false;
  putOff(world, kind, subject, detail, instance);
  return true;
}

/** The instance whose process handles the event. */
function handlerOf(world: World, kind: number, subject: number): number {
  const { attempts, calls, frames } = world;
  switch (kind) {
    case kinds.REQUEST_ARRIVES:
    case kinds.CANCEL_ARRIVES:
      return attempts.instance[subject];
    case kinds.WORK_ENDS:
    case kinds.MAX_WAIT_ENDS:
    case kinds.DELAY_ENDS:
    case kinds.DOOR_OPENS:
    case kinds.CACHE_TAKES_OVER:
    case kinds.FRAME_GOES_ON:
      return frames.instance[subject];
    case kinds.RESPONSE_ARRIVES:
    case kinds.TIMEOUT:
    case kinds.GIVE_UP:
    case kinds.GATE_OPENS:
      return world.callerInstance[attempts.caller[subject]];
    case kinds.RETRY_DUE:
    case kinds.HEDGE_DUE:
    case kinds.DEADLINE_ENDS:
    case kinds.FALLBACK_ANSWERS:
      return world.callerInstance[calls.caller[subject]];
    case kinds.HEARTBEAT:
      return subject;
    case kinds.FETCH:
    case kinds.FETCH_RETURNS:
    case kinds.OUTLIER_SWEEP:
      return world.callerInstance[subject];
    case kinds.BREAKER_DUE:
      return world.callerInstance[world.guards.breakerCaller[subject]];
    case kinds.CONNECT_ENDS:
    case kinds.CONNECT_FAILS:
    case kinds.CONNECTION_IDLES:
      return world.callerInstance[world.pools.connections.caller[subject]];
    default:
      return NOBODY;
  }
}

/** Schedules the event for the end of the pause; its handle goes where the old one was. */
function putOff(world: World, kind: number, subject: number, detail: number, instance: number): void {
  const { attempts, guards, kernel, registry } = world;
  const { connections } = world.pools;
  const handle = kernel.scheduleAt(world.pauses.pausedUntilNs[instance], kind, subject, detail);
  switch (kind) {
    case kinds.REQUEST_ARRIVES:
      if (attempts.arrivedNs[subject] < 0) attempts.arrivedNs[subject] = kernel.nowNs;
      attempts.retransmission[subject] = handle;
      break;
    case kinds.CANCEL_ARRIVES:
      attempts.cancelEvent[subject] = handle;
      break;
    case kinds.TIMEOUT:
    case kinds.GIVE_UP:
    case kinds.GATE_OPENS:
      attempts.timer[subject] = handle;
      break;
    case kinds.RETRY_DUE:
    case kinds.HEDGE_DUE:
    case kinds.FALLBACK_ANSWERS:
      world.calls.timer[subject] = handle;
      break;
    case kinds.DEADLINE_ENDS:
      world.calls.deadlineTimer[subject] = handle;
      break;
    case kinds.HEARTBEAT:
      registry.heartbeatEvent[subject] = handle;
      break;
    case kinds.FETCH:
      registry.fetchEvent[subject] = handle;
      break;
    case kinds.OUTLIER_SWEEP:
      guards.sweepTimer[subject] = handle;
      break;
    case kinds.BREAKER_DUE:
      guards.breakerTimer[subject] = handle;
      break;
    case kinds.CONNECT_FAILS:
      // Whatever made it fail, it has.
      kernel.cancelKept(connections.timer, subject);
      kernel.cancelKept(connections.event, subject);
      connections.event[subject] = handle;
      break;
    case kinds.CONNECT_ENDS:
      connections.event[subject] = handle;
      break;
    case kinds.CONNECTION_IDLES:
      connections.timer[subject] = handle;
      break;
    case kinds.RESPONSE_ARRIVES:
    case kinds.FETCH_RETURNS:
      // Nobody cancels them.
      break;
    default:
      world.frames.event[subject] = handle;
  }
}
