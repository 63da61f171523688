/**
 * Quantities with units. A number in a document means milliseconds, per second, bytes, bits per second or a share; a
 * string names its unit. Values here are those numbers; only durations become nanoseconds, in `toNs`.
 *
 * Every pattern is linear in the length of the text, and texts longer than `TEXT_MAX` are not looked at.
 */
import type { Quantity } from '../policies/schema.ts';
import { nearest } from './nearest.ts';

export type QuantityKind = Quantity | 'integer' | 'number';

export type QuantityReading =
  | { readonly ok: true; readonly value: number }
  | {
      readonly ok: false;
      readonly reason: 'unit' | 'number' | 'range';
      readonly allowed: string;
      readonly nearest?: string;
    };

export const TEXT_MAX = 40;
const NUMBER_THEN_UNIT = /^([+-]?[0-9]+(?:\.[0-9]+)?)([^0-9.].*)?$/s;

/** Units by quantity with what one of them is in the document's numbers. */
const UNITS: Readonly<Record<Quantity, ReadonlyMap<string, number>>> = {
  duration: new Map([
    ['us', 0.001],
    ['ms', 1],
    ['s', 1000],
    ['m', 60_000],
    ['h', 3_600_000],
    ['d', 86_400_000],
  ]),
  rate: new Map([
    ['/s', 1],
    ['k/s', 1000],
    ['M/s', 1_000_000],
    ['/min', 1 / 60],
    ['k/min', 1000 / 60],
    ['/h', 1 / 3600],
    ['k/h', 1000 / 3600],
  ]),
  size: new Map([
    ['B', 1],
    ['kB', 1e3],
    ['MB', 1e6],
    ['GB', 1e9],
    ['KiB', 1024],
    ['MiB', 1_048_576],
    ['GiB', 1_073_741_824],
  ]),
  bandwidth: new Map([
    ['bps', 1],
    ['kbps', 1e3],
    ['Mbps', 1e6],
    ['Gbps', 1e9],
    ['Tbps', 1e12],
  ]),
  dataRate: new Map([
    ['B/s', 1],
    ['kB/s', 1e3],
    ['MB/s', 1e6],
    ['GB/s', 1e9],
  ]),
  ratio: new Map([['%', 0.01]]),
};

/** Other spellings people write, with the one that is meant. */
const SPELLINGS = new Map([
  ['sec', 's'],
  ['secs', 's'],
  ['second', 's'],
  ['seconds', 's'],
  ['min', 'm'],
  ['mins', 'm'],
  ['minute', 'm'],
  ['minutes', 'm'],
  ['hour', 'h'],
  ['hours', 'h'],
  ['day', 'd'],
  ['days', 'd'],
  ['msec', 'ms'],
  ['millis', 'ms'],
  ['usec', 'us'],
  ['µs', 'us'],
  ['μs', 'us'],
  ['rps', '/s'],
  ['req/s', '/s'],
  ['/m', '/min'],
  ['KB', 'kB'],
  ['kb', 'kB'],
]);

const EXAMPLES: Readonly<Record<QuantityKind, string>> = {
  duration: 'milliseconds, or a number with us, ms, s, m, h or d, such as "250us" or "1.5s"',
  rate: 'a number per second, or such as "200/s", "12k/s", "600/min"',
  size: 'bytes, or such as "512B", "4KiB", "1MB"',
  bandwidth: 'bits per second, or such as "100Mbps", "1Gbps"',
  dataRate: 'bytes per second, or such as "510MB/s"',
  ratio: 'a share from 0 to 1, or such as "5%"',
  integer: 'a whole number',
  number: 'a number',
};

export function describeQuantity(kind: QuantityKind): string {
  return EXAMPLES[kind];
}

/** Regular expression of the texts a quantity has. */
export function patternOf(kind: Quantity): string {
  return `^\\+?[0-9]+(\\.[0-9]+)?(${[...UNITS[kind].keys()].join('|')})$`;
}

