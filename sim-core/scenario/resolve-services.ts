/** Services, their instances, endpoints and steps. */
import type {
  ResolvedAdmission,
  ResolvedCache,
  ResolvedCall,
  ResolvedDelivery,
  ResolvedDiscovery,
  ResolvedDistribution,
  ResolvedEndpoint,
  ResolvedGrowth,
  ResolvedInstance,
  ResolvedOverload,
  ResolvedRestart,
  ResolvedService,
  ResolvedStep,
} from '../model/resolved-scenario.ts';
import { ADAPTIVE_KEYS, ADMISSION_KEYS, CODEL_KEYS, MIN_RTT_KEYS } from '../policies/admission/admission-keys.ts';
import type { ResolvedConcurrencyLimit } from '../policies/admission/index.ts';
import { DISCOVERY_MODES } from '../policies/discovery/discovery-keys.ts';
import type { DisciplineName } from '../policies/queues/index.ts';
import { filled } from './fallbacks.ts';
import {
  BACKOFF,
  COLLECTION,
  DELIVERY,
  ENDPOINT,
  GROWTH,
  INSTANCES,
  OVERLOAD,
  QUEUE,
  RESTART,
  SERVICE,
} from './keys/services.ts';
import { BRANCH, CACHE_KEYS, STEP, ZIPF } from './keys/steps.ts';
import type { Names } from './names.ts';
import { at, counted, type Place, type Report } from './problems.ts';
import type { Read } from './read.ts';
import { rateLimitOf, warnOfRateLimit } from './resolve-rate-limit.ts';
import type { LinkTable } from './resolve-links.ts';

/** All instances of all services. */
export const TOTAL_INSTANCES_MAX = 200_000;
/** Branches of one `parallel`, `count` included. */
export const BRANCHES_MAX = 10_000;

/** What the steps of one service need to know while they are resolved. */
interface Context {
  readonly service: number;
  readonly names: Names;
  readonly links: LinkTable;
  readonly report: Report;
}

export function resolveServices(names: Names, links: LinkTable, report: Report): ResolvedService[] {
  const services = names.services.map((id, index) => {
    const place = at(at(null, 'services'), id);
    const context = { service: index, names, links, report };
    return resolveService(id, names.readServices[index], place, context);
  });
  const total = services.reduce((sum, { instances }) => sum + instances.length, 0);
  if (total > TOTAL_INSTANCES_MAX) {
    const allowed = `at most ${TOTAL_INSTANCES_MAX} instances in all services together`;
    report.add(at(null, 'services'), { code: 'too-large', message: `${total} instances; ${allowed}`, allowed });
  }
  return services;
}

function resolveService(id: string, given: Read, place: Place, context: Context): ResolvedService {
  const service = filled(SERVICE, given);
  const queue = filled(QUEUE, service.queue as Read | undefined);
  if (queue.discipline === 'ps') warnOfNoQueue(given, place, context.report);
  if (queue.shared === true) refuseDoors(given, place, context.report);
  return {
    id,
    instances: instancesOf(service.instances, at(place, 'instances'), context),
    concurrency: service.concurrency as number,
    cancellation: service.cancellation as 'none',
    threading: service.threading as 'blocking' | 'async',
    queueCapacity: queue.capacity as number,
    queueDiscipline: queue.discipline as DisciplineName,
    isQueueShared: queue.shared as boolean,
    delivery: deliveryOf(given, queue.shared === true, at(place, 'delivery'), context),
    maxWait: (queue.maxWait as ResolvedDistribution | undefined) ?? null,
    dropExpired: queue.dropExpired as boolean,
    admission: admissionOf(given.admission as Read | undefined, at(place, 'admission'), context.report),
    growth: growthOf(service.growth as Read | undefined),
    overload: overloadOf(service.overload as Read | undefined),
    restart: restartOf(service.restart as Read | undefined),
    discovery: discoveryOf(given.discovery as Read | undefined, at(place, 'discovery'), context.report),
    endpoints: endpointsOf(id, given, place, context),
  };
}

function growthOf(given: Read | undefined): ResolvedGrowth | null {
  if (given === undefined) return null;
  const { perInFlight, gc } = filled(GROWTH, given);
  const { alloc, every, pause } = filled(COLLECTION, gc as Read | undefined) as Record<string, number>;
  return {
    perInFlight: perInFlight as number,
    gc: gc === undefined ? null : { allocBytes: alloc, everyBytes: every, pauseNs: pause },
  };
}

