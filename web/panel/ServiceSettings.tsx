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
import { StepList } from './StepList.tsx';
import { wordFor } from './word-for.ts';
import styles from './panel.module.css';

export function ServiceSettings({ id }: { id: string }) {
  const document = usePage((state) => state.document);
  const base = `services.${id}`;
  const endpoints = getValue(document, `${base}.endpoints`);
  const hasSteps = getValue(document, `${base}.steps`) !== undefined;
  return (
    <>
      {groupsOf('service', base, document).map((group) => (
        <ParameterGroup key={group.name} group={group} />
      ))}
      {hasSteps && <OwnSteps base={base} />}
      {isMap(endpoints) &&
        Object.keys(endpoints).map((name) => <Endpoint key={name} path={`${base}.endpoints.${name}`} name={name} />)}
      <FaultList service={id} instance={null} />
      <Neighbours id={id} />
    </>
  );
}

function OwnSteps({ base }: { base: string }) {
  const words = useText(parameterText);
  return (
    <Section title={words.labels.work}>
      <StepList path={`${base}.steps`} service={base.slice('services.'.length)} />
    </Section>
  );
}

/** One operation of a service: what a visit does, and how large its messages are. */
function Endpoint({ path, name }: { path: string; name: string }) {
  const words = useText(parameterText);
  const document = usePage((state) => state.document);
  const service = path.split('.')[1];
  const [{ parameters }] = parametersOf('endpoint');
  return (
    <Section title={`${service}.${name}`}>
      <StepList path={`${path}.steps`} service={service} />
      {parameters
        .map(({ path: key }) => ({ key, described: describePath(`${path}.${key}`, document) }))
        .filter(({ described }) => described?.supported && canBeChanged(described, document))
        .map(({ key }) => (
          <ParameterControl key={key} path={`${path}.${key}`} label={wordFor(words.labels, key)} />
        ))}
    </Section>
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
