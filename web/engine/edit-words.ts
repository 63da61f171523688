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

/** "services.orders.queue.capacity" is called what "queue.capacity" of any service is. */
function nameOf(path: string, language: Language): string {
  const key = path.replace(/^(services|links|workloads|slos)\.[^.]+\.(endpoints\.[^.]+\.)?/, '');
  const labels: Readonly<Record<string, string>> = names === null ? {} : textIn(names, language).labels;
  if (!Object.hasOwn(labels, key)) return path.split('.').at(-1) ?? path;
  // Inside a sentence; abbreviations stay as they are.
  return labels[key].replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase());
}

function valueAt(document: Document, path: string): unknown {
  let at: unknown = document;
  for (const key of path.split('.')) at = isMap(at) || Array.isArray(at) ? (at as Document)[key] : undefined;
  return at;
}
