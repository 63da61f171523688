/**
 * The registry of leased discovery (`mode: client`). Instances tell it that they live, it forgets those it has not heard
 * of for a lease, callers fetch its list. Heartbeats and fetches are messages: they take the network's time, loss takes
 * them away, and an instance that is down sends none. So what callers believe can be out of date.
 */
import { sampleNs } from '../kernel/distributions.ts';
import { NO_EVENT } from '../kernel/event-queue.ts';
import { MAX_TIME_NS } from '../kernel/time.ts';
import type { ResolvedDiscovery } from '../policies/discovery/index.ts';
import {
  CACHE_REFRESH,
  FETCH,
  FETCH_REACHES,
  FETCH_RETURNS,
  HEARTBEAT,
  HEARTBEAT_ARRIVES,
  LEASE_ENDS,
  SWEEP,
} from './event-kinds.ts';
import { tellNewView } from './outliers.ts';
import { takeSubset } from './subsets.ts';
import type { World } from './world.ts';

type Leased = Extract<ResolvedDiscovery, { mode: 'client' }>;

/** Everything starts registered and every caller knows it; each timer starts at a phase uniform in its period. */
export function startRegistry(world: World): void {
  world.scenario.services.forEach((service, index) => {
    const { discovery } = service;
    if (discovery.mode !== 'client') return;
    const { registryStream } = world.services[index];
    const phase = (periodNs: number): number => Math.floor(registryStream.nextUnit() * periodNs);
    for (let instance = world.instanceBase[index]; instance < world.instanceBase[index + 1]; instance++) {
      const firstNs = phase(discovery.heartbeatNs);
      world.registry.heartbeatEvent[instance] = at(world, firstNs, HEARTBEAT, instance);
      world.registry.registered[instance] = 1;
      keepLease(world, instance, Math.max(0, firstNs - discovery.heartbeatNs + discovery.leaseNs), discovery);
    }
    if (discovery.sweepNs > 0) at(world, phase(discovery.sweepNs), SWEEP, index);
    if (discovery.responseCacheNs > 0) {
      copyList(world, index, world.registry.cachedList[index], world.registry.cachedSize, index);
      at(world, phase(discovery.responseCacheNs), CACHE_REFRESH, index);
    }
    for (const link of world.services[index].linksIn) {
      for (let caller = world.callerBase[link]; caller < world.callerBase[link + 1]; caller++) {
        world.registry.fetchEvent[caller] = at(world, phase(discovery.fetchNs), FETCH, caller);
      }
    }
  });
}

export function onHeartbeat(world: World, instance: number): void {
  const service = world.instanceService[instance];
  world.registry.heartbeatEvent[instance] = at(
    world,
    world.kernel.nowNs + leaseOf(world, service).heartbeatNs,
    HEARTBEAT,
    instance,
  );
  sendToRegistry(world, service, HEARTBEAT_ARRIVES, instance);
}

export function onHeartbeatArrives(world: World, instance: number): void {
  const discovery = leaseOf(world, world.instanceService[instance]);
  world.registry.registered[instance] = 1;
  keepLease(world, instance, world.kernel.nowNs + discovery.leaseNs, discovery);
}

/** A lease that was renewed since is looked at again when the new one ends. */
export function onLeaseEnds(world: World, instance: number): void {
  world.registry.leaseEvent[instance] = NO_EVENT;
  const untilNs = world.registry.leaseUntilNs[instance];
  if (untilNs <= world.kernel.nowNs) world.registry.registered[instance] = 0;
  else world.registry.leaseEvent[instance] = at(world, untilNs, LEASE_ENDS, instance);
}

export function onSweep(world: World, service: number): void {
  for (let instance = world.instanceBase[service]; instance < world.instanceBase[service + 1]; instance++) {
    if (world.registry.leaseUntilNs[instance] <= world.kernel.nowNs) world.registry.registered[instance] = 0;
  }
  at(world, world.kernel.nowNs + leaseOf(world, service).sweepNs, SWEEP, service);
}

export function onCacheRefresh(world: World, service: number): void {
  copyList(world, service, world.registry.cachedList[service], world.registry.cachedSize, service);
  at(world, world.kernel.nowNs + leaseOf(world, service).responseCacheNs, CACHE_REFRESH, service);
}

export function onFetch(world: World, caller: number): void {
  const service = world.links[world.callerLink[caller]].callee;
  world.registry.fetchEvent[caller] = at(world, world.kernel.nowNs + leaseOf(world, service).fetchNs, FETCH, caller);
  sendToRegistry(world, service, FETCH_REACHES, caller);
}

