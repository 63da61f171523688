/**
 * The life of a call: send, process, respond, handle errors.
 *
 * A call is made by a workload (then it is a request) or by a frame at an instance. It makes attempts, one after the other
 * or, with hedging, beside each other, until one ends well or no further one is allowed. Its end wakes the frame that waits
 * for it; nobody waits for a call that was sent. Within one event all frames that can go on are taken from the ready list in
 * turn, so nothing here recurses.
 *
 * @hot
 */
import { NO_EVENT } from '../kernel/event-queue.ts';
import { deriveKey } from '../kernel/random.ts';
import { MAX_TIME_NS } from '../kernel/time.ts';
import { sampleZipf, type Zipf } from '../kernel/zipf.ts';
import { recoverByCache, STEP_FAILED } from './cache.ts';
import { fillEndedPhases } from './call-phases.ts';
import { userAnswered } from './closed-users.ts';
import { setDeadline } from './deadlines.ts';
import { FALLBACK_ANSWERS, RETRY_DUE } from './event-kinds.ts';
import { passGate, WAITS_AT_GATE } from './gate.ts';
import { endAllInFlight, endInFlight, forgetLoad, leaveAttempt, letAllGo, releaseAttempt } from './give-up.ts';
import { NO_RETRY, retryDelayNs } from './handle-errors.ts';
import { expectHedge, hedgeAtOnce, isHedgeGranted, tellLatency } from './hedging.ts';
import { freeFrame, releaseWorker } from './instance.ts';
import {
  CANCELLED,
  CONNECT_FAILURE,
  DEADLINE_EXCEEDED,
  DEGRADED,
  ERROR,
  OK,
  type Outcome,
  RESET,
  SAVED_BY_FAILOVER,
  SAVED_BY_FALLBACK,
  SAVED_BY_HEDGE,
  SAVED_BY_RETRY,
  TIMEOUT,
  UNAVAILABLE,
} from './outcomes.ts';
import { DOWNSTREAM, PHASE_COUNT, PROCESS, QUEUE, RESPOND, RETRY, SEND } from './phases.ts';
import {
  HAS_FAILED,
  WAITS,
  WANTS_CALL,
  WANTS_SEND,
  advance,
  answerVisit,
  branchEnded,
  isAsync,
  leaveVisit,
  tryDecide,
} from './process.ts';
import { INSTRUCTION } from './program.ts';
import { answeredLate } from './pick-instance.ts';
import { holdFrame } from './pauses.ts';
import { closeConnection, takeDisappointed, WAITS_FOR_CONNECTION } from './pools.ts';
import { tellAbandoned, tellAttemptLeft, tellCallStarted, tellFailure, tellSuccess } from './retry-budget.ts';
import { pickAndSend, startAttempt } from './send.ts';
import { sessionAnswered } from './sessions.ts';
import {
  type AttemptTable,
  type CallTable,
  FRAME_ABANDONED,
  FRAME_CALLING,
  FRAME_JOINING,
  FRAME_PHASES,
  FRAME_READY,
  NOT_PICKED,
  OPEN_PROCESS,
  OPEN_QUEUE,
  OPEN_RESPOND,
  OPEN_RETRY,
  OPEN_SEND,
  OWN_DOWNSTREAM,
} from './tables.ts';
import { REQUESTS_STARTED, STOPPED_BY_CALL_LIMIT, STOPPED_BY_DEPTH_LIMIT, type World } from './world.ts';

/** Instead of an attempt: none has a row. */
const NO_ATTEMPT = -1;

