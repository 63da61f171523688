/**
 * Every kind of event and who handles it, on one screen. Subject and detail are slots or indices; an event whose
 * subject may be gone is cancelled by whoever ends the subject, so handlers never meet a stale slot.
 */
import { assert } from '../kernel/assert.ts';
import { onCacheTakesOver } from './cache.ts';
import {
  onConnectFails,
  onDeadline,
  onFallback,
  onGateOpens,
  onGiveUp,
  onHedgeDue,
  onMessageStored,
  onResponseArrives,
  onRetry,
  onTimeout,
  runReadyFrames,
} from './call.ts';
import { onCancelArrives } from './cancellation.ts';
import { onStateEnds } from './bursty-arrivals.ts';
import { onBreakerDue } from './circuit-breakers.ts';
import * as kinds from './event-kinds.ts';
import { onFaultBegins, onFaultEnds, onOverloaded, onRestartEnds } from './faults.ts';
import { onCollectionBegins } from './growth.ts';
import { onRetransmit } from './network.ts';
import { onOutlierSweep } from './outliers.ts';
import { isPutOff, onFrameGoesOn, onPauseEnds } from './pauses.ts';
import { onLoadsShared } from './pick-instance.ts';
import { closeConnection, onConnectReaches } from './pools.ts';
import { onDelayEnds, onDoorOpens, onMaxWaitEnds, onRequestArrives, onSharedWorkEnds, onWorkEnds } from './process.ts';
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
import { onConnectEnds } from './send.ts';
import {
  onArrival,
  onHerdArrives,
  onHerdGathers,
  onPopulationChange,
  onSessionGoesOn,
  onUserIssues,
} from './workload.ts';
import type { World } from './world.ts';

/** Handles an event, then lets the frames it woke go on in the same event. */
export function dispatch(world: World, kind: number, subject: number, detail: number): void {
  if (world.hasPauses && isPutOff(world, kind, subject, detail)) return;
  handle(world, kind, subject, detail);
  if (!world.ready.isEmpty) runReadyFrames(world);
}

/**
 * What happens for every request. The rest has a function of its own: V8 builds only so much code into the loop of the kernel, and what
 * is rare would take the place of what is not (bench/README.md).
 */
function handle(world: World, kind: number, subject: number, detail: number): void {
  switch (kind) {
    case kinds.ARRIVAL:
      return onArrival(world, subject);
    case kinds.USER_ISSUES:
      return onUserIssues(world, subject, detail);
    case kinds.REQUEST_ARRIVES:
      return onRequestArrives(world, subject);
    case kinds.WORK_ENDS:
      return onWorkEnds(world, subject);
    case kinds.RESPONSE_ARRIVES:
      return onResponseArrives(world, subject);
    case kinds.TIMEOUT:
      return onTimeout(world, subject);
    case kinds.RETRY_DUE:
      return onRetry(world, subject);
    default:
      handleRare(world, kind, subject, detail);
  }
}

function handleRare(world: World, kind: number, subject: number, detail: number): void {
  switch (kind) {
    case kinds.POPULATION_CHANGE:
      return onPopulationChange(world, subject);
    case kinds.RETRANSMIT:
      return onRetransmit(world, subject, detail);
    case kinds.GIVE_UP:
      return onGiveUp(world, subject);
    case kinds.FAULT_BEGINS:
      return onFaultBegins(world, subject, detail);
    case kinds.FAULT_ENDS:
      return onFaultEnds(world, subject, detail);
    case kinds.HEARTBEAT:
      return onHeartbeat(world, subject);
    case kinds.HEARTBEAT_ARRIVES:
      return onHeartbeatArrives(world, subject);
    case kinds.LEASE_ENDS:
      return onLeaseEnds(world, subject);
    case kinds.SWEEP:
      return onSweep(world, subject);
    case kinds.CACHE_REFRESH:
      return onCacheRefresh(world, subject);
    case kinds.FETCH:
      return onFetch(world, subject);
    case kinds.FETCH_REACHES:
      return onFetchReaches(world, subject);
    case kinds.FETCH_RETURNS:
      return onFetchReturns(world, subject);
    case kinds.MESSAGE_STORED:
      return onMessageStored(world, subject);
    case kinds.MAX_WAIT_ENDS:
      return onMaxWaitEnds(world, subject);
    case kinds.SHARED_WORK_ENDS:
      return onSharedWorkEnds(world, subject);
    case kinds.DOOR_OPENS:
      return onDoorOpens(world, subject);
    case kinds.DELAY_ENDS:
      return onDelayEnds(world, subject);
    case kinds.HEDGE_DUE:
      return onHedgeDue(world, subject, detail);
    case kinds.DEADLINE_ENDS:
      return onDeadline(world, subject);
    case kinds.FALLBACK_ANSWERS:
      return onFallback(world, subject);
    case kinds.GATE_OPENS:
      return onGateOpens(world, subject);
    case kinds.CANCEL_ARRIVES:
      return onCancelArrives(world, subject, detail);
    case kinds.BREAKER_DUE:
      return onBreakerDue(world, subject);
    case kinds.OUTLIER_SWEEP:
      return onOutlierSweep(world, subject);
    case kinds.CONNECT_REACHES:
      return onConnectReaches(world, subject);
    case kinds.CONNECT_ENDS:
      return onConnectEnds(world, subject);
    case kinds.CONNECT_FAILS:
      return onConnectFails(world, subject);
    case kinds.CONNECTION_IDLES:
      return closeConnection(world, subject);
    case kinds.STATE_ENDS:
      return onStateEnds(world, subject);
    case kinds.SESSION_GOES_ON:
      return onSessionGoesOn(world, subject);
    case kinds.HERD_GATHERS:
      return onHerdGathers(world, subject, detail);
    case kinds.HERD_ARRIVES:
      return onHerdArrives(world, subject, detail);
    case kinds.LOADS_SHARED:
      return onLoadsShared(world, subject);
    case kinds.CACHE_TAKES_OVER:
      return onCacheTakesOver(world, subject);
    case kinds.PAUSE_ENDS:
      return onPauseEnds(world, subject);
    case kinds.FRAME_GOES_ON:
      return onFrameGoesOn(world, subject);
    case kinds.COLLECTION_BEGINS:
      return onCollectionBegins(world, subject);
    case kinds.OVERLOADED:
      return onOverloaded(world, subject);
    case kinds.RESTART_ENDS:
      return onRestartEnds(world, subject);
    default:
      assert(false, `no handler for events of kind ${kind}`);
  }
}
