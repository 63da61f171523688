/**
 * From a scenario to what is known of each of its parts. First everything that no queue has a say in: outcomes, rates, and
 * who sends to whom. Then the stations, in the order of the flow. Then the times of whole calls, which need all of them.
 */
import { nsToS } from '../kernel/time.ts';
import { TIMEOUT, UNAVAILABLE } from '../model/outcomes.ts';
import type { ResolvedScenario, ResolvedService } from '../model/resolved-scenario.ts';
import { linkReason, scaleOf, serviceReason, workloadReason } from './conditions.ts';
import { type Flow, flowOf, type FlowView } from './flow.ts';
import { lawOf, meanLaw, NO_TIME } from './law.ts';
import { closedStation, meanValueAnalysis } from './networks.ts';
import { sum } from './numeric.ts';
import { type Reason, reasonFor } from './reasons.ts';
import { type Load, mixedWork, type Station, type StationReading, stationOf } from './station.ts';
import { type Traces, type Traffic, trafficOf } from './traffic.ts';
import {
  attemptLaw,
  callOutcome,
  type CallOutcome,
  type CallPlace,
  type Environment,
  hasNoQueue,
  settleVisits,
  type StationView,
  traceVisit,
  type Visits,
} from './visits.ts';

export interface Solution {
  readonly environment: Environment;
  readonly visits: Visits;
  readonly traces: Traces;
  readonly traffic: Traffic;
  /** By workload; null: of a closed one that no formula covers, or whose rate is not known. */
  readonly rates: readonly (number | null)[];
  /** By service; null: it has no queue. */
  readonly stations: readonly (StationReading | null)[];
  /** By workload: what keeps its stream from being Poisson, or its users from a formula. */
  readonly reasons: readonly (Reason | null)[];
}

/** A timeout that ends fewer calls than this, and a pipe less busy than this, are taken as never noticed. */
const LATE_MAX = 1e-6;
const BUSY_MAX = 0.01;
/** Each round takes at least one link from the idle ones. */
const ROUNDS_MAX = 50;
const USERS_MAX = 100_000;

export function solve(scenario: ResolvedScenario): Solution {
  let idle = new Set(scenario.links.flatMap(({ timeoutNs }, link) => (timeoutNs === Infinity ? [] : [link])));
  let busy = new Set<number>();
  for (let round = 0; ; round++) {
    const solution = new Attempt(scenario, idle, busy).solution();
    const stillIdle = new Set([...idle].filter((link) => isNeverLate(solution, link)));
    const nowBusy = new Set(
      [...busy, ...scenario.links.keys()].filter((link) => busy.has(link) || isBusy(solution, link)),
    );
    if ((stillIdle.size === idle.size && nowBusy.size === busy.size) || round === ROUNDS_MAX) return solution;
    idle = stillIdle;
    busy = nowBusy;
  }
}

/** Endpoints that are called over a link. */
export function placesOf(
  { environment: { scenario }, traces, traffic }: Pick<Solution, 'environment' | 'traces' | 'traffic'>,
  link: number,
): (CallPlace & { calls: number })[] {
  const direct = scenario.workloads.flatMap(({ requests }) =>
    requests.filter((call) => call.link === link).map((call) => ({ ...call, calls: 1 })),
  );
  const nested = traces.flatMap((of, service) =>
    of.flatMap(({ calls }, endpoint) =>
      traffic.visits[service][endpoint] === 0
        ? []
        : calls
            .filter((call) => call.link === link)
            .map((call) => ({ ...call, calls: call.calls * traffic.visits[service][endpoint] })),
    ),
  );
  return [...direct, ...nested];
}

function isNeverLate(solution: Solution, link: number): boolean {
  const { environment, visits } = solution;
  const timeout = nsToS(environment.scenario.links[link].timeoutNs);
  return placesOf(solution, link).every((place) => {
    const law = attemptLaw(environment, visits, place);
    return law?.late ? law.late(timeout) < LATE_MAX : false;
  });
}

