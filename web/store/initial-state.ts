import type { Language, PageState } from './contract.ts';

const EMPTY_DOCUMENT = { version: 1, name: '', duration: '1m' };

/** Before a preset or link is opened. Language and motion follow the browser until the reader chooses. */
export function initialState(): PageState {
  return {
    presetId: null,
    document: EMPTY_DOCUMENT,
    baseDocument: EMPTY_DOCUMENT,
    edits: [],
    undo: [],
    redo: [],
    problems: [],
    lastEdit: null,
    openedCount: 0,
    topology: null,
    selection: { kind: 'scenario' },
    language: preferredLanguage(),
    theme: 'system',
    reducedMotion: matches('(prefers-reduced-motion: reduce)'),
    storyStep: 0,
    galleryOpen: false,
    shortcutsOpen: false,
    notice: null,
    playing: false,
    speed: 0.01,
    loop: false,
    tMs: 0,
    hoverMs: null,
    zoom: null,
    extraRow: 'none',
    showPercentiles: false,
  };
}

function preferredLanguage(): Language {
  const languages = typeof navigator === 'undefined' ? [] : navigator.languages;
  const first = languages.find((tag) => /^(en|zh)\b/i.test(tag));
  return first !== undefined && /^zh\b/i.test(first) ? 'zh-CN' : 'en';
}

function matches(query: string): boolean {
  return typeof matchMedia !== 'undefined' && matchMedia(query).matches;
}
