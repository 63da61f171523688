/**
 * Process: an attempt arrives at an instance, is let in or turned away, gets a worker and walks through the steps of its
 * endpoint. A frame runs until it has to wait; `advance` says what it wants next.
 *
 * @hot
 */
import { REFUSED } from '../policies/limiters/index.ts';
import { NO_EVENT } from '../kernel/event-queue.ts';
import { drawKeyedNs } from '../kernel/distributions.ts';
import { MAX_TIME_NS, roundNs } from '../kernel/time.ts';
import { hasDoor, hasRoomInside, leaveInside, stepInside, takeTurn } from './admission.ts';
import { freeConsumer, isAtBroker, leaveBroker, passTurn, roomAtBroker, waitAtBroker } from './broker.ts';
import { tellCopies } from './cancellation.ts';
import { DELAY_ENDS, DOOR_OPENS, MAX_WAIT_ENDS, MESSAGE_STORED } from './event-kinds.ts';
import { HIT, IN_FLIGHT, lookUp, STEP_FAILED, store, waitForValue } from './cache.ts';
import { errorAfter, failsByFault, slowFactor } from './fault-effects.ts';
import { abandonBranch, passVisitWorker, vanish } from './give-up.ts';
import { allocate, growthFactor } from './growth.ts';
import {
  consume,
  freeFrame,
  hasFreeWorker,
  hasRoomToWait,
  isExpired,
  isSharing,
  leaveQueue,
  PC_EXPIRED,
  PC_SHED,
  releaseWorker,
  requestWorker,
} from './instance.ts';
import {
  CONNECT_FAILURE,
  DEADLINE_EXCEEDED,
  ERROR,
  OK,
  SAVED_BY_QUORUM,
  UNAVAILABLE,
  type Outcome,
} from './outcomes.ts';
import { goesOnWorking } from './pauses.ts';
import {
  INSTRUCTION,
  OP_CACHE,
  OP_CACHE_STORE,
  OP_CALL,
  OP_CHOOSE,
  OP_DELAY,
  OP_JUMP,
  OP_PARALLEL,
  OP_SEND,
  OP_WORK,
} from './program.ts';
import { respond } from './respond.ts';
import {
  AT_SERVER,
  BROKER,
  FRAME_ABANDONED,
  FRAME_ANSWERED,
  FRAME_AT_DOOR,
  FRAME_DELAYING,
  FRAME_ENDED,
  FRAME_JOINING,
  FRAME_PHASES,
  FRAME_READY,
  FRAME_WAITING_FOR_VISIT,
  FRAME_WORKING,
  OWN_PROCESS,
  OWN_QUEUE,
} from './tables.ts';
import { endSharedWork, startWork } from './work.ts';
import { STOPPED_BY_CALL_LIMIT, type World } from './world.ts';

/** What a frame wants when `advance` returns. */
export const WAITS = 0;
/** Its program counter stands at a `call` step that is to be made. */
export const WANTS_CALL = 1;
export const HAS_ENDED = 2;
export const HAS_FAILED = 3;
/** Its program counter stands at a `send` step; it goes on at once when the call is made. */
export const WANTS_SEND = 4;

/** Program counter of an attempt that an `error` fault with `after` lets fail instead of working. */
const PC_FAIL_FAST = -1;
/** Such a fault has decided the frame's failure. */
const PC_FAILED = -2;

export function onRequestArrives(world: World, attempt: number): void {
  const { attempts } = world;
  const instance = attempts.instance[attempt];
  if (instance === BROKER) {
    arriveAtBroker(world, attempt);
    return;
  }
  if (world.hostUp[instance] === 0) {
    vanish(world, attempt);
    return;
  }
  // One that a paused process has only read now came before.
  if (attempts.arrivedNs[attempt] < 0) attempts.arrivedNs[attempt] = world.kernel.nowNs;
  if (world.instanceUp[instance] === 0) refuse(world, attempt, CONNECT_FAILURE);
  else if (world.hasDeadlines && isExpired(world, attempt, instance)) refuse(world, attempt, DEADLINE_EXCEEDED);
  else if (world.hasDoors) comeToDoor(world, attempt, instance);
  else comeToQueue(world, attempt, instance);
}

