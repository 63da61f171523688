/** Keeps the address in step with the page, and makes the link that is shared. */
import { ENGINE_VERSION } from '../../sim-core/index.ts';
import { engine } from '../engine/engine.ts';
import { loadEditing } from '../store/load-editing.ts';
import { pageStore } from '../store/page-store.ts';
import { formatView } from './address.ts';
import { deflate } from './link-compression.ts';
import type { PageState } from '../store/contract.ts';
import type { View } from './address.ts';

/** Browsers allow few changes of the address per second (real ms). */
const WRITE_EVERY_MS = 1000;
let timer: ReturnType<typeof setTimeout> | undefined;

/** @param isDamaged the address is left alone until the document changes */
export function keepAddress(isDamaged: boolean): void {
  let isFrozen = isDamaged;
  pageStore.subscribe((state, before) => {
    if (state.document !== before.document) isFrozen = false;
    if (!isFrozen && isInAddress(state, before)) timer ??= setTimeout(() => void write(), WRITE_EVERY_MS);
  });
}

/** The address of exactly this, with the stamp of the complete run; null when it is too large for a link. */
export async function shareLink(): Promise<string | null> {
  const state = pageStore.getState();
  const result = engine.outlook()?.result ?? null;
  const stamp = result === null ? null : { version: ENGINE_VERSION, digest: result.digest };
  const tail = await addressOf({ ...state, tMs: engine.now() }, stamp);
  return tail === null ? null : location.origin + location.pathname + tail;
}

async function write(): Promise<void> {
  const tail = await addressOf(pageStore.getState(), null);
  timer = undefined;
  if (tail !== null) history.replaceState(null, '', location.pathname + tail);
}

async function addressOf(state: PageState, stamp: View['stamp']): Promise<string | null> {
  const view = formatView({
    tMs: state.tMs,
    speed: state.topology?.watchingSpeed === state.speed ? null : state.speed,
    language: state.language,
    theme: state.theme === 'system' ? null : state.theme,
    selection: state.selection,
    stamp,
  });
  const { presetId, edits, document } = state;
  const content = presetId === null ? { document } : { preset: presetId, edits, document };
  const { encodeLink } = await loadEditing();
  const encoded = await encodeLink({ ...content, others: view }, deflate);
  return encoded.ok ? encoded.link : null;
}

function isInAddress(state: PageState, before: PageState): boolean {
  return (
    state.document !== before.document ||
    state.presetId !== before.presetId ||
    state.tMs !== before.tMs ||
    state.speed !== before.speed ||
    state.language !== before.language ||
    state.theme !== before.theme ||
    state.selection !== before.selection
  );
}
