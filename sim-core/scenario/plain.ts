/**
 * Plain values: null, booleans, numbers, texts, lists and objects. What comes from outside is copied into such before
 * anything looks at it, within limits of depth and number, so that nothing later can loop, overflow or be surprised.
 */
import { at, type Place, type Report } from './problems.ts';

/** Levels of a document. The deepest key of the format stands at 9; nested steps add four a level. */
export const DEPTH_MAX = 100;
export const VALUES_MAX = 2_000_000;

interface Task {
  readonly source: object;
  readonly copy: Record<string, unknown> | unknown[];
  readonly place: Place | null;
  readonly depth: number;
}

const REFUSED = Symbol('the copy was given up after a problem was reported');

/** @returns the copy, or undefined after reporting what makes it impossible; never throws, whatever it is given */
export function copyPlain(input: unknown, report: Report): unknown {
  try {
    return copyAll(input, report);
  } catch (error) {
    if (error !== REFUSED) {
      report.add(null, { code: 'wrong-type', message: 'the value cannot be read', allowed: 'plain JSON values' });
    }
    return undefined;
  }
}

function copyAll(input: unknown, report: Report): unknown {
  const tasks: Task[] = [];
  let count = 0;
  const copyOf = (value: unknown, place: Place | null, depth: number): unknown => {
    if (++count > VALUES_MAX) refuse('too-large', null, `more than ${VALUES_MAX} values`, report);
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number') return value;
    if (typeof value !== 'object') {
      report.add(place, {
        code: 'wrong-type',
        message: 'not a plain value',
        found: value,
        allowed: 'plain JSON values',
      });
      return null;
    }
    if (depth > DEPTH_MAX) refuse('too-deep', place, `nested more than ${DEPTH_MAX} levels deep`, report);
    const copy = Array.isArray(value) ? [] : {};
    tasks.push({ source: value, copy, place, depth });
    return copy;
  };
  const top = copyOf(input, null, 1);
  for (let task = tasks.pop(); task; task = tasks.pop()) {
    const { source, copy, place, depth } = task;
    // A list with holes has them filled with null, so that indexes stay what they are.
    const names = Array.isArray(source) ? source.keys() : Object.keys(source);
    for (const name of names) {
      const value = (source as Record<string, unknown>)[name];
      if (value === undefined && !Array.isArray(copy)) continue;
      const inner = copyOf(value ?? null, at(place, name), depth + 1);
      put(copy, String(name), inner);
    }
  }
  return top;
}

/** Names that the prototype has too (`__proto__`, `constructor`) are names like any other: defined, not assigned. */
function put(copy: Record<string, unknown> | unknown[], name: string, value: unknown): void {
  if (Array.isArray(copy)) copy.push(value);
  else if (!(name in copy)) copy[name] = value;
  else Object.defineProperty(copy, name, { value, enumerable: true, writable: true, configurable: true });
}

function refuse(code: 'too-large' | 'too-deep', place: Place | null, message: string, report: Report): never {
  report.add(place === null ? null : { above: null, name: firstName(place) }, { code, message, allowed: message });
  throw REFUSED;
}

function firstName(place: Place): string | number {
  let top = place;
  while (top.above !== null) top = top.above;
  return top.name;
}
