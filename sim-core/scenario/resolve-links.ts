/**
 * Links in use: one for each caller and callee between which a call is written, with the keys of all patterns that
 * match, the more specific one winning key by key (both ends > callee > caller > all).
 */
import type {
  ResolvedBalancer,
  ResolvedBulkhead,
  ResolvedDistribution,
  ResolvedFallback,
  ResolvedHedge,
  ResolvedLink,
  ResolvedNetwork,
  ResolvedPool,
  ResolvedRetry,
} from '../model/resolved-scenario.ts';
import {
  BALANCER_KEYS,
  SHARED_LOADS,
  SLOW_START,
  SUBSET_KEYS,
  SUBSET_SIZES,
  WITHOUT_BALANCER,
  ZONE_AWARE_KEYS,
} from '../policies/balancers/balancer-keys.ts';
import { HEDGE_KEYS } from '../policies/hedges/hedge-keys.ts';
import { BACKOFF_KEYS, BUDGET_KEYS, RETRY_KEYS } from '../policies/retries/retry-keys.ts';
import { filled, overlaid } from './fallbacks.ts';
import { LINK, LINK_NETWORK, NETWORK } from './keys/links.ts';
import { BULKHEAD_KEYS, FALLBACK_KEYS, HANDSHAKE_KEYS, POOL_KEYS } from './keys/protection.ts';
import type { Names } from './names.ts';
import { at, type Place, Report } from './problems.ts';
import { profileLink, profileNamed } from './profiles.ts';
import { type Read, readObject } from './read.ts';
import {
  breakerOf,
  limitedBulkhead,
  limitedPool,
  limitedRetry,
  maskOf,
  outlierDetectionOf,
  throttleOf,
} from './resolve-protection.ts';
import { rateLimitOf, warnOfRateLimit } from './resolve-rate-limit.ts';

type Policies = Omit<ResolvedLink, keyof Pair>;

interface Pair {
  readonly id: string;
  readonly callerKind: 'workload' | 'service';
  readonly caller: number;
  readonly callee: number;
}

/** Indexes of the zones, and the keys given. */
interface Between {
  readonly from: number;
  readonly to: number;
  readonly network: Read;
}

const NOTHING: Read = {};

export class LinkTable {
  private readonly names: Names;
  private readonly report: Report;
  private readonly given: ReadonlyMap<string, Read | undefined>;
  private readonly baseNetwork: Read;
  private readonly between: readonly Between[];
  private readonly pairs = new Map<string, Pair>();
  private readonly calls: { readonly id: string; readonly call: { link: number } }[] = [];
  private readonly resolved = new Map<string, Policies>();

  constructor(given: Read, names: Names, report: Report) {
    this.names = names;
    this.report = report;
    this.given = given.links instanceof Map ? given.links : new Map();
    this.baseNetwork = (given.network as Read | undefined) ?? NOTHING;
    this.between = betweenOf(this.baseNetwork, names);
    for (const [id, link] of this.given) {
      this.checkEnds(id);
      this.checkTable(id, link?.balancer as Read | undefined);
      const place = at(at(at(null, 'links'), id), 'rateLimit');
      if (link?.rateLimit !== undefined) warnOfRateLimit(link.rateLimit as Read, place, report);
    }
  }

  /** Notes a call between the two. Its `link` is filled in by `finish`, when all links are known and sorted. */
  use(callerKind: 'workload' | 'service', caller: number, callee: number, call: { link: number }): void {
    const callerId = (callerKind === 'service' ? this.names.services : this.names.workloads)[caller];
    const id = `${callerId}->${this.names.services[callee]}`;
    if (!this.pairs.has(id)) this.pairs.set(id, { id, callerKind, caller, callee });
    this.calls.push({ id, call });
  }

  finish(): ResolvedLink[] {
    const ids = [...this.pairs.keys()].sort((a, b) => (a < b ? -1 : Number(a > b)));
    const indexes = new Map(ids.map((id, index) => [id, index]));
    for (const { id, call } of this.calls) call.link = indexes.get(id) ?? -1;
    this.warnUnused(indexes);
    return ids.map((id) => {
      const pair = this.pairs.get(id) as Pair;
      return { ...pair, ...this.policiesOf(id) };
    });
  }

  private policiesOf(id: string): Policies {
    const [caller, callee] = id.split('->');
    const patterns = ['*', `${caller}->*`, `*->${callee}`, id].filter((pattern) => this.given.get(pattern));
    const signature = patterns.join(' ');
    const known = this.resolved.get(signature);
    if (known) return known;
    const merged = patterns.reduce(
      (link, pattern) => overlaid(LINK, link, this.given.get(pattern) ?? NOTHING),
      NOTHING,
    );
    const policies = resolveLink(withProfile(merged), this.baseNetwork, this.between);
    this.resolved.set(signature, policies);
    return policies;
  }