function overloadOf(given: Read | undefined): ResolvedOverload | null {
  return given === undefined ? null : { crashAtQueue: filled(OVERLOAD, given).crashAtQueue as number };
}

function restartOf(given: Read | undefined): ResolvedRestart | null {
  if (given === undefined) return null;
  const { delay, backoff, startup } = filled(RESTART, given);
  const { base, max, resetAfter } = filled(BACKOFF, backoff as Read | undefined) as Record<string, number>;
  return {
    delayNs: delay as number,
    backoff: backoff === undefined ? null : { baseNs: base, maxNs: max, resetAfterNs: resetAfter },
    startup: startup as ResolvedDistribution,
  };
}

function instancesOf(given: unknown, place: Place, { names, report }: Context): ResolvedInstance[] {
  if (typeof given === 'number') return Array.from({ length: given }, () => ({ zone: -1, speed: 1, weight: 1 }));
  const { count, zones, speeds, weights } = filled(INSTANCES, given as Read) as {
    count: number;
    zones?: readonly (string | undefined)[];
    speeds?: readonly number[];
    weights?: readonly number[];
  };
  const zoneIndexes = (zones ?? []).map((zone, i) =>
    zone === undefined ? -1 : names.zone(zone, at(at(place, 'zones'), i)),
  );
  for (const [one, values] of Object.entries({ speed: speeds, weight: weights })) {
    if (values === undefined || values.length === count) continue;
    report.add(at(place, `${one}s`), {
      code: 'conflict',
      message: `${counted(values.length, one)} for ${counted(count, 'instance')}`,
      found: values,
      allowed: counted(count, 'entry', 'entries'),
    });
  }
  return Array.from({ length: count }, (_, i) => ({
    zone: zoneIndexes.length > 0 ? zoneIndexes[i % zoneIndexes.length] : -1,
    speed: speeds?.[i] ?? 1,
    weight: weights?.[i] ?? 1,
  }));
}

/** Where the workers are shared nobody waits for one. */
function warnOfNoQueue({ queue, admission }: Read, place: Place, report: Report): void {
  const idle: [Place, boolean][] = [
    [at(at(place, 'queue'), 'maxWait'), (queue as Read).maxWait !== undefined],
    [at(at(place, 'admission'), 'codel'), (admission as Read | undefined)?.codel !== undefined],
  ];
  for (const [where, isGiven] of idle) {
    if (isGiven) report.warn(where, 'no-queue', 'has no effect: with ps nobody waits');
  }
}

/** A broker has no workers to share, and an instance that takes what it has a worker for turns nobody away. */
function refuseDoors(given: Read, place: Place, report: Report): void {
  if ((given.queue as Read).discipline === 'ps') {
    report.add(at(at(place, 'queue'), 'discipline'), {
      code: 'conflict',
      message: 'with ps nobody waits, so there is no queue to share',
      found: 'ps',
      allowed: 'another discipline, or no shared queue',
    });
  }
  for (const key of ['admission', 'growth', 'overload']) {
    if (given[key] === undefined) continue;
    report.add(at(place, key), {
      code: 'conflict',
      message:
        key === 'admission'
          ? 'instances take from a shared queue what they have a worker for: they have no door'
          : `${key} goes by what is inside an instance or waits at it, and a shared queue is at none`,
      allowed: `either ${key} or a shared queue`,
    });
  }
}

function deliveryOf(
  { delivery: given }: Read,
  isQueueShared: boolean,
  place: Place,
  context: Context,
): ResolvedDelivery | null {
  if (given === undefined) return null;
  if (!isQueueShared) {
    context.report.add(place, {
      code: 'conflict',
      message: 'only a broker delivers again: the queue is not shared',
      allowed: 'queue: { shared: true }, or no delivery',
    });
  }
  const delivery = filled(DELIVERY, given as Read);
  return {
    visibilityNs: delivery.visibility as number,
    maxDeliveries: delivery.maxDeliveries as number,
    link: -1,
    deadLetter: deadLetterOf(delivery.deadLetter as string | undefined, at(place, 'deadLetter'), context),
  };
}

function deadLetterOf(target: string | undefined, place: Place, context: Context): ResolvedDelivery['deadLetter'] {
  const found = target === undefined ? undefined : context.names.endpoint(target, place);
  if (!found) return null;
  if (found.service === context.service) {
    context.report.add(place, {
      code: 'conflict',
      message: 'a message that is given up would come back here',
      found: target,
      allowed: 'another service',
    });
    return null;
  }
  const letter = { ...found, link: -1 };
  context.links.use('service', context.service, found.service, letter);
  return letter;
}

