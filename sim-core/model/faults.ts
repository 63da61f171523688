/**
 * Faults begin and end: planned ones at their times, random ones again and again. Several may overlap; each ends on its
 * own, and what is left in force is what the others leave.
 */
import { sampleNs } from '../kernel/distributions.ts';
import { NO_EVENT } from '../kernel/event-queue.ts';
import type { Generator } from '../kernel/random.ts';
import { MAX_TIME_NS } from '../kernel/time.ts';
import { resetDoor } from './admission.ts';
import { consumerStarts } from './broker.ts';
import { emptyCaches, leaveCaches } from './cache.ts';
import { closeClock } from './call-phases.ts';
import { abandonCall, orphanSentCall, vanish } from './give-up.ts';
import { FAULT_BEGINS, FAULT_ENDS, RESTART_ENDS } from './event-kinds.ts';
import { resetGate } from './gate.ts';
import { forgetCollection } from './growth.ts';
import { resetLatencies } from './hedging.ts';
import { freeFrame, wastedNs } from './instance.ts';
import { forgetRetransmissions } from './network.ts';
import { RESET } from './outcomes.ts';
import { startDetector, stopDetector } from './outliers.ts';
import { endPauseOfDead, pause } from './pauses.ts';
import { resetBalancer } from './pick-instance.ts';
import { closeConnectionsOf, closeConnectionsTo } from './pools.ts';
import { instanceRegisters, instanceStops } from './registry.ts';
import { respond } from './respond.ts';
import { countCrash, restartOf } from './restarts.ts';
import { resetBudget } from './retry-budget.ts';
import { AT_SERVER, FRAME_ABANDONED, FRAME_ANSWERED, FRAME_CALLING, FRAME_PHASES } from './tables.ts';
import { forgetSharedWork } from './work.ts';
import type { World } from './world.ts';

const WHOLE_TARGET = -1;

export function startFaults(world: World): void {
  world.scenario.faults.forEach((fault, index) => {
    const { occurrence } = fault;
    if (occurrence.kind === 'planned') {
      world.kernel.plan(occurrence.atNs, FAULT_BEGINS, index, WHOLE_TARGET);
      const endNs = occurrence.atNs + occurrence.forNs;
      if (endNs <= MAX_TIME_NS) world.kernel.plan(endNs, FAULT_ENDS, index, WHOLE_TARGET);
      return;
    }
    drawMembers(world, index).forEach((instance) => scheduleRandom(world, index, instance));
  });
}

export function onFaultBegins(world: World, fault: number, instance: number): void {
  if (instance === WHOLE_TARGET) {
    const { occurrence } = world.scenario.faults[fault];
    const endNs = occurrence.kind === 'planned' ? occurrence.atNs + occurrence.forNs : Infinity;
    for (const member of drawMembers(world, fault)) beginAt(world, fault, member, endNs);
    return;
  }
  const facts = world.faults[fault];
  const lengthNs = sampleNs(facts.mttr, streamOf(world, fault, instance));
  const endNs = Math.min(MAX_TIME_NS, world.kernel.nowNs + lengthNs);
  beginAt(world, fault, instance, endNs);
  world.kernel.scheduleAt(endNs, FAULT_ENDS, fault, instance);
}

export function onFaultEnds(world: World, fault: number, instance: number): void {
  if (instance !== WHOLE_TARGET) {
    endAt(world, fault, instance);
    scheduleRandom(world, fault, instance);
    return;
  }
  for (const member of world.faultDrawn[fault] ?? []) endAt(world, fault, member);
  world.faultDrawn[fault] = null;
}

/** The instances a fault hits; those of a `share` are drawn when it begins. */
function drawMembers(world: World, fault: number): Int32Array {
  const { target } = world.scenario.faults[fault];
  const { members, stream } = world.faults[fault];
  const drawn = members.slice();
  let count = drawn.length;
  if (target.kind === 'share') {
    count = Math.min(drawn.length, Math.ceil(target.ratio * drawn.length));
    for (let i = 0; i < count; i++) {
      const other = i + stream.below(drawn.length - i);
      const picked = drawn[other];
      drawn[other] = drawn[i];
      drawn[i] = picked;
    }
  }
  const hit = drawn.slice(0, count);
  world.faultDrawn[fault] = hit;
  return hit;
}

