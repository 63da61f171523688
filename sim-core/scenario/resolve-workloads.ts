/** Workloads: where requests go, when they come. */
import { meanOf } from '../kernel/distributions.ts';
import type {
  ResolvedArrivals,
  ResolvedDistribution,
  ResolvedPopulation,
  ResolvedRequest,
  ResolvedWorkload,
} from '../model/resolved-scenario.ts';
import { filled } from './fallbacks.ts';
import { CLOSED, POPULATION, PROFILE_ENTRY, SESSION_ENTRY, WORKLOAD } from './keys/workloads.ts';
import { ZIPF } from './keys/steps.ts';
import type { Names } from './names.ts';
import { at, type Place, type Report } from './problems.ts';
import type { Read } from './read.ts';
import type { LinkTable } from './resolve-links.ts';

export function resolveWorkloads(names: Names, links: LinkTable, report: Report): ResolvedWorkload[] {
  return names.workloads.map((id, index) => {
    const place = at(at(null, 'workloads'), id);
    const workload = filled(WORKLOAD, names.readWorkloads[index]);
    const arrivals = arrivalsOf(workload.arrivals as Read | undefined, at(place, 'arrivals'), report);
    const request = (target: unknown, think: unknown, where: Place): ResolvedRequest => {
      const result = { service: -1, endpoint: -1, link: -1, think: pauseOf(think) };
      const found = target === undefined ? undefined : names.endpoint(target as string, where);
      if (found) links.use('workload', index, found.service, Object.assign(result, found));
      return result;
    };
    return {
      id,
      requests: requestsOf(workload, arrivals, place, request),
      arrivals,
      profile: profileOf(workload.profile as readonly (Read | undefined)[], arrivals, at(place, 'profile'), report),
      priority: workload.priority as number,
      zone: workload.zone === undefined ? -1 : names.zone(workload.zone as string, at(place, 'zone')),
      clients: workload.clients as number,
      population: populationOf(workload.population as Read | undefined),
      keys: keysOf(workload.keys as Read | undefined),
    };
  });
}

type Request = (target: unknown, think: unknown, where: Place) => ResolvedRequest;

function requestsOf(workload: Read, arrivals: ResolvedArrivals, place: Place, request: Request): ResolvedRequest[] {
  if (workload.session === undefined) return [request(workload.call, undefined, at(place, 'call'))];
  const entries = workload.session as readonly (Read | undefined)[];
  const last = entries.length - 1;
  return entries.map((entry, step) => {
    const { call, think } = filled(SESSION_ENTRY, entry);
    // What comes after the last one waits for nobody, unless a user begins again.
    const isLast = step === last && arrivals.kind !== 'closed';
    return request(call, isLast ? undefined : think, at(at(at(place, 'session'), step), 'call'));
  });
}

/** null: none. */
function pauseOf(think: unknown): ResolvedDistribution | null {
  const pause = think as ResolvedDistribution | undefined;
  return pause === undefined || (pause.kind === 'constant' && pause.value === 0) ? null : pause;
}

function populationOf(given: Read | undefined): ResolvedPopulation | null {
  if (given === undefined) return null;
  const { clients, reconnectAt, over } = filled(POPULATION, given);
  const times = ((reconnectAt ?? []) as readonly (number | undefined)[]).filter((ns) => ns !== undefined);
  return { clients: clients as number, reconnectAtNs: times.sort((a, b) => a - b), overNs: over as number };
}

function keysOf(given: Read | undefined): ResolvedWorkload['keys'] {
  if (given?.zipf === undefined) return null;
  const { n, s } = filled(ZIPF, given.zipf as Read);
  return { n: n as number, s: s as number };
}

function arrivalsOf(given: Read | undefined, place: Place, report: Report): ResolvedArrivals {
  const kind = given && Object.keys(given)[0];
  const value = kind && given[kind];
  if (kind === 'poisson' || kind === 'constant') return { kind, ratePerSecond: value as number };
  if (kind === 'closed') {
    const { users, think } = filled(CLOSED, value as Read);
    return { kind, users: users as number, think: think as ResolvedDistribution };
  }
  if (kind === 'bursty') return burstyOf(value as Read, at(place, kind), report);
  if (kind === 'file') {
    report.add(at(place, kind), {
      code: 'bad-file',
      message: `${String(value)} has not been read: run the scenario on the command line, or open the two files together`,
      found: value,
      allowed: 'times: a list of instants',
    });
  }
  const times = (kind === 'times' ? [...(value as number[])] : []).sort((a, b) => a - b);
  return { kind: 'times', timesNs: times };
}

function burstyOf(given: Read, place: Place, report: Report): ResolvedArrivals {
  const rates = (given.rates ?? []) as readonly (number | undefined)[];
  const stays = (given.stay ?? []) as readonly (ResolvedDistribution | undefined)[];
  const isWhole = given.rates !== undefined && given.stay !== undefined;
  if (isWhole && rates.length !== stays.length) {
    report.add(at(place, 'stay'), {
      code: 'conflict',
      message: `there are ${rates.length} rates and ${stays.length} stays: each state needs both`,
      found: stays.length,
      allowed: `${rates.length} entries`,
    });
  } else if (isWhole && stays.every((stay) => stay !== undefined && meanOf(stay) === 0)) {
    report.add(at(place, 'stay'), {
      code: 'conflict',
      message: 'no state lasts: time would stand still',
      allowed: 'a stay above 0',
    });
  }
  const states = rates.map((rate, state) => ({
    ratePerSecond: rate ?? 0,
    stay: stays[state] ?? { kind: 'constant' as const, value: Number.POSITIVE_INFINITY },
  }));
  return { kind: 'bursty', states };
}

function profileOf(
  given: readonly (Read | undefined)[],
  arrivals: ResolvedArrivals,
  place: Place,
  report: Report,
): ResolvedWorkload['profile'] {
  const entries: { atNs: number; scale: number; rampNs: number }[] = [];
  for (const entry of given) {
    if (!entry) continue;
    const { at: atNs, scale, ramp } = filled(PROFILE_ENTRY, entry) as Record<string, number>;
    entries.push({ atNs, scale, rampNs: ramp });
  }
  if (entries.length > 0 && arrivals.kind === 'times') {
    report.add(place, { code: 'conflict', message: 'arrivals at given times cannot be scaled', allowed: 'no profile' });
  }
  entries.sort((a, b) => a.atNs - b.atNs);
  for (let i = 1; i < entries.length; i++) {
    if (entries[i].atNs !== entries[i - 1].atNs) continue;
    report.add(place, { code: 'conflict', message: 'two entries begin at the same time', allowed: 'different times' });
  }
  return entries;
}
