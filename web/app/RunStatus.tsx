import { useSyncExternalStore } from 'react';
import { engine } from '../engine/engine.ts';
import { shellText } from '../i18n/shell.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import styles from './shell.module.css';

/** The state of the run in words, for readers: once when it changes, never for every moment that passes. */
export function RunStatus() {
  const text = useText(shellText).spoken;
  const outlook = useSyncExternalStore(engine.subscribeOutlook, engine.outlook);
  const playing = usePage((state) => state.playing);
  const speed = usePage((state) => state.speed);
  const pausedMs = usePage((state) => (state.playing ? null : state.tMs));
  const problemCount = usePage((state) => state.problems.length);
  const language = usePage((state) => state.language);

  const run = () => {
    const result = outlook?.result;
    if (!result) return text.simulating;
    if (result.outcome !== 'completed') return text.stopped(secondsOf(result.atMs ?? result.simulatedMs));
    const { availability } = result.summary.system;
    const share = availability === null ? '–' : `${Number((availability * 100).toPrecision(3))}%`;
    return text.complete(result.events.toLocaleString(language), share);
  };
  return (
    <div className={styles.spoken} aria-live="polite">
      <p>{playing ? text.playing(String(speed)) : text.paused(secondsOf(pausedMs ?? 0))}</p>
      <p>{run()}</p>
      {problemCount > 0 && <p>{text.problems(problemCount)}</p>}
    </div>
  );
}

function secondsOf(ms: number): string {
  return `${Number((ms / 1000).toFixed(3))} s`;
}
