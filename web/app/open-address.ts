/** What the page opens with: the link decides; without one, the first story. A damaged link opens nothing of its own. */
import { loadEditing } from '../store/load-editing.ts';
import { DEFAULT_PRESET, hasPreset, loadPreset } from '../store/presets.ts';
import { pageStore } from '../store/page-store.ts';
import { parseView } from './address.ts';
import { inflate } from './link-compression.ts';
import { askOpening } from './opening.ts';
import type { LinkContent } from '../../sim-core/index.ts';
import type { Document } from '../store/contract.ts';
import type { View } from './address.ts';

export interface Opened {
  stamp: View['stamp'];
  /** The link could not be read: the address must stay as it is until the reader does something. */
  isDamaged: boolean;
}

interface Content {
  base: Document;
  document: Document;
  presetId: string | null;
  view: View;
}

export async function openAddress(search: string, hash: string): Promise<Opened> {
  const content = await readAddress(search, hash);
  const { openStored, patch } = pageStore.getState();
  if (typeof content === 'string') {
    openStored(await loadPreset(DEFAULT_PRESET), DEFAULT_PRESET);
    patch({ notice: { kind: 'damaged-link', detail: content } });
    return { stamp: null, isDamaged: true };
  }
  const { base, document, presetId, view } = content;
  askOpening(view);
  openStored(base, presetId, document);
  if (view.language !== null) patch({ language: view.language });
  if (view.theme !== null) patch({ theme: view.theme });
  if (view.selection !== null) patch({ selection: view.selection });
  return { stamp: view.stamp, isDamaged: false };
}

/** What it holds, or what is wrong with it. */
async function readAddress(search: string, hash: string): Promise<Content | string> {
  return plainPreset(search, hash) ?? readLink(withScenario(search, hash));
}

/** The usual address: a preset as it is, which the build has checked. */
function plainPreset(search: string, hash: string): Promise<Content | string> | null {
  const query = new URLSearchParams(search);
  if (hash.length > 1 || query.has('set') || query.has('seed')) return null;
  const { view, damaged } = parseView(new Map(query));
  if (damaged !== null) return Promise.resolve(damaged);
  const presetId = query.get('preset') ?? DEFAULT_PRESET;
  if (!hasPreset(presetId)) return Promise.resolve(`preset=${presetId}`);
  return loadPreset(presetId).then((document) => ({ base: document, document, presetId, view }));
}

async function readLink(address: string): Promise<Content | string> {
  const { checkScenario, decodeLink, formatProblem } = await loadEditing();
  const link = await decodeLink(address, inflate);
  if (!link.ok) return formatProblem(link.problems[0]);
  const { view, damaged } = parseView(link.content.others);
  if (damaged !== null) return damaged;
  const base = await baseOf(link.content);
  if (typeof base === 'string') return base;
  const checked = checkScenario(base, link.content.edits);
  if (!checked.ok) return formatProblem(checked.problems[0]);
  const { document } = checked.scenario;
  const isPreset = link.content.document === null;
  return { base: isPreset ? base : document, document, presetId: isPreset ? link.content.preset : null, view };
}

/** Changes without a preset are changes to the first story. */
function withScenario(search: string, hash: string): string {
  if (hash.length > 1 || new URLSearchParams(search).has('preset')) return search + hash;
  return `?preset=${DEFAULT_PRESET}&${search.slice(1)}`;
}

async function baseOf({ document, preset }: LinkContent): Promise<Document | string> {
  if (document !== null) return document;
  return preset !== null && hasPreset(preset) ? loadPreset(preset) : `preset=${preset}`;
}
