import { describePath } from '../../sim-core/index.ts';
import { parameterText } from '../i18n/parameters.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { ParameterFrame } from './ParameterFrame.tsx';
import { useParameter } from './use-parameter.ts';
import { wordFor } from './word-for.ts';
import { optionWords } from './written-words.ts';
import styles from './chips.module.css';

/** Which failures a policy answers: any of a few words. */
export function Reasons({ path, name }: { path: string; name: string }) {
  const words = useText(parameterText);
  const document = usePage((page) => page.document);
  const state = useParameter(path);
  if (!state) return null;
  const reasons = describePath(`${path}.0`, document)?.options ?? [];
  const chosen = Array.isArray(state.written) ? state.written.map(String) : [];
  const toggle = (reason: string) => state.set(reasons.filter((one) => (one === reason) !== chosen.includes(one)));
  const label = wordFor(words.labels, name);
  return (
    <ParameterFrame state={state} label={label} control={null}>
      <fieldset aria-label={label} className={styles.chips}>
        {reasons.map((reason) => (
          <button
            key={reason}
            type="button"
            className={styles.chip}
            aria-pressed={chosen.includes(reason)}
            onClick={() => toggle(reason)}
          >
            {optionWords(reason, words)}
          </button>
        ))}
      </fieldset>
    </ParameterFrame>
  );
}
