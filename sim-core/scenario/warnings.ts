/** What is allowed and probably not meant. */
import { meanOf } from '../kernel/distributions.ts';
import type {
  ResolvedArrivals,
  ResolvedCache,
  ResolvedEndpoint,
  ResolvedScenario,
  ResolvedService,
  ResolvedStep,
} from '../model/resolved-scenario.ts';
import { certainMissRatio } from './cache-misses.ts';
import { CallGraph } from './call-graph.ts';
import { at, type Report } from './problems.ts';
import { formatQuantity } from './quantities.ts';
import { type ExpectedCall, findRecursions } from './recursion.ts';

const NS_PER_S = 1_000_000_000;

export function addWarnings(scenario: ResolvedScenario, report: Report): void {
  const works = scenario.services.map(({ endpoints }) => endpoints.map(meanWorkNs));
  warnShortTimeouts(scenario, works, report);
  warnLateFaults(scenario, report);
  warnLateHerds(scenario, report);
  warnLostHosts(scenario, report);
  warnUnusedWeights(scenario, report);
  warnIdleLocality(scenario, report);
  warnUnusedOverlaps(scenario, report);
  warnNoDeadlines(scenario, report);
  warnNoEjections(scenario, report);
  warnIdleFlushes(scenario, report);
  warnMissingKeys(scenario, report);
  warnRecursion(scenario, report);
  warnOverload(scenario, works, report);
  warnCrashesOfLoad(scenario, report);
}

/** Crashes at a queue length that cannot be, and those that nothing brings back. */
function warnCrashesOfLoad({ services }: ResolvedScenario, report: Report): void {
  for (const { id, concurrency, overload, queueCapacity, queueDiscipline, restart } of services) {
    if (overload === null) continue;
    const place = at(at(at(null, 'services'), id), 'overload');
    const isQueue = concurrency !== Infinity && queueDiscipline !== 'ps';
    if (!isQueue || queueCapacity < overload.crashAtQueue) {
      const why = isQueue ? `no more than ${queueCapacity} can wait` : 'nobody waits there';
      report.warn(at(place, 'crashAtQueue'), 'never-crashes', `has no effect: ${why}`);
    } else if (restart === null) {
      report.warn(place, 'never-back', `without a restart an instance of ${id} that has crashed stays down`);
    }
  }
}

/** An attempt that needs longer than its timeout on average mostly fails. */
function warnShortTimeouts(scenario: ResolvedScenario, works: readonly (readonly number[])[], report: Report): void {
  const told = new Set<number>();
  forEachCall(scenario, ({ service, endpoint, link }) => {
    const { id, timeoutNs } = scenario.links[link];
    const workNs = works[service][endpoint];
    if (workNs <= timeoutNs || told.has(link)) return;
    told.add(link);
    const { id: serviceId, endpoints } = scenario.services[service];
    report.warn(
      at(at(at(null, 'links'), id), 'timeout'),
      'timeout-below-work',
      `${serviceId}.${endpoints[endpoint].id} works ${ms(workNs)} on average, longer than the timeout of ${ms(timeoutNs)}`,
    );
  });
}

/** Planned for when the run is over. */
function warnLateFaults({ faults, durationNs }: ResolvedScenario, report: Report): void {
  faults.forEach(({ occurrence }, index) => {
    if (occurrence.kind !== 'planned' || occurrence.atNs < durationNs) return;
    report.warn(
      at(at(at(null, 'faults'), index), 'at'),
      'fault-after-end',
      `begins at ${time(occurrence.atNs)}, and the run ends at ${time(durationNs)}: it changes nothing`,
    );
  });
}

function warnLateHerds({ workloads, durationNs }: ResolvedScenario, report: Report): void {
  for (const { id, population } of workloads) {
    const late = population?.reconnectAtNs.find((atNs) => atNs >= durationNs);
    if (late === undefined) continue;
    report.warn(
      at(at(at(at(null, 'workloads'), id), 'population'), 'reconnectAt'),
      'herd-after-end',
      `comes at ${time(late)}, and the run ends at ${time(durationNs)}: it changes nothing`,
    );
  }
}

