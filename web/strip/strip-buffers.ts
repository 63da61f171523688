import { timeStepMs, timeTicks, type ValueAxis } from '../scene/axis-ticks.ts';
import type { StripData } from '../scene/strip-data.ts';
import type { RowId, StripLayout } from '../scene/strip-layout.ts';
import type { Tokens } from '../ui/theme.ts';
import {
  drawGhost,
  drawGrid,
  drawMarkRules,
  drawNote,
  drawShades,
  drawTimeTicks,
  drawUptime,
  firstPlotTop,
  type Ground,
  type NoteSpan,
} from './draw-ground.ts';
import { drawRow } from './draw-rows.ts';
import { drawFailedNote, drawLingeringNote, drawWarmupNote } from './draw-notes.ts';
import { type Plot, yOf } from './plot.ts';
import type { SideLabel } from './side-labels.ts';
import { type StripScene, windowsInView } from './strip-scene.ts';

/**
 * Pictures of the strip that change with the run, not with the playhead: the data (fills and lines apart), the whole run faint, and what
 * lies over both. A frame only copies them, the data up to the playhead, so playing draws nothing anew. They cover the plots alone:
 * on screens without a GPU the pixels copied are what a frame costs.
 */
export interface StripPicture {
  scene: StripScene;
  data: StripData;
  ghost: { data: StripData; words: string } | null;
  axes: Record<RowId, ValueAxis>;
  labels: readonly SideLabel[];
  tokens: Tokens;
}

export const TIME_LABEL_PX = 56;

export interface StripBuffers {
  render(picture: StripPicture, pixelRatio: number): void;
  /** Copies everything to the screen, the played part up to `playedX` (CSS px). */
  compose(ctx: CanvasRenderingContext2D, playedX: number): void;
}

export function createStripBuffers(): StripBuffers {
  const fills = createLayer();
  const lines = createLayer();
  const faint = createLayer();
  const over = createLayer();
  let box: Box = { x: 0, y: 0, width: 0, height: 0 };
  let ratio = 1;

  return {
    render: (picture, pixelRatio) => {
      ratio = pixelRatio;
      box = plotBox(picture.scene.layout, ratio);
      for (const layer of [fills, lines, faint, over]) fit(layer, box, ratio);
      if (box.width === 0 || box.height === 0) return;
      drawData(fills.ctx, lines.ctx, picture);
      drawGround(faint.ctx, picture);
      faint.ctx.globalAlpha = picture.tokens.fillFuture;
      copy(faint.ctx, fills, box.width);
      faint.ctx.globalAlpha = picture.tokens.lineFuture;
      copy(faint.ctx, lines, box.width);
      faint.ctx.globalAlpha = 1;
      drawOver(over.ctx, picture);
    },
    compose: (ctx, playedX) => {
      if (box.width === 0 || box.height === 0) return;
      const played = Math.min(box.width, playedX - box.x);
      copy(ctx, faint, box.width);
      copy(ctx, fills, played);
      copy(ctx, lines, played);
      copy(ctx, over, box.width);
    },
  };

  /** Copies the left part of a layer to its place, `width` CSS px of it. */
  function copy(ctx: CanvasRenderingContext2D, { canvas }: Layer, width: number): void {
    const sourceWidth = Math.round(width * ratio);
    if (sourceWidth <= 0) return;
    const { x, y, height } = box;
    ctx.drawImage(canvas, 0, 0, sourceWidth, canvas.height, x, y, sourceWidth / ratio, height);
  }
}