/**
 * Reads what a person writes for a quantity. A text without a unit is an error where a unit exists: the document says
 * plain numbers as numbers.
 * @returns the number as the document means it (Infinity for "infinite")
 */
export function parseQuantity(kind: QuantityKind, text: string): QuantityReading {
  const allowed = EXAMPLES[kind];
  const trimmed = text.length > TEXT_MAX ? '' : text;
  if (trimmed === 'infinite') return { ok: true, value: Number.POSITIVE_INFINITY };
  const match = NUMBER_THEN_UNIT.exec(trimmed);
  if (!match) return { ok: false, reason: 'number', allowed, ...suggestion(kind, text) };
  const amount = Number(match[1]);
  const unit = match[2] ?? '';
  if (kind === 'integer' || kind === 'number') {
    if (unit !== '') return { ok: false, reason: 'unit', allowed };
    return { ok: true, value: amount };
  }
  const factor = UNITS[kind].get(unit);
  if (factor === undefined) return { ok: false, reason: 'unit', allowed, ...meantUnit(kind, match[1], unit) };
  return { ok: true, value: scaled(amount, factor) };
}

/** Divides where the factor is the inverse of a whole number, so that "5%" is the nearest double to 0.05. */
function scaled(amount: number, factor: number): number {
  return factor < 1 ? amount / Math.round(1 / factor) : amount * factor;
}

function meantUnit(kind: Quantity, amount: string, unit: string): { nearest?: string } {
  const units = [...UNITS[kind].keys()];
  const plain = unit.trim();
  const spelled = SPELLINGS.get(plain) ?? SPELLINGS.get(plain.toLowerCase());
  if (spelled !== undefined && units.includes(spelled)) return { nearest: amount + spelled };
  const near = units.includes(plain) ? plain : nearest(plain, units);
  return near === undefined ? {} : { nearest: amount + near };
}

function suggestion(kind: QuantityKind, text: string): { nearest?: string } {
  if (text.length > TEXT_MAX) return {};
  const near = nearest(text.toLowerCase(), kind === 'ratio' ? [] : ['infinite']);
  return near === undefined ? {} : { nearest: near };
}

/** The shortest usual way to write the number a document means: 1500 as a duration is "1.5s". */
export function formatQuantity(kind: QuantityKind, value: number): string {
  if (value === Number.POSITIVE_INFINITY) return 'infinite';
  if (kind === 'integer' || kind === 'number') return plainNumber(value);
  if (kind === 'ratio') return `${plainNumber(tidy(value * 100))}%`;
  if (kind === 'rate') return value >= 10_000 ? withUnit(value, 1000, 'k/s') : `${plainNumber(value)}/s`;
  const [unit, factor] = bestUnit(kind, value);
  return withUnit(value, factor, unit);
}

/** The largest unit in which the value is at least 1 and short to write. */
function bestUnit(kind: Exclude<Quantity, 'ratio' | 'rate'>, value: number): readonly [string, number] {
  let best: readonly [string, number] | undefined;
  let smallest: readonly [string, number] | undefined;
  for (const [unit, factor] of UNITS[kind]) {
    if (!smallest || factor < smallest[1]) smallest = [unit, factor];
    if (value < factor) continue;
    const isRound = String(tidy(value / factor)).length <= 5;
    if (!best || (isRound && factor > best[1])) best = [unit, factor];
  }
  if (value === 0 && kind === 'duration') return ['ms', 1];
  return best ?? smallest ?? ['', 1];
}

function withUnit(value: number, factor: number, unit: string): string {
  return plainNumber(tidy(value / factor)) + unit;
}

/** Drops what the division of two doubles adds behind the fifteenth digit. */
function tidy(value: number): number {
  return Number(value.toPrecision(15));
}

/** Digits without an exponent, since texts with units do not read one. */
function plainNumber(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  return value.toFixed(20).replace(/\.?0+$/, '');
}