/** Nothing comes back from a host that is down: without a timeout callers wait until TCP gives up. */
function warnLostHosts(scenario: ResolvedScenario, report: Report): void {
  scenario.faults.forEach((fault, index) => {
    if (fault.kind !== 'crash' || !fault.host) return;
    const hit = new Set(
      fault.target.kind === 'share' ? [fault.target.service] : fault.target.members.map(({ service }) => service),
    );
    const waiting = scenario.links.filter(
      ({ callee, timeoutNs }) => hit.has(callee) && timeoutNs === Number.POSITIVE_INFINITY,
    );
    if (waiting.length === 0) return;
    const names = waiting.slice(0, 5).map(({ id }) => id);
    report.warn(
      at(at(null, 'faults'), index),
      'host-crash-without-timeout',
      `callers over ${names.join(', ')} have no timeout: they wait until TCP gives up, 15 minutes`,
    );
  });
}

const WEIGHING = ['weighted-round-robin', 'least-request', 'ring-hash', 'maglev'];
const STARTING_SLOWLY = ['weighted-round-robin', 'least-request'];

/** Weights, or a slow start, that no balancer goes by. */
function warnUnusedWeights({ services, links }: ResolvedScenario, report: Report): void {
  services.forEach(({ id, instances }, index) => {
    if (instances.every(({ weight }) => weight === instances[0].weight)) return;
    const callers = links.filter(({ callee }) => callee === index);
    if (callers.length === 0 || callers.some(({ balancer }) => WEIGHING.includes(balancer.policy))) return;
    report.warn(
      at(at(at(at(null, 'services'), id), 'instances'), 'weights'),
      'unused-weights',
      `no balancer on the way to ${id} goes by weights; these do: ${WEIGHING.join(', ')}`,
    );
  });
  for (const { id, balancer } of links) {
    if (balancer.slowStart === null || STARTING_SLOWLY.includes(balancer.policy)) continue;
    report.warn(
      at(at(at(at(null, 'links'), id), 'balancer'), 'slowStart'),
      'unused-weights',
      `${balancer.policy} goes by no weights, so nothing starts slowly; these do: ${STARTING_SLOWLY.join(', ')}`,
    );
  }
}

/** Only what caches hold can be flushed: not a hit ratio. */
function warnIdleFlushes({ faults, services }: ResolvedScenario, report: Report): void {
  faults.forEach(({ kind, target }, index) => {
    if (kind !== 'cacheFlush') return;
    const hit = target.kind === 'share' ? [target.service] : target.members.map(({ service }) => service);
    const holdsSomething = hit.some((service) =>
      services[service].endpoints.some(({ steps }) => cachesIn(steps).some(({ hitRatio }) => hitRatio === null)),
    );
    if (holdsSomething) return;
    report.warn(
      at(at(null, 'faults'), index),
      'flush-of-nothing',
      'there is no cache that holds anything: it changes nothing',
    );
  });
}

/** Without keys all look-ups are for one value. */
function warnMissingKeys({ services, workloads }: ResolvedScenario, report: Report): void {
  if (workloads.length === 0 || workloads.some(({ keys }) => keys !== null)) return;
  for (const { id, endpoints } of services) {
    const isKeyless = endpoints.some(({ steps }) =>
      cachesIn(steps).some(({ hitRatio, keys }) => hitRatio === null && keys === null),
    );
    if (!isKeyless) continue;
    report.warn(
      at(at(null, 'services'), id),
      'cache-without-keys',
      'its cache goes by the keys of the requests, and no workload has keys: all look-ups are for one value',
    );
  }
}

/** Where callers or instances are in no zone, or all callers in one, there is nothing to prefer or to balance. */
function warnIdleLocality({ links, services, workloads }: ResolvedScenario, report: Report): void {
  for (const { id, balancer, caller, callee, callerKind } of links) {
    if (balancer.locality === null) continue;
    const instanceZones = services[callee].instances.map(({ zone }) => zone);
    const callerZones =
      callerKind === 'service' ? services[caller].instances.map(({ zone }) => zone) : [workloads[caller].zone];
    const isZoned = instanceZones.some((zone) => zone >= 0) && callerZones.some((zone) => zone >= 0);
    const isSpread = balancer.locality.zoneAware === null || new Set(callerZones).size > 1;
    if (isZoned && isSpread) continue;
    const reason = isZoned ? 'all callers are in one zone' : 'callers or instances are in no zone';
    report.warn(
      at(at(at(at(null, 'links'), id), 'balancer'), 'locality'),
      'idle-locality',
      `${reason}: instances are picked as without it`,
    );
  }
}

