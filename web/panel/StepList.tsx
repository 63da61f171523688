import { getValue } from '../../sim-core/index.ts';
import { parameterText } from '../i18n/parameters.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { isMap } from '../store/document-diff.ts';
import { ParameterControl } from './ParameterControl.tsx';
import { PartButton } from './PartButton.tsx';
import { callOf } from './selected.ts';
import { wordFor } from './word-for.ts';
import styles from './panel.module.css';

interface StepsProps {
  /** Of the list in the document. */
  path: string;
  service: string;
}

/** What a visit does, in order. Work can be changed here; a call leads to its link. */
export function StepList({ path, service }: StepsProps) {
  const steps = usePage((state) => getValue(state.document, path));
  if (!Array.isArray(steps)) return null;
  return (
    <ol className={styles.steps}>
      {steps.map((step, index) => (
        // Steps have no names; their place is who they are.
        <li key={`${path}.${String(index)}`}>
          <Step path={`${path}.${index}`} step={step} service={service} />
        </li>
      ))}
    </ol>
  );
}

function Step({ path, step, service }: StepsProps & { step: unknown }) {
  const words = useText(parameterText);
  if (!isMap(step)) return null;
  const call = callOf(step);
  if (call !== undefined) return <Call path={path} step={step} call={call} service={service} />;
  if ('work' in step) return <ParameterControl path={`${path}.work`} label={words.labels.work} />;
  if ('parallel' in step) {
    return (
      <>
        <p className={styles.hint}>{words.steps.parallel}</p>
        <StepList path={`${path}.parallel`} service={service} />
      </>
    );
  }
  if ('steps' in step) return <StepList path={`${path}.steps`} service={service} />;
  return 'choose' in step && Array.isArray(step.choose) ? (
    <Choices path={path} options={step.choose} service={service} />
  ) : null;
}

function Choices({ path, options, service }: StepsProps & { options: readonly unknown[] }) {
  const words = useText(parameterText);
  return (
    <>
      <p className={styles.hint}>{words.steps.choose}</p>
      {options.map((_, index) => (
        // Options have no names; their place is who they are.
        <div key={`${path}.${String(index)}`} className={styles.inner}>
          <ParameterControl path={`${path}.choose.${index}.p`} label={words.labels.probability} />
          <StepList path={`${path}.choose.${index}.steps`} service={service} />
        </div>
      ))}
    </>
  );
}

function Call({ path, step, call, service }: StepsProps & { step: Readonly<Record<string, unknown>>; call: string }) {
  const words = useText(parameterText);
  const [callee] = call.split('.');
  return (
    <>
      <ul className={styles.parts}>
        <PartButton
          icon="link-node"
          name={`${words.steps.call} ${call}`}
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
