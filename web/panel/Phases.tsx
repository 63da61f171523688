import { numbersText } from '../i18n/numbers.ts';
import { useText } from '../i18n/index.ts';
import { formatDurationMs, formatRatio } from '../scene/format.ts';
import { phaseRows } from './metric-rows.ts';
import { MetricName } from './MetricName.tsx';
import styles from './panel.module.css';
import type { CSSProperties } from 'react';
import type { Metrics } from '../../sim-core/index.ts';

/** Where the mean time goes: one bar, and the same as a table that adds up. */
export function Phases({ metrics }: { metrics: Metrics }) {
  const text = useText(numbersText);
  const rows = phaseRows(metrics);
  if (rows.length === 0 || metrics.artMs === null) return null;
  const swatch = (phase: string) =>
    ({ '--swatch': `var(--p-${phase})`, '--edge': `var(--l-${phase})` }) as CSSProperties;
  return (
    <table className={styles.table}>
      <caption>
        {text.phasesTitle}
        <span className={styles.phaseBar} aria-hidden="true">
          {rows
            .filter(({ share }) => share > 0)
            .map(({ phase, share }) => (
              <i key={phase} style={{ ...swatch(phase), flexGrow: share }} />
            ))}
        </span>
      </caption>
      <thead>
        <tr>
          <th scope="col">
            <span className={styles.hidden}>{text.phase}</span>
          </th>
          <th scope="col">{text.share}</th>
          <th scope="col">{text.run}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ phase, meanMs, share }) => (
          <tr key={phase}>
            <th scope="row">
              <i className={styles.swatch} style={swatch(phase)} />
              <MetricName name={`phases.${phase}Ms`} label={text.phases[phase]} />
            </th>
            <td>{formatRatio(share)}</td>
            <td>{formatDurationMs(meanMs)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={2}>
            {text.total}
          </th>
          <td>{formatDurationMs(metrics.artMs)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
