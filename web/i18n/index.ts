/** Texts of a dictionary in the page's language: `useText(stripText)`. */
import { usePage, pageStore } from '../store/page-store.ts';
import type { Language } from '../store/contract.ts';
import type { Dictionary } from './dictionary.ts';

/** The dictionary's texts in the page's language; renders again when the language changes. */
export function useText<T>(texts: Dictionary<T>): T {
  const language = usePage((state) => state.language);
  return textIn(texts, language);
}

/** The same outside of React, for canvases and messages. */
export function currentText<T>(texts: Dictionary<T>): T {
  return textIn(texts, pageStore.getState().language);
}

export function textIn<T>(texts: Dictionary<T>, language: Language): T {
  return language === 'zh-CN' ? texts.zh : texts.en;
}
