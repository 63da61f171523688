/** What theory says of a scenario, part by part, under the names of the metrics. */
import type { ResolvedFault } from '../model/resolved-scenario.ts';
import type { Scenario } from '../scenario/check.ts';
import { hits, linkReason } from './conditions.ts';
import { type Law, lawOf, oneOf } from './law.ts';
import { type ModelName, THEORY_MODELS, type TheoryModel } from './models.ts';
import { sum } from './numeric.ts';
import { type Reason, reasonFor } from './reasons.ts';
import { anyUp, upShare } from './reliability.ts';
import { placesOf, type Solution, solve } from './solve.ts';
import { trafficOf } from './traffic.ts';
import { type CallOutcome, callOutcome, type CallPlace, meanOf, messageLaw } from './visits.ts';

export interface TheoryResult extends TheoryModel {
  readonly model: string;
  /** By name of the metric ("artMs", "queueLength.mean"), in its unit. */
  readonly values: Readonly<Record<string, number>>;
}

export interface Prediction {
  /** "services.orders", "links.web->orders", "workloads.shoppers": what the numbers of a run are named by. */
  readonly scope: string;
  /** Each model that the part meets the conditions of. */
  readonly results: readonly TheoryResult[];
  /** What keeps the rest from being predicted. */
  readonly reasons: readonly Reason[];
}

/**
 * Predictions for the steady state, for every service, link and workload that meets the conditions of a model of queueing
 * theory, reliability theory or plain probability; for the others the condition that fails. Nothing is simulated. Values are
 * those that a run approaches when it is long enough; compare them with means over replications.
 */
export function predict({ resolved }: Scenario): Prediction[] {
  const solution = solve(resolved);
  return [
    ...resolved.workloads.map((_, index) => workloadPrediction(solution, index)),
    ...resolved.services.map((_, index) => servicePrediction(solution, index)),
    ...resolved.links.map((_, index) => linkPrediction(solution, index)),
  ];
}

const MS_PER_S = 1000;
const PERCENTILES = { p50Ms: 0.5, p90Ms: 0.9, p95Ms: 0.95, p99Ms: 0.99, p999Ms: 0.999 };

/** Without the values that are not known; null when none is. */
function result(model: ModelName, values: Readonly<Record<string, number | undefined>>): TheoryResult | null {
  const known = Object.entries(values).filter(
    (entry): entry is [string, number] => entry[1] !== undefined && Number.isFinite(entry[1]),
  );
  return known.length === 0 ? null : { model, ...THEORY_MODELS[model], values: Object.fromEntries(known) };
}

function present<T>(values: readonly (T | null)[]): T[] {
  return values.filter((value): value is T => value !== null);
}

function timesOf(law: Law | null): Record<string, number | undefined> {
  if (law === null) return {};
  const { mean, variance, quantile } = law;
  const percentiles = Object.entries(PERCENTILES).map(([name, p]) => [
    name,
    quantile ? quantile(p) * MS_PER_S : undefined,
  ]);
  return {
    artMs: mean * MS_PER_S,
    artSdMs: variance === null ? undefined : Math.sqrt(variance) * MS_PER_S,
    ...Object.fromEntries(percentiles),
  };
}

/** Share of the requests that a server lets in; its door is the first one. Who leaves a queue has been let in before. */
function letIn({ environment: { scenario, stations } }: Solution, { service, link }: CallPlace): number {
  const { refused } = stations[service];
  if (refused === 0) return 1;
  const isPlain = scenario.links[link].retry === null && scenario.services[service].maxWait === null;
  return isPlain ? 1 - refused : Number.NaN;
}

/** Of calls that may fail. */
function failedTimesOf({ success, ok, failed }: CallOutcome): Record<string, number | undefined> {
  if (!(success < 1)) return {};
  const answered = success === 0 ? 0 : success * meanOf(ok);
  return { artFailedMs: failed * MS_PER_S, artAllMs: (answered + (1 - success) * failed) * MS_PER_S };
}

