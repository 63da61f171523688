/** Which objective of a result belongs to which entry of `slos`. */
import type { Metrics } from '../../sim-core/index.ts';

interface Reached {
  attainment: number | null;
  burnRate: number | null;
}

/** Objectives are found by name; the second of a name in a workload is called "name (2)" there. null: not in this result. */
export function objectiveAt(
  slos: readonly unknown[],
  index: number,
  workloads: Readonly<Record<string, Metrics>>,
): Reached | null {
  const { of, name } = entryOf(slos[index]);
  const before = slos.slice(0, index).map(entryOf);
  const place = 1 + before.filter((other) => other.of === of && other.name === name).length;
  const metrics = Object.entries(workloads).find(([id]) => `workloads.${id}` === of)?.[1];
  return metrics?.slo?.[place === 1 ? name : `${name} (${place})`] ?? null;
}

function entryOf(slo: unknown): { of: string; name: string } {
  const { of, name } = (slo ?? {}) as { of?: unknown; name?: unknown };
  return { of: String(of), name: String(name) };
}