function comeToDoor(world: World, attempt: number, instance: number): void {
  const turnNs = hasDoor(world, instance) ? takeTurn(world, instance) : 0;
  if (turnNs > 0) waitAtDoor(world, attempt, instance, turnNs);
  else if (turnNs === REFUSED || !hasRoom(world, attempt, instance)) refuse(world, attempt, UNAVAILABLE);
  else admit(world, attempt, instance, mustWait(world, instance));
}

function comeToQueue(world: World, attempt: number, instance: number): void {
  if (hasFreeWorker(world, instance)) admit(world, attempt, instance, false);
  else if (hasRoomToWait(world, instance)) admit(world, attempt, instance, !isSharing(world, instance));
  else refuse(world, attempt, UNAVAILABLE);
}

function arriveAtBroker(world: World, attempt: number): void {
  const { attempts, kernel, program, services } = world;
  const { callee: service, isDelivery } = world.links[attempts.link[attempt]];
  attempts.arrivedNs[attempt] = kernel.nowNs;
  const isMessage = world.hasDeliveries && attempts.isSent[attempt] === 1 && services[service].delivery !== null;
  const instance = freeConsumer(world, service);
  if (instance < 0 && !isDelivery && roomAtBroker(world, service) !== OK) {
    refuse(world, attempt, UNAVAILABLE);
    return;
  }
  const frame = openFrame(world, attempt, services[service].broker, program.entries[attempts.endpoint[attempt]]);
  if (frame < 0) return;
  attempts.frame[attempt] = frame;
  if (isMessage && !isDelivery) {
    // The answer says that it is stored.
    world.frames.state[frame] = FRAME_ANSWERED;
    kernel.schedule(0, MESSAGE_STORED, attempt, 0);
    respond(world, attempt, OK);
  } else if (instance >= 0) {
    passTurn(world, service, instance);
    consume(world, frame, instance, false);
  } else {
    waitAtBroker(world, frame);
    limitWait(world, frame);
  }
}

function hasRoom(world: World, attempt: number, instance: number): boolean {
  if (hasDoor(world, instance) && !hasRoomInside(world, attempt, instance)) return false;
  return hasFreeWorker(world, instance) || hasRoomToWait(world, instance);
}

function mustWait(world: World, instance: number): boolean {
  return !hasFreeWorker(world, instance) && !isSharing(world, instance);
}

/** It will get a turn of the rate limiter; what is inside then decides whether it goes on. */
function waitAtDoor(world: World, attempt: number, instance: number, turnNs: number): void {
  const { frames, kernel } = world;
  const frame = openVisit(world, attempt, instance, true);
  if (frame < 0) return;
  frames.state[frame] = FRAME_AT_DOOR;
  frames.untilNs[frame] = Math.min(MAX_TIME_NS, kernel.nowNs + turnNs);
  kernel.scheduleKept(frames.untilNs, frames.event, frame, DOOR_OPENS, frame);
}

export function onDoorOpens(world: World, frame: number): void {
  const { frames, kernel } = world;
  const instance = frames.instance[frame];
  frames.event[frame] = NO_EVENT;
  frames.phases[frame * FRAME_PHASES + OWN_QUEUE] += kernel.nowNs - frames.sinceNs[frame];
  if (hasRoom(world, frames.attempt[frame], instance)) {
    goInside(world, frame, instance);
    return;
  }
  blameThisVisit(world, frames.attempt[frame], UNAVAILABLE);
  leaveVisit(world, frame, UNAVAILABLE);
}

function refuse(world: World, attempt: number, outcome: Outcome): void {
  blameThisVisit(world, attempt, outcome);
  if (world.observer !== null) world.observer.attemptRefused(attempt, outcome);
  respond(world, attempt, outcome);
}

