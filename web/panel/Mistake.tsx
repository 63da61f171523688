import { panelText } from '../i18n/panel.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { Icon } from '../ui/Icon.tsx';
import { mistakeWords } from './problem-words.ts';
import styles from './problems.module.css';
import type { ReactNode } from 'react';
import type { Problem } from '../../sim-core/index.ts';

interface MistakeProps {
  /** Fields name it as what describes them. */
  id?: string;
  problem: Problem;
  /** Takes the name that was probably meant; without it the name is only told. */
  onUse?: (nearest: string) => void;
  /** Another way out. */
  children?: ReactNode;
}

/** What is wrong at its place: where in the document, what was found, what is allowed, and what was probably meant. */
export function Mistake({ id, problem, onUse, children }: MistakeProps) {
  const text = useText(panelText);
  const isChinese = usePage((state) => state.language === 'zh-CN');
  const { nearest, path } = problem;
  return (
    <div id={id} role="alert" className={styles.mistake}>
      <Icon name="close" size={12} />
      <span>
        <code>{path}</code> {mistakeWords(problem, text, isChinese)}{' '}
        {nearest !== undefined && onUse ? (
          <button type="button" className={styles.way} onClick={() => onUse(nearest)}>
            {text.didYouMean(nearest)}
          </button>
        ) : (
          nearest !== undefined && text.didYouMean(nearest)
        )}{' '}
        {children}
      </span>
    </div>
  );
}
