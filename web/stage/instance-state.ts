/** What a frame says about one instance, and what is said of it in words. */
import {
  INSTANCE_BACK_AT_MS,
  INSTANCE_BUSY,
  INSTANCE_EJECTED_AT_MS,
  INSTANCE_EJECTED_BY,
  INSTANCE_EJECTORS,
  INSTANCE_ERROR,
  INSTANCE_PAUSED,
  INSTANCE_QUEUED,
  INSTANCE_SLOW,
  INSTANCE_STRIDE,
  INSTANCE_UP,
} from '../engine/protocol.ts';
import type { Frame } from '../engine/protocol.ts';

export interface InstanceState {
  isUp: boolean;
  isHostDown: boolean;
  busy: number;
  queued: number;
  /** Factor, 1: as always. */
  slow: number;
  errorRatio: number;
  isPaused: boolean;
  /** Simulated ms; NaN: unknown. */
  backAtMs: number;
  /** Callers that have ejected it, of those that could; and since when, simulated ms. */
  ejectedBy: number;
  ejectors: number;
  ejectedAtMs: number;
}

export function instanceState(frame: Frame, card: number): InstanceState {
  const at = card * INSTANCE_STRIDE;
  const { instances } = frame;
  return {
    isUp: instances[at + INSTANCE_UP] === 1,
    isHostDown: instances[at + INSTANCE_UP] < 0,
    busy: instances[at + INSTANCE_BUSY],
    queued: instances[at + INSTANCE_QUEUED],
    slow: instances[at + INSTANCE_SLOW],
    errorRatio: instances[at + INSTANCE_ERROR],
    isPaused: instances[at + INSTANCE_PAUSED] === 1,
    backAtMs: instances[at + INSTANCE_BACK_AT_MS] >= 0 ? instances[at + INSTANCE_BACK_AT_MS] : Number.NaN,
    ejectedBy: instances[at + INSTANCE_EJECTED_BY],
    ejectors: instances[at + INSTANCE_EJECTORS],
    ejectedAtMs: instances[at + INSTANCE_EJECTED_AT_MS],
  };
}

/** Changes when something that stands still on the stage must be drawn anew; numbers that move all the time left out. */
export function standingSignature(frame: Frame, tMs: number): number {
  let hash = 17;
  const { instances, stale, registry } = frame;
  for (let at = 0; at < instances.length; at += INSTANCE_STRIDE) {
    const backAtMs = instances[at + INSTANCE_BACK_AT_MS];
    hash = mix(hash, instances[at + INSTANCE_UP]);
    hash = mix(hash, instances[at + INSTANCE_SLOW] * 100);
    hash = mix(hash, instances[at + INSTANCE_ERROR] * 1000);
    hash = mix(hash, instances[at + INSTANCE_PAUSED]);
    hash = mix(hash, instances[at + INSTANCE_EJECTED_BY]);
    const ejectedAtMs = instances[at + INSTANCE_EJECTED_AT_MS];
    if (ejectedAtMs >= 0) hash = mix(hash, Math.floor((tMs - ejectedAtMs) / 1000));
    if (backAtMs >= 0) hash = mix(hash, Math.ceil((backAtMs - tMs) / 1000));
  }
  for (let k = 0; k < stale.length; k++) hash = mix(hash, stale[k]);
  for (let k = 0; k < registry.length; k++) hash = mix(hash, registry[k]);
  return hash;
}

function mix(hash: number, value: number): number {
  return (Math.imul(hash, 31) + (value | 0)) | 0;
}

export function isBroken(frame: Frame, card: number): boolean {
  const state = instanceState(frame, card);
  return !state.isUp || state.slow !== 1 || state.errorRatio > 0;
}

/** Every caller that could has ejected it: nobody sends it anything. */
export function isEjected(state: InstanceState): boolean {
  return state.ejectedBy > 0 && state.ejectedBy === state.ejectors;
}
