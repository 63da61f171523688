/** Between what a document says ("250ms", 4, "infinite") and the numbers that controls move. */
import { formatQuantity, parseQuantity } from '../../sim-core/index.ts';
import type { ControlKind, QuantityKind } from '../../sim-core/index.ts';

const QUANTITIES: readonly string[] = [
  'duration',
  'rate',
  'size',
  'bandwidth',
  'dataRate',
  'ratio',
  'integer',
  'number',
] satisfies QuantityKind[];

const INFINITE_WORDS = new Set(['infinite', 'infinity', '∞', 'unlimited', 'none', '无限', '无', '不限']);

export function isQuantity(kind: ControlKind): kind is QuantityKind {
  return QUANTITIES.includes(kind);
}

/** @returns the number that a written value means (ms, per second, bytes, share); NaN when it is none */
export function numberOf(kind: QuantityKind, written: unknown): number {
  if (typeof written === 'number') return written;
  if (typeof written !== 'string') return Number.NaN;
  const reading = parseQuantity(kind, written);
  return reading.ok ? reading.value : Number.NaN;
}

/** @returns what is put into the document: counts as numbers, the rest with its unit */
export function writtenOf(kind: QuantityKind, value: number): string | number {
  if (value === Infinity) return 'infinite';
  if (kind === 'integer' || kind === 'number') return value;
  return formatQuantity(kind, kind === 'ratio' ? tidy(value) : value);
}

export interface FieldWords {
  digits: string;
  unit: string;
}

/** What a field shows: the digits, and the unit beside them, as they were written if they were. */
export function fieldWords(kind: QuantityKind, written: unknown): FieldWords {
  const value = numberOf(kind, written);
  if (Number.isNaN(value)) return { digits: '', unit: '' };
  if (value === Infinity) return { digits: '∞', unit: '' };
  const words = typeof written === 'string' ? written : formatQuantity(kind, kind === 'ratio' ? tidy(value) : value);
  const unitAt = words.search(/[^0-9.+-]/);
  return unitAt < 0
    ? { digits: words, unit: '' }
    : { digits: words.slice(0, unitAt), unit: words.slice(unitAt).replace('us', 'µs') };
}

export type Typed =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly found: string; readonly nearest: string | undefined };

/**
 * What somebody typed into a field. Digits alone are meant in the unit that stood there; spaces and other spellings
 * of a unit are no mistakes.
 */
export function readTyped(kind: QuantityKind, text: string, shownUnit: string): Typed {
  const trimmed = text.trim();
  if (INFINITE_WORDS.has(trimmed.toLowerCase())) return { ok: true, value: Infinity };
  const plain = trimmed.replaceAll(/[\s,\u202f]/g, '');
  const isBare = /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain);
  const complete = isBare ? plain + shownUnit : plain;
  const reading = parseQuantity(kind, complete);
  if (reading.ok) return reading;
  const meant = reading.nearest === undefined ? reading : parseQuantity(kind, reading.nearest);
  if (meant.ok && reading.reason === 'unit' && sameUnit(complete, reading.nearest)) return meant;
  return { ok: false, found: trimmed, nearest: reading.nearest };
}

/** Whether the suggestion only spells the same unit otherwise: "250 MS", "2 sec". */
function sameUnit(typed: string, suggested: string | undefined): boolean {
  const unitOf = (text: string) => text.replace(/^[+-]?[0-9.]+/, '').toLowerCase();
  const [a, b] = [unitOf(typed), unitOf(suggested ?? '')];
  return b !== '' && (a === b || a.startsWith(b) || (b === 'us' && /^[µμ]s$/.test(a)));
}

/** A share that was counted in steps of a track has no more than four decimals. */
function tidy(share: number): number {
  return Number(share.toFixed(6));
}
