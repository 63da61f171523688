import type { QueueDiscipline } from './discipline.ts';

/** First in, first out. */
export const fifo: QueueDiscipline = {
  isFifo: true,
  isSorted: false,
  isSharing: false,
  servesNewest: () => false,
};
