/** Builds the world of a run: sizes every column from the scenario, looks every name up, starts what begins at time 0. */
import { compileDistribution, type Distribution } from '../kernel/distributions.ts';
import { NO_EVENT } from '../kernel/event-queue.ts';
import { Kernel } from '../kernel/kernel.ts';
import { createStream, Generator, hashName } from '../kernel/random.ts';
import { concurrencyLimits, shareOf } from '../policies/admission/index.ts';
import { compileZipf } from '../kernel/zipf.ts';
import { balancers, hasOverlaps } from '../policies/balancers/index.ts';
import { breakers } from '../policies/breakers/index.ts';
import { OUTLIER_COLUMNS } from '../policies/detectors/index.ts';
import { limiters } from '../policies/limiters/index.ts';
import { disciplines } from '../policies/queues/index.ts';
import { budgets } from '../policies/retries/index.ts';
import { THROTTLE_SIZE } from '../policies/throttles/index.ts';
import { resetDoor } from './admission.ts';
import { FlightTable, ValueTable } from './cache-tables.ts';
import { dispatch } from './events.ts';
import { startFaults } from './faults.ts';
import { resetGate } from './gate.ts';
import { HashTables } from './hash-tables.ts';
import { resetLatencies, sizeOf } from './hedging.ts';
import { HealthyInstances, startDetectors } from './outliers.ts';
import { resetBalancer, startBoards } from './pick-instance.ts';
import { compileProgram } from './program.ts';
import { RateProfile } from './rate-profile.ts';
import { startRegistry } from './registry.ts';
import type {
  ResolvedArrivals,
  ResolvedDistribution,
  ResolvedFault,
  ResolvedLink,
  ResolvedNetwork,
  ResolvedRateLimit,
  ResolvedScenario,
  ResolvedService,
  ResolvedWorkload,
} from './resolved-scenario.ts';
import { resetBudget } from './retry-budget.ts';
import { SessionTable } from './sessions.ts';
import { isSharded, takeSubset } from './subsets.ts';
import { createPauses, createStrain } from './strain-state.ts';
import { AttemptTable, CallTable, ConnectionTable, createEndedPhases, FrameTable } from './tables.ts';
import { startWorkload } from './workload.ts';
import { callerZonesOf, zoneWiresOf } from './zone-wires.ts';
import {
  COUNTER_COUNT,
  type FaultFacts,
  type LinkFacts,
  type LoadBoard,
  ReadyList,
  type ServiceFacts,
  type WireFacts,
  type WorkloadFacts,
  type World,
} from './world.ts';

/** More workers than any instance can have frames. */
const UNLIMITED = 0x7fffffff;

export interface WorldOptions {
  readonly replication: number;
  readonly engineVersion: string;
}

