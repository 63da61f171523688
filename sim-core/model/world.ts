/**
 * All state of a run in one object, sized from the scenario. Static facts (what the document says) are plain arrays of
 * numbers or objects; dynamic state is columns, so that a snapshot is a handful of typed arrays.
 */
import type { Kernel } from '../kernel/kernel.ts';
import type { Observer } from './observer.ts';
import type { ResolvedScenario } from './resolved-scenario.ts';
import type { AttemptTable, CallTable, EndedPhases, FrameTable } from './tables.ts';

export interface World {
  readonly kernel: Kernel<World>;
  readonly scenario: ResolvedScenario;
  /** null: nobody listens. */
  observer: Observer | null;

  readonly calls: CallTable;
  readonly attempts: AttemptTable;
  readonly frames: FrameTable;
  /** Of the call that is ending, valid inside `callEnded`. */
  readonly endedPhases: EndedPhases;

  // Instances, counted over all services: service s has instances instanceBase[s] … instanceBase[s + 1] − 1.
  readonly instanceCount: number;
  readonly instanceBase: Int32Array;
  readonly instanceService: Int32Array;
  /** 1: the process runs. */
  readonly instanceUp: Uint8Array;
  /** 1: the host is reachable (a process crash leaves it so). */
  readonly hostUp: Uint8Array;
  /** Workers held, workers doing work, frames waiting for a worker. */
  readonly instanceBusy: Int32Array;
  readonly instanceWorking: Int32Array;
  readonly instanceQueued: Int32Array;

  // Endpoints, counted over all services.
  readonly endpointBase: Int32Array;
  readonly endpointService: Int32Array;

  // Callers: link l has callers callerBase[l] … callerBase[l + 1] − 1, one for each calling instance or client.
  readonly callerBase: Int32Array;
  readonly callerLink: Int32Array;
  /** Calling instance counted over all services, or −1 for a client of a workload. */
  readonly callerInstance: Int32Array;
  /** What the caller believes: instances (local numbers in the callee's service) it can pick from. */
  readonly callerView: Int32Array[];
  readonly callerViewSize: Int32Array;
}
