/**
 * Handle errors: decides whether a failed attempt is tried again, and after what wait.
 */
import { backoffNs } from '../policies/retries/index.ts';
import type { Outcome } from './outcomes.ts';
import { giveBack, takeRetry } from './retry-budget.ts';
import type { World } from './world.ts';

export const NO_RETRY = -1;

/** Wait before the next attempt of the call, or NO_RETRY. Draws and books, so it is asked once per failure. */
export function retryDelayNs(world: World, call: number, reason: Outcome): number {
  const { calls } = world;
  const link = world.links[calls.link[call]];
  const { retry } = link;
  if (retry === null || (retry.onMask & (1 << reason)) === 0) return NO_RETRY;
  const made = calls.attemptCount[call];
  if (made >= retry.maxAttempts) return NO_RETRY;
  if (retry.budget !== null && !takeRetry(world, call, reason)) return NO_RETRY;
  const retryNumber = made - calls.hedgeCount[call];
  const delayNs = backoffNs(retry.backoff, retryNumber, calls.previousBackoffNs[call], link.backoffStream);
  calls.previousBackoffNs[call] = delayNs;
  if (!world.hasDeadlines || world.kernel.nowNs + delayNs < calls.deadlineNs[call]) return delayNs;
  if (retry.budget !== null) giveBack(world, call);
  return NO_RETRY;
}
