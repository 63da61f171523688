/** What the document says about the selection. */
import { getValue } from '../../sim-core/index.ts';
import { isMap } from '../store/document-diff.ts';
import type { Document, Selection } from '../store/contract.ts';

/** Path of the selection's own part of the document; empty for the scenario and for instances. */
export function pathOf(selection: Selection): string {
  switch (selection.kind) {
    case 'service':
      return `services.${selection.id}`;
    case 'link':
      return `links.${selection.id}`;
    case 'workload':
      return `workloads.${selection.id}`;
    case 'fault':
      return selection.id.startsWith('faults.') ? selection.id : `faults.${selection.id}`;
    default:
      return '';
  }
}

/** Whether an edit has taken away what is selected. Links need no entry of their own. */
export function isGone(selection: Selection, document: Document): boolean {
  switch (selection.kind) {
    case 'instance':
      return !(serviceOf(selection.id) in mapAt(document, 'services'));
    case 'service':
      return !(selection.id in mapAt(document, 'services'));
    case 'workload':
      return !(selection.id in mapAt(document, 'workloads'));
    case 'fault':
      return getValue(document, pathOf(selection)) === undefined;
    default:
      return false;
  }
}

/** "orders#2" → "orders" */
export function serviceOf(instance: string): string {
  return instance.slice(0, Math.max(0, instance.lastIndexOf('#')));
}

export function mapAt(document: Document, key: string): Readonly<Record<string, unknown>> {
  const value = document[key];
  return isMap(value) ? value : {};
}

export function listAt(document: Document, key: string): readonly Document[] {
  const value = document[key];
  return Array.isArray(value) ? value.filter(isMap) : [];
}

/** "orders", "orders.place" … of all services: what can be called. */
export function callables(document: Document): string[] {
  return Object.entries(mapAt(document, 'services')).flatMap(([id, service]) => {
    const endpoints = isMap(service) && isMap(service.endpoints) ? Object.keys(service.endpoints) : [];
    return endpoints.length === 0 ? [id] : endpoints.map((endpoint) => `${id}.${endpoint}`);
  });
}

/** Whether a step calls (`{ call: orders.place }`) or sends (`{ send: mail }`); undefined: neither. */
export function callKeyOf(step: unknown): 'call' | 'send' | undefined {
  if (!isMap(step)) return undefined;
  if (typeof step.call === 'string') return 'call';
  return typeof step.send === 'string' ? 'send' : undefined;
}

/** What such a step calls or sends to. */
export function callOf(step: unknown): string | undefined {
  const key = callKeyOf(step);
  return key === undefined ? undefined : ((step as Document)[key] as string);
}