function admit(world: World, attempt: number, instance: number, waits: boolean): void {
  const frame = openVisit(world, attempt, instance, waits);
  if (frame >= 0) goInside(world, frame, instance);
}

function openVisit(world: World, attempt: number, instance: number, waits: boolean): number {
  const { attempts, frames, kernel, program } = world;
  const frame = openFrame(world, attempt, instance, program.entries[attempts.endpoint[attempt]]);
  if (frame < 0) return frame;
  attempts.state[attempt] = AT_SERVER;
  attempts.frame[attempt] = frame;
  if (world.hasOptimistic) attempts.version[attempt] = world.endpointVersion[attempts.endpoint[attempt]];
  if (world.hasPauses) frames.phases[frame * FRAME_PHASES + OWN_PROCESS] += kernel.nowNs - attempts.arrivedNs[attempt];
  if (world.observer !== null) world.observer.attemptAdmitted(attempt, waits);
  return frame;
}

function goInside(world: World, frame: number, instance: number): void {
  if (world.hasDoors) passDoor(world, frame, instance);
  if (requestWorker(world, frame)) makeReady(world, frame);
  else limitWait(world, frame);
}

function passDoor(world: World, frame: number, instance: number): void {
  const { countsInside, growth } = world.services[world.instanceService[instance]];
  if (countsInside) stepInside(world, frame, instance);
  if (growth !== null) allocate(world, instance, growth);
}

/** Sets the end of its wait, if there is one; getting a worker before cancels it. */
function limitWait(world: World, frame: number): void {
  const { attempts, frames, kernel } = world;
  const { maxWait, maxWaitStream } = world.services[world.instanceService[frames.instance[frame]]];
  if (maxWait === null) return;
  const { untilNs } = frames;
  drawKeyedNs(maxWait, world.keyed, maxWaitStream, attempts.keys, frames.attempt[frame], untilNs, frame);
  untilNs[frame] = Math.min(MAX_TIME_NS, kernel.nowNs + untilNs[frame]);
  kernel.scheduleKept(untilNs, frames.event, frame, MAX_WAIT_ENDS, frame);
}

/** It has waited for its first worker as long as it would: it leaves, and nothing of it was done. */
export function onMaxWaitEnds(world: World, frame: number): void {
  world.frames.event[frame] = NO_EVENT;
  leaveQueue(world, frame);
  const attempt = world.frames.attempt[frame];
  blameThisVisit(world, attempt, UNAVAILABLE);
  if (!isAtBroker(world, frame)) {
    leaveVisit(world, frame, UNAVAILABLE);
    return;
  }
  leaveBroker(world, frame, UNAVAILABLE);
  respond(world, attempt, UNAVAILABLE);
}

function openFrame(world: World, attempt: number, instance: number, pc: number): number {
  const { frames } = world;
  const frame = frames.pool.allocate();
  if (frame < 0) {
    world.kernel.stop(STOPPED_BY_CALL_LIMIT);
    return frame;
  }
  frames.attempt[frame] = attempt;
  frames.parent[frame] = -1;
  frames.instance[frame] = instance;
  frames.pc[frame] = pc;
  frames.remaining[frame] = 0;
  frames.call[frame] = -1;
  frames.event[frame] = NO_EVENT;
  frames.sinceNs[frame] = world.kernel.nowNs;
  frames.holdsWorker[frame] = 0;
  frames.hasStarted[frame] = 0;
  frames.callCount[frame] = 0;
  frames.metError[frame] = 0;
  frames.branch[frame] = 0;
  frames.firstChild[frame] = -1;
  frames.activeBranch[frame] = -1;
  frames.waitHead[frame] = -1;
  for (let i = frame * FRAME_PHASES; i < (frame + 1) * FRAME_PHASES; i++) frames.phases[i] = 0;
  return frame;
}

function makeReady(world: World, frame: number): void {
  world.frames.state[frame] = FRAME_READY;
  world.ready.push(frame);
}

