/**
 * Connection pools. A caller keeps connections to the instances of its callee and reuses them; one that is opened costs
 * round trips first. Each carries one attempt at a time (HTTP/1.1) or several (`streams`, as HTTP/2). An attempt that finds
 * none free waits in the line for its instance. Where the pool is full an idle connection to another instance makes room, the
 * one that has been idle longest; else one that comes free goes to who waits for its instance, and if nobody does its place
 * goes to who waits longest (Apache HttpClient's pool does the same).
 *
 * An attempt holds its stream until the answer has arrived, also when its caller has given up before.
 */
import { drawKeyedNs } from '../kernel/distributions.ts';
import { NO_EVENT } from '../kernel/event-queue.ts';
import { MAX_TIME_NS } from '../kernel/time.ts';
import { CONNECT_ENDS, CONNECT_FAILS, CONNECT_REACHES, CONNECTION_IDLES } from './event-kinds.ts';
import { BY_POOL, OK, type Outcome, REJECTED } from './outcomes.ts';
import type { ResolvedPool } from './resolved-scenario.ts';
import { AT_POOL, CONNECTING, CONNECTION_OPEN } from './tables.ts';
import { TCP_GIVES_UP_NS } from './tcp.ts';
import { STOPPED_BY_CALL_LIMIT, type World } from './world.ts';
import { wireOf } from './zone-wires.ts';

/** Beside the outcomes: `takeConnected` will name it when it may be sent. */
export const WAITS_FOR_CONNECTION = -2;

const NOBODY = -1;
const NOTHING = -1;

/** OK: the attempt holds a stream of an open connection to its instance. Else it waits for one, or none may wait any more. */
export function obtainConnection(world: World, attempt: number): Outcome {
  const { attempts } = world;
  const { poolConnections, poolFree, poolPending } = world.pools;
  const place = placeOf(world, attempts.caller[attempt], attempts.instance[attempt]);
  const caller = attempts.caller[attempt];
  const free = poolFree[place];
  if (free !== NOTHING && world.pools.poolWaiting[place] === 0) {
    takeStream(world, free, attempt);
    return OK;
  }
  const pool = poolOf(world, caller);
  attempts.counts[attempt] = 0;
  if (world.pools.poolWaiting[place] >= world.pools.poolConnecting[place] * pool.streams) {
    if (poolConnections[caller] < pool.maxConnections || closeIdle(world, caller)) {
      const connection = openConnection(world, caller, attempt);
      if (connection < 0) return OK;
      if (pool.roundTrips === 0) {
        takeStream(world, connection, attempt);
        return OK;
      }
    } else if (poolPending[caller] < pool.maxPending) {
      attempts.counts[attempt] = 1;
      poolPending[caller]++;
    } else {
      attempts.rejectedBy[attempt] = BY_POOL;
      return REJECTED;
    }
  }
  attempts.state[attempt] = AT_POOL;
  joinLine(world, attempt, place);
  return WAITS_FOR_CONNECTION;
}

/** Opens a connection to the attempt's instance; its latencies are keyed by the attempt. −1: the run stops. */
function openConnection(world: World, caller: number, attempt: number): number {
  const { attempts, kernel } = world;
  const { connections } = world.pools;
  const connection = connections.pool.allocate();
  if (connection < 0) {
    kernel.stop(STOPPED_BY_CALL_LIMIT);
    return connection;
  }
  const pool = poolOf(world, caller);
  const instance = attempts.instance[attempt];
  connections.caller[connection] = caller;
  connections.instance[connection] = instance;
  connections.used[connection] = 0;
  connections.event[connection] = NO_EVENT;
  connections.timer[connection] = NO_EVENT;
  world.pools.poolConnections[caller]++;
  if (pool.roundTrips === 0) {
    connections.state[connection] = CONNECTION_OPEN;
    addFree(world, connection);
    return connection;
  }
  connections.state[connection] = CONNECTING;
  world.pools.poolConnecting[placeOf(world, caller, instance)]++;
  const { handshakeStreams } = world.links[attempts.link[attempt]];
  const { legNs } = connections;
  for (let leg = 0; leg < handshakeStreams.length; leg++) {
    const { latency } = wireOf(world, attempt, leg % 2);
    drawKeyedNs(latency, world.keyed, handshakeStreams[leg], attempts.keys, attempt, legNs, connection);
    if (leg === 0) connections.reachNs[connection] = legNs[connection];
    else if (leg === 1) connections.refuseNs[connection] = legNs[connection];
    if (leg > 0) connections.restNs[connection] = (leg === 1 ? 0 : connections.restNs[connection]) + legNs[connection];
  }
  const reachNs = Math.min(MAX_TIME_NS, kernel.nowNs + connections.reachNs[connection]);
  connections.event[connection] = kernel.scheduleAt(reachNs, CONNECT_REACHES, connection, 0);
  if (kernel.nowNs + pool.connectTimeoutNs <= MAX_TIME_NS) {
    connections.timer[connection] = kernel.schedule(pool.connectTimeoutNs, CONNECT_FAILS, connection, 0);
  }
  return connection;
}

