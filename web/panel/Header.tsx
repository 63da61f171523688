import { presets } from 'virtual:presets';
import { panelText } from '../i18n/panel.ts';
import { useText } from '../i18n/index.ts';
import { usePage } from '../store/page-store.ts';
import { formatCount } from '../scene/format.ts';
import { IconButton } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { factsOf } from './faults.ts';
import { sessionOf } from './sessions.ts';
import { pathOf, serviceOf } from './selected.ts';
import { textOf } from './text-of.ts';
import { getValue } from '../../sim-core/index.ts';
import { isMap } from '../store/document-diff.ts';
import styles from './panel.module.css';
import type { Topology } from '../engine/protocol.ts';
import type { Document, Selection } from '../store/contract.ts';
import type { PanelText } from '../i18n/panel.ts';
import type { IconName } from '../ui/Icon.tsx';

const ICONS: Record<Selection['kind'], IconName> = {
  scenario: 'system',
  service: 'service',
  instance: 'service',
  link: 'link-node',
  workload: 'user',
  fault: 'bolt',
};

export function Header({ selection }: { selection: Selection }) {
  const text = useText(panelText);
  const document = usePage((state) => state.document);
  const topology = usePage((state) => state.topology);
  const select = usePage((state) => state.select);
  const told = useStoryWords();
  return (
    <header className={styles.header}>
      <div className={styles.title}>
        <Icon name={ICONS[selection.kind]} />
        <h2>{selection.kind === 'scenario' && told ? told.title : titleOf(selection, document, text)}</h2>
        <span className={styles.kind}>{text.kinds[selection.kind]}</span>
        {selection.kind !== 'scenario' && (
          <span className={styles.close}>
            <IconButton icon="close" label={text.close} shortcut="Esc" onClick={() => select({ kind: 'scenario' })} />
          </span>
        )}
      </div>
      <p className={styles.about}>
        {selection.kind === 'scenario' && told ? told.summary : aboutOf(selection, document, topology, text)}
      </p>
    </header>
  );
}

/** Documents speak English; what a story is about its preset says in Chinese too. */
function useStoryWords(): { title: string; summary: string } | null {
  const presetId = usePage((state) => state.presetId);
  const isChinese = usePage((state) => state.language === 'zh-CN');
  const preset = presets.find(({ id }) => id === presetId);
  return preset && isChinese ? { title: preset.title.zh, summary: preset.summary.zh } : null;
}

function titleOf(selection: Selection, document: Document, text: PanelText): string {
  if (selection.kind === 'scenario') return textOf(document.name) || text.untitled;
  if (selection.kind !== 'fault') return selection.id.replace('->', ' → ');
  const fault = getValue(document, pathOf(selection));
  if (!isMap(fault)) return selection.id;
  const { kind, target } = factsOf(fault);
  return typeof fault.id === 'string' ? fault.id : `${kind ? text.fault.kinds[kind] : ''} ${target}`.trim();
}

function aboutOf(selection: Selection, document: Document, topology: Topology | null, text: PanelText): string {
  const { about } = text;
  switch (selection.kind) {
    case 'scenario':
      return textOf(document.description) || about.scenario;
    case 'service': {
      const service = topology?.services.find(({ id }) => id === selection.id);
      if (!service) return '';
      const { concurrency, instances } = service;
      const workers = concurrency === null ? about.unlimited : about.workers(formatCount(concurrency));
      return about.service(selection.id, formatCount(instances.length), workers);
    }
    case 'instance': {
      const instances = topology?.services.flatMap((service) => service.instances) ?? [];
      const zone = instances.find(({ name }) => name === selection.id)?.zone;
      return about.instance(serviceOf(selection.id), zone ?? '');
    }
    case 'link': {
      const [caller, callee] = selection.id.split('->');
      return about.link(caller, callee);
    }
    case 'workload':
      return about.workload(askedFor(getValue(document, `workloads.${selection.id}`)));
    default: {
      const fault = getValue(document, pathOf(selection));
      const kind = isMap(fault) ? factsOf(fault).kind : undefined;
      return kind ? text.fault.about[kind] : about.fault;
    }
  }
}

/** "web.home", or of a session its requests in order. */
function askedFor(workload: unknown): string {
  return sessionOf(workload)
    .map(({ call }) => textOf(call))
    .join(' → ');
}
