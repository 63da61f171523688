/**
 * How many requests met each latency objective. One that failed met none. Attainment and burn rate are those of Google's
 * SRE Workbook, chapter 5: a burn rate of 1 uses up the error budget exactly.
 */
import type { ResolvedScenario } from '../model/resolved-scenario.ts';
import type { ObjectiveEntry } from './metrics.ts';

export class Objectives {
  /** By objective: requests that count and met it. */
  private readonly met: Float64Array;
  /** By workload: its objectives, and what all of them allow; ns. */
  private readonly ofWorkload: readonly Int32Array[];
  private readonly strictestNs: Float64Array;
  private readonly slos: ResolvedScenario['slos'];

  constructor({ slos, workloads }: Pick<ResolvedScenario, 'slos' | 'workloads'>) {
    this.slos = slos;
    this.met = new Float64Array(slos.length);
    this.ofWorkload = workloads.map((_, w) =>
      Int32Array.from(slos.flatMap(({ workload }, s) => (workload === w ? [s] : []))),
    );
    this.strictestNs = new Float64Array(workloads.length).fill(Infinity);
    for (const { workload, underNs } of slos) {
      this.strictestNs[workload] = Math.min(this.strictestNs[workload], underNs);
    }
  }

  /** Whether a request that was answered in so long a time is within all objectives of its workload. */
  areMet(workload: number, timeNs: number): boolean {
    return timeNs <= this.strictestNs[workload];
  }

  /** A request that counts was answered. */
  answered(workload: number, timeNs: number): void {
    const objectives = this.ofWorkload[workload];
    for (let i = 0; i < objectives.length; i++) {
      if (timeNs <= this.slos[objectives[i]].underNs) this.met[objectives[i]]++;
    }
  }

  /** Of `requests` that counted and have ended; undefined where the workload has no objective. */
  read(workload: number, requests: number): Record<string, ObjectiveEntry> | undefined {
    const objectives = this.ofWorkload[workload];
    if (objectives.length === 0) return undefined;
    const entries = new Map<string, ObjectiveEntry>();
    for (const objective of objectives) {
      const { name, targetRatio } = this.slos[objective];
      const attainment = requests > 0 ? this.met[objective] / requests : null;
      const allowed = 1 - targetRatio;
      const burnRate = attainment === null || allowed <= 0 ? null : (1 - attainment) / allowed;
      entries.set(freeName(name, entries), { attainment, burnRate });
    }
    // Own properties, whatever the names are.
    return Object.fromEntries(entries);
  }

  snapshot(): Float64Array {
    return this.met.slice();
  }

  restore(saved: Float64Array): void {
    this.met.set(saved);
  }
}

/** Objectives may share a name: the second becomes "fast (2)". */
function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name} (${number})`)) number++;
  return `${name} (${number})`;
}
