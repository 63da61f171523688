/** Breakers, detectors and throttles of a link: what the keys say, in the words of the policies. */
import { OUTCOME_NAMES } from '../model/outcomes.ts';
import type {
  ResolvedBreaker,
  ResolvedBulkhead,
  ResolvedOutlierDetection,
  ResolvedPool,
  ResolvedRetry,
  ResolvedThrottle,
} from '../model/resolved-scenario.ts';
import {
  BREAKER_KEYS,
  BUCKETS_BELOW_A_SECOND,
  MARK_DEAD_KEYS,
  SLOW_CALL_KEYS,
} from '../policies/breakers/breaker-keys.ts';
import { OUTLIER_KEYS } from '../policies/detectors/outlier-keys.ts';
import { THROTTLE_KEYS } from '../policies/throttles/throttle-keys.ts';
import { filled } from './fallbacks.ts';
import type { Read } from './read.ts';

const NS_PER_S = 1e9;

export function breakerOf(given: Read): ResolvedBreaker {
  const breaker = filled(BREAKER_KEYS, given);
  const scope = breaker.scope as ResolvedBreaker['scope'];
  return {
    kind: breaker.kind as ResolvedBreaker['kind'],
    scope,
    onMask: maskOf(breaker.on),
    ...windowOf(breaker.window as Read),
    minCalls: breaker.minCalls as number,
    failureRatio: breaker.failureRate as number,
    ...slowCallOf(breaker.slowCall as Read | undefined),
    openNs: breaker.openFor as number,
    halfOpenCalls: breaker.halfOpenCalls as number,
    maxHalfOpenNs: (breaker.maxWaitDurationInHalfOpenState as number) || Number.POSITIVE_INFINITY,
    isAutomatic: breaker.automaticTransitionFromOpenToHalfOpen as boolean,
    consecutive: breaker.consecutive as number,
    ...deadTimesOf(given, breaker),
    // An instance has no line of attempts that wait for it: its connections bound the attempts as its requests do.
    maxRequests: Math.min(
      breaker.maxRequests as number,
      scope === 'instance' ? (breaker.maxConnections as number) : Number.POSITIVE_INFINITY,
    ),
  };
}

/** Bit o set: outcome o is named in the list. */
export function maskOf(reasons: unknown): number {
  let mask = 0;
  for (const reason of reasons as readonly (string | undefined)[]) {
    if (reason !== undefined) mask |= 1 << OUTCOME_NAMES.indexOf(reason);
  }
  return mask;
}

function windowOf({ calls, time, buckets }: Read): Pick<ResolvedBreaker, 'windowCalls' | 'windowNs' | 'buckets'> {
  if (time === undefined) return { windowCalls: calls as number, windowNs: 0, buckets: 0 };
  const windowNs = time as number;
  const perSecond = windowNs < NS_PER_S ? BUCKETS_BELOW_A_SECOND : Math.ceil(windowNs / NS_PER_S);
  return { windowCalls: 0, windowNs, buckets: (buckets as number | undefined) ?? perSecond };
}

function slowCallOf(given: Read | undefined): Pick<ResolvedBreaker, 'slowRatio' | 'slowNs'> {
  if (given === undefined) return { slowRatio: Number.POSITIVE_INFINITY, slowNs: Number.POSITIVE_INFINITY };
  const { rate, over } = filled(SLOW_CALL_KEYS, given);
  return { slowRatio: rate as number, slowNs: over as number };
}

/** `openFor` that is given is meant for each time. */
function deadTimesOf(given: Read, breaker: Read): Pick<ResolvedBreaker, 'deadNs' | 'maxDeadNs'> {
  if (given.markDeadFor === undefined && given.openFor !== undefined) {
    return { deadNs: given.openFor as number, maxDeadNs: given.openFor as number };
  }
  const { start, maximum } = filled(MARK_DEAD_KEYS, breaker.markDeadFor as Read);
  return { deadNs: start as number, maxDeadNs: Math.max(start as number, maximum as number) };
}

