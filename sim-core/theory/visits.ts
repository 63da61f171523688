/**
 * What one visit of an endpoint leads to: how often it succeeds, how long it takes, which calls it makes and how often it
 * needs a worker. Outcomes of different attempts are independent, so that probabilities multiply; mean times add up
 * also where waiting is not independent. NaN and null stand for what no formula tells.
 */
import { ln, pow } from '../kernel/math.ts';
import { NS_PER_S } from '../kernel/time.ts';
import { ERROR, TIMEOUT, UNAVAILABLE } from '../model/outcomes.ts';
import type {
  ResolvedCall,
  ResolvedHedge,
  ResolvedLink,
  ResolvedRetry,
  ResolvedScenario,
  ResolvedSend,
  ResolvedService,
  ResolvedStep,
} from '../model/resolved-scenario.ts';
import { attemptsMean, backoffMean, hedged, successOf } from './attempts.ts';
import { constantLaw, cutAt, inSequence, type Law, lawOf, meanLaw, NO_TIME, oneOf, orderStatistic } from './law.ts';
import { sum, upTo } from './numeric.ts';
import { retransmissionMean } from './wires.ts';

/** What is assumed or known of a service from outside. */
export interface StationView {
  /** Wait for a worker, each time one is needed. */
  readonly wait: Law | null;
  /** Wait and work of a visit that needs a worker once. */
  readonly sojourn: Law | null;
  /** Share that is turned away. */
  readonly refused: number;
  /** Mean time until that happens, in seconds. */
  readonly refusedAfter: number;
  /** Not known to keep up with what comes: whether a visit is ever served is not known either. */
  readonly isUncertain?: boolean;
}

export interface Environment {
  readonly scenario: ResolvedScenario;
  readonly stations: readonly StationView[];
  /** Links whose timeouts practically never end a call. */
  readonly idleTimeouts: ReadonlySet<number>;
  /** Links with a feature that has no formula. */
  readonly unclearLinks: ReadonlySet<number>;
  /** Links whose pipes messages queue for. */
  readonly busyPipes: ReadonlySet<number>;
}

export interface Visit {
  /** Of those let in. */
  readonly success: number;
  readonly ok: Law | null;
  /** Mean time of those that fail. */
  readonly failed: number;
}

export interface CallOutcome {
  readonly success: number;
  readonly ok: Law | null;
  readonly failed: number;
  readonly attempts: number;
}

/** Calls of one place in the document, per visit. */
export interface CallRate {
  readonly link: number;
  readonly service: number;
  readonly endpoint: number;
  readonly calls: number;
  readonly attempts: number;
}

export interface VisitTrace {
  readonly visit: Visit;
  readonly calls: readonly CallRate[];
  /** Each time a worker is held without interruption. */
  readonly stints: readonly { readonly times: number; readonly law: Law | null }[];
}

const ROUNDS_MAX = 5000;
/** Relative change of a mean from which on it is taken as settled. */
const SETTLED = 1e-13;
/** More calls in a row than a step may sensibly have are counted, but their time is not followed. */
const COUNT_MAX = 1000;

/** A service without waiting: workers without end, or nothing that would hold one. */
export function hasNoQueue({ concurrency, threading, endpoints }: ResolvedService): boolean {
  if (concurrency === Infinity) return true;
  const isIdle = (steps: readonly ResolvedStep[]): boolean =>
    steps.every((step) => {
      if (step.kind === 'work') return step.of.kind === 'constant' && step.of.value === 0;
      if (step.kind === 'choose') return step.options.every((option) => isIdle(option.steps));
      if (step.kind === 'parallel') return threading === 'async' && step.branches.every(isIdle);
      return step.kind === 'delay' || step.kind === 'send' || threading === 'async';
    });
  return endpoints.every(({ steps }) => isIdle(steps));
}

