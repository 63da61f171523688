import { getValue } from '../../sim-core/index.ts';
import { engine } from '../engine/engine.ts';
import { parameterText } from '../i18n/parameters.ts';
import { panelText } from '../i18n/panel.ts';
import { useText } from '../i18n/index.ts';
import { pageStore, usePage } from '../store/page-store.ts';
import { isMap } from '../store/document-diff.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { CompactQuantity } from './CompactQuantity.tsx';
import { Section } from './ParameterGroup.tsx';
import { writtenOf } from './written.ts';
import styles from './panel.module.css';

/** How the load changes with time: at which moment it becomes how many times itself, and how quickly. */
export function ProfileList({ path }: { path: string }) {
  const text = useText(panelText);
  const words = useText(parameterText);
  const written = usePage((state) => getValue(state.document, path));
  const durationMs = usePage((state) => state.topology?.durationMs ?? 1000);
  const { set, drag } = pageStore.getState();
  const points = Array.isArray(written) ? written : [];
  const onTime = { scale: 'linear', min: 0, max: durationMs, step: 1 } as const;
  const add = () =>
    set(path, [...points, { at: writtenOf('duration', Math.round(engine.now())), scale: 2, ramp: '1s' }]);
  const remove = (index: number) => {
    const rest = points.filter((_, other) => other !== index);
    set(path, rest.length > 0 ? rest : undefined);
  };
  const replaced = (index: number, key: string, value: unknown) =>
    points.map((point, other) => (other === index && isMap(point) ? { ...point, [key]: value } : point));
  return (
    <Section
      title={text.groups.profile}
      action={
        <Button icon="plus" className={styles.add} onClick={add}>
          {words.addPoint}
        </Button>
      }
    >
      {points.length === 0 && <p className={styles.hint}>{words.noProfile}</p>}
      {points.map((point, index) => {
        if (!isMap(point)) return null;
        const edits = (key: string) => ({
          onSet: (value: unknown) => set(path, replaced(index, key, value)),
          onDrag: (value: unknown, gesture: string) => drag(path, replaced(index, key, value), gesture),
        });
        return (
          // Entries have no names; their place is who they are.
          <div key={`${path}.${String(index)}`} className={styles.part}>
            <span className={styles.partRemove}>
              <IconButton icon="trash" label={words.removePoint} onClick={() => remove(index)} />
            </span>
            <CompactQuantity
              label={words.labels['profile.at']}
              kind="duration"
              written={point.at}
              range={onTime}
              {...edits('at')}
            />
            <CompactQuantity
              label={words.labels['profile.scale']}
              kind="number"
              written={point.scale}
              usual={[1]}
              max={1000}
              {...edits('scale')}
            />
            <CompactQuantity
              label={words.labels['profile.ramp']}
              kind="duration"
              written={point.ramp ?? '0s'}
              usual={[5000]}
              {...edits('ramp')}
            />
          </div>
        );
      })}
    </Section>
  );
}
