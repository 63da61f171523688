/** Which parameters a selection has, in which groups: the table of keys, without what has no effect now. */
import { describePath, parametersOf, setValue } from '../../sim-core/index.ts';
import { isMap } from '../store/document-diff.ts';
import { isQuantity } from './written.ts';
import type { ParameterAt, Target } from '../../sim-core/index.ts';
import type { Document } from '../store/contract.ts';

export interface ParameterRef {
  /** In the document: "links.web->orders.retry.maxAttempts". */
  readonly path: string;
  /** Below its target: "retry.maxAttempts". */
  readonly key: string;
}

export interface Group {
  /** The policy's key; empty for the target's own values. */
  readonly name: string;
  /** In the document. */
  readonly path: string;
  readonly en: string;
  readonly zh: string;
  /** null: it cannot be switched off. */
  readonly isOn: boolean | null;
  readonly parameters: readonly ParameterRef[];
}

/** Groups that are part of the thing itself; all others are policies that may be absent. */
const ALWAYS_THERE = new Set([
  '',
  'network',
  'balancer',
  'queue',
  'instances',
  'discovery',
  'arrivals',
  'metrics',
  'limits',
]);
/** Lists with editors of their own. */
const ELSEWHERE = new Set(['profile', 'slos', 'arrivals', 'session']);
/** What matters most first. */
const ORDER = [
  '',
  'retry',
  'circuitBreaker',
  'outlierDetection',
  'queue',
  'discovery',
  'balancer',
  'network',
  'metrics',
  'limits',
];

/** @param base path of the target, "links.web->orders"; empty for the scenario */
export function groupsOf(target: Target, base: string, document: Document): Group[] {
  const prefix = base === '' ? '' : `${base}.`;
  return parametersOf(target)
    .filter(({ supported, name }) => supported && !ELSEWHERE.has(name))
    .map(({ name, en, zh, parameters }) => ({
      name,
      path: prefix + name,
      en,
      zh,
      isOn: ALWAYS_THERE.has(name) ? null : isGiven(prefix + name, document),
      parameters: parameters
        .filter(({ supported }) => supported)
        .map(({ path }) => ({ path: prefix + path, key: path }))
        .filter((ref) => isUseful(target, base, ref, document)),
    }))
    .filter(({ parameters }) => parameters.length > 0)
    .toSorted((a, b) => rank(a.name) - rank(b.name));
}

function rank(name: string): number {
  const place = ORDER.indexOf(name);
  return place < 0 ? ORDER.length : place;
}

function isGiven(path: string, document: Document): boolean {
  const described = describePath(path, document);
  return described?.value !== undefined || described?.inherited !== undefined;
}

function isUseful(target: Target, base: string, { path, key }: ParameterRef, document: Document): boolean {
  const described = describePath(path, document);
  if (!described || !canBeChanged(described, document)) return false;
  if (target === 'scenario') return !['version', 'name', 'description'].includes(key);
  if (target === 'service') return isUsefulInService(key, base, document);
  // What is asked for has an editor of its own, as one call or several.
  if (target === 'workload') return key !== 'call';
  if (target === 'link') return isUsefulInLink(key, base, document);
  return true;
}

function isUsefulInService(key: string, base: string, document: Document): boolean {
  const given = describePath(base, document)?.value;
  const has = (name: string) => isMap(given) && given[name] !== undefined;
  // It has an editor of its own.
  if (key === 'instances' || key.startsWith('instances.')) return false;
  if (key === 'work') return !has('endpoints') && (has('work') || !has('steps'));
  if (key === 'errorRate') return !has('endpoints');
  if (key === 'discovery' || key.startsWith('admission.priority.')) return false;
  if (key.startsWith('discovery.') && key !== 'discovery.mode') {
    const mode = describePath(`${base}.discovery.mode`, document);
    return mode?.isActive === true && valueOf(mode) === 'client';
  }
  return true;
}

function isUsefulInLink(key: string, base: string, document: Document): boolean {
  const effective = (other: string) => valueOf(describePath(`${base}.${other}`, document));
  if (key.startsWith('circuitBreaker.')) return isOfBreaker(key, base, document);
  if (key === 'balancer.failTrafficOnPanic' || key === 'balancer.panicThreshold')
    return isGiven(`${base}.outlierDetection`, document);
  if (key === 'balancer.loads.shared' && !isMap(effective('balancer.loads'))) return false;
  if (key.startsWith('balancer.subset.') && !isMap(effective('balancer.subset'))) return false;
  if (key.startsWith('balancer.slowStart.') && !isMap(effective('balancer.slowStart'))) return false;
  if (key in BALANCER_KEYS) return BALANCER_KEYS[key].includes(String(effective('balancer.policy')));
  if (key.startsWith('retry.budget.') && key !== 'retry.budget.kind') return isOfBudget(key, base, document);
  if (key === 'network.per') return effective('network.bandwidth') !== 'infinite';
  if (key === 'network.rto') return ![0, '0', '0%'].includes(effective('network.loss') as number | string);
  return true;
}

