import { engine } from '../engine/engine.ts';
import type { Outlook } from '../engine/protocol.ts';
import { onFrame, requestRedraw } from '../frame/frame-loop.ts';
import type { ValueAxis } from '../scene/axis-ticks.ts';
import { type EasedRange, easedValue, isEasing, retarget } from '../scene/range-ease.ts';
import { type StripData, stripData } from '../scene/strip-data.ts';
import { type RowId, ruleSpans, type StripLayout, timeToX } from '../scene/strip-layout.ts';
import { readableWindows, windowAt } from '../scene/window-values.ts';
import { pageStore } from '../store/page-store.ts';
import { type Tokens, tokens } from '../ui/theme.ts';
import { firstPlotTop } from './draw-ground.ts';
import { drawBandNames } from './draw-notes.ts';
import { drawSwatch, type SideLabel, sideLabels } from './side-labels.ts';
import { contextOf, createStripBuffers, plotsOf, type StripPicture } from './strip-buffers.ts';
import { axesFor, type StripScene } from './strip-scene.ts';
import { createStripWords, type StripHosts } from './strip-words.ts';

/** The living part of the strip: follows the outlook, the playhead and the pointer without React. */
export interface StripView {
  show(scene: StripScene): void;
  /** Range being brushed, ms; null: none. */
  setBrush(brush: { fromMs: number; toMs: number } | null): void;
  dispose(): void;
}

export interface StripViewOptions {
  /** Holds the canvas, and elements marked with data-layer for the words. */
  charts: HTMLElement;
  /** Number of uptime hairlines, when it changes: the layout needs room for them. */
  onUptimeLines: (count: number) => void;
}

const ROW_IDS: readonly RowId[] = ['art', 'ap', 't', 'ehr', 'extra'];

export function createStripView({ charts, onUptimeLines }: StripViewOptions): StripView {
  const canvas = canvasIn(charts);
  const ctx = contextOf(canvas);
  const buffers = createStripBuffers();
  const words = createStripWords(hostsIn(charts));
  const ranges: Partial<Record<RowId, EasedRange>> = {};
  let scene: StripScene | null = null;
  let brush: { fromMs: number; toMs: number } | null = null;
  let picture: StripPicture | null = null;
  let shown: Shown | null = null;
  let spans: { layout: StripLayout; of: ReturnType<typeof ruleSpans> } | null = null;
  let uptimeLines = -1;
  let isPointerDown = false;
  let isStale = true;

  const press = () => {
    isPointerDown = true;
  };
  const release = () => {
    isPointerDown = false;
  };
  addEventListener('pointerdown', press, true);
  addEventListener('pointerup', release, true);
  addEventListener('pointercancel', release, true);

  const stops = [
    onFrame('canvas', draw),
    engine.subscribeOutlook(() => {
      isStale = true;
      requestRedraw();
    }),
    pageStore.subscribe(requestRedraw),
  ];

  function draw(realMs: number): void {
    if (!scene) return;
    const theme = tokens();
    if (isStale || picture?.tokens !== theme) refresh(scene, theme, realMs);
    if (!picture) return;
    const eases = ROW_IDS.some((id) => isMoving(ranges[id], realMs));
    const ratio = devicePixelRatio;
    const wasEased = shown?.eases === true;
    if (eases || wasEased || shown?.picture !== picture || shown.ratio !== ratio) {
      picture.axes = easedAxes(picture.axes, realMs);
      picture.labels = labelsOf(picture);
      buffers.render(picture, ratio);
      shown = null;
    }
    present(picture, { picture, ratio, eases, tMs: engine.now(), hoverMs: pageStore.getState().hoverMs, brush });
    if (eases) requestRedraw();
  }

  /** Takes in a new outlook or scene. */
  function refresh(current: StripScene, theme: Tokens, realMs: number): void {
    isStale = false;
    const outlook = engine.outlook();
    const data = dataOf(outlook, current);
    const before = engine.previousOutlook();
    const ghost = before && { data: dataOf(before, current), words: before.editWords };
    const axes = axesFor(data, ghost?.data ?? null, current);
    const isWhole = outlook?.complete ?? false;
    for (const id of ROW_IDS) {
      const known = ranges[id] ?? null;
      // A run that is still growing keeps the old height: the axis must not breathe with every chunk.
      const target = isWhole || !known ? axes[id].max : Math.max(axes[id].max, known.to);
      ranges[id] = retarget(known, target, realMs, isPointerDown || current.reducedMotion);
    }
    picture = { scene: current, data, ghost, axes, labels: [], tokens: theme };
    if (data.uptime.instances.length !== uptimeLines) {
      uptimeLines = data.uptime.instances.length;
      onUptimeLines(uptimeLines);
    }
  }

  function easedAxes(axes: Record<RowId, ValueAxis>, realMs: number): Record<RowId, ValueAxis> {
    const eased = { ...axes };
    for (const id of ROW_IDS) {
      const range = ranges[id];
      if (range) eased[id] = { ...axes[id], max: easedValue(range, realMs) };
    }
    return eased;
  }

  function present(current: StripPicture, next: Shown): void {
    if (shown && isSame(shown, next)) return;
    shown = next;
    fitCanvas(canvas, current, next.ratio);
    compose(current, next);
    words.update(current, next.tMs, next.hoverMs);
  }

  function compose(current: StripPicture, { tMs, hoverMs, ratio }: Shown): void {
    const { layout, range } = current.scene;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, layout.width, layout.height);
    const x = timeToX(tMs, range, layout);
    buffers.compose(ctx, Math.min(layout.x1, Math.max(layout.x0, x)));
    for (const label of layout.isNarrow ? [] : current.labels) drawSwatch(ctx, label, layout.x1, current.tokens);
    const isInView = x >= layout.x0 - 0.5 && x <= layout.x1 + 0.5;
    if (layout.isNarrow && isInView) {
      const [plot] = plotsOf(current);
      const ground = { ctx, layout, range, tokens: current.tokens };
      drawBandNames(ground, plot, current.data, current.scene, { x, window: windowAt(tMs, current.data.windows) });
    }
    if (brush) drawBrush(current, brush);
    if (hoverMs !== null) drawVertical(layout, timeToX(hoverMs, range, layout), current.tokens['ink-3'], 1);
    if (isInView) drawVertical(layout, x, current.tokens.ink, 1.5);
  }

  function drawVertical(layout: StripLayout, x: number, color: string, width: number): void {
    ctx.fillStyle = color;
    // On whole device pixels: a line of one pixel must not be two grey ones.
    const left = Math.round((x - width / 2) * devicePixelRatio) / devicePixelRatio;
    for (const { top, bottom } of spansOf(layout)) ctx.fillRect(left, top, width, bottom - top);
  }

  /** Worked out once for each layout, not for each frame. */
  function spansOf(layout: StripLayout): ReturnType<typeof ruleSpans> {
    if (spans?.layout !== layout) spans = { layout, of: ruleSpans(layout) };
    return spans.of;
  }

  function drawBrush(
    { scene: { layout, range }, tokens: theme }: StripPicture,
    times: NonNullable<typeof brush>,
  ): void {
    const from = timeToX(times.fromMs, range, layout);
    const to = timeToX(times.toMs, range, layout);
    const top = firstPlotTop(layout);
    ctx.fillStyle = theme.ink;
    ctx.globalAlpha = 0.1;
    ctx.fillRect(from, top, to - from, layout.axisY - top);
    ctx.globalAlpha = 1;
    drawVertical(layout, from, theme['ink-2'], 1);
    drawVertical(layout, to, theme['ink-2'], 1);
  }

  return {
    show: (next) => {
      scene = next;
      isStale = true;
      requestRedraw();
    },
    setBrush: (next) => {
      brush = next;
      requestRedraw();
    },
    dispose: () => {
      for (const stop of stops) stop();
      removeEventListener('pointerdown', press, true);
      removeEventListener('pointerup', release, true);
      removeEventListener('pointercancel', release, true);
    },
  };
}

