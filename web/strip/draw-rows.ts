import { errorBars, representativeWindows } from '../scene/representatives.ts';
import type { StripData } from '../scene/strip-data.ts';
import { BAR_HEIGHT, type RowId } from '../scene/strip-layout.ts';
import type { Tokens } from '../ui/theme.ts';
import { fillBetween, type Plot, strokeColumn, xOfWindow } from './plot.ts';

/**
 * Draws a row's data once, fills and lines on canvases of their own: the part not played yet shows both fainter, each by its own
 * factor, and copying a canvas is much cheaper than drawing it again.
 */
export interface RowDrawing {
  fills: CanvasRenderingContext2D;
  lines: CanvasRenderingContext2D;
  plot: Plot;
  data: StripData;
  /** Windows in view, [from, to). */
  from: number;
  to: number;
  tokens: Tokens;
  showPercentiles: boolean;
}

export const PERCENTILES = [
  { column: 'p50Ms', label: 'p50', dash: undefined },
  { column: 'p95Ms', label: 'p95', dash: [4, 2] },
  { column: 'p99Ms', label: 'p99', dash: [1, 2] },
] as const;

/** Lines of the fifth row, told apart by dashes: colour would mean a kind of call. */
export const EXTRA_DASHES: readonly (readonly number[] | undefined)[] = [undefined, [4, 2], [1, 2]];

/** Share of the error colour where answers are missing. Drawn with the lines: with the fills it would vanish when faint. */
const GAP_ALPHA = 0.14;
const BAR_MIN_PX = 3;
const PERCENTILE_WIDTH = 1.25;
const BAND_GAP = 0.75;

const DRAW: Record<RowId, (row: RowDrawing) => void> = {
  art: drawArt,
  ap: drawAp,
  t: drawThroughput,
  ehr: drawEhr,
  extra: drawExtra,
};

export function drawRow(row: RowDrawing): void {
  DRAW[row.plot.box.id](row);
}

function drawArt(row: RowDrawing): void {
  const { fills, plot, data, tokens } = row;
  if (data.total.length === 0) return;
  const indices = chosenWindows(row, data.total);
  // From the top down to zero, each over the one before: half the edges of bands cut out of each other.
  for (const band of [...data.bands].reverse()) {
    fillBetween(fills, plot, { low: 0, high: band.top }, indices, tokens[`p-${band.phase}`]);
    if (band.top !== data.total) {
      strokeColumn(fills, plot, band.top, indices, { color: tokens.surface, width: BAND_GAP });
    }
  }
  const top = data.bands.at(-1);
  drawLine(row, data.total, indices, top ? tokens[`l-${top.phase}`] : tokens['c-request']);
  if (row.showPercentiles) drawPercentiles(row);
}

function drawPercentiles(row: RowDrawing): void {
  for (const { column, dash } of PERCENTILES) {
    const values = row.data.columns[column];
    if (!values) continue;
    const stroke = { color: row.tokens.ink, width: PERCENTILE_WIDTH, dash };
    strokeColumn(row.lines, row.plot, values, chosenWindows(row, values), stroke);
  }
}

function drawAp(row: RowDrawing): void {
  const values = row.data.columns.availability;
  if (!values) return;
  const indices = chosenWindows(row, values);
  drawGap(row, values, 1, indices);
  drawLine(row, values, indices, row.tokens['c-response']);
}

function drawThroughput(row: RowDrawing): void {
  const { offeredRps, throughputRps, goodputRps } = row.data.columns;
  const { tokens } = row;
  const key = goodputRps ?? throughputRps;
  if (!key) return;
  const indices = chosenWindows(row, key);
  if (goodputRps && throughputRps) drawGap(row, goodputRps, throughputRps, indices);
  if (offeredRps) {
    strokeColumn(row.lines, row.plot, offeredRps, indices, { color: tokens['ink-3'], width: 1, dash: [1, 2.5] });
  }
  if (throughputRps) drawLine(row, throughputRps, indices, tokens['c-request']);
  if (goodputRps) drawLine(row, goodputRps, indices, tokens['c-response']);
}

function drawEhr(row: RowDrawing): void {
  const values = row.data.columns.ehr;
  if (values) drawLine(row, values, chosenWindows(row, values), row.tokens['c-response']);
  drawBars(row);
}

/** Errors met per window, the handled part of each bar green. */
function drawBars(row: RowDrawing): void {
  const { plot, tokens } = row;
  const { errorsMet, errorsHandled } = row.data.columns;
  if (!errorsMet) return;
  const pxPerWindow = xOfWindow(plot, 2) - xOfWindow(plot, 1);
  const range = { from: row.from, to: row.to, pxPerWindow, minPx: BAR_MIN_PX };
  const bars = errorBars(errorsMet, errorsHandled, range);
  const highest = bars.reduce((max, bar) => Math.max(max, bar.met), 0);
  const left = xOfWindow(plot, 1) - 1.5 * pxPerWindow;
  for (const bar of bars) {
    const x = left + bar.from * pxPerWindow;
    const width = Math.max(1, (bar.to - bar.from) * pxPerWindow - 1);
    const met = Math.max(1, (BAR_HEIGHT * bar.met) / highest);
    fillBar(row, { x, width, height: met }, tokens['c-error']);
    if (bar.handled > 0) fillBar(row, { x, width, height: (met * bar.handled) / bar.met }, tokens['c-response']);
  }
}

function fillBar(row: RowDrawing, bar: { x: number; width: number; height: number }, color: string): void {
  row.fills.fillStyle = color;
  row.fills.fillRect(bar.x, row.plot.layout.barsBottom - bar.height, bar.width, bar.height);
}

function drawExtra(row: RowDrawing): void {
  row.data.extra.forEach(({ values }, i) => {
    const stroke = { color: row.tokens.ink, width: row.tokens.strokeWidth, dash: EXTRA_DASHES[i] };
    strokeColumn(row.lines, row.plot, values, chosenWindows(row, values), stroke);
  });
}

function drawLine(row: RowDrawing, values: Float64Array, indices: Int32Array, color: string): void {
  strokeColumn(row.lines, row.plot, values, indices, { color, width: row.tokens.strokeWidth });
}

/** What was lost: the space between what was answered well and what could have been. */
function drawGap(row: RowDrawing, low: Float64Array, high: Float64Array | number, indices: Int32Array): void {
  row.lines.globalAlpha = GAP_ALPHA;
  fillBetween(row.lines, row.plot, { low, high }, indices, row.tokens['c-error']);
  row.lines.globalAlpha = 1;
}

/** At most one window per pixel of the plot: finer lines cost time and show nothing. */
function chosenWindows(row: RowDrawing, key: Float64Array): Int32Array {
  const buckets = (row.plot.layout.x1 - row.plot.layout.x0) / 2;
  return representativeWindows(key, { from: row.from, to: Math.min(row.to, key.length), buckets });
}
