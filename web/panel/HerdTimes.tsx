import { getValue } from '../../sim-core/index.ts';
import { engine } from '../engine/engine.ts';
import { parameterText } from '../i18n/parameters.ts';
import { useText } from '../i18n/index.ts';
import { pageStore, usePage } from '../store/page-store.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { CompactQuantity } from './CompactQuantity.tsx';
import { writtenOf } from './written.ts';
import styles from './panel.module.css';

/** When a herd comes: at least once. */
export function HerdTimes({ path }: { path: string }) {
  const words = useText(parameterText);
  const written = usePage((state) => getValue(state.document, path));
  const durationMs = usePage((state) => state.topology?.durationMs ?? 1000);
  const { set, drag } = pageStore.getState();
  const times: readonly unknown[] = Array.isArray(written) ? written : [];
  const replaced = (index: number, value: unknown) => times.map((time, other) => (other === index ? value : time));
  return (
    <>
      {times.map((time, index) => (
        <div key={`${path}.${String(index)}`} className={styles.part}>
          {times.length > 1 && (
            <span className={styles.partRemove}>
              <IconButton
                icon="trash"
                label={words.removeHerdTime}
                onClick={() => set(path, times.toSpliced(index, 1))}
              />
            </span>
          )}
          <CompactQuantity
            label={words.labels['population.reconnectAt']}
            kind="duration"
            written={time}
            range={{ scale: 'linear', min: 0, max: durationMs, step: 1 }}
            onSet={(value) => set(path, replaced(index, value))}
            onDrag={(value, gesture) => drag(path, replaced(index, value), gesture)}
          />
        </div>
      ))}
      <Button
        icon="plus"
        className={styles.add}
        onClick={() => set(path, [...times, writtenOf('duration', Math.round(engine.now()))])}
      >
        {words.addHerdTime}
      </Button>
    </>
  );
}