/** Walks through steps until the frame has to wait. */
export function advance(world: World, frame: number): number {
  const { frames, program } = world;
  if (frames.hasStarted[frame] === 0 && frames.pc[frame] > PC_SHED) firstRun(world, frame);
  const { code } = program;
  for (;;) {
    const pc = frames.pc[frame];
    if (pc === PC_FAILED) return HAS_FAILED;
    if (pc === PC_SHED) return shed(world, frame, UNAVAILABLE);
    if (pc === PC_EXPIRED) return shed(world, frame, DEADLINE_EXCEEDED);
    const at = pc * INSTRUCTION;
    const operation = pc === PC_FAIL_FAST ? OP_WORK : code[at];
    if (operation === OP_WORK) {
      if (obtainWorker(world, frame)) beginWork(world, frame, pc, code[at + 1]);
      return WAITS;
    }
    if (operation === OP_CALL) {
      if (isCallWanted(world, frame, code[at + 1])) {
        if (hasWorkerToCall(world, frame)) return WANTS_CALL;
        // Asked again when it has one; the draw will be the same.
        frames.remaining[frame]++;
        return WAITS;
      }
    } else if (operation === OP_SEND) {
      if (isCallWanted(world, frame, code[at + 1])) return WANTS_SEND;
    } else if (operation === OP_PARALLEL) {
      if (!hasWorkerToCall(world, frame) || fork(world, frame, at)) return WAITS;
      frames.pc[frame]++;
    } else if (operation === OP_CHOOSE) {
      frames.pc[frame] = chooseOption(world, frame, code[at + 1]);
    } else if (operation === OP_JUMP) {
      frames.pc[frame] = code[at + 1];
    } else if (operation === OP_DELAY) {
      if (beginDelay(world, frame, code[at + 1])) return WAITS;
      frames.pc[frame]++;
    } else if (operation === OP_CACHE) {
      if (consultCache(world, frame, code[at + 1], code[at + 2])) return WAITS;
    } else if (operation === OP_CACHE_STORE) {
      store(world, frame, code[at + 1]);
      frames.pc[frame]++;
    } else {
      return HAS_ENDED;
    }
  }
}

/** It was not worth serving any more: the answer leaves, and nothing of it was done. */
function shed(world: World, frame: number, outcome: Outcome): number {
  blameThisVisit(world, world.frames.attempt[frame], outcome);
  leaveVisit(world, frame, outcome);
  return WAITS;
}

function firstRun(world: World, frame: number): void {
  const { frames } = world;
  frames.hasStarted[frame] = 1;
  const parent = frames.parent[frame];
  if (parent < 0 && world.hasTied) tellIfTied(world, frames.attempt[frame]);
  if (parent >= 0) {
    frames.started[parent]++;
  } else if (world.activeFaults[frames.instance[frame]].length > 0) {
    if (errorAfter(world, frames.attempt[frame]) >= 0) frames.pc[frame] = PC_FAIL_FAST;
  }
}

function tellIfTied(world: World, attempt: number): void {
  if (world.links[world.attempts.link[attempt]].hedge?.tied === true) tellCopies(world, attempt);
}

/** Root frames and async branches have a worker of their own; branches of a blocking visit share the one it holds. */
function obtainWorker(world: World, frame: number): boolean {
  const { frames } = world;
  if (frames.holdsWorker[frame] === 1) return true;
  if (frames.parent[frame] === -1 || isAsync(world, frame)) return requestWorker(world, frame);
  const root = world.attempts.frame[frames.attempt[frame]];
  if (frames.activeBranch[root] === frame) return true;
  if (frames.activeBranch[root] === -1) {
    frames.activeBranch[root] = frame;
    return true;
  }
  waitForVisit(world, root, frame);
  return false;
}

/** A blocking visit holds a worker while it calls: after a `delay` it first has to get one again. */
function hasWorkerToCall(world: World, frame: number): boolean {
  const { frames } = world;
  if (frames.holdsWorker[frame] === 1 || frames.parent[frame] !== -1 || isAsync(world, frame)) return true;
  return requestWorker(world, frame);
}

