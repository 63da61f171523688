import { panelText } from '../i18n/panel.ts';
import { parameterText } from '../i18n/parameters.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { DistributionParameters } from './DistributionParameters.tsx';
import { asForm, FORMS, formOf, roughMeanMs } from './distributions.ts';
import { ParameterFrame } from './ParameterFrame.tsx';
import { problemWords } from './problem-words.ts';
import { Select } from './Select.tsx';
import styles from './panel.module.css';
import type { Form } from './distributions.ts';
import type { ParameterState } from './use-parameter.ts';

interface DistributionProps {
  label: string;
  state: ParameterState;
  bare?: Form;
}

/** A random duration: which form, and that form's parameters below. */
export function DistributionControl({ label, state, bare = 'constant' }: DistributionProps) {
  const text = useText(panelText);
  const isChinese = usePage((page) => page.language === 'zh-CN');
  const { written, openedEffective, set, drag, problem, parameter } = state;
  const canBeAbsent = parameter.default === undefined && parameter.defaultSource !== 'must be given';
  const control = (
    <FormSelect
      label={label}
      written={written}
      opened={openedEffective}
      bare={bare}
      canBeAbsent={canBeAbsent && !parameter.inherited}
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

interface FormSelectProps {
  label: string;
  written: unknown;
  opened: unknown;
  bare: Form;
  canBeAbsent: boolean;
  onChange: (written: unknown) => void;
}

/** Where nothing is known to begin with. */
const START_MS = 1;

/** Another form begins with the same mean; the form as it was opened comes back as it was. */
export function FormSelect({ label, written, opened, bare, canBeAbsent, onChange }: FormSelectProps) {
  const text = useText(panelText);
  const words = useText(parameterText);
  const form = formOf(written, bare);
  const choose = (next: string) => {
    if (next === '') return onChange(undefined);
    if (next === formOf(opened, bare)) return onChange(opened);
    const meanMs = roughMeanMs(written, bare);
    onChange(asForm(next as Form, meanMs > 0 ? meanMs : START_MS));
  };
  const options = FORMS.map((value) => ({ value: value as string, label: words.forms[value] }));
  const none = { value: '', label: text.none };
  return (
    <Select
      label={words.formOf(label)}
      value={form ?? ''}
      options={canBeAbsent || form === undefined ? [none, ...options] : options}
      onChange={choose}
    />
  );
}
