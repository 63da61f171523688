/** What the page opens with: the link decides; without one, the first story. A damaged link opens nothing of its own. */
import { checkScenario, decodeLink, formatProblem } from '../../sim-core/index.ts';
import { DEFAULT_PRESET, hasPreset, loadPreset } from '../store/presets.ts';
import { pageStore } from '../store/page-store.ts';
import { parseAddress } from './address.ts';
import { inflate } from './link-compression.ts';
import { askOpening } from './opening.ts';
import type { Document } from '../store/contract.ts';
import type { Address } from './address.ts';

export interface Opened {
  stamp: Address['stamp'];
  /** The link could not be read: the address must stay as it is until the reader does something. */
  isDamaged: boolean;
}

export async function openAddress(search: string, hash: string): Promise<Opened> {
  const { address, damaged } = parseAddress(search, hash);
  askOpening(address);
  const opened = damaged === null ? await openDocumentOf(address) : damaged;
  const isDamaged = typeof opened === 'string';
  if (isDamaged) {
    askOpening({ tMs: null, speed: null });
    pageStore.getState().openStored(await loadPreset(DEFAULT_PRESET), DEFAULT_PRESET);
    pageStore.getState().patch({ notice: { kind: 'damaged-link', detail: opened } });
  }
  applyView(isDamaged ? { ...address, selection: null } : address);
  return { stamp: isDamaged ? null : address.stamp, isDamaged };
}

/** Opens it, or says what is wrong. */
async function openDocumentOf(address: Address): Promise<true | string> {
  const { openStored } = pageStore.getState();
  if (address.packed !== null) {
    const document = await unpack(address.packed);
    if (typeof document === 'string') return document;
    openStored(document, null);
    return true;
  }
  const id = address.presetId ?? DEFAULT_PRESET;
  if (!hasPreset(id)) return `preset=${id}`;
  const base = await loadPreset(id);
  const edited = withEdits(base, address);
  if (typeof edited === 'string') return edited;
  openStored(base, id, edited);
  return true;
}

async function unpack(packed: string): Promise<Document | string> {
  try {
    const opened = await decodeLink(packed, inflate);
    const checked = opened.ok ? checkScenario(opened.document) : opened;
    return checked.ok ? checked.scenario.document : formatProblem(checked.problems[0]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function withEdits(base: Document, { edits }: Address): Document | string {
  const checked = checkScenario(base, edits);
  return checked.ok ? checked.scenario.document : formatProblem(checked.problems[0]);
}

function applyView(address: Address): void {
  const { patch } = pageStore.getState();
  if (address.language !== null) patch({ language: address.language });
  if (address.theme !== null) patch({ theme: address.theme });
  if (address.selection !== null) patch({ selection: address.selection });
}