/** A world at time 0 in which nothing has been scheduled yet; `startWorld` does that once observers are in place. */
export function createWorld(scenario: ResolvedScenario, options: WorldOptions): World {
  const { replication } = options;
  const { seed } = scenario;
  const kernel = new Kernel<World>(dispatch, { seed, replication, engineVersion: options.engineVersion });
  const streams: Streams = {
    stream: (name) => createStream(seed, replication, name),
    hash: (name) => hashName(seed, replication, name),
  };
  const instanceBase = bases(scenario.services.map((service) => service.instances.length));
  const endpointBase = bases(scenario.services.map((service) => service.endpoints.length));
  const callerBase = bases(scenario.links.map((link) => callersOf(scenario, link)));
  const instanceCount = instanceBase[scenario.services.length];
  const callerCount = callerBase[scenario.links.length];
  const boards = loadBoards(scenario, instanceBase, streams);
  const hasEqualWeights = scenario.services.map(({ instances }) =>
    instances.every(({ weight }) => weight === instances[0].weight),
  );
  const brokers = brokersOf(scenario, instanceCount);
  const queueCount = instanceCount + brokers.filter((broker) => broker >= 0).length;
  const wires = new Wires(kernel);
  const callees = { instanceBase, brokers, boards, hasEqualWeights, wires };
  const links = scenario.links.map((link) => linkFacts(scenario, link, callees, streams));
  const program = compileProgram(scenario, endpointBase, replication);
  const hasSends = program.sites.some((site) => site.isSent);
  const linksOut = linksOf(scenario, (link) => (link.callerKind === 'service' ? link.caller : -1));
  const linksIn = linksOf(scenario, (link) => link.callee);
  const callerLink = owners(callerBase);
  const callerLoadBase = placesOf(scenario, callerLink, (link) => isCounted(links[link]));
  const poolBase = placesOf(scenario, callerLink, (link) => links[link].pool !== null);
  const placeCount = poolBase[callerCount];
  const callerBudgetBase = bases(Array.from(callerLink, (link) => budgetSize(scenario, link)));
  const budgetState = new Float64Array(callerBudgetBase[callerCount]);
  const callerBreakerBase = bases(Array.from(callerLink, (link) => breakerCount(scenario, link)));
  const breakerCaller = owners(callerBreakerBase);
  const breakerOffset = bases(Array.from(breakerCaller, (caller) => breakerSize(scenario, callerLink[caller])));
  const breakerState = new Float64Array(breakerOffset[breakerCaller.length]);
  const callerOutlierBase = bases(Array.from(callerLink, (link) => outlierSize(scenario, link)));
  const outlierState = new Float64Array(callerOutlierBase[callerCount]);
  const callerThrottleBase = bases(
    Array.from(callerLink, (link) => (links[link].throttle === null ? 0 : THROTTLE_SIZE)),
  );
  const throttleState = new Float64Array(callerThrottleBase[callerCount]);
  const noMembers = new Int32Array(0);
  const noStream = new Generator();
  const mostInstances = Math.max(0, ...scenario.services.map((service) => service.instances.length));
  const callerStateBase = bases(Array.from(callerLink, (link) => stateSize(links[link])));
  const balancerState = new Float64Array(callerStateBase[callerCount]);
  const instanceWeight = Float64Array.from(scenario.services.flatMap((s) => s.instances.map(({ weight }) => weight)));
  const callerHedgeBase = bases(Array.from(callerLink, (link) => sizeOf(scenario.links[link].hedge)));
  const hedgeState = new Float64Array(callerHedgeBase[callerCount]);
  const hasWatchers = links.some(isWatching);
  const hasGates = links.some((link) => link.hasGate);
  const hasDeadlines = links.some((link) => link.deadlineNs < Infinity);
  const hasHedges = links.some((link) => link.hedge !== null);
  const hasTied = links.some((link) => link.hedge?.tied === true);
  const instanceStartedNs = new Float64Array(instanceCount).fill(-Infinity);
  const hasCancels = hasTied || scenario.services.some((service) => service.cancellation !== 'none');
  const instanceLimiterBase = bases(scenario.services.flatMap(limiterSizes));
  const instanceConcurrencyBase = bases(scenario.services.flatMap(concurrencyLimitSizes));
  const concurrencyState = new Float64Array(instanceConcurrencyBase[instanceCount]);
  const callerLimiterBase = bases(
    Array.from(callerLink, (link) => limiterSize(scenario.links[link].rateLimit)),
    instanceLimiterBase[instanceCount],
  );
  const limiterState = new Float64Array(callerLimiterBase[callerCount]);
  const callerCursor = new Int32Array(callerCount);
  const callerLoads = new Int32Array(callerLoadBase[callerCount]);
  const callerOverlapBase = placesOf(scenario, callerLink, (link) => hasOverlaps(scenario.links[link].balancer));
  const overlaps = new Float64Array(callerOverlapBase[callerCount]);

  return {
    kernel,
    scenario,
    replication,
    observer: null,
    calls: new CallTable(scenario.maxCalls),
    attempts: new AttemptTable(scenario.maxCalls),
    frames: new FrameTable(scenario.maxCalls),
    sessions: new SessionTable(scenario.maxCalls),
    endedPhases: createEndedPhases(),
    program,
    hasDeliveries: scenario.services.some((service) => service.delivery !== null),
    hasSends,
    hasCaches: program.caches.length > 0,
    keyed: new Generator(),
    ready: new ReadyList(),
    counters: new Float64Array(COUNTER_COUNT),
    instanceCount,
    instanceBase,
    instanceService: Int32Array.from([
      ...owners(instanceBase),
      ...brokers.flatMap((broker, service) => (broker < 0 ? [] : [service])),
    ]),
    instanceSpeed: Float64Array.from(scenario.services.flatMap((s) => s.instances.map((instance) => instance.speed))),
    instanceWeight,
    instanceStartedNs,
    instanceZone: Int32Array.from(scenario.services.flatMap((s) => s.instances.map((instance) => instance.zone))),
    services: scenario.services.map((service, index) =>
      serviceFacts(
        scenario,
        service,
        { broker: brokers[index], linksOut: linksOut[index], linksIn: linksIn[index], endpointBase },
        streams,
      ),
    ),
    instanceUp: new Uint8Array(queueCount).fill(1),
    hostUp: new Uint8Array(queueCount).fill(1),
    instanceBusy: new Int32Array(queueCount),
    instanceWorking: new Int32Array(queueCount),
    instanceQueued: new Int32Array(queueCount),
    instanceInside: new Int32Array(instanceCount),
    instanceLimiterBase,
    callerLimiterBase,
    limiterState,
    instanceConcurrencyBase,
    concurrencyState,
    concurrencyView: {
      state: concurrencyState,
      offset: 0,
      nowNs: 0,
      rttNs: 0,
      inside: 0,
      isDropped: false,
      generator: new Generator(),
    },
    limiterView: { state: limiterState, offset: 0, nowNs: 0 },
    brokerTurn: new Int32Array(scenario.services.length),
    queueHead: new Int32Array(queueCount).fill(-1),
    queueTail: new Int32Array(queueCount).fill(-1),
    queueFilledNs: new Float64Array(queueCount),
    queueView: { nowNs: 0, filledNs: 0 },
    crashCount: new Int32Array(instanceCount),
    hostCrashCount: new Int32Array(instanceCount),
    backAtNs: new Float64Array(instanceCount),
    activeFaults: Array.from({ length: instanceCount }, () => []),
    endpointBase,
    endpointService: owners(endpointBase),
    hasOptimistic: scenario.services.some((service) => service.endpoints.some((endpoint) => endpoint.optimistic)),
    endpointVersion: new Float64Array(endpointBase[scenario.services.length]),
    endpoints: scenario.services.flatMap((service) =>
      service.endpoints.map((endpoint) => ({
        requestBytes: endpoint.requestSizeBytes,
        responseBytes: endpoint.responseSizeBytes,
        errorRatio: endpoint.errorRatio,
        isOptimistic: endpoint.optimistic,
        errorStream: streams.hash(`error/${service.id}.${endpoint.id}`),
      })),
    ),
    links,
    pipeFreeNs: new Float64Array(wires.pipes),
    callerBase,
    callerLink,
    callerInstance: callerInstances(scenario, callerBase, instanceBase),
    callerZone: Int32Array.from(scenario.links.flatMap((link) => callerZonesOf(scenario, link))),
    callerView: callerViews(scenario, callerLink),
    callerViewSize: Int32Array.from(callerLink, (link) => calleeSize(scenario, link)),
    callerViewVersion: new Int32Array(callerCount),
    callerCursor,
    callerLoadBase,
    callerLoads,
    balancerView: {
      candidates: new Int32Array(0),
      count: 0,
      loads: callerLoads,
      loadOffset: 0,
      cursors: callerCursor,
      cursor: 0,
      generator: new Generator(),
      nowNs: 0,
      isWeighted: false,
      members: new Int32Array(0),
      memberCount: 0,
      version: 0,
      size: 0,
      state: balancerState,
      stateOffset: 0,
      weights: instanceWeight,
      startedNs: instanceStartedNs,
      instanceOffset: 0,
      overlaps,
      overlapOffset: 0,
      hash: 0,
      table: null,
    },
    callerStateBase,
    balancerState,
    callerPinned: new Int32Array(callerCount).fill(-1),
    hasWatchers,
    hasKeys: scenario.workloads.some((workload) => workload.keys !== null),
    hasSessions: scenario.workloads.some(({ requests }) => requests.length > 1 || requests[0].think !== null),
    instanceInFlight: new Int32Array(instanceCount),
    hasBudgets: budgetState.length > 0,
    callerBudgetBase,
    budgetState,
    budgetView: { state: budgetState, offset: 0, nowNs: 0 },
    hasBreakers: breakerState.length > 0,
    hasDetectors: outlierState.length > 0,
    hasThrottles: throttleState.length > 0,
    hasDoors: scenario.services.some(({ admission, growth }) => admission !== null || growth !== null),
    hasPauses: hasPauses(scenario),
    hasSharing: scenario.services.some((service) => disciplines[service.queueDiscipline].isSharing),
    hasExtras: hasSends || hasGates || hasDeadlines || hasCancels || hasHedges || hasWatchers || budgetState.length > 0,
    hasGates,
    hasDeadlines,
    hasHedges,
    hasTied,
    hasCancels,
    hasPools: placeCount > 0,
    workloads: scenario.workloads.map((workload) => workloadFacts(workload, endpointBase, streams)),
    workloadCount: new Float64Array(scenario.workloads.length),
    workloadTarget: new Float64Array(scenario.workloads.length),
    workloadNextNs: new Float64Array(scenario.workloads.length),
    workloadState: new Int32Array(scenario.workloads.length),
    workloadStateEndNs: new Float64Array(scenario.workloads.length),
    workloadLeft: new Float64Array(scenario.workloads.length),
    population: new Int32Array(scenario.workloads.length),
    userActive: scenario.workloads.map((workload) => new Uint8Array(mostUsers(workload))),
    userRounds: scenario.workloads.map((workload) => new Int32Array(mostUsers(workload))),
    faults: scenario.faults.map((fault) => faultFacts(scenario, fault, instanceBase, streams)),
    faultDrawn: scenario.faults.map(() => null),
    pools: {
      connections: new ConnectionTable(scenario.maxCalls),
      poolConnections: new Int32Array(callerCount),
      poolPending: new Int32Array(callerCount),
      poolBase,
      poolFree: new Int32Array(placeCount).fill(-1),
      poolConnecting: new Int32Array(placeCount),
      poolWaiting: new Int32Array(placeCount),
      poolHead: new Int32Array(placeCount).fill(-1),
      poolTail: new Int32Array(placeCount).fill(-1),
    },
    registry: {
      registryLatency: compiled(scenario.network.latency),
      registered: new Uint8Array(instanceCount).fill(1),
      leaseUntilNs: new Float64Array(instanceCount).fill(Infinity),
      leaseEvent: new Float64Array(instanceCount).fill(NO_EVENT),
      heartbeatEvent: new Float64Array(instanceCount).fill(NO_EVENT),
      fetchEvent: new Float64Array(callerCount).fill(NO_EVENT),
      pendingView: Array.from(callerLink, (link) => new Int32Array(leasedSize(scenario, link))),
      pendingViewSize: new Int32Array(callerCount),
      cachedList: scenario.services.map((service) => new Int32Array(service.instances.length)),
      cachedSize: new Int32Array(scenario.services.length),
    },
    guards: {
      callerHedgeBase,
      hedgeState,
      hedgeView: { state: hedgeState, offset: 0, nowNs: 0 },
      callerBreakerBase,
      breakerCaller,
      breakerOffset,
      breakerState,
      breakerTimer: new Float64Array(breakerCaller.length).fill(NO_EVENT),
      breakerView: { state: breakerState, offset: 0, nowNs: 0, generator: noStream },
      callerOutlierBase,
      outlierState,
      sweepTimer: new Float64Array(callerCount).fill(NO_EVENT),
      outlierView: { state: outlierState, offset: 0, nowNs: 0, members: noMembers, count: 0, generator: noStream },
      healthy: new HealthyInstances(callerCount),
      callerThrottleBase,
      throttleState,
      throttleView: { state: throttleState, offset: 0, nowNs: 0 },
      bulkheadHeld: new Int32Array(callerCount),
      bulkheadWaiting: new Int32Array(callerCount),
      bulkheadHead: new Int32Array(callerCount).fill(-1),
      bulkheadTail: new Int32Array(callerCount).fill(-1),
    },
    caches: {
      values: new ValueTable(),
      flights: new FlightTable(),
      cacheNewest: new Int32Array(program.cacheCount).fill(-1),
      cacheOldest: new Int32Array(program.cacheCount).fill(-1),
      cacheSize: new Int32Array(program.cacheCount),
    },
    sharing: {
      instancePresent: new Int32Array(instanceCount),
      instanceSharing: new Int32Array(instanceCount),
      sharedHead: new Int32Array(instanceCount).fill(-1),
      sharedEvent: new Float64Array(instanceCount).fill(NO_EVENT),
      sharedEndNs: new Float64Array(instanceCount),
      virtualNs: new Float64Array(instanceCount),
      virtualSinceNs: new Float64Array(instanceCount),
    },
    pauses: createPauses(instanceCount),
    strain: createStrain(instanceCount),
    picking: {
      hashTables: new HashTables(scenario.services.length, callerCount),
      requestKeyHash: streams.hash('hash/request-keys'),
      requestHash: streams.hash('hash/requests'),
      boards,
      boardLoads: new Int32Array(
        boards.reduce((sum, { callee }) => sum + scenario.services[callee].instances.length, 0),
      ),
      balancerOthers: new Int32Array(mostInstances),
      balancerEligible: new Int32Array(mostInstances),
      localityView: {
        counts: new Int32Array(scenario.zones.length + 1),
        count: 0,
        callerCounts: new Int32Array(0),
        callerCount: 0,
        ownZone: 0,
        generator: new Generator(),
      },
      balancerAllowed: new Int32Array(mostInstances),
      balancerShard: new Int32Array(mostInstances),
      callerOverlapBase,
      overlaps,
    },
  };
}