/** A workload's request. `index` numbers the workload's arrivals, or a user's rounds; with `user` it makes the key. */
export function startRequest(
  world: World,
  workload: number,
  step: number,
  client: number,
  user: number,
  index: number,
  session: number,
): void {
  const { keys, keysStream, requests } = world.workloads[workload];
  const facts = requests[step];
  const call = openCall(world, facts.link, facts.endpoint, world.callerBase[facts.link] + client);
  if (call < 0) return;
  const { calls } = world;
  calls.site[call] = -1;
  calls.parentFrame[call] = -1;
  calls.workload[call] = workload;
  calls.request[call] = world.counters[REQUESTS_STARTED]++;
  calls.requestStartNs[call] = world.kernel.nowNs;
  calls.user[call] = user;
  if (world.hasSessions) calls.session[call] = session;
  calls.depth[call] = 1;
  deriveKey(calls.keys, call, facts.keyHigh, facts.keyLow, user, index);
  if (world.hasKeys) calls.requestKey[call] = keys === null ? -1 : drawRequestKey(world, keys, keysStream, call);
  begin(world, call);
}

function drawRequestKey(world: World, zipf: Zipf, streamHash: number, call: number): number {
  const { keys } = world.calls;
  world.keyed.setKey(streamHash, keys[2 * call], keys[2 * call + 1]);
  return sampleZipf(zipf, world.keyed);
}

/** Makes the call of the step at the frame's program counter, and lets the frame wait for it. */
function startCall(world: World, frame: number): void {
  const { frames } = world;
  const call = openCallOf(world, frame);
  if (call < 0) return;
  frames.call[frame] = call;
  frames.state[frame] = FRAME_CALLING;
  frames.sinceNs[frame] = world.kernel.nowNs;
  if (frames.holdsWorker[frame] === 1 && isAsync(world, frame)) releaseWorker(world, frame);
  begin(world, call);
}

/** The same of a `send` step: the call has no frame that waits, and whatever becomes of it no visit, call or request hears. */
function startSent(world: World, frame: number): void {
  const call = openCallOf(world, frame);
  if (call >= 0) startAlone(world, call);
}

function startAlone(world: World, call: number): void {
  world.calls.isSent[call] = 1;
  if (world.observer !== null) world.observer.callStarted(call);
  world.calls.parentFrame[call] = -1;
  go(world, call);
}

/** A message that was sent is at the broker, which has said so and delivers it from here on. */
export function onMessageStored(world: World, attempt: number): void {
  const { attempts, links, services } = world;
  const { delivery } = services[links[attempts.link[attempt]].callee];
  if (delivery === null) return;
  const call = openCall(world, delivery.link, attempts.endpoint[attempt], world.callerBase[delivery.link]);
  if (call >= 0) startMessage(world, call, attempts, attempt, delivery.salt, attempts.frame[attempt]);
}

/** A message was delivered as often as it may be, and in vain. */
function buryMessage(world: World, message: number, attempt: number): void {
  const { attempts, calls, links, services } = world;
  const { delivery } = services[links[calls.link[message]].callee];
  if (delivery === null || delivery.deadLink < 0) return;
  if (calls.depth[message] >= world.scenario.maxDepth) {
    world.kernel.stop(STOPPED_BY_DEPTH_LIMIT);
    return;
  }
  const call = openCall(world, delivery.deadLink, delivery.deadEndpoint, world.callerBase[delivery.deadLink]);
  if (call < 0) return;
  startMessage(world, call, calls, message, delivery.salt, attempt < 0 ? -1 : attempts.frame[attempt]);
}

/** It belongs to the request that what it comes from belongs to; `frame` tells those who trace where that was. */
function startMessage(
  world: World,
  call: number,
  from: CallTable | AttemptTable,
  row: number,
  salt: number,
  frame: number,
): void {
  const { calls } = world;
  calls.site[call] = 0;
  calls.parentFrame[call] = frame;
  calls.workload[call] = from.workload[row];
  calls.request[call] = from.request[row];
  calls.requestStartNs[call] = from.requestStartNs[row];
  calls.requestKey[call] = from.requestKey[row];
  calls.user[call] = -1;
  calls.session[call] = -1;
  calls.depth[call] = from.depth[row] + (from === calls ? 1 : 0);
  deriveKey(calls.keys, call, from.keys[2 * row], from.keys[2 * row + 1], salt, 0);
  startAlone(world, call);
}

