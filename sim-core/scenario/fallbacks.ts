/** What holds when a key is not given, and how one link's keys are laid over another's. */
import type { ObjectShape, Shape } from '../policies/schema.ts';
import { keyOf, type Read, read } from './read.ts';
import { Report } from './problems.ts';

const cache = new WeakMap<ObjectShape, Read>();

/** @returns all keys of the shape that are given or have a fallback; nested policies that are not given stay absent */
export function filled(shape: ObjectShape, given: Read | undefined): Read {
  const result: Read = {};
  const fallbacks = fallbacksOf(shape);
  for (const name of Object.keys(fallbacks)) result[name] = fallbacks[name];
  if (given) for (const name of Object.keys(given)) result[name] = given[name];
  return result;
}

function fallbacksOf(shape: ObjectShape): Read {
  const known = cache.get(shape);
  if (known) return known;
  const fallbacks: Read = {};
  for (const { name, shape: of, fallback } of shape.keys) {
    if (fallback !== undefined) fallbacks[name] = read(of, fallback, null, { report: new Report(), isRefused: true });
  }
  cache.set(shape, fallbacks);
  return fallbacks;
}

/** Lays `upper` over `lower`, key by key and deep; what is not an object of keys is taken whole. */
export function overlaid(shape: ObjectShape, lower: Read, upper: Read): Read {
  const result: Read = {};
  for (const name of Object.keys(lower)) result[name] = lower[name];
  for (const name of Object.keys(upper)) {
    const inner = objectOf(keyOf(shape, name)?.shape, lower[name], upper[name]);
    result[name] = inner ? overlaid(inner, lower[name] as Read, upper[name] as Read) : upper[name];
  }
  return result;
}

/** The shape by which two values are merged; none when they are whole values, or objects of another kind each. */
function objectOf(shape: Shape | undefined, lower: unknown, upper: unknown): ObjectShape | undefined {
  const inner = shape?.kind === 'either' ? shape.options.find(({ kind }) => kind === 'object') : shape;
  if (inner?.kind !== 'object' || !isRead(lower) || !isRead(upper)) return undefined;
  const isOtherKind = inner.tag !== '' && upper[inner.tag] !== undefined && upper[inner.tag] !== lower[inner.tag];
  const isOtherChoice = inner.oneOf.some((name) => upper[name] !== undefined && lower[name] === undefined);
  return isOtherKind || isOtherChoice ? undefined : inner;
}

function isRead(value: unknown): value is Read {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
