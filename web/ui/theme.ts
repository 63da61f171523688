/** Resolved design tokens for canvases, which cannot read CSS variables. Read once per theme. */
const NAMES = [
  'bg',
  'surface',
  'sunken',
  'zone',
  'hover',
  'line',
  'line-strong',
  'track',
  'ink',
  'ink-2',
  'ink-3',
  'on-ink',
  'c-request',
  'c-response',
  'c-retry',
  'c-hedge',
  'c-error',
  'c-rejected',
  'c-late',
  'c-lost',
  'c-degraded',
  'p-send',
  'p-process',
  'p-downstream',
  'p-respond',
  'p-queue',
  'p-retry',
  'l-send',
  'l-process',
  'l-downstream',
  'l-respond',
  'l-queue',
  'l-retry',
] as const;

export type ColorToken = (typeof NAMES)[number];
export type ResolvedTheme = 'light' | 'dark' | 'contrast';

/** Colours by token name without the dashes (`tokens()['c-request']`), and the few numbers that drawing needs. */
export type Tokens = Readonly<Record<ColorToken, string>> & {
  readonly theme: ResolvedTheme;
  readonly font: string;
  /** Opacity of fills and lines of what has not been played yet. */
  readonly fillFuture: number;
  readonly lineFuture: number;
  /** CSS pixels. */
  readonly strokeWidth: number;
};

const cache = new Map<ResolvedTheme, Tokens>();

export function currentTheme(): ResolvedTheme {
  const name = document.documentElement.dataset.theme;
  return name === 'dark' || name === 'contrast' ? name : 'light';
}

export function tokens(): Tokens {
  const theme = currentTheme();
  const known = cache.get(theme);
  if (known) return known;
  const read = readTokens(theme);
  // Before the style sheet has arrived everything is empty; that answer must not be kept.
  if (read.ink !== '') cache.set(theme, read);
  return read;
}

function readTokens(theme: ResolvedTheme): Tokens {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const colors = Object.fromEntries(NAMES.map((name) => [name, value(name)])) as Record<ColorToken, string>;
  return {
    ...colors,
    theme,
    font: value('font'),
    fillFuture: Number(value('fill-future')),
    lineFuture: Number(value('line-future')),
    strokeWidth: Number.parseFloat(value('stroke-w')),
  };
}
