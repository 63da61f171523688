/**
 * Flow: where calls would cross a link faster than the eye can follow, moving dashes stand for them. The denser they
 * are, the higher the rate; their signs come in the shares that were last seen on the link.
 */
import { DOT_DIRECTION, DOT_LINK, DOT_SIGN, DOT_STRIDE, SIGN_COUNT } from '../engine/protocol.ts';
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

/** Seen signs per link and direction; older frames count less and less. */
export interface SignShares {
  /** Row `2 * link + direction`, `SIGN_COUNT` columns. */
  readonly seen: Float32Array;
}

export function createSignShares(linkCount: number): SignShares {
  return { seen: new Float32Array(2 * linkCount * SIGN_COUNT) };
}

export function updateSignShares(shares: SignShares, frame: Frame): void {
  const { seen } = shares;
  for (let k = 0; k < seen.length; k++) seen[k] *= 0.96;
  for (let row = 0; row < frame.dotCount; row++) {
    const at = row * DOT_STRIDE;
    const direction = frame.dots[at + DOT_DIRECTION] !== 0 ? 1 : 0;
    seen[(2 * frame.dots[at + DOT_LINK] + direction) * SIGN_COUNT + frame.dots[at + DOT_SIGN]]++;
  }
}

/** Sign of the n-th dash of a lane, spread evenly so that any stretch shows the right mixture. */
export function dashSign(shares: SignShares, link: number, direction: 0 | 1, n: number): number {
  const row = (2 * link + direction) * SIGN_COUNT;
  let total = 0;
  for (let sign = 0; sign < SIGN_COUNT; sign++) total += shares.seen[row + sign];
  if (total < 0.05) return direction;
  let rest = ((n * GOLDEN) % 1) * total;
  for (let sign = 0; sign < SIGN_COUNT; sign++) {
    rest -= shares.seen[row + sign];
    if (rest < 0) return sign;
  }
  return direction;
}