function waitForVisit(world: World, root: number, branch: number): void {
  const { frames } = world;
  frames.state[branch] = FRAME_WAITING_FOR_VISIT;
  frames.sinceNs[branch] = world.kernel.nowNs;
  frames.next[branch] = -1;
  if (frames.waitHead[root] === -1) frames.waitHead[root] = branch;
  else frames.next[frames.waitTail[root]] = branch;
  frames.waitTail[root] = branch;
}

function beginWork(world: World, frame: number, pc: number, work: number): void {
  const { frames, attempts, kernel } = world;
  const attempt = frames.attempt[frame];
  const instance = frames.instance[frame];
  frames.state[frame] = FRAME_WORKING;
  frames.sinceNs[frame] = kernel.nowNs;
  const { untilNs } = frames;
  if (pc === PC_FAIL_FAST) {
    untilNs[frame] = errorAfter(world, attempt);
  } else {
    const { demand, stream } = world.program.works[work];
    drawKeyedNs(demand, world.keyed, stream, attempts.keys, attempt, untilNs, frame);
    const speed = world.instanceSpeed[instance];
    if (speed !== 1) untilNs[frame] = roundNs(untilNs[frame] / speed);
    if (world.activeFaults[instance].length > 0) {
      untilNs[frame] = roundNs(untilNs[frame] * slowFactor(world, attempt));
    }
    if (world.hasDoors) grow(world, frame, instance);
  }
  startWork(world, frame);
}

function grow(world: World, frame: number, instance: number): void {
  const { growth } = world.services[world.instanceService[instance]];
  if (growth === null) return;
  const { untilNs } = world.frames;
  untilNs[frame] = roundNs(untilNs[frame] * growthFactor(world, instance, growth));
}

export function onSharedWorkEnds(world: World, instance: number): void {
  workEnded(world, endSharedWork(world, instance));
}

export function onWorkEnds(world: World, frame: number): void {
  const instance = world.frames.instance[frame];
  world.frames.event[frame] = NO_EVENT;
  if (world.hasPauses && goesOnWorking(world, frame)) return;
  if (world.observer !== null) world.observer.instanceChanging(instance);
  world.instanceWorking[instance]--;
  workEnded(world, frame);
}

function workEnded(world: World, frame: number): void {
  const { frames } = world;
  frames.phases[frame * FRAME_PHASES + OWN_PROCESS] += world.kernel.nowNs - frames.sinceNs[frame];
  if (frames.state[frame] === FRAME_ABANDONED) {
    releaseWorker(world, frame);
    freeFrame(world, frame);
    return;
  }
  if (frames.holdsWorker[frame] === 0) passVisitWorker(world, frame);
  if (frames.pc[frame] === PC_FAIL_FAST) {
    blameThisVisit(world, frames.attempt[frame], ERROR);
    frames.failure[frame] = ERROR;
    frames.pc[frame] = PC_FAILED;
  } else {
    frames.pc[frame]++;
  }
  makeReady(world, frame);
}

/** False: there is nothing to wait for, and a worker that is held stays. */
function beginDelay(world: World, frame: number, work: number): boolean {
  const { attempts, frames, kernel } = world;
  const { demand, stream } = world.program.works[work];
  const { untilNs } = frames;
  drawKeyedNs(demand, world.keyed, stream, attempts.keys, frames.attempt[frame], untilNs, frame);
  if (untilNs[frame] === 0) return false;
  frames.state[frame] = FRAME_DELAYING;
  frames.sinceNs[frame] = kernel.nowNs;
  untilNs[frame] = Math.min(MAX_TIME_NS, kernel.nowNs + untilNs[frame]);
  kernel.scheduleKept(untilNs, frames.event, frame, DELAY_ENDS, frame);
  if (frames.holdsWorker[frame] === 1) releaseWorker(world, frame);
  return true;
}

