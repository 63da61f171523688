import { numbersText } from '../i18n/numbers.ts';
import { parameterText } from '../i18n/parameters.ts';
import { useText } from '../i18n/index.ts';
import { formatCount, formatRatio } from '../scene/format.ts';
import { failureRows, ledgerOf, rootCauseRows } from './metric-rows.ts';
import { MetricName } from './MetricName.tsx';
import { wordFor } from './word-for.ts';
import styles from './panel.module.css';
import type { Metrics } from '../../sim-core/index.ts';
import type { CountRow } from './metric-rows.ts';

/** Errors: who saved the request, why the others failed, and where that began. */
export function Breakdowns({ metrics }: { metrics: Metrics }) {
  const text = useText(numbersText);
  const words = useText(parameterText);
  const reason = (name: string) => wordFor(words.reasons, name);
  const cause = (name: string) => {
    const [service, why] = name.split('\n');
    return `${service} · ${reason(why)}`;
  };
  return (
    <>
      <LedgerTable metrics={metrics} />
      <CountTable title={text.failedBy} metric="failedBy" rows={failureRows(metrics)} nameOf={reason} />
      <CountTable title={text.rootCause} metric="rootCause" rows={rootCauseRows(metrics)} nameOf={cause} />
    </>
  );
}

function LedgerTable({ metrics }: { metrics: Metrics }) {
  const text = useText(numbersText);
  const ledger = ledgerOf(metrics);
  if (!ledger) return null;
  if (ledger.met === 0) {
    return (
      <div className={styles.table}>
        <p className={styles.caption}>{text.ledger}</p>
        <p className={styles.hint}>{text.noErrors}</p>
      </div>
    );
  }
  return (
    <table className={styles.table}>
      <caption>
        <MetricName name="ledger" label={text.ledger} />
      </caption>
      <thead>
        <tr>
          <th scope="col">{text.savedBy}</th>
          <th scope="col">{text.extra}</th>
          <th scope="col">{text.requests}</th>
        </tr>
      </thead>
      <tbody>
        {ledger.rows.map(({ name, requests, price }) => (
          <tr key={name}>
            <th scope="row">{name === 'failed' ? text.failed : wordFor(text.mechanisms, name)}</th>
            <td>{price === undefined ? '' : formatCount(price)}</td>
            <td>{formatCount(requests)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={2}>
            {text.met}
          </th>
          <td>{formatCount(ledger.met)}</td>
        </tr>
        <tr>
          <th scope="row" colSpan={2}>
            <MetricName name="ehr" />
          </th>
          <td>{formatRatio(ledger.ehr)}</td>
        </tr>
      </tfoot>
    </table>
  );
}

interface CountTableProps {
  title: string;
  metric: string;
  rows: readonly CountRow[];
  nameOf: (name: string) => string;
}

function CountTable({ title, metric, rows, nameOf }: CountTableProps) {
  const text = useText(numbersText);
  if (rows.length === 0) return null;
  return (
    <table className={styles.table}>
      <caption>
        <MetricName name={metric} label={title} />
      </caption>
      <thead>
        <tr>
          <th scope="col">{text.reason}</th>
          <th scope="col">{text.share}</th>
          <th scope="col">{text.requests}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, count, share }) => (
          <tr key={name}>
            <th scope="row">{nameOf(name)}</th>
            <td>{formatRatio(share)}</td>
            <td>{formatCount(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
