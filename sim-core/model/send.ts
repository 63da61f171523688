/**
 * Send: the attempt passes the caller's gate, the caller looks at the instances it believes in, its balancer picks one,
 * the timeout begins and the request goes into the wire. Every attempt walks this whole chapter, also a retry or a hedge.
 *
 * @hot
 */
import { NO_EVENT } from '../kernel/event-queue.ts';
import { deriveKey } from '../kernel/random.ts';
import { keepEligible } from './eligible-instances.ts';
import { hideOpenInstances, NO_BREAKER, takeInstancePermission } from './circuit-breakers.ts';
import { TIMEOUT } from './event-kinds.ts';
import { enterGate } from './gate.ts';
import { sendRequest } from './network.ts';
import { BY_BREAKER, NO_INSTANCE, OK, type Outcome } from './outcomes.ts';
import { hideEjected } from './outliers.ts';
import { attemptSent, pickWithState } from './pick-instance.ts';
import { connectionServes, makeRoom, obtainConnection, takeConnected } from './pools.ts';
import { tellAttemptStarted } from './retry-budget.ts';
import { isSharded, keepShard } from './subsets.ts';
import { BROKER, NOT_PICKED } from './tables.ts';
import { ATTEMPTS_STARTED, STOPPED_BY_CALL_LIMIT, type LinkFacts, type World } from './world.ts';

const ATTEMPT_SALT = 0x41747470;

/**
 * Starts the next attempt of a call. OK: it is on its way; it may also wait at the gate or for a connection. Else why it could
 * not be made; on links with a gate or a pool it has a row then, the call's newest.
 */
export function startAttempt(world: World, call: number, isHedge: number): Outcome {
  const { calls } = world;
  const link = world.links[calls.link[call]];
  calls.attemptCount[call]++;
  if (world.hasExtras) calls.isGranted[call] = 0;
  if (!link.hasGate && world.callerViewSize[calls.caller[call]] === 0 && link.broker < 0) return NO_INSTANCE;
  const attempt = openAttempt(world, call, isHedge);
  if (attempt < 0) return OK;
  if (!link.hasGate) return pickAndSend(world, attempt);
  const answer = enterGate(world, attempt);
  return answer === OK ? pickAndSend(world, attempt) : answer;
}

/** The attempt is through its caller's gate. NO_INSTANCE, REJECTED: the caller knows none, or none that its guards leave. */
export function pickAndSend(world: World, attempt: number): Outcome {
  const { attempts, kernel } = world;
  const caller = attempts.caller[attempt];
  const link = world.links[attempts.link[attempt]];
  if (link.broker >= 0) {
    sendToBroker(world, link, attempt);
    return OK;
  }
  if (world.callerViewSize[caller] === 0) return NO_INSTANCE;
  const call = attempts.call[attempt];
  const view = world.balancerView;
  view.candidates = world.callerView[caller];
  view.count = world.callerViewSize[caller];
  if (link.hasGate) {
    const answer = hideGuarded(world, link, caller, call);
    if (answer !== OK) {
      attempts.rejectedBy[attempt] = BY_BREAKER;
      return answer;
    }
  }
  const local = pickInstance(world, link, call);
  attempts.instance[attempt] = link.firstInstance + local;
  const loads = world.callerLoadBase[caller];
  if (loads >= 0) world.callerLoads[loads + local]++;
  if (world.hasExtras) tellPicked(world, link, attempt, local);
  if (link.timeoutLine >= 0) kernel.scheduleLineKept(link.timeoutLine, attempts.timer, attempt, TIMEOUT, attempt);
  if (world.observer !== null) world.observer.attemptStarted(attempt);
  if (link.hasGate && link.pool !== null) {
    const answer = obtainConnection(world, attempt);
    if (answer !== OK) return answer;
  }
  sendRequest(world, attempt);
  return OK;
}

/** Nobody is picked: whoever is free takes it from there. */
function sendToBroker(world: World, link: LinkFacts, attempt: number): void {
  const { attempts, kernel } = world;
  attempts.instance[attempt] = BROKER;
  if (world.hasBudgets) tellAttemptStarted(world, attempts.call[attempt]);
  if (link.isDelivery) attempts.pickedNs[attempt] = -1;
  else if (link.timeoutLine >= 0) kernel.scheduleLineKept(link.timeoutLine, attempts.timer, attempt, TIMEOUT, attempt);
  if (world.observer !== null) world.observer.attemptStarted(attempt);
  sendRequest(world, attempt);
}

function tellPicked(world: World, link: LinkFacts, attempt: number, local: number): void {
  if (world.hasBreakers) takeInstancePermission(world, link, attempt, local);
  if (world.hasBudgets) tellAttemptStarted(world, world.attempts.call[attempt]);
  if (world.hasWatchers) attemptSent(world, attempt);
}

/** Leaves the instances in the balancer's view that the caller's guards leave. OK: there are some. */
function hideGuarded(world: World, link: LinkFacts, caller: number, call: number): Outcome {
  if (world.hasDetectors) {
    const answer = hideEjected(world, link, caller);
    if (answer !== OK) return answer;
  }
  if (world.hasBreakers) {
    const answer = hideOpenInstances(world, link, caller);
    if (answer !== OK) return answer;
  }
  return isSharded(link.balancerConfig) ? keepShard(world, link, caller, call) : OK;
}