interface Layer {
  canvas: HTMLCanvasElement;
  ctx: CanvasRenderingContext2D;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const TICK_LENGTH = 5;

/** The plots on whole device pixels, in CSS px. */
function plotBox(layout: StripLayout, ratio: number): Box {
  const [left, top] = [layout.x0 - 1, firstPlotTop(layout) - 1].map((at) => Math.floor(at * ratio) / ratio);
  const [right, bottom] = [layout.x1 + 1, layout.axisY + TICK_LENGTH].map((at) => Math.ceil(at * ratio) / ratio);
  return { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
}

function createLayer(): Layer {
  const canvas = document.createElement('canvas');
  return { canvas, ctx: contextOf(canvas) };
}

export function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const ctx = canvas.getContext('2d');
  if (!ctx) throw new Error('canvas 2D is not available');
  return ctx;
}

function fit(layer: Layer, { x, y, width, height }: Box, ratio: number): void {
  const [pixelWidth, pixelHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (layer.canvas.width !== pixelWidth || layer.canvas.height !== pixelHeight) {
    layer.canvas.width = pixelWidth;
    layer.canvas.height = pixelHeight;
  }
  layer.ctx.setTransform(ratio, 0, 0, ratio, -x * ratio, -y * ratio);
  layer.ctx.clearRect(x, y, width, height);
}

function drawGround(ctx: CanvasRenderingContext2D, picture: StripPicture): void {
  const ground = groundOf(ctx, picture);
  drawShades(ground, picture.scene.marks, picture.scene.warmupMs);
  const lines = plotsOf(picture).flatMap((plot) => picture.axes[plot.box.id].ticks.map((tick) => yOf(plot, tick)));
  drawGrid(ground, lines);
  drawTimeTicks(ground, timeTicksOf(picture.scene).times);
}

function drawData(fills: CanvasRenderingContext2D, lines: CanvasRenderingContext2D, picture: StripPicture): void {
  const { scene, data, tokens } = picture;
  const shared = { fills, lines, data, tokens, showPercentiles: scene.showPercentiles };
  inPlots(fills, picture, () => {
    inPlots(lines, picture, () => {
      for (const plot of plotsOf(picture)) drawRow({ ...shared, plot, ...windowsInView(data, scene.range) });
    });
  });
}

function drawOver(ctx: CanvasRenderingContext2D, picture: StripPicture): void {
  const ground = groundOf(ctx, picture);
  const plots = plotsOf(picture);
  inPlots(ctx, picture, () => {
    drawMarkRules(ground, picture.scene.marks);
    drawUptime(ground, picture.data);
    const ghostName = drawGhosts(ground, plots, picture);
    drawFailedNote(ground, plots, picture.data, picture.scene);
    drawLingeringNote(ground, plots, picture, ghostName);
    drawWarmupNote(ground, picture.scene);
  });
}

/** @returns where the ghost is named; null: nowhere */
function drawGhosts(ground: Ground, plots: readonly Plot[], { data, ghost, scene }: StripPicture): NoteSpan | null {
  if (!ghost) return null;
  const columns: Partial<Record<RowId, [Float64Array | undefined, Float64Array | undefined]>> = {
    art: [ghost.data.total, data.total],
    ap: [ghost.data.columns.availability, data.columns.availability],
    t: [ghost.data.columns.goodputRps, data.columns.goodputRps],
    ehr: [ghost.data.columns.ehr, data.columns.ehr],
  };
  let named: NoteSpan | null = null;
  for (const plot of plots) {
    const [before, after] = columns[plot.box.id] ?? [];
    if (!before || !after) continue;
    // The old run may have had other windows; its line keeps its own times.
    const sameWindows = ghost.data.windows.windowMs === data.windows.windowMs;
    const oldPlot = { ...plot, windows: ghost.data.windows };
    const end = drawGhost(ground, oldPlot, before, sameWindows ? after : new Float64Array(0));
    if (end && named === null) {
      // Above the first row there is a little room, above the others there is none.
      const y = Math.max(plot.box.y + (plot.box.id === 'art' ? -3 : 6), end.y - 9);
      named = drawNote(ground, scene.text.before(ghost.words), { x: end.x - 2, y, align: 'right' });
    }
  }
  return named;
}

function groundOf(ctx: CanvasRenderingContext2D, { scene, tokens }: StripPicture): Ground {
  return { ctx, layout: scene.layout, range: scene.range, tokens };
}

export function plotsOf({ scene, data, axes }: StripPicture): Plot[] {
  const { layout, range } = scene;
  return layout.rows.map((box) => ({ box, layout, range, windows: data.windows, axisMax: axes[box.id].max }));
}

function inPlots(ctx: CanvasRenderingContext2D, { scene: { layout } }: StripPicture, draw: () => void): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(layout.x0, 0, layout.x1 - layout.x0, layout.height);
  ctx.clip();
  draw();
  ctx.restore();
}

export function timeTicksOf(scene: StripScene): { times: number[]; stepMs: number } {
  const { range, layout } = scene;
  const stepMs = timeStepMs(range.toMs - range.fromMs, layout.x1 - layout.x0, TIME_LABEL_PX);
  return { times: timeTicks(range.fromMs, range.toMs, stepMs), stepMs };
}