function isBusy(solution: Solution, link: number): boolean {
  const { environment, traffic } = solution;
  const { services, links } = environment.scenario;
  const { bandwidthBps } = links[link].network;
  if (bandwidthBps === Infinity) return false;
  const sizes = placesOf(solution, link).map(({ service, endpoint }) => services[service].endpoints[endpoint]);
  const largest = Math.max(0, ...sizes.flatMap((each) => [each.requestSizeBytes, each.responseSizeBytes]));
  return largest > 0 && !(traffic.attempts[link] * 8 * largest < BUSY_MAX * bandwidthBps);
}

const isBounded = ({ queueCapacity, maxWait }: ResolvedService): boolean =>
  queueCapacity !== Infinity || maxWait !== null;

/** One pass, with what the timeouts and pipes are taken to be. */
class Attempt {
  private readonly scenario: ResolvedScenario;
  private readonly serviceReasons: readonly (Reason | null)[];
  private readonly isStation: readonly boolean[];
  private readonly isClosed: readonly boolean[];
  private readonly arrivalReasons: (Reason | null)[];
  private readonly first: Environment;
  private readonly visits: Visits;
  private readonly traces: Traces;

  constructor(scenario: ResolvedScenario, idleTimeouts: ReadonlySet<number>, busyPipes: ReadonlySet<number>) {
    this.scenario = scenario;
    this.serviceReasons = scenario.services.map((service) => serviceReason(service, scenario));
    this.isStation = scenario.services.map((service) => !hasNoQueue(service));
    const unclearLinks = new Set(scenario.links.flatMap((link, index) => (linkReason(link, scenario) ? [index] : [])));
    const stations = scenario.services.map((service, index): StationView => {
      const wait = this.isStation[index] ? null : NO_TIME;
      const refused = this.serviceReasons[index] !== null || isBounded(service) ? Number.NaN : 0;
      return {
        wait,
        sojourn: null,
        refused: wait === null || this.serviceReasons[index] ? refused : 0,
        refusedAfter: 0,
      };
    });
    this.first = { scenario, stations, idleTimeouts, busyPipes, unclearLinks };
    this.visits = settleVisits(this.first);
    this.traces = this.tracesIn(this.first, this.visits);
    this.arrivalReasons = scenario.workloads.map((workload) => workloadReason(workload, scenario));
    this.isClosed = scenario.workloads.map((_, index) => this.isAloneAndClosed(index));
  }

  solution(): Solution {
    const { scenario, first, visits, traces } = this;
    const open = scenario.workloads.map((_, index) => this.openRate(index));
    const traffic = trafficOf(scenario, traces, this.entriesOf(open, first, visits));
    const stations = this.openStations(traffic, flowOf(this.flowView()));
    const rates = open.map((rate, index) => (this.isClosed[index] ? this.closedRate(index, stations) : rate));
    const views = first.stations.map(
      (view, index): StationView =>
        stations[index]?.station?.view ?? {
          ...view,
          isUncertain: this.isStation[index] && !this.keepsUp(index, traffic),
        },
    );
    const environment = { ...first, stations: views };
    const settled = settleVisits(environment);
    const finalTraces = this.tracesIn(environment, settled);
    return {
      environment,
      visits: settled,
      traces: finalTraces,
      traffic: trafficOf(scenario, finalTraces, this.entriesOf(rates, environment, settled)),
      rates: rates.map((rate) => (Number.isNaN(rate) ? null : rate)),
      stations,
      reasons: this.arrivalReasons,
    };
  }

  /** A queue without bound is served in the end if less work comes than its workers can do, whatever the arrivals. */
  private keepsUp(index: number, traffic: Traffic): boolean {
    const service = this.scenario.services[index];
    const { rate, work } = this.workOf(index, traffic.visits[index]);
    if (work === null || isBounded(service) || this.serviceReasons[index] !== null) return false;
    return rate * work.mean < service.instances.length * service.concurrency;
  }