/** A connection is open, or has a free stream again: those that wait for it are sent. */
export function onConnectEnds(world: World, connection: number): void {
  connectionServes(world, connection);
  for (;;) {
    const attempt = takeConnected(world, connection);
    if (attempt < 0) break;
    sendRequest(world, attempt);
  }
  makeRoom(world, connection);
}

function pickInstance(world: World, link: LinkFacts, call: number): number {
  const view = world.balancerView;
  const caller = world.calls.caller[call];
  if (link.narrowsView) narrowView(world, link, call);
  view.loadOffset = world.callerLoadBase[caller];
  view.cursor = caller;
  view.generator = link.balancerStream;
  if (!link.isPlainPick) return pickWithState(world, link, caller, call);
  // What the last pick left there may be true of another link.
  view.isWeighted = false;
  return view.candidates[link.balancer.pick(view, link.balancerConfig)];
}

function narrowView(world: World, link: LinkFacts, call: number): void {
  const { caller, failedInstance } = world.calls;
  if (link.balancerConfig.locality !== null) keepEligible(world, link, caller[call]);
  if (failedInstance[call] >= 0 && link.retry?.avoidPrevious === true) {
    hideInstance(world, failedInstance[call] - link.firstInstance);
  }
  if (link.hedge !== null) hideThoseInUse(world, link, call);
}

/** A hedge prefers an instance that none of the call's attempts in flight is at. */
function hideThoseInUse(world: World, link: LinkFacts, call: number): void {
  const { attempts, calls } = world;
  for (let attempt = calls.attempt[call]; attempt >= 0; attempt = attempts.older[attempt]) {
    if (attempts.instance[attempt] >= 0) hideInstance(world, attempts.instance[attempt] - link.firstInstance);
  }
}

/**
 * Takes one instance out of the view, unless it is the only one. The balancer chooses among the others by its own rule,
 * so this works with any of them; a proxy that picks and, when it meets the same host, picks again up to a number of
 * times (Envoy, previous_hosts) comes to the same but for the rare case in which it gives up.
 */
function hideInstance(world: World, local: number): void {
  const view = world.balancerView;
  const others = world.picking.balancerOthers;
  let count = 0;
  for (let position = 0; position < view.count; position++) {
    if (view.candidates[position] !== local) others[count++] = view.candidates[position];
  }
  if (count === 0) return;
  view.candidates = others;
  view.count = count;
}

function openAttempt(world: World, call: number, isHedge: number): number {
  const { attempts, calls, kernel } = world;
  const attempt = attempts.pool.allocate();
  if (attempt < 0) {
    kernel.stop(STOPPED_BY_CALL_LIMIT);
    return attempt;
  }
  const number = calls.attemptCount[call];
  attempts.older[attempt] = world.hasExtras ? calls.attempt[call] : -1;
  calls.attempt[call] = attempt;
  attempts.id[attempt] = world.counters[ATTEMPTS_STARTED]++;
  attempts.call[attempt] = call;
  attempts.link[attempt] = calls.link[call];
  attempts.caller[attempt] = calls.caller[call];
  attempts.endpoint[attempt] = calls.endpoint[call];
  attempts.instance[attempt] = NOT_PICKED;
  attempts.number[attempt] = number;
  attempts.workload[attempt] = calls.workload[call];
  attempts.request[attempt] = calls.request[call];
  attempts.requestStartNs[attempt] = calls.requestStartNs[call];
  if (world.hasKeys) attempts.requestKey[attempt] = calls.requestKey[call];
  attempts.depth[attempt] = calls.depth[call];
  if (world.hasCaches) {
    attempts.callKeys[2 * attempt] = calls.keys[2 * call];
    attempts.callKeys[2 * attempt + 1] = calls.keys[2 * call + 1];
  }
  attempts.startNs[attempt] = kernel.nowNs;
  attempts.arrivedNs[attempt] = -1;
  attempts.answeredNs[attempt] = -1;
  attempts.gaveUpNs[attempt] = Infinity;
  attempts.frame[attempt] = -1;
  attempts.timer[attempt] = NO_EVENT;
  attempts.metError[attempt] = 0;
  attempts.savedBy[attempt] = 0;
  attempts.causeService[attempt] = -1;
  attempts.causeReason[attempt] = 0;
  if (world.hasExtras) openExtras(world, attempt, call, isHedge);
  deriveKey(attempts.keys, attempt, calls.keys[2 * call], calls.keys[2 * call + 1], ATTEMPT_SALT, number);
  return attempt;
}

/** Columns that no call of a scenario without hedges, deadlines, gates, pools, cancellation and budgets ever looks at. */
function openExtras(world: World, attempt: number, call: number, isHedge: number): void {
  const { attempts, calls, links } = world;
  attempts.isHedge[attempt] = isHedge;
  attempts.isSent[attempt] = calls.isSent[call];
  attempts.deadlineNs[attempt] = links[calls.link[call]].propagatesDeadline ? calls.deadlineNs[call] : Infinity;
  attempts.holdsPlace[attempt] = 0;
  attempts.breaker[attempt] = NO_BREAKER;
  attempts.connection[attempt] = -1;
  attempts.cancelEvent[attempt] = NO_EVENT;
}
