import { useEffect, useRef } from 'react';
import { getValue } from '../../sim-core/index.ts';
import { parameterText } from '../i18n/parameters.ts';
import { structureText } from '../i18n/structure.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { isMap } from '../store/document-diff.ts';
import { AddStep } from './AddStep.tsx';
import { ParameterControl } from './ParameterControl.tsx';
import { PartButton } from './PartButton.tsx';
import { callKeyOf, callOf } from './selected.ts';
import { BRANCH_KINDS, kindOfStep, STEP_KINDS } from './step-kinds.ts';
import { ChosenRest, NeededBranches } from './StepDetails.tsx';
import { StepMenu } from './StepMenu.tsx';
import { wordFor } from './word-for.ts';
import styles from './panel.module.css';
import type { ReactNode } from 'react';
import type { StepKind } from './step-kinds.ts';

/** What a cache can say of itself with one value each. */
const CACHE_KEYS = ['hitRatio', 'ttl', 'keys', 'capacity', 'scope', 'singleFlight', 'staleOnError'];

interface ListProps {
  /** Of the list in the document. */
  path: string;
  service: string;
  /** What can be added to it; none: it is a list of options. */
  kinds?: readonly StepKind[];
}

/** What a visit does, in order. Every step can be changed, moved and removed here, and others added, at any depth. */
export function StepList({ path, service, kinds = STEP_KINDS }: ListProps) {
  const place = useRef<HTMLDivElement>(null);
  /** Index of the step that gets the focus when the list has changed; −1: it stays where it is. */
  const focusNext = useRef(-1);
  const steps = usePage((state) => getValue(state.document, path));
  const entries: readonly unknown[] = Array.isArray(steps) ? steps : [];
  const count = entries.length;
  // After every render: an edit that changes nothing in the number of steps moves the focus too.
  useEffect(() => {
    if (focusNext.current < 0) return;
    const target = Math.min(focusNext.current, count - 1);
    focusNext.current = -1;
    const list = place.current?.querySelector(':scope > ol');
    const step = list?.children[target]?.querySelector<HTMLElement>('[data-step-menu]');
    (step ?? place.current?.querySelector<HTMLElement>(':scope > button'))?.focus();
  });
  const focusOn = (index: number) => {
    focusNext.current = index;
  };
  return (
    <div ref={place} className={styles.stepPlace}>
      <ol className={styles.steps}>
        {entries.map((step, index) => (
          // Steps have no names; their place is who they are.
          <li key={`${path}.${String(index)}`}>
            <StepMenu path={path} index={index} count={count} service={service} onEdit={focusOn} />
            <Step path={`${path}.${index}`} step={step} service={service} />
          </li>
        ))}
      </ol>
      <AddStep path={path} service={service} kinds={kinds} onAdd={() => focusOn(count)} />
    </div>
  );
}

interface StepProps {
  path: string;
  step: unknown;
  service: string;
}

function Step({ path, step, service }: StepProps) {
  const words = useText(parameterText);
  const text = useText(structureText);
  if (!isMap(step)) return null;
  const call = callOf(step);
  if (call !== undefined) return <Call path={path} step={step} call={call} service={service} />;
  switch (kindOfStep(step)) {
    case 'work':
      return <ParameterControl path={`${path}.work`} label={words.labels.work} />;
    case 'delay':
      return <ParameterControl path={`${path}.delay`} label={words.labels.delay} />;
    case 'parallel':
      return (
        <Nested title={words.steps.parallel}>
          <NeededBranches path={path} step={step} />
          <StepList path={`${path}.parallel`} service={service} kinds={BRANCH_KINDS} />
        </Nested>
      );
    case 'choose':
      return (
        <Nested title={words.steps.choose}>
          <ChosenRest step={step} />
          <StepList path={`${path}.choose`} service={service} kinds={[]} />
        </Nested>
      );
    case 'cache':
      return (
        <Nested title={words.steps.cache}>
          {CACHE_KEYS.filter(
            (key) => isMap(step.cache) && step.cache[key] !== undefined && !isMap(step.cache[key]),
          ).map((key) => (
            <ParameterControl key={key} path={`${path}.cache.${key}`} label={wordFor(words.labels, key)} />
          ))}
          <p className={styles.stepTitle}>{text.steps.miss}</p>
          <StepList path={`${path}.cache.miss`} service={service} />
        </Nested>
      );
    case 'steps':
      return (
        <Nested title={text.steps.names.steps}>
          <StepList path={`${path}.steps`} service={service} />
        </Nested>
      );
    default:
      return <Option path={path} service={service} />;
  }
}

function Nested({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <p className={styles.stepTitle}>{title}</p>
      <div className={styles.inner}>{children}</div>
    </>
  );
}

function Option({ path, service }: Omit<StepProps, 'step'>) {
  const words = useText(parameterText);
  return (
    <>
      <ParameterControl path={`${path}.p`} label={words.labels.probability} />
      <StepList path={`${path}.steps`} service={service} />
    </>
  );
}

function Call({ path, step, call, service }: StepProps & { step: Readonly<Record<string, unknown>>; call: string }) {
  const words = useText(parameterText);
  const [callee] = call.split('.');
  return (
    <>
      <ul className={styles.parts}>
        <PartButton
          icon="link-node"
          name={`${words.steps[callKeyOf(step) ?? 'call']} ${call}`}
          selection={{ kind: 'link', id: `${service}->${callee}` }}
        />
      </ul>
      {['probability', 'count']
        .filter((key) => step[key] !== undefined)
        .map((key) => (
          <ParameterControl key={key} path={`${path}.${key}`} label={wordFor(words.labels, key)} />
        ))}
    </>
  );
}