  private tracesIn(environment: Environment, visits: Visits): Traces {
    return visits.map((of, service) => of.map((_, endpoint) => traceVisit(environment, visits, service, endpoint)));
  }

  private entriesOf(rates: readonly number[], environment: Environment, visits: Visits) {
    return this.scenario.workloads.flatMap(({ requests }, index) =>
      requests.map((call) => ({
        ...call,
        calls: rates[index],
        attempts: rates[index] * callOutcome(environment, visits, call).attempts,
      })),
    );
  }

  /** Requests per second; NaN where it is not given. */
  private openRate(index: number): number {
    const workload = this.scenario.workloads[index];
    const { arrivals } = workload;
    const isSteady = this.arrivalReasons[index] === null;
    if (!isSteady || (arrivals.kind !== 'poisson' && arrivals.kind !== 'constant')) return Number.NaN;
    if (arrivals.kind === 'constant') this.arrivalReasons[index] = reasonFor('arrivals-not-poisson', workload.id);
    return arrivals.ratePerSecond * scaleOf(workload);
  }

  /** Users of a closed workload, and nobody else at the services they come to. */
  private isAloneAndClosed(index: number): boolean {
    const { arrivals } = this.scenario.workloads[index];
    if (arrivals.kind !== 'closed' || this.arrivalReasons[index] !== null) return false;
    const mine = this.reachedBy(index);
    const isShared = this.scenario.workloads.some(
      (_, other) =>
        other !== index && [...this.reachedBy(other)].some((service) => mine.has(service) && this.isStation[service]),
    );
    if (isShared) this.arrivalReasons[index] = reasonFor('mixed-closed');
    return !isShared;
  }

  private reachedBy(workload: number): Set<number> {
    const { requests } = this.scenario.workloads[workload];
    const entries = requests.map((call) => ({ ...call, calls: 1, attempts: 1 }));
    const { visits } = trafficOf(this.scenario, this.traces, entries);
    return new Set(visits.flatMap((of, service) => (of.some((rate) => rate !== 0) ? [service] : [])));
  }

  private outcome(link: number, service: number, endpoint: number): CallOutcome {
    return callOutcome(this.first, this.visits, { link, service, endpoint });
  }

  private flowView(): FlowView {
    const { links, services } = this.scenario;
    const { idleTimeouts, busyPipes, unclearLinks } = this.first;
    const rings = (link: number) => links[link].timeoutNs !== Infinity && !idleTimeouts.has(link);
    const retries = (link: number, outcome: number) => {
      const { retry } = links[link];
      return retry !== null && retry.maxAttempts > 1 && (retry.onMask & (1 << outcome)) !== 0;
    };
    return {
      scenario: this.scenario,
      isStation: this.isStation,
      mayFail: (...place) => this.outcome(...place).success !== 1,
      isRetried: (...place) => this.outcome(...place).attempts !== 1,
      disturbsArrivals: (workload) => (this.isClosed[workload] ? null : this.streamReason(workload)),
      disturbsCallee: (link, service) => {
        if (unclearLinks.has(link)) return linkReason(links[link], this.scenario);
        if (links[link].hedge !== null) return reasonFor('feature', 'hedge');
        if (busyPipes.has(link)) return reasonFor('bandwidth', links[link].id);
        if (rings(link) && retries(link, TIMEOUT)) return reasonFor('timeout-retries', links[link].id);
        const isRefused = isBounded(services[service]) && this.isStation[service];
        return isRefused && retries(link, UNAVAILABLE) ? reasonFor('refused-retries', links[link].id) : null;
      },
      disturbsNext: (link, ...place) => {
        if (!Number.isNaN(this.outcome(link, ...place).success)) return null;
        return rings(link) ? reasonFor('timeout', links[link].id) : reasonFor('unknown-success');
      },
    };
  }

  private streamReason(workload: number): Reason | null {
    const { arrivals, id } = this.scenario.workloads[workload];
    const reason = this.arrivalReasons[workload];
    return reason ?? (arrivals.kind === 'poisson' ? null : reasonFor('arrivals-not-poisson', id));
  }

