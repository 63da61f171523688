/**
 * What an address says beside the scenario: the moment, the speed, what is selected, how the page looks, and the stamp
 * of the sender's run. `?preset=retry-storm&t=35s&select=service:orders&lang=zh-CN`.
 */
import type { Language, Selection, Theme } from '../store/contract.ts';

const LANGUAGES: readonly Language[] = ['en', 'zh-CN'];
const THEMES: readonly Theme[] = ['light', 'dark', 'contrast', 'system'];
const SELECTIONS: readonly NamedKind[] = ['service', 'instance', 'link', 'workload', 'fault'];

type NamedKind = Exclude<Selection['kind'], 'scenario'>;

/** null: the address does not say. */
export interface View {
  tMs: number | null;
  speed: number | null;
  language: Language | null;
  theme: Theme | null;
  selection: Selection | null;
  /** Engine version and digest of the sender's complete run. */
  stamp: { version: string; digest: string } | null;
}

export function formatView(view: View): Map<string, string> {
  const { tMs, speed, language, theme, selection, stamp } = view;
  const query = new Map<string, string>();
  if (tMs !== null) query.set('t', `${Number((tMs / 1000).toFixed(6))}s`);
  if (speed !== null) query.set('speed', String(speed));
  if (selection !== null && selection.kind !== 'scenario') {
    query.set('select', `${selection.kind}:${selection.id.replaceAll('->', '~')}`);
  }
  if (language !== null) query.set('lang', language);
  if (theme !== null) query.set('theme', theme);
  if (stamp !== null) query.set('stamp', `${stamp.version}_${stamp.digest}`);
  return query;
}

/** `damaged` is the first part that cannot be read; parts of other programs are left alone. */
export function parseView(query: ReadonlyMap<string, string>): { view: View; damaged: string | null } {
  let damaged: string | null = null;
  const read = <T>(name: string, parse: (text: string) => T | null): T | null => {
    const text = query.get(name);
    if (text === undefined) return null;
    const value = parse(text);
    if (value === null) damaged ??= `${name}=${text}`;
    return value;
  };
  const view: View = {
    tMs: read('t', parseTime),
    speed: read('speed', parsePositive),
    language: read('lang', (text) => oneOf(LANGUAGES, text === 'zh' ? 'zh-CN' : text)),
    theme: read('theme', (text) => oneOf(THEMES, text)),
    selection: read('select', parseSelection),
    stamp: read('stamp', parseStamp),
  };
  return { view, damaged };
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

function parseTime(text: string): number | null {
  const match = /^(\d{1,9}(?:\.\d{1,9})?)(ms|s|m)?$/.exec(text);
  return match === null ? null : Number(match[1]) * UNITS_MS[match[2] ?? 's'];
}

function parsePositive(text: string): number | null {
  const value = Number(text);
  return Number.isFinite(value) && value > 0 ? value : null;
}

function parseSelection(text: string): Selection | null {
  const colon = text.indexOf(':');
  const kind = oneOf(SELECTIONS, text.slice(0, Math.max(0, colon)));
  return kind === null ? null : { kind, id: text.slice(colon + 1).replaceAll('~', '->') };
}

function parseStamp(text: string): View['stamp'] {
  const [version, digest] = text.split('_');
  return /^\d+\.\d+\.\d+/.test(version) && digest ? { version, digest } : null;
}

function oneOf<T extends string>(allowed: readonly T[], text: string): T | null {
  return allowed.find((candidate) => candidate === text) ?? null;
}
