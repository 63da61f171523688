/**
 * Hedging: further attempts beside those still in flight, after a wait or as soon as one has failed (gRPC A6; Dean and
 * Barroso, The Tail at Scale, 2013). To be called only for links that hedge.
 */
import { NO_EVENT } from '../kernel/event-queue.ts';
import { MAX_TIME_NS } from '../kernel/time.ts';
import { LATENCY_WINDOW_SIZE, latencyWindow, type LatencyWindowView } from '../policies/hedges/latency-window.ts';
import { HEDGE_DUE } from './event-kinds.ts';
import type { Outcome } from './outcomes.ts';
import type { ResolvedHedge } from './resolved-scenario.ts';
import { takeRetry } from './retry-budget.ts';
import type { World } from './world.ts';

const NOT_GRANTED = 0;
const GRANTED = 1;

/** An attempt has started: the next one is due if it has not been answered in time. */
export function expectHedge(world: World, call: number): void {
  const { calls, kernel, links } = world;
  const link = links[calls.link[call]];
  if (link.hedge === null || calls.attemptCount[call] >= link.hedge.maxAttempts) return;
  kernel.cancelKept(calls.timer, call);
  if (link.hedgeLine >= 0) {
    calls.timer[call] = kernel.scheduleLine(link.hedgeLine, HEDGE_DUE, call, NOT_GRANTED);
  } else if (link.hedge.percentile > 0) {
    const delayNs = latencyWindow.delayNs(look(world, calls.caller[call]), link.hedge.percentile);
    if (kernel.nowNs + delayNs > MAX_TIME_NS) return;
    calls.timer[call] = kernel.schedule(delayNs, HEDGE_DUE, call, NOT_GRANTED);
  }
}

/** An attempt has been answered well, or given up because another was. */
export function tellLatency(world: World, attempt: number): void {
  const { attempts, kernel, links } = world;
  const percentile = links[attempts.link[attempt]].hedge?.percentile ?? 0;
  if (percentile === 0) return;
  latencyWindow.add(look(world, attempts.caller[attempt]), percentile, kernel.nowNs - attempts.startNs[attempt]);
}

/** The caller's process starts, or has lost its memory. */
export function resetLatencies(world: World, caller: number): void {
  if (sizeOf(world.links[world.callerLink[caller]].hedge) > 0) latencyWindow.reset(look(world, caller));
}

function look(world: World, caller: number): LatencyWindowView {
  const view = world.guards.hedgeView;
  view.offset = world.guards.callerHedgeBase[caller];
  view.nowNs = world.kernel.nowNs;
  return view;
}

/** How many numbers a caller of the link has. */
export function sizeOf(hedge: ResolvedHedge | null): number {
  return hedge !== null && hedge.percentile > 0 ? LATENCY_WINDOW_SIZE : 0;
}

/** An attempt has failed: the next hedge starts in this instant, if there is one and the budget grants it. */
export function hedgeAtOnce(world: World, call: number, reason: Outcome): boolean {
  const { calls, kernel, links } = world;
  const { hedge } = links[calls.link[call]];
  if (hedge === null) return false;
  if (calls.isGranted[call] === 1) return true;
  if (calls.attemptCount[call] >= hedge.maxAttempts || !takeRetry(world, call, reason)) return false;
  kernel.cancelKept(calls.timer, call);
  calls.isGranted[call] = 1;
  calls.timer[call] = kernel.schedule(0, HEDGE_DUE, call, GRANTED);
  return true;
}

/** True: the hedge may start. A budget that refuses one ends the waiting for further ones. */
export function isHedgeGranted(world: World, call: number, detail: number): boolean {
  const { calls } = world;
  calls.timer[call] = NO_EVENT;
  return detail === GRANTED || takeRetry(world, call, calls.failedReason[call]);
}
