/** Runs of presets, with the edits that their stories offer. */
import { createSimulation, type RunResult, type Series } from '../../sim-core/index.ts';
import { readPresets, type StoredPreset } from '../../web/build/presets-plugin.ts';
import { accepted } from '../scenario/documents.ts';

export const presets: readonly StoredPreset[] = readPresets();

export interface Run {
  readonly result: RunResult;
  readonly series: Series;
}

export type Edit = { readonly path: string; readonly value: unknown };

export function presetNamed(id: string): StoredPreset {
  const preset = presets.find((candidate) => candidate.id === id);
  if (!preset) throw new Error(`no preset ${id}`);
  return preset;
}

export function runPreset(id: string, set: readonly Edit[] = [], replication = 0): Run {
  const simulation = createSimulation(accepted(presetNamed(id).scenario, { set }), { replication });
  simulation.run();
  return { result: simulation.result(), series: simulation.series() };
}

/** One run per replication 0 … count − 1. */
export function replicate(id: string, set: readonly Edit[], count: number): Run[] {
  return Array.from({ length: count }, (_, replication) => runPreset(id, set, replication));
}

/** Values of the whole windows in a stretch of simulated time; windows without a value are left out. */
export function within(run: Run, scope: string, metric: string, fromS: number, toS: number): number[] {
  const { windowMs } = run.series;
  const from = Math.ceil((fromS * 1000) / windowMs);
  const to = Math.floor((toS * 1000) / windowMs);
  return [...run.series.column(scope, metric).slice(from, to)].filter((value) => !Number.isNaN(value));
}

export const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length;
