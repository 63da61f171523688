/**
 * How a scenario that has just been opened begins: a little before the first thing goes wrong, or where its story does,
 * at a speed at which calls can be watched, and playing unless the reader wants no motion. A link that says more is
 * obeyed.
 */
import { presets } from 'virtual:presets';
import { engine } from '../engine/engine.ts';
import { onFrame } from '../frame/frame-loop.ts';
import { pageStore } from '../store/page-store.ts';
import { rideOf, rideSpeed } from './opening-ride.ts';
import type { Topology } from '../engine/protocol.ts';
import type { PageState } from '../store/contract.ts';
import type { RideLeg } from './opening-ride.ts';

let asked: { tMs: number | null; speed: number | null } = { tMs: null, speed: null };

/** What a link asks of the next opening. */
export function askOpening(view: { tMs: number | null; speed: number | null }): void {
  asked = view;
}

export function followOpenings(): void {
  let begun = 0;
  pageStore.subscribe((state) => {
    if (state.topology === null || state.openedCount === begun) return;
    begun = state.openedCount;
    begin(state.topology);
  });
}

let leaveRide: () => void = () => {};

function begin(topology: Topology): void {
  const { tMs, speed } = asked;
  asked = { tMs: null, speed: null };
  leaveRide();
  const state = pageStore.getState();
  const story = presets.find(({ id }) => id === state.presetId);
  const legs = rideOf(topology, story?.steps[0].atMs);
  state.setSpeed(speed ?? topology.watchingSpeed);
  state.seek(tMs ?? legs[0].fromMs);
  // Whoever sent a moment sent a still picture of it.
  const plays = tMs === null && !state.reducedMotion;
  state.setPlaying(plays);
  if (plays && speed === null && legs.length > 1) leaveRide = ride(legs);
}

/** A time that moves by more than this between two frames (real ms at its speed) has been chosen by the reader. */
const LEAP_MS = 250;

function ride(legs: readonly RideLeg[]): () => void {
  let { speed } = legs[0];
  let lastMs = engine.now();
  const begun = pageStore.getState();
  const leave = onFrame('clock', () => {
    const state = pageStore.getState();
    const tMs = engine.now();
    const hasLeapt = tMs < lastMs || tMs - lastMs > LEAP_MS * speed;
    lastMs = tMs;
    if (hasLeapt || state.speed !== speed || isReadersOwn(state, begun)) return leave();
    const next = rideSpeed(legs, tMs);
    if (next === speed) return;
    speed = next;
    state.setSpeed(speed);
  });
  return leave;
}

function isReadersOwn(state: PageState, begun: PageState): boolean {
  return !state.playing || state.document !== begun.document || state.selection !== begun.selection;
}
