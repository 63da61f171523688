import { panelText } from '../i18n/panel.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { DistributionParameters } from './DistributionParameters.tsx';
import { formOf } from './distributions.ts';
import { FormSelect } from './FormSelect.tsx';
import { ParameterFrame } from './ParameterFrame.tsx';
import { problemWords } from './problem-words.ts';
import styles from './panel.module.css';
import type { Form } from './distributions.ts';
import type { ParameterState } from './use-parameter.ts';

interface DistributionProps {
  label: string;
  state: ParameterState;
  bare?: Form;
  isNeeded?: boolean;
}

/** A random duration: which form, and that form's parameters below. */
export function DistributionControl({ label, state, bare = 'constant', isNeeded = false }: DistributionProps) {
  const text = useText(panelText);
  const isChinese = usePage((page) => page.language === 'zh-CN');
  const { written, openedEffective, set, drag, problem, parameter } = state;
  const isOneOfSome = /^one kind|^must be given/.test(parameter.defaultSource);
  const canBeAbsent = !isNeeded && !isOneOfSome && parameter.default === undefined && !parameter.inherited;
  const control = (
    <FormSelect
      label={label}
      written={written}
      opened={openedEffective}
      bare={bare}
      canBeAbsent={canBeAbsent}
      onChange={set}
    />
  );
  return (
    <ParameterFrame state={state} label={label} control={control}>
      {formOf(written, bare) !== undefined && (
        <div className={styles.inner}>
          <DistributionParameters written={written} opened={openedEffective} bare={bare} onSet={set} onDrag={drag} />
        </div>
      )}
      {problem && <p className={styles.mistake}>{problemWords(problem, text, isChinese)}</p>}
    </ParameterFrame>
  );
}
