/** What a key is, for people and for controls: everything here comes out of the table of keys. */
import type { Profile } from '../policies/profiles/index.ts';
import type { Key, ObjectShape, Shape } from '../policies/schema.ts';
import { WITHOUT_BALANCER } from '../policies/balancers/balancer-keys.ts';
import { DISTRIBUTION_FORMS } from './keys/distributions.ts';
import { FAULT } from './keys/faults.ts';
import { LINK } from './keys/links.ts';
import { SCENARIO } from './keys/scenario.ts';
import { ENDPOINT, SERVICE } from './keys/services.ts';
import { BRANCH, STEP } from './keys/steps.ts';
import { WORKLOAD } from './keys/workloads.ts';
import { getValue, walkPath } from './paths.ts';
import { Report } from './problems.ts';
import { profileLink, profileNamed } from './profiles.ts';
import { isObject } from './read.ts';

export type ControlKind =
  | 'duration'
  | 'rate'
  | 'ratio'
  | 'size'
  | 'bandwidth'
  | 'dataRate'
  | 'integer'
  | 'number'
  | 'enum'
  | 'boolean'
  | 'distribution'
  | 'string'
  /** Not one value: the panel shows what is inside. */
  | 'group';

export interface Parameter {
  /** Below the service, link, workload …: "retry.maxAttempts". */
  readonly path: string;
  readonly name: string;
  readonly kind: ControlKind;
  /** As it would be written; undefined: absent. */
  readonly default: unknown;
  readonly defaultSource: string;
  /** In what a bare number means (`unit`); undefined where it makes no sense. */
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** Whether "infinite" is allowed. */
  readonly infinite: boolean;
  /** Words that may be chosen. */
  readonly options: readonly string[];
  /** What a bare number counts: "ms", "/s", "B", "bit/s"; empty for ratios and counts. */
  readonly unit: string;
  readonly supported: boolean;
  readonly en: string;
  readonly zh: string;
}

export interface ParameterAt extends Parameter {
  /** As written at this path; undefined: not given here. */
  readonly value: unknown;
  /** For a link: the value that a wider pattern, a profile ("profiles.envoy.timeout") or the network below gives it. */
  readonly inherited: { readonly value: unknown; readonly from: string } | undefined;
  /** Whether the policy that the key belongs to is given at all, here or by inheritance: its default holds only then. */
  readonly isActive: boolean;
}

/** Row of the table of keys: a parameter with its full path pattern, such as `links.<caller->callee>.timeout`. */
export interface KeyRow extends Parameter {
  readonly target: Target | 'distribution' | 'step';
}

export type Target = 'scenario' | 'service' | 'endpoint' | 'link' | 'workload' | 'fault';

export interface ParameterGroup {
  /** The policy's key, or empty for the target's own values. */
  readonly name: string;
  readonly en: string;
  readonly zh: string;
  readonly supported: boolean;
  readonly parameters: readonly Parameter[];
}

const TARGETS: Readonly<Record<Target | 'distribution' | 'step', readonly ObjectShape[]>> = {
  scenario: [SCENARIO],
  service: [SERVICE],
  endpoint: [ENDPOINT],
  link: [LINK],
  workload: [WORKLOAD],
  fault: [FAULT],
  step: [STEP, BRANCH],
  distribution: [DISTRIBUTION_FORMS],
};

const UNITS: Readonly<Record<string, string>> = {
  duration: 'ms',
  distribution: 'ms',
  rate: '/s',
  size: 'B',
  bandwidth: 'bit/s',
  dataRate: 'B/s',
};

/** Every key of the format. Containers come before what they contain. */
export function keyTable(): KeyRow[] {
  const rows: KeyRow[] = [];
  for (const [target, shapes] of Object.entries(TARGETS) as [KeyRow['target'], readonly ObjectShape[]][]) {
    const seen = new Set<string>();
    for (const shape of shapes) {
      for (const parameter of flattened(shape, '', true)) {
        if (!seen.has(parameter.path)) rows.push({ ...parameter, target });
        seen.add(parameter.path);
      }
    }
  }
  return rows;
}

/** The keys of one kind of thing by policy, as the panel lists them; containers are groups, not rows. */
export function parametersOf(target: Target): ParameterGroup[] {
  const own: Parameter[] = [];
  const groups: ParameterGroup[] = [];
  for (const key of TARGETS[target][0].keys) {
    const parameter = parameterOf(key, '', true, undefined);
    const inner = innerObject(key.shape);
    if (parameter.kind !== 'group') own.push(parameter);
    if (!inner) continue;
    const parameters = flattened(inner, `${key.name}.`, key.supported).filter(({ kind }) => kind !== 'group');
    const { name, en, zh, supported } = parameter;
    if (parameters.length > 0) groups.push({ name, en, zh, supported, parameters });
  }
  return [{ name: '', en: '', zh: '', supported: true, parameters: own }, ...groups];
}

/** @returns what the panel needs to make a control for the value at this path; undefined when no value can be there */
export function describePath(path: string, document: unknown): ParameterAt | undefined {
  const steps = walkPath(path, document, new Report());
  const last = steps?.at(-1);
  if (!steps || !last?.shape) return undefined;
  const names = steps.map(({ name }) => name);
  const value = getValue(document, path);
  const inherited = names[0] === 'links' ? inheritedBy(names, document) : undefined;
  const key = last.key ?? unnamed(last.name, last.shape);
  const isSupported = steps.every((step) => step.key?.supported ?? true);
  const parameter = parameterOf(key, '', isSupported, value ?? inherited?.value);
  const isActive = isPolicyGiven(names, document);
  const isRoundRobin = path.endsWith('.balancer.policy') && !isActive;
  return {
    ...parameter,
    path: names.join('.'),
    ...(isRoundRobin ? { default: WITHOUT_BALANCER, defaultSource: 'without balancer' } : {}),
    value,
    inherited,
    isActive,
  };
}

