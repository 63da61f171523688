import { engine } from '../engine/engine.ts';
import { guardText } from '../i18n/guards.ts';
import { textIn, useText } from '../i18n/index.ts';
import { createGateState, gateBases, hasGate, readGate } from '../scene/gates.ts';
import { gateLines, instanceLines, serviceLines } from '../scene/guard-lines.ts';
import { INSTANCE_STRIDE } from '../engine/protocol.ts';
import { pageStore, usePage } from '../store/page-store.ts';
import { Live } from './Live.tsx';
import styles from './panel.module.css';
import type { Topology } from '../engine/protocol.ts';
import type { Selection } from '../store/contract.ts';

/** What the selection's guards or doors do at the instant that is played. */
export function GuardsNow({ selection }: { selection: Selection }) {
  const text = useText(guardText);
  const topology = usePage((state) => state.topology);
  if (topology === null || !hasSomething(topology, selection)) return null;
  return (
    <section className={styles.now} aria-label={text.title}>
      <h3>{text.title}</h3>
      <Live read={() => linesOf(topology, selection).join('\n') || '–'} />
    </section>
  );
}

function hasSomething(topology: Topology, selection: Selection): boolean {
  if (selection.kind === 'link') return topology.links.some(({ id, guards }) => id === selection.id && hasGate(guards));
  const service = serviceOf(topology, selection);
  if (service < 0) return false;
  const { door, queueCapacity } = topology.services[service];
  return (
    door !== null ||
    queueCapacity !== null ||
    topology.links.some(({ callee, guards }) => callee === service && guards.ejects)
  );
}

function serviceOf({ services }: Topology, selection: Selection): number {
  if (selection.kind === 'service') return services.findIndex(({ id }) => id === selection.id);
  if (selection.kind !== 'instance') return -1;
  return services.findIndex(({ instances }) => instances.some(({ name }) => name === selection.id));
}

function linesOf(topology: Topology, selection: Selection): string[] {
  const frame = engine.latestFrame();
  const words = textIn(guardText, pageStore.getState().language);
  const count = topology.services.reduce((sum, { instances }) => sum + instances.length, 0);
  if (frame === null || frame.instances.length !== count * INSTANCE_STRIDE) return [];
  if (selection.kind === 'link') {
    const link = topology.links.findIndex(({ id }) => id === selection.id);
    if (link < 0) return [];
    const { caller, guards } = topology.links[link];
    const clients = caller.kind === 'workload' ? topology.workloads[caller.index].clients : 1;
    return gateLines(guards, readGate(createGateState(), frame, gateBases(topology), link, null), clients, words);
  }
  const service = serviceOf(topology, selection);
  if (service < 0) return [];
  const first = topology.services.slice(0, service).reduce((sum, { instances }) => sum + instances.length, 0);
  if (selection.kind !== 'instance') return serviceLines(topology, service, frame, first, words);
  const number = topology.services[service].instances.findIndex(({ name }) => name === selection.id);
  return instanceLines(topology, service, frame, first + number, engine.now(), words);
}
