/** What only runs with pauses, growing work, crashes of overload or restarts need of each instance. */
import { NO_EVENT } from '../kernel/event-queue.ts';

export interface PausesState {
  /** End of the pause under way, 0: it runs. What came meanwhile is due then. And how long it is to last by what came since. */
  readonly pausedUntilNs: Float64Array;
  readonly pauseWantedNs: Float64Array;
  /** Start of the pause under way, the time spent in those before, and the event that ends it. */
  readonly pausedSinceNs: Float64Array;
  readonly pausedNs: Float64Array;
  readonly pauseEvent: Float64Array;
}

export interface StrainState {
  /** Allocated since the last collection, and the collection that is due in this instant. */
  readonly allocatedBytes: Float64Array;
  readonly collectionEvent: Float64Array;
  /** The crash that is due in this instant. */
  readonly overloadEvent: Float64Array;
  /** The restart under way, and how long this one takes from when nothing holds the process any more. */
  readonly restartEvent: Float64Array;
  readonly restartWaitNs: Float64Array;
  /** Crashes that the backoff of restarts remembers; and restarts so far, which key the draws of startups. */
  readonly crashesInARow: Int32Array;
  readonly startNumber: Int32Array;
}

export function createPauses(instanceCount: number): PausesState {
  return {
    pausedUntilNs: new Float64Array(instanceCount),
    pauseWantedNs: new Float64Array(instanceCount),
    pausedSinceNs: new Float64Array(instanceCount),
    pausedNs: new Float64Array(instanceCount),
    pauseEvent: new Float64Array(instanceCount).fill(NO_EVENT),
  };
}

export function createStrain(instanceCount: number): StrainState {
  return {
    allocatedBytes: new Float64Array(instanceCount),
    collectionEvent: new Float64Array(instanceCount).fill(NO_EVENT),
    overloadEvent: new Float64Array(instanceCount).fill(NO_EVENT),
    restartEvent: new Float64Array(instanceCount).fill(NO_EVENT),
    restartWaitNs: new Float64Array(instanceCount),
    crashesInARow: new Int32Array(instanceCount),
    startNumber: new Int32Array(instanceCount),
  };
}
