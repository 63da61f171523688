import { structureText } from '../i18n/structure.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { Section } from './ParameterGroup.tsx';
import { StepList } from './StepList.tsx';
import { StepProblems } from './StepProblems.tsx';
import { listOf } from './steps.ts';
import styles from './panel.module.css';
import type { ReactNode } from 'react';

interface EditorProps {
  /** Of the steps in the document. */
  path: string;
  service: string;
  /** What else there is to say about the endpoint. */
  children?: ReactNode;
}

/** One operation of a service: its steps, then what else it has. */
export function StepEditor({ path, service, children }: EditorProps) {
  const text = useText(structureText).steps;
  const isIdle = usePage(({ document }) => listOf(document, path).length === 0 && !hasWork(document, service));
  const [, , , endpoint] = path.split('.');
  const title = path.includes('.endpoints.') ? `${service}.${endpoint}` : text.title;
  return (
    <Section title={title}>
      {isIdle && <p className={styles.hint}>{text.none}</p>}
      <StepList path={path} service={service} />
      <StepProblems path={path} service={service} />
      {children}
    </Section>
  );
}

/** Without endpoints a service can have work of its own, before any step. */
function hasWork(document: Readonly<Record<string, unknown>>, service: string): boolean {
  const { services } = document as { services?: Record<string, { work?: unknown; endpoints?: unknown }> };
  return services?.[service]?.work !== undefined;
}
