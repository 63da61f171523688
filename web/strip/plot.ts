import { area, line } from 'd3';
import type { RowBox, StripLayout, TimeRange } from '../scene/strip-layout.ts';
import { timeToX } from '../scene/strip-layout.ts';
import type { Windows } from '../scene/window-values.ts';

/** One row of the strip: where values and windows go. */
export interface Plot {
  box: RowBox;
  layout: StripLayout;
  range: TimeRange;
  windows: Windows;
  /** Upper end of the value axis. */
  axisMax: number;
}

export interface Stroke {
  color: string;
  width: number;
  dash?: readonly number[];
}

export function yOf(plot: Plot, value: number): number {
  return plot.box.y + plot.box.height * (1 - Math.min(1.02, value / plot.axisMax));
}

/** Middle of a window; the first and last reach the ends of the run, so that lines do not begin in the air. */
export function xOfWindow(plot: Plot, window: number): number {
  const { windowMs, count } = plot.windows;
  if (window === 0) return timeToX(0, plot.range, plot.layout);
  const middle = window === count - 1 ? window + 1 : window + 0.5;
  return timeToX(middle * windowMs, plot.range, plot.layout);
}

/** Strokes a column over the chosen windows, broken where there is no value. */
export function strokeColumn(
  ctx: CanvasRenderingContext2D,
  plot: Plot,
  values: Float64Array,
  indices: Iterable<number>,
  stroke: Stroke,
): void {
  ctx.beginPath();
  line<number>()
    .defined((i) => !Number.isNaN(values[i]))
    .x((i) => xOfWindow(plot, i))
    .y((i) => yOf(plot, values[i]))
    .context(ctx)(indices);
  ctx.strokeStyle = stroke.color;
  ctx.lineWidth = stroke.width;
  // Round joins look the same at this width and cost several times as much on a line of many windows.
  ctx.lineJoin = 'bevel';
  // A round cap makes a window without neighbours a dot instead of nothing.
  ctx.lineCap = stroke.dash ? 'butt' : 'round';
  ctx.setLineDash(stroke.dash ? [...stroke.dash] : []);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** Fills between two columns; an edge may be a constant. */
export function fillBetween(
  ctx: CanvasRenderingContext2D,
  plot: Plot,
  edges: { low: Float64Array | number; high: Float64Array | number },
  indices: Iterable<number>,
  color: string,
): void {
  const { low, high } = edges;
  const at = (edge: Float64Array | number, i: number) => (typeof edge === 'number' ? edge : edge[i]);
  ctx.beginPath();
  area<number>()
    .defined((i) => !Number.isNaN(at(low, i)) && !Number.isNaN(at(high, i)))
    .x((i) => xOfWindow(plot, i))
    .y0((i) => yOf(plot, at(low, i)))
    .y1((i) => yOf(plot, at(high, i)))
    .context(ctx)(indices);
  ctx.fillStyle = color;
  ctx.fill();
}
