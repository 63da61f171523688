import { definitionOf } from '../../sim-core/index.ts';
import { numbersText } from '../i18n/numbers.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { metricOf, metricsOf } from '../scene/run-metrics.ts';
import { formatMetric } from '../scene/metric-format.ts';
import { Tooltip } from '../ui/Tooltip.tsx';
import { Breakdowns } from './Breakdowns.tsx';
import { Live, liveValue } from './Live.tsx';
import { METRIC_GROUPS, rowsOf, scopeOf } from './metric-rows.ts';
import { Phases } from './Phases.tsx';
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
      <p className={styles.older} role="status">
        {isOlder ? text.older : ''}
      </p>
      <Phases metrics={metrics} />
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

/** A metric's name; on hover and focus what it means, how it is computed and in which unit. */
export function MetricName({ name, label }: { name: string; label?: string }) {
  const text = useText(numbersText);
  const isChinese = usePage((state) => state.language === 'zh-CN');
  const shown = label ?? text.metrics[name] ?? name;
  const definition = definitionOf(name);
  if (!definition) return shown;
  const tip = (
    <>
      {isChinese ? definition.zh : definition.en}
      <span className={styles.tipLine}>
        {text.formula}: {definition.formula}
      </span>
      <span className={styles.tipLine}>
        {text.unit}: {definition.unit}
      </span>
      <code className={styles.tipPath}>{name}</code>
    </>
  );
  return (
    <Tooltip role="describe" text={tip}>
      <button type="button" className={styles.term}>
        {shown}
      </button>
    </Tooltip>
  );
}