const DRAWING_BY_OVERLAP = ['random', 'least-request', 'peak-ewma', 'weighted-round-robin'];

/** At its ends an aperture has parts of instances, which get as much as whole ones from a balancer that does not know. */
function warnUnusedOverlaps({ links }: ResolvedScenario, report: Report): void {
  for (const { id, balancer } of links) {
    if (balancer.subset?.kind !== 'deterministic-aperture' || DRAWING_BY_OVERLAP.includes(balancer.policy)) continue;
    report.warn(
      at(at(at(at(null, 'links'), id), 'balancer'), 'subset'),
      'unused-weights',
      `${balancer.policy} does not go by how much of an instance lies in the aperture; these do: ${DRAWING_BY_OVERLAP.join(', ')}`,
    );
  }
}

/** Only deadlines that are passed on come with an attempt. */
function warnNoDeadlines({ links, services }: ResolvedScenario, report: Report): void {
  services.forEach(({ id, dropExpired }, index) => {
    if (!dropExpired) return;
    const brings = links.some(({ callee, propagateDeadline }) => callee === index && propagateDeadline);
    if (brings && links.some(({ deadlineNs }) => deadlineNs < Infinity)) return;
    report.warn(
      at(at(at(at(null, 'services'), id), 'queue'), 'dropExpired'),
      'no-deadline',
      'has no effect: no link brings a deadline here (deadline, propagateDeadline)',
    );
  });
}

/** A share of so few instances that it is less than one. */
function warnNoEjections({ links, services }: ResolvedScenario, report: Report): void {
  for (const { id, callee, outlierDetection } of links) {
    if (outlierDetection === null || outlierDetection.alwaysEjectOneHost) continue;
    const count = services[callee].instances.length;
    if (100 / count <= 100 * outlierDetection.maxEjectionRatio) continue;
    report.warn(
      at(at(at(at(null, 'links'), id), 'outlierDetection'), 'maxEjectionPercent'),
      'no-ejections',
      `one of the ${count} instances is more than the share that may be ejected: none ever is, unless alwaysEjectOneHost is true`,
    );
  }
}

function cachesIn(steps: readonly ResolvedStep[]): ResolvedCache[] {
  return steps.flatMap((step) => {
    if (step.kind === 'cache') return [step, ...cachesIn(step.miss)];
    if (step.kind === 'parallel') return step.branches.flatMap(cachesIn);
    return step.kind === 'choose' ? step.options.flatMap((option) => cachesIn(option.steps)) : [];
  });
}

/** A circle of calls that are not certain, and on average still as many as before or more from one round to the next. */
function warnRecursion({ services, maxDepth }: ResolvedScenario, report: Report): void {
  const graph = new CallGraph(services);
  const calls = graph.owners.map(({ service, endpoint }) => {
    const expected: ExpectedCall[] = [];
    forEachCallIn(services[service].endpoints[endpoint].steps, 1, (target, times) => {
      if (times > 0) expected.push({ to: graph.numberOf(target), times });
    });
    return expected;
  });
  for (const { circle, returns } of findRecursions(calls)) {
    report.warn(
      graph.placeOf(circle[0]),
      'endless-recursion',
      `each visit leads to ${Number(returns.toPrecision(3))} more on average, round ${graph.describeCircle(circle)}: ` +
        `only below 1 do such calls die out before limits.depth (${maxDepth}) ends the run`,
    );
  }
}

/** Rates at the start, without retries: work that comes in against workers that are there. */
function warnOverload(scenario: ResolvedScenario, works: readonly (readonly number[])[], report: Report): void {
  const rates = callRates(scenario);
  if (!rates) return;
  scenario.services.forEach((service, index) => {
    const demand = works[index].reduce(
      (sum, workNs, endpoint) => sum + (workNs / NS_PER_S) * rates[index][endpoint],
      0,
    );
    const capacity = capacityOf(service);
    if (demand === 0 || demand < capacity) return;
    report.warn(
      at(at(null, 'services'), service.id),
      'overload',
      `is asked for ${demand.toPrecision(3)} workers' worth of work and has ${capacity}: calls wait ever longer or are refused`,
    );
  });
}

