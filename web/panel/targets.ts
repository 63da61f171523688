/** What a fault can hit, as it is written: for suggestions and for lists of what hits what. */
import { mapAt } from './selected.ts';
import type { Document } from '../store/contract.ts';

export interface SuggestedTarget {
  readonly target: string;
  readonly kind: 'all' | 'one' | 'some' | 'share' | 'zone';
}

/** One of every kind that makes sense, for each service, and all zones. Any other can be typed. */
export function suggestedTargets(document: Document, instances: (service: string) => number): SuggestedTarget[] {
  const ofServices = Object.keys(mapAt(document, 'services')).flatMap((id) => targetsOf(id, instances(id)));
  const zones = Object.keys(mapAt(document, 'zones'));
  return [...ofServices, ...zones.map((zone): SuggestedTarget => ({ target: `zone:${zone}`, kind: 'zone' }))];
}

function targetsOf(id: string, count: number): SuggestedTarget[] {
  const all: SuggestedTarget[] = [{ target: id, kind: 'all' }];
  if (count < 2) return all;
  const half = Math.floor(count / 2);
  const some: SuggestedTarget[] = half > 1 ? [{ target: `${id}#1..${half}`, kind: 'some' }] : [];
  return [...all, { target: `${id}#1`, kind: 'one' }, ...some, { target: `50% of ${id}`, kind: 'share' }];
}

/** Whether a fault's target has anything to do with a service, or with one instance of it. */
export function concerns(target: string, service: string, instance: number | null): boolean {
  const share = /^[\d.]+% of (.+)$/.exec(target)?.[1];
  const range = /^(.+)#(\d+)(?:\.\.(\d+))?$/.exec(target);
  if (range === null) return (share ?? target) === service;
  if (range[1] !== service) return false;
  const first = Number(range[2]);
  return instance === null || (instance >= first && instance <= Number(range[3] ?? first));
}