function admissionOf(given: Read | undefined, place: Place, report: Report): ResolvedAdmission | null {
  if (given === undefined) return null;
  const { rateLimit, maxConcurrency, adaptiveConcurrency, priority, codel } = filled(ADMISSION_KEYS, given);
  const { target, interval } = filled(CODEL_KEYS, codel as Read | undefined) as Record<string, number>;
  if (rateLimit !== undefined) warnOfRateLimit(rateLimit as Read, at(place, 'rateLimit'), report);
  return {
    rateLimit: rateLimit === undefined ? null : rateLimitOf(rateLimit as Read),
    maxConcurrency: maxConcurrency as number,
    adaptiveConcurrency:
      adaptiveConcurrency === undefined ? null : concurrencyLimitOf(adaptiveConcurrency as Read, place, report),
    priority: priority === undefined ? null : prioritySharesOf(given, at(place, 'priority'), report),
    codel: codel === undefined ? null : { targetNs: target, intervalNs: interval },
  };
}

/** In order of the classes. */
function prioritySharesOf(given: Read, place: Place, report: Report): ResolvedAdmission['priority'] {
  const entries = given.priority as readonly ({ readonly atLeast?: number; readonly share?: number } | undefined)[];
  const shares = entries.map((entry) => ({ atLeast: entry?.atLeast ?? 0, share: entry?.share ?? 0 }));
  // What has a problem already is not told twice.
  const isWhole = entries.every((entry) => entry?.atLeast !== undefined && entry.share !== undefined);
  const sorted = shares.toSorted((a, b) => a.atLeast - b.atLeast);
  const bad = sorted.findIndex(({ atLeast, share }, i) => {
    return i > 0 && (share < sorted[i - 1].share || atLeast === sorted[i - 1].atLeast);
  });
  if (isWhole && bad > 0) {
    const { atLeast, share } = sorted[bad];
    report.add(at(at(place, shares.indexOf(sorted[bad])), 'share'), {
      code: 'conflict',
      message: `priorities from ${atLeast} on have no larger share than those below them`,
      found: share,
      allowed: 'one class for each atLeast, and shares that do not fall as it rises',
    });
  }
  if (given.maxConcurrency === undefined && given.adaptiveConcurrency === undefined) {
    report.warn(
      place,
      'no-limit',
      'has no effect: without maxConcurrency or adaptiveConcurrency there is no limit to share',
    );
  }
  return sorted;
}

/** The two figures that differ from algorithm to algorithm are filled in here. */
function concurrencyLimitOf(given: Read, place: Place, report: Report): ResolvedConcurrencyLimit {
  const { timeout, minRttCalcParams, concurrencyUpdateInterval, ...limit } = filled(ADAPTIVE_KEYS, given);
  const isVegas = limit.algorithm === 'vegas';
  const usual = isVegas ? { maxLimit: 1000, smoothing: 1 } : { maxLimit: 200, smoothing: 0.2 };
  const resolved = {
    ...usual,
    ...limit,
    timeoutNs: timeout,
    concurrencyUpdateIntervalNs: concurrencyUpdateInterval,
    minRtt: minRttOf(minRttCalcParams as Read | undefined),
  } as ResolvedConcurrencyLimit;
  if (limit.algorithm === 'gradient') checkGradient(resolved, place, report);
  else if (!isVegas && resolved.minLimit > resolved.maxLimit) {
    report.add(at(at(place, 'adaptiveConcurrency'), 'minLimit'), {
      code: 'conflict',
      message: `the least limit, ${resolved.minLimit}, is above the largest, ${resolved.maxLimit}`,
      found: resolved.minLimit,
      allowed: `at most ${resolved.maxLimit}`,
    });
  }
  return resolved;
}

function minRttOf(given: Read | undefined): ResolvedConcurrencyLimit['minRtt'] {
  const { interval, fixedValue, ...rest } = filled(MIN_RTT_KEYS, given) as Record<string, number | undefined>;
  return { ...rest, intervalNs: interval, fixedValueNs: fixedValue ?? 0 } as ResolvedConcurrencyLimit['minRtt'];
}

function checkGradient({ maxConcurrencyLimit, minRtt }: ResolvedConcurrencyLimit, place: Place, report: Report): void {
  if (minRtt.minConcurrency <= maxConcurrencyLimit) return;
  report.add(at(at(at(place, 'adaptiveConcurrency'), 'minRttCalcParams'), 'minConcurrency'), {
    code: 'conflict',
    message: `the least limit, ${minRtt.minConcurrency}, is above the largest, ${maxConcurrencyLimit}`,
    found: minRtt.minConcurrency,
    allowed: `at most ${maxConcurrencyLimit}`,
  });
}