  private checkEnds(id: string): void {
    if (!id.includes('->')) return;
    const [caller, callee] = id.split('->');
    const place: Place = at(at(null, 'links'), id);
    if (callee !== '*' && this.names.serviceIndex(callee) < 0) {
      this.names.unknown('service', callee, this.names.services, place);
    }
    if (caller === '*' || this.names.serviceIndex(caller) >= 0 || this.names.workloadIndex(caller) >= 0) return;
    this.names.unknown('service or workload', caller, [...this.names.services, ...this.names.workloads], place);
  }

  private checkTable(id: string, balancer: Read | undefined): void {
    if (!balancer) return;
    const place = at(at(at(null, 'links'), id), 'balancer');
    const { minimumRingSize, maximumRingSize, tableSize } = balancer as Record<string, number | undefined>;
    if (minimumRingSize !== undefined && maximumRingSize !== undefined && minimumRingSize > maximumRingSize) {
      const allowed = `at most maximumRingSize, ${maximumRingSize}`;
      const message = `minimumRingSize ${minimumRingSize} is above maximumRingSize ${maximumRingSize}`;
      this.report.add(at(place, 'minimumRingSize'), { code: 'conflict', message, found: minimumRingSize, allowed });
    }
    if (tableSize !== undefined && !isPrime(tableSize)) {
      const message = `tableSize ${tableSize} is not a prime: not every place of the table would be reached`;
      this.report.add(at(place, 'tableSize'), { code: 'out-of-range', message, found: tableSize, allowed: 'a prime' });
    }
  }

  private warnUnused(used: ReadonlyMap<string, number>): void {
    for (const id of this.given.keys()) {
      if (id.includes('*') || used.has(id)) continue;
      this.report.warn(at(at(null, 'links'), id), 'unused-link', `nothing calls over ${id}: its keys have no effect`);
    }
  }
}

/** What the profile says lies under all that the link says by any pattern. */
function withProfile(link: Read): Read {
  const profile = profileNamed(link.use);
  if (!profile) return link;
  const written = profileLink(LINK, profile, (path) => valueAt(link, path) !== undefined);
  const lower = readObject(LINK, written, null, { report: new Report(), isRefused: false });
  return lower ? overlaid(LINK, lower, link) : link;
}

function valueAt(link: Read, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as Read | undefined)?.[name], link);
}

/** @returns what is given for each pair of zones, both ways: what goes back takes the same way unless it is given */
function betweenOf({ between }: Read, names: Names): Between[] {
  if (!(between instanceof Map)) return [];
  const given = between as ReadonlyMap<string, Read | undefined>;
  const place = at(at(null, 'network'), 'between');
  const pairs = new Map<string, Between>();
  for (const [id, network = NOTHING] of given) {
    const [from, to] = id.split('->').map((zone) => names.zone(zone, at(place, id)));
    if (from < 0 || to < 0) continue;
    pairs.set(id, { from, to, network });
    const back = id.split('->').reverse().join('->');
    if (!given.has(back)) pairs.set(back, { from: to, to: from, network });
  }
  return [...pairs.values()].sort((a, b) => a.from - b.from || a.to - b.to);
}

function resolveLink(link: Read, baseNetwork: Read, between: readonly Between[]): Policies {
  const { deadline, propagateDeadline, timeout } = filled(LINK, link);
  const own = (link.network as Read | undefined) ?? NOTHING;
  const over = (lower: Read) => networkOf(filled(LINK_NETWORK, overlaid(NETWORK, lower, own)));
  const breaker = link.circuitBreaker as Read | undefined;
  return {
    network: over(baseNetwork),
    between: between.map(({ from, to, network }) => ({
      from,
      to,
      network: over(overlaid(NETWORK, baseNetwork, network)),
      hasOwnPipe: network.bandwidth !== undefined && own.bandwidth === undefined,
    })),
    isPipePerInstance: own.per === 'instance',
    balancer: balancerOf(link.balancer as Read | undefined),
    timeoutNs: timeout as number,
    deadlineNs: deadline as number,
    propagateDeadline: propagateDeadline as boolean,
    retry: limitedRetry(breaker, link.retry === undefined ? null : retryOf(link.retry as Read)),
    hedge: link.hedge === undefined ? null : hedgeOf(link.hedge as Read),
    bulkhead: limitedBulkhead(link, link.bulkhead === undefined ? null : bulkheadOf(link.bulkhead as Read)),
    breaker: breaker === undefined ? null : breakerOf(breaker),
    outlierDetection: link.outlierDetection === undefined ? null : outlierDetectionOf(link.outlierDetection as Read),
    throttle: link.adaptiveThrottle === undefined ? null : throttleOf(link.adaptiveThrottle as Read),
    pool: limitedPool(breaker, link.pool === undefined ? null : poolOf(link.pool as Read)),
    rateLimit: link.rateLimit === undefined ? null : rateLimitOf(link.rateLimit as Read),
    fallback: link.fallback === undefined ? null : fallbackOf(link.fallback as Read),
  };
}

function hedgeOf(given: Read): ResolvedHedge {
  const { delay, maxAttempts, tied } = filled(HEDGE_KEYS, given);
  const isConstant = typeof delay === 'number';
  return {
    delayNs: isConstant ? delay : Number.POSITIVE_INFINITY,
    percentile: isConstant ? 0 : ((delay as Read).percentile as number),
    maxAttempts: maxAttempts as number,
    tied: tied as boolean,
  };
}

