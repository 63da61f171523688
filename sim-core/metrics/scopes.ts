/**
 * The scopes of a run and how each is read: which rows are added up for it, which formulas apply, for the whole run and
 * for a window.
 */
import { NS_PER_S } from '../kernel/time.ts';
import { OUTCOME_COUNT } from '../model/outcomes.ts';
import type { ResolvedLink } from '../model/resolved-scenario.ts';
import type { Histogram } from '../stats/histogram.ts';
import { ENDED, GUARD_COLUMNS, LOAD_COLUMNS, STARTED, UP_NS } from './columns.ts';
import {
  BREAKER_FORMULAS,
  CALLER_FORMULAS,
  DETECTOR_FORMULAS,
  ENDPOINT_FORMULAS,
  type Formulas,
  INSTANCE_FORMULAS,
  LINK_FORMULAS,
  ZONED_LINK_FORMULAS,
  MAX_FORMULA,
  PERCENTILE_FORMULAS,
  type Reading,
  SYSTEM_FORMULAS,
} from './formulas.ts';
import { merged } from './latencies.ts';
import type { MetricsObserver } from './metrics-observer.ts';
import type { ScopeSums } from './scope-sums.ts';

/** Half-open range of indices. */
interface Range {
  readonly from: number;
  readonly to: number;
}

export interface Scope {
  /** "system", "workloads.shoppers", "links.web->orders", "instances.orders#1" … */
  readonly name: string;
  /** Keys in the summary: ["workloads", "shoppers"]. */
  readonly path: readonly string[];
  readonly totalFormulas: Formulas;
  readonly windowFormulas: Formulas;
  readonly hasWindows: boolean;
  /** Rows of calls or visits that belong to it. */
  readonly group: ScopeSums;
  readonly members: Range;
  /** Whose loads belong to it: instances for the whole run, services for windows; empty where there are none. */
  readonly instances: Range;
  readonly services: Range;
  /** Whose guards belong to it. */
  readonly links: Range;
  readonly concurrency: number;
  /** Totals of its members; empty for single instances. */
  readonly histograms: readonly Histogram[];
  /** Its place among those with percentiles in each window; −1: none. */
  readonly latencyWindow: number;
}

const NONE: Range = { from: 0, to: 0 };

/** All scopes, in the order system, workloads, links, services, endpoints, instances. */
export function listScopes(metrics: MetricsObserver): Scope[] {
  return [...callerScopes(metrics), ...serverScopes(metrics)];
}

function callerScopes(metrics: MetricsObserver): Scope[] {
  const { world, calls, latencies } = metrics;
  const { workloads, links, zones } = world.scenario;
  const shared = {
    hasWindows: true,
    group: calls,
    instances: NONE,
    services: NONE,
    links: NONE,
    concurrency: Infinity,
  };
  const withLatency = {
    totalFormulas: { ...CALLER_FORMULAS, ...PERCENTILE_FORMULAS, ...MAX_FORMULA },
    windowFormulas: { ...CALLER_FORMULAS, ...PERCENTILE_FORMULAS },
  };
  const system: Scope = {
    ...shared,
    name: 'system',
    path: ['system'],
    totalFormulas: { ...SYSTEM_FORMULAS, ...PERCENTILE_FORMULAS, ...MAX_FORMULA },
    windowFormulas: { ...SYSTEM_FORMULAS, ...PERCENTILE_FORMULAS },
    members: { from: 0, to: workloads.length },
    instances: { from: 0, to: world.instanceCount },
    services: { from: 0, to: world.scenario.services.length },
    histograms: workloads.flatMap((_, w) => latencies.ofWorkload(w)),
    latencyWindow: latencies.systemWindow,
  };
  const ofWorkloads = workloads.map(
    (workload, w): Scope => ({
      ...shared,
      ...withLatency,
      ...named('workloads', workload.id),
      members: single(w),
      histograms: latencies.ofWorkload(w),
      latencyWindow: latencies.workloadWindow(w),
    }),
  );
  const ofLinks = links.map(
    (link, l): Scope => ({
      ...shared,
      ...named('links', link.id),
      totalFormulas: { ...linkFormulas(link, zones.length > 0), ...PERCENTILE_FORMULAS, ...MAX_FORMULA },
      windowFormulas: linkFormulas(link, zones.length > 0),
      links: single(l),
      members: single(workloads.length + l),
      histograms: latencies.ofLink(l),
      latencyWindow: -1,
    }),
  );
  return [system, ...ofWorkloads, ...ofLinks];
}

