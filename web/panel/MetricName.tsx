import { definitionOf } from '../../sim-core/index.ts';
import { numbersText } from '../i18n/numbers.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { Tooltip } from '../ui/Tooltip.tsx';
import { wordFor } from './word-for.ts';
import styles from './panel.module.css';

/** A metric's name; on hover and focus what it means, how it is computed and in which unit. */
export function MetricName({ name, label }: { name: string; label?: string }) {
  const text = useText(numbersText);
  const isChinese = usePage((state) => state.language === 'zh-CN');
  const shown = label ?? wordFor(text.metrics, name);
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
    <Tooltip purpose="describe" text={tip}>
      <button type="button" className={styles.term}>
        {shown}
      </button>
    </Tooltip>
  );
}