function workloadPrediction(solution: Solution, index: number): Prediction {
  const { environment, visits, traces, rates, reasons } = solution;
  const { scenario } = environment;
  const { id, requests, arrivals } = scenario.workloads[index];
  const call = requests[0];
  const rate = rates[index] ?? Number.NaN;
  const outcome = callOutcome(environment, visits, call);
  const { success, ok, attempts } = outcome;
  const once = trafficOf(scenario, traces, [{ ...call, calls: 1, attempts }]);
  const isLimited = scenario.slos.some(({ workload }) => workload === index);
  const isHedged = scenario.links[call.link].hedge !== null;
  const model = isHedged ? 'hedging' : timeModel(solution, call.service, call.endpoint);
  const isClosed = arrivals.kind === 'closed';
  const flows = {
    offeredRps: rate,
    throughputRps: Number.isNaN(success) ? undefined : rate * letIn(solution, call),
    goodputRps: isLimited ? undefined : rate * success,
    attemptsPerRequest: sum(once.attempts),
  };
  const results = [
    result(isClosed && rates[index] !== null ? closedModel(solution, call.service) : 'traffic equations', flows),
    result('independent attempts', { availability: success }),
    result(model, { ...timesOf(ok), ...failedTimesOf(outcome) }),
  ];
  const isComplete = (ok !== null || success === 0) && !Number.isNaN(success) && rates[index] !== null;
  const missing = isComplete ? [] : [...present([reasons[index]]), ...stationReasons(solution, once.visits)];
  return { scope: `workloads.${id}`, results: present(results), reasons: isComplete ? [] : atLeastOne(missing) };
}

function atLeastOne(reasons: readonly Reason[]): Reason[] {
  const unique = reasons.filter(({ en }, index) => reasons.findIndex((other) => other.en === en) === index);
  return unique.length > 0 ? unique : [reasonFor('time-unknown')];
}

/** What the time of a call is told by: its only station, branches that wait for each other, or the sum of all there is. */
function timeModel({ environment, stations }: Solution, service: number, endpoint: number): ModelName {
  const { steps } = environment.scenario.services[service].endpoints[endpoint];
  if (steps.some((step) => step.kind === 'parallel' && step.branches.length > 1)) return 'fork and join';
  if (steps.length !== 1 || steps[0].kind !== 'work') return 'means add up';
  const reading = stations[service];
  return reading === null ? 'M/G/∞' : (reading.station?.model ?? 'means add up');
}

function closedModel({ stations }: Solution, service: number): ModelName {
  return stations[service]?.station?.model === 'M/M/c//N' ? 'M/M/c//N' : 'mean value analysis';
}

function stationReasons(
  { stations, environment: { scenario } }: Solution,
  visits: readonly (readonly number[])[],
): Reason[] {
  return stations.flatMap((reading, service) => {
    const isOnTheWay = visits[service].some((rate) => rate !== 0);
    if (!isOnTheWay || !reading?.reason) return [];
    const { id } = scenario.services[service];
    const { code, en, zh } = reading.reason;
    return [{ code, en: `${id}: ${en}`, zh: `${id}：${zh}` }];
  });
}

function servicePrediction(solution: Solution, index: number): Prediction {
  const { environment, visits, traffic, stations } = solution;
  const service = environment.scenario.services[index];
  const rates = traffic.visits[index];
  const rate = sum(rates);
  const reading = stations[index];
  const scope = `services.${service.id}`;
  const fault = environment.scenario.faults.find((each) => hits(each, index));
  const isPlain = service.overload === null && service.restart === null;
  const uptime = isPlain ? upTimeOf(environment.scenario.faults, index, service.instances.length) : null;
  const renewal = uptime === null ? [] : present([result('alternating renewal', { uptime })]);
  if (rate === 0) return { scope, results: renewal, reasons: [reasonFor('unused')] };
  if (reading?.reason || fault) {
    return { scope, results: renewal, reasons: present([reading?.reason ?? reasonFor('fault', fault?.id)]) };
  }
  const visited = visits[index].flatMap((visit, endpoint) =>
    rates[endpoint] === 0 ? [] : [{ visit, rate: rates[endpoint] }],
  );
  const law =
    visited.length === 1
      ? visited[0].visit.ok
      : oneOf(visited.map((each) => ({ weight: each.rate * each.visit.success, law: each.visit.ok })));
  const success =
    sum(visits[index].map((visit, endpoint) => (rates[endpoint] === 0 ? 0 : rates[endpoint] * visit.success))) / rate;
  const { refused } = environment.stations[index];
  const station = reading?.station;
  const isOnce = visits[index].every((_, endpoint) => rates[endpoint] === 0 || isOneStint(solution, index, endpoint));
  const values = {
    ...(success > 0 ? timesOf(law) : {}),
    offeredRps: rate,
    throughputRps: rate * (1 - refused),
    availability: (1 - refused) * success,
    utilization: station?.utilization,
    'queueLength.mean': station?.waiting,
    waitedRatio: isOnce ? station?.waits : undefined,
    'phases.queueMs': isOnce && station && success > 0 ? meanOf(station.view.wait) * MS_PER_S : undefined,
    inFlightMean: refused === 0 && success === 1 ? rate * meanOf(law) : undefined,
  };
  const model = station?.model ?? timeModelOfAll(solution, index);
  const isComplete = law !== null && !Number.isNaN(rate);
  const missing = [
    ...(Number.isNaN(rate) ? present([...solution.reasons, ...callersReasons(solution, index)]) : []),
    ...stationReasons(solution, traffic.visits),
  ];
  return {
    scope,
    results: present([result(model, values), ...renewal]),
    reasons: isComplete || station ? [] : atLeastOne(missing),
  };
}

