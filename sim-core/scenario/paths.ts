/**
 * Paths name one value of a document: `links.web->orders.retry.maxAttempts`, `faults.f1.at`,
 * `services.orders.endpoints.place.steps.0.work`. `~` stands for `->`, entries of lists go by their `id` or index.
 */
import type { Key, ObjectShape, Shape } from '../policies/schema.ts';
import { DISTRIBUTION_FORMS } from './keys/distributions.ts';
import { INSTANCES } from './keys/services.ts';
import { NAMED_SHAPES, SCENARIO } from './keys/scenario.ts';
import { nearest } from './nearest.ts';
import { copyPlain } from './plain.ts';
import { at, type Place, type Problem, Report } from './problems.ts';
import { isMapKey, isObject, keyOf, type Plain, read, refusedValues } from './read.ts';

const PATH_MAX = 500;

/** One step of a path: the name, the shape of what it leads to, and the key that describes it. */
export interface PathStep {
  readonly name: string;
  readonly shape: Shape | undefined;
  readonly key: Key | undefined;
}

/** @returns what each part of the path names; undefined after reporting the first part that no document can have */
export function walkPath(path: string, document: unknown, report: Report): PathStep[] | undefined {
  const parts = path.length > PATH_MAX ? [] : path.replaceAll('~', '->').split('.');
  if (parts.length === 0 || parts.includes('')) return badPath(path, 'not a path', [], '', report);
  const steps: PathStep[] = [];
  let shape: Shape | undefined = SCENARIO;
  let value: unknown = document;
  for (let i = 0; i < parts.length; i++) {
    const inner: Shape | undefined = concrete(shape, value, parts[i]);
    // Percentiles have a dot in their names: the rest of the path is one.
    const name: string = inner?.kind === 'map' && inner.keys === 'percent' ? parts.slice(i).join('.') : parts[i];
    const step = stepInto(inner, name, value, path, report);
    if (!step) return undefined;
    steps.push(step);
    if (name !== parts[i]) return steps;
    value = child(value, step.name);
    shape = step.shape;
  }
  return steps;
}

function stepInto(
  shape: Shape | undefined,
  name: string,
  value: unknown,
  path: string,
  report: Report,
): PathStep | undefined {
  if (shape?.kind === 'any') return { name, shape, key: undefined };
  if (shape?.kind === 'object') {
    const key = keyOf(shape, name);
    if (key) return { name, shape: key.shape, key };
    const known = shape.keys.map((other) => other.name);
    return badPath(path, `there is no key ${name.slice(0, 70)} here`, known, name, report);
  }
  if (shape?.kind === 'map') {
    if (isMapKey(shape.keys, name)) return { name, shape: shape.of, key: undefined };
    return badPath(path, `${name.slice(0, 70)} cannot be a name here`, Object.keys(Object(value)), name, report);
  }
  if (shape?.kind === 'list') {
    const index = listIndex(value, name);
    if (index !== undefined) return { name: String(index), shape: shape.of, key: undefined };
    return badPath(path, `the list has no entry ${name.slice(0, 70)}`, idsOf(value), name, report);
  }
  return badPath(path, `nothing is below ${name.slice(0, 70)}`, [], name, report);
}

function badPath(path: string, message: string, known: readonly string[], name: string, report: Report): undefined {
  report.add(null, {
    code: 'bad-path',
    message: `${path.slice(0, 120)}: ${message}`,
    found: path,
    allowed: known.slice(0, 50).join(', '),
    nearest: nearest(name, known),
  });
}

/** The shape that a value of this document has, where several are possible. */
function concrete(shape: Shape | undefined, value: unknown, below: string): Shape | undefined {
  if (shape?.kind === 'named') return NAMED_SHAPES[shape.name];
  if (shape?.kind === 'distribution') return DISTRIBUTION_FORMS;
  if (shape?.kind !== 'either') return shape;
  const objects = shape.options.filter((option): option is ObjectShape => option.kind === 'object');
  return isObject(value) ? objects[0] : (objects.find((option) => keyOf(option, below)) ?? objects[0]);
}

/** Index of a list's entry by its `id`, or by number; the first free index is an entry to be. */
function listIndex(value: unknown, name: string): number | undefined {
  const entries: readonly unknown[] = Array.isArray(value) ? value : [];
  const byId = entries.findIndex((entry) => isObject(entry) && entry.id === name);
  if (byId >= 0) return byId;
  return /^[0-9]{1,9}$/.test(name) && Number(name) <= entries.length ? Number(name) : undefined;
}

function idsOf(value: unknown): string[] {
  const entries: readonly unknown[] = Array.isArray(value) ? value : [];
  return entries.flatMap((entry) => (isObject(entry) && typeof entry.id === 'string' ? [entry.id] : []));
}

