/** What never changes during a run, looked up once when the world is built: facts of links, services, workloads and faults. */
import { compileDistribution, type Distribution } from '../kernel/distributions.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { Generator } from '../kernel/random.ts';
import { shareOf } from '../policies/admission/index.ts';
import { compileZipf } from '../kernel/zipf.ts';
import { balancers, hasOverlaps } from '../policies/balancers/index.ts';
import { disciplines } from '../policies/queues/index.ts';
import { RateProfile } from './rate-profile.ts';
import type {
  ResolvedArrivals,
  ResolvedDistribution,
  ResolvedFault,
  ResolvedLink,
  ResolvedNetwork,
  ResolvedScenario,
  ResolvedService,
  ResolvedWorkload,
} from './resolved-scenario.ts';
import { isSharded } from './subsets.ts';
import { callerZonesOf, zoneWiresOf } from './zone-wires.ts';
import {
  type FaultFacts,
  type LinkFacts,
  type LoadBoard,
  type ServiceFacts,
  type WireFacts,
  type WorkloadFacts,
  type World,
} from './world.ts';

/** More workers than any instance can have frames. */
const UNLIMITED = 0x7fffffff;

/** By service, what links that lead to it need. */
export interface Callees {
  readonly instanceBase: Int32Array;
  readonly brokers: readonly number[];
  readonly boards: readonly LoadBoard[];
  readonly hasEqualWeights: readonly boolean[];
  readonly wires: Wires;
}

export interface Streams {
  readonly stream: (name: string) => Generator;
  readonly hash: (name: string) => number;
}

export function callersOf(scenario: ResolvedScenario, link: ResolvedLink): number {
  return link.callerKind === 'workload'
    ? scenario.workloads[link.caller].clients
    : scenario.services[link.caller].instances.length;
}

/** Makes wires, each with pipes and a delay line of its own. */
export class Wires {
  /** How many pipes there are so far. */
  pipes = 0;
  readonly kernel: Kernel<World>;

  constructor(kernel: Kernel<World>) {
    this.kernel = kernel;
  }

  /** @param instances with pipes of their own, 0: all share one; `pipe`: that of the wire it shares pipes with */
  make(network: ResolvedNetwork, instances: number, pipe = this.newPipes(Math.max(1, instances))): WireFacts {
    const { latency, lossRatio, rtoNs, bandwidthBps } = network;
    const constantLatencyNs = latency === null ? 0 : latency.kind === 'constant' ? Math.round(latency.value) : -1;
    return {
      latency: compiled(latency),
      latencyLine: constantLatencyNs >= 0 ? this.kernel.queue.line(constantLatencyNs) : -1,
      constantLatencyNs,
      lossRatio,
      rtoNs,
      nsPerByte: bandwidthBps === Infinity ? 0 : 8e9 / bandwidthBps,
      pipe,
      pipeStride: instances > 0 ? 2 : 0,
    };
  }

  private newPipes(pairs: number): number {
    this.pipes += 2 * pairs;
    return this.pipes - 2 * pairs;
  }
}

