import { parameterText } from '../i18n/parameters.ts';
import { useText } from '../i18n/index.ts';
import { pageStore, usePage } from '../store/page-store.ts';
import { getValue } from '../../sim-core/index.ts';
import { ParameterFrame } from './ParameterFrame.tsx';
import { usableOptions } from './parameter-groups.ts';
import { Select } from './Select.tsx';
import { useParameter } from './use-parameter.ts';
import { optionWords } from './written-words.ts';

/** A service without discovery is known to its callers from the start, so "static" takes discovery away. */
export function DiscoveryMode({ path, label }: { path: string; label: string }) {
  const words = useText(parameterText);
  const document = usePage((page) => page.document);
  const state = useParameter(path);
  if (!state) return null;
  const { parameter, written } = state;
  const discovery = path.slice(0, path.lastIndexOf('.'));
  const choose = (mode: string) => {
    const { set, baseDocument } = pageStore.getState();
    if (mode === 'static') return set(discovery, undefined);
    set(discovery, getValue(baseDocument, discovery) ?? { mode });
  };
  const mode = parameter.isActive ? String(written) : 'static';
  const options = usableOptions(parameter, document);
  const control = (
    <Select
      label={label}
      value={mode}
      options={options.map((option) => ({ value: option, label: optionWords(option, words) }))}
      onChange={choose}
    />
  );
  return <ParameterFrame state={state} label={label} control={control} hasNote={false} />;
}