function child(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value[Number(name)];
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** @returns the value a path leads to as it is written; undefined when it is not given or the path leads nowhere */
export function getValue(document: unknown, path: string): unknown {
  const steps = walkPath(path, document, new Report());
  return steps?.reduce((value: unknown, step) => child(value, step.name), document);
}

export type Edited =
  | { readonly ok: true; readonly document: Plain }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Sets one value, making the objects on the way that are missing (`retry` of a link, a link of `links`).
 * @param value undefined or null takes it away
 * @returns a new document that shares what did not change; the value's own spelling is checked, the whole document not
 */
export function setValue(document: Plain, path: string, value: unknown): Edited {
  const report = new Report();
  const steps = walkPath(path, document, report);
  if (steps && value !== undefined && value !== null) {
    const shape = steps[steps.length - 1].shape;
    const place = steps.reduce((above: Place | null, { name }) => at(above, name), null);
    const plain = copyPlain(value, report);
    if (shape && report.problems.length === 0) read(shape, plain, place, { report, isRefused: false });
    if (report.problems.length === 0) refuseUnsupported(steps, plain, place, report);
  }
  if (report.problems.length > 0) return { ok: false, problems: report.problems };
  const result = setInto(document, path, value, report);
  if (report.problems.length > 0 || !isObject(result)) return { ok: false, problems: report.problems };
  return { ok: true, document: result };
}

/** What the check of a whole document would say about the keys on the way. */
function refuseUnsupported(steps: readonly PathStep[], value: unknown, place: Place | null, report: Report): void {
  // An entry has no key of its own: its list's holds for it.
  const last = steps.at(-1)?.key ?? steps.at(-2)?.key;
  const unsupported = steps.find(({ key }) => key?.supported === false)?.name;
  const name = unsupported ?? (last && refusedValues(last, value));
  if (name === undefined) return;
  report.add(place, { code: 'not-supported', message: `not yet supported: ${name}`, found: value });
}

/** As `setValue` without looking at the value: whoever checks the whole document needs no second check. */
export function setInto(document: Plain, path: string, value: unknown, report: Report): unknown {
  const steps = walkPath(path, document, report);
  if (!steps || hasUnknownEntry(document, steps, path, report)) return undefined;
  const plain = value === undefined || value === null ? undefined : copyPlain(value, report);
  return placed(document, SCENARIO, steps, 0, plain);
}

/** A path through a service that does not exist is a slip of the pen; setting the whole service makes one. */
function hasUnknownEntry(document: Plain, steps: readonly PathStep[], path: string, report: Report): boolean {
  let value: unknown = document;
  let shape: Shape | undefined = SCENARIO;
  for (const [index, step] of steps.entries()) {
    const isMissing = child(value, step.name) === undefined;
    if (isMissing && shape?.kind === 'map' && shape.keys === 'id' && index < steps.length - 1) {
      badPath(path, `there is no ${step.name}`, Object.keys(Object(value)), step.name, report);
      return true;
    }
    value = child(value, step.name);
    shape = step.shape;
  }
  return false;
}

function placed(
  container: unknown,
  shape: Shape | undefined,
  steps: readonly PathStep[],
  depth: number,
  value: unknown,
): unknown {
  if (depth === steps.length) return value;
  const { name, shape: innerShape } = steps[depth];
  const before = child(container, name);
  if (value === undefined && before === undefined) return container;
  const after = placed(before, innerShape, steps, depth + 1, value);
  if (Array.isArray(container) || (container === undefined && concrete(shape, container, name)?.kind === 'list')) {
    return withEntry((container ?? []) as readonly unknown[], Number(name), after);
  }
  return withKey(objectFor(container, shape, name), name, after);
}

function withEntry(list: readonly unknown[], index: number, value: unknown): unknown[] {
  if (value === undefined) return list.filter((_, i) => i !== index);
  return index < list.length ? list.map((entry, i) => (i === index ? value : entry)) : [...list, value];
}

function withKey(object: Plain, name: string, value: unknown): Plain {
  const entries = Object.entries(object);
  if (value === undefined) return Object.fromEntries(entries.filter(([key]) => key !== name));
  if (!Object.hasOwn(object, name)) return Object.fromEntries([...entries, [name, value]]);
  return Object.fromEntries(entries.map(([key, old]) => [key, key === name ? value : old]));
}

/** The object that a key is set in: a plain number of instances becomes a count, another kind of arrivals goes. */
function objectFor(container: unknown, shape: Shape | undefined, name: string): Plain {
  const meant = concrete(shape, container, name);
  if (!isObject(container)) {
    return meant === INSTANCES && typeof container === 'number' && name !== 'count' ? { count: container } : {};
  }
  if (meant?.kind !== 'object' || !meant.oneOf.includes(name)) return container;
  const others = meant.oneOf.filter((other) => other !== name);
  return Object.fromEntries(Object.entries(container).filter(([key]) => !others.includes(key)));
}
