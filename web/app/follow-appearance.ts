/** Puts language and theme where the style sheet and readers find them, and follows the system until told otherwise. */
import { requestRedraw } from '../frame/frame-loop.ts';
import { pageStore } from '../store/page-store.ts';
import type { ResolvedTheme } from '../ui/theme.ts';
import type { Theme } from '../store/contract.ts';

const dark = matchMedia('(prefers-color-scheme: dark)');
const contrast = matchMedia('(prefers-contrast: more)');
const still = matchMedia('(prefers-reduced-motion: reduce)');

export function followAppearance(): void {
  apply();
  pageStore.subscribe((state, before) => {
    if (state.theme !== before.theme || state.language !== before.language) apply();
  });
  dark.addEventListener('change', apply);
  contrast.addEventListener('change', apply);
  still.addEventListener('change', () => pageStore.getState().patch({ reducedMotion: still.matches }));
}

export function resolveTheme(theme: Theme): ResolvedTheme {
  if (theme !== 'system') return theme;
  if (contrast.matches) return 'contrast';
  return dark.matches ? 'dark' : 'light';
}

function apply(): void {
  const { theme, language } = pageStore.getState();
  const root = document.documentElement;
  root.dataset.theme = resolveTheme(theme);
  root.lang = language;
  requestRedraw();
}
