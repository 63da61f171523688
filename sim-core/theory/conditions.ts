/**
 * What each key of a scenario means to the formulas. The tables name every key, so that a new feature of the model does not
 * compile before it is said here whether the formulas still hold with it.
 */
import type {
  ResolvedFault,
  ResolvedLink,
  ResolvedScenario,
  ResolvedService,
  ResolvedStep,
  ResolvedWorkload,
} from '../model/resolved-scenario.ts';
import { type Reason, reasonFor } from './reasons.ts';

type Judgements<T> = { readonly [K in keyof T]-?: (value: T[K], scenario: ResolvedScenario) => Reason | null };

/** The formulas take it into account, or it changes no number. */
const taken = (): null => null;

/** A policy that has no formula here, by its key. */
function unlessNull(key: string): (value: unknown) => Reason | null {
  return (value) => (value === null ? null : reasonFor('feature', key));
}

const SERVICE: Judgements<ResolvedService> = {
  id: taken,
  instances: (instances) =>
    instances.every(({ speed, weight }) => speed === instances[0].speed && weight === instances[0].weight)
      ? null
      : reasonFor('unequal-instances'),
  concurrency: taken,
  threading: taken,
  queueCapacity: taken,
  // These serve in another order, but interrupt nobody and do not look at who it is: the mean wait is the same.
  queueDiscipline: (discipline) =>
    discipline === 'ps' || discipline === 'priority' ? reasonFor('feature', `queue.discipline: ${discipline}`) : null,
  // Equal instances that take from one queue are one with all their workers.
  isQueueShared: taken,
  delivery: unlessNull('delivery'),
  maxWait: taken,
  // Heartbeats and fetches are messages; without losses, and without crashes (see faults), every view is true.
  discovery: ({ mode }, { network }) => (mode === 'static' || network.lossRatio === 0 ? null : reasonFor('discovery')),
  // A look-up that hits by chance is a choice; what a cache holds depends on what was asked for before.
  endpoints: (endpoints) => {
    if (endpoints.some(({ optimistic }) => optimistic)) return reasonFor('feature', 'optimistic');
    return endpoints.some(({ steps }) => holdsValues(steps)) ? reasonFor('feature', 'cache') : null;
  },
  // What stops when its caller gives up is work that others need not wait for.
  cancellation: (cancellation, scenario) =>
    cancellation === 'none' || !somebodyGivesUp(scenario) ? null : reasonFor('feature', 'cancellation'),
  admission: unlessNull('admission'),
  dropExpired: (dropExpired) => (dropExpired ? reasonFor('feature', 'queue.dropExpired') : null),
  growth: unlessNull('growth'),
  overload: unlessNull('overload'),
  // Without crashes nothing restarts; those are judged as faults and as `overload`.
  restart: taken,
};

const LINK: Judgements<ResolvedLink> = {
  id: taken,
  callerKind: taken,
  caller: taken,
  callee: taken,
  network: taken,
  isPipePerInstance: (isPerInstance) => (isPerInstance ? reasonFor('feature', 'network.per') : null),
  between: (between) => (between.length === 0 ? null : reasonFor('feature', 'network.between')),
  balancer: ({ locality, subset }) => {
    if (locality !== null) return reasonFor('feature', 'balancer.locality');
    return subset === null ? null : reasonFor('feature', 'balancer.subset');
  },
  timeoutNs: taken,
  retry: taken,
  deadlineNs: (deadline) => (deadline === Infinity ? null : reasonFor('feature', 'deadline')),
  // What is left of a deadline cuts calls at any depth.
  propagateDeadline: (_, { links }) =>
    links.some((link) => link.propagateDeadline && link.deadlineNs !== Infinity)
      ? reasonFor('feature', 'propagateDeadline')
      : null,
  // Over a service without queues there is a formula; elsewhere the outcome is not known.
  hedge: taken,
  breaker: unlessNull('circuitBreaker'),
  outlierDetection: unlessNull('outlierDetection'),
  throttle: unlessNull('adaptiveThrottle'),
  bulkhead: unlessNull('bulkhead'),
  rateLimit: unlessNull('rateLimit'),
  pool: unlessNull('pool'),
  fallback: unlessNull('fallback'),
};

const WORKLOAD: Judgements<ResolvedWorkload> = {
  id: taken,
  requests: (requests) => (requests.length === 1 ? null : reasonFor('feature', 'session')),
  population: unlessNull('population'),
  arrivals: taken,
  profile: taken,
  // Without a queue by priority nobody looks at it.
  priority: taken,
  // They decide who is asked only where a balancer hashes, and what a cache holds.
  keys: taken,
  zone: taken,
  clients: taken,
};

export function serviceReason(service: ResolvedService, scenario: ResolvedScenario): Reason | null {
  const fault = scenario.faults.find((each) => hits(each, scenario.services.indexOf(service)));
  return fault ? reasonFor('fault', fault.id) : firstReason(SERVICE, service, scenario);
}

export function linkReason(link: ResolvedLink, scenario: ResolvedScenario): Reason | null {
  return firstReason(LINK, link, scenario);
}

/** Of a stream whose rate is known and does not change. */
export function workloadReason(workload: ResolvedWorkload, scenario: ResolvedScenario): Reason | null {
  const { id, arrivals, profile } = workload;
  if (arrivals.kind === 'times' || arrivals.kind === 'bursty') return reasonFor('arrivals-not-poisson', id);
  if (profile.some(({ atNs, rampNs }) => atNs > 0 || rampNs > 0)) return reasonFor('rate-changes', id);
  return firstReason(WORKLOAD, workload, scenario);
}

function firstReason<T>(judgements: Judgements<T>, of: T, scenario: ResolvedScenario): Reason | null {
  for (const key of Object.keys(judgements) as (keyof T)[]) {
    const reason = judgements[key](of[key], scenario);
    if (reason !== null) return reason;
  }
  return null;
}

function somebodyGivesUp({ links, services }: ResolvedScenario): boolean {
  const mayEnd = links.some(
    (link) => link.timeoutNs !== Infinity || link.deadlineNs !== Infinity || link.hedge !== null,
  );
  const isEarly = (steps: readonly ResolvedStep[]): boolean =>
    steps.some((step) => {
      if (step.kind === 'parallel') return step.need < step.branches.length || step.branches.some(isEarly);
      if (step.kind === 'cache') return isEarly(step.miss);
      return step.kind === 'choose' && step.options.some((option) => isEarly(option.steps));
    });
  return mayEnd || services.some(({ endpoints }) => endpoints.some(({ steps }) => isEarly(steps)));
}

function holdsValues(steps: readonly ResolvedStep[]): boolean {
  return steps.some((step) => {
    if (step.kind === 'cache') return step.hitRatio === null || holdsValues(step.miss);
    if (step.kind === 'parallel') return step.branches.some(holdsValues);
    return step.kind === 'choose' && step.options.some((option) => holdsValues(option.steps));
  });
}

export function hits({ target }: ResolvedFault, service: number): boolean {
  if (target.kind === 'share') return target.service === service;
  return target.members.some((member) => member.service === service);
}

/** The scale that holds from the beginning. */
export function scaleOf({ profile }: ResolvedWorkload): number {
  return profile.at(-1)?.scale ?? 1;
}
