/** Breaking and healing at the moment that is on screen: every click becomes an entry of the scenario. */
import { engine } from '../engine/engine.ts';
import { pageStore } from '../store/page-store.ts';
import type { Topology } from '../engine/protocol.ts';

export type Breakage = 'crash' | 'crash-until-healed' | 'crash-host' | 'slow' | 'error' | 'pause';

const FOR_MS = 10_000;
const SLOW_FACTOR = 10;
const ERROR_RATE = 0.3;

const EFFECTS: Record<Breakage, (target: string) => Record<string, unknown>> = {
  crash: (target) => ({ crash: { target } }),
  'crash-until-healed': (target) => ({ crash: { target } }),
  'crash-host': (target) => ({ crash: { target, host: true } }),
  slow: (target) => ({ slow: { target, factor: SLOW_FACTOR } }),
  error: (target) => ({ error: { target, rate: ERROR_RATE } }),
  pause: (target) => ({ pause: { target } }),
};

/** @param target as in a fault: "orders", "orders#2", "zone:az-a" */
export function breakNow(breakage: Breakage, target: string): void {
  const end = breakage === 'crash-until-healed' ? {} : { for: FOR_MS };
  pageStore.getState().addFault({ at: nowMs(), ...end, ...EFFECTS[breakage](target) });
}

export interface Healing {
  /** Paths of planned faults that hold the target now. */
  readonly paths: readonly string[];
  /** A fault without a planned end holds it: its times are drawn, so it cannot be ended by hand. */
  readonly isRandom: boolean;
}

/** What could be healed of an instance, service or zone. `isBroken`: the frame says that something is wrong there. */
export function healingOf(topology: Topology, target: string, isBroken: boolean): Healing {
  const now = nowMs();
  const members = membersOf(topology, target);
  const paths = topology.faults
    .filter((fault) => fault.atMs >= 0 && fault.atMs <= now && now < fault.atMs + (fault.forMs ?? Infinity))
    .filter((fault) => membersOf(topology, fault.target).some((name) => members.includes(name)))
    .map((fault) => fault.path);
  return { paths, isRandom: isBroken && paths.length === 0 };
}

/** Ends these faults at the moment on screen, as one edit each. */
export function healNow(topology: Topology, paths: readonly string[]): void {
  const now = nowMs();
  // From the last one on, so that the paths of the others stay right when one is removed.
  for (const path of [...paths].reverse()) {
    const fault = topology.faults.find((candidate) => candidate.path === path);
    if (!fault) continue;
    const lastedMs = roundMs(now - fault.atMs);
    // Healed at the moment at which it began, it never was.
    if (lastedMs <= 0) pageStore.getState().removeFault(path);
    else pageStore.getState().set(`${path}.for`, lastedMs);
  }
}

/** Names of the instances that a fault's target means. A share of a service may be any of its instances. */
export function membersOf(topology: Topology, target: string): string[] {
  const zone = /^zone:(.+)$/.exec(target)?.[1];
  const share = /^[\d.]+% of (.+)$/.exec(target)?.[1];
  const range = /^(.+)#(\d+)(?:\.\.(\d+))?$/.exec(target);
  return topology.services.flatMap(({ id, instances }) => {
    if (zone !== undefined) return instances.filter((one) => one.zone === zone).map((one) => one.name);
    if (range === null) return id === (share ?? target) ? instances.map((one) => one.name) : [];
    if (id !== range[1]) return [];
    const first = Number(range[2]);
    const last = Number(range[3] ?? range[2]);
    return instances.slice(first - 1, last).map((one) => one.name);
  });
}

/** Microseconds are fine enough for a moment on screen, and keep the document readable. */
function nowMs(): number {
  return roundMs(engine.sceneNow());
}

function roundMs(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
