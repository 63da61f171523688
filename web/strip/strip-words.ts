import { clockDecimals } from '../scene/axis-ticks.ts';
import { formatClock, formatCount, formatDurationMs, formatFactor, formatRatio } from '../scene/format.ts';
import { type RowId, timeToX } from '../scene/strip-layout.ts';
import { windowAt } from '../scene/window-values.ts';
import { yOf } from './plot.ts';
import { extraText, readoutsAt } from './readouts.ts';
import { plotsOf, type StripPicture, timeTicksOf } from './strip-buffers.ts';
import { createTextLayer, setText } from './text-layer.ts';

/** Elements whose text follows the time shown. */
export interface StripHosts {
  /** Values of the y axes. */
  values: HTMLElement;
  /** Times under the plots. */
  times: HTMLElement;
  /** Names and values of lines at the right. */
  names: HTMLElement;
  sideValues: HTMLElement;
  /** Time at the playhead and under the pointer. */
  flag: HTMLElement;
  hoverFlag: HTMLElement;
  /** Per row, elements marked data-part="value | unit | note | more". */
  gutters: HTMLElement;
}

export interface StripWords {
  update(picture: StripPicture, tMs: number, hoverMs: number | null): void;
}

/** Tick labels nearer than this to the flag make room for it. */
const FLAG_ROOM = 44;
const FLAG_HALF = 25;

export function createStripWords(hosts: StripHosts): StripWords {
  const values = createTextLayer(hosts.values);
  const times = createTextLayer(hosts.times);
  const names = createTextLayer(hosts.names);
  const sideValues = createTextLayer(hosts.sideValues);
  let written: { picture: StripPicture; labels: StripPicture['labels']; window: number } | null = null;

  return {
    update: (picture, tMs, hoverMs) => {
      const window = windowAt(hoverMs ?? tMs, picture.data.windows);
      if (written?.picture !== picture || written.labels !== picture.labels || written.window !== window) {
        written = { picture, labels: picture.labels, window };
        writeValueTicks(picture);
        writeSideLabels(picture, window);
        writeGutters(picture, window);
      }
      writeTimes(picture, tMs, hoverMs);
    },
  };

  function writeValueTicks(picture: StripPicture): void {
    values.begin();
    for (const plot of plotsOf(picture)) {
      const { ticks } = picture.axes[plot.box.id];
      ticks.forEach((tick) => {
        const words = tickText(plot.box.id, tick, picture);
        values.put(words, picture.scene.layout.x0 - 8, yOf(plot, tick) - 8);
      });
    }
    values.end();
  }

  function writeSideLabels({ labels, scene: { layout } }: StripPicture, window: number): void {
    names.begin();
    sideValues.begin();
    for (const label of layout.isNarrow ? [] : labels) {
      names.put(label.name, layout.x1 + 28, label.y - 8);
      sideValues.put(label.valueAt(window), layout.width - 14, label.y - 8);
    }
    names.end();
    sideValues.end();
  }

  function writeGutters({ data, scene }: StripPicture, window: number): void {
    const readouts = readoutsAt(data, window, scene.text, scene.extraRow);
    for (const { id } of scene.layout.rows) {
      const readout = readouts[id];
      const part = (name: string) => hosts.gutters.querySelector(`[data-row="${id}"] [data-part="${name}"]`);
      setText(part('value'), readout.value);
      setText(part('unit'), readout.unit);
      setText(part('note'), readout.note);
      setText(part('more'), readout.moreNote);
    }
  }

  function writeTimes({ scene }: StripPicture, tMs: number, hoverMs: number | null): void {
    const { layout, range } = scene;
    const ticks = timeTicksOf(scene);
    const decimals = clockDecimals(ticks.stepMs);
    const flagX = placeFlag(hosts.flag, tMs);
    const hoverX = hoverMs === null ? null : placeFlag(hosts.hoverFlag, hoverMs);
    hosts.hoverFlag.hidden = hoverX === null || Math.abs(hoverX - (flagX ?? -1e9)) < 2;
    times.begin();
    for (const time of ticks.times) {
      const x = timeToX(time, range, layout);
      const isCovered = [flagX, hoverX].some((flag) => flag !== null && Math.abs(flag - x) < FLAG_ROOM);
      if (!isCovered) times.put(formatClock(time, decimals), x, layout.axisY + 5, edgeLook(x, layout));
    }
    times.end();

    function placeFlag(flag: HTMLElement, time: number): number | null {
      const x = timeToX(time, range, layout);
      const isInView = x >= layout.x0 - 0.5 && x <= layout.x1 + 0.5;
      flag.hidden = !isInView;
      if (!isInView) return null;
      const at = Math.min(layout.x1 - FLAG_HALF, Math.max(layout.x0 + FLAG_HALF, x));
      flag.style.transform = `translate(${at.toFixed(1)}px, ${layout.axisY + 1}px) translateX(-50%)`;
      setText(flag, formatClock(time, decimals + 1));
      return at;
    }
  }
}

/** Labels at the ends of the axis stay within the plot. */
function edgeLook(x: number, layout: { x0: number; x1: number; isNarrow: boolean }): string {
  if (layout.isNarrow && x - layout.x0 < 12) return 'start';
  return layout.x1 - x < 12 ? 'end' : '';
}

/** Ticks are read in the unit of the row's value beside them. */
function tickText(row: RowId, tick: number, { axes, scene }: StripPicture): string {
  if (row === 'ap' || row === 'ehr') return formatRatio(tick);
  if (row === 'art') return responseTickText(tick, axes.art.ticks[2]);
  return row === 't' ? formatCount(tick) : extraText(tick, scene.extraRow);
}

/** From here on milliseconds have too many digits for an axis, and the ticks name their unit. */
const SECONDS_FROM_MS = 5000;

function responseTickText(tick: number, topTick: number): string {
  if (tick === 0) return '0';
  if (topTick >= SECONDS_FROM_MS || topTick < 1) return formatDurationMs(tick);
  return tick < 1000 ? formatFactor(tick) : formatCount(tick);
}
