import { numbersText } from '../i18n/numbers.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { metricOf, metricsOf } from '../scene/run-metrics.ts';
import { formatMetric } from '../scene/metric-format.ts';
import { Breakdowns } from './Breakdowns.tsx';
import { GuardsNow } from './GuardsNow.tsx';
import { Live, liveValue } from './Live.tsx';
import { MetricName } from './MetricName.tsx';
import { METRIC_GROUPS, rowsOf, scopeOf } from './metric-rows.ts';
import { Phases } from './Phases.tsx';
import { Theory } from './Theory.tsx';
import { useResult } from './use-result.ts';
import styles from './panel.module.css';
import type { Metrics } from '../../sim-core/index.ts';
import type { Selection } from '../store/contract.ts';
import type { MetricGroup } from './metric-rows.ts';

/** Every number of the selection: at the shown time, and over the whole run. */
export function NumbersTab({ selection }: { selection: Selection }) {
  const text = useText(numbersText);
  const { result, isOlder } = useResult();
  const scope = scopeOf(selection);
  const metrics = result && scope !== null ? metricsOf(result.summary, scope) : undefined;
  if (!metrics || scope === null) return <p className={styles.empty}>{text.waiting}</p>;
  return (
    <div className={styles.numbers} data-older={isOlder || undefined}>
      <output className={styles.older}>{isOlder ? text.older : ''}</output>
      <GuardsNow selection={selection} />
      <Phases metrics={metrics} />
      <Theory metrics={metrics} scope={scope} />
      {(Object.keys(METRIC_GROUPS) as MetricGroup[]).map((group) => (
        <MetricTable key={group} group={group} metrics={metrics} scope={scope} />
      ))}
      <Breakdowns metrics={metrics} />
    </div>
  );
}

function MetricTable({ group, metrics, scope }: { group: MetricGroup; metrics: Metrics; scope: string }) {
  const text = useText(numbersText);
  const language = usePage((state) => state.language);
  const names = rowsOf(group, metrics);
  if (names.length === 0) return null;
  return (
    <table className={styles.table}>
      <caption>{text.groups[group]}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className={styles.hidden}>{text.number}</span>
          </th>
          <th scope="col">{text.atT}</th>
          <th scope="col">{text.run}</th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr key={name}>
            <th scope="row">
              <MetricName name={name} />
            </th>
            <td>
              <Live read={() => formatMetric(name, liveValue(scope, name), language)} />
            </td>
            <td>{formatMetric(name, metricOf(metrics, name), language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
