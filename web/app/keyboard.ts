/** Keys that work everywhere but where somebody types or a control needs them itself. */
import { pageStore } from '../store/page-store.ts';
import type { PageStore } from '../store/page-store.ts';

const SPEEDS = [1, 2, 5];

type Action = (state: PageStore, event: KeyboardEvent) => void;

const ACTIONS: Record<string, Action> = {
  ' ': (state) => state.setPlaying(!state.playing),
  ArrowLeft: (state) => state.stepWindow(-1),
  ArrowRight: (state, event) => (event.shiftKey ? state.stepEvent() : state.stepWindow(1)),
  Home: (state) => state.seek(0),
  End: (state) => state.seek(state.topology?.durationMs ?? 0),
  '[': (state) => state.setSpeed(neighbourSpeed(state.speed, -1)),
  ']': (state) => state.setSpeed(neighbourSpeed(state.speed, 1)),
  l: (state) => state.patch({ language: state.language === 'en' ? 'zh-CN' : 'en' }),
  t: (state) => state.patch({ theme: nextTheme() }),
  g: (state) => state.patch({ galleryOpen: true }),
  '?': (state) => state.patch({ shortcutsOpen: true }),
  Escape: (state) => {
    if (state.notice !== null) state.patch({ notice: null });
    else if (state.zoom !== null) state.patch({ zoom: null });
    else state.select({ kind: 'scenario' });
  },
};

export function listenToKeys(): void {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.altKey) return;
    const state = pageStore.getState();
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== 'z' || isTyping(event.target)) return;
      event.preventDefault();
      if (event.shiftKey) state.redoEdit();
      else state.undoEdit();
      return;
    }
    const action = ACTIONS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action || isTyping(event.target) || needsKey(event.target, event.key)) return;
    if (state.galleryOpen || state.shortcutsOpen) return;
    event.preventDefault();
    action(state, event);
  });
}

/** The next speed of 1, 2, 5, 10 … in that direction. */
export function neighbourSpeed(speed: number, direction: 1 | -1): number {
  const decade = Math.floor(Math.log10(speed) + 1e-9);
  const ladder = [decade - 1, decade, decade + 1].flatMap((power) => SPEEDS.map((digit) => digit * 10 ** power));
  const near = 1e-6 * speed;
  const next =
    direction > 0 ? ladder.find((step) => step > speed + near) : ladder.findLast((step) => step < speed - near);
  return Number((next ?? speed).toPrecision(1));
}

function nextTheme(): PageStore['theme'] {
  const order = { light: 'dark', dark: 'contrast', contrast: 'light' } as const;
  const shown = document.documentElement.dataset.theme;
  return shown === 'dark' || shown === 'contrast' ? order[shown] : order.light;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !['range', 'checkbox', 'radio', 'button'].includes(target.type);
}

/** A focused control keeps the keys it lives by. */
function needsKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (key === ' ') return target.closest('button, a, summary, [role=button], [role=option], input') !== null;
  if (!/^(Arrow|Home|End)/.test(key)) return false;
  return (
    target.closest('input, [role=radiogroup], [role=menu], [role=tablist], [role=listbox], [data-own-keys]') !== null
  );
}