function discoveryOf(given: Read | undefined, place: Place, report: Report): ResolvedDiscovery {
  if (given === undefined || given.mode === 'static') return { mode: 'static' };
  const { heartbeat, lease, leaseFactor, sweep, responseCache, fetch } = filled(DISCOVERY_MODES, given) as Record<
    string,
    number
  >;
  const leaseNs = Math.round(lease * leaseFactor);
  if (leaseNs < heartbeat) {
    report.warn(place, 'short-lease', 'the lease is shorter than the heartbeat: healthy instances will be forgotten');
  }
  return {
    mode: 'client',
    heartbeatNs: heartbeat,
    leaseNs,
    sweepNs: sweep,
    responseCacheNs: responseCache,
    fetchNs: fetch,
  };
}

function endpointsOf(id: string, given: Read, place: Place, context: Context): ResolvedEndpoint[] {
  const endpoints = given.endpoints as ReadonlyMap<string, Read | undefined> | undefined;
  if (!endpoints) return [onlyEndpoint(id, given, place, context)];
  for (const name of ['work', 'errorRate', 'steps']) {
    if (given[name] === undefined) continue;
    context.report.add(at(place, name), {
      code: 'conflict',
      message: `${name} describes the only endpoint of a service without endpoints; here it belongs into one of them`,
      allowed: 'either endpoints, or work, errorRate and steps',
    });
  }
  return context.names.endpoints[context.service].map((name) => {
    const endpoint = filled(ENDPOINT, endpoints.get(name));
    const steps = stepsOf(endpoint.steps, `${id}.${name}`, at(at(at(place, 'endpoints'), name), 'steps'), context);
    return { ...endpointHead(name, endpoint), steps };
  });
}

/** The endpoint `default` that the keys of the service itself describe: its work first, then its steps. */
function onlyEndpoint(id: string, given: Read, place: Place, context: Context): ResolvedEndpoint {
  const endpoint = filled(ENDPOINT, undefined);
  if (given.errorRate !== undefined) endpoint.errorRate = given.errorRate;
  const steps = stepsOf(given.steps, `${id}.default`, at(place, 'steps'), context);
  const work: ResolvedStep[] =
    given.work === undefined
      ? []
      : [{ kind: 'work', site: `${id}.default/work`, of: given.work as ResolvedDistribution }];
  return { ...endpointHead('default', endpoint), steps: [...work, ...steps] };
}

function endpointHead(id: string, endpoint: Read) {
  return {
    id,
    requestSizeBytes: endpoint.requestSize as number,
    responseSizeBytes: endpoint.responseSize as number,
    errorRatio: endpoint.errorRate as number,
    idempotent: endpoint.idempotent as boolean,
    optimistic: endpoint.optimistic as boolean,
  };
}

function stepsOf(given: unknown, site: string, place: Place, context: Context): ResolvedStep[] {
  const steps: ResolvedStep[] = [];
  ((given ?? []) as readonly (Read | undefined)[]).forEach((step, index) => {
    if (step) steps.push(...stepOf(filled(STEP, step), step, `${site}/steps.${index}`, at(place, index), context));
  });
  return steps;
}

/** @returns one step, or none when it was wrong or does nothing */
function stepOf(step: Read, given: Read, site: string, place: Place, context: Context): ResolvedStep[] {
  if (given.work !== undefined) return [{ kind: 'work', site, of: step.work as ResolvedDistribution }];
  if (given.delay !== undefined) return [{ kind: 'delay', site, of: step.delay as ResolvedDistribution }];
  if (given.call !== undefined) return callOf('call', step, site, place, context);
  if (given.send !== undefined) return callOf('send', step, site, place, context);
  if (given.parallel !== undefined) return parallelOf(step, site, place, context);
  if (given.choose !== undefined) return chooseOf(step, site, place, context);
  if (given.cache !== undefined) return [cacheOf(given.cache as Read, site, at(place, 'cache'), context)];
  return [];
}

function callOf<Kind extends 'call' | 'send'>(
  kind: Kind,
  step: Read,
  site: string,
  place: Place,
  context: Context,
): (Omit<ResolvedCall, 'kind'> & { readonly kind: Kind })[] {
  const target = context.names.endpoint(step[kind] as string, at(place, kind));
  if (!target) return [];
  const { probability, count } = step as { probability: number; count: number };
  const call = { kind, site, ...target, link: -1, probability, count };
  context.links.use('service', context.service, target.service, call);
  return [call];
}

