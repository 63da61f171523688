import type { QueueDiscipline, QueueView } from './discipline.ts';

/** N of the same article's controlled delay, said there to suit a wide range of services. */
const STANDING_AFTER_NS = 100e6;

/**
 * Fifo, until a queue is there to stay; then the newest first, for the oldest will be given up by their callers anyway
 * (Maurer, Fail at Scale, ACM Queue 13(8), 2015). The article names no measure of that for this policy; the one taken is
 * that of the controlled delay it is paired with: the queue was last empty longer ago than N.
 */
export const adaptiveLifo: QueueDiscipline = {
  isFifo: false,
  isSorted: false,
  isSharing: false,
  servesNewest: ({ nowNs, filledNs }: QueueView): boolean => nowNs - filledNs > STANDING_AFTER_NS,
};