/**
 * Envoy's limit of connections is what the attempts of a caller wait for, unless the link says itself what that is: each
 * has a connection of its own, as with HTTP/1.1.
 */
export function limitedBulkhead(
  { circuitBreaker, pool }: Read,
  bulkhead: ResolvedBulkhead | null,
): ResolvedBulkhead | null {
  const limits = limitsOf(circuitBreaker as Read | undefined);
  if (bulkhead !== null || pool !== undefined || limits === null) return bulkhead;
  if (limits.maxConnections === Number.POSITIVE_INFINITY) return null;
  return { maxConcurrent: limits.maxConnections as number, maxPending: limits.maxPendingRequests as number };
}

/** Where there is a pool they are its limits. */
export function limitedPool(breaker: Read | undefined, pool: ResolvedPool | null): ResolvedPool | null {
  const limits = limitsOf(breaker);
  if (pool === null || limits === null) return pool;
  return {
    ...pool,
    maxConnections: Math.min(pool.maxConnections, limits.maxConnections as number),
    maxPending: Math.min(pool.maxPending, limits.maxPendingRequests as number),
  };
}

/** Those for all instances together. */
function limitsOf(given: Read | undefined): Read | null {
  const breaker = given && filled(BREAKER_KEYS, given);
  return breaker?.kind === 'limits' && breaker.scope === 'service' ? breaker : null;
}

/** Envoy's limit of retries is a budget without a share; one of the link's own takes its place, as there. */
export function limitedRetry(given: Read | undefined, retry: ResolvedRetry | null): ResolvedRetry | null {
  const breaker = given && filled(BREAKER_KEYS, given);
  if (retry === null || retry.budget !== null || breaker?.kind !== 'limits') return retry;
  if (breaker.maxRetries === Number.POSITIVE_INFINITY) return retry;
  const nothing = { minPerSecond: 0, ttlNs: 0, max: 0, tokens: 0, cost: 0 };
  return { ...retry, budget: { kind: 'concurrency', ratio: 0, min: breaker.maxRetries as number, ...nothing } };
}

export function outlierDetectionOf(given: Read): ResolvedOutlierDetection {
  const keys = filled(OUTLIER_KEYS, given);
  const number = (name: string) => keys[name] as number;
  const baseEjectionNs = number('baseEjectionTime');
  return {
    consecutive5xx: number('consecutive5xx'),
    enforcingConsecutive5xx: number('enforcingConsecutive5xx'),
    consecutiveGatewayFailure: number('consecutiveGatewayFailure'),
    enforcingConsecutiveGatewayFailure: number('enforcingConsecutiveGatewayFailure'),
    intervalNs: number('interval'),
    baseEjectionNs,
    maxEjectionNs: Math.max(baseEjectionNs, number('maxEjectionTime')),
    maxJitterNs: number('maxEjectionTimeJitter'),
    maxEjectionRatio: number('maxEjectionPercent'),
    alwaysEjectOneHost: keys.alwaysEjectOneHost as boolean,
    successRateMinimumHosts: number('successRateMinimumHosts'),
    successRateRequestVolume: number('successRateRequestVolume'),
    successRateStdevFactor: number('successRateStdevFactor'),
    enforcingSuccessRate: number('enforcingSuccessRate'),
    failurePercentageThreshold: number('failurePercentageThreshold'),
    failurePercentageMinimumHosts: number('failurePercentageMinimumHosts'),
    failurePercentageRequestVolume: number('failurePercentageRequestVolume'),
    enforcingFailurePercentage: number('enforcingFailurePercentage'),
  };
}

export function throttleOf(given: Read): ResolvedThrottle {
  const { k, window } = filled(THROTTLE_KEYS, given);
  return { k: k as number, windowNs: window as number };
}
