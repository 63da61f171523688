import type { StripText } from '../i18n/strip.ts';
import { NO_VALUE, UNIT_SPACE, formatCount, formatDurationMs, formatFactor, formatRatio } from '../scene/format.ts';
import { type ExtraRow, type StripData, upAt } from '../scene/strip-data.ts';
import type { RowId } from '../scene/strip-layout.ts';
import { valueAt } from '../scene/window-values.ts';

/** One row's value at the time shown, with what it is compared with. */
export interface Readout {
  value: string;
  unit: string;
  /** One comparison. */
  note: string;
  /** A second one where there is room. */
  moreNote: string;
}

export type Readouts = Record<RowId, Readout>;

/** A response time this much above usual is worth saying. */
const UNUSUAL_FROM = 1.15;

/** @param window  index of the window at the time shown; −1: not simulated yet */
export function readoutsAt(data: StripData, window: number, text: StripText, extraRow: ExtraRow): Readouts {
  return {
    art: artReadout(data, window, text),
    ap: apReadout(data, window, text),
    t: throughputReadout(data, window, text),
    ehr: ehrReadout(data, window, text),
    extra: extraReadout(data, window, text, extraRow),
  };
}

function artReadout(data: StripData, window: number, text: StripText): Readout {
  const artMs = valueAt(data.columns, 'artMs', window);
  const p99Ms = valueAt(data.columns, 'p99Ms', window);
  const p99 = Number.isNaN(p99Ms) ? '' : text.percentile('p99', formatDurationMs(p99Ms));
  const factor = artMs / data.usualArtMs;
  const unusual = factor > UNUSUAL_FROM ? text.timesUsual(timesText(factor)) : '';
  const notes = [unusual, p99].filter((note) => note !== '');
  return { ...splitUnit(formatDurationMs(artMs)), note: notes[0] ?? '', moreNote: notes[1] ?? '' };
}

function timesText(factor: number): string {
  return factor < 10 ? factor.toFixed(1) : formatCount(Math.round(factor));
}

function apReadout(data: StripData, window: number, text: StripText): Readout {
  const value = formatRatio(valueAt(data.columns, 'availability', window));
  const all = data.instances.length;
  const isKnown = window >= 0 && all > 0;
  const note = isKnown ? text.instancesUp(formatCount(upAt(data.instances, window)), formatCount(all)) : '';
  return { value, unit: '', note, moreNote: '' };
}

function throughputReadout(data: StripData, window: number, text: StripText): Readout {
  const { columns } = data;
  const hasGoodput = columns.goodputRps !== undefined;
  const rate = valueAt(columns, hasGoodput ? 'goodputRps' : 'throughputRps', window);
  const offered = valueAt(columns, 'offeredRps', window);
  return {
    value: formatCount(rate),
    unit: Number.isNaN(rate) ? '' : text.perSecond,
    note: throughputNote(text, hasGoodput, offered),
    moreNote: '',
  };
}

function throughputNote(text: StripText, hasGoodput: boolean, offered: number): string {
  if (Number.isNaN(offered)) return hasGoodput ? text.goodput : text.answered;
  return hasGoodput ? text.goodOfOffered(formatCount(offered)) : text.finishedOfOffered(formatCount(offered));
}

function ehrReadout(data: StripData, window: number, text: StripText): Readout {
  const met = valueAt(data.columns, 'errorsMet', window);
  const handled = valueAt(data.columns, 'errorsHandled', window);
  const hasMet = met > 0;
  return {
    value: formatRatio(valueAt(data.columns, 'ehr', window)),
    unit: '',
    note: hasMet ? text.savedOfMet(formatCount(handled), formatCount(met)) : window < 0 ? '' : text.noErrors,
    moreNote: '',
  };
}

function extraReadout(data: StripData, window: number, text: StripText, extraRow: ExtraRow): Readout {
  const first = data.extra.at(0);
  if (!first || extraRow === 'none') return { value: NO_VALUE, unit: '', note: '', moreNote: '' };
  const value = window < 0 ? Number.NaN : first.values[window];
  const note = first.name === '' ? text.extraHint[extraRow] : text.highest(first.name);
  return { value: extraText(value, extraRow), unit: '', note, moreNote: '' };
}

/** A value of the fifth row in its own unit. */
export function extraText(value: number, extraRow: ExtraRow): string {
  if (extraRow === 'utilization') return formatRatio(value);
  return extraRow === 'inFlight' ? formatCount(value) : formatFactor(value);
}

/** Number and unit of a formatted value: the unit is set smaller. */
function splitUnit(words: string): { value: string; unit: string } {
  const [value, unit = ''] = words.split(UNIT_SPACE);
  return { value, unit };
}
