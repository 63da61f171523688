/**
 * Reads a plain value by its shape: checks it, converts its units and tells every problem. The result holds only what
 * was given; fallbacks and merging come later.
 *
 * Results: durations in whole nanoseconds; objects as records that hold known keys only; maps as `Map`, so that an id
 * called `constructor` is an id like any other; distributions resolved. What is wrong becomes `undefined` and a problem.
 * Depth is bounded by the check of the document that comes first.
 */
import { msToNs } from '../kernel/time.ts';
import { duration, type Key, type MapKeys, type ObjectShape, type Quantity, type Shape } from '../policies/schema.ts';
import { DISTRIBUTION_FORMS } from './keys/distributions.ts';
import { NAMED_SHAPES } from './keys/scenario.ts';
import { nearest } from './nearest.ts';
import { at, type Place, type Report } from './problems.ts';
import { describeQuantity, formatQuantity, parseQuantity } from './quantities.ts';
import { resolveDistribution } from './resolve-distribution.ts';

export type Plain = Readonly<Record<string, unknown>>;
export type Read = Record<string, unknown>;

export interface Reader {
  readonly report: Report;
  /** Inside something that is refused already: what it contains is checked for spelling only. */
  readonly isRefused: boolean;
}

/** 2^53: larger whole numbers are read as others from a text. */
export const SEED_MAX = 9_007_199_254_740_992;

export const ID = /^[A-Za-z][A-Za-z0-9_-]{0,62}$/;
const ID_PART = '[A-Za-z][A-Za-z0-9_-]{0,62}';
const CALL = new RegExp(`^${ID_PART}(\\.${ID_PART})?$`);
const MAP_KEYS: Readonly<Record<MapKeys, RegExp>> = {
  id: ID,
  link: new RegExp(`^(\\*|\\*->${ID_PART}|${ID_PART}->(\\*|${ID_PART}))$`),
  'zone-pair': new RegExp(`^${ID_PART}->${ID_PART}$`),
  percent: /^(100|[0-9]{1,2}(\.[0-9]{1,12})?)$/,
};
const KEY_FORMS: Readonly<Record<MapKeys, string>> = {
  id: 'a letter, then letters, digits, _ or -, at most 63',
  link: 'caller->callee, where * stands for any, or *',
  'zone-pair': 'zone->zone',
  percent: 'a percentage from 0 to 100',
};

/** Regular expression of the names that such a map may have. */
export function mapKeyPattern(keys: MapKeys): string {
  return MAP_KEYS[keys].source;
}

export function isMapKey(keys: MapKeys, name: string): boolean {
  return MAP_KEYS[keys].test(name);
}

