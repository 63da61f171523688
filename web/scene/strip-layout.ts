/** Where things stand on the strip, in CSS pixels from its upper left corner. */

export type RowId = 'art' | 'ap' | 't' | 'ehr' | 'extra';

export interface RowBox {
  id: RowId;
  y: number;
  height: number;
}

export interface StripLayout {
  width: number;
  height: number;
  /** Headers stand above the plots and there are no gutters. */
  isNarrow: boolean;
  /** Room for full names beside short ones. */
  hasFullNames: boolean;
  /** Room for a third line under the response time. */
  isTall: boolean;
  /** Plot range, the same for all rows. */
  x0: number;
  x1: number;
  laneTop: number;
  rows: RowBox[];
  /** First hairline of uptime, under the availability row. */
  uptimeY: number;
  /** Lower edge of the bars of errors, under the EHR row. */
  barsBottom: number;
  /** Lower end of all plots; the time axis is under it. */
  axisY: number;
}

export interface StripSize {
  width: number;
  windowHeight: number;
  isChinese: boolean;
  /** Lanes of marks in use, ≥ 1. */
  lanes: number;
  /** Hairlines of uptime. */
  uptimeLines: number;
  hasExtraRow: boolean;
}

export const LANE_HEIGHT = 24;
export const BAR_HEIGHT = 12;
export const UPTIME_PITCH = 3;

const NARROW_BELOW = 600;
const FULL_NAMES_FROM = 1000;
const TALL_FROM = 860;
const LOW_FROM = 760;
const AXIS_HEIGHT = 22;
const UPTIME_OFFSET = 4;
const BARS_OFFSET = 4;

const HEIGHTS = {
  tall: { art: 112, ap: 62, t: 74, ehr: 62, extra: 50 },
  low: { art: 86, ap: 52, t: 58, ehr: 50, extra: 44 },
  dense: { art: 70, ap: 42, t: 48, ehr: 42, extra: 40 },
  narrow: { art: 92, ap: 52, t: 56, ehr: 52, extra: 52 },
};

export function stripLayout(size: StripSize): StripLayout {
  const isNarrow = size.width < NARROW_BELOW;
  const isTall = !isNarrow && size.windowHeight >= TALL_FROM;
  const heights = HEIGHTS[isNarrow ? 'narrow' : isTall ? 'tall' : isDense(size) ? 'dense' : 'low'];
  const gap = isNarrow ? 34 : 14;
  const laneTop = 4;
  const plotTop = laneTop + size.lanes * LANE_HEIGHT + (isNarrow ? 30 : 10);

  const ids: RowId[] = size.hasExtraRow ? ['art', 'ap', 't', 'ehr', 'extra'] : ['art', 'ap', 't', 'ehr'];
  const below = { art: 0, ap: uptimeRoom(size.uptimeLines), t: 0, ehr: BARS_OFFSET + BAR_HEIGHT, extra: 0 };
  let y = plotTop;
  const rows = ids.map((id) => {
    const row = { id, y, height: heights[id] };
    y += row.height + below[id] + gap;
    return row;
  });
  const axisY = y - gap + 2;
  const [, ap, , ehr] = rows;
  return {
    width: size.width,
    height: axisY + AXIS_HEIGHT,
    isNarrow,
    isTall,
    hasFullNames: isNarrow || size.width >= FULL_NAMES_FROM || size.isChinese,
    ...plotRange(size, isNarrow),
    laneTop,
    rows,
    uptimeY: ap.y + ap.height + UPTIME_OFFSET,
    barsBottom: ehr.y + ehr.height + BARS_OFFSET + BAR_HEIGHT,
    axisY,
  };
}

/** Stage and charts share the window: where it is low for them, a fifth chart makes the others lower. */
function isDense({ windowHeight, hasExtraRow }: StripSize): boolean {
  return windowHeight < LOW_FROM || hasExtraRow;
}

function uptimeRoom(lines: number): number {
  return lines === 0 ? 0 : UPTIME_OFFSET + (lines - 1) * UPTIME_PITCH;
}

function plotRange(size: StripSize, isNarrow: boolean): { x0: number; x1: number } {
  if (isNarrow) return { x0: 50, x1: size.width - 12 };
  const wide = size.isChinese ? 196 : 216;
  return { x0: size.width < FULL_NAMES_FROM ? 188 : wide, x1: size.width - 158 };
}

/** On phones a chart's name and value stand above it: their top edge, and how far above the plot they end. */
export const HEADER_ABOVE = 25;
const HEADER_ENDS_ABOVE = 5;
const RULES_BEGIN_ABOVE = 8;

/** Where lines at one time are drawn: from under the marks to the axis, on phones without the names of the charts. */
export function ruleSpans({ rows, axisY, isNarrow }: StripLayout): { top: number; bottom: number }[] {
  if (!isNarrow) return [{ top: rows[0].y - RULES_BEGIN_ABOVE, bottom: axisY }];
  return rows.map((row, index) => ({
    top: row.y - HEADER_ENDS_ABOVE,
    bottom: index + 1 < rows.length ? rows[index + 1].y - HEADER_ABOVE : axisY,
  }));
}

/** Times that the plot shows. */
export interface TimeRange {
  fromMs: number;
  toMs: number;
}

export function timeToX(tMs: number, range: TimeRange, layout: { x0: number; x1: number }): number {
  return layout.x0 + ((layout.x1 - layout.x0) * (tMs - range.fromMs)) / (range.toMs - range.fromMs);
}

/** Time at an x, kept within the shown range. */
export function xToTime(x: number, range: TimeRange, layout: { x0: number; x1: number }): number {
  const share = (x - layout.x0) / Math.max(1, layout.x1 - layout.x0);
  return range.fromMs + (range.toMs - range.fromMs) * Math.min(1, Math.max(0, share));
}

/** A shown range scaled around a time by `factor` (< 1 shows less), kept within the run; null: all of it. */
export function zoomedRange(range: TimeRange, aroundMs: number, factor: number, run: RunSpan): TimeRange | null {
  const span = Math.max(run.leastMs, (range.toMs - range.fromMs) * factor);
  if (span >= run.durationMs) return null;
  const share = (aroundMs - range.fromMs) / (range.toMs - range.fromMs);
  return shiftedInto(aroundMs - share * span, span, run.durationMs);
}

/** A shown range moved by a time, kept within the run. */
export function pannedRange(range: TimeRange, byMs: number, durationMs: number): TimeRange {
  return shiftedInto(range.fromMs + byMs, range.toMs - range.fromMs, durationMs);
}

export interface RunSpan {
  durationMs: number;
  /** Shortest range that can be shown. */
  leastMs: number;
}

function shiftedInto(fromMs: number, span: number, durationMs: number): TimeRange {
  const from = Math.min(Math.max(0, fromMs), Math.max(0, durationMs - span));
  return { fromMs: from, toMs: from + span };
}

/** Times covered by any of the ranges, as ranges that do not touch: overlapping shades must not add up. */
export function unionOfTimes(ranges: readonly TimeRange[]): TimeRange[] {
  const union: TimeRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = union.at(-1);
    if (last && range.fromMs <= last.toMs) last.toMs = Math.max(last.toMs, range.toMs);
    else union.push({ ...range });
  }
  return union;
}
