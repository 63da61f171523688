import { roomyRun } from '../scene/roomy-run.ts';
import type { StripData } from '../scene/strip-data.ts';
import { timeToX } from '../scene/strip-layout.ts';
import { drawNote, type Ground } from './draw-ground.ts';
import { type Plot, xOfWindow, yOf } from './plot.ts';
import { type StripScene, windowsInView } from './strip-scene.ts';

/** A word needs this much room to stand inside a filled gap. */
const NOTE_HEIGHT = 20;
const NOTE_WIDTH = 48;

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
  ctx.font = `550 11px ${tokens.font}`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'middle';
  ctx.fillStyle = ON_BAND;
  for (const band of data.bands) {
    const top = yOf(plot, band.top[at.window]);
    const bottom = yOf(plot, band.bottom[at.window]);
    if (bottom - top >= BAND_NAME_HEIGHT) ctx.fillText(scene.text.phases[band.phase], at.x - 6, (top + bottom) / 2);
  }
}

export interface BandNamesAt {
  /** The playhead, px, and its window. */
  x: number;
  window: number;
}

const BAND_NAME_HEIGHT = 16;
/** Text on bands is dark in every theme: the bands are not. */
const ON_BAND = '#14181F';
