/** Workloads: where requests go, when they come. */
import type { ResolvedArrivals, ResolvedDistribution, ResolvedWorkload } from '../model/resolved-scenario.ts';
import { filled } from './fallbacks.ts';
import { ZIPF } from './keys/steps.ts';
import { CLOSED, PROFILE_ENTRY, WORKLOAD } from './keys/workloads.ts';
import type { Names } from './names.ts';
import { at, type Place, type Report } from './problems.ts';
import type { Read } from './read.ts';
import type { LinkTable } from './resolve-links.ts';

export function resolveWorkloads(names: Names, links: LinkTable, report: Report): ResolvedWorkload[] {
  return names.workloads.map((id, index) => {
    const place = at(at(null, 'workloads'), id);
    const workload = filled(WORKLOAD, names.readWorkloads[index]);
    const call = { service: -1, endpoint: -1, link: -1 };
    const target = workload.call === undefined ? undefined : names.endpoint(workload.call as string, at(place, 'call'));
    if (target) links.use('workload', index, target.service, Object.assign(call, target));
    const arrivals = arrivalsOf(workload.arrivals as Read | undefined);
    return {
      id,
      call,
      arrivals,
      profile: profileOf(workload.profile as readonly (Read | undefined)[], arrivals, at(place, 'profile'), report),
      clients: workload.clients as number,
      keys: keysOf(workload.keys as Read | undefined),
    };
  });
}

function keysOf(given: Read | undefined): ResolvedWorkload['keys'] {
  if (given?.zipf === undefined) return null;
  const { n, s } = filled(ZIPF, given.zipf as Read);
  return { n: n as number, s: s as number };
}

function arrivalsOf(given: Read | undefined): ResolvedArrivals {
  const kind = given && Object.keys(given)[0];
  const value = kind && given[kind];
  if (kind === 'poisson' || kind === 'constant') return { kind, ratePerSecond: value as number };
  if (kind === 'closed') {
    const { users, think } = filled(CLOSED, value as Read);
    return { kind, users: users as number, think: think as ResolvedDistribution };
  }
  const times = (kind === 'times' ? [...(value as number[])] : []).sort((a, b) => a - b);
  return { kind: 'times', timesNs: times };
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
