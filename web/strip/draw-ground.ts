import { downSpansMs } from '../scene/down-spans.ts';
import { differingSpans } from '../scene/differing-spans.ts';
import { representativeWindows } from '../scene/representatives.ts';
import type { StripData } from '../scene/strip-data.ts';
import {
  ruleSpans,
  type StripLayout,
  type TimeRange,
  timeToX,
  unionOfTimes,
  UPTIME_PITCH,
} from '../scene/strip-layout.ts';
import type { Tokens } from '../ui/theme.ts';
import { type Plot, strokeColumn, xOfWindow, yOf } from './plot.ts';

/** What stands behind and over the data: shaded intervals, grid, rules of marks, time up, the ghost. */
export interface Ground {
  ctx: CanvasRenderingContext2D;
  layout: StripLayout;
  range: TimeRange;
  tokens: Tokens;
}

export interface MarkTime {
  kind: 'fault' | 'change';
  atMs: number;
  /** End of what lasts; equal to the start when it is a moment. */
  endMs: number;
}

export function drawShades(ground: Ground, marks: readonly MarkTime[], warmupMs: number): void {
  const { ctx, tokens, layout } = ground;
  const top = firstPlotTop(layout);
  if (warmupMs > ground.range.fromMs) {
    fillTimes(ground, { fromMs: 0, toMs: warmupMs }, layout.rows[0].y, tokens.sunken);
  }
  ctx.globalAlpha = tokens.theme === 'light' ? 0.035 : 0.06;
  const faults = marks.filter((mark) => mark.kind === 'fault');
  for (const times of unionOfTimes(faults.map((mark) => ({ fromMs: mark.atMs, toMs: mark.endMs })))) {
    fillTimes(ground, times, top, tokens.ink);
  }
  ctx.globalAlpha = 1;
}

function fillTimes(ground: Ground, times: TimeRange, top: number, color: string): void {
  const { ctx, layout, range } = ground;
  const left = Math.max(layout.x0, timeToX(times.fromMs, range, layout));
  const right = Math.min(layout.x1, timeToX(times.toMs, range, layout));
  if (right <= left) return;
  ctx.fillStyle = color;
  ctx.fillRect(left, top, right - left, layout.axisY - top);
}

export function drawGrid(ground: Ground, lines: readonly number[]): void {
  const { ctx, layout, tokens } = ground;
  ctx.strokeStyle = tokens.line;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (const y of lines) {
    const sharp = Math.round(y) + 0.5;
    ctx.moveTo(layout.x0, sharp);
    ctx.lineTo(layout.x1, sharp);
  }
  ctx.stroke();
}

export function drawTimeTicks(ground: Ground, times: readonly number[]): void {
  const { ctx, layout, range, tokens } = ground;
  ctx.strokeStyle = tokens['line-strong'];
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (const time of times) {
    const x = Math.round(timeToX(time, range, layout)) + 0.5;
    ctx.moveTo(x, layout.axisY);
    ctx.lineTo(x, layout.axisY + 4);
  }
  ctx.stroke();
}

/** Rules where a fault begins and ends and where a change takes effect. */
export function drawMarkRules(ground: Ground, marks: readonly MarkTime[]): void {
  const { tokens } = ground;
  for (const mark of marks) {
    if (mark.kind === 'change') {
      drawRule(ground, mark.atMs, { color: tokens['ink-2'], alpha: 1, dash: [2, 2] });
      continue;
    }
    drawRule(ground, mark.atMs, { color: tokens['c-error'], alpha: 0.7, dash: [] });
    if (mark.endMs > mark.atMs) drawRule(ground, mark.endMs, { color: tokens['c-error'], alpha: 0.35, dash: [] });
  }
}