/** Schedules what begins by itself. To be called once, before the first event. */
export function startWorld(world: World): void {
  for (let caller = 0; caller < world.callerLink.length; caller++) {
    takeSubset(world, caller, world.callerView[caller], world.callerViewSize);
    resetBalancer(world, caller);
    resetBudget(world, caller);
    resetLatencies(world, caller);
    resetGate(world, caller);
  }
  startDetectors(world);
  for (let instance = 0; instance < world.instanceCount; instance++) resetDoor(world, instance);
  startRegistry(world);
  startBoards(world);
  startFaults(world);
  for (let workload = 0; workload < world.workloads.length; workload++) startWorkload(world, workload);
}

/** By service, what links that lead to it need. */
interface Callees {
  readonly instanceBase: Int32Array;
  readonly brokers: readonly number[];
  readonly boards: readonly LoadBoard[];
  readonly hasEqualWeights: readonly boolean[];
  readonly wires: Wires;
}

interface Streams {
  readonly stream: (name: string) => Generator;
  readonly hash: (name: string) => number;
}

/** Running sums: entry i is where owner i's rows begin, the last is where they end; the first is `start`. */
function bases(counts: readonly number[], start = 0): Int32Array {
  const result = new Int32Array(counts.length + 1);
  result[0] = start;
  counts.forEach((count, index) => {
    result[index + 1] = result[index] + count;
  });
  return result;
}

