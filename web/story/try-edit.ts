/** The edit that a step of a story offers. */
import { getValue } from '../../sim-core/index.ts';
import { isMap, isSame } from '../store/document-diff.ts';
import type { Document, Edit } from '../store/contract.ts';

interface OfferedEdit {
  readonly path: string;
  readonly value: unknown;
}

export function isApplied({ path, value }: OfferedEdit, document: Document): boolean {
  const found = getValue(document, path);
  return value === null ? found === undefined : isSame(found, value);
}

/** The edit that takes it back: the value as the preset has it. */
export function tryEdit({ path }: OfferedEdit, base: Document): Edit {
  return { path, value: getValue(base, path) };
}

/** "maxAttempts: 1", "balancer: policy least-request, choices 2" */
export function tryWords({ path, value }: OfferedEdit): string {
  const name = path.split('.').at(-1) ?? path;
  return `${name}: ${value === null ? '–' : valueWords(value)}`;
}

function valueWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueWords).join(', ');
  if (!isMap(value)) return String(value);
  return Object.entries(value)
    .map(([key, inner]) => `${key} ${valueWords(inner)}`)
    .join(', ');
}
