/**
 * Send: the caller looks at the instances it believes in, its balancer picks one, the timeout begins and the request
 * goes into the wire. Every attempt walks this whole chapter, also a retry.
 *
 * @hot
 */
import { NO_EVENT } from '../kernel/event-queue.ts';
import { deriveKey } from '../kernel/random.ts';
import { TIMEOUT } from './event-kinds.ts';
import { sendRequest } from './network.ts';
import { tellAttemptStarted } from './retry-budget.ts';
import { ATTEMPTS_STARTED, STOPPED_BY_CALL_LIMIT, type LinkFacts, type World } from './world.ts';

const ATTEMPT_SALT = 0x41747470;

/** Starts the next attempt of a call. False: the caller knows no instance. */
export function startAttempt(world: World, call: number): boolean {
  const { calls } = world;
  const caller = calls.caller[call];
  const number = ++calls.attemptCount[call];
  if (world.callerViewSize[caller] === 0) return false;
  const link = world.links[calls.link[call]];
  const local = pickInstance(world, link, call);
  const attempt = openAttempt(world, call, number, caller, link.firstInstance + local);
  if (attempt < 0) return true;
  if (world.hasBudgets) tellAttemptStarted(world, call);
  const loads = world.callerLoadBase[caller];
  if (loads >= 0) world.callerLoads[loads + local]++;
  if (link.timeoutLine >= 0) {
    world.kernel.scheduleLineKept(link.timeoutLine, world.attempts.timer, attempt, TIMEOUT, attempt);
  }
  if (world.observer !== null) world.observer.attemptStarted(attempt);
  sendRequest(world, attempt);
  return true;
}

function pickInstance(world: World, link: LinkFacts, call: number): number {
  const view = world.balancerView;
  const caller = world.calls.caller[call];
  view.candidates = world.callerView[caller];
  view.count = world.callerViewSize[caller];
  if (world.calls.failedInstance[call] >= 0 && link.retry?.avoidPrevious === true) {
    hideInstance(world, world.calls.failedInstance[call] - link.firstInstance);
  }
  view.loadOffset = world.callerLoadBase[caller];
  view.cursor = caller;
  view.generator = link.balancerStream;
  return view.candidates[link.balancer.pick(view, link.balancerConfig)];
}

/**
 * Takes one instance out of the view, unless it is the only one. The balancer chooses among the others by its own rule,
 * so this works with any of them; a proxy that picks and, when it meets the same host, picks again up to a number of
 * times (Envoy, previous_hosts) comes to the same but for the rare case in which it gives up.
 */
function hideInstance(world: World, local: number): void {
  const view = world.balancerView;
  const others = world.balancerOthers;
  let count = 0;
  for (let position = 0; position < view.count; position++) {
    if (view.candidates[position] !== local) others[count++] = view.candidates[position];
  }
  if (count === 0) return;
  view.candidates = others;
  view.count = count;
}

function openAttempt(world: World, call: number, number: number, caller: number, instance: number): number {
  const { attempts, calls, kernel } = world;
  const attempt = attempts.pool.allocate();
  if (attempt < 0) {
    kernel.stop(STOPPED_BY_CALL_LIMIT);
    return attempt;
  }
  calls.attempt[call] = attempt;
  attempts.id[attempt] = world.counters[ATTEMPTS_STARTED]++;
  attempts.call[attempt] = call;
  attempts.link[attempt] = calls.link[call];
  attempts.caller[attempt] = caller;
  attempts.endpoint[attempt] = calls.endpoint[call];
  attempts.instance[attempt] = instance;
  attempts.number[attempt] = number;
  attempts.workload[attempt] = calls.workload[call];
  attempts.request[attempt] = calls.request[call];
  attempts.requestStartNs[attempt] = calls.requestStartNs[call];
  attempts.requestKey[attempt] = calls.requestKey[call];
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
  deriveKey(attempts.keys, attempt, calls.keys[2 * call], calls.keys[2 * call + 1], ATTEMPT_SALT, number);
  return attempt;
}
