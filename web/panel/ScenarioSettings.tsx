import { panelText } from '../i18n/panel.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { formatCount } from '../scene/format.ts';
import { FaultList } from './FaultList.tsx';
import { groupsOf } from './parameter-groups.ts';
import { ParameterGroup, Section } from './ParameterGroup.tsx';
import { PartButton } from './PartButton.tsx';
import { SloList } from './SloList.tsx';
import styles from './panel.module.css';

/** The scenario as a whole: its parts to select, its faults, its objectives, and how it is run. */
export function ScenarioSettings() {
  const document = usePage((state) => state.document);
  return (
    <>
      <FaultList service={null} instance={null} />
      <Parts />
      <SloList />
      {groupsOf('scenario', '', document).map((group) => (
        <ParameterGroup key={group.name} group={group} />
      ))}
    </>
  );
}

function Parts() {
  const text = useText(panelText);
  const topology = usePage((state) => state.topology);
  if (!topology) return null;
  return (
    <Section title={text.groups.parts}>
      <ul className={styles.parts} aria-label={text.workloads}>
        {topology.workloads.map(({ id }) => (
          <PartButton key={id} icon="user" name={id} selection={{ kind: 'workload', id }} />
        ))}
      </ul>
      <ul className={styles.parts} aria-label={text.services}>
        {topology.services.map(({ id, instances }) => (
          <PartButton
            key={id}
            icon="service"
            name={id}
            hint={text.times(formatCount(instances.length))}
            selection={{ kind: 'service', id }}
          />
        ))}
      </ul>
      <ul className={styles.parts} aria-label={text.links}>
        {topology.links.map(({ id }) => (
          <PartButton key={id} icon="link-node" name={id.replace('->', ' → ')} selection={{ kind: 'link', id }} />
        ))}
      </ul>
    </Section>
  );
}
