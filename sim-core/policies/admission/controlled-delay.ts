/** What the rule may see of a queue at the moment an attempt joins it. */
interface QueueFacts {
  readonly nowNs: number;
  /** Since when it has not been empty. */
  readonly filledNs: number;
}

export interface ResolvedCodel {
  readonly targetNs: number;
  readonly intervalNs: number;
}

/**
 * Controlled delay for the queues of servers: who joins may wait `interval`, or only `target` when the queue was last empty
 * longer ago than `interval` (Maurer, Fail at Scale, ACM Queue 13(8), 2015, with 100 ms and 5 ms). Who is found to have
 * waited longer when a worker would take it is dropped; nobody is taken out of the middle of the queue.
 *
 * It is named after Nichols and Jacobson's CoDel (RFC 8289) and shares its figures, but not its control law, which drops
 * ever faster until the senders slow down: there is no sender here that would. Folly's Codel is a third variant.
 *
 * @returns how long it may wait, in nanoseconds
 */
export function controlledDelayNs({ nowNs, filledNs }: QueueFacts, { targetNs, intervalNs }: ResolvedCodel): number {
  return nowNs - filledNs > intervalNs ? targetNs : intervalNs;
}
