/** Faults: when they happen and which instances they hit. */
import type {
  ResolvedDistribution,
  ResolvedFault,
  ResolvedOccurrence,
  ResolvedService,
  ResolvedTarget,
} from '../model/resolved-scenario.ts';
import { filled } from './fallbacks.ts';
import { FAULT } from './keys/faults.ts';
import type { Names } from './names.ts';
import { at, counted, type Place, type Report } from './problems.ts';
import { keyOf, type Read } from './read.ts';
import type { ObjectShape } from '../policies/schema.ts';

const KINDS = ['crash', 'slow', 'error', 'pause', 'cacheFlush'] as const;

/** Everything a target can name. */
interface Scope {
  readonly names: Names;
  readonly services: readonly ResolvedService[];
  readonly report: Report;
}

export function resolveFaults(
  given: Read,
  names: Names,
  services: readonly ResolvedService[],
  report: Report,
): ResolvedFault[] {
  const faults: ResolvedFault[] = [];
  const firstWithId = new Map<string, number>();
  ((given.faults ?? []) as readonly (Read | undefined)[]).forEach((fault, index) => {
    if (!fault) return;
    const place = at(at(null, 'faults'), index);
    const resolved = resolveFault(fault, `faults.${index}`, place, { names, services, report });
    if (fault.id !== undefined) checkId(fault.id as string, index, firstWithId, place, report);
    if (resolved) faults.push(resolved);
  });
  return faults;
}

function checkId(id: string, index: number, seen: Map<string, number>, place: Place, report: Report): void {
  const first = seen.get(id);
  if (first === undefined) seen.set(id, index);
  else {
    report.add(at(place, 'id'), {
      code: 'duplicate-id',
      message: `faults.${first} is called ${id} too`,
      found: id,
      allowed: 'an id that no other fault has',
    });
  }
}

function resolveFault(given: Read, fallbackId: string, place: Place, scope: Scope): ResolvedFault | undefined {
  const occurrence = occurrenceOf(given, place, scope.report);
  const kind = KINDS.find((name) => given[name] !== undefined);
  if (!kind) return undefined;
  const body = filled(keyOf(FAULT, kind)?.shape as ObjectShape, given[kind] as Read);
  if (body.target === undefined) return undefined;
  const target = targetOf(body.target as string, at(at(place, kind), 'target'), scope);
  if (!occurrence || !target) return undefined;
  const head = { id: (given.id as string | undefined) ?? fallbackId, occurrence, target };
  if (kind === 'cacheFlush') return flushOf(head, given, place, scope.report);
  if (kind === 'pause') return { ...head, kind };
  if (kind === 'crash') return { ...head, kind, host: body.host as boolean };
  if (kind === 'slow') return { ...head, kind, factor: body.factor as number, shareRatio: body.share as number };
  return {
    ...head,
    kind,
    ratio: body.rate as number,
    after: (body.after as ResolvedDistribution | undefined) ?? null,
  };
}

/** It happens in an instant. */
function flushOf(
  head: Pick<ResolvedFault, 'id' | 'occurrence' | 'target'>,
  given: Read,
  place: Place,
  report: Report,
): ResolvedFault {
  if (given.for !== undefined) {
    const allowed = 'at alone, or mtbf and mttr';
    report.add(at(place, 'for'), {
      code: 'conflict',
      message: 'caches are emptied in an instant',
      found: given.for,
      allowed,
    });
  }
  return { ...head, kind: 'cacheFlush' };
}

function occurrenceOf(given: Read, place: Place, report: Report): ResolvedOccurrence | undefined {
  const { at: atNs, for: forNs, mtbf, mttr } = given;
  const isPlanned = atNs !== undefined || forNs !== undefined;
  const isRandom = mtbf !== undefined || mttr !== undefined;
  const allowed = 'at (and for), or mtbf and mttr';
  if (isPlanned && isRandom) {
    report.add(place, { code: 'conflict', message: `planned and random exclude each other: ${allowed}`, allowed });
    return undefined;
  }
  if (mtbf !== undefined && mttr !== undefined) {
    return { kind: 'random', mtbf: mtbf as ResolvedDistribution, mttr: mttr as ResolvedDistribution };
  }
  if (atNs !== undefined) {
    return { kind: 'planned', atNs: atNs as number, forNs: (forNs as number | undefined) ?? Number.POSITIVE_INFINITY };
  }
  report.add(place, { code: 'missing-key', message: `when it happens must be given: ${allowed}`, allowed });
  return undefined;
}

const ID = '([A-Za-z][A-Za-z0-9_-]{0,62})';
const SERVICE_TARGET = new RegExp(`^${ID}(?:#([0-9]{1,9})(?:\\.\\.([0-9]{1,9}))?)?$`);
const ZONE_TARGET = new RegExp(`^zone:${ID}$`);
const SHARE_TARGET = new RegExp(`^([0-9]{1,3}(?:\\.[0-9]{1,9})?)% of ${ID}$`);

/** `orders`, `orders#2`, `orders#1..2` (from 1), `zone:az-a`, `50% of orders`. */
function targetOf(text: string, place: Place, scope: Scope): ResolvedTarget | undefined {
  const zone = ZONE_TARGET.exec(text);
  if (zone) return zoneTarget(zone[1], place, scope);
  const share = SHARE_TARGET.exec(text);
  if (share && Number(share[1]) <= 100) {
    const service = serviceOf(share[2], place, scope);
    return service < 0 ? undefined : { kind: 'share', service, ratio: Number(share[1]) / 100 };
  }
  const named = SERVICE_TARGET.exec(text);
  if (named) return instancesTarget(text, named, place, scope);
  const allowed = 'orders, orders#2, orders#1..2, zone:az-a or 50% of orders';
  scope.report.add(place, {
    code: 'bad-id',
    message: `not a target: expected such as ${allowed}`,
    found: text,
    allowed,
  });
  return undefined;
}

function instancesTarget(text: string, match: RegExpExecArray, place: Place, scope: Scope): ResolvedTarget | undefined {
  const service = serviceOf(match[1], place, scope);
  if (service < 0) return undefined;
  const count = scope.services[service].instances.length;
  const first = match[2] === undefined ? 1 : Number(match[2]);
  const single = match[2] === undefined ? count : first;
  const last = match[3] === undefined ? single : Number(match[3]);
  const isKnown = match[2] === undefined || (first >= 1 && first <= last && last <= count);
  if (!isKnown) {
    scope.report.add(place, {
      code: 'unknown-reference',
      message: `${match[1]} has ${counted(count, 'instance')}, counted from 1`,
      found: text,
      allowed: count === 0 ? 'none' : `${match[1]}#1 to ${match[1]}#${count}`,
    });
    return undefined;
  }
  const members = Array.from({ length: last - first + 1 }, (_, i) => ({ service, instance: first - 1 + i }));
  return { kind: 'instances', members };
}

function zoneTarget(id: string, place: Place, { names, services, report }: Scope): ResolvedTarget | undefined {
  const zone = names.zone(id, place);
  if (zone < 0) return undefined;
  const members = services.flatMap(({ instances }, service) =>
    instances.flatMap((instance, index) => (instance.zone === zone ? [{ service, instance: index }] : [])),
  );
  if (members.length === 0) report.warn(place, 'empty-target', `no instance is in zone ${id}: the fault hits nothing`);
  return { kind: 'instances', members };
}

function serviceOf(id: string, place: Place, { names }: Scope): number {
  const service = names.serviceIndex(id);
  if (service < 0) names.unknown('service', id, names.services, place);
  return service;
}
