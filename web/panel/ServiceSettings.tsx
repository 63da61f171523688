import { lazy, Suspense } from 'react';
import { describePath, getValue, parametersOf } from '../../sim-core/index.ts';
import { panelText } from '../i18n/panel.ts';
import { parameterText } from '../i18n/parameters.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { isMap } from '../store/document-diff.ts';
import { FaultList } from './FaultList.tsx';
import { canBeChanged, groupsOf } from './parameter-groups.ts';
import { ParameterControl } from './ParameterControl.tsx';
import { ParameterGroup, Section } from './ParameterGroup.tsx';
import { PartButton } from './PartButton.tsx';
import { wordFor } from './word-for.ts';
import styles from './panel.module.css';

/** What changes the structure of a service is fetched when the first service is looked at. */
const InstanceSpread = lazy(() =>
  import('./InstanceSpread.tsx').then((module) => ({ default: module.InstanceSpread })),
);
const StepEditor = lazy(() => import('./StepEditor.tsx').then((module) => ({ default: module.StepEditor })));

export function ServiceSettings({ id }: { id: string }) {
  const document = usePage((state) => state.document);
  const base = `services.${id}`;
  const endpoints = getValue(document, `${base}.endpoints`);
  const names = isMap(endpoints) ? Object.keys(endpoints) : [];
  return (
    <>
      <Suspense>
        <InstanceSpread service={id} />
      </Suspense>
      {groupsOf('service', base, document).map((group) => (
        <ParameterGroup key={group.name} group={group} />
      ))}
      <Suspense>
        {names.length === 0 && <StepEditor path={`${base}.steps`} service={id} />}
        {names.map((name) => (
          <Endpoint key={name} path={`${base}.endpoints.${name}`} service={id} />
        ))}
      </Suspense>
      <FaultList service={id} instance={null} />
      <Neighbours id={id} />
    </>
  );
}

/** One operation of a service: what a visit does, and how large its messages are. */
function Endpoint({ path, service }: { path: string; service: string }) {
  const words = useText(parameterText);
  const document = usePage((state) => state.document);
  const [{ parameters }] = parametersOf('endpoint');
  return (
    <StepEditor path={`${path}.steps`} service={service}>
      {parameters
        .map(({ path: key }) => ({ key, described: describePath(`${path}.${key}`, document) }))
        .filter(({ described }) => described?.supported && canBeChanged(described, document))
        .map(({ key }) => (
          <ParameterControl key={key} path={`${path}.${key}`} label={wordFor(words.labels, key)} />
        ))}
    </StepEditor>
  );
}

/** The links that end or begin here. */
function Neighbours({ id }: { id: string }) {
  const text = useText(panelText);
  const topology = usePage((state) => state.topology);
  const links = topology?.links.filter(({ id: link }) => link.split('->').includes(id)) ?? [];
  if (links.length === 0) return null;
  return (
    <Section title={text.links}>
      <ul className={styles.parts}>
        {links.map(({ id: link }) => (
          <PartButton
            key={link}
            icon="link-node"
            name={link.replace('->', ' → ')}
            selection={{ kind: 'link', id: link }}
          />
        ))}
      </ul>
    </Section>
  );
}