/** The registry answers with what it knows at this moment, or with its copy. */
export function onFetchReaches(world: World, caller: number): void {
  const service = world.links[world.callerLink[caller]].callee;
  const answer = world.registry.pendingView[caller];
  if (leaseOf(world, service).responseCacheNs > 0) {
    answer.set(world.registry.cachedList[service]);
    world.registry.pendingViewSize[caller] = world.registry.cachedSize[service];
  } else {
    copyList(world, service, answer, world.registry.pendingViewSize, caller);
  }
  sendToRegistry(world, service, FETCH_RETURNS, caller);
}

export function onFetchReturns(world: World, caller: number): void {
  const instance = world.callerInstance[caller];
  if (instance >= 0 && world.instanceUp[instance] === 0) return;
  takeSubset(world, caller, world.registry.pendingView[caller], world.registry.pendingViewSize);
  if (!isNews(world, caller)) return;
  world.callerView[caller].set(world.registry.pendingView[caller]);
  world.callerViewSize[caller] = world.registry.pendingViewSize[caller];
  world.callerViewVersion[caller]++;
  if (world.hasDetectors) tellNewView(world, caller);
}

/** Whether the list on its way differs from what the caller believes. */
function isNews(world: World, caller: number): boolean {
  const size = world.registry.pendingViewSize[caller];
  if (world.callerViewSize[caller] !== size) return true;
  const pending = world.registry.pendingView[caller];
  const view = world.callerView[caller];
  for (let i = 0; i < size; i++) if (pending[i] !== view[i]) return true;
  return false;
}

/** A crash tells the registry nothing. The instance sends and fetches no more, and forgets what it believed. */
export function instanceStops(world: World, instance: number): void {
  cancel(world, world.registry.heartbeatEvent, instance);
  forEachFetchingCaller(world, instance, (caller) => {
    cancel(world, world.registry.fetchEvent, caller);
    world.callerViewSize[caller] = 0;
    world.callerViewVersion[caller]++;
  });
}

/** An instance that starts registers and fetches at once. */
export function instanceRegisters(world: World, instance: number): void {
  const service = world.instanceService[instance];
  if (world.scenario.services[service].discovery.mode === 'client') onHeartbeat(world, instance);
  forEachFetchingCaller(world, instance, (caller) => onFetch(world, caller));
}

function forEachFetchingCaller(world: World, instance: number, visit: (caller: number) => void): void {
  const service = world.instanceService[instance];
  for (const link of world.services[service].linksOut) {
    const callee = world.links[link].callee;
    if (world.scenario.services[callee].discovery.mode !== 'client') continue;
    visit(world.callerBase[link] + instance - world.instanceBase[service]);
  }
}

function leaseOf(world: World, service: number): Leased {
  return world.scenario.services[service].discovery as Leased;
}

/** With `sweep: 0s` an expired lease ends at the exact instant; else the sweep finds it. */
function keepLease(world: World, instance: number, untilNs: number, discovery: Leased): void {
  world.registry.leaseUntilNs[instance] = untilNs;
  if (discovery.sweepNs === 0 && world.registry.leaseEvent[instance] === NO_EVENT) {
    world.registry.leaseEvent[instance] = at(world, untilNs, LEASE_ENDS, instance);
  }
}

/** Local numbers of the instances that the registry lists now. */
function copyList(world: World, service: number, target: Int32Array, sizes: Int32Array, sizeAt: number): void {
  const first = world.instanceBase[service];
  let size = 0;
  for (let instance = first; instance < world.instanceBase[service + 1]; instance++) {
    if (world.registry.registered[instance] === 1) target[size++] = instance - first;
  }
  sizes[sizeAt] = size;
}

/** One message between an instance or client and the registry. A lost one is not repeated: the next period sends anew. */
function sendToRegistry(world: World, service: number, kind: number, subject: number): void {
  const { latency, lossRatio } = world.scenario.network;
  const { registryStream } = world.services[service];
  if (lossRatio > 0 && registryStream.nextUnit() < lossRatio) return;
  const delayNs = latency === null ? 0 : sampleNs(world.registry.registryLatency, registryStream);
  at(world, world.kernel.nowNs + delayNs, kind, subject);
}

function cancel(world: World, handles: Float64Array, index: number): void {
  if (handles[index] !== NO_EVENT) world.kernel.cancel(handles[index]);
  handles[index] = NO_EVENT;
}

function at(world: World, timeNs: number, kind: number, subject: number): number {
  return world.kernel.scheduleAt(Math.min(MAX_TIME_NS, timeNs), kind, subject, 0);
}