/** -1: a limit has stopped the run. */
function openCallOf(world: World, frame: number): number {
  const { attempts, calls, frames, program } = world;
  const attempt = frames.attempt[frame];
  const depth = attempts.depth[attempt] + 1;
  if (depth > world.scenario.maxDepth) {
    world.kernel.stop(STOPPED_BY_DEPTH_LIMIT);
    return -1;
  }
  const siteIndex = program.code[frames.pc[frame] * INSTRUCTION + 1];
  const site = program.sites[siteIndex];
  const local = frames.instance[frame] - world.instanceBase[world.instanceService[frames.instance[frame]]];
  const call = openCall(world, site.link, site.endpoint, world.callerBase[site.link] + local);
  if (call < 0) return call;
  calls.site[call] = siteIndex;
  calls.parentFrame[call] = frame;
  calls.workload[call] = attempts.workload[attempt];
  calls.request[call] = attempts.request[attempt];
  calls.requestStartNs[call] = attempts.requestStartNs[attempt];
  if (world.hasKeys) calls.requestKey[call] = attempts.requestKey[attempt];
  calls.user[call] = -1;
  calls.session[call] = -1;
  calls.depth[call] = depth;
  const number = frames.branch[frame] * 8191 + frames.callCount[frame]++;
  deriveKey(calls.keys, call, attempts.keys[2 * attempt], attempts.keys[2 * attempt + 1], site.salt, number);
  return call;
}

function openCall(world: World, link: number, endpoint: number, caller: number): number {
  const { calls } = world;
  const call = calls.pool.allocate();
  if (call < 0) {
    world.kernel.stop(STOPPED_BY_CALL_LIMIT);
    return call;
  }
  calls.link[call] = link;
  calls.endpoint[call] = endpoint;
  calls.caller[call] = caller;
  calls.startNs[call] = world.kernel.nowNs;
  calls.attemptCount[call] = 0;
  calls.attempt[call] = NO_ATTEMPT;
  calls.timer[call] = NO_EVENT;
  if (world.hasExtras) {
    calls.hedgeCount[call] = 0;
    calls.isGranted[call] = 0;
    calls.deadlineNs[call] = Infinity;
    calls.deadlineTimer[call] = NO_EVENT;
    calls.isSent[call] = 0;
  }
  calls.previousBackoffNs[call] = 0;
  calls.failedInstance[call] = -1;
  calls.failedReason[call] = OK;
  calls.metError[call] = 0;
  calls.savedBy[call] = 0;
  calls.causeService[call] = -1;
  calls.causeReason[call] = OK;
  return call;
}

function begin(world: World, call: number): void {
  if (world.observer !== null) world.observer.callStarted(call);
  go(world, call);
}

function go(world: World, call: number): void {
  if (world.hasBudgets) tellCallStarted(world, call);
  if (world.hasDeadlines && !setDeadline(world, call)) outOfTime(world, call, NO_ATTEMPT);
  else tryOnce(world, call, 0);
}

function tryOnce(world: World, call: number, isHedge: number): void {
  const answer = startAttempt(world, call, isHedge);
  if (answer !== OK && !isWaiting(answer)) notSent(world, call, answer);
  else if (world.hasHedges) expectHedge(world, call);
}

function notSent(world: World, call: number, reason: Outcome): void {
  const { calls, links } = world;
  if (links[calls.link[call]].hasGate) endAtGate(world, call, calls.attempt[call], reason);
  else attemptFailed(world, call, NO_ATTEMPT, reason);
}