/** For each row the owner whose range it lies in. */
function owners(base: Int32Array): Int32Array {
  const result = new Int32Array(base[base.length - 1]);
  for (let owner = 0; owner + 1 < base.length; owner++) result.fill(owner, base[owner], base[owner + 1]);
  return result;
}

function callersOf(scenario: ResolvedScenario, link: ResolvedLink): number {
  return link.callerKind === 'workload'
    ? scenario.workloads[link.caller].clients
    : scenario.services[link.caller].instances.length;
}

function calleeSize(scenario: ResolvedScenario, link: number): number {
  return scenario.services[scenario.links[link].callee].instances.length;
}

function leasedSize(scenario: ResolvedScenario, link: number): number {
  const callee = scenario.services[scenario.links[link].callee];
  return callee.discovery.mode === 'client' ? callee.instances.length : 0;
}

function callerInstances(scenario: ResolvedScenario, callerBase: Int32Array, instanceBase: Int32Array): Int32Array {
  const result = new Int32Array(callerBase[scenario.links.length]).fill(-1);
  scenario.links.forEach((link, index) => {
    if (link.callerKind === 'workload') return;
    for (let caller = callerBase[index]; caller < callerBase[index + 1]; caller++) {
      result[caller] = instanceBase[link.caller] + caller - callerBase[index];
    }
  });
  return result;
}

