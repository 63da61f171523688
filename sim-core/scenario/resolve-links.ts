/**
 * Links in use: one for each caller and callee between which a call is written, with the keys of all patterns that
 * match, the more specific one winning key by key (both ends > callee > caller > all).
 */
import { OUTCOME_NAMES } from '../model/outcomes.ts';
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
import { BALANCER_KEYS, WITHOUT_BALANCER } from '../policies/balancers/balancer-keys.ts';
import { HEDGE_KEYS } from '../policies/hedges/hedge-keys.ts';
import { BACKOFF_KEYS, BUDGET_KEYS, RETRY_KEYS } from '../policies/retries/retry-keys.ts';
import { filled, overlaid } from './fallbacks.ts';
import { LINK, LINK_NETWORK, NETWORK } from './keys/links.ts';
import { BULKHEAD_KEYS, FALLBACK_KEYS, HANDSHAKE_KEYS, POOL_KEYS } from './keys/protection.ts';
import type { Names } from './names.ts';
import { at, type Place, type Report } from './problems.ts';
import type { Read } from './read.ts';
import { rateLimitOf, warnOfRateLimit } from './resolve-rate-limit.ts';

type Policies = Omit<ResolvedLink, keyof Pair>;

interface Pair {
  readonly id: string;
  readonly callerKind: 'workload' | 'service';
  readonly caller: number;
  readonly callee: number;
}

const NOTHING: Read = {};

export class LinkTable {
  private readonly names: Names;
  private readonly report: Report;
  private readonly given: ReadonlyMap<string, Read | undefined>;
  private readonly baseNetwork: Read;
  private readonly pairs = new Map<string, Pair>();
  private readonly calls: { readonly id: string; readonly call: { link: number } }[] = [];
  private readonly resolved = new Map<string, Policies>();

  constructor(given: Read, names: Names, report: Report) {
    this.names = names;
    this.report = report;
    this.given = given.links instanceof Map ? given.links : new Map();
    this.baseNetwork = (given.network as Read | undefined) ?? NOTHING;
    for (const [id, link] of this.given) {
      this.checkEnds(id);
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
    const policies = resolveLink(merged, this.baseNetwork);
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

  private warnUnused(used: ReadonlyMap<string, number>): void {
    for (const id of this.given.keys()) {
      if (id.includes('*') || used.has(id)) continue;
      this.report.warn(at(at(null, 'links'), id), 'unused-link', `nothing calls over ${id}: its keys have no effect`);
    }
  }
}

function resolveLink(link: Read, baseNetwork: Read): Policies {
  const { deadline, propagateDeadline, timeout } = filled(LINK, link);
  const network = overlaid(NETWORK, baseNetwork, (link.network as Read | undefined) ?? NOTHING);
  return {
    network: networkOf(filled(LINK_NETWORK, network)),
    balancer: balancerOf(link.balancer as Read | undefined),
    timeoutNs: timeout as number,
    deadlineNs: deadline as number,
    propagateDeadline: propagateDeadline as boolean,
    retry: link.retry === undefined ? null : retryOf(link.retry as Read),
    hedge: link.hedge === undefined ? null : hedgeOf(link.hedge as Read),
    bulkhead: link.bulkhead === undefined ? null : bulkheadOf(link.bulkhead as Read),
    rateLimit: link.rateLimit === undefined ? null : rateLimitOf(link.rateLimit as Read),
    pool: link.pool === undefined ? null : poolOf(link.pool as Read),
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
  };
}

function retryOf(given: Read): ResolvedRetry {
  const retry = filled(RETRY_KEYS, given);
  let onMask = 0;
  for (const reason of retry.on as readonly (string | undefined)[]) {
    if (reason !== undefined) onMask |= 1 << OUTCOME_NAMES.indexOf(reason);
  }
  return {
    maxAttempts: retry.maxAttempts as number,
    onMask,
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