/** What a link without a guard has no number for is absent. */
function linkFormulas({ breaker, outlierDetection }: ResolvedLink, isZoned: boolean): Formulas {
  return {
    ...(isZoned ? ZONED_LINK_FORMULAS : LINK_FORMULAS),
    ...(breaker === null ? {} : BREAKER_FORMULAS),
    ...(outlierDetection === null ? {} : DETECTOR_FORMULAS),
  };
}

function serverScopes(metrics: MetricsObserver): Scope[] {
  const { world, endpoints, instances, latencies } = metrics;
  const { services } = world.scenario;
  const ofServices = services.map((service, s): Scope => {
    const members = { from: world.endpointBase[s], to: world.endpointBase[s] + service.endpoints.length };
    return {
      ...named('services', service.id),
      totalFormulas: { ...INSTANCE_FORMULAS, ...PERCENTILE_FORMULAS, ...MAX_FORMULA },
      windowFormulas: { ...INSTANCE_FORMULAS, ...PERCENTILE_FORMULAS },
      hasWindows: true,
      group: endpoints,
      members,
      instances: { from: world.instanceBase[s], to: world.instanceBase[s] + service.instances.length },
      services: single(s),
      links: NONE,
      concurrency: service.concurrency,
      histograms: service.endpoints.flatMap((_, e) => latencies.ofEndpoint(members.from + e)),
      latencyWindow: latencies.serviceWindow(s),
    };
  });
  const ofEndpoints = services.flatMap((service, s) =>
    service.endpoints.map((endpoint, e): Scope => {
      const index = world.endpointBase[s] + e;
      return {
        ...named('endpoints', `${service.id}.${endpoint.id}`),
        totalFormulas: { ...ENDPOINT_FORMULAS, ...PERCENTILE_FORMULAS, ...MAX_FORMULA },
        windowFormulas: ENDPOINT_FORMULAS,
        hasWindows: true,
        group: endpoints,
        members: single(index),
        instances: NONE,
        services: NONE,
        links: NONE,
        concurrency: Infinity,
        histograms: latencies.ofEndpoint(index),
        latencyWindow: -1,
      };
    }),
  );
  const ofInstances = services.flatMap((service, s) =>
    service.instances.map((_, i): Scope => {
      const index = world.instanceBase[s] + i;
      return {
        ...named('instances', `${service.id}#${i + 1}`),
        totalFormulas: INSTANCE_FORMULAS,
        windowFormulas: INSTANCE_FORMULAS,
        hasWindows: instances.shape.windowCount > 0,
        group: instances,
        members: single(index),
        instances: single(index),
        services: NONE,
        links: NONE,
        concurrency: service.concurrency,
        histograms: [],
        latencyWindow: -1,
      };
    }),
  );
  return [...ofServices, ...ofEndpoints, ...ofInstances];
}

/** The whole run up to now, which is when `catchUp` says. */
export function readTotals(metrics: MetricsObserver, scope: Scope, nowNs: number): Reading {
  const { warmupNs } = metrics.timeline;
  const { group, members } = scope;
  const isMeasured = group.segmentStartNs >= warmupNs;
  const reading = createReading(scope);
  for (let m = members.from; m < members.to; m++) {
    group.addRequests(m, reading.requests, reading.pivotNs);
    group.addTime(m, reading.time, reading.pivotNs, nowNs, isMeasured);
    reading.maxNs = Math.max(reading.maxNs, group.maxNs[m]);
  }
  reading.inFlight = inFlightOf(reading.requests);
  reading.seconds = Math.max(0, nowNs - warmupNs) / NS_PER_S;
  readLoads(metrics, scope, reading, nowNs);
  readGuards(metrics, scope, reading, (link) => {
    const { sums } = metrics.guards;
    sums.addTime(link, reading.guards, 0, nowNs, sums.segmentStartNs >= warmupNs);
  });
  if (scope.histograms.length === 0) return reading;
  const histogram = merged(scope.histograms);
  reading.quantileNs = (share) => Math.min(histogram.quantile(share), reading.maxNs);
  return reading;
}

