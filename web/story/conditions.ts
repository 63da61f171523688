/** Whether the reader has made happen what a step of a story is about. */
import { metricOf, metricsOf } from '../scene/run-metrics.ts';
import type { PresetCondition, PresetStep } from 'virtual:presets';
import type { Outlook } from '../engine/protocol.ts';

/** The step that a moment belongs to. Steps that ask for an edit are turned to by hand. */
export function stepAt(steps: readonly PresetStep[], tMs: number): number {
  let at = 0;
  steps.forEach((step, index) => {
    if (!step.try && step.atMs !== undefined && step.atMs <= tMs) at = index;
  });
  return at;
}

/** With a stretch of time every whole window in it must hold; else the summary of the complete run. */
export function isDone(condition: PresetCondition, outlook: Outlook | null): boolean {
  if (!outlook) return false;
  const { op, value: bound } = condition;
  const holds = (value: number) => (op === '<' ? value < bound : value > bound);
  const values = valuesOf(condition, outlook);
  return values.length > 0 && values.every(holds);
}

/**
 * The simulated time (ms) that the reader has to have seen for a condition to be theirs: the end of its stretch, or of
 * the first fault where it is about the whole run.
 */
export function seenByMs({ withinMs }: PresetCondition, { faults, durationMs }: SeenRun): number {
  if (withinMs) return Math.min(withinMs[1], durationMs);
  const ends = faults.map(({ atMs, forMs }) => (forMs === null ? durationMs : atMs + forMs));
  return Math.min(durationMs, ...ends);
}

export interface SeenRun {
  readonly faults: readonly { readonly atMs: number; readonly forMs: number | null }[];
  readonly durationMs: number;
}

function valuesOf({ scope, metric, withinMs }: PresetCondition, outlook: Outlook): number[] {
  if (!withinMs) {
    const metrics = outlook.result && metricsOf(outlook.result.summary, scope);
    const value = metrics ? metricOf(metrics, metric) : undefined;
    return value === undefined || Number.isNaN(value) ? [] : [value];
  }
  const { windowMs, windowCount, simulatedMs, complete } = outlook;
  const [fromMs, toMs] = withinMs;
  if (!complete && simulatedMs < toMs) return [];
  const column = outlook.series[scope]?.[metric];
  const from = Math.ceil(fromMs / windowMs);
  const to = Math.min(windowCount, Math.floor(toMs / windowMs));
  return column ? [...column.subarray(from, Math.max(from, to))].filter((value) => !Number.isNaN(value)) : [];
}