/** @returns by service and endpoint */
export function settleVisits(environment: Environment): Visit[][] {
  const { services } = environment.scenario;
  let visits: Visit[][] = services.map(({ endpoints }) =>
    endpoints.map(() => ({ success: 1, ok: NO_TIME, failed: 0 })),
  );
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const next = visits.map((of, service) =>
      of.map((_, endpoint) => traceVisit(environment, visits, service, endpoint).visit),
    );
    const isSettled = next.every((of, service) =>
      of.every((visit, endpoint) => isClose(visit, visits[service][endpoint])),
    );
    visits = next;
    if (isSettled) return visits;
  }
  return visits.map((of) => of.map(() => ({ success: Number.NaN, ok: null, failed: Number.NaN })));
}

function isClose(a: Visit, b: Visit): boolean {
  return same(a.success, b.success) && same(a.failed, b.failed) && same(a.ok?.mean, b.ok?.mean);
}

function same(a = Number.NaN, b = Number.NaN): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= SETTLED * Math.abs(a);
}

export function traceVisit(environment: Environment, visits: Visits, service: number, endpoint: number): VisitTrace {
  return new Walk(environment, visits, service).endpoint(endpoint);
}

/** Where a visit stands between two steps. */
interface Progress {
  /** Probability that no call has failed so far. */
  alive: number;
  /** Time so far, if none has. */
  law: Law | null;
  failedMass: number;
  /** Mass times mean. */
  failedTime: number;
  /** Whether a worker is held. */
  worker: 'none' | 'held' | 'maybe';
  /** Since it is. */
  stint: Law | null;
}

const START: Progress = { alive: 1, law: NO_TIME, failedMass: 0, failedTime: 0, worker: 'none', stint: NO_TIME };

class Walk {
  private readonly calls: CallRate[] = [];
  private readonly stints: { times: number; law: Law | null }[] = [];
  private readonly environment: Environment;
  private readonly visits: Visits;
  private readonly index: number;
  private readonly service: ResolvedService;
  private readonly needsWorkers: boolean;

  constructor(environment: Environment, visits: Visits, index: number) {
    this.environment = environment;
    this.visits = visits;
    this.index = index;
    this.service = environment.scenario.services[index];
    this.needsWorkers = !hasNoQueue(this.service);
  }

  endpoint(index: number): VisitTrace {
    const { steps, errorRatio } = this.service.endpoints[index];
    const progress = { ...START };
    this.takeWorker(progress);
    this.steps(steps, progress);
    this.giveBack(progress);
    const { sojourn, refused } = this.environment.stations[this.index];
    const isPlain = this.needsWorkers && steps.length === 1 && steps[0].kind === 'work';
    const ok = isPlain && sojourn !== null ? sojourn : progress.law;
    const failing = progress.failedMass + progress.alive * errorRatio;
    const failedTime = progress.failedTime + (errorRatio > 0 ? progress.alive * errorRatio * meanOf(ok) : 0);
    const visit = { success: progress.alive * (1 - errorRatio), ok, failed: failing === 0 ? 0 : failedTime / failing };
    // Who is turned away calls nobody.
    const letIn = (calls: number): number => (refused === 0 ? calls : calls * (1 - refused));
    const calls = this.calls.map((call) => ({ ...call, calls: letIn(call.calls), attempts: letIn(call.attempts) }));
    return { visit, calls, stints: this.stints };
  }

  private steps(steps: readonly ResolvedStep[], progress: Progress): void {
    for (const step of steps) this.step(step, progress);
  }

  private step(step: ResolvedStep, progress: Progress): void {
    switch (step.kind) {
      case 'work': {
        this.takeWorker(progress);
        const law = this.workLaw(step.of);
        progress.law = inSequence(progress.law, law);
        progress.stint = inSequence(progress.stint, law);
        return;
      }
      case 'delay': {
        const law = lawOf(step.of);
        if (law.mean > 0) this.giveBack(progress);
        progress.law = inSequence(progress.law, law);
        return;
      }
      case 'call':
        this.beforeCall(progress, step.probability >= 1 && step.count > 0);
        for (let i = 0; i < Math.min(step.count, COUNT_MAX); i++) this.call(step, progress);
        if (step.count > COUNT_MAX) progress.alive = Number.NaN;
        return;
      case 'send':
        this.send(step, progress.alive);
        return;
      case 'parallel':
        this.parallel(step.branches, step.need, progress);
        return;
      case 'cache':
        // How often it misses depends on what is asked for, and when.
        if (step.hitRatio === null) progress.alive = Number.NaN;
        break;
      case 'choose':
        break;
    }
    this.choose(optionsOf(step), progress);
  }

