/**
 * Outlier detection of callers: told how attempts ended, asked which instances to leave out. To be called only where the
 * scenario has it (`world.hasDetectors`).
 *
 * @hot
 */
import { MAX_TIME_NS } from '../kernel/time.ts';
import {
  countAnswer,
  countEjected,
  forgetInstance,
  forgetInstances,
  GATEWAY_ERROR,
  isEjected,
  isPanicking,
  NO_5XX,
  type OutlierView,
  type ResolvedOutlierDetection,
  SERVER_ERROR,
  sweep,
} from '../policies/detectors/index.ts';
import type { BalancerView } from '../policies/balancers/index.ts';
import { OUTLIER_SWEEP } from './event-kinds.ts';
import { CANCELLED, ERROR, NO_INSTANCE, OK, type Outcome, REJECTED } from './outcomes.ts';
import type { LinkFacts, World } from './world.ts';

const UNKNOWN = -1;

/** Sweeps begin at a time uniform in their interval: the callers have been there before. */
export function startDetectors(world: World): void {
  for (let caller = 0; caller < world.callerLink.length; caller++) {
    const { outlierDetection, outlierStream } = world.links[world.callerLink[caller]];
    if (outlierDetection === null) continue;
    forgetAll(world, caller);
    scheduleSweep(world, caller, Math.floor(outlierStream.nextUnit() * outlierDetection.intervalNs));
  }
}

/** The caller's process dies and forgets. */
export function stopDetector(world: World, caller: number): void {
  if (world.links[world.callerLink[caller]].outlierDetection === null) return;
  world.kernel.cancelKept(world.guards.sweepTimer, caller);
  forgetAll(world, caller);
}

/** The caller's process starts: its first sweep is an interval away. */
export function startDetector(world: World, caller: number): void {
  const { outlierDetection } = world.links[world.callerLink[caller]];
  if (outlierDetection !== null) scheduleSweep(world, caller, outlierDetection.intervalNs);
}

export function onOutlierSweep(world: World, caller: number): void {
  const link = world.links[world.callerLink[caller]];
  const detection = link.outlierDetection as ResolvedOutlierDetection;
  look(world, link, caller);
  const ejected = sweep(world.guards.outlierView, detection);
  world.guards.healthy.forget(caller);
  if (ejected > 0 && world.observer !== null) world.observer.instancesEjected(caller, ejected);
  scheduleSweep(world, caller, detection.intervalNs);
}

/** The attempt is over for its caller. What never got to an instance tells nothing about one. */
export function tellDetector(world: World, attempt: number, outcome: Outcome): void {
  const { attempts } = world;
  const link = world.links[attempts.link[attempt]];
  const { outlierDetection } = link;
  if (outlierDetection === null || attempts.instance[attempt] < 0) return;
  if (outcome === CANCELLED || outcome === REJECTED) return;
  const caller = attempts.caller[attempt];
  const local = attempts.instance[attempt] - link.firstInstance;
  look(world, link, caller);
  if (!isKnown(world, local)) return;
  const code = outcome === OK ? NO_5XX : outcome === ERROR ? SERVER_ERROR : GATEWAY_ERROR;
  if (!countAnswer(world.guards.outlierView, outlierDetection, local, code)) return;
  world.guards.healthy.forget(caller);
  if (world.observer !== null) world.observer.instancesEjected(caller, 1);
}

/** Leaves those in the balancer's view that are not ejected, unless so few are left that ejections are ignored. */
export function hideEjected(world: World, link: LinkFacts, caller: number): Outcome {
  if (link.outlierDetection === null) return OK;
  const outliers = world.guards.outlierView;
  outliers.offset = world.guards.callerOutlierBase[caller];
  const ejected = countEjected(outliers);
  if (ejected === 0) return OK;
  const view = world.balancerView;
  const { failTrafficOnPanic, panicThreshold } = link.balancerConfig;
  if (isPanicking(view.count - ejected, view.count, panicThreshold)) return failTrafficOnPanic ? NO_INSTANCE : OK;
  const { healthy } = world.guards;
  if (!healthy.isKnown(caller)) healthy.note(caller, view, outliers);
  view.candidates = healthy.of(caller);
  view.count = healthy.countOf(caller);
  return view.count === 0 ? NO_INSTANCE : OK;
}

/**
 * By caller the instances in its view that are not ejected, made when the first pick after a change asks for them. What can be
 * made again is no part of a snapshot.
 */
export class HealthyInstances {
  private readonly lists: (Int32Array | null)[];
  private readonly counts: Int32Array;

  constructor(callerCount: number) {
    this.lists = Array.from({ length: callerCount }, () => null);
    this.counts = new Int32Array(callerCount).fill(UNKNOWN);
  }

  isKnown(caller: number): boolean {
    return this.counts[caller] !== UNKNOWN;
  }

  of(caller: number): Int32Array {
    return this.lists[caller] as Int32Array;
  }

  countOf(caller: number): number {
    return this.counts[caller];
  }

  note(caller: number, { candidates, count }: BalancerView, outliers: OutlierView): void {
    const list = this.lists[caller] ?? new Int32Array(candidates.length);
    let left = 0;
    for (let i = 0; i < count; i++) if (!isEjected(outliers, candidates[i])) list[left++] = candidates[i];
    this.lists[caller] = list;
    this.counts[caller] = left;
  }

  /** Something has changed for the caller. */
  forget(caller: number): void {
    this.counts[caller] = UNKNOWN;
  }

  clear(): void {
    this.counts.fill(UNKNOWN);
  }
}

/** The caller believes in other instances than before: what it knew of those that are gone is gone too. */
export function tellNewView(world: World, caller: number): void {
  const link = world.links[world.callerLink[caller]];
  if (link.outlierDetection === null) return;
  world.guards.healthy.forget(caller);
  look(world, link, caller);
  const { members, count } = world.guards.outlierView;
  const size = world.instanceBase[link.callee + 1] - link.firstInstance;
  let position = 0;
  for (let local = 0; local < size; local++) {
    if (position < count && members[position] === local) position++;
    else forgetInstance(world.guards.outlierView, local);
  }
}

function forgetAll(world: World, caller: number): void {
  const link = world.links[world.callerLink[caller]];
  look(world, link, caller);
  const size = world.instanceBase[link.callee + 1] - link.firstInstance;
  forgetInstances(world.guards.outlierView, size);
  world.guards.healthy.forget(caller);
}

function isKnown(world: World, local: number): boolean {
  const { members, count } = world.guards.outlierView;
  // In order of number: where nobody before it is missing it stands at its own.
  if (local < count && members[local] === local) return true;
  for (let position = 0; position < count; position++) if (members[position] === local) return true;
  return false;
}

function scheduleSweep(world: World, caller: number, delayNs: number): void {
  const timeNs = Math.min(MAX_TIME_NS, world.kernel.nowNs + delayNs);
  world.guards.sweepTimer[caller] = world.kernel.scheduleAt(timeNs, OUTLIER_SWEEP, caller, 0);
}

function look(world: World, link: LinkFacts, caller: number): void {
  const view = world.guards.outlierView;
  view.offset = world.guards.callerOutlierBase[caller];
  view.nowNs = world.kernel.nowNs;
  view.members = world.callerView[caller];
  view.count = world.callerViewSize[caller];
  view.generator = link.outlierStream;
}
