import type { StripText } from '../i18n/strip.ts';
import { NO_VALUE, formatCount, formatDurationMs, formatRatio } from '../scene/format.ts';
import { spreadLabels } from '../scene/label-spread.ts';
import { type ExtraRow, type StripData, upAt } from '../scene/strip-data.ts';
import { valueAt } from '../scene/window-values.ts';
import type { Tokens } from '../ui/theme.ts';
import { EXTRA_DASHES, PERCENTILES } from './draw-rows.ts';
import { type Plot, yOf } from './plot.ts';
import { extraText } from './readouts.ts';

/** Names and values at the right of a plot: the line's own label instead of a legend. */
export interface SideLabel {
  name: string;
  /** Value at a window. */
  valueAt(window: number): string;
  /** Where the line ends, px. */
  lineY: number;
  /** Where the label stands after spreading, px. */
  y: number;
  swatch: Swatch;
}

export interface Swatch {
  kind: 'box' | 'line' | 'bars' | 'hairlines';
  color: string;
  dash?: readonly number[];
}

export interface LabelContext {
  data: StripData;
  text: StripText;
  tokens: Tokens;
  showPercentiles: boolean;
  extraRow: ExtraRow;
  /** Last window in view: labels stand where lines end. */
  lastWindow: number;
}

type Unplaced = Omit<SideLabel, 'y'>;

const LABEL_GAP = 14;

/** Labels of all rows, each near its line and none covering another, not even across rows. */
export function sideLabels(plots: readonly Plot[], context: LabelContext): SideLabel[] {
  const labels = plots.flatMap((plot) => rowLabels(plot, context));
  const room = { gap: LABEL_GAP, top: plots[0].box.y, bottom: plots[0].layout.axisY };
  const placed = spreadLabels(
    labels.map((label) => label.y),
    room,
  );
  return labels.map((label, i) => ({ ...label, y: placed[i] }));
}

function rowLabels(plot: Plot, context: LabelContext): SideLabel[] {
  const labels = LABELS[plot.box.id](plot, context);
  const { y, height } = plot.box;
  const below = plot.box.id === 'ap' || plot.box.id === 'ehr' ? 12 : 0;
  const room = { gap: LABEL_GAP, top: y + 2, bottom: y + height - 2 + below };
  const placed = spreadLabels(
    labels.map((label) => label.lineY),
    room,
  );
  return labels.map((label, i) => ({ ...label, y: placed[i] }));
}

const LABELS: Record<Plot['box']['id'], (plot: Plot, context: LabelContext) => Unplaced[]> = {
  art: artLabels,
  ap: apLabels,
  t: throughputLabels,
  ehr: ehrLabels,
  extra: extraLabels,
};

function artLabels(plot: Plot, context: LabelContext): Unplaced[] {
  const percentiles = context.showPercentiles ? percentileLabels(plot, context) : [];
  const room = Math.floor(plot.box.height / LABEL_GAP) + 1 - percentiles.length;
  return [...phaseLabels(plot, context, room), ...percentiles];
}

function phaseLabels(plot: Plot, context: LabelContext, room: number): Unplaced[] {
  const { data, text, tokens, lastWindow } = context;
  const heights = data.bands.map((band) => meanHeight(band.bottom, band.top, data.windows.count));
  // Where not all fit, the thinnest phases go without a label; the table has them.
  const least = [...heights].sort((a, b) => b - a)[Math.max(0, room - 1)] ?? 0;
  return data.bands
    .map((band, i) => ({
      name: text.phases[band.phase],
      valueAt: (window: number) => formatDurationMs(valueAt(data.columns, `phases.${band.phase}Ms`, window)),
      // The order of the stack decides between bands that end at the same height.
      lineY: yOrBottom(plot, (band.bottom[lastWindow] + band.top[lastWindow]) / 2) - i * 0.01,
      swatch: { kind: 'box' as const, color: tokens[`p-${band.phase}`] },
    }))
    .filter((_, i) => heights[i] >= least);
}

function meanHeight(bottom: Float64Array, top: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += top[i] - bottom[i] || 0;
  return sum / Math.max(1, count);
}

function percentileLabels(plot: Plot, { data, tokens, lastWindow }: LabelContext): Unplaced[] {
  return PERCENTILES.filter(({ column }) => data.columns[column] !== undefined).map(({ column, label, dash }) => ({
    name: label,
    valueAt: (window) => formatDurationMs(valueAt(data.columns, column, window)),
    lineY: yOrBottom(plot, valueAt(data.columns, column, lastWindow)),
    swatch: { kind: 'line', color: tokens.ink, dash },
  }));
}

