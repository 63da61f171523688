/** Endpoints of all services under one count, so that who calls whom is a plain graph of numbers. */
import type { ResolvedService } from '../model/resolved-scenario.ts';
import { at, type Place } from './problems.ts';

const SHOWN_MAX = 12;

export interface Owner {
  readonly service: number;
  readonly endpoint: number;
}

export class CallGraph {
  /** By number, whose endpoint it is. */
  readonly owners: readonly Owner[];
  private readonly services: readonly ResolvedService[];
  private readonly bases: readonly number[];

  constructor(services: readonly ResolvedService[]) {
    const bases: number[] = [];
    const owners: Owner[] = [];
    services.forEach(({ endpoints }, service) => {
      bases.push(owners.length);
      endpoints.forEach((_, endpoint) => owners.push({ service, endpoint }));
    });
    this.services = services;
    this.bases = bases;
    this.owners = owners;
  }

  numberOf({ service, endpoint }: Owner): number {
    return this.bases[service] + endpoint;
  }

  placeOf(node: number): Place {
    const { service, endpoint } = this.owners[node];
    const { id, endpoints } = this.services[service];
    return at(at(at(at(null, 'services'), id), 'endpoints'), endpoints[endpoint].id);
  }

  /** "a.default → b.default → a.default" */
  describeCircle(nodes: readonly number[]): string {
    const names = nodes.map((node) => {
      const { service, endpoint } = this.owners[node];
      return `${this.services[service].id}.${this.services[service].endpoints[endpoint].id}`;
    });
    const shown =
      names.length <= SHOWN_MAX ? names : [...names.slice(0, SHOWN_MAX), `… ${names.length - SHOWN_MAX} more`];
    return [...shown, names[0]].join(' → ');
  }
}
