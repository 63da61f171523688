import { formatQuantity } from '../../sim-core/index.ts';
import { structureText } from '../i18n/structure.ts';
import { useText } from '../i18n/index.ts';
import { Mistake } from './Mistake.tsx';
import { ParameterFrame } from './ParameterFrame.tsx';
import { Select } from './Select.tsx';
import { restOf } from './steps.ts';
import { textOf } from './text-of.ts';
import { useParameter } from './use-parameter.ts';
import styles from './panel.module.css';
import type { Document } from '../store/contract.ts';

/** How many branches have to succeed: all, one, or so many. */
export function NeededBranches({ path, step }: { path: string; step: Document }) {
  const text = useText(structureText).steps;
  const state = useParameter(`${path}.need`);
  const count = Array.isArray(step.parallel) ? step.parallel.length : 0;
  if (!state || (count < 2 && state.parameter.value === undefined)) return null;
  const between = Array.from({ length: Math.max(0, count - 2) }, (_, index) => String(index + 2));
  const written = textOf(step.need ?? 'all');
  const chosen = { 1: 'any', [count]: 'all' }[written] ?? written;
  const known = ['all', 'any', ...between];
  const options = known.includes(chosen) ? known : [...known, chosen];
  const words: Readonly<Record<string, string>> = { all: text.needAll, any: text.needAny };
  const choose = (next: string) => {
    if (next === 'all') state.set(undefined);
    else state.set(next === 'any' ? next : Number(next));
  };
  const control = (
    <Select
      label={text.need}
      value={chosen}
      options={options.map((value) => ({ value, label: words[value] ?? value }))}
      onChange={choose}
    />
  );
  return (
    <ParameterFrame state={state} label={text.need} control={control} hasNote={false}>
      {state.problem && <Mistake problem={state.problem} />}
    </ParameterFrame>
  );
}

export function ChosenRest({ step }: { step: Document }) {
  const text = useText(structureText).steps;
  const rest = restOf(Array.isArray(step.choose) ? step.choose : []);
  return rest > 0 ? <p className={styles.hint}>{text.rest(formatQuantity('ratio', rest))}</p> : null;
}
