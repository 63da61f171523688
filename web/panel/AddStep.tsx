import { useState } from 'react';
import { structureText } from '../i18n/structure.ts';
import { useText } from '../i18n/index.ts';
import { pageStore } from '../store/page-store.ts';
import { Button } from '../ui/Button.tsx';
import { Menu } from '../ui/Menu.tsx';
import { added, calleeToStartWith, listOf, newStep, withNewOption } from './steps.ts';
import styles from './panel.module.css';
import type { StructureText } from '../i18n/structure.ts';
import type { MenuItem } from '../ui/Menu.tsx';
import type { StepKind } from './step-kinds.ts';

interface AddStepProps {
  /** Of the list in the document. */
  path: string;
  service: string;
  /** What can be added; none: options of `choose`. */
  kinds: readonly StepKind[];
  /** Told before the edit. */
  onAdd: () => void;
}

/** Adds a step at the end of a list, valid as it is. */
export function AddStep({ path, service, kinds, onAdd }: AddStepProps) {
  const text = useText(structureText).steps;
  const [at, setAt] = useState<{ x: number; y: number } | null>(null);
  const isOption = kinds.length === 0;
  const isBranch = path.endsWith('.parallel');
  const addOption = () => {
    const { document, set } = pageStore.getState();
    onAdd();
    set(path, withNewOption(listOf(document, path)));
  };
  return (
    <>
      <Button
        icon="plus"
        className={styles.add}
        aria-haspopup={isOption ? undefined : 'menu'}
        onClick={(event) => {
          if (isOption) return addOption();
          const box = event.currentTarget.getBoundingClientRect();
          setAt({ x: box.left, y: box.bottom + 4 });
        }}
      >
        {isOption ? text.addOption : isBranch ? text.addBranch : text.add}
      </Button>
      {at && (
        <Menu
          label={isBranch ? text.addBranch : text.add}
          at={at}
          onClose={() => setAt(null)}
          items={itemsOf({ path, service, kinds, onAdd }, text)}
        />
      )}
    </>
  );
}

function itemsOf({ path, service, kinds, onAdd }: AddStepProps, text: StructureText['steps']): MenuItem[] {
  const { document, set } = pageStore.getState();
  const callee = calleeToStartWith(document, path, service);
  return kinds.map((kind) => ({
    id: kind,
    label: text.kinds[kind],
    ...((kind === 'call' || kind === 'send') && callee === undefined && { disabledReason: text.noCall }),
    onChoose: () => {
      const edit = added(document, path, newStep(kind, callee));
      onAdd();
      set(edit.path, edit.value);
    },
  }));
}
