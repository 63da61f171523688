/** The edit that a step of a story offers. Stories play before the program that edits documents has been fetched. */
import { isMap, isSame } from '../store/document-diff.ts';
import type { Document, Edit } from '../store/contract.ts';

interface OfferedEdit {
  readonly path: string;
  readonly value: unknown;
}

export function isApplied({ path, value }: OfferedEdit, document: Document): boolean {
  const found = valueAt(document, path);
  return value === null ? found === undefined : isSame(found, value);
}

/** The edit that takes it back: the value as the preset has it. */
export function backEdit({ path }: OfferedEdit, base: Document): Edit {
  return { path, value: valueAt(base, path) };
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

/** As paths of edits are written: "~" for "->", entries of lists by id or index. */
function valueAt(document: Document, path: string): unknown {
  let at: unknown = document;
  for (const name of path.replaceAll('~', '->').split('.')) {
    if (Array.isArray(at)) at = at.find((entry) => isMap(entry) && entry.id === name) ?? at[Number(name)];
    else at = isMap(at) ? at[name] : undefined;
  }
  return at;
}
