/**
 * Every kind of event and who handles it, on one screen. Subject and detail are slots or indices; an event whose
 * subject may be gone is cancelled by whoever ends the subject, so handlers never meet a stale slot.
 */
import type { Handler } from '../kernel/kernel.ts';
import { onGiveUp, onResponseArrives, onRetry, onTimeout, runReadyFrames } from './call.ts';
import * as kinds from './event-kinds.ts';
import { onFaultBegins, onFaultEnds } from './faults.ts';
import { onRetransmit } from './network.ts';
import { onRequestArrives, onWorkEnds } from './process.ts';
import {
  onCacheRefresh,
  onFetch,
  onFetchReaches,
  onFetchReturns,
  onHeartbeat,
  onHeartbeatArrives,
  onLeaseEnds,
  onSweep,
} from './registry.ts';
import { onArrival, onPopulationChange, onUserIssues } from './workload.ts';
import type { World } from './world.ts';

export function createHandlers(): Handler<World>[] {
  const handlers: Handler<World>[] = [];
  handlers[kinds.ARRIVAL] = onArrival;
  handlers[kinds.USER_ISSUES] = onUserIssues;
  handlers[kinds.POPULATION_CHANGE] = onPopulationChange;
  handlers[kinds.REQUEST_ARRIVES] = thenReady(onRequestArrives);
  handlers[kinds.WORK_ENDS] = thenReady(onWorkEnds);
  handlers[kinds.RESPONSE_ARRIVES] = thenReady(onResponseArrives);
  handlers[kinds.RETRANSMIT] = onRetransmit;
  handlers[kinds.TIMEOUT] = thenReady(onTimeout);
  handlers[kinds.RETRY_DUE] = thenReady(onRetry);
  handlers[kinds.GIVE_UP] = thenReady(onGiveUp);
  handlers[kinds.FAULT_BEGINS] = thenReady(onFaultBegins);
  handlers[kinds.FAULT_ENDS] = thenReady(onFaultEnds);
  handlers[kinds.HEARTBEAT] = onHeartbeat;
  handlers[kinds.HEARTBEAT_ARRIVES] = onHeartbeatArrives;
  handlers[kinds.LEASE_ENDS] = onLeaseEnds;
  handlers[kinds.SWEEP] = onSweep;
  handlers[kinds.CACHE_REFRESH] = onCacheRefresh;
  handlers[kinds.FETCH] = onFetch;
  handlers[kinds.FETCH_REACHES] = onFetchReaches;
  handlers[kinds.FETCH_RETURNS] = onFetchReturns;
  return handlers;
}

/** Handlers that can wake frames are followed by what these frames do. */
function thenReady(handler: Handler<World>): Handler<World> {
  return (world, subject, detail) => {
    handler(world, subject, detail);
    if (!world.ready.isEmpty) runReadyFrames(world);
  };
}
