/**
 * What the guards of callers look like at this instant, for whoever watches a run. Reads and changes nothing but the views
 * that are turned to another place before each use.
 */
import { LIMIT } from '../policies/admission/index.ts';
import { breakers, CLOSED, OPEN } from '../policies/breakers/index.ts';
import { ejectedSinceNs } from '../policies/detectors/index.ts';
import { budgets } from '../policies/retries/index.ts';
import { rejectRatioSeen } from '../policies/throttles/index.ts';
import type { World } from './world.ts';

/**
 * CLOSED (0), OPEN (1) or HALF_OPEN (2); one that only limits what is in flight is open while it is full. Breakers of caller c are callerBreakerBase[c] … callerBreakerBase[c + 1] − 1.
 */
export function breakerPhase(world: World, number: number): number {
  const { breaker } = world.links[world.callerLink[world.guards.breakerCaller[number]]];
  if (breaker === null) return 0;
  world.guards.breakerView.offset = world.guards.breakerOffset[number];
  world.guards.breakerView.nowNs = world.kernel.nowNs;
  const kind = breakers[breaker.kind];
  if (breaker.kind === 'limits') return kind.allows(world.guards.breakerView, breaker) ? CLOSED : OPEN;
  return kind.phase(world.guards.breakerView);
}

/** Since when the caller has ejected an instance of its callee (counted from 0), ns; NaN: it has not. */
export function ejectionNs(world: World, caller: number, local: number): number {
  if (world.links[world.callerLink[caller]].outlierDetection === null) return Number.NaN;
  world.guards.outlierView.offset = world.guards.callerOutlierBase[caller];
  return ejectedSinceNs(world.guards.outlierView, local);
}

export interface BudgetLevel {
  /** Tokens, or retries; of `full`. */
  left: number;
  full: number;
  /** It would refuse a retry. */
  isSpent: boolean;
}

/** null: the caller has no retry budget. */
export function budgetLevel(world: World, caller: number): BudgetLevel | null {
  const budget = world.links[world.callerLink[caller]].retry?.budget ?? null;
  if (budget === null) return null;
  const view = world.budgetView;
  view.offset = world.callerBudgetBase[caller];
  view.nowNs = world.kernel.nowNs;
  const kind = budgets[budget.kind];
  return { left: kind.left(view, budget), full: kind.full(view, budget), isSpent: kind.isSpent(view, budget) };
}

/** Share of attempts that the caller's throttle would refuse now; NaN: it has none. */
export function throttledShare(world: World, caller: number): number {
  const { throttle } = world.links[world.callerLink[caller]];
  if (throttle === null) return Number.NaN;
  world.guards.throttleView.offset = world.guards.callerThrottleBase[caller];
  world.guards.throttleView.nowNs = world.kernel.nowNs;
  return rejectRatioSeen(world.guards.throttleView, throttle);
}

/** Attempts that may be inside an instance's door: the given bound, or the one found; Infinity: no bound. */
export function insideLimit(world: World, instance: number): number {
  const { admission } = world.services[world.instanceService[instance]];
  if (admission === null) return Infinity;
  if (admission.adaptiveConcurrency === null) return admission.maxConcurrency;
  const found = world.concurrencyState[world.instanceConcurrencyBase[instance] + LIMIT];
  return Math.min(admission.maxConcurrency, Math.floor(found));
}