/** The time to the next failure counts from when the instance is up, which another crash may put off. */
function scheduleRandom(world: World, fault: number, instance: number): void {
  const { kernel, scenario } = world;
  const isDown = scenario.faults[fault].kind === 'crash' && world.instanceUp[instance] === 0;
  const fromNs = isDown ? world.backAtNs[instance] : kernel.nowNs;
  if (fromNs === Infinity) return;
  const upNs = sampleNs(world.faults[fault].mtbf, streamOf(world, fault, instance));
  kernel.scheduleAt(Math.min(MAX_TIME_NS, fromNs + upNs), FAULT_BEGINS, fault, instance);
}

function streamOf(world: World, fault: number, instance: number): Generator {
  const { members, memberStreams } = world.faults[fault];
  return memberStreams[members.indexOf(instance)];
}

function beginAt(world: World, fault: number, instance: number, endNs: number): void {
  const spec = world.scenario.faults[fault];
  if (spec.kind === 'cacheFlush') {
    emptyCaches(world, instance, true);
    return;
  }
  if (spec.kind === 'pause') {
    pause(world, instance, endNs);
    return;
  }
  if (spec.kind !== 'crash') {
    world.activeFaults[instance].push(fault);
    return;
  }
  hold(world, instance, endNs, spec.host);
  if (world.instanceUp[instance] === 1) crash(world, instance, spec.host);
  if (!spec.host) return;
  world.hostUp[instance] = 0;
  forgetRetransmissions(world, instance);
}

function endAt(world: World, fault: number, instance: number): void {
  const spec = world.scenario.faults[fault];
  if (spec.kind === 'cacheFlush' || spec.kind === 'pause') return;
  if (spec.kind !== 'crash') {
    const active = world.activeFaults[instance];
    active.splice(active.indexOf(fault), 1);
    return;
  }
  if (spec.host && --world.hostCrashCount[instance] === 0) world.hostUp[instance] = 1;
  if (--world.crashCount[instance] === 0) restart(world, instance);
}

/**
 * A crash fault hits: until `endNs` the process cannot run. When the end is not known a restart brings it back, so that
 * nothing holds it.
 */
function hold(world: World, instance: number, endNs: number, isHost: boolean): void {
  if (world.instanceUp[instance] === 1) countCrash(world, instance);
  const isHeld = endNs < Infinity || restartOf(world, instance) === null;
  const isHeldAlready = world.crashCount[instance] > 0;
  if (isHeld) {
    const backAtNs = endNs + world.strain.restartWaitNs[instance];
    world.backAtNs[instance] = Math.max(isHeldAlready ? world.backAtNs[instance] : 0, backAtNs);
    world.crashCount[instance]++;
    if (isHost) world.hostCrashCount[instance]++;
    world.kernel.cancelKept(world.strain.restartEvent, instance);
  } else if (!isHeldAlready) {
    restart(world, instance);
  }
}

/** Its queue has become too long for it. */
export function onOverloaded(world: World, instance: number): void {
  world.strain.overloadEvent[instance] = NO_EVENT;
  hold(world, instance, Infinity, false);
  crash(world, instance, false);
}

/** Nothing holds the process any more: it starts, at once unless the service says how it restarts. */
function restart(world: World, instance: number): void {
  const { kernel, strain } = world;
  if (restartOf(world, instance) === null) {
    start(world, instance);
    return;
  }
  world.backAtNs[instance] = Math.min(MAX_TIME_NS, kernel.nowNs + strain.restartWaitNs[instance]);
  kernel.cancelKept(strain.restartEvent, instance);
  kernel.scheduleKept(world.backAtNs, strain.restartEvent, instance, RESTART_ENDS, instance);
}

export function onRestartEnds(world: World, instance: number): void {
  world.strain.restartEvent[instance] = NO_EVENT;
  start(world, instance);
}

function start(world: World, instance: number): void {
  world.hostUp[instance] = 1;
  if (world.observer !== null) world.observer.instanceChanging(instance);
  world.instanceUp[instance] = 1;
  world.instanceStartedNs[instance] = world.kernel.nowNs;
  if (world.observer !== null) world.observer.instanceStarted(instance);
  instanceRegisters(world, instance);
  if (world.services[world.instanceService[instance]].broker >= 0) consumerStarts(world, instance);
  if (!world.hasDetectors) return;
  const service = world.instanceService[instance];
  for (const link of world.services[service].linksOut) {
    startDetector(world, world.callerBase[link] + instance - world.instanceBase[service]);
  }
}

