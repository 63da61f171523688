import { lingeringHarmMs } from '../scene/lingering-harm.ts';
import { roomyRun } from '../scene/roomy-run.ts';
import type { StripData } from '../scene/strip-data.ts';
import { timeToX } from '../scene/strip-layout.ts';
import { inkOn } from '../scene/contrast.ts';
import { drawNote, type Ground, type NoteSpan } from './draw-ground.ts';
import { type Plot, xOfWindow, yOf } from './plot.ts';
import { type StripScene, windowsInView } from './strip-scene.ts';

/** A word needs this much room to stand inside a filled gap. */
const NOTE_HEIGHT = 20;
const NOTE_WIDTH = 48;
/** Between two lines of words. */
const NOTE_LINE = 16;

/** Says what the gap between finished and useful is, where it is large enough to say so. */
export function drawFailedNote(ground: Ground, plots: readonly Plot[], data: StripData, scene: StripScene): void {
  const plot = plots.find(({ box }) => box.id === 't');
  const { throughputRps, goodputRps } = data.columns;
  if (!plot || !throughputRps || !goodputRps) return;
  const { from, to } = windowsInView(data, scene.range);
  const gapPx = (window: number) => yOf(plot, goodputRps[window]) - yOf(plot, throughputRps[window]);
  const pxPerWindow = (xOfWindow(plot, to - 1) - xOfWindow(plot, from)) / Math.max(1, to - from);
  const run = roomyRun(from, to, (window) => gapPx(window) >= NOTE_HEIGHT);
  if (!run || (run.to - run.from) * pxPerWindow < NOTE_WIDTH) return;
  const middle = (run.from + run.to) >> 1;
  const y = (yOf(plot, goodputRps[middle]) + yOf(plot, throughputRps[middle])) / 2;
  const { ctx, tokens } = ground;
  ctx.font = `550 11px ${tokens.font}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillStyle = tokens.ink;
  ctx.fillText(scene.text.failed, xOfWindow(plot, middle), y);
}

/** Says that a fault is over but its harm is not, in the empty part above the response times; without room it says nothing. */
export function drawLingeringNote(
  ground: Ground,
  plots: readonly Plot[],
  { data, scene }: { data: StripData; scene: StripScene },
  taken: NoteSpan | null,
): void {
  const plot = plots.find(({ box }) => box.id === 'art');
  const faults = scene.marks.filter((mark) => mark.kind === 'fault');
  if (!plot || faults.length === 0 || scene.layout.isNarrow) return;
  const overMs = Math.max(...faults.map((mark) => mark.endMs));
  if (lingeringHarmMs(data.columns.availability, data.windows, overMs) === 0) return;
  const { ctx, tokens, layout } = ground;
  const x = timeToX(overMs, scene.range, layout) + 6;
  ctx.font = `400 11px ${tokens.font}`;
  const end = x + ctx.measureText(scene.text.lingers).width;
  if (x < layout.x0 || end > layout.x1 - NOTE_WIDTH) return;
  const isFree = (top: number) =>
    taken === null || taken.right < x || taken.left > end || Math.abs(taken.y - top) >= NOTE_LINE;
  const y = [plot.box.y + 10, plot.box.y + 10 + NOTE_LINE].find(isFree);
  if (y === undefined || !isEmptyAbove(plot, data, y + 8, { from: x, to: end })) return;
  drawNote(ground, scene.text.lingers, { x, y, align: 'left' });
}

/** Whether nothing is drawn above a height between two x. */
function isEmptyAbove(plot: Plot, data: StripData, y: number, span: { from: number; to: number }): boolean {
  for (let i = 0; i < data.total.length; i++) {
    const x = xOfWindow(plot, i);
    if (x >= span.from - 4 && x <= span.to + 4 && yOf(plot, data.total[i]) < y) return false;
  }
  return true;
}

/** Names the warm-up where its shade is wide enough. */
export function drawWarmupNote(ground: Ground, scene: StripScene): void {
  const end = timeToX(scene.warmupMs, scene.range, scene.layout);
  if (end - scene.layout.x0 < NOTE_WIDTH + 16) return;
  const y = scene.layout.rows[0].y + 8;
  drawNote(ground, scene.text.warmup, { x: end - 6, y, align: 'right' });
}

/** In a narrow layout there are no labels beside the plot: bands that are tall enough at the playhead are named inside. */
export function drawBandNames(ground: Ground, plot: Plot, data: StripData, scene: StripScene, at: BandNamesAt): void {
  const { ctx, tokens } = ground;
  const room = at.x - scene.layout.x0;
  if (room < NOTE_WIDTH || at.window < 0) return;
  const pxPerWindow = xOfWindow(plot, 1) - xOfWindow(plot, 0);
  ctx.font = `550 11px ${tokens.font}`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'middle';
  for (const band of data.bands) {
    const name = scene.text.phases[band.phase];
    // A band that slants is not as high where the name begins.
    const startPx = ctx.measureText(name).width + BAND_NAME_GAP;
    const first = Math.max(0, Math.floor(at.window - startPx / Math.max(0.01, pxPerWindow)));
    let top = Number.NEGATIVE_INFINITY;
    let bottom = Number.POSITIVE_INFINITY;
    for (let window = first; window <= at.window; window++) {
      top = Math.max(top, yOf(plot, band.top[window]));
      bottom = Math.min(bottom, yOf(plot, band.bottom[window]));
    }
    if (!(bottom - top >= BAND_NAME_HEIGHT)) continue;
    ctx.fillStyle = inkOn(tokens[`p-${band.phase}`]);
    ctx.fillText(name, at.x - BAND_NAME_GAP, (top + bottom) / 2);
  }
}

export interface BandNamesAt {
  /** The playhead, px, and its window. */
  x: number;
  window: number;
}

const BAND_NAME_HEIGHT = 16;
const BAND_NAME_GAP = 6;