const WEIGHING = ['weighted-round-robin', 'least-request'];
const HASHING = ['ring-hash', 'maglev'];

/** Policies for which a key means something. */
const BALANCER_KEYS: Readonly<Record<string, readonly string[]>> = {
  'balancer.choices': ['least-request'],
  'balancer.replacement': ['least-request'],
  'balancer.activeRequestBias': ['least-request'],
  'balancer.slowStart.window': WEIGHING,
  'balancer.slowStart.aggression': WEIGHING,
  'balancer.slowStart.minWeight': WEIGHING,
  'balancer.decayTime': ['peak-ewma'],
  'balancer.minimumRingSize': ['ring-hash'],
  'balancer.maximumRingSize': ['ring-hash'],
  'balancer.tableSize': ['maglev'],
  'balancer.hashBalanceFactor': HASHING,
  'balancer.loads.shared': ['least-request', 'least-connections', 'peak-ewma', ...HASHING],
};

/** Each kind of budget has keys of its own; without a budget none means anything. */
function isOfBudget(key: string, base: string, document: Document): boolean {
  const kind = describePath(`${base}.retry.budget.kind`, document);
  return kind?.isActive === true && (BUDGET_KEYS[String(valueOf(kind))] ?? []).includes(key);
}

const BUDGET_KEYS: Readonly<Record<string, readonly string[]>> = {
  window: ['retry.budget.ratio', 'retry.budget.minPerSecond', 'retry.budget.ttl'],
  concurrency: ['retry.budget.ratio', 'retry.budget.min'],
  tokens: ['retry.budget.max', 'retry.budget.ratio'],
  quota: ['retry.budget.tokens', 'retry.budget.cost'],
};

/** Each kind of breaker has keys of its own, and a window is of calls or of time. */
function isOfBreaker(key: string, base: string, document: Document): boolean {
  const name = key.slice('circuitBreaker.'.length);
  const breaker = `${base}.circuitBreaker`;
  const kind = String(valueOf(describePath(`${breaker}.kind`, document)));
  if (name === 'kind' || name === 'scope') return true;
  if (!(BREAKER_KEYS[kind] ?? []).includes(name.split('.')[0])) return false;
  const has = (other: string) => isGiven(`${breaker}.${other}`, document);
  if (name === 'window.calls') return !has('window.time');
  if (name === 'window.time') return !has('window.calls');
  if (name === 'window.buckets') return has('window.time');
  if (name.startsWith('markDeadFor.')) return !has('openFor');
  return name !== 'openFor' || kind !== 'consecutive' || !has('markDeadFor');
}

const BREAKER_KEYS: Readonly<Record<string, readonly string[]>> = {
  'failure-rate': [
    ...['window', 'minCalls', 'failureRate', 'slowCall', 'openFor', 'halfOpenCalls'],
    ...['maxWaitDurationInHalfOpenState', 'automaticTransitionFromOpenToHalfOpen'],
  ],
  consecutive: ['consecutive', 'openFor', 'markDeadFor'],
  limits: ['maxConnections', 'maxPendingRequests', 'maxRequests', 'maxRetries'],
};

/** As written here or by a wider pattern, else the default. */
export function valueOf(parameter: ParameterAt | undefined): unknown {
  return parameter?.value ?? parameter?.inherited?.value ?? parameter?.default;
}

/** Some keys are known of which one value only works; a control for them would do nothing. */
export function canBeChanged(parameter: ParameterAt, document: Document): boolean {
  const { kind, path } = parameter;
  if (kind === 'group') return false;
  if (kind === 'enum') return usableOptions(parameter, document).length > 1;
  if (kind === 'boolean') return isAccepted(path, true, document) && isAccepted(path, false, document);
  if (!isQuantity(kind)) return true;
  const { min = 0, max = Infinity } = parameter;
  return isAccepted(path, Math.min(min + 1, max), document) || isAccepted(path, max, document);
}

/** The words that may be chosen here and do something. */
export function usableOptions({ options, path }: ParameterAt, document: Document): string[] {
  return options.filter((option) => isAccepted(path, option, document));
}

function isAccepted(path: string, value: unknown, document: Document): boolean {
  const edited = setValue(document, path, value);
  return edited.ok || !edited.problems.some(({ code }) => code === 'not-supported');
}