/** What has no formula on the links that lead to a service. */
function callersReasons({ environment: { scenario } }: Solution, service: number): (Reason | null)[] {
  return scenario.links.filter(({ callee }) => callee === service).map((link) => linkReason(link, scenario));
}

function isOneStint({ traces }: Solution, service: number, endpoint: number): boolean {
  return traces[service][endpoint].stints.length === 1;
}

function timeModelOfAll(solution: Solution, service: number): ModelName {
  const models = solution.visits[service].map((_, endpoint) => timeModel(solution, service, endpoint));
  return models.every((model) => model === models[0]) ? models[0] : 'means add up';
}

/** Of a service that nothing but one random crash of all its instances ever takes down. */
function upTimeOf(faults: readonly ResolvedFault[], service: number, count: number): number | null {
  const crashes = faults.filter((fault) => fault.kind === 'crash' && hits(fault, service));
  if (crashes.length !== 1) return null;
  const [{ occurrence, target }] = crashes;
  if (occurrence.kind !== 'random' || target.kind !== 'instances') return null;
  const hit = target.members.filter((member) => member.service === service).length;
  if (hit !== count) return null;
  return anyUp(count, upShare(lawOf(occurrence.mtbf).mean, lawOf(occurrence.mttr).mean));
}

function linkPrediction(solution: Solution, index: number): Prediction {
  const { environment, visits, traffic, stations } = solution;
  const { scenario } = environment;
  const link = scenario.links[index];
  const scope = `links.${link.id}`;
  const places = placesOf(solution, index).map((place) => ({
    ...place,
    outcome: callOutcome(environment, visits, place),
  }));
  const calls = traffic.calls[index];
  if (calls === 0 || places.length === 0) return { scope, results: [], reasons: [reasonFor('unused')] };
  const total = sum(places.map((place) => place.calls));
  const share = (value: (outcome: (typeof places)[number]['outcome']) => number): number =>
    sum(places.map((place) => place.calls * value(place.outcome))) / total;
  const success = share((outcome) => outcome.success);
  const law =
    success === 0
      ? null
      : oneOf(places.map((place) => ({ weight: place.calls * place.outcome.success, law: place.outcome.ok })));
  const attempts = share((outcome) => outcome.attempts);
  const models = places.map(({ service, endpoint }) => timeModel(solution, service, endpoint));
  const common = models.every((each) => each === models[0]) ? models[0] : 'means add up';
  const model = link.hedge === null ? common : 'hedging';
  const rings = link.timeoutNs !== Infinity && !environment.idleTimeouts.has(index);
  const results = [
    result('traffic equations', { offeredRps: calls }),
    result('independent attempts', { attemptsPerRequest: attempts, availability: success }),
    result(model, timesOf(law)),
    attempts === 1 && !rings ? result('messages on the way', messageTimes(solution, index, places)) : null,
  ];
  const isComplete = (law !== null || success === 0) && !Number.isNaN(success) && !Number.isNaN(calls);
  const own = linkReason(link, scenario);
  const behind = stations[link.callee]?.reason ?? null;
  const budget = link.retry?.budget && Number.isNaN(success) ? reasonFor('retry-budget', link.id) : null;
  const hedge = link.hedge && Number.isNaN(success) ? reasonFor('feature', 'hedge') : null;
  return {
    scope,
    results: present(results),
    reasons: isComplete ? [] : atLeastOne(present([own, budget, hedge, behind])),
  };
}

/** Only where something takes time. */
function messageTimes(
  { environment }: Solution,
  index: number,
  places: readonly { service: number; endpoint: number; calls: number }[],
) {
  const { scenario, busyPipes } = environment;
  const link = scenario.links[index];
  const laws = places.map(({ service, endpoint, calls }) => {
    const { requestSizeBytes, responseSizeBytes } = scenario.services[service].endpoints[endpoint];
    const isBusy = busyPipes.has(index);
    return {
      weight: calls,
      send: messageLaw(link, requestSizeBytes, isBusy),
      respond: messageLaw(link, responseSizeBytes, isBusy),
    };
  });
  const send = meanOf(oneOf(laws.map(({ weight, send: law }) => ({ weight, law })))) * MS_PER_S;
  const respond = meanOf(oneOf(laws.map(({ weight, respond: law }) => ({ weight, law })))) * MS_PER_S;
  return send > 0 || respond > 0 ? { 'phases.sendMs': send, 'phases.respondMs': respond } : {};
}