function bulkheadOf(given: Read): ResolvedBulkhead {
  const { maxConcurrent, maxPending } = filled(BULKHEAD_KEYS, given);
  return { maxConcurrent: maxConcurrent as number, maxPending: maxPending as number };
}

function poolOf(given: Read): ResolvedPool {
  const { maxConnections, maxPending, streams, connectTimeout, idleTimeout, handshake } = filled(POOL_KEYS, given);
  return {
    maxConnections: maxConnections as number,
    maxPending: maxPending as number,
    streams: streams as number,
    connectTimeoutNs: connectTimeout as number,
    idleTimeoutNs: idleTimeout as number,
    roundTrips: filled(HANDSHAKE_KEYS, handshake as Read).roundTrips as number,
  };
}

function fallbackOf(given: Read): ResolvedFallback {
  return { afterNs: filled(FALLBACK_KEYS, given).after as number };
}

export function networkOf(network: Read): ResolvedNetwork {
  return {
    latency: (network.latency as ResolvedDistribution | undefined) ?? null,
    lossRatio: network.loss as number,
    rtoNs: network.rto as number,
    bandwidthBps: network.bandwidth as number,
  };
}

function balancerOf(given: Read | undefined): ResolvedBalancer {
  const balancer = filled(BALANCER_KEYS, given);
  return {
    policy: (given ? balancer.policy : WITHOUT_BALANCER) as ResolvedBalancer['policy'],
    choices: balancer.choices as number,
    replacement: balancer.replacement as boolean,
    activeRequestBias: balancer.activeRequestBias as number,
    slowStart: balancer.slowStart === undefined ? null : slowStartOf(balancer.slowStart as Read),
    decayNs: balancer.decayTime as number,
    minimumRingSize: balancer.minimumRingSize as number,
    maximumRingSize: balancer.maximumRingSize as number,
    tableSize: balancer.tableSize as number,
    hashBalanceFactor: balancer.hashBalanceFactor as number,
    isPerConnection: balancer.per === 'connection',
    sharedLoadsNs: balancer.loads === 'own' ? -1 : (filled(SHARED_LOADS, balancer.loads as Read).shared as number),
    locality: balancer.locality === undefined ? null : localityOf(balancer.locality as Read),
    subset: balancer.subset === undefined ? null : subsetOf(balancer.subset as Read),
    panicThreshold: balancer.panicThreshold as number,
    failTrafficOnPanic: balancer.failTrafficOnPanic as boolean,
  };
}

function subsetOf(given: Read): ResolvedBalancer['subset'] {
  const { kind, size } = filled(SUBSET_KEYS, given) as { kind: keyof typeof SUBSET_SIZES; size?: number };
  return { kind, size: size ?? SUBSET_SIZES[kind] };
}

function slowStartOf(given: Read): ResolvedBalancer['slowStart'] {
  const { window, aggression, minWeight } = filled(SLOW_START, given);
  return { windowNs: window as number, aggression: aggression as number, minWeight: minWeight as number };
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
  return n > 1;
}

function localityOf({ zoneAware }: Read): ResolvedBalancer['locality'] {
  if (zoneAware === undefined) return { zoneAware: null };
  const { minClusterSize, routingEnabled } = filled(ZONE_AWARE_KEYS, zoneAware as Read);
  return { zoneAware: { minClusterSize: minClusterSize as number, routingRatio: routingEnabled as number } };
}

function retryOf(given: Read): ResolvedRetry {
  const retry = filled(RETRY_KEYS, given);
  return {
    maxAttempts: retry.maxAttempts as number,
    onMask: maskOf(retry.on),
    backoff: backoffOf(retry.backoff as Read | undefined),
    avoidPrevious: retry.avoidPrevious as boolean,
    budget: retry.budget === undefined ? null : budgetOf(retry.budget as Read),
  };
}

/** Without `backoff` a retry starts at once. */
function backoffOf(given: Read | undefined): ResolvedRetry['backoff'] {
  if (!given) return { baseNs: 0, maxNs: Number.POSITIVE_INFINITY, multiplier: 2, jitter: 'none', jitterRatio: 0 };
  const { base, max, multiplier, jitter } = filled(BACKOFF_KEYS, given);
  const isRatio = typeof jitter === 'number';
  return {
    baseNs: base as number,
    maxNs: max as number,
    multiplier: multiplier as number,
    jitter: isRatio ? 'ratio' : (jitter as 'none'),
    jitterRatio: isRatio ? jitter : 0,
  };
}

function budgetOf(given: Read): ResolvedRetry['budget'] {
  const { kind, ratio, minPerSecond, ttl, min, max, tokens, cost } = filled(BUDGET_KEYS, given);
  return {
    kind: kind as 'window',
    ratio: ratio as number,
    minPerSecond: minPerSecond as number,
    ttlNs: ttl as number,
    min: min as number,
    max: max as number,
    tokens: tokens as number,
    cost: cost as number,
  };
}
