/**
 * Flow: where calls would cross a link faster than the eye can follow, moving dashes stand for them. The denser they
 * are, the higher the rate; their signs come in the shares that were last seen on the link.
 */
import { DOT_DIRECTION, DOT_LINK, DOT_SIGN, DOT_STRIDE, DOT_TO, SIGN_COUNT } from '../engine/protocol.ts';
import { STREAK_MS } from './dot-motion.ts';
import type { Frame } from '../engine/protocol.ts';

/** Legs shorter than a frame of the screen are missed, so single calls would be a lie; real ms. */
const MISSED_BELOW_MS = 17;
const SEEN_ABOVE_MS = 20;
/** Faster than this (simulated per real time) even a longer leg is a flicker. */
const FLOW_SPEED = 0.5;
/** Short legs can be shown one by one as long as so many calls per real second are not too many for the eye. */
const CALLS_BELOW = 90;
const CALLS_ABOVE = 120;
const SPACING_MIN_PX = 9;
const SPACING_MAX_PX = 120;
/** Spacing at one call per second. */
const SPACING_PX = 260;
/** Memory of about a second, so that rare signs do not flicker. */
const KEPT_PER_FRAME = 0.985;
const GOLDEN = 0.6180339887498949;

/**
 * Whether to show flow; `before` keeps it from switching back and forth.
 * @param typicalLegMs of messages on the wire, simulated ms; NaN: none seen
 * @param rateRps attempts per simulated second on all links
 */
export function isFlow(typicalLegMs: number, rateRps: number, speed: number, before: boolean): boolean {
  if (!(typicalLegMs >= 0)) return before;
  const legOnScreenMs = typicalLegMs / speed;
  if (legOnScreenMs >= STREAK_MS) return false;
  if (speed > FLOW_SPEED || legOnScreenMs < (before ? SEEN_ABOVE_MS : MISSED_BELOW_MS)) return true;
  return rateRps * speed > (before ? CALLS_BELOW : CALLS_ABOVE);
}

/** Distance between dashes on a way that carries so many calls per second; Infinity: none. */
export function dashSpacing(rateRps: number): number {
  if (!(rateRps > 0)) return Number.POSITIVE_INFINITY;
  return Math.min(SPACING_MAX_PX, Math.max(SPACING_MIN_PX, SPACING_PX / Math.sqrt(rateRps)));
}

/** Seen signs per link, callee and direction; older frames count less and less. */
export interface SignShares {
  /** Row `2 * (first[link] + to) + direction`, `SIGN_COUNT` columns. */
  readonly seen: Float32Array;
  readonly first: Int32Array;
}

/** @param calleeCount called instances per link */
export function createSignShares(calleeCount: readonly number[]): SignShares {
  const first = new Int32Array(calleeCount.length);
  let rows = 0;
  calleeCount.forEach((count, link) => {
    first[link] = rows;
    rows += count;
  });
  return { seen: new Float32Array(2 * rows * SIGN_COUNT), first };
}

export function updateSignShares(shares: SignShares, frame: Frame): void {
  const { seen, first } = shares;
  for (let k = 0; k < seen.length; k++) seen[k] *= KEPT_PER_FRAME;
  for (let row = 0; row < frame.dotCount; row++) {
    const at = row * DOT_STRIDE;
    const direction = frame.dots[at + DOT_DIRECTION] !== 0 ? 1 : 0;
    const way = first[frame.dots[at + DOT_LINK]] + frame.dots[at + DOT_TO];
    seen[(2 * way + direction) * SIGN_COUNT + frame.dots[at + DOT_SIGN]]++;
  }
}

/** Adds up what was seen on the ways to some callees; `into` has `SIGN_COUNT` places. */
export function mixSigns(
  shares: SignShares,
  link: number,
  callees: readonly number[],
  direction: 0 | 1,
  into: Float32Array,
): void {
  into.fill(0);
  for (let k = 0; k < callees.length; k++) {
    const row = (2 * (shares.first[link] + callees[k]) + direction) * SIGN_COUNT;
    for (let sign = 0; sign < SIGN_COUNT; sign++) into[sign] += shares.seen[row + sign];
  }
}

/** Sign of the n-th dash of a lane, spread evenly so that any stretch shows the right mixture. */
export function dashSign(mix: Float32Array, direction: 0 | 1, n: number): number {
  let total = 0;
  for (let sign = 0; sign < SIGN_COUNT; sign++) total += mix[sign];
  if (total < 0.05) return direction;
  let rest = ((n * GOLDEN) % 1) * total;
  for (let sign = 0; sign < SIGN_COUNT; sign++) {
    rest -= mix[sign];
    if (rest < 0) return sign;
  }
  return direction;
}
