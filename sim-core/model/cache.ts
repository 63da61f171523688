/**
 * The `cache` step: a look-up that takes no time, and on a miss the steps that fetch the value. A cache belongs to an
 * instance or is shared by all of its service; it forgets the value used least recently when it is full, and everything
 * when it is flushed or when the instance it belongs to crashes.
 *
 * Which key is asked for and whether a cache of a fixed hit ratio hits is drawn by the key of the call, not of the
 * attempt: a retry asks for the same value again.
 *
 * With `singleFlight` one frame fetches a key and the others wait for it, as Go's singleflight does: they share its
 * failure too. When the fetcher vanishes without an outcome the one that waits longest takes over.
 *
 * @hot
 */
import { NO_EVENT } from '../kernel/event-queue.ts';
import { sampleZipf } from '../kernel/zipf.ts';
import { CACHE_TAKES_OVER } from './event-kinds.ts';
import { ERROR, SAVED_BY_CACHE } from './outcomes.ts';
import { type CompiledCache, INSTRUCTION } from './program.ts';
import {
  FRAME_ABANDONED,
  FRAME_PHASES,
  FRAME_READY,
  FRAME_WAITING_FOR_VALUE,
  OPEN_PROCESS,
  OWN_DOWNSTREAM,
} from './tables.ts';
import { STOPPED_BY_CACHE_LIMIT, type World } from './world.ts';

/** Of a request whose workload has none. */
const NO_KEY = -1;

const NOBODY = -1;
/** In `frames.remaining`: what the frame waited for has failed. */
export const STEP_FAILED = -1;

/** What a look-up finds. */
export const HIT = 0;
export const MISS = 1;
/** Somebody else fetches the key: it can be waited for. */
export const IN_FLIGHT = 2;

/** Looks the frame's key up in the cache of the step. A value that is found becomes the one used last. */
export function lookUp(world: World, frame: number, index: number): number {
  const cache = world.program.caches[index];
  const outcome = cache.hitRatio >= 0 ? drawHit(world, frame, cache) : find(world, frame, cache);
  if (outcome !== IN_FLIGHT) tellLookUp(world, frame, outcome === HIT);
  return outcome;
}

function find(world: World, frame: number, cache: CompiledCache): number {
  const group = groupOf(world, frame, cache);
  const key = keyOf(world, frame, cache);
  const { values, flights } = world.caches;
  const slot = values.find(group, key);
  if (slot >= 0 && world.kernel.nowNs < values.expiresNs[slot]) {
    if (values.newer[slot] !== NOBODY) {
      leaveList(world, group, slot);
      joinList(world, group, slot);
    }
    return HIT;
  }
  if (!cache.singleFlight) return MISS;
  if (flights.find(group, key) >= 0) return IN_FLIGHT;
  const flight = flights.add(group, key);
  flights.fetcher[flight] = frame;
  flights.waitHead[flight] = NOBODY;
  flights.waitTail[flight] = NOBODY;
  return MISS;
}

function drawHit(world: World, frame: number, cache: CompiledCache): number {
  setCallKey(world, frame, cache.hitStream);
  return world.keyed.nextUnit() < cache.hitRatio ? HIT : MISS;
}

function tellLookUp(world: World, frame: number, isHit: boolean): void {
  if (world.observer !== null) world.observer.cacheLookedUp(world.frames.attempt[frame], isHit);
}

/** The frame waits until the value is there, or its fetch has failed. To be called after a look-up found IN_FLIGHT. */
export function waitForValue(world: World, frame: number, index: number): void {
  const { frames } = world;
  const { flights } = world.caches;
  tellLookUp(world, frame, false);
  const flight = flightOf(world, frame, world.program.caches[index]);
  frames.state[frame] = FRAME_WAITING_FOR_VALUE;
  frames.sinceNs[frame] = world.kernel.nowNs;
  const tail = flights.waitTail[flight];
  frames.next[frame] = NOBODY;
  frames.previous[frame] = tail;
  if (tail === NOBODY) flights.waitHead[flight] = frame;
  else frames.next[tail] = frame;
  flights.waitTail[flight] = frame;
}

