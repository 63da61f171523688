/**
 * Legs that are over before an eye could find them leave an echo: a streak that crosses the link in a fixed real time.
 * The numbers beside the stage still count only what is on the wire at that moment.
 */
import {
  DOT_DIRECTION,
  DOT_END_MS,
  DOT_FROM,
  DOT_ID,
  DOT_LINK,
  DOT_SIGN,
  DOT_START_MS,
  DOT_STRIDE,
  DOT_TO,
  SIGN_LOST,
} from '../engine/protocol.ts';
import { STREAK_MS } from './dot-motion.ts';
import type { Frame } from '../engine/protocol.ts';

/** Real ms that an echo takes from end to end. */
export const ECHO_MS = 320;
const CAPACITY = 512;

export interface Echoes {
  count: number;
  /** By echo: attempt id × 2 + direction, link, from, to, sign. */
  readonly key: Float64Array;
  readonly link: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly sign: Uint8Array;
  /** Real ms at which it was first seen. */
  readonly startMs: Float64Array;
}

export function createEchoes(): Echoes {
  return {
    count: 0,
    key: new Float64Array(CAPACITY),
    link: new Int32Array(CAPACITY),
    from: new Int32Array(CAPACITY),
    to: new Int32Array(CAPACITY),
    sign: new Uint8Array(CAPACITY),
    startMs: new Float64Array(CAPACITY),
  };
}

/** Takes in the short legs of a new frame. Beyond the capacity the newest are left out. */
export function hearEchoes(echoes: Echoes, frame: Frame, speed: number, realMs: number): void {
  const { dots } = frame;
  for (let row = 0; row < frame.dotCount && echoes.count < CAPACITY; row++) {
    const at = row * DOT_STRIDE;
    if (dots[at + DOT_SIGN] === SIGN_LOST) continue;
    if (dots[at + DOT_END_MS] - dots[at + DOT_START_MS] >= STREAK_MS * speed) continue;
    const key = dots[at + DOT_ID] * 2 + (dots[at + DOT_DIRECTION] !== 0 ? 1 : 0);
    if (isHeard(echoes, key)) continue;
    const slot = echoes.count++;
    echoes.key[slot] = key;
    echoes.link[slot] = dots[at + DOT_LINK];
    echoes.from[slot] = dots[at + DOT_FROM];
    echoes.to[slot] = dots[at + DOT_TO];
    echoes.sign[slot] = dots[at + DOT_SIGN];
    echoes.startMs[slot] = realMs;
  }
}

/** Forgets echoes that have crossed. */
export function fadeEchoes(echoes: Echoes, realMs: number): void {
  let kept = 0;
  for (let slot = 0; slot < echoes.count; slot++) {
    if (realMs - echoes.startMs[slot] >= ECHO_MS) continue;
    echoes.key[kept] = echoes.key[slot];
    echoes.link[kept] = echoes.link[slot];
    echoes.from[kept] = echoes.from[slot];
    echoes.to[kept] = echoes.to[slot];
    echoes.sign[kept] = echoes.sign[slot];
    echoes.startMs[kept] = echoes.startMs[slot];
    kept++;
  }
  echoes.count = kept;
}

function isHeard(echoes: Echoes, key: number): boolean {
  for (let slot = 0; slot < echoes.count; slot++) if (echoes.key[slot] === key) return true;
  return false;
}