/** The first message of the handshake is at the host: it goes on, is refused, or nothing answers. */
export function onConnectReaches(world: World, connection: number): void {
  const { hostUp, instanceUp, kernel } = world;
  const { connections } = world.pools;
  const instance = connections.instance[connection];
  connections.event[connection] = NO_EVENT;
  if (hostUp[instance] === 0) {
    // Else, without a connect timeout, it would be waited for for ever and keep its place in the pool.
    const givesUpNs = Math.min(MAX_TIME_NS, kernel.nowNs + TCP_GIVES_UP_NS);
    connections.event[connection] = kernel.scheduleAt(givesUpNs, CONNECT_FAILS, connection, 0);
    return;
  }
  const isUp = instanceUp[instance] === 1;
  const delayNs = isUp ? connections.restNs[connection] : connections.refuseNs[connection];
  const timeNs = Math.min(MAX_TIME_NS, kernel.nowNs + delayNs);
  connections.event[connection] = kernel.scheduleAt(timeNs, isUp ? CONNECT_ENDS : CONNECT_FAILS, connection, 0);
}

/** The connection is open, or has a free stream again; `takeConnected` names those that can be sent now. */
export function connectionServes(world: World, connection: number): void {
  const { kernel } = world;
  const { connections } = world.pools;
  connections.event[connection] = NO_EVENT;
  if (connections.state[connection] !== CONNECTING) return;
  kernel.cancelKept(connections.timer, connection);
  connections.state[connection] = CONNECTION_OPEN;
  world.pools.poolConnecting[placeOfConnection(world, connection)]--;
  addFree(world, connection);
}

/** The next attempt that waits for the connection's instance, with a stream of it; −1: none, or all streams are used. */
export function takeConnected(world: World, connection: number): number {
  const { connections } = world.pools;
  const place = placeOfConnection(world, connection);
  const attempt = world.pools.poolHead[place];
  if (attempt === NOBODY || connections.used[connection] >= poolOf(world, connections.caller[connection]).streams) {
    return NOBODY;
  }
  leaveLine(world, attempt);
  takeStream(world, connection, attempt);
  return attempt;
}

/** The handshake has failed: an attempt that has waited for it, as many as it would have carried; −1: no more. */
export function takeDisappointed(world: World, connection: number, taken: number): number {
  const attempt = world.pools.poolHead[placeOfConnection(world, connection)];
  if (attempt === NOBODY || taken >= poolOf(world, world.pools.connections.caller[connection]).streams) return NOBODY;
  leaveLine(world, attempt);
  return attempt;
}

/** It has not come to be, or is not wanted any more. Who waits longest may open another in its place. */
export function closeConnection(world: World, connection: number): void {
  const { connections } = world.pools;
  const caller = connections.caller[connection];
  forgetConnection(world, connection);
  openForOldest(world, caller);
}

function forgetConnection(world: World, connection: number): void {
  const { kernel } = world;
  const { connections } = world.pools;
  kernel.cancelKept(connections.event, connection);
  kernel.cancelKept(connections.timer, connection);
  if (connections.state[connection] === CONNECTING) world.pools.poolConnecting[placeOfConnection(world, connection)]--;
  else if (isFree(world, connection)) removeFree(world, connection);
  world.pools.poolConnections[connections.caller[connection]]--;
  connections.state[connection] = 0;
  connections.pool.release(connection);
}