function unnamed(name: string, shape: Shape): Key {
  const none = { fallback: undefined, source: '', en: '', zh: '', required: true, supported: true, only: null };
  return { name, shape, ...none };
}

/** Wider patterns of the same link, the closer one first, then the network that all links lie on. */
function inheritedBy(names: readonly string[], document: unknown): ParameterAt['inherited'] {
  const [, link, ...rest] = names;
  const patterns = patternsOf(link);
  for (const pattern of patterns.slice(1)) {
    const from = ['links', pattern, ...rest].join('.');
    const value = getValue(document, from);
    if (value !== undefined) return { value, from };
  }
  const profile = inheritedFromProfile(patterns, rest, document);
  if (profile || rest[0] !== 'network') return profile;
  const value = getValue(document, rest.join('.'));
  return value === undefined ? undefined : { value, from: rest.join('.') };
}

/** @param patterns that match the link, the most specific one first: its `use` holds */
function inheritedFromProfile(
  patterns: readonly string[],
  rest: readonly string[],
  document: unknown,
): ParameterAt['inherited'] {
  const { profile, isGiven } = profileOf(patterns, document);
  if (!profile) return undefined;
  const value = valueIn(profileLink(LINK, profile, isGiven), rest.join('.'));
  return value === undefined ? undefined : { value, from: ['profiles', profile.name, ...rest].join('.') };
}

function profileOf(patterns: readonly string[], document: unknown) {
  const given = (path: string) =>
    patterns.map((pattern) => getValue(document, `links.${pattern}.${path}`)).find((value) => value !== undefined);
  return { profile: profileNamed(given('use')), isGiven: (path: string) => given(path) !== undefined };
}

/** What the profile of a link fills in that the link does not give itself, by any pattern; undefined without one. */
export function profileValuesAt(link: string, document: unknown): Profile | undefined {
  const { profile, isGiven } = profileOf(patternsOf(link), document);
  if (!profile) return undefined;
  const filled = profileLink(LINK, profile, isGiven);
  const values = profile.values.filter(({ path }) => !isGiven(path) && valueIn(filled, path) !== undefined);
  return { ...profile, values };
}

/** The link's own name and those of the wider patterns, the most specific one first. */
function patternsOf(link: string): string[] {
  const [caller, callee] = link.split('->');
  return [link, ...[`*->${callee}`, `${caller}->*`, '*'].slice(rankOf(link))];
}

function valueIn(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), value);
}

/** How many of the wider patterns a pattern does not lie below. */
function rankOf(link: string): number {
  if (!link.includes('*')) return 0;
  if (link.startsWith('*->')) return 1;
  return link === '*' ? 3 : 2;
}

/** Policies stand at the third name of a path (`links.ID.retry.…`, `services.ID.queue.…`). */
function isPolicyGiven(names: readonly string[], document: unknown): boolean {
  for (let length = 3; length < names.length; length++) {
    const above = names.slice(0, length);
    const isGiven = isObject(getValue(document, above.join('.')));
    const isInherited = above[0] === 'links' && inheritedBy(above, document) !== undefined;
    if (!isGiven && !isInherited) return false;
  }
  return true;
}

function flattened(shape: ObjectShape, prefix: string, supported: boolean): Parameter[] {
  return shape.keys.flatMap((key) => {
    const parameter = parameterOf(key, prefix, supported, undefined);
    const inner = innerObject(key.shape);
    return [parameter, ...(inner ? flattened(inner, `${parameter.path}.`, parameter.supported) : [])];
  });
}

/** What a key contains when it is given as an object. Maps, lists of steps and the like are targets of their own. */
function innerObject(shape: Shape): ObjectShape | undefined {
  if (shape.kind === 'object') return shape;
  if (shape.kind === 'either') return shape.options.find((option) => option.kind === 'object');
  if (shape.kind === 'list' && shape.of.kind === 'object' && shape.of !== FAULT) return shape.of;
  return undefined;
}

function parameterOf(key: Key, prefix: string, supported: boolean, value: unknown): Parameter {
  const shape = shownOption(key.shape, value);
  const words = key.shape.kind === 'either' ? key.shape.options : [key.shape];
  const bounds = 'min' in shape && 'infinite' in shape ? shape : undefined;
  const kind = controlKind(shape);
  return {
    path: prefix + key.name,
    name: key.name,
    kind,
    default: key.fallback,
    defaultSource: key.source,
    min: bounds?.min,
    max: bounds?.max,
    infinite: bounds?.infinite ?? false,
    options: words.flatMap((option) => (option.kind === 'enum' ? option.values : [])),
    unit: UNITS[kind] ?? '',
    supported: supported && key.supported,
    en: key.en,
    zh: key.zh,
  };
}

/** Of several shapes the one that the value has; without a value the first that is a single value. */
function shownOption(shape: Shape, value: unknown): Shape {
  if (shape.kind !== 'either') return shape;
  const objects = shape.options.find(({ kind }) => kind === 'object');
  if (isObject(value) && objects) return objects;
  const single = shape.options.filter(({ kind }) => kind !== 'object');
  const word = single.find((option) => option.kind === 'enum' && option.values.includes(String(value)));
  const amount = single.find(({ kind }) => kind !== 'enum');
  return word ?? (value === undefined ? undefined : amount) ?? single[0] ?? shape.options[0];
}

function controlKind({ kind }: Shape): ControlKind {
  switch (kind) {
    case 'seed':
      return 'string';
    case 'object':
    case 'map':
    case 'list':
    case 'either':
    case 'named':
    case 'any':
      return 'group';
    default:
      return kind;
  }
}
