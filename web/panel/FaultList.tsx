import { useState } from 'react';
import { engine } from '../engine/engine.ts';
import { panelText } from '../i18n/panel.ts';
import { useText } from '../i18n/index.ts';
import { pageStore, usePage } from '../store/page-store.ts';
import { formatClock } from '../scene/format.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Menu } from '../ui/Menu.tsx';
import { FAULT_KINDS, factsOf, newFault } from './faults.ts';
import { Section } from './ParameterGroup.tsx';
import { PartButton } from './PartButton.tsx';
import { listAt, mapAt } from './selected.ts';
import { concerns } from './targets.ts';
import styles from './panel.module.css';
import type { PanelText } from '../i18n/panel.ts';
import type { FaultFacts, FaultKind } from './faults.ts';

interface FaultListProps {
  /** Only faults of this service; null: all. */
  service: string | null;
  /** Only faults of its instance of this number, from 1. */
  instance: number | null;
}

export function FaultList({ service, instance }: FaultListProps) {
  const text = useText(panelText);
  const document = usePage((state) => state.document);
  const shown = listAt(document, 'faults')
    .map((fault, index) => ({ fault, path: `faults.${index}`, facts: factsOf(fault) }))
    .filter(({ facts }) => service === null || concerns(facts.target, service, instance));
  return (
    <Section title={text.groups.faults} action={<AddFault service={service} instance={instance} />}>
      {shown.length === 0 ? (
        <p className={styles.hint}>{service === null ? text.fault.none : text.fault.noneHere}</p>
      ) : (
        <ul className={styles.parts}>
          {shown.map(({ path, facts, fault }) => (
            <PartButton
              key={path}
              icon="bolt"
              name={nameOf(fault.id, facts, text)}
              hint={whenOf(facts, text)}
              selection={{ kind: 'fault', id: path }}
              action={
                <IconButton
                  icon="trash"
                  label={text.fault.remove}
                  onClick={() => pageStore.getState().removeFault(path)}
                />
              }
            />
          ))}
        </ul>
      )}
    </Section>
  );
}

function nameOf(id: unknown, { kind, target }: FaultFacts, text: PanelText): string {
  return kind ? text.fault.named(text.fault.kinds[kind], target) : String(id);
}

function whenOf({ atMs, forMs, isRandom }: FaultFacts, text: PanelText): string {
  if (isRandom) return text.fault.random;
  const clock = (ms: number) => formatClock(ms, ms % 1000 === 0 ? 0 : 1);
  return forMs === Infinity ? text.fault.at(clock(atMs)) : text.fault.span(clock(atMs), clock(atMs + forMs));
}

/** Adds a fault at the shown moment and selects it, so that it can be changed at once. */
function AddFault({ service, instance }: FaultListProps) {
  const text = useText(panelText);
  const [at, setAt] = useState<{ x: number; y: number } | null>(null);
  const add = (kind: FaultKind) => {
    const state = pageStore.getState();
    const [first] = Object.keys(mapAt(state.document, 'services'));
    const target = instance === null ? (service ?? first) : `${service}#${instance}`;
    const count = listAt(state.document, 'faults').length;
    state.addFault(newFault(kind, target, engine.now()));
    if (pageStore.getState().problems.length === 0) state.select({ kind: 'fault', id: `faults.${count}` });
  };
  return (
    <>
      <Button
        icon="plus"
        className={styles.add}
        aria-haspopup="menu"
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          setAt({ x: box.left, y: box.bottom + 4 });
        }}
      >
        {text.fault.add}
      </Button>
      {at && (
        <Menu
          label={text.fault.add}
          at={at}
          onClose={() => setAt(null)}
          items={FAULT_KINDS.map((kind) => ({
            id: kind,
            label: text.fault.kinds[kind],
            onChoose: () => add(kind),
          }))}
        />
      )}
    </>
  );
}
