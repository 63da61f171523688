import { parameterText } from '../i18n/parameters.ts';
import { useText } from '../i18n/index.ts';
import { pageStore, usePage } from '../store/page-store.ts';
import { getValue } from '../../sim-core/index.ts';
import { isMap } from '../store/document-diff.ts';
import { ParameterFrame } from './ParameterFrame.tsx';
import { usableOptions } from './parameter-groups.ts';
import { Select } from './Select.tsx';
import { useParameter } from './use-parameter.ts';
import { optionWords } from './written-words.ts';

const NO_BUDGET = 'none';

/** Each kind has keys of its own, so that another kind is another budget; "none" takes the link's own one away. */
export function BudgetKind({ path, label }: { path: string; label: string }) {
  const words = useText(parameterText);
  const document = usePage((page) => page.document);
  const state = useParameter(path);
  if (!state) return null;
  const { parameter, written } = state;
  const budget = path.slice(0, path.lastIndexOf('.'));
  const choose = (kind: string) => {
    const { set, baseDocument } = pageStore.getState();
    if (kind === NO_BUDGET) return set(budget, undefined);
    const opened = getValue(baseDocument, budget);
    set(budget, isMap(opened) && opened.kind === kind ? opened : { kind });
  };
  const kinds = usableOptions(parameter, document);
  // A wider pattern's budget cannot be taken away here.
  const isInherited = parameter.isActive && getValue(document, budget) === undefined;
  const options = isInherited ? kinds : [NO_BUDGET, ...kinds];
  const control = (
    <Select
      label={label}
      value={parameter.isActive ? String(written) : NO_BUDGET}
      options={options.map((option) => ({ value: option, label: optionWords(option, words) }))}
      onChange={choose}
    />
  );
  return <ParameterFrame state={state} label={label} control={control} hasNote={false} />;
}
