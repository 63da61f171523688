import { parameterText } from '../i18n/parameters.ts';
import { panelText } from '../i18n/panel.ts';
import { useText } from '../i18n/index.ts';
import { pageStore, usePage } from '../store/page-store.ts';
import { getValue } from '../../sim-core/index.ts';
import { Switch } from '../ui/Switch.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { BreakerKind } from './BreakerKind.tsx';
import { BudgetKind } from './BudgetKind.tsx';
import { DiscoveryMode } from './DiscoveryMode.tsx';
import { HerdTimes } from './HerdTimes.tsx';
import { ParameterControl } from './ParameterControl.tsx';
import { Reasons } from './Reasons.tsx';
import { ProfileChoice } from './ProfileChoice.tsx';
import { wordFor } from './word-for.ts';
import styles from './panel.module.css';
import type { ReactNode } from 'react';
import type { Group, ParameterRef } from './parameter-groups.ts';

interface GroupProps {
  group: Group;
  /** Choices of text parameters, by key. */
  choices?: Readonly<Record<string, readonly string[]>>;
}

/** Policies that answer some failures. */
const WITH_REASONS = new Set(['retry', 'circuitBreaker']);

/** A policy, or what the thing has of its own. A policy that is off is one row with a switch. */
export function ParameterGroup({ group, choices }: GroupProps) {
  const text = useText(panelText);
  const isChinese = usePage((page) => page.language === 'zh-CN');
  const { name, isOn, parameters } = group;
  const title = wordFor(text.groups, name);
  const rows = parameters.map((ref) => <Parameter key={ref.path} parameter={ref} choices={choices?.[ref.key]} />);
  if (name === '') return <div className={styles.group}>{rows}</div>;
  return (
    <Section
      title={title}
      definition={isChinese ? group.zh : group.en}
      action={isOn !== null && <PolicySwitch group={group} title={title} />}
    >
      {isOn !== false && (
        <>
          {rows}
          {name === 'population' && <HerdTimes path={`${group.path}.reconnectAt`} />}
          {WITH_REASONS.has(name) && <Reasons path={`${group.path}.on`} name={`${name}.on`} />}
        </>
      )}
    </Section>
  );
}

function Parameter({ parameter, choices }: { parameter: ParameterRef; choices?: readonly string[] }) {
  const words = useText(parameterText);
  const { path, key } = parameter;
  const label = wordFor(words.labels, key);
  if (key === 'use') return <ProfileChoice path={path} label={label} />;
  if (key === 'discovery.mode') return <DiscoveryMode path={path} label={label} />;
  if (key === 'circuitBreaker.kind') return <BreakerKind path={path} label={label} />;
  if (key === 'retry.budget.kind') return <BudgetKind path={path} label={label} />;
  return <ParameterControl path={path} label={label} choices={choices} />;
}

interface SectionProps {
  title: string;
  definition?: string;
  action?: ReactNode;
  children: ReactNode;
}

export function Section({ title, definition, action, children }: SectionProps) {
  const heading = <h3 className={styles.groupTitle}>{title}</h3>;
  return (
    <section className={styles.group}>
      <div className={styles.groupHead}>
        {definition ? (
          <Tooltip purpose="describe" text={definition}>
            {heading}
          </Tooltip>
        ) : (
          heading
        )}
        {action}
      </div>
      {children}
    </section>
  );
}

/** Policies that say nothing without some of their keys. */
const STARTS: Readonly<Record<string, unknown>> = { population: { reconnectAt: ['10s'] } };

/** Off removes the policy; one that a wider pattern gives is overruled instead. */
function PolicySwitch({ group, title }: { group: Group; title: string }) {
  const text = useText(panelText);
  const { path, name, isOn } = group;
  const toggle = (on: boolean) => {
    const { set, baseDocument, document } = pageStore.getState();
    if (on) return set(path, getValue(baseDocument, path) ?? STARTS[name] ?? {});
    const isOwn = getValue(document, path) !== undefined;
    if (isOwn) set(path, undefined);
    else if (name === 'retry') set(`${path}.maxAttempts`, 1);
  };
  return <Switch checked={isOn === true} label={text.switchOn(title)} onChange={toggle} />;
}
