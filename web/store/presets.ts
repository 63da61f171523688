/** The stories that ship with the page, as the build has validated them. */
import { presets } from 'virtual:presets';
import type { Document } from './contract.ts';

export const DEFAULT_PRESET = 'checkout';

export function hasPreset(id: string): boolean {
  return presets.some((preset) => preset.id === id);
}

export async function loadPreset(id: string): Promise<Document> {
  const preset = presets.find((candidate) => candidate.id === id);
  if (!preset) throw new Error(`no preset ${id}`);
  return preset.load();
}
