/** Retries: how long a call waits, and budgets, one file per kind. A new budget is a file and a line here. */
import type { ResolvedBudget, RetryBudget } from './budget.ts';
import { concurrencyBudget } from './concurrency-budget.ts';
import { quotaBudget } from './quota-budget.ts';
import { tokensBudget } from './tokens-budget.ts';
import { windowBudget } from './window-budget.ts';

export { backoffNs } from './backoff.ts';
export type { BudgetView, ResolvedBudget, RetryBudget } from './budget.ts';
export type { ResolvedBackoff, ResolvedRetry } from './retry.ts';

export const budgets: Readonly<Record<ResolvedBudget['kind'], RetryBudget>> = {
  window: windowBudget,
  concurrency: concurrencyBudget,
  tokens: tokensBudget,
  quota: quotaBudget,
};