  private workLaw(of: Parameters<typeof lawOf>[0]): Law | null {
    const [{ speed }, ...others] = this.service.instances;
    return others.every((each) => each.speed === speed) ? lawOf(of, speed) : null;
  }

  private takeWorker(progress: Progress): void {
    if (!this.needsWorkers || progress.worker === 'held') return;
    if (this.environment.stations[this.index].isUncertain) progress.alive = Number.NaN;
    // Whether it is still held depends on chance: the work that follows is no longer a single distribution.
    const isUnclear = progress.worker === 'maybe';
    progress.law = isUnclear ? null : inSequence(progress.law, this.environment.stations[this.index].wait);
    progress.stint = isUnclear ? null : NO_TIME;
    progress.worker = 'held';
  }

  private giveBack(progress: Progress): void {
    if (progress.worker === 'held') this.stints.push({ times: progress.alive, law: progress.stint });
    progress.worker = 'none';
  }

  private beforeCall(progress: Progress, isCertain: boolean): void {
    if (!this.needsWorkers) return;
    if (this.service.threading === 'blocking') {
      this.takeWorker(progress);
      return;
    }
    if (progress.worker === 'none') return;
    this.giveBack(progress);
    if (!isCertain) progress.worker = 'maybe';
  }

  private call(step: ResolvedCall, progress: Progress): void {
    const outcome = callOutcome(this.environment, this.visits, step);
    const made = progress.alive * step.probability;
    if (step.probability > 0) {
      const { link, service, endpoint } = step;
      this.calls.push({ link, service, endpoint, calls: made, attempts: made * outcome.attempts });
    } else return;
    const taken = oneOf([
      { weight: 1 - step.probability, law: NO_TIME },
      { weight: step.probability * outcome.success, law: outcome.ok },
    ]);
    if (outcome.success !== 1) {
      const failing = made * (1 - outcome.success);
      progress.failedMass += failing;
      progress.failedTime += failing * (meanOf(progress.law) + outcome.failed);
      progress.alive -= failing;
    }
    const isHeld = progress.worker === 'held';
    progress.law = inSequence(progress.law, taken);
    if (isHeld) progress.stint = outcome.success === 1 ? inSequence(progress.stint, taken) : null;
  }

  /** It costs the visit nothing. */
  private send({ link, service, endpoint, ...step }: ResolvedSend, alive: number): void {
    if (step.probability === 0 || step.count === 0) return;
    const calls = alive * step.probability * step.count;
    const { attempts } = callOutcome(this.environment, this.visits, { link, service, endpoint });
    this.calls.push({ link, service, endpoint, calls, attempts: calls * attempts });
  }

  private parallel(branches: readonly (readonly ResolvedStep[])[], need: number, progress: Progress): void {
    if (branches.length === 0) return;
    this.beforeCall(progress, true);
    const ends = branches.map((steps) => this.branch(steps, need < branches.length, progress.alive));
    const isSure = ends.every(({ alive }) => alive === progress.alive);
    // A failing branch decides the step early: which calls are made, and when, is then another matter.
    if (!isSure) progress.alive = Number.NaN;
    const law = isSure
      ? orderStatistic(
          ends.map((end) => end.law),
          need,
        )
      : null;
    progress.law = inSequence(progress.law, law);
    if (progress.worker === 'held') progress.stint = inSequence(progress.stint, law);
  }

  /** Branches of a service with queues may call and wait, but their work would queue for workers in a way of its own. */
  private branch(steps: readonly ResolvedStep[], isAbandoned: boolean, alive: number): Progress {
    const isWork =
      this.needsWorkers && steps.some(({ kind }) => kind !== 'call' && kind !== 'delay' && kind !== 'send');
    const isCutShort = isAbandoned && (steps.length > 1 || (steps[0]?.kind === 'call' && steps[0].count > 1));
    const progress: Progress = { ...START, alive: isWork || isCutShort ? Number.NaN : alive };
    const mark = this.calls.length;
    for (const step of steps) {
      if (step.kind === 'call') for (let i = 0; i < Math.min(step.count, COUNT_MAX); i++) this.call(step, progress);
      else if (step.kind === 'delay') progress.law = inSequence(progress.law, lawOf(step.of));
      else this.step(step, progress);
    }
    const isRetried = this.calls.slice(mark).some(({ calls, attempts }) => attempts !== calls);
    return isRetried && isAbandoned ? { ...progress, alive: Number.NaN } : progress;
  }