export function onDelayEnds(world: World, frame: number): void {
  const { frames } = world;
  frames.event[frame] = NO_EVENT;
  frames.phases[frame * FRAME_PHASES + OWN_PROCESS] += world.kernel.nowNs - frames.sinceNs[frame];
  frames.pc[frame]++;
  makeReady(world, frame);
}

/** Decides whether the `call` or `send` step at the program counter has a call to make; if not, the counter moves on. */
function isCallWanted(world: World, frame: number, site: number): boolean {
  const { frames, attempts } = world;
  const { count, probability, stream } = world.program.sites[site];
  if (frames.remaining[frame] === 0) frames.remaining[frame] = count + 1;
  while (--frames.remaining[frame] > 0) {
    if (probability >= 1) return true;
    const attempt = frames.attempt[frame];
    const salt = stream + Math.imul(frames.remaining[frame], 0x9e3779b1);
    world.keyed.setKey(salt | 0, attempts.keys[2 * attempt], attempts.keys[2 * attempt + 1]);
    if (world.keyed.nextUnit() < probability) return true;
  }
  frames.pc[frame]++;
  return false;
}

function chooseOption(world: World, frame: number, choice: number): number {
  const { attempts, frames } = world;
  const { ratios, targets, stream } = world.program.choices[choice];
  const attempt = frames.attempt[frame];
  world.keyed.setKey(stream, attempts.keys[2 * attempt], attempts.keys[2 * attempt + 1]);
  let left = world.keyed.nextUnit();
  let option = 0;
  while (option < ratios.length && left >= ratios[option]) left -= ratios[option++];
  return targets[option];
}

/** True: somebody else fetches the value, and the frame waits for it (or for a worker to hold while it does). */
function consultCache(world: World, frame: number, cache: number, end: number): boolean {
  const { frames } = world;
  const found = lookUp(world, frame, cache);
  if (found !== IN_FLIGHT) {
    frames.pc[frame] = found === HIT ? end : frames.pc[frame] + 1;
    return false;
  }
  if (!hasWorkerToCall(world, frame)) return true;
  waitForValue(world, frame, cache);
  if (frames.holdsWorker[frame] === 1 && isAsync(world, frame)) releaseWorker(world, frame);
  return true;
}

/** Starts the branches of a `parallel` step. False: there is nothing to wait for. */
function fork(world: World, frame: number, at: number): boolean {
  const { frames } = world;
  const { code, branchStarts } = world.program;
  const count = code[at + 1];
  const need = code[at + 2];
  if (count === 0 || need === 0) return false;
  frames.state[frame] = FRAME_JOINING;
  frames.sinceNs[frame] = world.kernel.nowNs;
  frames.branchCount[frame] = count;
  frames.need[frame] = need;
  frames.started[frame] = 0;
  frames.succeeded[frame] = 0;
  frames.failed[frame] = 0;
  frames.firstChild[frame] = -1;
  let last = -1;
  for (let branch = 0; branch < count; branch++) {
    const start = branchStarts[code[at + 3] + branch];
    const child = openFrame(world, frames.attempt[frame], frames.instance[frame], start);
    if (child < 0) return true;
    frames.parent[child] = frame;
    frames.branch[child] = frames.branch[frame] * 1021 + branch + 1;
    frames.nextSibling[child] = -1;
    if (last < 0) frames.firstChild[frame] = child;
    else frames.nextSibling[last] = child;
    last = child;
    makeReady(world, child);
  }
  // Last, because the worker given back may go to a frame of this very instance.
  if (frames.holdsWorker[frame] === 1 && isAsync(world, frame)) releaseWorker(world, frame);
  return true;
}

export function isAsync(world: World, frame: number): boolean {
  return world.services[world.instanceService[world.frames.instance[frame]]].isAsync;
}

/** A branch is over. The step is decided as soon as all branches have started and the count is clear. */
export function branchEnded(world: World, branch: number, isOk: boolean): void {
  const { frames } = world;
  const parent = frames.parent[branch];
  frames.state[branch] = FRAME_ENDED;
  if (frames.holdsWorker[branch] === 1) releaseWorker(world, branch);
  if (isOk) {
    frames.succeeded[parent]++;
  } else {
    frames.failed[parent]++;
    // The step fails with the reason of the branch that decides it, which is the last to fail.
    frames.failure[parent] = frames.failure[branch];
  }
  tryDecide(world, parent, branch);
}