/** Fills the reading with one closed window. */
export function readWindow(metrics: MetricsObserver, scope: Scope, window: number, reading: Reading): void {
  const { group, members } = scope;
  const row = reading.requests.fill(0);
  reading.time = row;
  reading.inFlight = 0;
  for (let m = members.from; m < members.to; m++) {
    group.addWindow(m, window, row, reading.pivotNs);
    reading.inFlight += group.inFlightRows[window * group.shape.scopeCount + m];
  }
  const { windowNs } = metrics.timeline;
  reading.seconds = (Math.min((window + 1) * windowNs, metrics.endNs) - window * windowNs) / NS_PER_S;
  readWindowLoads(metrics, scope, window, reading);
  reading.guards.fill(0);
  readGuards(metrics, scope, reading, (link) => metrics.guards.sums.addWindow(link, window, reading.guards, 0));
}

/** With a scope's own pivot, so that parts of a sum lie near it. */
export function createReading(scope: Scope): Reading {
  const { group, members } = scope;
  let pivotNs = Number.NaN;
  for (let m = members.from; m < members.to && Number.isNaN(pivotNs); m++) pivotNs = group.pivotNs[m];
  return {
    requests: new Float64Array(group.shape.columnCount),
    time: new Float64Array(group.shape.columnCount),
    pivotNs,
    inFlight: 0,
    seconds: 0,
    loads: new Float64Array(LOAD_COLUMNS),
    guards: new Float64Array(GUARD_COLUMNS),
    breakers: 0,
    uptimeNs: 0,
    queueMax: 0,
    concurrency: scope.concurrency,
    quantileNs: () => Number.NaN,
    maxNs: 0,
  };
}

function readLoads(metrics: MetricsObserver, scope: Scope, reading: Reading, nowNs: number): void {
  const { loads, timeline } = metrics;
  const isMeasured = loads.sums.segmentStartNs >= timeline.warmupNs;
  const { instances, services } = scope;
  for (let i = instances.from; i < instances.to; i++) {
    loads.sums.addTime(i, reading.loads, 0, nowNs, isMeasured);
    reading.queueMax = loads.queueMax.totalNow(i, isMeasured);
  }
  for (let s = services.from; s < services.to; s++) {
    if (loads.brokers[s] >= 0) loads.sums.addTime(loads.brokers[s], reading.loads, 0, nowNs, isMeasured);
  }
  reading.uptimeNs = reading.loads[UP_NS];
  const isService = services.to === services.from + 1;
  if (!isService) return;
  const uptime = new Float64Array(1);
  loads.uptime.addTime(services.from, uptime, 0, nowNs, isMeasured);
  reading.uptimeNs = uptime[0];
  reading.queueMax = loads.serviceQueueMax.totalNow(services.from, isMeasured);
}

function readGuards(metrics: MetricsObserver, { links }: Scope, reading: Reading, add: (link: number) => void): void {
  const { guards } = metrics;
  for (let link = links.from; link < Math.min(links.to, guards.sums.shape.scopeCount); link++) {
    add(link);
    reading.breakers = guards.breakersOf(link);
  }
}

function readWindowLoads(metrics: MetricsObserver, scope: Scope, window: number, reading: Reading): void {
  const { loads } = metrics;
  const { instances, services } = scope;
  reading.loads.fill(0);
  if (services.to > services.from) {
    for (let s = services.from; s < services.to; s++) loads.serviceSums.addWindow(s, window, reading.loads, 0);
    reading.uptimeNs = loads.uptime.rows[window * loads.uptime.half + services.from];
    reading.queueMax = loads.serviceQueueMax.rows[window * loads.serviceQueueMax.scopeCount + services.from];
  } else if (instances.to > instances.from) {
    loads.sums.addWindow(instances.from, window, reading.loads, 0);
    reading.uptimeNs = reading.loads[UP_NS];
    reading.queueMax = loads.queueMax.rows[window * loads.queueMax.scopeCount + instances.from];
  }
}

function inFlightOf(row: Float64Array): number {
  let inFlight = row[STARTED];
  for (let outcome = 0; outcome < OUTCOME_COUNT; outcome++) inFlight -= row[ENDED + outcome];
  return inFlight;
}

function named(kind: string, id: string): { name: string; path: string[] } {
  return { name: `${kind}.${id}`, path: [kind, id] };
}

function single(index: number): Range {
  return { from: index, to: index + 1 };
}
