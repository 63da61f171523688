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

/** Each kind has keys of its own, so that another kind is another breaker. */
export function BreakerKind({ path, label }: { path: string; label: string }) {
  const words = useText(parameterText);
  const document = usePage((page) => page.document);
  const state = useParameter(path);
  if (!state) return null;
  const { parameter, written } = state;
  const breaker = path.slice(0, path.lastIndexOf('.'));
  const choose = (kind: string) => {
    const { set, baseDocument } = pageStore.getState();
    const opened = getValue(baseDocument, breaker);
    set(breaker, isMap(opened) && opened.kind === kind ? opened : { kind });
  };
  const control = (
    <Select
      label={label}
      value={String(written)}
      options={usableOptions(parameter, document).map((option) => ({
        value: option,
        label: optionWords(option, words),
      }))}
      onChange={choose}
    />
  );
  return <ParameterFrame state={state} label={label} control={control} hasNote={false} />;
}
