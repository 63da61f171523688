/** Names the state before an edit in few words: "timeout 250ms", or "no timeout" when it was not there. */
import { textIn } from '../i18n/index.ts';
import { engineText } from '../i18n/engine.ts';
import { isMap } from '../store/document-diff.ts';
import type { Document, Language } from '../store/contract.ts';

export function wordsBefore(path: string, before: Document, language: Language): string {
  const text = textIn(engineText, language);
  if (path === 'faults' || path.startsWith('faults.')) return text.otherFaults;
  const name = path.split('.').at(-1) ?? path;
  const value = valueAt(before, path);
  if (value === undefined || value === null) return text.without(name);
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isPlain ? `${name} ${value}` : text.other(name);
}

function valueAt(document: Document, path: string): unknown {
  let at: unknown = document;
  for (const key of path.split('.')) at = isMap(at) || Array.isArray(at) ? (at as Document)[key] : undefined;
  return at;
}
