import { useState } from 'react';
import { structureText } from '../i18n/structure.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { IconButton } from '../ui/Button.tsx';
import { Menu } from '../ui/Menu.tsx';
import { ParameterFrame } from './ParameterFrame.tsx';
import { suggestedTargets } from './targets.ts';
import { textOf } from './text-of.ts';
import { useCheckedText } from './use-checked-text.tsx';
import { useParameter } from './use-parameter.ts';
import styles from './panel.module.css';

/** What a fault hits, in the words of the document: a service, some of its instances, a share of them, a zone. */
export function TargetControl({ path, label }: { path: string; label: string }) {
  const text = useText(structureText);
  const document = usePage((page) => page.document);
  const topology = usePage((page) => page.topology);
  const [at, setAt] = useState<{ x: number; y: number } | null>(null);
  const state = useParameter(path);
  const { field, mistake } = useCheckedText({
    label,
    value: textOf(state?.written),
    width: 152,
    problem: state?.problem,
    onCommit: (typed) => state?.set(typed),
  });
  if (!state) return null;
  const control = (
    <span className={styles.controls}>
      {field}
      <IconButton
        icon="chevron-down"
        label={text.suggest(label)}
        className={styles.besideField}
        aria-haspopup="menu"
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          setAt({ x: box.right - 200, y: box.bottom + 4 });
        }}
      />
    </span>
  );
  const count = (id: string) => topology?.services.find((service) => service.id === id)?.instances.length ?? 1;
  return (
    <ParameterFrame state={state} label={label} control={control}>
      {mistake()}
      {at && (
        <Menu
          label={text.suggest(label)}
          at={at}
          onClose={() => setAt(null)}
          items={suggestedTargets(document, count).map(({ target, kind }) => ({
            id: target,
            label: target,
            hint: text.targets[kind],
            onChoose: () => state.set(target),
          }))}
        />
      )}
    </ParameterFrame>
  );
}