  private choose(
    options: readonly { readonly ratio: number; readonly steps: readonly ResolvedStep[] }[],
    progress: Progress,
  ): void {
    const rest = 1 - sum(options.map(({ ratio }) => ratio));
    const chosen = options.filter(({ ratio }) => ratio > 0);
    const ends = chosen.map(({ ratio, steps }) => {
      const end = { ...progress, alive: progress.alive * ratio, failedMass: 0, failedTime: 0 };
      this.steps(steps, end);
      return end;
    });
    if (rest > 1e-12 || ends.length === 0)
      ends.push({ ...progress, alive: progress.alive * rest, failedMass: 0, failedTime: 0 });
    progress.law = oneOf(ends.map(({ alive, law }) => ({ weight: alive, law })));
    progress.stint = oneOf(ends.map(({ alive, stint }) => ({ weight: alive, law: stint })));
    progress.failedMass += sum(ends.map(({ failedMass }) => failedMass));
    progress.failedTime += sum(ends.map(({ failedTime }) => failedTime));
    progress.alive = sum(ends.map(({ alive }) => alive));
    const [first] = ends;
    progress.worker = ends.every(({ worker }) => worker === first.worker) ? first.worker : 'maybe';
  }
}

/** NaN where the mean is not known either. */
export const meanOf = (law: Law | null): number => law?.mean ?? Number.NaN;

const known = (mean: number): Law | null => (Number.isNaN(mean) ? null : meanLaw(mean, true));

/** A message of that size over the link. */
export function messageLaw(link: ResolvedLink, sizeBytes: number, isBusy: boolean): Law | null {
  const { latency, lossRatio, rtoNs, bandwidthBps } = link.network;
  const transmission = bandwidthBps === Infinity ? 0 : (8 * sizeBytes) / bandwidthBps;
  if (lossRatio >= 0.5 || (transmission > 0 && (isBusy || lossRatio > 0))) return null;
  const travel = inSequence(latency === null ? NO_TIME : lawOf(latency), constantLaw(transmission));
  if (lossRatio === 0) return travel;
  return inSequence(travel, meanLaw(retransmissionMean(lossRatio, rtoNs / NS_PER_S)));
}

const UNKNOWN: CallOutcome = { success: Number.NaN, ok: null, failed: Number.NaN, attempts: Number.NaN };

export type Visits = readonly (readonly Visit[])[];

export interface CallPlace {
  readonly link: number;
  readonly service: number;
  readonly endpoint: number;
}

/** A call with all its attempts, as its caller sees it. */
export function callOutcome(environment: Environment, visits: Visits, place: CallPlace): CallOutcome {
  const { scenario, stations, idleTimeouts, unclearLinks } = environment;
  if (unclearLinks.has(place.link)) return UNKNOWN;
  const link = scenario.links[place.link];
  const visit = visits[place.service][place.endpoint];
  const { refused, refusedAfter } = stations[place.service];
  const answered = attemptLaw(environment, visits, place);
  const success = (1 - refused) * visit.success;
  const timeout = link.timeoutNs / NS_PER_S;
  if (link.hedge !== null) {
    const isAlone = link.retry === null && timeout === Infinity && success === 1;
    return isAlone && answered !== null ? hedgedOutcome(link.hedge, answered) : UNKNOWN;
  }
  if (timeout !== Infinity && !idleTimeouts.has(place.link)) {
    const missed = success === 1 && answered?.late ? answered.late(timeout) : Number.NaN;
    const ok = answered && missed < 1 ? cutAt(answered, timeout) : null;
    return withRetries({ success: 1 - missed, ok, failed: timeout, attempts: 1 }, 1 << TIMEOUT, link.retry);
  }
  const erring = (1 - refused) * (1 - visit.success);
  const reasons = (refused > 0 ? 1 << UNAVAILABLE : 0) | (visit.success < 1 ? 1 << ERROR : 0);
  const afterwards = (refused === 0 ? 0 : refused * refusedAfter) + (erring === 0 ? 0 : erring * visit.failed);
  const failed = success === 1 ? 0 : roundTripOf(environment, place.link) + afterwards / (refused + erring);
  const ok = success > 0 ? answered : null;
  return withRetries({ success, ok, failed, attempts: 1 }, reasons, link.retry);
}

