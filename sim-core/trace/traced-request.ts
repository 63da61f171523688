/**
 * A traced request as plain data: a tree of calls, their attempts, and the calls made to answer those. Times are
 * nanoseconds of simulated time; null: it has not happened (yet).
 */
export interface TracedRequest {
  /** From 0, in order of arrival. */
  readonly id: number;
  readonly workload: string;
  readonly startNs: number;
  readonly endNs: number;
  readonly outcome: string;
  /** Where the failure that decided it began; null: it did not fail. */
  readonly rootCause: { readonly service: string; readonly reason: string } | null;
  /** What saved the call saved last in its tree; null: nothing had to be saved. */
  readonly savedBy: string | null;
  /** An attempt or call in its tree failed. */
  readonly metError: boolean;
  readonly call: TracedCall;
}

export interface TracedCall {
  /** Nobody waited for it: it may end after the request, and what became of it mattered to nobody above. */
  readonly isSent: boolean;
  readonly link: string;
  readonly service: string;
  readonly endpoint: string;
  readonly startNs: number;
  readonly endNs: number | null;
  readonly outcome: string | null;
  /** They add up to its time; null while it lives and when it was cancelled. */
  readonly phases: TracedPhases | null;
  readonly attempts: readonly TracedAttempt[];
}

export interface TracedPhases {
  readonly sendNs: number;
  readonly queueNs: number;
  readonly processNs: number;
  readonly downstreamNs: number;
  readonly respondNs: number;
  readonly retryNs: number;
}

export interface TracedAttempt {
  /** From 0, in order of start, over the whole run. */
  readonly id: number;
  /** 1 for the first attempt of the call. */
  readonly number: number;
  /** `hedge`: sent beside others of the call that were still in flight, or at once after one had failed. */
  readonly kind: 'first' | 'retry' | 'hedge';
  /** "orders#2"; "orders": none has taken it from the queue of all; null: it was turned back at its caller before one was picked. */
  readonly instance: string | null;
  readonly startNs: number;
  /** Wait between the failure before it and its start; 0 for a hedge. */
  readonly backoffNs: number;
  /** From its start to the balancer's pick: waiting at the caller's own bulkhead or rate limit. */
  readonly gateNs: number;
  /** From the pick to its message: waiting for a connection. */
  readonly poolNs: number;
  readonly arrivedNs: number | null;
  readonly answeredNs: number | null;
  /** When its caller learned the outcome, or gave up. */
  readonly endNs: number | null;
  /** For its caller. */
  readonly outcome: string | null;
  /** What the server answered, also when nobody waited for it any more. */
  readonly answer: string | null;
  /** The caller's own guard that rejected it: breaker, bulkhead, rate-limit, throttle or pool. */
  readonly rejectedBy: string | null;
  readonly lostMessages: number;
  /** Of the visit: waiting for a worker, work, own calls. Null if no server answered it after letting it in. */
  readonly visit: { readonly queueNs: number; readonly processNs: number; readonly downstreamNs: number } | null;
  readonly calls: readonly TracedCall[];
}
