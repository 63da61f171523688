import { panelText } from '../i18n/panel.ts';
import { parameterText } from '../i18n/parameters.ts';
import { useText } from '../i18n/index.ts';
import { asForm, FORMS, formOf, roughMeanMs } from './distributions.ts';
import { Select } from './Select.tsx';
import type { Form } from './distributions.ts';

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
