/**
 * The page's state: which document, what is selected, how it is shown and played. What the engine computes is not
 * here but in web/engine; the store only tells it, through `connectPlayback`, what the reader asks for.
 */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { documentActions } from './document-actions.ts';
import { playbackActions } from './playback-actions.ts';
import { initialState } from './initial-state.ts';
import type { PageActions, PageState } from './contract.ts';

export type PageStore = PageState & PageActions;

export const pageStore = createStore<PageStore>()((set, get) => ({
  ...initialState(),
  ...documentActions(set, get),
  ...playbackActions(set, get),
  select: (selection) => set({ selection }),
  setHover: (tMs) => {
    if (get().hoverMs !== tMs) set({ hoverMs: tMs });
  },
  patch: (state) => set(state),
}));

/** Selects a part of the page's state; the component renders again when that part changes. */
export function usePage<T>(selector: (state: PageStore) => T): T {
  return useStore(pageStore, selector);
}
