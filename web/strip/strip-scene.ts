import type { StripText } from '../i18n/strip.ts';
import { valueAxis, ratioAxis, type ValueAxis } from '../scene/axis-ticks.ts';
import type { ExtraRow, StripData } from '../scene/strip-data.ts';
import type { RowId, StripLayout, TimeRange } from '../scene/strip-layout.ts';
import { columnMax } from '../scene/window-values.ts';
import type { MarkTime } from './draw-ground.ts';
import { PERCENTILES } from './draw-rows.ts';

/** What React decides about the strip; the view draws it. */
export interface StripScene {
  layout: StripLayout;
  /** Shown times. */
  range: TimeRange;
  durationMs: number;
  windowMs: number;
  warmupMs: number;
  marks: readonly MarkTime[];
  /** Key of the series that the rows show. */
  scope: string;
  extraRow: ExtraRow;
  showPercentiles: boolean;
  reducedMotion: boolean;
  text: StripText;
}

/** Windows in view with one more at each side, so that lines leave the plot instead of ending in it. */
export function windowsInView(data: StripData, range: TimeRange): { from: number; to: number } {
  const { windowMs, count } = data.windows;
  const from = Math.max(0, Math.floor(range.fromMs / windowMs) - 1);
  return { from, to: Math.min(count, Math.ceil(range.toMs / windowMs) + 1) };
}

/** Value axes that hold everything drawn in view, the ghost included. */
export function axesFor(data: StripData, ghost: StripData | null, scene: StripScene): Record<RowId, ValueAxis> {
  const { from, to } = windowsInView(data, scene.range);
  const max = (...columns: (Float64Array | undefined)[]) =>
    columns.reduce((high, column) => Math.max(high, columnMax(column, from, to)), 0);
  const { offeredRps, throughputRps, goodputRps } = data.columns;
  const percentiles = scene.showPercentiles ? PERCENTILES.map(({ column }) => data.columns[column]) : [];
  const extras = data.extra.map(({ values }) => values);
  return {
    art: valueAxis(max(data.total, ghost?.total, ...percentiles)),
    ap: ratioAxis(),
    t: valueAxis(max(offeredRps, throughputRps, goodputRps, ghost?.columns.goodputRps)),
    ehr: ratioAxis(),
    extra: scene.extraRow === 'utilization' ? ratioAxis() : valueAxis(max(...extras)),
  };
}
