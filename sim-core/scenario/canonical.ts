/** A text and a hash that are the same for documents that mean the same whatever the order of their keys. */
import { sha256Hex } from '../kernel/sha256.ts';
import { isObject } from './read.ts';

/** JSON with the keys of every object in order of code units and no blanks. The depth of a document is bounded. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name])}`);
  return `{${entries.join(',')}}`;
}

/**
 * Of what can change a run's numbers or their names: `view` and `description` are left out. The seed counts as the text
 * that it is turned into, so that 42 and "42", which give the same numbers, give the same hash.
 */
export function scenarioHash(document: unknown): string {
  if (!isObject(document)) return `sha256:${sha256Hex(canonicalJson(document))}`;
  const { view: _view, description: _description, ...rest } = document;
  const hashed = typeof rest.seed === 'number' ? { ...rest, seed: String(rest.seed) } : rest;
  return `sha256:${sha256Hex(canonicalJson(hashed))}`;
}
