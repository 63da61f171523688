/** What a link's `use` stands for: the values of a named profile of which the keys work, laid under the link's own. */
import { type Profile, type ProfileValue, profiles } from '../policies/profiles/index.ts';
import type { ObjectShape, Shape } from '../policies/schema.ts';
import { Report } from './problems.ts';
import { isObject, keyOf, type Plain, read, refusedValues } from './read.ts';

/** Keys that say of which kind their neighbours are: without one they would mean something else. */
const TAGS = new Set(['kind', 'policy', 'algorithm', 'mode']);

export function profileNamed(name: unknown): Profile | undefined {
  return profiles.find((profile) => profile.name === name);
}

/**
 * @param isGiven whether the link gives the policy at this path, by any pattern
 * @returns the part of a link that the profile writes, as it would be written
 */
export function profileLink(shape: ObjectShape, { values }: Profile, isGiven: (path: string) => boolean): Plain {
  const working = workingValues(shape, values);
  const isOn = (policy: string) =>
    isGiven(policy) || values.some((one) => one.given === undefined && isIn(one, policy));
  const link: Record<string, unknown> = {};
  for (const { path, value, given } of working) {
    if (given === undefined || isOn(given)) put(link, path.split('.'), value);
  }
  return link;
}

function isIn({ path }: ProfileValue, policy: string): boolean {
  return path.startsWith(`${policy}.`);
}

/** Those whose keys and values work, without the neighbours of a kind that does not. */
export function workingValues(shape: ObjectShape, values: readonly ProfileValue[]): ProfileValue[] {
  const works = values.filter(({ path, value }) => isWorking(shape, path.split('.'), value));
  const lost = values.filter((one) => !works.includes(one) && TAGS.has(nameOf(one))).map(placeOf);
  return works.filter(({ path }) => !lost.some((place) => path.startsWith(place)));
}

function isWorking(shape: ObjectShape, [name, ...rest]: readonly string[], value: unknown): boolean {
  const key = keyOf(shape, name);
  if (!key?.supported) return false;
  if (rest.length > 0) {
    const inner = objectIn(key.shape);
    return inner !== undefined && isWorking(inner, rest, value);
  }
  const report = new Report();
  const given = read(key.shape, value, null, { report, isRefused: false });
  return report.problems.length === 0 && refusedValues(key, given) === undefined;
}

function objectIn(shape: Shape): ObjectShape | undefined {
  if (shape.kind === 'object') return shape;
  return shape.kind === 'either' ? shape.options.find((option) => option.kind === 'object') : undefined;
}

function put(target: Record<string, unknown>, [name, ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    target[name] = value;
    return;
  }
  const inner = isObject(target[name]) ? (target[name] as Record<string, unknown>) : {};
  target[name] = inner;
  put(inner, rest, value);
}

function nameOf({ path }: ProfileValue): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** "retry.budget." of "retry.budget.kind". */
function placeOf({ path }: ProfileValue): string {
  return path.slice(0, path.lastIndexOf('.') + 1);
}
