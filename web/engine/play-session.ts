/** A run that is played: it can be asked for any time, forwards or backwards, and always shows the same there. */
import { createSimulation } from '../../sim-core/index.ts';
import { SLICE_MS } from './slices.ts';
import { TurnedBack } from './turned-back.ts';
import { createSnapshotShelf } from './snapshot-shelf.ts';
import type { Scenario, Simulation, Snapshot } from '../../sim-core/index.ts';

const SNAPSHOTS_PER_RUN = 60;
const SNAPSHOT_BUDGET_BYTES = 96 * 1024 * 1024;
const EVENTS_AT_ONCE = 4096;
const NS_PER_MS = 1e6;

export interface PlaySession {
  readonly simulation: Simulation;
  readonly turnedBack: TurnedBack;
  /** Works towards `tMs`, yielding after each slice. */
  goTo: (tMs: number) => Generator<void, void, void>;
  /** Simulates the next event; at the end nothing. */
  step: () => void;
}

export function createPlaySession(scenario: Scenario, replication: number): PlaySession {
  const turnedBack = new TurnedBack();
  const simulation = createSimulation(scenario, { replication, observers: [turnedBack] });
  const { durationMs } = simulation;
  const shelf = createSnapshotShelf<Snapshot>(durationMs / SNAPSHOTS_PER_RUN, SNAPSHOT_BUDGET_BYTES);
  shelf.put(0, simulation.snapshot());

  function goBack(tMs: number): void {
    const saved = shelf.nearest(tMs);
    if (saved !== null) simulation.restore(saved.snapshot);
  }

  /** Runs to `tMs` or until the slice is over; says whether it got there. */
  function runSlice(tMs: number): boolean {
    const endMs = performance.now() + SLICE_MS;
    for (;;) {
      if (shelf.isDue(simulation.nowMs)) shelf.put(simulation.nowMs, simulation.snapshot());
      const stopMs = Math.min(tMs, simulation.nowMs + durationMs / SNAPSHOTS_PER_RUN);
      if (simulation.runUntil(stopMs, EVENTS_AT_ONCE) !== 'running' || simulation.nowMs >= tMs) return true;
      if (performance.now() >= endMs) return false;
    }
  }

  return {
    simulation,
    turnedBack,
    *goTo(tMs) {
      const target = Math.min(Math.round(tMs * NS_PER_MS) / NS_PER_MS, durationMs);
      if (target < simulation.nowMs) goBack(target);
      while (!runSlice(target)) yield;
    },
    step: () => {
      simulation.step();
    },
  };
}
