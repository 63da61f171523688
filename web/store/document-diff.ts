/** What differs between the document that was opened and the one there is now, as a list of edits by path. */
import type { Document, Edit } from './contract.ts';

/** Edits that make `after` of `before`. Maps are compared key by key, lists as a whole; a removed key has no value. */
export function editsBetween(before: Document, after: Document): Edit[] {
  const edits: Edit[] = [];
  collect(before, after, '', edits);
  return edits;
}

/** The same edits, those that were known before first and in their old order. */
export function inOrderOf(known: readonly Edit[], edits: readonly Edit[]): Edit[] {
  const rank = new Map(known.map((edit, index) => [edit.path, index]));
  return edits.toSorted((a, b) => (rank.get(a.path) ?? known.length) - (rank.get(b.path) ?? known.length));
}

export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  }
  if (!isMap(a) || !isMap(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && isSame(a[key], b[key]));
}

export function isMap(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function collect(before: Document, after: Document, prefix: string, edits: Edit[]): void {
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    const old = before[key];
    const now = after[key];
    if (isSame(old, now)) continue;
    if (isMap(old) && isMap(now)) collect(old, now, path, edits);
    else edits.push({ path, value: now });
  }
}