/**
 * The process dies: what it held ends as `reset`, or silently if the host is gone too; its own calls are abandoned, but not
 * the messages it has sent; its queue and the memory of its balancers, retry budgets, breakers, detectors, throttles and discovery are lost.
 */
function crash(world: World, instance: number, isHost: boolean): void {
  const { frames } = world;
  if (world.observer !== null) world.observer.instanceChanging(instance);
  world.kernel.cancelKept(world.strain.overloadEvent, instance);
  forgetCollection(world, instance);
  for (let frame = 0; frame < frames.pool.used; frame++) {
    if (frames.state[frame] === 0 || frames.instance[frame] !== instance) continue;
    if (frames.state[frame] !== FRAME_ANSWERED) killFrame(world, frame);
  }
  if (world.hasSends) orphanSentCalls(world, instance);
  world.instanceBusy[instance] = 0;
  world.instanceWorking[instance] = 0;
  world.instanceQueued[instance] = 0;
  world.sharing.instancePresent[instance] = 0;
  forgetSharedWork(world, instance);
  if (world.hasPauses) endPauseOfDead(world, instance, isHost);
  resetDoor(world, instance);
  world.queueHead[instance] = -1;
  world.queueTail[instance] = -1;
  world.instanceUp[instance] = 0;
  endVisits(world, instance, isHost);
  if (world.hasPools && !isHost) closeConnectionsTo(world, instance);
  for (const link of world.services[world.instanceService[instance]].linksOut) {
    const caller = world.callerBase[link] + instance - world.instanceBase[world.instanceService[instance]];
    resetBalancer(world, caller);
    if (world.hasBudgets) resetBudget(world, caller);
    resetLatencies(world, caller);
    resetGate(world, caller);
    if (world.hasDetectors) stopDetector(world, caller);
    if (world.hasPools) closeConnectionsOf(world, caller);
  }
  if (world.hasCaches) emptyCaches(world, instance, false);
  instanceStops(world, instance);
  if (world.observer !== null) world.observer.instanceCrashed(instance);
}

function killFrame(world: World, frame: number): void {
  const { frames } = world;
  const state = frames.state[frame];
  if (world.hasCaches) leaveCaches(world, frame);
  if (state === FRAME_CALLING) abandonCall(world, frames.call[frame]);
  if (frames.event[frame] !== NO_EVENT) world.kernel.cancel(frames.event[frame]);
  if (frames.holdsWorker[frame] === 1 && world.observer !== null) {
    const heldNs = world.kernel.nowNs - frames.heldSinceNs[frame];
    world.observer.workerReleased(frames.instance[frame], heldNs, wastedNs(world, frame, heldNs));
  }
  if (frames.parent[frame] >= 0 || state === FRAME_ABANDONED) {
    freeFrame(world, frame);
    return;
  }
  closeClock(world, frame, clock);
  frames.phases.set(clock, frame * FRAME_PHASES);
  frames.holdsWorker[frame] = 0;
  frames.state[frame] = FRAME_ANSWERED;
}

function orphanSentCalls(world: World, instance: number): void {
  const { callerInstance, calls, links } = world;
  for (let call = 0; call < calls.pool.used; call++) {
    // What a broker holds outlives all instances.
    if (calls.link[call] < 0 || calls.isSent[call] === 0 || links[calls.link[call]].isDelivery) continue;
    if (callerInstance[calls.caller[call]] === instance) orphanSentCall(world, call);
  }
}

const clock = new Float64Array(FRAME_PHASES);

/** The callers of what the instance held learn of it one response later, or never. */
function endVisits(world: World, instance: number, isHost: boolean): void {
  const { attempts } = world;
  for (let attempt = 0; attempt < attempts.pool.used; attempt++) {
    if (attempts.state[attempt] !== AT_SERVER || attempts.instance[attempt] !== instance) continue;
    attempts.causeService[attempt] = world.instanceService[instance];
    attempts.causeReason[attempt] = RESET;
    if (world.observer !== null) world.observer.attemptAnswered(attempt, RESET);
    attempts.answeredNs[attempt] = world.kernel.nowNs;
    if (isHost) vanish(world, attempt);
    else respond(world, attempt, RESET);
  }
}