function drawRule(ground: Ground, atMs: number, look: { color: string; alpha: number; dash: number[] }): void {
  const { ctx, layout, range } = ground;
  const x = Math.round(timeToX(atMs, range, layout)) + 0.5;
  if (x < layout.x0 - 1 || x > layout.x1 + 1) return;
  ctx.globalAlpha = look.alpha;
  ctx.setLineDash(look.dash);
  ctx.strokeStyle = look.color;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (const { top, bottom } of ruleSpans(layout)) {
    ctx.moveTo(x, top);
    ctx.lineTo(x, bottom);
  }
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

/** Where shades begin, and at the earliest rules: just under the lane of marks. */
export function firstPlotTop(layout: StripLayout): number {
  return layout.rows[0].y - (layout.isNarrow ? 28 : 8);
}

/** One hairline per instance, dotted and red while it is down. */
export function drawUptime(ground: Ground, data: StripData): void {
  const { ctx, layout, range, tokens } = ground;
  const { windowMs, count } = data.windows;
  const end = Math.min(layout.x1, timeToX(windowMs * count, range, layout));
  const clamp = (tMs: number) => Math.min(end, Math.max(layout.x0, timeToX(tMs, range, layout)));
  data.uptime.instances.forEach(({ values }, i) => {
    const y = layout.uptimeY + i * UPTIME_PITCH + 0.5;
    const stroke = (fromX: number, toX: number, isUp: boolean) => {
      if (toX <= fromX) return;
      ctx.strokeStyle = isUp ? tokens['ink-3'] : tokens['c-error'];
      ctx.globalAlpha = isUp ? 0.6 : 1;
      ctx.lineWidth = 1.5;
      ctx.setLineDash(isUp ? [] : [1.5, 2.5]);
      ctx.beginPath();
      ctx.moveTo(fromX, y);
      ctx.lineTo(toX, y);
      ctx.stroke();
    };
    let upFrom = layout.x0;
    for (const span of downSpansMs(values, windowMs, count)) {
      stroke(upFrom, clamp(span.fromMs), true);
      // An outage shorter than a pixel is still an outage.
      stroke(clamp(span.fromMs), Math.min(end, Math.max(clamp(span.toMs), clamp(span.fromMs) + 1.5)), false);
      upFrom = clamp(span.toMs);
    }
    stroke(upFrom, end, true);
  });
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

/** Height difference that the eye does not see. */
const GHOST_TOLERANCE_PX = 1.5;

/** The previous future where it differs. Returns where a name for it would stand, or null when nothing differs. */
export function drawGhost(
  { ctx, tokens }: Ground,
  plot: Plot,
  before: Float64Array,
  after: Float64Array,
): { x: number; y: number } | null {
  const tolerance = (plot.axisMax / plot.box.height) * GHOST_TOLERANCE_PX;
  const spans = differingSpans(before, after, tolerance, plot.windows.count);
  for (const span of spans) {
    const indices = representativeWindows(before, {
      ...span,
      buckets: xOfWindow(plot, span.to) - xOfWindow(plot, span.from),
    });
    strokeColumn(ctx, plot, before, indices, { color: tokens['ink-3'], width: 1.25, dash: [3, 3] });
  }
  const last = spans.findLast((span) => xOfWindow(plot, span.from) < plot.layout.x1);
  if (!last) return null;
  const end = Math.min(last.to, before.length) - 1;
  return { x: Math.min(plot.layout.x1, xOfWindow(plot, end)), y: yOf(plot, maxOf(before, last.from, end)) };
}

function maxOf(values: Float64Array, from: number, to: number): number {
  let max = 0;
  for (let i = from; i <= to; i++) if (values[i] > max) max = values[i];
  return max;
}

export interface NoteSpan {
  left: number;
  right: number;
  /** Middle of the line. */
  y: number;
}

/** Words on the plot, with a rim of the ground so that lines behind them do not cut them. */
export function drawNote(
  ground: Ground,
  words: string,
  at: { x: number; y: number; align: 'left' | 'right' },
): NoteSpan {
  const { ctx, tokens } = ground;
  ctx.font = `400 11px ${tokens.font}`;
  ctx.textAlign = at.align;
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  ctx.lineWidth = 4;
  ctx.strokeStyle = tokens.surface;
  // Words that end at a point near the left edge would begin outside of the plot.
  const { width } = ctx.measureText(words);
  const x = at.align === 'right' ? Math.max(at.x, ground.layout.x0 + 4 + width) : at.x;
  ctx.strokeText(words, x, at.y);
  ctx.fillStyle = tokens['ink-3'];
  ctx.fillText(words, x, at.y);
  const left = at.align === 'right' ? x - width : x;
  return { left, right: left + width, y: at.y };
}
