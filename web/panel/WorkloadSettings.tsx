import { getValue } from '../../sim-core/index.ts';
import { parameterText } from '../i18n/parameters.ts';
import { panelText } from '../i18n/panel.ts';
import { useText } from '../i18n/index.ts';
import { pageStore, usePage } from '../store/page-store.ts';
import { isMap } from '../store/document-diff.ts';
import { formatCount } from '../scene/format.ts';
import { Button } from '../ui/Button.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { pickArrivals } from './pick-arrivals.ts';
import { arrivalKindOf, asArrivals, ARRIVAL_KINDS } from './arrivals.ts';
import { BurstStates } from './BurstStates.tsx';
import { groupsOf } from './parameter-groups.ts';
import { ParameterControl } from './ParameterControl.tsx';
import { ParameterGroup, Section } from './ParameterGroup.tsx';
import { ProfileList } from './ProfileList.tsx';
import { mapAt } from './selected.ts';
import { SessionList } from './SessionList.tsx';
import styles from './panel.module.css';

export function WorkloadSettings({ id }: { id: string }) {
  const document = usePage((state) => state.document);
  const base = `workloads.${id}`;
  const zones = Object.keys(mapAt(document, 'zones'));
  const choices = { zone: ['', ...zones] };
  const groups = groupsOf('workload', base, document).map((group) => ({
    ...group,
    parameters: group.parameters.filter(({ key }) => key !== 'zone' || zones.length > 0),
  }));
  return (
    <>
      <Arrivals path={`${base}.arrivals`} />
      <SessionList path={base} />
      <ProfileList path={`${base}.profile`} />
      {groups.map((group) => (
        <ParameterGroup key={group.name} group={group} choices={choices} />
      ))}
    </>
  );
}

/** When requests are made: at random or evenly at a rate, or by users who wait for their answers. */
function Arrivals({ path }: { path: string }) {
  const text = useText(panelText);
  const words = useText(parameterText);
  const arrivals = usePage((state) => getValue(state.document, path));
  const opened = usePage((state) => getValue(state.baseDocument, path));
  const kind = arrivalKindOf(arrivals);
  const { set } = pageStore.getState();
  const listed = isMap(arrivals) && Array.isArray(arrivals.times) ? arrivals.times.length : null;
  return (
    <Section
      title={text.groups.arrivals}
      action={
        <Button icon="open" className={styles.add} onClick={() => pickArrivals(path)}>
          {words.readArrivals}
        </Button>
      }
    >
      {listed !== null && <p className={styles.hint}>{words.arrivalTimes(formatCount(listed))}</p>}
      <div className={styles.wide}>
        <Segmented
          label={words.arrivals}
          value={kind ?? ''}
          options={ARRIVAL_KINDS.map((value) => ({ value: value as string, label: words.arrivalKinds[value] }))}
          onChange={(next) => {
            const wanted = next as (typeof ARRIVAL_KINDS)[number];
            set(path, arrivalKindOf(opened) === wanted ? opened : asArrivals(wanted, arrivals));
          }}
        />
      </div>
      {(kind === 'poisson' || kind === 'constant') && (
        <ParameterControl path={`${path}.${kind}`} label={words.labels[`arrivals.${kind}`]} />
      )}
      {kind === 'bursty' && <BurstStates path={`${path}.bursty`} />}
      {kind === 'closed' && (
        <>
          <ParameterControl path={`${path}.closed.users`} label={words.labels['arrivals.closed.users']} />
          <ParameterControl path={`${path}.closed.think`} label={words.labels['arrivals.closed.think']} />
        </>
      )}
    </Section>
  );
}