/** The steps of a miss are done: the value is there from now on. */
export function store(world: World, frame: number, index: number): void {
  const cache = world.program.caches[index];
  if (cache.hitRatio >= 0) return;
  const group = groupOf(world, frame, cache);
  if (cache.capacity > 0) keep(world, group, keyOf(world, frame, cache), cache);
  if (cache.singleFlight) land(world, frame, cache, false);
}

function keep(world: World, group: number, key: number, cache: CompiledCache): void {
  const { values, cacheOldest, cacheSize } = world.caches;
  let slot = values.find(group, key);
  if (slot >= 0) {
    leaveList(world, group, slot);
  } else {
    if (cacheSize[group] >= cache.capacity) forget(world, group, cacheOldest[group]);
    slot = values.add(group, key);
    if (slot < 0) {
      world.kernel.stop(STOPPED_BY_CACHE_LIMIT);
      return;
    }
    cacheSize[group]++;
  }
  values.expiresNs[slot] = world.kernel.nowNs + cache.ttlNs;
  joinList(world, group, slot);
}

function forget(world: World, group: number, slot: number): void {
  leaveList(world, group, slot);
  world.caches.values.remove(slot);
  world.caches.cacheSize[group]--;
}

/** As the newest. */
function joinList(world: World, group: number, slot: number): void {
  const { values, cacheNewest } = world.caches;
  const newest = cacheNewest[group];
  values.newer[slot] = NOBODY;
  values.older[slot] = newest;
  if (newest === NOBODY) world.caches.cacheOldest[group] = slot;
  else values.newer[newest] = slot;
  cacheNewest[group] = slot;
}

function leaveList(world: World, group: number, slot: number): void {
  const { newer, older } = world.caches.values;
  if (newer[slot] === NOBODY) world.caches.cacheNewest[group] = older[slot];
  else older[newer[slot]] = older[slot];
  if (older[slot] === NOBODY) world.caches.cacheOldest[group] = newer[slot];
  else newer[older[slot]] = newer[slot];
}

/**
 * A step of the frame has failed. If it was one of a miss, the fetch is over; true: an old value stands in for it and the
 * frame goes on behind the cache. Of caches within caches the innermost that has a value helps.
 */
export function recoverByCache(world: World, frame: number): boolean {
  const { frames, program } = world;
  if (frames.pc[frame] < 0) return false;
  for (let pc = program.misses[frames.pc[frame]]; pc >= 0; pc = program.misses[pc]) {
    const cache = program.caches[program.code[pc * INSTRUCTION + 1]];
    if (cache.singleFlight) land(world, frame, cache, true);
    if (!hasOldValue(world, frame, cache)) continue;
    world.attempts.savedBy[frames.attempt[frame]] = SAVED_BY_CACHE;
    frames.remaining[frame] = 0;
    frames.pc[frame] = program.code[pc * INSTRUCTION + 2];
    return true;
  }
  return false;
}

function hasOldValue(world: World, frame: number, cache: CompiledCache): boolean {
  return cache.staleOnError && world.caches.values.find(groupOf(world, frame, cache), keyOf(world, frame, cache)) >= 0;
}

/** The fetch of the frame's key is over: those that wait for it go on, or fail as it did unless there is an old value. */
function land(world: World, fetcher: number, cache: CompiledCache, hasFailed: boolean): void {
  const { attempts, frames, kernel, program } = world;
  const { flights } = world.caches;
  const flight = flightOf(world, fetcher, cache);
  if (flight < 0 || flights.fetcher[flight] !== fetcher) return;
  const visit = frames.attempt[fetcher];
  const fails = hasFailed && !hasOldValue(world, fetcher, cache);
  let frame = flights.waitHead[flight];
  flights.remove(flight);
  while (frame >= 0) {
    const next = frames.next[frame];
    const waitedNs = kernel.nowNs - frames.sinceNs[frame];
    frames.phases[frame * FRAME_PHASES + OWN_DOWNSTREAM] += waitedNs;
    frames.phases[frame * FRAME_PHASES + OPEN_PROCESS] += waitedNs;
    if (fails) {
      attempts.causeService[frames.attempt[frame]] = attempts.causeService[visit];
      attempts.causeReason[frames.attempt[frame]] = attempts.causeReason[visit];
      frames.remaining[frame] = STEP_FAILED;
      // Another's deadline is not its own.
      frames.failure[frame] = ERROR;
    } else {
      frames.pc[frame] = program.code[frames.pc[frame] * INSTRUCTION + 2];
    }
    frames.state[frame] = FRAME_READY;
    world.ready.push(frame);
    frame = next;
  }
}

