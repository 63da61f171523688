import { useState } from 'react';
import { getValue } from '../../sim-core/index.ts';
import { parameterText } from '../i18n/parameters.ts';
import { structureText } from '../i18n/structure.ts';
import { useText } from '../i18n/index.ts';
import { pageStore, usePage } from '../store/page-store.ts';
import { isMap } from '../store/document-diff.ts';
import { Button } from '../ui/Button.tsx';
import { Switch } from '../ui/Switch.tsx';
import { CompactQuantity } from './CompactQuantity.tsx';
import { listed, spreadOf, withCount, withSpeeds, withZones, zoneOf } from './instance-spread.ts';
import { Mistake } from './Mistake.tsx';
import { ParameterControl } from './ParameterControl.tsx';
import { ParameterFrame } from './ParameterFrame.tsx';
import { mapAt } from './selected.ts';
import { useCheckedText } from './use-checked-text.tsx';
import { useParameter } from './use-parameter.ts';
import styles from './panel.module.css';
import problemStyles from './problems.module.css';
import type { Problem } from '../../sim-core/index.ts';
import type { Spread } from './instance-spread.ts';

/** Placed one by one in words, and with a speed each, before the rest is summed up or asked for. */
const SHOWN_MAX = 8;

/** How many instances a service has, in which zones they are, and how fast each is. */
export function InstanceSpread({ service }: { service: string }) {
  const words = useText(parameterText);
  const path = `services.${service}.instances`;
  const written = usePage((state) => getValue(state.document, path));
  const opened = usePage((state) => getValue(state.baseDocument, path));
  const spread = spreadOf(written);
  return (
    <div className={styles.group}>
      <ParameterControl
        path={isMap(written) ? `${path}.count` : path}
        label={words.labels.instances}
        writes={{
          through: (count) => ({ path, value: withCount(written, count) }),
          opened: opened === undefined ? undefined : spreadOf(opened).count,
          owns: (place) => !/\.(zones|speeds)(\.\d+)?$/.test(place),
        }}
      />
      <Zones path={path} written={written} spread={spread} />
      <Speeds path={path} written={written} spread={spread} />
    </div>
  );
}

interface PartProps {
  /** Of the instances in the document. */
  path: string;
  written: unknown;
  spread: Spread;
}

/** Zones are given in turn; one that the scenario does not have yet can be added from here. */
function Zones({ path, written, spread }: PartProps) {
  const words = useText(parameterText);
  const text = useText(structureText);
  const label = words.labels['instances.zones'];
  const through = (zones: unknown) => ({ path, value: withZones(written, (zones ?? []) as string[]) });
  const state = useParameter(`${path}.zones`, { through });
  const { field, typed, mistake } = useCheckedText({
    label,
    value: spread.zones.join(', '),
    width: 152,
    placeholder: text.noZones,
    problem: state?.problem,
    onCommit: (names) => state?.set(listed(names)),
  });
  if (!state) return null;
  const placed = Array.from({ length: Math.min(spread.count, SHOWN_MAX) }, (_, index) =>
    text.place(index + 1, zoneOf(spread, index)),
  );
  const rest = spread.count - placed.length;
  return (
    <ParameterFrame state={state} label={label} control={field} hasNote={false}>
      {mistake(<AddZones problem={state.problem} typed={typed} path={path} written={written} />)}
      {spread.zones.length > 0 && (
        <p className={styles.hint}>{[...placed, ...(rest > 0 ? [text.more(rest)] : [])].join(' · ')}</p>
      )}
    </ParameterFrame>
  );
}

const ZONE_ID = /^[A-Za-z][A-Za-z0-9_-]{0,62}$/;

type AddProps = Omit<PartProps, 'spread'> & { problem: Problem | undefined; typed: string };

function AddZones({ problem, typed, path, written }: AddProps) {
  const text = useText(structureText);
  const document = usePage((state) => state.document);
  const known = mapAt(document, 'zones');
  const missing = [...new Set(listed(typed))].filter((zone) => !(zone in known));
  if (problem?.code !== 'unknown-reference' || !missing.every((zone) => ZONE_ID.test(zone))) return null;
  const add = () => {
    const zones = { ...known, ...Object.fromEntries(missing.map((zone) => [zone, {}])) };
    pageStore.getState().setAll([
      { path: 'zones', value: zones },
      { path, value: withZones(written, listed(typed)) },
    ]);
  };
  return (
    <button type="button" className={problemStyles.way} onClick={add}>
      {text.addZones(missing.join(', '))}
    </button>
  );
}

/** All alike, or each with its own; work is divided by it. */
function Speeds({ path, written, spread }: PartProps) {
  const words = useText(parameterText);
  const text = useText(structureText);
  const [showsAll, setShowsAll] = useState(false);
  const through = (speeds: unknown) => ({ path, value: withSpeeds(written, (speeds ?? null) as number[] | null) });
  const state = useParameter(`${path}.speeds`, { through });
  if (!state) return null;
  const { speeds, count } = spread;
  const toggle = (on: boolean) => state.set(on ? Array.from({ length: count }, () => 1) : null);
  const replaced = (index: number, speed: unknown) => speeds?.map((old, other) => (other === index ? speed : old));
  const shown = showsAll ? (speeds ?? []) : (speeds ?? []).slice(0, SHOWN_MAX);
  return (
    <ParameterFrame
      state={state}
      label={words.labels['instances.speeds']}
      hasNote={false}
      control={<Switch checked={speeds !== null} label={text.speedsOwn} onChange={toggle} />}
    >
      {shown.map((speed, index) => (
        // Instances have no names but their numbers.
        <CompactQuantity
          key={`#${String(index)}`}
          label={text.place(index + 1, zoneOf(spread, index))}
          kind="number"
          min={0.000001}
          max={1e6}
          usual={[1]}
          written={speed}
          onSet={(value) => state.set(replaced(index, value))}
          onDrag={(value, gesture) => state.drag(replaced(index, value), gesture)}
        />
      ))}
      {speeds !== null && shown.length < speeds.length && (
        <Button className={styles.add} onClick={() => setShowsAll(true)}>
          {text.showAll(speeds.length)}
        </Button>
      )}
      {state.problem && <Mistake problem={state.problem} />}
    </ParameterFrame>
  );
}