function capacityOf({ instances, concurrency }: ResolvedService): number {
  return instances.reduce((sum, { speed }) => sum + speed * concurrency, 0);
}

/**
 * Expected calls per second of each endpoint: the workloads' rates spread along the calls.
 * @returns undefined when a chance circle among endpoints keeps them from being added up in one pass
 */
function callRates(scenario: ResolvedScenario): number[][] | undefined {
  const rates = scenario.services.map(({ endpoints }) => endpoints.map(() => 0));
  const incoming = scenario.services.map(({ endpoints }) => endpoints.map(() => 0));
  forEachEndpointCall(scenario, (target) => incoming[target.service][target.endpoint]++);
  for (const { requests, arrivals } of scenario.workloads) {
    for (const { service, endpoint } of requests) rates[service][endpoint] += meanRateOf(arrivals);
  }
  const ready: (readonly [number, number])[] = [];
  incoming.forEach((counts, service) =>
    counts.forEach((count, endpoint) => {
      if (count === 0) ready.push([service, endpoint]);
    }),
  );
  let left = rates.reduce((sum, { length }) => sum + length, 0);
  for (let next = ready.pop(); next; next = ready.pop()) {
    left--;
    const [service, endpoint] = next;
    const rate = rates[service][endpoint];
    forEachCallIn(scenario.services[service].endpoints[endpoint].steps, 1, (target, times) => {
      rates[target.service][target.endpoint] += rate * times;
      if (--incoming[target.service][target.endpoint] === 0) ready.push([target.service, target.endpoint]);
    });
  }
  return left === 0 ? rates : undefined;
}

/** Of users and given times it is not known beforehand: 0. */
function meanRateOf(arrivals: ResolvedArrivals): number {
  if ('ratePerSecond' in arrivals) return arrivals.ratePerSecond;
  if (arrivals.kind !== 'bursty') return 0;
  const stays = arrivals.states.map(({ stay }) => meanOf(stay));
  const cycle = stays.reduce((sum, stay) => sum + stay, 0);
  return arrivals.states.reduce((sum, { ratePerSecond }, state) => sum + (ratePerSecond * stays[state]) / cycle, 0);
}

interface Target {
  readonly service: number;
  readonly endpoint: number;
  readonly link: number;
}

function forEachCall(scenario: ResolvedScenario, visit: (target: Target, times: number) => void): void {
  for (const { requests } of scenario.workloads) for (const request of requests) visit(request, 1);
  forEachEndpointCall(scenario, visit);
}

function forEachEndpointCall(scenario: ResolvedScenario, visit: (target: Target, times: number) => void): void {
  for (const { endpoints } of scenario.services) for (const { steps } of endpoints) forEachCallIn(steps, 1, visit);
}

/** @param times how often these steps are done per visit, on average */
function forEachCallIn(
  steps: readonly ResolvedStep[],
  times: number,
  visit: (target: Target, times: number) => void,
): void {
  for (const step of steps) {
    if (step.kind === 'call' || step.kind === 'send') visit(step, times * step.probability * step.count);
    if (step.kind === 'parallel') for (const branch of step.branches) forEachCallIn(branch, times, visit);
    if (step.kind === 'choose') {
      for (const { ratio, steps: inner } of step.options) forEachCallIn(inner, times * ratio, visit);
    }
    if (step.kind === 'cache') forEachCallIn(step.miss, times * certainMissRatio(step), visit);
  }
}

function meanWorkNs({ steps }: ResolvedEndpoint): number {
  return meanOfSteps(steps);
}

function meanOfSteps(steps: readonly ResolvedStep[]): number {
  let sum = 0;
  for (const step of steps) {
    if (step.kind === 'work') sum += meanOf(step.of);
    if (step.kind === 'parallel') for (const branch of step.branches) sum += meanOfSteps(branch);
    if (step.kind === 'choose') for (const { ratio, steps: inner } of step.options) sum += ratio * meanOfSteps(inner);
    if (step.kind === 'cache') sum += certainMissRatio(step) * meanOfSteps(step.miss);
  }
  return sum;
}

function time(ns: number): string {
  return formatQuantity('duration', ns / 1_000_000);
}

function ms(ns: number): string {
  return `${Number((ns / 1_000_000).toPrecision(4))} ms`;
}