export function isObject(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function read(shape: Shape, value: unknown, place: Place | null, reader: Reader): unknown {
  switch (shape.kind) {
    case 'any':
      return value;
    case 'boolean':
      return typeof value === 'boolean' ? value : wrongType(value, 'true or false', place, reader);
    case 'seed':
      return readSeed(value, place, reader);
    case 'string':
      return readText(shape, value, place, reader);
    case 'enum':
      return readWord(shape, value, place, reader);
    case 'integer':
    case 'number':
      return readNumber(shape, value, place, reader);
    case 'duration':
    case 'rate':
    case 'size':
    case 'bandwidth':
    case 'dataRate':
    case 'ratio':
      return readQuantity(shape, value, place, reader);
    case 'distribution':
      return readDistribution(shape.bare, value, place, reader);
    case 'object':
      return readObject(shape, value, place, reader);
    case 'map':
      return readMap(shape, value, place, reader);
    case 'list':
      return readList(shape, value, place, reader);
    case 'either':
      return readEither(shape.options, value, place, reader);
    case 'named':
      break;
  }
  return read(NAMED_SHAPES[shape.name], value, place, reader);
}

function wrongType(value: unknown, allowed: string, place: Place | null, { report }: Reader): undefined {
  report.add(place, { code: 'wrong-type', message: `expected ${allowed}`, found: value, allowed });
}

function outOfRange(
  value: unknown,
  allowed: string,
  place: Place | null,
  { report }: Reader,
  near?: string,
): undefined {
  report.add(place, { code: 'out-of-range', message: `must be ${allowed}`, found: value, allowed, nearest: near });
}

function readSeed(value: unknown, place: Place | null, reader: Reader): string | undefined {
  const allowed = 'a text of at most 200 characters, or a whole number up to 2^53';
  if (typeof value === 'string') return value.length <= 200 ? value : outOfRange(value, allowed, place, reader);
  if (typeof value !== 'number') return wrongType(value, allowed, place, reader);
  const isExact = Number.isInteger(value) && Math.abs(value) <= SEED_MAX;
  return isExact ? String(value + 0) : outOfRange(value, allowed, place, reader);
}

function readText(
  shape: Shape & { kind: 'string' },
  value: unknown,
  place: Place | null,
  reader: Reader,
): string | undefined {
  if (typeof value !== 'string') return wrongType(value, 'a text', place, reader);
  if (value.length > shape.maxLength) {
    return outOfRange(value, `at most ${shape.maxLength} characters`, place, reader);
  }
  if (shape.names === 'other') return value;
  const isName = (shape.names === 'id' ? ID : CALL).test(value);
  if (isName) return value;
  const allowed = shape.names === 'id' ? KEY_FORMS.id : 'service or service.endpoint';
  reader.report.add(place, { code: 'bad-id', message: `not a name: expected ${allowed}`, found: value, allowed });
  return undefined;
}

/** @param amount what else may be written here, in words */
function readWord(
  shape: Shape & { kind: 'enum' },
  value: unknown,
  place: Place | null,
  reader: Reader,
  amount?: string,
): string | undefined {
  const words = shape.values.join(', ');
  const allowed = amount === undefined ? words : `${words} or ${amount}`;
  const oneOf = amount === undefined ? 'one of ' : '';
  if (typeof value !== 'string') return wrongType(value, `${oneOf}${allowed}`, place, reader);
  if (shape.values.includes(value)) return value;
  if (shape.later.includes(value)) return notSupported(value, value, allowed, place, reader);
  reader.report.add(place, {
    code: 'unknown-value',
    message: allowed === '' ? 'unknown name' : `must be ${oneOf}${allowed}`,
    found: value,
    allowed,
    nearest: nearest(value, [...shape.values, ...shape.later]),
  });
  return undefined;
}

function notSupported(name: string, value: unknown, allowed: string, place: Place | null, reader: Reader): undefined {
  if (reader.isRefused) return;
  reader.report.add(place, { code: 'not-supported', message: `not yet supported: ${name}`, found: value, allowed });
}

function readNumber(
  shape: Shape & { kind: 'integer' | 'number' },
  value: unknown,
  place: Place | null,
  reader: Reader,
): number | undefined {
  if (value === 'infinite' && shape.infinite) return Number.POSITIVE_INFINITY;
  const isNumber = typeof value === 'number';
  const isWhole = shape.kind === 'number' || Number.isInteger(value);
  if (isNumber && isWhole && value >= shape.min && value <= shape.max) return value + 0;
  const noun = shape.kind === 'integer' ? 'a whole number' : 'a number';
  const allowed = `${noun} from ${shape.min} to ${shape.max}${shape.infinite ? ' or "infinite"' : ''}`;
  if (!isNumber) return wrongType(value, allowed, place, reader);
  const near = value === Number.POSITIVE_INFINITY && shape.infinite ? '"infinite"' : undefined;
  return outOfRange(value, allowed, place, reader, near);
}

/** A positive amount smaller than this is a slip: no unit of the format comes near it. */
const SMALLEST: Readonly<Record<Quantity, number>> = {
  duration: 0.000_000_5,
  rate: 1e-9,
  size: 1,
  bandwidth: 1e-9,
  dataRate: 1e-9,
  ratio: 1e-300,
};

type QuantityShape = Extract<Shape, { readonly kind: Quantity }>;

function readQuantity(shape: QuantityShape, value: unknown, place: Place | null, reader: Reader): number | undefined {
  const { kind } = shape;
  const amount = typeof value === 'string' ? readUnits(kind, value, place, reader) : value;
  if (amount === undefined) return undefined;
  if (typeof amount !== 'number') return wrongType(value, describeQuantity(kind), place, reader);
  if (amount === Number.POSITIVE_INFINITY && value === 'infinite' && shape.infinite) return amount;
  const isWhole = kind !== 'size' || Number.isInteger(amount);
  const isLegal = amount >= shape.min && amount <= shape.max && (amount === 0 || amount >= SMALLEST[kind]) && isWhole;
  if (!isLegal) {
    const near = amount === Number.POSITIVE_INFINITY && shape.infinite ? '"infinite"' : undefined;
    return outOfRange(value, rangeOf(shape), place, reader, near);
  }
  // Adding 0 turns −0 into 0.
  return kind === 'duration' ? msToNs(amount + 0) : amount + 0;
}

function rangeOf({ kind, min, max, infinite }: QuantityShape): string {
  const noun = kind === 'size' ? 'whole bytes ' : '';
  return `${noun}from ${formatQuantity(kind, min)} to ${formatQuantity(kind, max)}${infinite ? ', or "infinite"' : ''}`;
}

function readUnits(kind: Quantity, text: string, place: Place | null, { report }: Reader): number | undefined {
  const reading = parseQuantity(kind, text);
  if (reading.ok) return reading.value;
  report.add(place, {
    code: 'bad-unit',
    message: `expected ${reading.allowed}`,
    found: text,
    allowed: reading.allowed,
    nearest: reading.nearest,
  });
  return undefined;
}

const PLAIN_DURATION = duration();

function readDistribution(
  bare: 'constant' | 'exponential',
  value: unknown,
  place: Place | null,
  reader: Reader,
): unknown {
  if (isObject(value)) {
    const problemCount = reader.report.problems.length;
    const form = readObject(DISTRIBUTION_FORMS, value, place, reader);
    if (!form || reader.report.problems.length > problemCount) return undefined;
    return resolveDistribution(form, place, reader.report);
  }
  if (typeof value !== 'string' && typeof value !== 'number') {
    return wrongType(value, 'a duration or a distribution such as { exponential: { mean: 10ms } }', place, reader);
  }
  const ns = read(PLAIN_DURATION, value, place, reader);
  if (typeof ns !== 'number') return undefined;
  return bare === 'constant' ? { kind: 'constant', value: ns } : { kind: 'exponential', mean: ns };
}

export function readObject(shape: ObjectShape, value: unknown, place: Place | null, reader: Reader): Read | undefined {
  if (!isObject(value)) {
    return wrongType(
      value,
      `an object with ${namesOf(shape).slice(0, 8).join(', ') || 'nothing in it'}`,
      place,
      reader,
    );
  }
  const result: Read = {};
  for (const name of Object.keys(value)) readKey(shape, name, value[name], result, place, reader);
  for (const key of shape.keys) {
    if (key.required && !Object.hasOwn(value, key.name)) missing(key.name, place, reader);
  }
  checkAlternatives(shape, value, place, reader);
  return result;
}

function readKey(
  shape: ObjectShape,
  name: string,
  value: unknown,
  result: Read,
  above: Place | null,
  reader: Reader,
): void {
  const place = at(above, name);
  const key = keyOf(shape, name);
  if (!key) {
    const known = namesOf(shape);
    const message = known.length === 0 ? 'unknown key: nothing belongs here' : 'unknown key';
    reader.report.add(place, {
      code: 'unknown-key',
      message,
      found: name,
      allowed: known.join(', '),
      nearest: nearest(name, known),
    });
    return;
  }
  if (!key.supported && !asksForNothing(key, value)) {
    notSupported(key.name, value, '', place, reader);
    read(key.shape, value, place, { report: reader.report, isRefused: true });
    return;
  }
  const given = read(key.shape, value, place, reader);
  if (given === undefined) return;
  const others = refusedValues(key, given);
  if (others !== undefined) {
    notSupported(others, value, key.only?.join(', ') ?? '', place, reader);
    return;
  }
  result[name] = given;
}

/** @returns what cannot be written yet, in words, when the value is such; every entry of a list must be one that works */
export function refusedValues({ name, only, shape }: Key, value: unknown): string | undefined {
  if (only === null) return undefined;
  // An entry that could not be read has been told already.
  const values = shape.kind === 'list' && Array.isArray(value) ? value.filter((entry) => entry !== undefined) : [value];
  return values.every((one) => only.includes(one)) ? undefined : `${name} other than ${only.join(', ')}`;
}

/** An empty list where a list belongs: it may stand there before the key works. */
function asksForNothing({ shape }: Key, value: unknown): boolean {
  return shape.kind === 'list' && Array.isArray(value) && value.length === 0;
}

function missing(name: string, place: Place | null, { report }: Reader): void {
  report.add(place, { code: 'missing-key', message: `${name} must be given`, found: undefined, allowed: name });
}

/** Exactly one of the alternatives, and only the keys that go with it. */
function checkAlternatives(shape: ObjectShape, value: Plain, place: Place | null, reader: Reader): void {
  const given = shape.oneOf.filter((name) => Object.hasOwn(value, name));
  if (shape.oneOf.length > 0 && given.length !== 1) {
    tellAlternatives(shape, given, place, reader);
    return;
  }
  const chosen = shape.tag === '' ? given[0] : (value[shape.tag] ?? keyOf(shape, shape.tag)?.fallback);
  const belongs = typeof chosen === 'string' ? shape.variants?.[chosen] : undefined;
  if (!belongs || typeof chosen !== 'string') return;
  for (const name of Object.keys(value)) {
    const isChoice = shape.tag === '' ? name === chosen : name === shape.tag;
    if (isChoice || belongs.includes(name) || !keyOf(shape, name)) continue;
    reader.report.add(at(place, name), {
      code: 'conflict',
      message: `${name} does not go with ${chosen}`,
      found: value[name],
      allowed: belongs.join(', '),
    });
  }
}

/** Those that do not work yet are no advice. */
function tellAlternatives(shape: ObjectShape, given: readonly string[], place: Place | null, reader: Reader): void {
  const names = shape.oneOf.filter((name) => keyOf(shape, name)?.supported);
  const allowed = names.join(', ');
  if (given.length > 0) {
    const found = given.join(', ');
    reader.report.add(place, { code: 'conflict', message: `only one of ${found} may be given`, found, allowed });
    return;
  }
  const message = `${names.length === 1 ? allowed : `one of ${allowed}`} must be given`;
  reader.report.add(place, { code: 'missing-key', message, found: undefined, allowed });
}

/** A map that is wrong as a whole is an empty one: what it should have held is not looked for elsewhere. */
function readMap(
  shape: Shape & { kind: 'map' },
  value: unknown,
  place: Place | null,
  reader: Reader,
): ReadonlyMap<string, unknown> {
  const result = new Map<string, unknown>();
  if (!isObject(value)) {
    wrongType(value, `an object keyed by ${KEY_FORMS[shape.keys]}`, place, reader);
    return result;
  }
  const names = Object.keys(value);
  if (!hasLegalSize(names.length, shape, value, place, reader)) return result;
  for (const name of names) {
    const entry = read(shape.of, value[name], at(place, name), reader);
    if (!MAP_KEYS[shape.keys].test(name)) badKey(shape.keys, name, place, reader);
    else result.set(name, entry);
  }
  return result;
}

function badKey(keys: MapKeys, name: string, place: Place | null, { report }: Reader): void {
  const allowed = KEY_FORMS[keys];
  const meant = keys === 'id' ? undefined : name.replace('~', '->').replaceAll(' ', '');
  const near = meant !== undefined && meant !== name && MAP_KEYS[keys].test(meant) ? meant : undefined;
  report.add(at(place, name), {
    code: 'bad-id',
    message: `not a name: expected ${allowed}`,
    found: name,
    allowed,
    nearest: near,
  });
}

function readList(
  shape: Shape & { kind: 'list' },
  value: unknown,
  place: Place | null,
  reader: Reader,
): readonly unknown[] | undefined {
  if (!Array.isArray(value)) return wrongType(value, 'a list', place, reader);
  if (!hasLegalSize(value.length, shape, value, place, reader)) return undefined;
  return value.map((entry, index) => read(shape.of, entry, at(place, index), reader));
}

function hasLegalSize(
  size: number,
  { min, max }: { readonly min: number; readonly max: number },
  value: unknown,
  place: Place | null,
  { report }: Reader,
): boolean {
  if (size >= min && size <= max) return true;
  const allowed = min === max ? `${min} entries` : `from ${min} to ${max} entries`;
  const code = size > max ? 'too-large' : 'out-of-range';
  report.add(place, { code, message: `must have ${allowed}`, found: value, allowed });
  return false;
}

function readEither(options: readonly Shape[], value: unknown, place: Place | null, reader: Reader): unknown {
  const option = meantOption(options, value);
  if (option.kind !== 'enum') return read(option, value, place, reader);
  const amount = options.find(isAmount);
  return readWord(option, value, place, reader, amount && describeQuantity(amount.kind));
}

/** Objects go to the object, words to the list of words, amounts to what is left; what fits nothing is told of words. */
function meantOption(options: readonly Shape[], value: unknown): Shape {
  const fits = options.find((option) => fitsType(option, value));
  const words = options.find(({ kind }) => kind === 'enum');
  const mayBeAmount = typeof value === 'number' || typeof value === 'string';
  return fits ?? (mayBeAmount ? undefined : words) ?? options.find(isAmount) ?? options[0];
}

function isAmount(shape: Shape): shape is Extract<Shape, { readonly min: number; readonly infinite: boolean }> {
  return 'min' in shape && 'infinite' in shape;
}

function fitsType(shape: Shape, value: unknown): boolean {
  if (shape.kind === 'object') return isObject(value);
  if (shape.kind !== 'enum' || typeof value !== 'string') return false;
  return shape.values.includes(value) || shape.later.includes(value) || !/^[+-]?[0-9]/.test(value);
}

const indexes = new WeakMap<ObjectShape, ReadonlyMap<string, Key>>();

export function keyOf(shape: ObjectShape, name: string): Key | undefined {
  let index = indexes.get(shape);
  if (!index) {
    index = new Map(shape.keys.map((key) => [key.name, key]));
    indexes.set(shape, index);
  }
  return index.get(name);
}

function namesOf(shape: ObjectShape): string[] {
  return shape.keys.map(({ name }) => name);
}
