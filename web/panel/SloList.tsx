import { panelText } from '../i18n/panel.ts';
import { parameterText } from '../i18n/parameters.ts';
import { useText } from '../i18n/index.ts';
import { formatFactor, formatRatio, NO_VALUE } from '../scene/format.ts';
import { pageStore, usePage } from '../store/page-store.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { ParameterControl } from './ParameterControl.tsx';
import { Section } from './ParameterGroup.tsx';
import { listAt, mapAt } from './selected.ts';
import { objectiveAt } from './objectives.ts';
import { useResult } from './use-result.ts';
import styles from './panel.module.css';

/** What counts as a good answer: goodput counts only those. */
export function SloList() {
  const text = useText(panelText);
  const words = useText(parameterText);
  const document = usePage((state) => state.document);
  const slos = listAt(document, 'slos');
  const workloads = mapAt(document, 'workloads');
  const { set } = pageStore.getState();
  const targets = Object.keys(workloads).map((id) => `workloads.${id}`);
  const add = () => {
    const next = { name: text.slo.name, target: '99%', of: targets[0], under: '500ms' };
    set('slos', [...slos, next]);
  };
  const remove = (index: number) => {
    const rest = slos.filter((_, other) => other !== index);
    set('slos', rest.length > 0 ? rest : undefined);
  };
  return (
    <Section
      title={text.groups.slos}
      action={
        targets.length > 0 && (
          <Button icon="plus" className={styles.add} onClick={add}>
            {text.slo.add}
          </Button>
        )
      }
    >
      {slos.length === 0 && <p className={styles.hint}>{text.slo.none}</p>}
      {slos.map((_, index) => {
        const path = `slos.${index}`;
        return (
          // Objectives may share a name; their place is who they are.
          <div key={path} className={styles.part}>
            <span className={styles.partRemove}>
              <IconButton icon="trash" label={text.slo.remove} onClick={() => remove(index)} />
            </span>
            <ParameterControl path={`${path}.name`} label={words.labels['slos.name']} />
            <ParameterControl path={`${path}.of`} label={words.labels['slos.of']} choices={targets} />
            <ParameterControl path={`${path}.under`} label={words.labels['slos.under']} />
            <ParameterControl path={`${path}.target`} label={words.labels['slos.target']} />
            <Reached index={index} />
          </div>
        );
      })}
    </Section>
  );
}

/** How far the whole run came. */
function Reached({ index }: { index: number }) {
  const text = useText(panelText);
  const slos = listAt(
    usePage((state) => state.document),
    'slos',
  );
  const { result, isOlder } = useResult();
  const reached = result === null || isOlder ? null : objectiveAt(slos, index, result.summary.workloads);
  if (reached === null) return null;
  const share = formatRatio(reached.attainment ?? Number.NaN);
  const burnRate = reached.burnRate === null ? NO_VALUE : formatFactor(reached.burnRate);
  return <p className={styles.hint}>{text.slo.reached(share, burnRate)}</p>;
}
