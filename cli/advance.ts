import type { Simulation } from '../sim-core/index.ts';
import { Interrupted } from './errors.ts';
import { createProgress } from './progress.ts';

/** Events between two looks at the clock and at whether somebody has interrupted: some ten milliseconds. */
const SLICE_EVENTS = 20_000;

/** To the end, in slices, so that Ctrl-C is heard. */
export async function advance(simulation: Simulation): Promise<void> {
  const progress = createProgress();
  let isInterrupted = false;
  const interrupt = () => {
    isInterrupted = true;
  };
  process.once('SIGINT', interrupt);
  try {
    while (simulation.runUntil(simulation.durationMs, SLICE_EVENTS) === 'running') {
      progress.update(simulation.nowMs / simulation.durationMs, simulation.events);
      await new Promise(setImmediate);
      if (isInterrupted) throw new Interrupted();
    }
  } finally {
    process.off('SIGINT', interrupt);
    progress.clear();
  }
}