/** The attempt has waited long enough at its caller's gate. */
export function onGateOpens(world: World, attempt: number): void {
  const { attempts } = world;
  attempts.timer[attempt] = NO_EVENT;
  let answer = passGate(world, attempt);
  if (answer === OK) answer = pickAndSend(world, attempt);
  if (answer !== OK && !isWaiting(answer)) endAtGate(world, attempts.call[attempt], attempt, answer);
}

function isWaiting(answer: Outcome): boolean {
  return answer === WAITS_AT_GATE || answer === WAITS_FOR_CONNECTION;
}

/** It was never sent: the caller itself said no, knows no instance, or got no connection. */
function endAtGate(world: World, call: number, attempt: number, reason: Outcome): void {
  const { attempts } = world;
  attempts.causeService[attempt] = world.endpointService[attempts.endpoint[attempt]];
  attempts.causeReason[attempt] = reason;
  if (world.observer !== null) world.observer.attemptTurnedBack(attempt, reason);
  attemptFailed(world, call, attempt, reason);
  if (attempts.instance[attempt] >= 0) {
    world.kernel.cancelKept(attempts.timer, attempt);
    forgetLoad(world, attempt);
  }
  releaseAttempt(world, attempt);
}

/** A connection was refused or did not come to be in time: those that have waited for it have failed. */
export function onConnectFails(world: World, connection: number): void {
  for (let taken = 0; ; taken++) {
    const attempt = takeDisappointed(world, connection, taken);
    if (attempt < 0) break;
    endAtGate(world, world.attempts.call[attempt], attempt, CONNECT_FAILURE);
  }
  closeConnection(world, connection);
}

export function onRetry(world: World, call: number): void {
  world.calls.timer[call] = NO_EVENT;
  tryOnce(world, call, 0);
}

export function onHedgeDue(world: World, call: number, detail: number): void {
  if (!isHedgeGranted(world, call, detail)) return;
  world.calls.hedgeCount[call]++;
  tryOnce(world, call, 1);
}

/** An answer reaches its caller, who may have given up on it. */
export function onResponseArrives(world: World, attempt: number): void {
  const { attempts } = world;
  const call = attempts.call[attempt];
  if (call === -1) {
    if (world.hasWatchers && world.links[attempts.link[attempt]].broker < 0) answeredLate(world, attempt);
    releaseAttempt(world, attempt);
    return;
  }
  const outcome = attempts.outcome[attempt];
  if (outcome === OK) callSucceeded(world, call, attempt);
  else if (outcome === CANCELLED) copyDropped(world, call, attempt);
  else attemptFailed(world, call, attempt, outcome);
  world.kernel.cancelKept(attempts.timer, attempt);
  forgetLoad(world, attempt);
  releaseAttempt(world, attempt);
}

export function onTimeout(world: World, attempt: number): void {
  const { attempts } = world;
  attempts.timer[attempt] = NO_EVENT;
  attempts.causeService[attempt] = world.endpointService[attempts.endpoint[attempt]];
  attempts.causeReason[attempt] = TIMEOUT;
  attemptFailed(world, attempts.call[attempt], attempt, TIMEOUT);
  leaveAttempt(world, attempt);
}

/** TCP gives up on a peer that has been silent for a quarter of an hour. */
export function onGiveUp(world: World, attempt: number): void {
  const { attempts } = world;
  attempts.timer[attempt] = NO_EVENT;
  const reason = attempts.arrivedNs[attempt] < 0 ? CONNECT_FAILURE : RESET;
  attempts.causeService[attempt] = world.endpointService[attempts.endpoint[attempt]];
  attempts.causeReason[attempt] = reason;
  attemptFailed(world, attempts.call[attempt], attempt, reason);
  leaveAttempt(world, attempt);
}

/** No time is left: what is in flight goes on for nobody. */
export function onDeadline(world: World, call: number): void {
  const { calls, kernel } = world;
  calls.deadlineTimer[call] = NO_EVENT;
  kernel.cancelKept(calls.timer, call);
  if (world.hasBudgets) tellAbandoned(world, call);
  const newest = endAllInFlight(world, call, DEADLINE_EXCEEDED);
  outOfTime(world, call, newest);
  letAllGo(world, newest);
}

