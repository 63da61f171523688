/** A service as a station of queueing theory: which model it meets, and what that says. Times in seconds. */
import { nsToS } from '../kernel/time.ts';
import type { ResolvedBalancer, ResolvedService } from '../model/resolved-scenario.ts';
import { powerOfChoices, roundRobin, shorterOfTwo } from './balanced-queues.ts';
import { mg1 } from './general-service.ts';
import { exponentialLaw, type Law, meanLaw, NO_TIME, oneOf } from './law.ts';
import { constantPatience, erlangA, erlangB, lastComeFirstServed, mm1, mmc, mmcK } from './markov-queues.ts';
import type { ModelName } from './models.ts';
import { type Reason, reasonFor } from './reasons.ts';
import type { StationView } from './visits.ts';

/** What comes to a service. */
export interface Load {
  /** Times per second that somebody needs a worker. */
  readonly rate: number;
  /** How long it is held. */
  readonly work: Law | null;
  /** Why the arrivals are no Poisson stream; null: they are one. */
  readonly disturbed: Reason | null;
  /** Requests come back: the station is one of a network. */
  readonly returns: boolean;
  /** How attempts are spread over the instances; null: in more than one way. */
  readonly balancer: ResolvedBalancer | null;
  /** A single caller sends everything. */
  readonly isSingleCaller: boolean;
  /** Messages take no time. */
  readonly isInstant: boolean;
  /** Messages of a pair keep their order. */
  readonly isOrdered: boolean;
}

export interface Station {
  readonly model: ModelName;
  readonly view: StationView;
  /** What leaves is a Poisson stream. */
  readonly isReversible: boolean;
  /** Under the names of the metrics, of the whole service. */
  readonly utilization: number;
  readonly waiting?: number;
  readonly waits?: number;
}

export type StationReading =
  | { readonly station: Station; readonly reason?: undefined }
  | { readonly station?: undefined; readonly reason: Reason };

/** From so many on the limit of infinitely many instances is close: what is left is of the order of 1/n. */
const MANY = 100;
/** States of a bounded queue that are still enumerated. */
const ROOM_MAX = 100_000;

export function stationOf(given: ResolvedService, load: Load): StationReading {
  const service = given.isQueueShared ? asOne(given) : given;
  const { rate, work, disturbed } = load;
  if (disturbed !== null) return { reason: disturbed };
  if (work === null || Number.isNaN(rate)) return { reason: unclearWork(service, load) };
  const n = service.instances.length;
  const isBounded = service.queueCapacity !== Infinity || service.maxWait !== null;
  const intensity = (rate * work.mean) / (n * service.concurrency);
  if (!isBounded && intensity >= 1) return { reason: reasonFor('unstable', percent(intensity)) };
  const split = splitOf(n, load);
  if (split === 'random') return isBounded ? bounded(service, load) : unbounded(service, load);
  if (isBounded) return { reason: reasonFor('balancer', load.balancer?.policy ?? 'several balancers') };
  return typeof split === 'string' ? balanced(service, load, split) : { reason: split };
}

/** Equal instances that take from one queue are one with all their workers. */
function asOne(service: ResolvedService): ResolvedService {
  const { concurrency, instances } = service;
  return { ...service, concurrency: concurrency * instances.length, instances: instances.slice(0, 1) };
}

const percent = (ratio: number): string => `${Math.round(ratio * 1000) / 10} %`;

function unclearWork({ threading }: ResolvedService, { rate }: Load): Reason {
  if (Number.isNaN(rate)) return reasonFor('unknown-success');
  return reasonFor(threading === 'blocking' ? 'holds-worker' : 'mixed-visits');
}

type Split = 'random' | 'round-robin' | 'least-request' | 'least-connections';

/** How a stream is spread over equal instances, if the conditions of a formula are met. */
function splitOf(n: number, { balancer, isSingleCaller, isInstant, isOrdered, returns }: Load): Split | Reason {
  if (n === 1) return 'random';
  if (balancer === null) return reasonFor('balancer', 'several balancers');
  const { isPerConnection, policy, sharedLoadsNs } = balancer;
  if (isPerConnection) return reasonFor('balancer', 'per: connection');
  if (policy === 'random') return 'random';
  if (policy !== 'round-robin' && policy !== 'least-request' && policy !== 'least-connections') {
    return reasonFor('balancer', policy);
  }
  if (sharedLoadsNs >= 0) return reasonFor('balancer', 'loads: shared');
  const seesAll = isSingleCaller && (policy === 'round-robin' ? isOrdered : isInstant);
  if (!seesAll) return reasonFor('callers', policy);
  if (returns) return reasonFor('balancer', policy);
  if (policy === 'least-request' && n < MANY) return reasonFor('balancer', `${policy} over fewer than ${MANY}`);
  if (policy === 'least-connections' && n !== 2) return reasonFor('balancer', policy);
  return policy;
}