/** Called when a branch ends, and when the last branch has started. */
export function tryDecide(world: World, frame: number, branch: number): void {
  const { frames } = world;
  const count = frames.branchCount[frame];
  if (frames.started[frame] < count) return;
  const isOk = frames.succeeded[frame] >= frames.need[frame];
  if (!isOk && frames.failed[frame] <= count - frames.need[frame]) return;
  // The branch that decided took as long as the step: its phases are the step's.
  if (branch >= 0) {
    for (let i = 0; i < FRAME_PHASES; i++) {
      frames.phases[frame * FRAME_PHASES + i] += frames.phases[branch * FRAME_PHASES + i];
    }
  }
  const failed = frames.failed[frame];
  const extra = count - frames.need[frame];
  let wasInTrouble = failed > 0;
  for (let child = frames.firstChild[frame]; child >= 0; ) {
    const next = frames.nextSibling[child];
    if (frames.state[child] !== FRAME_ENDED && frames.metError[child] === 1) wasInTrouble = true;
    abandonBranch(world, child);
    child = next;
  }
  frames.firstChild[frame] = -1;
  if (isOk) {
    if (wasInTrouble) world.attempts.savedBy[frames.attempt[frame]] = SAVED_BY_QUORUM;
    if (world.observer !== null && (failed > 0 || extra > 0)) world.observer.quorumDecided(frame, failed, extra);
    frames.pc[frame]++;
  } else {
    frames.remaining[frame] = STEP_FAILED;
  }
  makeReady(world, frame);
}

/** The root frame has walked through its steps: the endpoint answers, unless its error rate or a fault says otherwise. */
export function answerVisit(world: World, frame: number): void {
  const attempt = world.frames.attempt[frame];
  const hasFaults = world.activeFaults[world.frames.instance[frame]].length > 0;
  const isError =
    failsByItself(world, attempt) || (hasFaults && failsByFault(world, attempt)) || isOvertaken(world, attempt);
  if (isError) blameThisVisit(world, attempt, ERROR);
  leaveVisit(world, frame, isError ? ERROR : OK);
}

/** An optimistic endpoint's visit commits, unless another did so since it arrived. */
function isOvertaken(world: World, attempt: number): boolean {
  const { attempts, endpointVersion } = world;
  const endpoint = attempts.endpoint[attempt];
  if (!world.hasOptimistic || !world.endpoints[endpoint].isOptimistic) return false;
  if (endpointVersion[endpoint] !== attempts.version[attempt]) return true;
  endpointVersion[endpoint]++;
  return false;
}

function failsByItself(world: World, attempt: number): boolean {
  const { keys, endpoint } = world.attempts;
  const { errorRatio, errorStream } = world.endpoints[endpoint[attempt]];
  if (errorRatio === 0) return false;
  world.keyed.setKey(errorStream, keys[2 * attempt], keys[2 * attempt + 1]);
  return world.keyed.nextUnit() < errorRatio;
}

/** The failure began here, not in a call below. */
function blameThisVisit(world: World, attempt: number, reason: Outcome): void {
  const { attempts } = world;
  attempts.causeService[attempt] = world.endpointService[attempts.endpoint[attempt]];
  attempts.causeReason[attempt] = reason;
}

/** Gives the worker back and lets the answer go. */
export function leaveVisit(world: World, frame: number, outcome: Outcome): void {
  const { frames } = world;
  const attempt = frames.attempt[frame];
  if (world.hasDoors) leaveInside(world, frame, outcome);
  if (frames.holdsWorker[frame] === 1) releaseWorker(world, frame);
  frames.state[frame] = FRAME_ANSWERED;
  if (world.observer !== null) world.observer.attemptAnswered(attempt, outcome);
  respond(world, attempt, outcome);
}
