import { panelText } from '../i18n/panel.ts';
import { useText } from '../i18n/index.ts';
import { FaultList } from './FaultList.tsx';
import { Section } from './ParameterGroup.tsx';
import { PartButton } from './PartButton.tsx';
import { serviceOf } from './selected.ts';
import styles from './panel.module.css';

/** An instance is as its service says; only faults are its own. */
export function InstanceSettings({ id }: { id: string }) {
  const text = useText(panelText);
  const service = serviceOf(id);
  const number = Number(id.slice(service.length + 1));
  return (
    <>
      <FaultList service={service} instance={number} />
      <Section title={text.kinds.service}>
        <p className={styles.hint}>{text.noSettings}</p>
        <ul className={styles.parts}>
          <PartButton icon="service" name={service} selection={{ kind: 'service', id: service }} />
        </ul>
      </Section>
    </>
  );
}