function parallelOf(step: Read, site: string, place: Place, context: Context): ResolvedStep[] {
  const branches: ResolvedStep[][] = [];
  const given = step.parallel as readonly (Read | undefined)[];
  given.forEach((branch, index) => {
    if (!branch) return;
    const branchPlace = at(at(place, 'parallel'), index);
    branches.push(...branchesOf(branch, `${site}/parallel.${index}`, branchPlace, context));
  });
  const { report } = context;
  if (branches.length > BRANCHES_MAX) {
    const allowed = `at most ${BRANCHES_MAX} branches`;
    report.add(at(place, 'parallel'), {
      code: 'too-large',
      message: `${branches.length} branches; ${allowed}`,
      allowed,
    });
    return [];
  }
  const need = needOf(step.need, branches.length);
  if (need > branches.length && given.every(Boolean)) {
    report.add(at(place, 'need'), {
      code: 'out-of-range',
      message: `needs ${need} successes of ${counted(branches.length, 'branch', 'branches')}`,
      found: step.need,
      allowed: `at most ${branches.length}`,
    });
  }
  return branches.length === 0 ? [] : [{ kind: 'parallel', site, branches, need }];
}

function needOf(need: unknown, branchCount: number): number {
  if (need === 'any') return 1;
  return need === 'all' || typeof need !== 'number' ? branchCount : need;
}

function branchesOf(branch: Read, site: string, place: Place, context: Context): ResolvedStep[][] {
  if (branch.call === undefined) return [stepsOf(branch.steps, site, at(place, 'steps'), context)];
  const step = filled(BRANCH, branch);
  const count = step.count as number;
  if (branch.count === undefined) return [callOf('call', step, site, place, context)];
  return Array.from({ length: count }, (_, i) => callOf('call', { ...step, count: 1 }, `${site}/${i}`, place, context));
}

function chooseOf(step: Read, site: string, place: Place, context: Context): ResolvedStep[] {
  const options: { ratio: number; steps: ResolvedStep[] }[] = [];
  let sum = 0;
  (step.choose as readonly (Read | undefined)[]).forEach((option, index) => {
    if (!option) return;
    const ratio = (option.p as number | undefined) ?? 0;
    sum += ratio;
    const optionPlace = at(at(at(place, 'choose'), index), 'steps');
    options.push({ ratio, steps: stepsOf(option.steps, `${site}/choose.${index}`, optionPlace, context) });
  });
  if (sum > 1 + 1e-9) {
    context.report.add(at(place, 'choose'), {
      code: 'out-of-range',
      message: `the p add up to ${sum}, more than 1`,
      allowed: 'p that add up to at most 1',
    });
  }
  return [{ kind: 'choose', site, options }];
}

/** Keys that say how values are kept: without meaning where a share of the look-ups hits whatever is kept. */
const KEEPING = ['ttl', 'keys', 'capacity', 'scope', 'singleFlight', 'staleOnError'] as const;

function cacheOf(given: Read, site: string, place: Place, context: Context): ResolvedCache {
  const cache = filled(CACHE_KEYS, given);
  for (const name of given.hitRatio === undefined ? [] : KEEPING) {
    if (given[name] === undefined) continue;
    context.report.add(at(place, name), {
      code: 'conflict',
      message: `${name} is about what the cache holds; with hitRatio it holds nothing`,
      allowed: 'either hitRatio, or keys of what it holds',
    });
  }
  return {
    kind: 'cache',
    site,
    hitRatio: (cache.hitRatio as number | undefined) ?? null,
    ttlNs: (cache.ttl as number | undefined) ?? Number.POSITIVE_INFINITY,
    keys: cacheKeysOf(cache.keys),
    capacity: cache.capacity as number,
    isShared: cache.scope === 'service',
    singleFlight: cache.singleFlight as boolean,
    staleOnError: cache.staleOnError as boolean,
    miss: stepsOf(cache.miss, `${site}/miss`, at(place, 'miss'), context),
  };
}

function cacheKeysOf(given: unknown): ResolvedCache['keys'] {
  if (typeof given === 'number') return { n: given, s: 0 };
  const zipf = (given as Read | undefined)?.zipf as Read | undefined;
  if (zipf === undefined) return null;
  const { n, s } = filled(ZIPF, zipf);
  return { n: n as number, s: s as number };
}
