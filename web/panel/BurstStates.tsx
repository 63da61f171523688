import { getValue } from '../../sim-core/index.ts';
import { parameterText } from '../i18n/parameters.ts';
import { useText } from '../i18n/index.ts';
import { pageStore, usePage } from '../store/page-store.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { withoutState, withState } from './arrivals.ts';
import { ParameterControl } from './ParameterControl.tsx';
import styles from './panel.module.css';

/** The states of bursty arrivals, in their order: each has a rate and lasts for a while. */
export function BurstStates({ path }: { path: string }) {
  const words = useText(parameterText);
  const bursty = usePage((state) => getValue(state.document, path));
  const rates = usePage((state) => getValue(state.document, `${path}.rates`));
  const { set } = pageStore.getState();
  const count = Array.isArray(rates) ? rates.length : 0;
  return (
    <>
      {Array.from({ length: count }, (_, state) => (
        <div key={`${path}.${String(state)}`} className={styles.part}>
          {count > 1 && (
            <span className={styles.partRemove}>
              <IconButton
                icon="trash"
                label={words.removeState}
                onClick={() => set(path, withoutState(bursty, state))}
              />
            </span>
          )}
          <ParameterControl path={`${path}.rates.${state}`} label={words.burstRate(state + 1)} />
          <ParameterControl path={`${path}.stay.${state}`} label={words.burstStay(state + 1)} isNeeded />
        </div>
      ))}
      <Button icon="plus" className={styles.add} onClick={() => set(path, withState(bursty))}>
        {words.addState}
      </Button>
    </>
  );
}
