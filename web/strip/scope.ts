import type { Selection } from '../store/contract.ts';

/** Series of what is selected, and its name; null for what has none of its own. */
export function scopeOf(selection: Selection): { key: string; name: string } | null {
  if (selection.kind === 'scenario' || selection.kind === 'fault') return null;
  return { key: `${selection.kind}s.${selection.id}`, name: selection.id.replace('->', ' → ') };
}