/** Of an attempt that is answered well. */
export function attemptLaw(environment: Environment, visits: Visits, { link: index, service, endpoint }: CallPlace) {
  const { scenario, busyPipes } = environment;
  const link = scenario.links[index];
  const { requestSizeBytes, responseSizeBytes } = scenario.services[service].endpoints[endpoint];
  const send = messageLaw(link, requestSizeBytes, busyPipes.has(index));
  const back = messageLaw(link, responseSizeBytes, busyPipes.has(index));
  return inSequence(inSequence(send, visits[service][endpoint].ok), back);
}

/** Of a refusal, which is too small for its size to count; its request is taken as small too. */
function roundTripOf({ scenario, busyPipes }: Environment, link: number): number {
  const message = meanOf(messageLaw(scenario.links[link], 0, busyPipes.has(link)));
  return 2 * message;
}

/** Attempts that are independent of each other, which those that queue at the same station are not. */
function hedgedOutcome({ delayNs, percentile, maxAttempts }: ResolvedHedge, answered: Law): CallOutcome {
  const isKnown = answered.isExponential && !answered.isQueued && percentile === 0 && maxAttempts === 2;
  if (!isKnown || delayNs === Infinity) return UNKNOWN;
  const { time, attempts, late, quantile } = hedged(1 / answered.mean, delayNs / NS_PER_S);
  return { success: 1, ok: { ...meanLaw(time), late, quantile }, failed: 0, attempts };
}

function withRetries(once: CallOutcome, reasons: number, retry: ResolvedRetry | null): CallOutcome {
  const { success, ok, failed } = once;
  if (retry === null || success === 1 || retry.maxAttempts === 1) return once;
  const tried = retry.onMask & reasons;
  if (tried === 0 && reasons !== 0 && !Number.isNaN(success)) return once;
  const isKnown = tried === reasons && retry.budget === null && !Number.isNaN(success);
  if (!isKnown) return UNKNOWN;
  const p = 1 - success;
  const n = retry.maxAttempts;
  const waits = (k: number) => backoffSum(retry, k);
  // Given success at attempt k + 1 there were k failures and k waits before; far out nothing is left to count.
  const last = p === 1 ? 0 : Math.min(n, Math.ceil(NEGLIGIBLE_LN / ln(p)) + 1);
  const extra = upTo(last).map((k) => pow(p, k) * (1 - p) * (k === 0 ? 0 : k * failed + waits(k)));
  const total = successOf(p, n);
  return {
    success: total,
    ok: total === 0 ? null : known(sum(extra) / total + meanOf(ok)),
    failed: n === Infinity ? 0 : n * failed + waits(n - 1),
    attempts: attemptsMean(p, n),
  };
}

/** ln of a probability that is not worth a term. */
const NEGLIGIBLE_LN = -40;

const JITTER_MEANS = { none: 1, full: 0.5, equal: 0.75, ratio: 1, decorrelated: Number.NaN };

function backoffSum({ backoff }: ResolvedRetry, retries: number): number {
  const { baseNs, maxNs, multiplier, jitter } = backoff;
  if (baseNs === 0) return 0;
  return backoffMean(baseNs / NS_PER_S, maxNs / NS_PER_S, retries, JITTER_MEANS[jitter], multiplier);
}

/** A look-up that hits by chance is a choice between its miss and nothing. */
export function optionsOf(step: Extract<ResolvedStep, { readonly kind: 'choose' | 'cache' }>) {
  return step.kind === 'choose' ? step.options : [{ ratio: 1 - (step.hitRatio ?? 0), steps: step.miss }];
}