  private openStations(traffic: Traffic, flow: Flow): (StationReading | null)[] {
    const readings: (StationReading | null)[] = this.serviceReasons.map((reason) => reason && { reason });
    const done = new Set<number>();
    for (const station of flow.order) {
      if (!this.isStation[station] || done.has(station)) continue;
      const group = flow.groups.flatMap((each, other) =>
        each === flow.groups[station] && flow.returns[other] ? [other] : [],
      );
      const members = group.length === 0 ? [station] : group;
      for (const member of members) {
        done.add(member);
        readings[member] = this.read(member, traffic, flow, readings);
      }
      const broken = members.find((member) => !readings[member]?.station);
      if (broken === undefined) continue;
      const reason = reasonFor('not-poisson-behind', this.scenario.services[broken].id);
      for (const member of members) if (readings[member]?.station) readings[member] = { reason };
    }
    return readings;
  }

  private read(
    index: number,
    traffic: Traffic,
    flow: Flow,
    readings: readonly (StationReading | null)[],
  ): StationReading {
    const own = this.serviceReasons[index];
    if (own !== null) return { reason: own };
    const visits = traffic.visits[index];
    if (visits.every((rate) => rate === 0)) return { reason: reasonFor('unused') };
    let disturbed: Reason | null = null;
    for (const origin of flow.origins[index]) {
      if (typeof origin !== 'number') disturbed ??= origin;
      else if (flow.groups[origin] !== flow.groups[index] && !readings[origin]?.station?.isReversible)
        disturbed ??= reasonFor('not-poisson-behind', this.scenario.services[origin].id);
    }
    return stationOf(this.scenario.services[index], {
      ...this.workOf(index, visits),
      ...this.callersOf(index, traffic),
      disturbed,
      returns: flow.returns[index],
    });
  }

  private workOf(index: number, visits: readonly number[]) {
    const stints = this.traces[index].flatMap((trace, endpoint) =>
      visits[endpoint] === 0 ? [] : trace.stints.map(({ times, law }) => ({ times: times * visits[endpoint], law })),
    );
    return { rate: sum(stints.map(({ times }) => times)), work: mixedWork(stints), stints };
  }

  private callersOf(
    index: number,
    traffic: Traffic,
  ): Pick<Load, 'balancer' | 'isSingleCaller' | 'isInstant' | 'isOrdered'> {
    const { links, workloads, services } = this.scenario;
    const used = links.filter((link, at) => link.callee === index && traffic.attempts[at] !== 0);
    const [{ balancer, callerKind, caller }] = used;
    const isSame = used.every(
      (link) => link.balancer.policy === balancer.policy && link.balancer.choices === balancer.choices,
    );
    const callers = callerKind === 'workload' ? workloads[caller].clients : services[caller].instances.length;
    const isOrdered = used.every(
      ({ network: { latency, lossRatio } }) => lossRatio === 0 && (latency?.kind ?? 'constant') === 'constant',
    );
    const isInstant =
      isOrdered && used.every(({ network }) => network.latency === null && network.bandwidthBps === Infinity);
    return {
      balancer: isSame ? balancer : null,
      isSingleCaller: used.length === 1 && callers === 1,
      isOrdered,
      isInstant,
    };
  }

