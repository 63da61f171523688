/**
 * One instant of a run as numbers for the stage: every attempt on the wire, and what is in and before each instance.
 * It only reads the world's columns, between events.
 */
import {
  CANCELLED,
  CONNECT_FAILURE,
  DEGRADED,
  OK,
  REQUEST_LOST,
  RESPONDING,
  RESPONSE_LOST,
  SENDING,
  UNAVAILABLE,
} from '../../sim-core/index.ts';
import {
  DOT_DIRECTION,
  DOT_END_MS,
  DOT_FROM,
  DOT_ID,
  DOT_LINK,
  DOT_REQUEST,
  DOT_SIGN,
  DOT_START_MS,
  DOT_STRIDE,
  DOT_TO,
  SIGN_COUNT,
  SIGN_DEGRADED,
  SIGN_ERROR,
  SIGN_LATE,
  SIGN_LOST,
  SIGN_REJECTED,
  SIGN_RESPONSE,
} from './protocol.ts';
import { readGates } from './gate-reader.ts';
import { readInstances } from './instance-reader.ts';
import { signOfTry } from './sign-of-try.ts';
import { readRegistry, readStaleEntries } from './registry-reader.ts';
import type { Simulation, World } from '../../sim-core/index.ts';
import type { Frame } from './protocol.ts';
import type { TurnedBack } from './turned-back.ts';

const NS_PER_MS = 1e6;

/** @param maxDots beyond it one attempt in k is drawn, k a power of two, chosen by id so that a dot stays drawn */
export function buildFrame(
  simulation: Simulation,
  runId: number,
  maxDots: number,
  turnedBack: TurnedBack | null = null,
): Frame {
  const { world } = simulation;
  const counts = new Int32Array(SIGN_COUNT);
  const onWire = countSigns(world, counts);
  const oneIn = thinning(onWire, maxDots);
  const dots = new Float64Array(Math.min(onWire, 2 * maxDots) * DOT_STRIDE);
  const dotCount = writeDots(world, dots, oneIn);
  return {
    runId,
    tMs: simulation.nowMs,
    dots,
    dotCount,
    oneIn,
    ...readInstances(world, turnedBack),
    ...readGates(world, turnedBack, (attempt) => signOf(world, attempt)),
    turnedBack: turnedBack?.newest() ?? new Float64Array(0),
    counts,
    inFlight: requestsInFlight(world),
    registry: readRegistry(world),
    stale: readStaleEntries(world),
    digest: simulation.digest(),
    events: simulation.events,
  };
}

/** The sign of an attempt from what its caller knows and, on the way back, from what the server answered. */
export function signOf(world: World, attempt: number): number {
  const { attempts } = world;
  const state = attempts.state[attempt];
  if (state === REQUEST_LOST || state === RESPONSE_LOST) return SIGN_LOST;
  if (attempts.gaveUpNs[attempt] < Infinity) return SIGN_LATE;
  if (state === RESPONDING) return signOfOutcome(attempts.outcome[attempt]);
  return signOfTry(world, attempt);
}

function signOfOutcome(outcome: number): number {
  if (outcome === OK) return SIGN_RESPONSE;
  if (outcome === DEGRADED) return SIGN_DEGRADED;
  // A tied copy that was dropped: its caller counts on the other one.
  if (outcome === CANCELLED) return SIGN_LATE;
  return outcome === UNAVAILABLE || outcome === CONNECT_FAILURE ? SIGN_REJECTED : SIGN_ERROR;
}

function isOnWire(state: number): boolean {
  return state === SENDING || state === RESPONDING || state === REQUEST_LOST || state === RESPONSE_LOST;
}

function countSigns(world: World, counts: Int32Array): number {
  const { attempts } = world;
  let onWire = 0;
  for (let attempt = 0; attempt < attempts.pool.used; attempt++) {
    if (!isOnWire(attempts.state[attempt])) continue;
    counts[signOf(world, attempt)]++;
    onWire++;
  }
  return onWire;
}

function thinning(onWire: number, maxDots: number): number {
  let oneIn = 1;
  while (onWire > oneIn * maxDots) oneIn *= 2;
  return oneIn;
}

function writeDots(world: World, dots: Float64Array, oneIn: number): number {
  const { attempts, links, callerBase } = world;
  const room = dots.length / DOT_STRIDE;
  let count = 0;
  for (let attempt = 0; attempt < attempts.pool.used && count < room; attempt++) {
    const state = attempts.state[attempt];
    if (!isOnWire(state) || attempts.id[attempt] % oneIn !== 0) continue;
    const link = attempts.link[attempt];
    const at = count++ * DOT_STRIDE;
    dots[at + DOT_ID] = attempts.id[attempt];
    dots[at + DOT_REQUEST] = attempts.request[attempt];
    dots[at + DOT_LINK] = link;
    // The row forgets a caller that has crashed; its answers are drawn towards the link's first.
    dots[at + DOT_FROM] = Math.max(0, attempts.caller[attempt] - callerBase[link]);
    // What goes to a broker goes to nobody in particular yet.
    dots[at + DOT_TO] = Math.max(0, attempts.instance[attempt] - links[link].firstInstance);
    dots[at + DOT_SIGN] = signOf(world, attempt);
    dots[at + DOT_DIRECTION] = state === SENDING || state === REQUEST_LOST ? 0 : 1;
    dots[at + DOT_START_MS] = attempts.legStartNs[attempt] / NS_PER_MS;
    dots[at + DOT_END_MS] = attempts.legEndNs[attempt] / NS_PER_MS;
  }
  return count;
}

function requestsInFlight({ calls }: World): number {
  let count = 0;
  for (let call = 0; call < calls.pool.used; call++) {
    // A released row has no link; a call that no step has made is a request.
    if (calls.link[call] >= 0 && calls.site[call] === -1) count++;
  }
  return count;
}