function apLabels(plot: Plot, { data, text, tokens, lastWindow }: LabelContext): Unplaced[] {
  const requests: Unplaced = {
    name: text.byRequests,
    valueAt: (window) => formatRatio(valueAt(data.columns, 'availability', window)),
    lineY: yOrBottom(plot, valueAt(data.columns, 'availability', lastWindow)),
    swatch: { kind: 'line', color: tokens['c-response'] },
  };
  const { service, instances } = data.uptime;
  if (instances.length === 0) return [requests];
  const isOfService = (name: string) => service === '' || name.startsWith(`${service}#`);
  const counted = data.instances.length > 0 ? data.instances.filter(({ name }) => isOfService(name)) : instances;
  return [
    requests,
    {
      name: text.up(service),
      valueAt: (window) => (window < 0 ? NO_VALUE : `${upAt(counted, window)}/${counted.length}`),
      lineY: plot.layout.uptimeY + 3,
      swatch: { kind: 'hairlines', color: tokens['ink-3'] },
    },
  ];
}

function throughputLabels(plot: Plot, context: LabelContext): Unplaced[] {
  const { text, tokens } = context;
  const label = (column: string, name: string, color: string, order: number, dash?: number[]): Unplaced => ({
    name,
    valueAt: (window) => formatCount(valueAt(context.data.columns, column, window)),
    lineY: yOrBottom(plot, valueAt(context.data.columns, column, context.lastWindow)) + order * 0.01,
    swatch: { kind: 'line', color, dash },
  });
  const { offeredRps, throughputRps, goodputRps } = context.data.columns;
  return [
    ...(offeredRps ? [label('offeredRps', text.offered, tokens['ink-3'], 0, [1, 2])] : []),
    ...(throughputRps ? [label('throughputRps', text.finished, tokens['c-request'], 1)] : []),
    ...(goodputRps ? [label('goodputRps', text.goodput, tokens['c-response'], 2)] : []),
  ];
}

function ehrLabels(plot: Plot, { data, text, tokens }: LabelContext): Unplaced[] {
  return [
    {
      name: text.handled,
      valueAt: (window) => formatCount(valueAt(data.columns, 'errorsHandled', window)),
      lineY: yOf(plot, 1),
      swatch: { kind: 'line', color: tokens['c-response'] },
    },
    {
      name: text.met,
      valueAt: (window) => formatCount(valueAt(data.columns, 'errorsMet', window)),
      lineY: plot.layout.barsBottom - 6,
      swatch: { kind: 'bars', color: tokens['c-error'] },
    },
  ];
}

function extraLabels(plot: Plot, { data, text, tokens, extraRow, lastWindow }: LabelContext): Unplaced[] {
  if (extraRow === 'none') return [];
  return data.extra.map(({ name, values }, i) => ({
    name: name === '' ? text.extraRows[extraRow] : name,
    valueAt: (window) => extraText(window < 0 ? Number.NaN : values[window], extraRow),
    lineY: yOrBottom(plot, values[lastWindow]),
    swatch: { kind: 'line', color: tokens.ink, dash: EXTRA_DASHES[i] },
  }));
}

function yOrBottom(plot: Plot, value: number | undefined): number {
  return value === undefined || Number.isNaN(value) ? yOf(plot, 0) : yOf(plot, value);
}

const SWATCH_WIDTH = 10;
const SWATCH_X = 13;

/** Sign of a label, and a leader from the end of its line when the label had to move. */
export function drawSwatch(ctx: CanvasRenderingContext2D, label: SideLabel, x1: number, tokens: Tokens): void {
  const { y, swatch } = label;
  if (Math.abs(y - label.lineY) > 2) drawLeader(ctx, label, x1, tokens);
  const x = x1 + SWATCH_X;
  ctx.strokeStyle = ctx.fillStyle = swatch.color;
  ctx.lineCap = 'butt';
  if (swatch.kind === 'box') {
    ctx.beginPath();
    ctx.roundRect(x, y - 4, SWATCH_WIDTH, 8, 1.5);
    ctx.fill();
  } else if (swatch.kind === 'bars') {
    [4, 7, 5].forEach((height, i) => ctx.fillRect(x + i * 4, y + 4 - height, 2, height));
  } else if (swatch.kind === 'hairlines') {
    [-3, 0, 3].forEach((offset) => ctx.fillRect(x, y + offset - 0.75, SWATCH_WIDTH, 1.5));
  } else {
    ctx.setLineDash(swatch.dash ? [...swatch.dash] : []);
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x + SWATCH_WIDTH, y);
    ctx.stroke();
    ctx.setLineDash([]);
  }
}

function drawLeader(ctx: CanvasRenderingContext2D, label: SideLabel, x1: number, tokens: Tokens): void {
  ctx.globalAlpha = 0.7;
  ctx.strokeStyle = tokens['line-strong'];
  ctx.lineWidth = 0.75;
  ctx.beginPath();
  ctx.moveTo(x1 + 2, label.lineY);
  ctx.lineTo(x1 + 10, label.y);
  ctx.stroke();
  ctx.globalAlpha = 1;
}
