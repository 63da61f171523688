import { panelText } from '../i18n/panel.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { isMap } from '../store/document-diff.ts';
import { Icon } from '../ui/Icon.tsx';
import { isCircleThrough } from './circle-through.ts';
import { mapAt, pathOf } from './selected.ts';
import { problemWords } from './problem-words.ts';
import styles from './problems.module.css';
import type { Document, Selection } from '../store/contract.ts';

const SHOWN_MAX = 4;

/** Problems of a refused edit that no field of the selection shows. */
export function ProblemList({ selection }: { selection: Selection }) {
  const text = useText(panelText);
  const problems = usePage((state) => state.problems);
  const isChinese = usePage((state) => state.language === 'zh-CN');
  const base = pathOf(selection);
  const endpoints = usePage(({ document }) =>
    selection.kind === 'service' ? endpointsOf(document, selection.id) : '',
  );
  const elsewhere = problems.filter(
    (problem) =>
      (base === '' || !problem.path.startsWith(`${base}.`)) &&
      !endpoints.split(' ').some((endpoint) => isCircleThrough(problem, endpoint)),
  );
  if (elsewhere.length === 0) return null;
  return (
    <div role="alert" className={styles.problems}>
      <p>{text.refused}</p>
      <ul>
        {elsewhere.slice(0, SHOWN_MAX).map((problem) => (
          <li key={`${problem.path} ${problem.code}`}>
            <Icon name="close" size={12} />
            <span>
              <code>{problem.path}</code> {problemWords(problem, text, isChinese)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** "orders.place orders.cancel": what the lists of steps in the panel belong to. */
function endpointsOf(document: Document, service: string): string {
  const given = mapAt(document, 'services')[service];
  const names = isMap(given) && isMap(given.endpoints) ? Object.keys(given.endpoints) : ['default'];
  return names.map((name) => `${service}.${name}`).join(' ');
}