function outOfTime(world: World, call: number, attempt: number): void {
  const { calls, links } = world;
  markErrorMet(world, call);
  calls.failedReason[call] = DEADLINE_EXCEEDED;
  calls.causeService[call] = links[calls.link[call]].callee;
  calls.causeReason[call] = DEADLINE_EXCEEDED;
  failCall(world, call, DEADLINE_EXCEEDED, attempt);
}

function callSucceeded(world: World, call: number, attempt: number): void {
  const { attempts, calls } = world;
  if (world.hasExtras) tellExtras(world, call, attempt);
  else calls.attempt[call] = NO_ATTEMPT;
  const isPlain = calls.failedReason[call] === OK && calls.attempt[call] === NO_ATTEMPT;
  calls.savedBy[call] = isPlain ? attempts.savedBy[attempt] : mechanismOf(world, call, attempt);
  if (world.observer !== null) world.observer.attemptEnded(attempt, OK);
  if (calls.attempt[call] !== NO_ATTEMPT || calls.timer[call] !== NO_EVENT) dropOthers(world, call);
  endCall(world, call, OK, attempt);
}

function tellExtras(world: World, call: number, attempt: number): void {
  if (world.hasBudgets) tellSuccess(world, call, attempt);
  endInFlight(world, call, attempt, OK);
  if (world.links[world.calls.link[call]].hedge !== null) tellLatency(world, attempt);
}

/** The others have lost, and no further one will start. */
function dropOthers(world: World, call: number): void {
  world.kernel.cancelKept(world.calls.timer, call);
  if (world.hasBudgets) tellAbandoned(world, call);
  const newest = endAllInFlight(world, call, CANCELLED);
  for (let other = newest; other >= 0; other = world.attempts.older[other]) tellLatency(world, other);
  letAllGo(world, newest);
}

/** What saved the call, if it met an error; else what saved the call below that was saved last. */
function mechanismOf(world: World, call: number, attempt: number): number {
  const { attempts, calls } = world;
  if (calls.failedReason[call] !== OK) {
    if (attempts.isHedge[attempt] === 1) return SAVED_BY_HEDGE;
    const failed = calls.failedInstance[call];
    return failed < 0 || failed === attempts.instance[attempt] ? SAVED_BY_RETRY : SAVED_BY_FAILOVER;
  }
  for (let other = calls.attempt[call]; other >= 0; other = attempts.older[other]) {
    // An attempt that lost had met an error below and might have failed.
    if (attempts.metError[other] === 1) return SAVED_BY_HEDGE;
  }
  return attempts.savedBy[attempt];
}

/** One attempt has failed (NO_ATTEMPT: it had no row): others may still answer; else try again, or let the call fail. */
function attemptFailed(world: World, call: number, attempt: number, reason: Outcome): void {
  const { attempts, calls } = world;
  if (world.hasBudgets) tellFailure(world, call, attempt, reason);
  markErrorMet(world, call);
  calls.failedReason[call] = reason;
  calls.causeReason[call] = reason;
  if (attempt >= 0 && attempts.instance[attempt] !== NOT_PICKED) {
    // Who took it from a broker was nobody's choice, and will not be avoided.
    if (world.links[calls.link[call]].broker < 0) calls.failedInstance[call] = attempts.instance[attempt];
    calls.causeService[call] = attempts.causeService[attempt];
    calls.causeReason[call] = attempts.causeReason[attempt];
    if (world.observer !== null) world.observer.attemptEnded(attempt, reason);
  } else {
    calls.causeService[call] = world.links[calls.link[call]].callee;
  }
  if (attempt >= 0) endInFlight(world, call, attempt, reason);
  if (hedgeAtOnce(world, call, reason)) return;
  if (calls.attempt[call] === NO_ATTEMPT) tryAgain(world, call, attempt, reason);
}

