/** What a discipline may see of one queue at the moment a worker comes free. One object is reused for all. */
export interface QueueView {
  nowNs: number;
  /** Since when it has not been empty. */
  filledNs: number;
}

export interface QueueDiscipline {
  /** Who waits longest is served next, whatever there is to see: nothing is asked then. */
  readonly isFifo: boolean;
  /** True: who came last is served next. False: who waits longest. */
  servesNewest(view: QueueView): boolean;
}

export const DISCIPLINES = ['fifo', 'lifo', 'adaptive-lifo'] as const;
export type DisciplineName = (typeof DISCIPLINES)[number];
