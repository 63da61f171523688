/**
 * Messages on the wire: they queue for the link's pipe, are transmitted, take a latency, and may be lost and sent
 * again when the retransmission timer rings, which doubles each time (RFC 6298 §5.5).
 *
 * @hot
 */
import { drawKeyedNs } from '../kernel/distributions.ts';
import { MAX_TIME_NS } from '../kernel/time.ts';
import { REQUEST_ARRIVES, RESPONSE_ARRIVES, RETRANSMIT } from './event-kinds.ts';
import { vanish } from './give-up.ts';
import { OK } from './outcomes.ts';
import { REQUEST_LOST, RESPONDING, RESPONSE_LOST, SENDING } from './tables.ts';
import { TCP_GIVES_UP_NS } from './tcp.ts';
import type { LinkFacts, WireFacts, World } from './world.ts';
import { wireOf } from './zone-wires.ts';

/** The retransmission timer doubles up to this (Linux TCP_RTO_MAX); one set longer than it does not double. */
const RTO_MAX_NS = 120e9;

export const REQUEST = 0;
export const RESPONSE = 1;

export function sendRequest(world: World, attempt: number): void {
  world.attempts.transmissions[attempt] = 0;
  transmit(world, attempt, REQUEST, requestBytes(world, attempt));
}

/** Sends `attempts.outcome` back. */
export function sendResponse(world: World, attempt: number): void {
  world.attempts.transmissions[attempt] = 0;
  transmit(world, attempt, RESPONSE, responseBytes(world, attempt));
}

function requestBytes(world: World, attempt: number): number {
  return world.endpoints[world.attempts.endpoint[attempt]].requestBytes;
}

/** Only a good answer has the size of the endpoint's response; a refusal or an error is too small to count. */
function responseBytes(world: World, attempt: number): number {
  return world.attempts.outcome[attempt] === OK ? world.endpoints[world.attempts.endpoint[attempt]].responseBytes : 0;
}

export function onRetransmit(world: World, attempt: number, direction: number): void {
  transmit(
    world,
    attempt,
    direction,
    direction === REQUEST ? requestBytes(world, attempt) : responseBytes(world, attempt),
  );
}

function transmit(world: World, attempt: number, direction: number, bytes: number): void {
  const { attempts } = world;
  const link = world.links[attempts.link[attempt]];
  const wire = link.zoneWires === null ? link.wire : wireOf(world, attempt, direction);
  if (world.observer !== null) world.observer.messageSent(attempt, direction, bytes);
  attempts.legStartNs[attempt] = world.kernel.nowNs;
  attempts.legEndNs[attempt] = world.kernel.nowNs;
  attempts.transmissions[attempt]++;
  if (wire.nsPerByte > 0 && bytes > 0) passPipe(world, link, wire, attempt, direction, bytes);
  if (wire.lossRatio > 0 && isLost(world, link, wire, attempt, direction)) loseMessage(world, wire, attempt, direction);
  else travel(world, link, wire, attempt, direction);
}

/**
 * The message has left the sender at `legEndNs` and takes its latency. Numbers go from function to function by columns:
 * a double given to a function that is not inlined is put on the heap.
 */
function travel(world: World, link: LinkFacts, wire: WireFacts, attempt: number, direction: number): void {
  const { attempts, kernel } = world;
  attempts.state[attempt] = direction === REQUEST ? SENDING : RESPONDING;
  const kind = direction === REQUEST ? REQUEST_ARRIVES : RESPONSE_ARRIVES;
  const sentNs = attempts.legEndNs[attempt];
  if (wire.latencyLine >= 0) {
    attempts.legEndNs[attempt] = Math.min(MAX_TIME_NS, sentNs + wire.constantLatencyNs);
    if (sentNs === kernel.nowNs) kernel.scheduleLine(wire.latencyLine, kind, attempt, 0);
    else kernel.scheduleFrom(attempts.legEndNs, attempt, kind, attempt);
    return;
  }
  const { keys, legEndNs } = attempts;
  drawKeyedNs(wire.latency, world.keyed, link.latencyStreams[direction], keys, attempt, legEndNs, attempt);
  legEndNs[attempt] = Math.min(MAX_TIME_NS, sentNs + legEndNs[attempt]);
  kernel.scheduleFrom(attempts.legEndNs, attempt, kind, attempt);
}

/** One fifo pipe per wire and direction, or also per instance: a message leaves it when those before it and it itself are through. */
function passPipe(
  world: World,
  link: LinkFacts,
  wire: WireFacts,
  attempt: number,
  direction: number,
  bytes: number,
): void {
  const { attempts } = world;
  const local = attempts.instance[attempt] - link.firstInstance;
  const pipe = wire.pipe + wire.pipeStride * local + direction;
  const startNs = Math.max(world.kernel.nowNs, world.pipeFreeNs[pipe]);
  const endNs = Math.min(MAX_TIME_NS, startNs + Math.round(bytes * wire.nsPerByte));
  world.pipeFreeNs[pipe] = endNs;
  attempts.legEndNs[attempt] = endNs;
}

function isLost(world: World, link: LinkFacts, wire: WireFacts, attempt: number, direction: number): boolean {
  const { keys, transmissions } = world.attempts;
  const stream = link.lossStreams[direction] + Math.imul(transmissions[attempt], 0x9e3779b1);
  world.keyed.setKey(stream | 0, keys[2 * attempt], keys[2 * attempt + 1]);
  return world.keyed.nextUnit() < wire.lossRatio;
}

/** The packet is gone; the sender notices when the timer rings, unless TCP has given the message up by then. */
function loseMessage(world: World, wire: WireFacts, attempt: number, direction: number): void {
  const { attempts, kernel } = world;
  if (world.observer !== null) world.observer.messageLost(attempt, direction);
  const { rtoNs } = wire;
  const waitNs = Math.min(rtoNs * doubled(attempts.transmissions[attempt] - 1), Math.max(rtoNs, RTO_MAX_NS));
  const ringsNs = attempts.legEndNs[attempt] + waitNs;
  const firstSentNs = direction === REQUEST ? attempts.startNs[attempt] : attempts.answeredNs[attempt];
  if (ringsNs >= firstSentNs + TCP_GIVES_UP_NS) {
    vanish(world, attempt, firstSentNs + TCP_GIVES_UP_NS);
    return;
  }
  attempts.state[attempt] = direction === REQUEST ? REQUEST_LOST : RESPONSE_LOST;
  attempts.legEndNs[attempt] = ringsNs;
  attempts.retransmission[attempt] = kernel.scheduleAt(ringsNs, RETRANSMIT, attempt, direction);
}

/** A host has died, and with it the retransmission timers of all that it has sent and that was lost. */
export function forgetRetransmissions(world: World, instance: number): void {
  const { attempts, callerInstance, kernel } = world;
  for (let attempt = 0; attempt < attempts.pool.used; attempt++) {
    const state = attempts.state[attempt];
    if (state !== REQUEST_LOST && state !== RESPONSE_LOST) continue;
    const isRequest = state === REQUEST_LOST;
    const sender = isRequest ? callerInstance[attempts.caller[attempt]] : attempts.instance[attempt];
    if (sender !== instance) continue;
    kernel.cancel(attempts.retransmission[attempt]);
    vanish(world, attempt);
  }
}

/** 2^n without `**`; large n saturates, far beyond where waits end to grow. */
function doubled(n: number): number {
  let value = 1;
  for (let i = 0; i < n && i < 60; i++) value *= 2;
  return value;
}
