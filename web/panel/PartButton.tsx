import { usePage } from '../store/page-store.ts';
import { Icon } from '../ui/Icon.tsx';
import styles from './panel.module.css';
import type { ReactNode } from 'react';
import type { Selection } from '../store/contract.ts';
import type { IconName } from '../ui/Icon.tsx';

interface PartProps {
  icon: IconName;
  name: string;
  hint?: ReactNode;
  selection: Selection;
  action?: ReactNode;
}

/** One line of a list: choosing it selects what it names. */
export function PartButton({ icon, name, hint, selection, action }: PartProps) {
  const select = usePage((state) => state.select);
  return (
    <li>
      <button type="button" className={styles.partButton} onClick={() => select(selection)}>
        <Icon name={icon} size={14} />
        <span className={styles.partName}>{name}</span>
        {hint !== undefined && <span className={styles.hint}>{hint}</span>}
        {!action && <Icon name="chevron-right" size={14} />}
      </button>
      {action}
    </li>
  );
}
