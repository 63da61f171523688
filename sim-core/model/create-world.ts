/** Builds the world of a run: sizes every column from the scenario, looks every name up, starts what begins at time 0. */
import { NO_EVENT } from '../kernel/event-queue.ts';
import { Kernel } from '../kernel/kernel.ts';
import { createStream, Generator, hashName } from '../kernel/random.ts';
import { concurrencyLimits } from '../policies/admission/index.ts';
import { hasOverlaps } from '../policies/balancers/index.ts';
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
import {
  callersOf,
  compiled,
  faultFacts,
  linkFacts,
  mostUsers,
  serviceFacts,
  type Streams,
  Wires,
  workloadFacts,
} from './facts.ts';
import { compileProgram } from './program.ts';
import { startRegistry } from './registry.ts';
import type { ResolvedLink, ResolvedRateLimit, ResolvedScenario, ResolvedService } from './resolved-scenario.ts';
import { resetBudget } from './retry-budget.ts';
import { SessionTable } from './sessions.ts';
import { takeSubset } from './subsets.ts';
import { createPauses, createStrain } from './strain-state.ts';
import { AttemptTable, CallTable, ConnectionTable, createEndedPhases, FrameTable } from './tables.ts';
import { startWorkload } from './workload.ts';
import { callerZonesOf } from './zone-wires.ts';
import { COUNTER_COUNT, type LinkFacts, type LoadBoard, ReadyList, type World } from './world.ts';

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
    pauses: createPauses(queueCount),
    strain: createStrain(queueCount),
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

/** By service: the row of its broker, −1 where there is none. */
function brokersOf({ services }: ResolvedScenario, instanceCount: number): number[] {
  let next = instanceCount;
  return services.map(({ isQueueShared }) => (isQueueShared ? next++ : -1));
}

function hasPauses({ faults, services }: ResolvedScenario): boolean {
  return faults.some(({ kind }) => kind === 'pause') || services.some(({ growth }) => (growth?.gc ?? null) !== null);
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
