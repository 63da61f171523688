/** Names the state before an edit in few words: "attempt timeout 250ms", or "no attempt timeout" when there was none. */
import { textIn } from '../i18n/index.ts';
import { engineText } from '../i18n/engine.ts';
import { isMap } from '../store/document-diff.ts';
import type { Document, Language } from '../store/contract.ts';
import type { parameterText } from '../i18n/parameters.ts';

/** What keys are called; fetched when there is something to name, as the panel brings it anyway. */
let names: typeof parameterText | null = null;

export async function loadKeyNames(): Promise<void> {
  ({ parameterText: names } = await import('../i18n/parameters.ts'));
}

/** Until then keys go by what stands in the document. */
export function hasKeyNames(): boolean {
  return names !== null;
}

export function wordsBefore(path: string, before: Document, language: Language): string {
  const text = textIn(engineText, language);
  if (path === 'faults' || path.startsWith('faults.')) return text.otherFaults;
  if (/\.(steps|parallel|choose)(\.|$)/.test(path)) return text.otherSteps;
  const name = nameOf(path, language);
  const value = valueAt(before, path);
  if (value === undefined || value === null) return text.without(name);
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isPlain ? `${name} ${value}` : text.other(name);
}

/** "Max attempts: 1", for an edit of a single value; null while names are missing, and where there is none. */
export function wordsOfEdit(path: string, value: unknown, language: Language): string | null {
  const label = labelOf(path, language);
  if (names === null || label === undefined || (typeof value !== 'string' && typeof value !== 'number')) return null;
  const options: Readonly<Record<string, string>> = textIn(names, language).options;
  return `${label}: ${Object.hasOwn(options, value) ? options[value] : value}`;
}

/** "services.orders.queue.capacity" is called what "queue.capacity" of any service is. */
function labelOf(path: string, language: Language): string | undefined {
  const key = path.replace(/^(services|links|workloads|slos)\.[^.]+\.(endpoints\.[^.]+\.)?/, '');
  const labels: Readonly<Record<string, string>> = names === null ? {} : textIn(names, language).labels;
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

/** Inside a sentence; abbreviations stay as they are. */
function nameOf(path: string, language: Language): string {
  const label = labelOf(path, language) ?? path.split('.').at(-1) ?? path;
  return label.replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase());
}

function valueAt(document: Document, path: string): unknown {
  let at: unknown = document;
  for (const key of path.split('.')) at = isMap(at) || Array.isArray(at) ? (at as Document)[key] : undefined;
  return at;
}
