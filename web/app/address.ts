/**
 * What stands in the page's address: `?preset=retry-storm&set=links.web~orders.timeout:200ms&t=35s`. It is readable
 * while little differs from a preset; otherwise the whole document stands, packed, behind the `#`.
 */
import { isMap } from '../store/document-diff.ts';
import type { Edit, Language, Selection, Theme } from '../store/contract.ts';

/** Above this the readable form is no longer readable. */
const READABLE_LENGTH_MAX = 1200;
const LANGUAGES: readonly Language[] = ['en', 'zh-CN'];
const THEMES: readonly Theme[] = ['light', 'dark', 'contrast', 'system'];
const SELECTIONS: readonly NamedKind[] = ['service', 'instance', 'link', 'workload', 'fault'];

type NamedKind = Exclude<Selection['kind'], 'scenario'>;

export interface Address {
  presetId: string | null;
  /** Applied to the preset in order. */
  edits: readonly Edit[];
  /** The packed document; then there is neither preset nor edits. */
  packed: string | null;
  tMs: number | null;
  speed: number | null;
  language: Language | null;
  theme: Theme | null;
  selection: Selection | null;
  /** Engine version and digest of the sender's complete run. */
  stamp: { version: string; digest: string } | null;
}

/** null: these edits cannot stand in a readable address. */
export function readableEdits(edits: readonly Edit[]): string[] | null {
  const leaves = edits.flatMap(leavesOf);
  if (!leaves.every(({ value }) => isScalar(value))) return null;
  const parts = leaves.map(({ path, value }) =>
    path === 'seed' ? `seed=${escape(scalarText(value))}` : `set=${escape(`${shortPath(path)}:${scalarText(value)}`)}`,
  );
  return parts.join('&').length > READABLE_LENGTH_MAX ? null : parts;
}

/** The query and fragment of an address, `edits` having been made readable or the document packed. */
export function formatAddress(address: Omit<Address, 'edits'> & { readable: readonly string[] }): string {
  const parts = [
    address.presetId !== null && address.packed === null ? `preset=${escape(address.presetId)}` : '',
    ...(address.packed === null ? address.readable : []),
    address.tMs === null ? '' : `t=${timeText(address.tMs)}`,
    address.speed === null ? '' : `speed=${address.speed}`,
    address.selection === null ? '' : `select=${escape(selectionText(address.selection))}`,
    address.language === null ? '' : `lang=${address.language}`,
    address.theme === null ? '' : `theme=${address.theme}`,
    address.stamp === null ? '' : `stamp=${escape(`${address.stamp.version}_${address.stamp.digest}`)}`,
  ].filter((part) => part !== '');
  const query = parts.length > 0 ? `?${parts.join('&')}` : '';
  return address.packed === null ? query : `${query}#${address.packed}`;
}

/** Reads what it understands; what is damaged is named in `damaged`. */
export function parseAddress(search: string, hash: string): { address: Address; damaged: string | null } {
  const query = new URLSearchParams(search);
  const packed = hash.length > 1 ? hash.slice(1) : null;
  const damages: string[] = [];
  const read = <T>(name: string, parse: (text: string) => T | null): T | null => {
    const text = query.get(name);
    if (text === null) return null;
    const value = parse(text);
    if (value === null) damages.push(`${name}=${text}`);
    return value;
  };
  const edits: Edit[] = [];
  for (const text of query.getAll('set')) {
    const edit = parseEdit(text);
    if (edit === null) damages.push(`set=${text}`);
    else edits.push(edit);
  }
  const seed = query.get('seed');
  if (seed !== null) edits.push({ path: 'seed', value: parseScalar(seed) });
  const address: Address = {
    presetId: query.get('preset'),
    edits,
    packed,
    tMs: read('t', parseTime),
    speed: read('speed', parsePositive),
    selection: read('select', parseSelection),
    language: read('lang', (text) => oneOf(LANGUAGES, text === 'zh' ? 'zh-CN' : text)),
    theme: read('theme', (text) => oneOf(THEMES, text)),
    stamp: read('stamp', parseStamp),
  };
  return { address, damaged: damages[0] ?? null };
}

function leavesOf({ path, value }: Edit): Edit[] {
  if (!isMap(value) || Object.keys(value).length === 0) return [{ path, value }];
  return Object.entries(value).flatMap(([key, part]) => leavesOf({ path: `${path}.${key}`, value: part }));
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

/** Strings that would be read as something else are quoted. */
function scalarText(value: unknown): string {
  return typeof value === 'string' && parseScalar(value) !== value ? JSON.stringify(value) : String(value);
}

function parseScalar(text: string): unknown {
  if (!/^(-?\d|true$|false$|")/.test(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return isScalar(value) ? value : text;
  } catch {
    return text;
  }
}

function parseEdit(text: string): Edit | null {
  const colon = text.indexOf(':');
  if (colon <= 0) return null;
  return { path: text.slice(0, colon).replaceAll('~', '->'), value: parseScalar(text.slice(colon + 1)) };
}

function shortPath(path: string): string {
  return path.replaceAll('->', '~');
}

function timeText(tMs: number): string {
  return `${Number((tMs / 1000).toFixed(6))}s`;
}

function parseTime(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text);
  if (!match) return null;
  const unitMs = { ms: 1, s: 1000, m: 60_000 }[match[2] ?? 's'] ?? 1000;
  return Number(match[1]) * unitMs;
}

function parsePositive(text: string): number | null {
  const value = Number(text);
  return Number.isFinite(value) && value > 0 ? value : null;
}

function selectionText(selection: Selection): string {
  return selection.kind === 'scenario' ? '' : `${selection.kind}:${shortPath(selection.id)}`;
}

function parseSelection(text: string): Selection | null {
  const colon = text.indexOf(':');
  const kind = oneOf(SELECTIONS, text.slice(0, Math.max(0, colon)));
  return kind === null ? null : { kind, id: text.slice(colon + 1).replaceAll('~', '->') };
}

function parseStamp(text: string): Address['stamp'] {
  const [version, digest] = text.split('_');
  return /^\d+\.\d+\.\d+/.test(version) && digest ? { version, digest } : null;
}

function oneOf<T extends string>(allowed: readonly T[], text: string): T | null {
  return allowed.find((candidate) => candidate === text) ?? null;
}

/** Percent-encoding that leaves readable what an address may contain as it is. */
function escape(text: string): string {
  return encodeURIComponent(text).replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%2F', '/');
}