/** Callers of `static` services share one list; a caller that fetches, or uses a part only, has its own. */
function callerViews(scenario: ResolvedScenario, callerLink: Int32Array): Int32Array[] {
  const everybody = scenario.services.map((service) => Int32Array.from(service.instances, (_, index) => index));
  return Array.from(callerLink, (link) => {
    const { balancer, callee } = scenario.links[link];
    const all = everybody[callee];
    const isShared = scenario.services[callee].discovery.mode === 'static' && balancer.subset === null;
    return isShared ? all : all.slice();
  });
}

/** Where the numbers of each caller begin that it has for each instance of its callee; −1: its link needs none. */
function placesOf(scenario: ResolvedScenario, callerLink: Int32Array, isNeeded: (link: number) => boolean): Int32Array {
  const result = new Int32Array(callerLink.length + 1);
  let next = 0;
  callerLink.forEach((link, caller) => {
    result[caller] = isNeeded(link) ? next : -1;
    if (isNeeded(link)) next += calleeSize(scenario, link);
  });
  result[callerLink.length] = next;
  return result;
}

/** One for each callee and period that links name. */
function loadBoards({ services, links }: ResolvedScenario, instanceBase: Int32Array, { stream }: Streams): LoadBoard[] {
  const boards: LoadBoard[] = [];
  let base = 0;
  for (const { callee, balancer } of links) {
    const periodNs = balancer.sharedLoadsNs;
    if (periodNs < 0 || boards.some((board) => board.callee === callee && board.periodNs === periodNs)) continue;
    boards.push({ callee, periodNs, base, stream: stream(`loads/${services[callee].id}/${periodNs}`) });
    base += instanceBase[callee + 1] - instanceBase[callee];
  }
  return boards;
}

