/** Who is called what in one document: ids to indexes, in order of id, so that the order in the file changes nothing. */
import { nearest } from './nearest.ts';
import { at, type Place, type Report } from './problems.ts';
import type { Read } from './read.ts';

export interface EndpointRef {
  readonly service: number;
  readonly endpoint: number;
}

const NO_SERVICE: Read = {};

export class Names {
  readonly zones: readonly string[];
  readonly services: readonly string[];
  readonly workloads: readonly string[];
  readonly readServices: readonly Read[];
  readonly readWorkloads: readonly Read[];
  /** Ids of each service's endpoints, sorted. */
  readonly endpoints: readonly (readonly string[])[];
  private readonly zoneIndexes: ReadonlyMap<string, number>;
  private readonly serviceIndexes: ReadonlyMap<string, number>;
  private readonly workloadIndexes: ReadonlyMap<string, number>;
  private readonly report: Report;

  constructor(given: Read, report: Report) {
    this.report = report;
    const zones = mapOf(given.zones);
    const services = mapOf(given.services);
    const workloads = mapOf(given.workloads);
    this.zones = sorted(zones.keys());
    this.services = sorted(services.keys());
    this.workloads = sorted(workloads.keys());
    this.zoneIndexes = indexed(this.zones);
    this.serviceIndexes = indexed(this.services);
    this.workloadIndexes = indexed(this.workloads);
    this.readServices = this.services.map((id) => services.get(id) ?? NO_SERVICE);
    this.readWorkloads = this.workloads.map((id) => workloads.get(id) ?? NO_SERVICE);
    this.endpoints = this.readServices.map(({ endpoints }) =>
      endpoints ? sorted((endpoints as ReadonlyMap<string, unknown>).keys()) : ['default'],
    );
    this.refuseSharedNames();
  }

  /** A workload is a caller like a service: in a link's name the two must be told apart. */
  private refuseSharedNames(): void {
    for (const id of this.workloads) {
      if (!this.serviceIndexes.has(id)) continue;
      this.report.add(at(at(null, 'workloads'), id), {
        code: 'duplicate-id',
        message: `a service is called ${id} too; links could not tell them apart`,
        found: id,
        allowed: 'an id that no service has',
      });
    }
  }

  serviceIndex(id: string): number {
    return this.serviceIndexes.get(id) ?? -1;
  }

  workloadIndex(id: string): number {
    return this.workloadIndexes.get(id) ?? -1;
  }

  /** @returns the index, or −1 after telling that there is no such zone */
  zone(id: string, place: Place | null): number {
    const index = this.zoneIndexes.get(id) ?? -1;
    if (index < 0) this.unknown('zone', id, this.zones, place);
    return index;
  }

  /** @param target `service` (its only endpoint, or `default`) or `service.endpoint` */
  endpoint(target: string, place: Place | null): EndpointRef | undefined {
    const dot = target.indexOf('.');
    const serviceId = dot < 0 ? target : target.slice(0, dot);
    const service = this.serviceIndex(serviceId);
    if (service < 0) {
      this.unknown('service', serviceId, this.services, place);
      return undefined;
    }
    const known = this.endpoints[service];
    // A service without any is wrong itself, and told where it stands.
    if (known.length === 0) return undefined;
    const wanted = dot < 0 ? (known.length === 1 ? known[0] : 'default') : target.slice(dot + 1);
    const endpoint = known.indexOf(wanted);
    if (endpoint >= 0) return { service, endpoint };
    this.report.add(place, {
      code: 'unknown-reference',
      message:
        dot < 0 ? `${serviceId} has several endpoints: say which` : `${serviceId} has no endpoint called ${wanted}`,
      found: target,
      allowed: known.map((id) => `${serviceId}.${id}`).join(', '),
      nearest: dot < 0 ? undefined : prefixed(`${serviceId}.`, nearest(wanted, known)),
    });
    return undefined;
  }

  unknown(what: string, id: string, known: readonly string[], place: Place | null): void {
    this.report.add(place, {
      code: 'unknown-reference',
      message: `there is no ${what} called ${id.slice(0, 70)}`,
      found: id,
      allowed: known.slice(0, 50).join(', '),
      nearest: nearest(id, known),
    });
  }
}

function prefixed(prefix: string, name: string | undefined): string | undefined {
  return name === undefined ? undefined : prefix + name;
}

function mapOf(value: unknown): ReadonlyMap<string, Read | undefined> {
  return value instanceof Map ? value : new Map<string, Read | undefined>();
}

/** By code units: the same order in every language of the reader. */
function sorted(ids: Iterable<string>): string[] {
  return [...ids].sort((a, b) => (a < b ? -1 : Number(a > b)));
}

function indexed(ids: readonly string[]): ReadonlyMap<string, number> {
  return new Map(ids.map((id, index) => [id, index]));
}
