/**
 * The language in which keys of a scenario are described: what may be written, what holds when nothing is written, where
 * that comes from, and one sentence in English and Chinese. A policy describes its own keys beside its behaviour; the
 * scenario room puts them together, and the validator, JSON Schema, help texts and the panel's controls all read them.
 *
 * Plain data and constructors; reading values is the scenario room's work.
 */

/** Bounds are in what a bare number means: milliseconds, per second, bytes, bits per second, 0 … 1. */
export type Quantity = 'duration' | 'rate' | 'size' | 'bandwidth' | 'dataRate' | 'ratio';

export type Shape =
  | { readonly kind: Quantity; readonly min: number; readonly max: number; readonly infinite: boolean }
  | { readonly kind: 'integer' | 'number'; readonly min: number; readonly max: number; readonly infinite: boolean }
  | { readonly kind: 'boolean' | 'seed' | 'any' }
  /** `later`: names that are known but do not work yet. */
  | { readonly kind: 'enum'; readonly values: readonly string[]; readonly later: readonly string[] }
  | { readonly kind: 'string'; readonly maxLength: number; readonly names: 'id' | 'call' | 'other' }
  /** `bare`: what a duration alone stands for. */
  | { readonly kind: 'distribution'; readonly bare: 'constant' | 'exponential' }
  | ObjectShape
  | { readonly kind: 'map'; readonly keys: MapKeys; readonly of: Shape; readonly min: number; readonly max: number }
  | { readonly kind: 'list'; readonly of: Shape; readonly min: number; readonly max: number }
  /** The first that fits the type of the value is meant. */
  | { readonly kind: 'either'; readonly options: readonly Shape[] }
  /** A shape that contains itself: looked up by name. */
  | { readonly kind: 'named'; readonly name: 'step' | 'branch' };

export interface ObjectShape {
  readonly kind: 'object';
  readonly keys: readonly Key[];
  /** Exactly one of these keys must be given. */
  readonly oneOf: readonly string[];
  /** The key whose value says which others belong. */
  readonly tag: string;
  /** Keys that belong only to some alternatives of `oneOf` or values of `tag`, by alternative; null: all to all. */
  readonly variants: Readonly<Record<string, readonly string[]>> | null;
}

export type MapKeys = 'id' | 'link' | 'zone-pair' | 'percent';

export interface Key {
  readonly name: string;
  readonly shape: Shape;
  /** As it would be written; undefined: nothing, the key's effect is absent. */
  readonly fallback: unknown;
  /** Where the fallback comes from. */
  readonly source: string;
  readonly en: string;
  readonly zh: string;
  readonly required: boolean;
  /** False: the name is known, using it is refused. */
  readonly supported: boolean;
  /** The only values that work yet, when some are refused; of a list the only entries. */
  readonly only: readonly unknown[] | null;
}

/** Nothing happens that is not asked for. */
export const ABSENT = 'absent unless given';
/** The figure chosen for this product's document format. */
export const OWN = 'Callscape';

/** `fallback` undefined: the key is absent unless given. */
export function key(name: string, shape: Shape, fallback: unknown, source: string, en: string, zh: string): Key {
  return { name, shape, fallback, source, en, zh, required: false, supported: true, only: null };
}

export function needed(name: string, shape: Shape, en: string, zh: string): Key {
  return { ...key(name, shape, undefined, 'must be given', en, zh), required: true };
}

/** A key that is known, checked for spelling and refused. */
export function later(name: string, shape: Shape, fallback: unknown, source: string, en: string, zh: string): Key {
  return { ...key(name, shape, fallback, source, en, zh), supported: false };
}

export function only(values: readonly unknown[], of: Key): Key {
  return { ...of, only: values };
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
  readonly infinite?: boolean;
}

/** 100 days: nanoseconds stay exact in a double up to 104. */
export const DURATION_MAX_MS = 8_640_000_000;
const MAXIMA = {
  duration: DURATION_MAX_MS,
  rate: 1e12,
  size: 1e15,
  bandwidth: 1e18,
  dataRate: 1e18,
  ratio: 1,
  integer: Number.MAX_SAFE_INTEGER,
  number: 1e15,
};

function bounded<K extends keyof typeof MAXIMA>(kind: K, bounds: Bounds) {
  return { kind, min: bounds.min ?? 0, max: bounds.max ?? MAXIMA[kind], infinite: bounds.infinite ?? false };
}

export const duration = (bounds: Bounds = {}): Shape => bounded('duration', bounds);
export const rate = (bounds: Bounds = {}): Shape => bounded('rate', bounds);
export const size = (bounds: Bounds = {}): Shape => bounded('size', bounds);
export const bandwidth = (bounds: Bounds = {}): Shape => bounded('bandwidth', bounds);
export const dataRate = (bounds: Bounds = {}): Shape => bounded('dataRate', bounds);
export const ratio = (bounds: Bounds = {}): Shape => bounded('ratio', bounds);
export const integer = (bounds: Bounds = {}): Shape => bounded('integer', bounds);
export const number = (bounds: Bounds = {}): Shape => bounded('number', bounds);
export const boolean: Shape = { kind: 'boolean' };
export const seed: Shape = { kind: 'seed' };
export const anything: Shape = { kind: 'any' };
export const distribution: Shape = { kind: 'distribution', bare: 'constant' };
/** Of times between random happenings: a bare duration is the mean of an exponential one. */
export const meanOrDistribution: Shape = { kind: 'distribution', bare: 'exponential' };

export function choice(values: readonly string[], notYet: readonly string[] = []): Shape {
  return { kind: 'enum', values, later: notYet };
}

export function text(maxLength: number, names: 'id' | 'call' | 'other' = 'other'): Shape {
  return { kind: 'string', maxLength, names };
}

export function object(keys: readonly Key[]): ObjectShape {
  return { kind: 'object', keys, oneOf: [], tag: '', variants: null };
}

/**
 * An object that has exactly one of `alternatives`, besides its other keys.
 * @param variants by alternative, which of the other keys go with it; without it all go with all
 */
export function oneOf(
  alternatives: readonly Key[],
  others: readonly Key[] = [],
  variants: Readonly<Record<string, readonly string[]>> | null = null,
): ObjectShape {
  return { ...object([...alternatives, ...others]), oneOf: alternatives.map(({ name }) => name), variants };
}

/** An object whose key `tag` says which of the other keys belong to it. */
export function tagged(
  tag: string,
  variants: Readonly<Record<string, readonly string[]>>,
  keys: readonly Key[],
): ObjectShape {
  return { ...object(keys), tag, variants };
}

export function map(keys: MapKeys, of: Shape, max: number, min = 0): Shape {
  return { kind: 'map', keys, of, min, max };
}

export function list(of: Shape, bounds: { readonly min?: number; readonly max?: number } = {}): Shape {
  return { kind: 'list', of, min: bounds.min ?? 0, max: bounds.max ?? 100_000 };
}

export function either(...options: readonly Shape[]): Shape {
  return { kind: 'either', options };
}