/** Whether its callers' own attempts in flight are counted. */
function isCounted({ balancer, balancerConfig, board, broker }: LinkFacts): boolean {
  return broker < 0 && board < 0 && balancer.needsLoads(balancerConfig);
}

function stateSize({ balancer, isPlainPick, instanceCount }: LinkFacts): number {
  return isPlainPick ? 0 : balancer.stateSize(instanceCount);
}

function isWatching({ balancer, balancerConfig, board, broker }: LinkFacts): boolean {
  return broker < 0 && (board >= 0 || balancer.attemptEnded !== null || balancerConfig.isPerConnection);
}

function budgetSize(scenario: ResolvedScenario, link: number): number {
  const budget = scenario.links[link].retry?.budget ?? null;
  return budget === null ? 0 : budgets[budget.kind].size;
}

/** Makes wires, each with pipes and a delay line of its own. */
class Wires {
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

/** Of one caller. */
function breakerCount(scenario: ResolvedScenario, link: number): number {
  const { breaker } = scenario.links[link];
  if (breaker === null) return 0;
  return breaker.scope === 'instance' ? calleeSize(scenario, link) : 1;
}

function breakerSize(scenario: ResolvedScenario, link: number): number {
  const { breaker } = scenario.links[link];
  return breaker === null ? 0 : breakers[breaker.kind].size(breaker);
}

function outlierSize(scenario: ResolvedScenario, link: number): number {
  return scenario.links[link].outlierDetection === null ? 0 : OUTLIER_COLUMNS * calleeSize(scenario, link);
}

/** By instance, how many numbers the rate limiter at its door has. */
function limiterSizes({ instances, admission }: ResolvedService): number[] {
  const size = limiterSize(admission?.rateLimit ?? null);
  return instances.map(() => size);
}

function concurrencyLimitSizes({ instances, admission }: ResolvedService): number[] {
  const limit = admission?.adaptiveConcurrency ?? null;
  return instances.map(() => (limit === null ? 0 : concurrencyLimits[limit.algorithm].size));
}

function limiterSize(rateLimit: ResolvedRateLimit | null): number {
  return rateLimit === null ? 0 : limiters[rateLimit.algorithm].size(rateLimit);
}

function linkFacts(
  scenario: ResolvedScenario,
  link: ResolvedLink,
  { instanceBase, brokers, boards, hasEqualWeights, wires }: Callees,
  { stream, hash }: Streams,
): LinkFacts {
  const isEven = hasEqualWeights[link.callee];
  const balancer = balancers[link.balancer.policy];
  const { isPerConnection, sharedLoadsNs } = link.balancer;
  const { kernel } = wires;
  const pipes = link.isPipePerInstance ? scenario.services[link.callee].instances.length : 0;
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

/** By service: the row of its broker, −1 where there is none. */
function brokersOf({ services }: ResolvedScenario, instanceCount: number): number[] {
  let next = instanceCount;
  return services.map(({ isQueueShared }) => (isQueueShared ? next++ : -1));
}

/** What else a service's facts are made of. */
interface Surroundings {
  readonly broker: number;
  readonly linksOut: readonly number[];
  readonly linksIn: readonly number[];
  readonly endpointBase: Int32Array;
}

function hasPauses({ faults, services }: ResolvedScenario): boolean {
  return faults.some(({ kind }) => kind === 'pause') || services.some(({ growth }) => (growth?.gc ?? null) !== null);
}

function serviceFacts(
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

/** By service, its links in order. */
function linksOf({ services, links }: ResolvedScenario, serviceOf: (link: ResolvedLink) => number): number[][] {
  const result: number[][] = services.map(() => []);
  links.forEach((link, index) => {
    const service = serviceOf(link);
    if (service >= 0) result[service].push(index);
  });
  return result;
}

function workloadFacts(workload: ResolvedWorkload, endpointBase: Int32Array, { stream, hash }: Streams): WorkloadFacts {
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
function mostUsers(workload: ResolvedWorkload): number {
  const { arrivals } = workload;
  if (arrivals.kind !== 'closed') return 0;
  let most = arrivals.users;
  for (const { scale } of workload.profile) most = Math.max(most, Math.round(arrivals.users * scale));
  return most;
}

function faultFacts(
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
function compiled(distribution: ResolvedDistribution | null): Distribution {
  return compileDistribution(distribution ?? { kind: 'constant', value: 0 });
}
