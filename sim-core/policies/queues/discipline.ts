/** What a discipline may see of one queue at the moment a worker comes free. One object is reused for all. */
export interface QueueView {
  nowNs: number;
  /** Since when it has not been empty. */
  filledNs: number;
}

export interface QueueDiscipline {
  /** Who waits longest is served next, whatever there is to see: nothing is asked then. */
  readonly isFifo: boolean;
  /** The waiting stand in the order of their priority, larger first; nothing is asked then either. */
  readonly isSorted: boolean;
  /** Nobody waits: the speed of the workers is shared. */
  readonly isSharing: boolean;
  /** True: who came last is served next. False: who waits longest. */
  servesNewest(view: QueueView): boolean;
}

export const DISCIPLINES = ['fifo', 'lifo', 'adaptive-lifo', 'priority', 'ps'] as const;
export type DisciplineName = (typeof DISCIPLINES)[number];
