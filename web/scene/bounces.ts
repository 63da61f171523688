/**
 * Attempts that their caller's own guards have rejected never get on the wire. Each that the engine names is shown once: it
 * runs up to the gate and bounces off, in a fixed real time.
 */
import {
  TURNED_FROM,
  TURNED_ID,
  TURNED_LINK,
  TURNED_NUMBER,
  TURNED_SHOWN,
  TURNED_SIGN,
  TURNED_STRIDE,
} from '../engine/protocol.ts';
import type { Frame } from '../engine/protocol.ts';

/** Real ms from the caller to the gate and back. */
export const BOUNCE_MS = 420;
/** Share of that at which it is at the gate. */
export const BOUNCE_TURN = 0.45;
/** Those of one frame follow each other instead of lying on each other. */
const STAGGER_MS = 18;
const CAPACITY = 2 * TURNED_SHOWN;

export interface Bounces {
  count: number;
  readonly id: Float64Array;
  readonly link: Int32Array;
  readonly from: Int32Array;
  readonly sign: Uint8Array;
  readonly startMs: Float64Array;
  /** Number of the last one heard of; -1: none yet. */
  heard: number;
  runId: number;
}

export function createBounces(): Bounces {
  return {
    count: 0,
    id: new Float64Array(CAPACITY),
    link: new Int32Array(CAPACITY),
    from: new Int32Array(CAPACITY),
    sign: new Uint8Array(CAPACITY),
    startMs: new Float64Array(CAPACITY),
    heard: -1,
    runId: -1,
  };
}

/** Takes in what is new in a frame. What happened before the first frame, or before a jump back, is not shown. */
export function hearBounces(bounces: Bounces, frame: Frame, realMs: number): void {
  const { turnedBack, runId } = frame;
  const rows = turnedBack.length / TURNED_STRIDE;
  const newest = rows === 0 ? 0 : turnedBack[(rows - 1) * TURNED_STRIDE + TURNED_NUMBER];
  const isOther = bounces.runId !== runId || bounces.heard < 0 || newest < bounces.heard;
  const heard = isOther ? newest : bounces.heard;
  bounces.heard = newest;
  bounces.runId = runId;
  let isNew = 0;
  for (let row = 0; row < rows && bounces.count < CAPACITY; row++) {
    const at = row * TURNED_STRIDE;
    if (turnedBack[at + TURNED_NUMBER] <= heard) continue;
    const slot = bounces.count++;
    bounces.id[slot] = turnedBack[at + TURNED_ID];
    bounces.link[slot] = turnedBack[at + TURNED_LINK];
    bounces.from[slot] = turnedBack[at + TURNED_FROM];
    bounces.sign[slot] = turnedBack[at + TURNED_SIGN];
    bounces.startMs[slot] = realMs + isNew++ * STAGGER_MS;
  }
}

export function endBounces(bounces: Bounces, realMs: number): void {
  let kept = 0;
  for (let slot = 0; slot < bounces.count; slot++) {
    if (realMs - bounces.startMs[slot] >= BOUNCE_MS) continue;
    bounces.id[kept] = bounces.id[slot];
    bounces.link[kept] = bounces.link[slot];
    bounces.from[kept] = bounces.from[slot];
    bounces.sign[kept] = bounces.sign[slot];
    bounces.startMs[kept] = bounces.startMs[slot];
    kept++;
  }
  bounces.count = kept;
}
