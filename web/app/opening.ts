/**
 * How a scenario that has just been opened begins: a little before the first thing goes wrong, at a speed at which
 * calls can be watched, and playing unless the reader wants no motion. A link that says more is obeyed.
 */
import { pageStore } from '../store/page-store.ts';
import type { Topology } from '../engine/protocol.ts';

/** Real seconds that are shown before the first fault. */
const LEAD_SECONDS = 3;

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

function begin(topology: Topology): void {
  const { tMs, speed } = asked;
  asked = { tMs: null, speed: null };
  const state = pageStore.getState();
  state.setSpeed(speed ?? topology.watchingSpeed);
  state.seek(tMs ?? openingMs(topology));
  // Whoever sent a moment sent a still picture of it.
  state.setPlaying(tMs === null && !state.reducedMotion);
}

function openingMs({ faults, watchingSpeed }: Topology): number {
  const first = Math.min(...faults.map((fault) => fault.atMs));
  return first < Infinity ? Math.max(0, first - LEAD_SECONDS * 1000 * watchingSpeed) : 0;
}
