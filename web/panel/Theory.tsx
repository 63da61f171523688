import { useMemo } from 'react';
import { checkScenario, predict } from '../../sim-core/index.ts';
import { numbersText } from '../i18n/numbers.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { metricOf } from '../scene/run-metrics.ts';
import { formatMetric } from '../scene/metric-format.ts';
import { MetricName } from './MetricName.tsx';
import { theoryRows } from './theory-rows.ts';
import styles from './panel.module.css';
import type { Metrics, Prediction, TheoryResult } from '../../sim-core/index.ts';

/** What theory predicts of the selection, beside what the run measured; or the condition that fails. */
export function Theory({ metrics, scope }: { metrics: Metrics; scope: string }) {
  const document = usePage((state) => state.document);
  const predictions = useMemo(() => {
    const checked = checkScenario(document);
    return checked.ok ? predict(checked.scenario) : [];
  }, [document]);
  const prediction = predictions.find((each) => each.scope === scope);
  if (!prediction) return null;
  return (
    <>
      {theoryRows(prediction.results).map((result) => (
        <Model key={result.model} result={result} metrics={metrics} />
      ))}
      <Missing prediction={prediction} />
    </>
  );
}

function Model({ result, metrics }: { result: TheoryResult; metrics: Metrics }) {
  const text = useText(numbersText);
  const language = usePage((state) => state.language);
  const { model, formula, source, accuracy, values } = result;
  return (
    <table className={styles.table}>
      <caption title={`${text.theory.steady} ${source}`}>
        {text.theory.title}: {model}
        <p className={styles.hint}>
          {formula}
          {accuracy === 'limit' && ` (${text.theory.limit})`}
        </p>
      </caption>
      <thead>
        <tr>
          <th scope="col">
            <span className={styles.hidden}>{text.number}</span>
          </th>
          <th scope="col">{text.theory.predicted}</th>
          <th scope="col">{text.run}</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(values).map(([name, value]) => (
          <tr key={name}>
            <th scope="row">
              <MetricName name={name} />
            </th>
            <td>{formatMetric(name, value, language)}</td>
            <td>{formatMetric(name, metricOf(metrics, name), language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Missing({ prediction: { reasons } }: { prediction: Prediction }) {
  const text = useText(numbersText);
  const isChinese = usePage((state) => state.language === 'zh-CN');
  if (reasons.length === 0) return null;
  return (
    <div className={styles.table}>
      <p className={styles.caption}>
        {text.theory.title}: {text.theory.none}
      </p>
      {reasons.map(({ en, zh }) => (
        <p key={en} className={styles.hint}>
          {isChinese ? zh : en}
        </p>
      ))}
    </div>
  );
}
