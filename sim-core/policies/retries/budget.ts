/** Numbers of a budget that belong to one caller: `state[offset]` and the following ones. One object is reused. */
export interface BudgetView {
  readonly state: Float64Array;
  offset: number;
  nowNs: number;
}

export interface ResolvedBudget {
  readonly kind: 'window' | 'concurrency' | 'tokens' | 'quota';
  readonly ratio: number;
  readonly minPerSecond: number;
  readonly ttlNs: number;
  readonly min: number;
  readonly max: number;
  readonly tokens: number;
  readonly cost: number;
}

/** Rations the retries of one caller. It hears of everything the caller does; each kind listens to what it needs. */
export interface RetryBudget {
  /** How many numbers a caller has. */
  readonly size: number;
  /** The caller's process starts. */
  reset(view: BudgetView, config: ResolvedBudget): void;
  callStarted(view: BudgetView, config: ResolvedBudget): void;
  attemptStarted(view: BudgetView): void;
  /** One attempt in flight less, however it ended. */
  attemptEnded(view: BudgetView): void;
  /** The retry granted last to a call is over: it has failed or succeeded, or nobody wants the call any more. */
  retryEnded(view: BudgetView): void;
  /** @param isRetry the attempt that succeeded is one; @param isTimeout the one before it ended with a timeout */
  succeeded(view: BudgetView, config: ResolvedBudget, isRetry: boolean, isTimeout: boolean): void;
  /** An attempt failed with a reason that retries answer, whether or not attempts are left. */
  failed(view: BudgetView): void;
  /** Grants a retry and books it, or refuses and changes nothing. @param isTimeout how the failed attempt ended */
  take(view: BudgetView, config: ResolvedBudget, isTimeout: boolean): boolean;
  /** For whoever watches, changing nothing: what is left, in tokens or retries; of how much; whether a retry would be refused. */
  left(view: BudgetView, config: ResolvedBudget): number;
  full(view: BudgetView, config: ResolvedBudget): number;
  isSpent(view: BudgetView, config: ResolvedBudget): boolean;
}

const nothing = (): void => {};

/** What a kind need not listen to. */
export const DEAF: Omit<RetryBudget, 'size' | 'reset' | 'take' | 'left' | 'full' | 'isSpent'> = {
  callStarted: nothing,
  attemptStarted: nothing,
  attemptEnded: nothing,
  retryEnded: nothing,
  succeeded: nothing,
  failed: nothing,
};
