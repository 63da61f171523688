import type { ResolvedDistribution } from '../../kernel/distributions.ts';

/** How callers learn which instances of a service there are. */
export type ResolvedDiscovery =
  | { readonly mode: 'static' }
  | {
      readonly mode: 'client';
      /** An instance tells the registry that it lives once in each period. */
      readonly heartbeatNs: number;
      /** The registry forgets an instance this long after its last heartbeat (`lease` × `leaseFactor`). */
      readonly leaseNs: number;
      /** Period of the sweep that removes expired leases; 0: at the exact instant. */
      readonly sweepNs: number;
      /** The registry answers from a copy that it renews with this period; 0: from the truth it knows. */
      readonly responseCacheNs: number;
      /** A caller fetches the list once in each period. */
      readonly fetchNs: number;
    };

export type { ResolvedDistribution };