/** Of those that wait without a connection being opened for them, the first gets one, if there is room. */
function openForOldest(world: World, caller: number): void {
  const { attempts, callerLink, links } = world;
  const { poolBase, poolConnections, poolHead } = world.pools;
  const pool = poolOf(world, caller);
  if (world.pools.poolPending[caller] === 0 || poolConnections[caller] >= pool.maxConnections) return;
  const first = poolBase[caller];
  const end = first + links[callerLink[caller]].instanceCount;
  let oldest = NOBODY;
  for (let place = first; place < end; place++) {
    let attempt = poolHead[place];
    while (attempt !== NOBODY && attempts.counts[attempt] === 0) attempt = attempts.next[attempt];
    if (attempt !== NOBODY && (oldest === NOBODY || attempts.id[attempt] < attempts.id[oldest])) oldest = attempt;
  }
  if (oldest === NOBODY) return;
  stopCounting(world, oldest, caller);
  const connection = openConnection(world, caller, oldest);
  if (pool.roundTrips === 0) serveSoon(world, connection);
}

/** In an event of its own, so that nothing recurses. */
function serveSoon(world: World, connection: number): void {
  const { kernel } = world;
  const { connections } = world.pools;
  if (connections.event[connection] !== NO_EVENT) return;
  connections.event[connection] = kernel.schedule(0, CONNECT_ENDS, connection, 0);
}

/** The attempt's row is released: its stream is free, or the connection is no good any more. */
export function freeStream(world: World, attempt: number, isBroken: boolean): void {
  const { attempts, kernel } = world;
  const { connections } = world.pools;
  const connection = attempts.connection[attempt];
  attempts.connection[attempt] = NOTHING;
  if (!isFree(world, connection)) addFree(world, connection);
  connections.used[connection]--;
  const caller = connections.caller[connection];
  if (isBroken && connections.used[connection] === 0) {
    closeConnection(world, connection);
    return;
  }
  const hasWaiting = world.pools.poolWaiting[placeOfConnection(world, connection)] > 0;
  if (hasWaiting || world.pools.poolPending[caller] > 0) serveSoon(world, connection);
  if (connections.used[connection] > 0) return;
  connections.freedNs[connection] = kernel.nowNs;
  const { idleTimeoutNs } = poolOf(world, caller);
  if (kernel.nowNs + idleTimeoutNs > MAX_TIME_NS) return;
  connections.timer[connection] = kernel.schedule(idleTimeoutNs, CONNECTION_IDLES, connection, 0);
}

/** Nobody waits for this one any more: if it is idle it makes room for those that wait for other instances. */
export function makeRoom(world: World, connection: number): void {
  const { connections } = world.pools;
  const caller = connections.caller[connection];
  if (world.pools.poolPending[caller] === 0 || connections.used[connection] > 0) return;
  if (world.pools.poolConnections[caller] >= poolOf(world, caller).maxConnections) closeConnection(world, connection);
  else openForOldest(world, caller);
}

/** The process is gone: its connections end with it. Those to a host that is down stay, nothing tells the caller. */
export function closeConnectionsTo(world: World, instance: number): void {
  const { connections } = world.pools;
  for (let connection = 0; connection < connections.pool.used; connection++) {
    const isOpen = connections.state[connection] === CONNECTION_OPEN;
    if (isOpen && connections.instance[connection] === instance) disconnect(world, connection);
  }
}

/** The caller's process is gone. */
export function closeConnectionsOf(world: World, caller: number): void {
  const { connections } = world.pools;
  if (world.pools.poolBase[caller] < 0) return;
  for (let connection = 0; connection < connections.pool.used; connection++) {
    if (connections.state[connection] !== 0 && connections.caller[connection] === caller) disconnect(world, connection);
  }
}

/** Attempts on it go on without it: what becomes of them is told in other ways. */
function disconnect(world: World, connection: number): void {
  const { attempts } = world;
  const { connections } = world.pools;
  if (connections.used[connection] > 0) {
    for (let attempt = 0; attempt < attempts.pool.used; attempt++) {
      const isOn = attempts.state[attempt] !== 0 && attempts.connection[attempt] === connection;
      if (isOn) attempts.connection[attempt] = NOTHING;
    }
  }
  closeConnection(world, connection);
}