/** A tied copy was dropped because another had started. That one may have failed in the meantime. */
function copyDropped(world: World, call: number, attempt: number): void {
  const { calls } = world;
  if (world.hasBudgets) tellAttemptLeft(world, call, attempt);
  if (world.observer !== null) world.observer.attemptEnded(attempt, CANCELLED);
  endInFlight(world, call, attempt, CANCELLED);
  if (calls.attempt[call] === NO_ATTEMPT && calls.isGranted[call] === 0) {
    tryAgain(world, call, attempt, calls.failedReason[call]);
  }
}

/** A retry follows, or the call fails with the reason of its last attempt. */
function tryAgain(world: World, call: number, attempt: number, reason: Outcome): void {
  const { calls } = world;
  if (world.links[calls.link[call]].hedge !== null) world.kernel.cancelKept(calls.timer, call);
  const delayNs = retryDelayNs(world, call, reason);
  if (delayNs === NO_RETRY) {
    failCall(world, call, reason, attempt);
    return;
  }
  let dueNs = Math.min(MAX_TIME_NS, world.kernel.nowNs + delayNs);
  if (world.hasDeliveries) dueNs = Math.max(dueNs, visibleNs(world, call, attempt));
  calls.isGranted[call] = 1;
  calls.timer[call] = world.kernel.scheduleAt(dueNs, RETRY_DUE, call, 0);
}

/** When a message that was taken can be seen again, however soon its consumer has failed. */
function visibleNs(world: World, call: number, attempt: number): number {
  const { calls, links, services } = world;
  const { callee, isDelivery } = links[calls.link[call]];
  const { delivery } = services[callee];
  if (!isDelivery || delivery === null || attempt < 0) return 0;
  return Math.min(MAX_TIME_NS, world.attempts.pickedNs[attempt] + delivery.visibilityNs);
}

/** No attempt is in flight and none will follow: a fallback answers, or the call fails. */
function failCall(world: World, call: number, reason: Outcome, attempt: number): void {
  const { calls, kernel, links } = world;
  const { fallbackLine, isDelivery } = links[calls.link[call]];
  if (fallbackLine < 0) {
    // What the broker has let go after `maxWait` is not in it any more.
    if (isDelivery && reason !== UNAVAILABLE) buryMessage(world, call, attempt);
    endCall(world, call, reason, attempt);
    return;
  }
  if (world.hasDeadlines) kernel.cancelKept(calls.deadlineTimer, call);
  calls.timer[call] = kernel.scheduleLine(fallbackLine, FALLBACK_ANSWERS, call, 0);
}

export function onFallback(world: World, call: number): void {
  world.calls.timer[call] = NO_EVENT;
  world.calls.savedBy[call] = SAVED_BY_FALLBACK;
  endCall(world, call, DEGRADED, NO_ATTEMPT);
}

/** Every call and visit up the tree has met an error now, also if it will be abandoned before it hears of it. */
function markErrorMet(world: World, failedCall: number): void {
  const { attempts, calls, frames } = world;
  let call = failedCall;
  while (call >= 0 && calls.metError[call] === 0) {
    calls.metError[call] = 1;
    const waiting = calls.parentFrame[call];
    if (waiting < 0) return;
    for (let frame = waiting; frame >= 0; frame = frames.parent[frame]) frames.metError[frame] = 1;
    const attempt = frames.attempt[waiting];
    attempts.metError[attempt] = 1;
    call = attempts.call[attempt];
  }
}

