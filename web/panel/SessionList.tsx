import { getValue } from '../../sim-core/index.ts';
import { parameterText } from '../i18n/parameters.ts';
import { panelText } from '../i18n/panel.ts';
import { useText } from '../i18n/index.ts';
import { isMap } from '../store/document-diff.ts';
import { pageStore, usePage } from '../store/page-store.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { ParameterControl } from './ParameterControl.tsx';
import { Section } from './ParameterGroup.tsx';
import { callables } from './selected.ts';
import { sessionOf, withoutRequest, withRequest } from './sessions.ts';
import styles from './panel.module.css';

/** What a user asks for, one request after the other; a single one is a call. */
export function SessionList({ path }: { path: string }) {
  const text = useText(panelText);
  const words = useText(parameterText);
  const document = usePage((state) => state.document);
  const workload = getValue(document, path);
  const { set } = pageStore.getState();
  if (!isMap(workload)) return null;
  const isSession = workload.session !== undefined;
  const entries = sessionOf(workload);
  const choices = callables(document);
  return (
    <Section
      title={text.groups.session}
      action={
        <Button icon="plus" className={styles.add} onClick={() => set(path, withRequest(workload))}>
          {words.addRequest}
        </Button>
      }
    >
      {!isSession && <ParameterControl path={`${path}.call`} label={words.labels.call} choices={choices} />}
      {isSession &&
        entries.map((_, index) => (
          // Entries have no names; their place is who they are.
          <div key={`${path}.session.${String(index)}`} className={styles.part}>
            {entries.length > 1 && (
              <span className={styles.partRemove}>
                <IconButton
                  icon="trash"
                  label={words.removeRequest}
                  onClick={() => set(path, withoutRequest(workload, index))}
                />
              </span>
            )}
            <ParameterControl
              path={`${path}.session.${index}.call`}
              label={words.labels['session.call']}
              choices={choices}
            />
            <ParameterControl path={`${path}.session.${index}.think`} label={words.labels['session.think']} />
          </div>
        ))}
    </Section>
  );
}