/** The attempt waits no longer for a connection; one that is being opened for it is left to others. */
export function leaveLine(world: World, attempt: number): void {
  const { attempts } = world;
  const { poolHead, poolTail } = world.pools;
  const caller = attempts.caller[attempt];
  const place = placeOf(world, caller, attempts.instance[attempt]);
  const next = attempts.next[attempt];
  const previous = attempts.previous[attempt];
  if (previous === NOBODY) poolHead[place] = next;
  else attempts.next[previous] = next;
  if (next === NOBODY) poolTail[place] = previous;
  else attempts.previous[next] = previous;
  world.pools.poolWaiting[place]--;
  stopCounting(world, attempt, caller);
}

function joinLine(world: World, attempt: number, place: number): void {
  const { attempts } = world;
  const { poolHead, poolTail } = world.pools;
  const last = poolTail[place];
  attempts.next[attempt] = NOBODY;
  attempts.previous[attempt] = last;
  if (last === NOBODY) poolHead[place] = attempt;
  else attempts.next[last] = attempt;
  poolTail[place] = attempt;
  world.pools.poolWaiting[place]++;
}

function stopCounting(world: World, attempt: number, caller: number): void {
  if (world.attempts.counts[attempt] === 0) return;
  world.attempts.counts[attempt] = 0;
  world.pools.poolPending[caller]--;
}

function takeStream(world: World, connection: number, attempt: number): void {
  const { attempts, kernel } = world;
  const { connections } = world.pools;
  attempts.connection[attempt] = connection;
  if (connections.used[connection] === 0) kernel.cancelKept(connections.timer, connection);
  connections.used[connection]++;
  if (connections.used[connection] >= poolOf(world, connections.caller[connection]).streams)
    removeFree(world, connection);
}

/** Closes the idle connection that was freed first, to whichever instance. */
function closeIdle(world: World, caller: number): boolean {
  const { callerLink, links } = world;
  const { connections, poolBase, poolFree } = world.pools;
  const first = poolBase[caller];
  const end = first + links[callerLink[caller]].instanceCount;
  let idle = NOTHING;
  for (let place = first; place < end; place++) {
    for (let connection = poolFree[place]; connection !== NOTHING; connection = connections.next[connection]) {
      const isIdle = connections.used[connection] === 0;
      if (isIdle && (idle === NOTHING || connections.freedNs[connection] < connections.freedNs[idle]))
        idle = connection;
    }
  }
  if (idle === NOTHING) return false;
  forgetConnection(world, idle);
  return true;
}

/** Connections with a free stream, the one freed last first. */
function addFree(world: World, connection: number): void {
  const { kernel } = world;
  const { connections, poolFree } = world.pools;
  const place = placeOfConnection(world, connection);
  const first = poolFree[place];
  connections.freedNs[connection] = kernel.nowNs;
  connections.next[connection] = first;
  connections.previous[connection] = NOTHING;
  if (first !== NOTHING) connections.previous[first] = connection;
  poolFree[place] = connection;
}

function removeFree(world: World, connection: number): void {
  const { connections, poolFree } = world.pools;
  const next = connections.next[connection];
  const previous = connections.previous[connection];
  if (previous === NOTHING) poolFree[placeOfConnection(world, connection)] = next;
  else connections.next[previous] = next;
  if (next !== NOTHING) connections.previous[next] = previous;
}

function isFree(world: World, connection: number): boolean {
  const { connections } = world.pools;
  return connections.used[connection] < poolOf(world, connections.caller[connection]).streams;
}

function poolOf(world: World, caller: number): ResolvedPool {
  return world.links[world.callerLink[caller]].pool as ResolvedPool;
}

function placeOf(world: World, caller: number, instance: number): number {
  return world.pools.poolBase[caller] + instance - world.links[world.callerLink[caller]].firstInstance;
}

function placeOfConnection(world: World, connection: number): number {
  return placeOf(world, world.pools.connections.caller[connection], world.pools.connections.instance[connection]);
}
