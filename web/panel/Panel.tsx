import { panelText } from '../i18n/panel.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import styles from './panel.module.css';

export function Panel() {
  const text = useText(panelText);
  const selection = usePage((state) => state.selection);
  const name = usePage((state) => state.document.name);
  const title = selection.kind === 'scenario' ? String(name ?? '') : selection.id.replace('->', ' → ');
  return (
    <header className={styles.header}>
      <h2>{title}</h2>
      <span className={styles.kind}>{text.kinds[selection.kind]}</span>
    </header>
  );
}
