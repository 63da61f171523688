import type { QueueDiscipline } from './discipline.ts';

/** Last in, first out: the mean time is that of fifo, but while some hardly wait, others wait until the queue empties. */
export const lifo: QueueDiscipline = {
  isFifo: false,
  isSorted: false,
  isSharing: false,
  servesNewest: () => true,
};
