import { parseQuantity } from '../../sim-core/index.ts';
import type { Topology } from '../engine/protocol.ts';
import type { StripText } from '../i18n/strip.ts';
import { layoutMarks, type LaneLayout } from '../scene/mark-lanes.ts';
import { type StripLayout, type TimeRange, timeToX } from '../scene/strip-layout.ts';
import type { Document } from '../store/contract.ts';

/** A planned event on the time axis: a fault lasts, a change takes effect. */
export interface StripMark {
  kind: 'fault' | 'change';
  /** Kind of fault: "crash", "slow" …; of a change "". */
  faultKind: string;
  /** Path in the document, "faults.0". */
  path: string;
  atMs: number;
  endMs: number;
  words: string;
  /** Without the verb, where space is short. */
  shortWords: string;
}

/** A mark under the pointer is shown where the pointer is, before the engine has answered. */
export interface MovedMark {
  path: string;
  atMs: number;
}

export const MARK_LANES_MAX = 3;

export function stripMarks(
  topology: Topology | null,
  document: Document,
  text: StripText,
  moved: MovedMark | null,
): StripMark[] {
  const faults = (topology?.faults ?? []).map((fault) => faultMark(fault, text, topology?.durationMs ?? 0));
  const marks = [...faults, ...changeMarks(document, text)].filter((mark) => Number.isFinite(mark.atMs));
  return marks.map((mark) => (mark.path === moved?.path ? movedTo(mark, moved.atMs) : mark));
}

function movedTo(mark: StripMark, atMs: number): StripMark {
  return { ...mark, atMs, endMs: atMs + (mark.endMs - mark.atMs) };
}

function faultMark(fault: Topology['faults'][number], text: StripText, durationMs: number): StripMark {
  const words = faultWords(fault.kind, fault.target, text);
  const endMs = fault.forMs === null ? endOfEndless(fault.kind, fault.atMs, durationMs) : fault.atMs + fault.forMs;
  return {
    kind: 'fault',
    faultKind: fault.kind,
    path: fault.path,
    atMs: fault.atMs,
    endMs: Math.max(fault.atMs, endMs),
    words: words === '' ? fault.words : words,
    shortWords: fault.target === '' ? words : fault.target,
  };
}

/** Without a duration a fault lasts to the end, except for those that are over at once. */
function endOfEndless(kind: string, atMs: number, durationMs: number): number {
  return kind === 'cacheFlush' ? atMs : durationMs;
}

function faultWords(kind: string, target: string, text: StripText): string {
  const known = text.faults as Readonly<Record<string, (target: string) => string>>;
  return (known[kind] ?? text.faults.other)(target);
}

function changeMarks(document: Document, text: StripText): StripMark[] {
  const changes = Array.isArray(document.changes) ? (document.changes as Document[]) : [];
  return changes.map((change, index) => {
    const atMs = timeMs(change.at);
    const path = typeof change.set === 'string' ? change.set : '';
    const words = text.changeTo(shortName(path), valueWords(change.to));
    return { kind: 'change', faultKind: '', path: `changes.${index}`, atMs, endMs: atMs, words, shortWords: words };
  });
}

/** A time as a document writes it: milliseconds, or text with a unit. NaN when it is none. */
function timeMs(written: unknown): number {
  if (typeof written !== 'string') return typeof written === 'number' ? written : Number.NaN;
  const reading = parseQuantity('duration', written);
  return reading.ok ? reading.value : Number.NaN;
}

/** The last two names of a path say what it is: "retry maxAttempts". */
function shortName(path: string): string {
  return path.split('.').slice(-2).join(' ');
}

function valueWords(value: unknown): string {
  return typeof value === 'object' && value !== null ? '…' : String(value);
}

const WORDS_LEFT = 24;
const WORDS_RIGHT = 8;
const DIAMOND_HALF = 7;

export interface PlacedMarks extends LaneLayout {
  /** Marks in view; lanes belong to them in the same order. */
  marks: StripMark[];
  boxes: { x: number; width: number }[];
}

/** Puts the marks that are in view into lanes. */
export function placeMarks(
  marks: readonly StripMark[],
  range: TimeRange,
  layout: Pick<StripLayout, 'x0' | 'x1' | 'isNarrow'>,
  font: string,
): PlacedMarks {
  const inView = marks.filter((mark) => mark.endMs >= range.fromMs && mark.atMs <= range.toMs);
  const boxes = inView.map((mark) => markBox(mark, range, layout, font));
  return { marks: inView, boxes, ...layoutMarks(boxes, MARK_LANES_MAX) };
}

function markBox(
  mark: StripMark,
  range: TimeRange,
  layout: Pick<StripLayout, 'x0' | 'x1' | 'isNarrow'>,
  font: string,
): { x: number; width: number } {
  const wordsWidth = textWidth(layout.isNarrow ? mark.shortWords : mark.words, font);
  const x = Math.max(layout.x0, timeToX(mark.atMs, range, layout));
  if (mark.kind === 'change') {
    return { x: x - DIAMOND_HALF, width: 2 * DIAMOND_HALF + 6 + wordsWidth };
  }
  const end = Math.min(layout.x1, timeToX(mark.endMs, range, layout));
  return { x, width: Math.max(end - x, WORDS_LEFT + wordsWidth + WORDS_RIGHT) };
}

let measuring: CanvasRenderingContext2D | null = null;

function textWidth(words: string, font: string): number {
  measuring ??= document.createElement('canvas').getContext('2d');
  if (!measuring) return words.length * 7;
  measuring.font = font;
  return Math.ceil(measuring.measureText(words).width);
}
