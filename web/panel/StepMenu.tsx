import { useState } from 'react';
import { getValue } from '../../sim-core/index.ts';
import { structureText } from '../i18n/structure.ts';
import { useText } from '../i18n/index.ts';
import { pageStore } from '../store/page-store.ts';
import { isMap } from '../store/document-diff.ts';
import { IconButton } from '../ui/Button.tsx';
import { Menu } from '../ui/Menu.tsx';
import { callKeyOf, callOf } from './selected.ts';
import { kindOfStep } from './step-kinds.ts';
import { calleesFor, doubled, moved, removed } from './steps.ts';
import styles from './panel.module.css';
import type { KeyboardEvent } from 'react';
import type { StructureText } from '../i18n/structure.ts';
import type { MenuItem } from '../ui/Menu.tsx';
import type { Edit } from '../store/contract.ts';

interface StepMenuProps {
  /** Of the list in the document. */
  path: string;
  index: number;
  count: number;
  service: string;
  /** Told before the edit which entry should have the focus after it. */
  onEdit: (index: number) => void;
}

interface Opened {
  readonly what: 'actions' | 'callees';
  readonly x: number;
  readonly y: number;
}

/** What can be done with a step as a whole. Keys on its button do the same: Alt with arrows moves, Delete removes. */
export function StepMenu(props: StepMenuProps) {
  const { path, index, count } = props;
  const text = useText(structureText).steps;
  const [opened, setOpened] = useState<Opened | null>(null);
  const step = getValue(pageStore.getState().document, `${path}.${index}`);
  const kind = kindOfStep(step);
  const actions = actionsOn(props);
  const onKey = (event: KeyboardEvent) => {
    const action = actionOfKey(event);
    if (action === null) return;
    event.preventDefault();
    event.stopPropagation();
    // Keys that are pressed in the open menu come here too; the step may have gone elsewhere afterwards.
    setOpened(null);
    actions[action]();
  };
  const items: MenuItem[] = [
    {
      id: 'up',
      label: text.up,
      hint: 'Alt ↑',
      onChoose: actions.up,
      ...(index === 0 && { disabledReason: text.isFirst }),
    },
    {
      id: 'down',
      label: text.down,
      hint: 'Alt ↓',
      onChoose: actions.down,
      ...(index === count - 1 && { disabledReason: text.isLast }),
    },
    { id: 'double', label: text.double, onChoose: actions.double },
    ...(opened ? callItems(props, text, () => setOpened({ ...opened, what: 'callees' })) : []),
    { id: 'remove', label: text.remove, icon: 'trash', hint: 'Del', onChoose: actions.remove },
  ];
  return (
    <span className={styles.stepMenu} role="presentation" onKeyDown={onKey}>
      <IconButton
        icon="more"
        label={text.change(index + 1, kind === undefined ? text.option : text.names[kind])}
        aria-haspopup="menu"
        aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Delete"
        data-step-menu=""
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          setOpened({ what: 'actions', x: box.right - 220, y: box.bottom + 4 });
        }}
      />
      {opened && (
        <Menu
          key={opened.what}
          label={opened.what === 'actions' ? text.change(index + 1, '') : text.callOther}
          at={opened}
          onClose={() => setOpened(null)}
          items={opened.what === 'actions' ? items : calleeItems(props, text)}
        />
      )}
    </span>
  );
}

type Action = 'up' | 'down' | 'double' | 'remove';

function actionsOn({ path, index, onEdit }: StepMenuProps): Record<Action, () => void> {
  const apply = (edit: Edit | undefined, focus: number) => {
    if (!edit) return;
    onEdit(focus);
    pageStore.getState().set(edit.path, edit.value);
  };
  const now = () => pageStore.getState().document;
  return {
    up: () => apply(moved(now(), path, index, -1), index - 1),
    down: () => apply(moved(now(), path, index, 1), index + 1),
    double: () => apply(doubled(now(), path, index), index + 1),
    remove: () => apply(removed(now(), path, index), index),
  };
}

function actionOfKey({ key, altKey, ctrlKey, metaKey }: KeyboardEvent): Action | null {
  if (ctrlKey || metaKey) return null;
  if (altKey && key === 'ArrowUp') return 'up';
  if (altKey && key === 'ArrowDown') return 'down';
  return key === 'Delete' ? 'remove' : null;
}

function callItems({ path, index }: StepMenuProps, text: StructureText['steps'], chooseCallee: () => void): MenuItem[] {
  const at = `${path}.${index}`;
  const { document, set } = pageStore.getState();
  const step = getValue(document, at);
  if (callOf(step) === undefined || !isMap(step)) return [];
  const items: MenuItem[] = [{ id: 'callee', label: text.callOther, onChoose: chooseCallee }];
  if (step.probability === undefined) {
    items.push({ id: 'probability', label: text.sometimes, onChoose: () => set(`${at}.probability`, '50%') });
  }
  if (step.count === undefined) items.push({ id: 'count', label: text.repeat, onChoose: () => set(`${at}.count`, 2) });
  return items;
}

function calleeItems({ path, index, service }: StepMenuProps, text: StructureText['steps']): MenuItem[] {
  const at = `${path}.${index}`;
  const { document, set } = pageStore.getState();
  const step = getValue(document, at);
  const called = callOf(step);
  return calleesFor(document, at, service).map(({ name, wouldCircle }) => ({
    id: name,
    label: name,
    isChecked: name === called,
    ...(wouldCircle && { disabledReason: text.wouldCircle }),
    onChoose: () => set(`${at}.${callKeyOf(step) ?? 'call'}`, name),
  }));
}
