/**
 * Tells a caller's retry budget what the caller does, and asks it. To be called only when the scenario has a budget
 * (`world.hasBudgets`): all others pay for that question alone.
 *
 * @hot
 */
import { budgets, type ResolvedBudget } from '../policies/retries/index.ts';
import { type Outcome, TIMEOUT } from './outcomes.ts';
import { NOT_PICKED } from './tables.ts';
import type { World } from './world.ts';

export function tellCallStarted(world: World, call: number): void {
  const budget = budgetOf(world, call);
  if (budget !== null) budgets[budget.kind].callStarted(world.budgetView, budget);
}

export function tellAttemptStarted(world: World, call: number): void {
  const budget = budgetOf(world, call);
  if (budget !== null) budgets[budget.kind].attemptStarted(world.budgetView);
}

/** To be called while the call still knows how the attempt before failed. */
export function tellSuccess(world: World, call: number, attempt: number): void {
  const budget = budgetOf(world, call);
  if (budget === null) return;
  const { attempts, calls } = world;
  const kind = budgets[budget.kind];
  const isRetry = attempts.number[attempt] > 1;
  kind.attemptEnded(world.budgetView);
  if (isRetry) kind.retryEnded(world.budgetView);
  // The last retry was granted for the last failure.
  kind.succeeded(world.budgetView, budget, isRetry, calls.failedReason[call] === TIMEOUT);
}

/** An attempt has failed; −1: none could be made, the caller knows no instance. */
export function tellFailure(world: World, call: number, attempt: number, reason: Outcome): void {
  const budget = budgetOf(world, call);
  if (budget === null) return;
  const { attempts, calls } = world;
  const kind = budgets[budget.kind];
  if (attempt >= 0 && attempts.instance[attempt] !== NOT_PICKED) kind.attemptEnded(world.budgetView);
  if ((attempt < 0 ? calls.attemptCount[call] : attempts.number[attempt]) > 1) kind.retryEnded(world.budgetView);
  const retry = world.links[world.calls.link[call]].retry;
  if (retry !== null && (retry.onMask & (1 << reason)) !== 0) kind.failed(world.budgetView);
}

/** Nobody wants the attempt any more: its call has ended without it. */
export function tellAttemptLeft(world: World, call: number, attempt: number): void {
  const budget = budgetOf(world, call);
  if (budget === null) return;
  const { instance, number } = world.attempts;
  if (instance[attempt] !== NOT_PICKED) budgets[budget.kind].attemptEnded(world.budgetView);
  if (number[attempt] > 1) budgets[budget.kind].retryEnded(world.budgetView);
}

/** Nobody wants the call any more: a further attempt that was granted will not start. */
export function tellAbandoned(world: World, call: number): void {
  if (world.calls.isGranted[call] === 1) giveBack(world, call);
}

/** A further attempt has been granted and will not start. */
export function giveBack(world: World, call: number): void {
  const budget = budgetOf(world, call);
  if (budget !== null) budgets[budget.kind].retryEnded(world.budgetView);
}

export function takeRetry(world: World, call: number, reason: Outcome): boolean {
  const budget = budgetOf(world, call);
  return budget === null || budgets[budget.kind].take(world.budgetView, budget, reason === TIMEOUT);
}

/** The caller's process starts, or has lost its memory. */
export function resetBudget(world: World, caller: number): void {
  const budget = world.links[world.callerLink[caller]].retry?.budget ?? null;
  if (budget === null) return;
  look(world, caller);
  budgets[budget.kind].reset(world.budgetView, budget);
}

/** The budget of the call's link, and the view turned to the call's caller. */
function budgetOf(world: World, call: number): ResolvedBudget | null {
  const { retry } = world.links[world.calls.link[call]];
  if (retry === null || retry.budget === null) return null;
  look(world, world.calls.caller[call]);
  return retry.budget;
}

function look(world: World, caller: number): void {
  world.budgetView.offset = world.callerBudgetBase[caller];
  world.budgetView.nowNs = world.kernel.nowNs;
}
