/**
 * Rows that are sums of others, so that an event writes once: a workload's are those of the links it calls by, with the
 * phases opened up and without what belongs to its whole tree of calls; an endpoint's are those of its instances, where
 * these have rows per window and no other endpoint.
 */
import type { World } from '../model/world.ts';
import { PHASE_COUNT } from '../model/phases.ts';
import { ACCEPTED, FAILED_ATTEMPTS, GOOD, HANDLED, OPENED_NS, PHASES_NS, PRICE, VISIT_COLUMNS } from './columns.ts';
import { requestLinks } from './request-links.ts';
import type { ScopeSums } from './scope-sums.ts';

/** Columns of a workload, and where its links have them. */
const REQUEST_COLUMNS = Int32Array.from([
  ...range(0, FAILED_ATTEMPTS),
  ...range(PHASES_NS, PHASES_NS + PHASE_COUNT),
  ...range(GOOD, ACCEPTED + 1),
  ...range(HANDLED, PRICE),
]);
const REQUEST_SOURCES = REQUEST_COLUMNS.map((column) =>
  column >= PHASES_NS && column < PHASES_NS + PHASE_COUNT ? column - PHASES_NS + OPENED_NS : column,
);
const ALL_VISIT_COLUMNS = Int32Array.from(range(0, VISIT_COLUMNS));

interface Sums {
  /** By workload, then by link. */
  readonly calls: ScopeSums;
  readonly endpoints: ScopeSums;
  readonly instances: ScopeSums;
}

export class DerivedRows {
  /** By endpoint: 1 if its rows are derived. */
  readonly isEndpointDerived: Uint8Array;
  private readonly sums: Sums;
  /** By workload: the scopes of the links it calls by. */
  private readonly linkScopes: readonly Int32Array[];
  /** By endpoint: its instances; empty where its rows are counted. */
  private readonly endpointInstances: readonly Int32Array[];

  constructor(world: World, sums: Sums) {
    const { workloads, services } = world.scenario;
    const instancesHaveWindows = sums.instances.shape.windowCount > 0;
    this.sums = sums;
    this.linkScopes = requestLinks(world.scenario).map((links) =>
      Int32Array.from(links, (link) => workloads.length + link),
    );
    this.endpointInstances = services.flatMap(({ endpoints, instances, isQueueShared }, s) =>
      endpoints.map(() => {
        const isDerived = instancesHaveWindows && endpoints.length === 1 && !isQueueShared;
        const first = world.instanceBase[s];
        return Int32Array.from(isDerived ? range(first, first + instances.length) : []);
      }),
    );
    this.isEndpointDerived = Uint8Array.from(this.endpointInstances, ({ length }) => Number(length > 0));
  }

  /** To be called before derived rows are read or moved on. */
  bringUpToDate(): void {
    const { calls, endpoints, instances } = this.sums;
    this.linkScopes.forEach((scopes, w) => {
      calls.setCurrent(w, calls, scopes, REQUEST_COLUMNS, REQUEST_SOURCES);
    });
    this.endpointInstances.forEach((members, e) => {
      if (members.length > 0) endpoints.setCurrent(e, instances, members, ALL_VISIT_COLUMNS, ALL_VISIT_COLUMNS);
    });
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