/** The frame will not go on. Others take over what it fetches, and nobody wakes it any more. */
export function leaveCaches(world: World, frame: number): void {
  const { frames, program } = world;
  const { flights } = world.caches;
  const state = frames.state[frame];
  if (state === FRAME_ABANDONED || frames.pc[frame] < 0) return;
  if (state === FRAME_WAITING_FOR_VALUE) {
    const { code, caches } = program;
    const flight = flightOf(world, frame, caches[code[frames.pc[frame] * INSTRUCTION + 1]]);
    if (flights.fetcher[flight] === frame) handOver(world, flight);
    else leaveFlight(world, flight, frame);
  }
  for (let pc = program.misses[frames.pc[frame]]; pc >= 0; pc = program.misses[pc]) {
    const cache = program.caches[program.code[pc * INSTRUCTION + 1]];
    if (!cache.singleFlight) continue;
    const flight = flightOf(world, frame, cache);
    if (flight >= 0 && flights.fetcher[flight] === frame) handOver(world, flight);
  }
}

function leaveFlight(world: World, flight: number, frame: number): void {
  const { waitHead, waitTail } = world.caches.flights;
  const { next, previous } = world.frames;
  if (previous[frame] === NOBODY) waitHead[flight] = next[frame];
  else next[previous[frame]] = next[frame];
  if (next[frame] === NOBODY) waitTail[flight] = previous[frame];
  else previous[next[frame]] = previous[frame];
}

/** The next does it in an event of its own: it may be gone too before this one is over. */
function handOver(world: World, flight: number): void {
  const { frames, kernel } = world;
  const { flights } = world.caches;
  const next = flights.waitHead[flight];
  if (next === NOBODY) {
    flights.remove(flight);
    return;
  }
  leaveFlight(world, flight, next);
  flights.fetcher[flight] = next;
  frames.event[next] = kernel.scheduleAt(kernel.nowNs, CACHE_TAKES_OVER, next, 0);
}

export function onCacheTakesOver(world: World, frame: number): void {
  const { frames, kernel } = world;
  const waitedNs = kernel.nowNs - frames.sinceNs[frame];
  frames.event[frame] = NO_EVENT;
  frames.phases[frame * FRAME_PHASES + OWN_DOWNSTREAM] += waitedNs;
  frames.phases[frame * FRAME_PHASES + OPEN_PROCESS] += waitedNs;
  frames.pc[frame]++;
  frames.state[frame] = FRAME_READY;
  world.ready.push(frame);
}

/** The instance's own caches lose what they hold; with `withShared` those of its service too. */
export function emptyCaches(world: World, instance: number, withShared: boolean): void {
  const service = world.instanceService[instance];
  const local = instance - world.instanceBase[service];
  for (const cache of world.program.caches) {
    if (cache.service !== service || (cache.isShared && !withShared)) continue;
    const group = cache.firstGroup + (cache.isShared ? 0 : local);
    while (world.caches.cacheOldest[group] !== NOBODY) forget(world, group, world.caches.cacheOldest[group]);
  }
}

function flightOf(world: World, frame: number, cache: CompiledCache): number {
  return world.caches.flights.find(groupOf(world, frame, cache), keyOf(world, frame, cache));
}

function groupOf(world: World, frame: number, cache: CompiledCache): number {
  if (cache.isShared) return cache.firstGroup;
  return cache.firstGroup + world.frames.instance[frame] - world.instanceBase[cache.service];
}

function keyOf(world: World, frame: number, cache: CompiledCache): number {
  const { keys } = cache;
  if (keys === null) return world.hasKeys ? world.attempts.requestKey[world.frames.attempt[frame]] : NO_KEY;
  setCallKey(world, frame, cache.keyStream);
  return keys.s === 0 ? Math.floor(world.keyed.nextUnit() * keys.n) : sampleZipf(keys, world.keyed);
}

function setCallKey(world: World, frame: number, stream: number): void {
  const { callKeys } = world.attempts;
  const attempt = world.frames.attempt[frame];
  world.keyed.setKey(stream, callKeys[2 * attempt], callKeys[2 * attempt + 1]);
}
