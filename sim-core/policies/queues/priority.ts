import type { QueueDiscipline } from './discipline.ts';

/**
 * The largest priority first, in order of arrival among equals. Nobody at work is interrupted, so that even the first class
 * waits for the work in hand (Cobham, Operations Research 2(1), 1954).
 */
export const priority: QueueDiscipline = {
  isFifo: false,
  isSorted: true,
  isSharing: false,
  servesNewest: () => false,
};