function endCall(world: World, call: number, outcome: Outcome, attempt: number): void {
  const { calls } = world;
  if (world.hasDeadlines) world.kernel.cancelKept(calls.deadlineTimer, call);
  if (world.observer !== null) {
    fillEndedPhases(world, call, attempt);
    world.observer.callEnded(call, outcome, attempt);
  } else if (calls.parentFrame[call] >= 0) {
    fillEndedPhases(world, call, attempt);
  }
  const frame = calls.parentFrame[call];
  if (frame >= 0) {
    tellFrame(world, frame, call, outcome);
  } else if (world.hasSessions && calls.session[call] >= 0) {
    sessionAnswered(world, calls.session[call]);
  } else if (calls.user[call] >= 0) {
    userAnswered(world, calls.workload[call], calls.user[call]);
  }
  calls.link[call] = -1;
  calls.pool.release(call);
}

/** The frame that waited gets the call's time and news, and goes on. */
function tellFrame(world: World, frame: number, call: number, outcome: Outcome): void {
  const { attempts, calls, frames } = world;
  const { closed, opened } = world.endedPhases;
  const at = frame * FRAME_PHASES;
  for (let phase = 0; phase < PHASE_COUNT; phase++) frames.phases[at + OWN_DOWNSTREAM] += closed[phase];
  frames.phases[at + OPEN_SEND] += opened[SEND];
  frames.phases[at + OPEN_QUEUE] += opened[QUEUE];
  frames.phases[at + OPEN_PROCESS] += opened[PROCESS] + opened[DOWNSTREAM];
  frames.phases[at + OPEN_RESPOND] += opened[RESPOND];
  frames.phases[at + OPEN_RETRY] += opened[RETRY];
  const visit = frames.attempt[frame];
  if (calls.savedBy[call] !== 0) attempts.savedBy[visit] = calls.savedBy[call];
  frames.call[frame] = -1;
  if (outcome > DEGRADED) {
    attempts.causeService[visit] = calls.causeService[call];
    attempts.causeReason[visit] = calls.causeReason[call];
    frames.remaining[frame] = STEP_FAILED;
    frames.failure[frame] = outcome === DEADLINE_EXCEEDED ? DEADLINE_EXCEEDED : ERROR;
  }
  frames.state[frame] = FRAME_READY;
  world.ready.push(frame);
}

/** Lets every frame go on that can, until all wait or have ended. */
export function runReadyFrames(world: World): void {
  for (;;) {
    const frame = world.ready.take();
    if (frame < 0) return;
    const parent = world.frames.parent[frame];
    if (world.hasPauses && holdFrame(world, frame)) continue;
    if (world.frames.state[frame] === FRAME_ABANDONED) dropFrame(world, frame);
    else runFrame(world, frame, parent);
    if (parent >= 0) decideIfAllStarted(world, parent);
  }
}

function runFrame(world: World, frame: number, parent: number): void {
  const { frames } = world;
  const hasFailed = frames.remaining[frame] === STEP_FAILED;
  const isLost = hasFailed && !(world.hasCaches && recoverByCache(world, frame));
  let wish = isLost ? HAS_FAILED : advance(world, frame);
  while (wish === WANTS_SEND) {
    startSent(world, frame);
    wish = advance(world, frame);
  }
  if (wish === WAITS) return;
  if (wish === WANTS_CALL) startCall(world, frame);
  else if (parent >= 0) branchEnded(world, frame, wish !== HAS_FAILED);
  else if (wish === HAS_FAILED) leaveVisit(world, frame, frames.failure[frame]);
  else answerVisit(world, frame);
}

function dropFrame(world: World, frame: number): void {
  if (world.frames.holdsWorker[frame] === 1) releaseWorker(world, frame);
  freeFrame(world, frame);
}

/** Branches that end in the instant they start wait with their verdict until their siblings have started too. */
function decideIfAllStarted(world: World, parent: number): void {
  const { frames } = world;
  if (frames.state[parent] !== FRAME_JOINING || frames.started[parent] !== frames.branchCount[parent]) return;
  if (frames.succeeded[parent] + frames.failed[parent] > 0) tryDecide(world, parent, -1);
}
