/**
 * Text in two languages. Each feature keeps its own file, made with `dictionary`, which refuses a translation that
 * misses a key: `export const stripText = dictionary({ en: { … }, zh: { … } })`, then `useText(stripText)`.
 */
import { usePage, pageStore } from '../store/page-store.ts';
import type { Language } from '../store/contract.ts';

export interface Dictionary<T> {
  readonly en: T;
  readonly zh: T;
}

export function dictionary<T>(texts: { en: T; zh: NoInfer<T> }): Dictionary<T> {
  return texts;
}

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