export function linkFacts(
  scenario: ResolvedScenario,
  link: ResolvedLink,
  { instanceBase, brokers, boards, hasEqualWeights, wires }: Callees,
  { stream, hash }: Streams,
): LinkFacts {
  const isEven = hasEqualWeights[link.callee];
  const balancer = balancers[link.balancer.policy];
  const { isPerConnection, sharedLoadsNs } = link.balancer;
  const { kernel } = wires;
  // A broker is one receiver, whoever takes from it.
  const hasPipes = link.isPipePerInstance && brokers[link.callee] < 0;
  const pipes = hasPipes ? scenario.services[link.callee].instances.length : 0;
  const wire = wires.make(link.network, pipes);
  return {
    wire,
    callee: link.callee,
    firstInstance: instanceBase[link.callee],
    broker: brokers[link.callee],
    isDelivery:
      scenario.services[link.callee].delivery !== null && link.callerKind === 'service' && link.caller === link.callee,
    instanceCount: instanceBase[link.callee + 1] - instanceBase[link.callee],
    balancer,
    balancerConfig: link.balancer,
    isPlainPick:
      balancer.isPlain(link.balancer, isEven) && !hasOverlaps(link.balancer) && !isPerConnection && sharedLoadsNs < 0,
    isWeighted: !isEven || link.balancer.slowStart !== null,
    board: boards.findIndex(({ callee, periodNs }) => callee === link.callee && periodNs === sharedLoadsNs),
    narrowsView: link.balancer.locality !== null || link.hedge !== null || link.retry?.avoidPrevious === true,
    callersByZone: callersByZone(scenario, link),
    callerCount: callersOf(scenario, link),
    subsetSeed: hash(`subset/${link.id}`),
    shardSeed: hash(`shard/${scenario.services[link.callee].id}`),
    retry: link.retry,
    hedge: link.hedge,
    hedgeLine: link.hedge === null ? -1 : lineOf(kernel, link.hedge.delayNs),
    fallbackLine: link.fallback === null ? -1 : kernel.queue.line(link.fallback.afterNs),
    deadlineNs: link.deadlineNs,
    propagatesDeadline: link.propagateDeadline,
    bulkhead: link.bulkhead,
    breaker: link.breaker,
    outlierDetection: link.outlierDetection,
    throttle: link.throttle,
    pool: link.pool,
    handshakeStreams: handshakeLegs(link).map((leg) => hash(`latency/${link.id}/handshake/${leg}`)),
    rateLimit: link.rateLimit,
    hasGate: hasGate(link),
    timeoutLine: lineOf(kernel, link.timeoutNs),
    // A broker is in no zone.
    zoneWires:
      brokers[link.callee] >= 0
        ? null
        : zoneWiresOf(scenario, link, wire, (network, isOwnPipe) =>
            isOwnPipe ? wires.make(network, pipes) : wires.make(network, pipes, wire.pipe),
          ),
    latencyStreams: [hash(`latency/${link.id}/request`), hash(`latency/${link.id}/response`)],
    lossStreams: [hash(`loss/${link.id}/request`), hash(`loss/${link.id}/response`)],
    cancelStream: hash(`latency/${link.id}/cancel`),
    balancerStream: stream(`balancer/${link.id}`),
    backoffStream: stream(`backoff/${link.id}`),
    breakerStream: link.breaker === null ? new Generator() : stream(`breaker/${link.id}`),
    outlierStream: link.outlierDetection === null ? new Generator() : stream(`outliers/${link.id}`),
    throttleStream: link.throttle === null ? new Generator() : stream(`throttle/${link.id}`),
  };
}

function hasGate({ balancer, bulkhead, breaker, outlierDetection, pool, rateLimit, throttle }: ResolvedLink): boolean {
  return (
    isSharded(balancer) ||
    rateLimit !== null ||
    bulkhead !== null ||
    pool !== null ||
    breaker !== null ||
    outlierDetection !== null ||
    throttle !== null
  );
}

function handshakeLegs({ pool }: ResolvedLink): number[] {
  return Array.from({ length: 2 * (pool?.roundTrips ?? 0) }, (_, leg) => leg);
}

function callersByZone(scenario: ResolvedScenario, link: ResolvedLink): Int32Array {
  const counts = new Int32Array(scenario.zones.length + 1);
  for (const zone of callerZonesOf(scenario, link)) counts[zone + 1]++;
  return counts;
}

/** −1: never. */
function lineOf(kernel: Kernel<World>, delayNs: number): number {
  return delayNs === Infinity ? -1 : kernel.queue.line(delayNs);
}

/** What else a service's facts are made of. */
interface Surroundings {
  readonly broker: number;
  readonly linksOut: readonly number[];
  readonly linksIn: readonly number[];
  readonly endpointBase: Int32Array;
}

export function serviceFacts(
  { workloads, links }: ResolvedScenario,
  service: ResolvedService,
  { broker, linksOut, linksIn, endpointBase }: Surroundings,
  { stream, hash }: Streams,
): ServiceFacts {
  const { id, admission, cancellation, concurrency, delivery, dropExpired, growth, overload, restart } = service;
  const { queueCapacity, queueDiscipline, maxWait, threading } = service;
  const shares = admission?.priority ?? null;
  return {
    workers: concurrency === Infinity ? UNLIMITED : concurrency,
    queueCapacity,
    broker,
    delivery:
      delivery === null
        ? null
        : {
            link: delivery.link,
            visibilityNs: delivery.visibilityNs,
            salt: hash(`delivery/${id}`),
            deadLink: delivery.deadLetter?.link ?? -1,
            deadEndpoint:
              delivery.deadLetter === null
                ? -1
                : endpointBase[delivery.deadLetter.service] + delivery.deadLetter.endpoint,
          },
    discipline: disciplines[queueDiscipline],
    maxWait: maxWait === null ? null : compileDistribution(maxWait),
    maxWaitStream: hash(`max-wait/${id}`),
    admission,
    shareByWorkload: shares === null ? null : Float64Array.from(workloads, ({ priority }) => shareOf(shares, priority)),
    dropsExpired: dropExpired && links.some(({ deadlineNs }) => deadlineNs < Infinity),
    countsInside: admission !== null || growth !== null,
    growth,
    crashAtQueue: overload === null ? Infinity : overload.crashAtQueue,
    restart,
    startup: compiled(restart === null ? null : restart.startup),
    startupStream: hash(`startup/${id}`),
    isSharing: disciplines[queueDiscipline].isSharing,
    isAsync: threading === 'async',
    identity: hash(`identity/${id}`),
    heedsCancel: cancellation !== 'none',
    stopsWork: cancellation === 'all',
    linksOut,
    linksIn,
    registryStream: stream(`registry/${id}`),
    admissionStream: stream(`admission/${id}`),
  };
}