function unbounded(service: ResolvedService, load: Load): StationReading {
  const { rate, returns } = load;
  const work = load.work as Law;
  const n = service.instances.length;
  const c = service.concurrency;
  const each = rate / n;
  const utilization = (each * work.mean) / c;
  if (work.isExponential) {
    const mu = 1 / work.mean;
    const { waits, wait, time, variance, late, quantile } = mmc(each, mu, c);
    const sojourn = sojournOf(service, each, mu, { ...meanLaw(time, true), variance, late, quantile });
    const single = c === 1 ? 'M/M/1' : 'M/M/c';
    return {
      station: {
        model: returns ? 'Jackson network' : single,
        view: { wait: meanLaw(wait, true), sojourn, refused: 0, refusedAfter: 0 },
        isReversible: true,
        utilization,
        waiting: rate * wait,
        waits,
      },
    };
  }
  if (returns) return { reason: reasonFor('work-not-exponential') };
  if (c > 1) return { reason: reasonFor('many-workers') };
  if (work.variance === null) return { reason: reasonFor('no-variance') };
  const { wait } = mg1(each, work.mean, work.variance / (work.mean * work.mean));
  return {
    station: {
      model: 'M/G/1',
      view: { wait: meanLaw(wait, true), sojourn: null, refused: 0, refusedAfter: 0 },
      isReversible: false,
      utilization,
      waiting: rate * wait,
      waits: utilization,
    },
  };
}

/** The discipline changes no mean; the distribution is known for the first come first served. */
function sojournOf({ queueDiscipline, concurrency }: ResolvedService, lambda: number, mu: number, inOrder: Law): Law {
  if (queueDiscipline === 'fifo') return concurrency === 1 ? asQueued(exponentialLaw(mm1(lambda, mu).time)) : inOrder;
  const isLast = queueDiscipline === 'lifo' && concurrency === 1;
  return { ...meanLaw(inOrder.mean, true), variance: isLast ? lastComeFirstServed(lambda, mu).variance : null };
}

const asQueued = (law: Law): Law => ({ ...law, isQueued: true });

function bounded(service: ResolvedService, load: Load): StationReading {
  const { rate, returns } = load;
  const work = load.work as Law;
  const { concurrency: c, queueCapacity, maxWait } = service;
  if (returns) return { reason: reasonFor('queue') };
  const n = service.instances.length;
  const each = rate / n;
  if (queueCapacity === 0 && maxWait === null) {
    const refused = erlangB(each * work.mean, c);
    const utilization = (each * work.mean * (1 - refused)) / c;
    const view = { wait: NO_TIME, sojourn: null, refused, refusedAfter: 0 };
    return { station: { model: 'Erlang B', view, isReversible: false, utilization, waiting: 0, waits: 0 } };
  }
  if (!work.isExponential) return { reason: reasonFor('queue') };
  const mu = 1 / work.mean;
  if (maxWait !== null) return impatient(service, each, mu);
  if (queueCapacity > ROOM_MAX) return { reason: reasonFor('queue') };
  const { blocked, time, wait, waiting, utilization, waits } = mmcK(each, mu, c, c + queueCapacity);
  const view = { wait: meanLaw(wait, true), sojourn: meanLaw(time, true), refused: blocked, refusedAfter: 0 };
  return { station: { model: 'M/M/c/K', view, isReversible: false, utilization, waiting: n * waiting, waits } };
}

/** The mean time of those who are served, out of those who wait, is not told by these formulas. */
function impatient(
  { concurrency: c, queueCapacity, maxWait, instances }: ResolvedService,
  each: number,
  mu: number,
): StationReading {
  const n = instances.length;
  const view = (refused: number): StationView => ({ wait: null, sojourn: null, refused, refusedAfter: Number.NaN });
  if (queueCapacity !== Infinity || maxWait === null) return { reason: reasonFor('queue') };
  if (maxWait.kind === 'exponential' && maxWait.mean > 0) {
    const { left, waiting, waits, utilization } = erlangA(each, mu, c, 1 / nsToS(maxWait.mean));
    return {
      station: { model: 'Erlang A', view: view(left), isReversible: false, utilization, waiting: n * waiting, waits },
    };
  }
  if (maxWait.kind !== 'constant' || c !== 1) return { reason: reasonFor('patience') };
  const left = constantPatience(each, mu, nsToS(maxWait.value));
  return {
    station: { model: 'M/M/1 + D', view: view(left), isReversible: false, utilization: (each / mu) * (1 - left) },
  };
}

function balanced(service: ResolvedService, load: Load, split: Exclude<Split, 'random'>): StationReading {
  const { rate, balancer } = load;
  const work = load.work as Law;
  const { concurrency, instances, queueDiscipline } = service;
  const n = instances.length;
  if (!work.isExponential || concurrency > 1) return { reason: reasonFor('balancer', split) };
  const mu = 1 / work.mean;
  const utilization = rate / mu / n;
  const found = (model: ModelName, time: number, sojourn: Law, waits?: number): StationReading => ({
    station: {
      model,
      view: { wait: meanLaw(time - 1 / mu, true), sojourn, refused: 0, refusedAfter: 0 },
      isReversible: false,
      utilization,
      waiting: rate * (time - 1 / mu),
      ...(waits === undefined ? {} : { waits }),
    },
  });
  if (split === 'round-robin') {
    const { time, waits } = roundRobin(rate, mu, n);
    const law = queueDiscipline === 'fifo' ? asQueued(exponentialLaw(time)) : meanLaw(time, true);
    return found('E_n/M/1', time, law, waits);
  }
  if (split === 'least-connections') {
    const time = shorterOfTwo(rate, mu);
    return found('join the shorter of two', time, meanLaw(time, true));
  }
  const time = powerOfChoices(utilization, balancer?.choices ?? 1) / mu;
  return found('power of d choices', time, meanLaw(time, true));
}

/** All the work of a service: what each visit brings, weighted by how often it comes. */
export function mixedWork(stints: readonly { readonly times: number; readonly law: Law | null }[]): Law | null {
  return oneOf(stints.map(({ times, law }) => ({ weight: times, law })));
}
