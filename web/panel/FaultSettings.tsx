import { lazy, Suspense } from 'react';
import { describePath, getValue, parametersOf } from '../../sim-core/index.ts';
import { engine } from '../engine/engine.ts';
import { panelText } from '../i18n/panel.ts';
import { parameterText } from '../i18n/parameters.ts';
import { useText } from '../i18n/index.ts';
import { pageStore, usePage } from '../store/page-store.ts';
import { isMap } from '../store/document-diff.ts';
import { Button } from '../ui/Button.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { FAULT_KINDS, factsOf, withKind, withOccurrence } from './faults.ts';
import { canBeChanged } from './parameter-groups.ts';
import { ParameterControl } from './ParameterControl.tsx';
import { Section } from './ParameterGroup.tsx';
import { pathOf } from './selected.ts';
import { wordFor } from './word-for.ts';
import styles from './panel.module.css';
import type { Document, Selection } from '../store/contract.ts';

/** Fetched when the first fault is looked at. */
const TargetControl = lazy(() => import('./TargetControl.tsx').then((module) => ({ default: module.TargetControl })));

export function FaultSettings({ selection }: { selection: Selection }) {
  const text = useText(panelText);
  const path = pathOf(selection);
  const fault = usePage((state) => getValue(state.document, path));
  if (!isMap(fault)) return null;
  const remove = () => {
    const { removeFault, select } = pageStore.getState();
    removeFault(path);
    select({ kind: 'scenario' });
  };
  return (
    <>
      <Effect path={path} fault={fault} />
      <Occurrence path={path} fault={fault} />
      <div className={styles.group}>
        <Button icon="trash" look="outlined" onClick={remove}>
          {text.fault.remove}
        </Button>
      </div>
    </>
  );
}

interface FaultProps {
  path: string;
  fault: Document;
}

/** What breaks, and how much. */
function Effect({ path, fault }: FaultProps) {
  const text = useText(panelText);
  const words = useText(parameterText);
  const document = usePage((state) => state.document);
  const { kind } = factsOf(fault);
  const { set } = pageStore.getState();
  const parameters = parametersOf('fault').find(({ name }) => name === kind)?.parameters ?? [];
  return (
    <Section title={text.groups.effect}>
      <div className={styles.wide}>
        <Segmented
          label={text.fault.kind}
          value={kind ?? ''}
          options={FAULT_KINDS.map((value) => ({ value: value as string, label: text.fault.kinds[value] }))}
          onChange={(next) => set(path, withKind(fault, next as (typeof FAULT_KINDS)[number]))}
        />
      </div>
      {parameters
        .filter(({ path: key }) => {
          const described = describePath(`${path}.${key}`, document);
          return described !== undefined && canBeChanged(described, document);
        })
        .map(({ path: key, name }) => {
          const Control = name === 'target' ? TargetControl : ParameterControl;
          return (
            <Suspense key={key}>
              <Control path={`${path}.${key}`} label={wordFor(words.labels, key)} />
            </Suspense>
          );
        })}
    </Section>
  );
}

/** When it happens: planned, or again and again at random. */
function Occurrence({ path, fault }: FaultProps) {
  const text = useText(panelText);
  const words = useText(parameterText);
  const durationMs = usePage((state) => state.topology?.durationMs ?? 0);
  const { kind, isRandom, atMs, forMs } = factsOf(fault);
  const { set } = pageStore.getState();
  const range = { scale: 'linear', min: 0, max: durationMs || 1, step: stepOf(durationMs) } as const;
  const longest = Number.isFinite(forMs) ? Math.max(forMs, durationMs) : durationMs;
  const lasting = { scale: 'log', min: 0, max: longest || 1, step: 0 } as const;
  return (
    <Section
      title={text.groups.time}
      action={
        !isRandom && (
          <Button className={styles.add} onClick={() => pageStore.getState().seek(atMs)}>
            {text.fault.seek}
          </Button>
        )
      }
    >
      <div className={styles.wide}>
        <Segmented
          label={text.fault.when}
          value={isRandom ? 'random' : 'planned'}
          options={[
            { value: 'planned', label: text.fault.planned },
            { value: 'random', label: text.fault.random },
          ]}
          onChange={(next) => set(path, withOccurrence(fault, next === 'random', engine.now()))}
        />
      </div>
      {isRandom ? (
        <>
          <ParameterControl path={`${path}.mtbf`} label={words.labels.mtbf} bare="exponential" isNeeded />
          <ParameterControl path={`${path}.mttr`} label={words.labels.mttr} bare="exponential" isNeeded />
        </>
      ) : (
        <>
          <ParameterControl path={`${path}.at`} label={words.labels.at} range={range} />
          {kind !== 'cacheFlush' && (
            <ParameterControl path={`${path}.for`} label={words.labels.for} range={lasting} start="10s" />
          )}
        </>
      )}
    </Section>
  );
}

/** A thousandth of the run, as a round number. */
function stepOf(durationMs: number): number {
  return 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, durationMs) / 1000)));
}