  /** Rounds per second of the users; writes what it finds of their stations. */
  private closedRate(index: number, readings: (StationReading | null)[]): number {
    const workload = this.scenario.workloads[index];
    const { arrivals, requests } = workload;
    const call = requests[0];
    if (arrivals.kind !== 'closed') return Number.NaN;
    const users = Math.round(arrivals.users * scaleOf(workload));
    const once = trafficOf(this.scenario, this.traces, [
      { ...call, calls: 1, attempts: callOutcome(this.first, this.visits, call).attempts },
    ]);
    const flow = flowOf(this.flowView());
    const stations = [...this.reachedBy(index)].filter((service) => this.isStation[service]);
    const shapes = stations.map((service) => this.closedShape(service, once, flow));
    const refuse = (reason: Reason): number => {
      this.arrivalReasons[index] = reason;
      for (const service of stations)
        readings[service] = { reason: shapes[stations.indexOf(service)].reason ?? reason };
      return Number.NaN;
    };
    const bad = shapes.find(({ reason }) => reason !== undefined)?.reason;
    if (bad) return refuse(bad);
    // With no waiting at all, what is left of a round beside the work of the stations is a delay like thinking.
    const idleViews = this.first.stations.map((view, service) =>
      stations.includes(service) ? { ...view, wait: NO_TIME } : view,
    );
    const idleEnvironment = { ...this.first, stations: idleViews };
    const idleOutcome = callOutcome(idleEnvironment, settleVisits(idleEnvironment), call);
    const services = stations.map((service) => this.scenario.services[service]);
    const demands = shapes.map(({ rate, mean }) => rate * mean);
    const think = lawOf(arrivals.think).mean + (idleOutcome.ok?.mean ?? Number.NaN) - sum(demands);
    if (idleOutcome.success !== 1 || Number.isNaN(think)) return refuse(reasonFor('time-unknown'));
    if (users === 0 || users > USERS_MAX) return refuse(reasonFor('closed-stations'));
    const [only] = services;
    if (services.length === 1 && only.instances.length === 1 && only.concurrency > 1) {
      const { rate, mean } = shapes[0];
      // A round that comes more than once needs a think time in between, and is then no machine repair.
      if (Math.abs(rate - 1) > 1e-9 || think <= 0) return refuse(reasonFor('closed-stations'));
      const { throughput, time, waiting, utilization } = closedStation(users, think, 1 / mean, only.concurrency);
      const view = { wait: meanLaw(time - mean, true), sojourn: meanLaw(time, true), refused: 0, refusedAfter: 0 };
      readings[stations[0]] = { station: { model: 'M/M/c//N', view, isReversible: false, utilization, waiting } };
      return throughput;
    }
    if (services.some(({ concurrency }) => concurrency > 1)) return refuse(reasonFor('closed-stations'));
    const copies = services.flatMap(({ instances }, k) => instances.map(() => k));
    const each = copies.map((k) => demands[k] / services[k].instances.length);
    const { throughput, times, queue } = meanValueAnalysis(each, Math.max(0, think), users);
    stations.forEach((service, k) => {
      const mine = copies.flatMap((copy, at) => (copy === k ? [at] : []));
      const { rate, mean } = shapes[k];
      const time = sum(mine.map((at) => times[at])) / rate;
      const utilization = throughput * each[mine[0]];
      const waiting = sum(mine.map((at) => queue[at] - throughput * each[at]));
      const view = { wait: meanLaw(time - mean, true), sojourn: meanLaw(time, true), refused: 0, refusedAfter: 0 };
      const station: Station = { model: 'mean value analysis', view, isReversible: false, utilization, waiting };
      readings[service] = { station };
    });
    return throughput;
  }

  /** Whether the station is one of a closed network: exponential work without bounds, spread at random. */
  private closedShape(index: number, once: Traffic, flow: Flow): { rate: number; mean: number; reason?: Reason } {
    const none = { rate: Number.NaN, mean: Number.NaN };
    const own = this.serviceReasons[index];
    if (own !== null) return { ...none, reason: own };
    const disturbed = [...flow.origins[index]].find((origin) => typeof origin !== 'number') ?? null;
    const { rate, work } = this.workOf(index, once.visits[index]);
    // Only the shape matters here: so seldom that no load is too much.
    const seldom = 1e-9;
    const scaled = { rate: Number.isNaN(rate) ? rate : seldom, work, disturbed, returns: true };
    const { reason } = stationOf(this.scenario.services[index], { ...scaled, ...this.callersOf(index, once) });
    return reason ? { ...none, reason } : { rate, mean: work?.mean ?? Number.NaN };
  }
}