export function workloadFacts(
  workload: ResolvedWorkload,
  endpointBase: Int32Array,
  { stream, hash }: Streams,
): WorkloadFacts {
  const { id, arrivals } = workload;
  return {
    requests: workload.requests.map((request, index) => {
      // The first keeps the names of a workload without a session.
      const place = index === 0 ? id : `${id}/${index}`;
      return {
        link: request.link,
        endpoint: endpointBase[request.service] + request.endpoint,
        keyHigh: hash(`requests/${place}/high`),
        keyLow: hash(`requests/${place}/low`),
        think: compiled(request.think),
        thinkStream: hash(`session/${id}/${index}/think`),
      };
    }),
    priority: workload.priority,
    isSession: workload.requests.length > 1 || workload.requests[0].think !== null,
    profile: new RateProfile(workload.profile),
    isSteady: workload.profile.length === 0,
    gapNs: gapOf(arrivals),
    states: statesOf(arrivals),
    think: compiled(arrivals.kind === 'closed' ? arrivals.think : null),
    thinkStream: hash(`think/${id}`),
    herdStream: hash(`herd/${id}`),
    keys: workload.keys === null ? null : compileZipf(workload.keys.n, workload.keys.s),
    keysStream: hash(`request-keys/${id}`),
    arrivalStream: stream(`arrivals/${id}`),
    stateStream: stream(`arrivals/${id}/states`),
    clientStream: stream(`clients/${id}`),
  };
}

function gapOf(arrivals: ResolvedArrivals): number {
  if (arrivals.kind !== 'poisson' && arrivals.kind !== 'constant') return Infinity;
  return gapAt(arrivals.ratePerSecond);
}

function gapAt(ratePerSecond: number): number {
  return ratePerSecond > 0 ? 1e9 / ratePerSecond : Infinity;
}

function statesOf(arrivals: ResolvedArrivals): WorkloadFacts['states'] {
  if (arrivals.kind !== 'bursty') return [];
  return arrivals.states.map(({ ratePerSecond, stay }) => ({
    gapNs: gapAt(ratePerSecond),
    stay: compileDistribution(stay),
  }));
}

/** Closed workloads: users at the highest scale of the profile. */
export function mostUsers(workload: ResolvedWorkload): number {
  const { arrivals } = workload;
  if (arrivals.kind !== 'closed') return 0;
  let most = arrivals.users;
  for (const { scale } of workload.profile) most = Math.max(most, Math.round(arrivals.users * scale));
  return most;
}

export function faultFacts(
  scenario: ResolvedScenario,
  fault: ResolvedFault,
  instanceBase: Int32Array,
  { stream, hash }: Streams,
): FaultFacts {
  const { target, occurrence } = fault;
  const members =
    target.kind === 'share'
      ? Int32Array.from(scenario.services[target.service].instances, (_, i) => instanceBase[target.service] + i)
      : Int32Array.from(target.members, (member) => instanceBase[member.service] + member.instance);
  const random = occurrence.kind === 'random' ? occurrence : null;
  return {
    members,
    stream: stream(`fault/${fault.id}`),
    memberStreams:
      random === null
        ? []
        : Array.from(members, (instance) => stream(`fault/${fault.id}/${nameOf(scenario, instanceBase, instance)}`)),
    shareStream: hash(`fault/${fault.id}/share`),
    afterStream: hash(`fault/${fault.id}/after`),
    after: compiled(fault.kind === 'error' ? fault.after : null),
    mtbf: compiled(random?.mtbf ?? null),
    mttr: compiled(random?.mttr ?? null),
  };
}

/** "orders#2" */
function nameOf(scenario: ResolvedScenario, instanceBase: Int32Array, instance: number): string {
  let service = 0;
  while (instanceBase[service + 1] <= instance) service++;
  return `${scenario.services[service].id}#${instance - instanceBase[service] + 1}`;
}

/** What is absent takes no time. */
export function compiled(distribution: ResolvedDistribution | null): Distribution {
  return compileDistribution(distribution ?? { kind: 'constant', value: 0 });
}