function hostsIn(charts: HTMLElement): StripHosts {
  const layer = (name: keyof StripHosts) => {
    const found = charts.querySelector<HTMLElement>(`[data-layer="${name}"]`);
    if (!found) throw new Error(`the strip has no layer ${name}`);
    return found;
  };
  return {
    values: layer('values'),
    times: layer('times'),
    names: layer('names'),
    sideValues: layer('sideValues'),
    flag: layer('flag'),
    hoverFlag: layer('hoverFlag'),
    gutters: layer('gutters'),
  };
}

function canvasIn(charts: HTMLElement): HTMLCanvasElement {
  const canvas = charts.querySelector('canvas');
  if (!canvas) throw new Error('the strip has no canvas');
  return canvas;
}

/** What is on the screen: as long as it stays the same, nothing is drawn. */
interface Shown {
  picture: StripPicture;
  ratio: number;
  eases: boolean;
  tMs: number;
  hoverMs: number | null;
  brush: { fromMs: number; toMs: number } | null;
}

function isSame(a: Shown, b: Shown): boolean {
  return a.tMs === b.tMs && a.hoverMs === b.hoverMs && a.brush === b.brush && a.picture === b.picture;
}

function isMoving(range: EasedRange | undefined, realMs: number): boolean {
  return range !== undefined && isEasing(range, realMs);
}

function labelsOf(picture: StripPicture): SideLabel[] {
  const { data, scene, tokens: theme } = picture;
  const { text, showPercentiles, extraRow, range } = scene;
  const lastWindow = Math.max(0, Math.min(data.windows.count, Math.ceil(range.toMs / data.windows.windowMs)) - 1);
  const context = { data, text, tokens: theme, showPercentiles, extraRow, lastWindow };
  return sideLabels(plotsOf(picture), context);
}

function dataOf(outlook: Outlook | null, scene: StripScene): StripData {
  const windows = outlook ? readableWindows(outlook) : { windowMs: 1000, count: 0 };
  const firstMark = scene.marks.reduce((first, mark) => Math.min(first, mark.atMs), scene.durationMs);
  return stripData(outlook?.series ?? {}, windows, {
    scope: scene.scope,
    extraRow: scene.extraRow,
    quiet: { fromMs: scene.warmupMs, toMs: firstMark },
  });
}

function fitCanvas(canvas: HTMLCanvasElement, { scene: { layout } }: StripPicture, ratio: number): void {
  const [width, height] = [Math.round(layout.width * ratio), Math.round(layout.height * ratio)];
  if (canvas.width === width && canvas.height === height) return;
  canvas.width = width;
  canvas.height = height;
  canvas.style.width = `${layout.width}px`;
  canvas.style.height = `${layout.height}px`;
}
