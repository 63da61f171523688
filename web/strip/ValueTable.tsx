import { useEffect, useState } from 'react';
import { engine } from '../engine/engine.ts';
import { formatClock, formatDurationMs } from '../scene/format.ts';
import { stripData } from '../scene/strip-data.ts';
import { readableWindows, windowAt } from '../scene/window-values.ts';
import { usePage } from '../store/page-store.ts';
import { readoutsAt } from './readouts.ts';
import type { StripScene } from './strip-scene.ts';
import styles from './Strip.module.css';

/** The values at the time shown as a table, for readers who do not see the charts. It rests while the run plays. */
export function ValueTable({ scene, scopeName }: { scene: StripScene; scopeName: string }) {
  const isPlaying = usePage((state) => state.playing);
  const tMs = usePage((state) => (state.playing ? null : state.tMs));
  const outlook = useOutlook();
  const { text, scope, extraRow } = scene;
  if (isPlaying || tMs === null || !outlook) return null;
  const windows = readableWindows(outlook);
  const quiet = { fromMs: scene.warmupMs, toMs: scene.durationMs };
  const data = stripData(outlook.series, windows, { scope, extraRow, quiet });
  const window = windowAt(tMs, windows);
  const readouts = readoutsAt(data, window, text, extraRow);
  const phases = data.bands.map((band) => ({
    name: text.phases[band.phase],
    value: formatDurationMs(window < 0 ? Number.NaN : band.top[window] - band.bottom[window]),
  }));
  return (
    <table className={styles.visuallyHidden}>
      <caption>
        {text.table}. {text.tableScope(scopeName, formatClock(tMs, 1))}
      </caption>
      <thead>
        <tr>
          <th scope="col">{text.tableMetric}</th>
          <th scope="col">{text.tableValue}</th>
        </tr>
      </thead>
      <tbody>
        {scene.layout.rows.map(({ id }) => (
          <tr key={id}>
            <th scope="row">{id === 'extra' && extraRow !== 'none' ? text.extraRows[extraRow] : text.fullNames[id]}</th>
            <td>{[`${readouts[id].value} ${readouts[id].unit}`, readouts[id].note].filter(Boolean).join(', ')}</td>
          </tr>
        ))}
        {phases.map((phase) => (
          <tr key={phase.name}>
            <th scope="row">{phase.name}</th>
            <td>{phase.value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The complete outlook; chunks of a growing run are not worth reading out. */
function useOutlook() {
  const [outlook, setOutlook] = useState(() => engine.outlook());
  useEffect(() => {
    const take = () => {
      const current = engine.outlook();
      if (current?.complete) setOutlook(current);
    };
    take();
    return engine.subscribeOutlook(take);
  }, []);
  return outlook;
}
