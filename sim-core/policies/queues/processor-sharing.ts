import type { QueueDiscipline } from './discipline.ts';

/**
 * Nobody waits: all who have work to do share the speed of the workers equally, each at most one worker's (Kleinrock, Journal
 * of the ACM 14(2), 1967). With Poisson arrivals the mean time depends on the mean of the work alone.
 */
export const processorSharing: QueueDiscipline = {
  isFifo: true,
  isSorted: false,
  isSharing: true,
  servesNewest: () => false,
};
