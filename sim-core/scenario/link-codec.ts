/**
 * Links that carry a scenario. A preset with few changes stays readable:
 * `?preset=retry-storm&set=links.web~orders.timeout:200ms&seed=7`; anything else is the whole document, deflated, in the
 * fragment: `#s=1.<base64url>.<checksum>`, which no server sees.
 *
 * The checksum (CRC-32 over the compressed bytes) is tested before anything is inflated, and inflating stops at a
 * stated size: a small link can hold a large bomb. Compressing is the host's: it is handed in.
 */
import { utf8 } from '../kernel/sha256.ts';
import { base64url, bytesOfBase64url, crc32, textOfUtf8 } from './bytes.ts';
import type { Edit } from './check.ts';
import { readJson } from './json-text.ts';
import { DEPTH_MAX } from './plain.ts';
import { type Problem, type ProblemCode, Report } from './problems.ts';
import { isObject, type Plain } from './read.ts';

/** Raw deflate (RFC 1951), as the host has it. */
export interface Codec {
  deflate(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /** Gives up, by throwing or rejecting, as soon as there are more than `maxBytes`. */
  inflate(bytes: Uint8Array, maxBytes: number): Uint8Array | Promise<Uint8Array>;
}

export interface LinkContent {
  /** The whole document, or null: the preset's. */
  readonly document: Plain | null;
  readonly preset: string | null;
  /** Changes to the preset or document, in order. */
  readonly edits: readonly Edit[];
  /** What else the query says (`t`, `view`, `lang` …), decoded. */
  readonly others: ReadonlyMap<string, string>;
}

export type LinkReading =
  | { readonly ok: true; readonly content: LinkContent }
  | { readonly ok: false; readonly problems: readonly Problem[] };

type Failure = { readonly ok: false; readonly problems: readonly Problem[] };
type Packed = { readonly ok: true; readonly fragment: string } | Failure;
type Unpacked = { readonly ok: true; readonly document: Plain } | Failure;

export const LINK_MAX = 32_768;
export const DOCUMENT_MAX_BYTES = 1_048_576;
const LINK_VERSION = 1;
const READABLE_EDITS_MAX = 6;
const READABLE_CHARACTERS_MAX = 1000;

/** @returns `?…` and `#…` of a link that opens this; a packed document is needed where the changes are too many */
export async function encodeLink(
  content: Partial<LinkContent>,
  deflate: Codec['deflate'],
): Promise<{ readonly ok: true; readonly link: string } | Failure> {
  const { document = null, preset = null, edits = [], others = new Map<string, string>() } = content;
  const tail = [...others].map(([name, value]) => `${name}=${encoded(value)}`);
  const changes = edits.map(readableEdit);
  const readable = preset === null ? '' : [`preset=${encoded(preset)}`, ...changes, ...tail].join('&');
  const isShort = edits.length <= READABLE_EDITS_MAX && readable.length <= READABLE_CHARACTERS_MAX;
  if (preset !== null && (isShort || document === null)) return withinLimit(`?${readable}`);
  if (document === null) return failure('bad-link', 'there is neither a preset nor a document to share');
  const packed = await packDocument(document, deflate);
  if (!packed.ok) return packed;
  return withinLimit(`${tail.length > 0 ? `?${tail.join('&')}` : ''}#${packed.fragment}`);
}

function withinLimit(link: string): { readonly ok: true; readonly link: string } | Failure {
  if (link.length <= LINK_MAX) return { ok: true, link };
  return failure('too-large', `the link would have ${link.length} characters, at most ${LINK_MAX} are allowed`);
}

/** `seed=7`, `set=links.web~orders.timeout:200ms`: texts as they are unless they could be taken for something else. */
function readableEdit({ path, value }: Edit): string {
  const isPlainText = typeof value === 'string' && plainOrJson(value) === value;
  const text = isPlainText ? value : JSON.stringify(value ?? null);
  if (path === 'seed') return `seed=${encoded(text)}`;
  return `set=${encoded(`${path.replaceAll('->', '~')}:${text}`)}`;
}

/** As encodeURIComponent, but what queries allow stays readable. */
function encoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd')).replace(
    /%(3A|2F|2C|40|24)/g,
    decodeURIComponent,
  );
}

/** @param link a whole address, or from `?` or `#` on */
export async function decodeLink(link: string, inflate: Codec['inflate']): Promise<LinkReading> {
  if (link.length > LINK_MAX + 2048) return failure('too-large', `the link is longer than ${LINK_MAX} characters`);
  const hash = link.indexOf('#');
  const fragment = hash < 0 ? '' : link.slice(hash + 1);
  const address = hash < 0 ? link : link.slice(0, hash);
  const question = address.indexOf('?');
  const query = pairsOf(question < 0 ? '' : address.slice(question + 1));
  if (!query) return damaged('a percent sign without two hexadecimal digits');
  const edits = query.flatMap(([name, value]) => editOf(name, value));
  if (edits.includes(null)) return damaged('set= needs path:value');
  const others = new Map(query.filter(([name]) => !['preset', 'set', 'seed'].includes(name)));
  const preset = query.find(([name]) => name === 'preset')?.[1] ?? null;
  const content = { preset, edits: edits.filter((edit) => edit !== null), others };
  if (fragment === '') {
    return preset === null ? damaged('it carries no scenario') : { ok: true, content: { ...content, document: null } };
  }
  const unpacked = await unpackDocument(fragment, inflate);
  return unpacked.ok ? { ok: true, content: { ...content, document: unpacked.document } } : unpacked;
}

function pairsOf(query: string): [string, string][] | undefined {
  try {
    return query
      .split('&')
      .filter((part) => part !== '')
      .map((part) => {
        const [name, ...value] = part.split('=');
        return [decoded(name), decoded(value.join('='))];
      });
  } catch {
    return undefined;
  }
}

function decoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

function editOf(name: string, value: string): (Edit | null)[] {
  if (name === 'seed') return [{ path: 'seed', value: plainOrJson(value) }];
  if (name !== 'set') return [];
  const colon = value.indexOf(':');
  return [colon <= 0 ? null : { path: value.slice(0, colon), value: plainOrJson(value.slice(colon + 1)) }];
}

/** `3`, `true`, `null` and `{"a":1}` are JSON; everything else is the text as it stands. */
function plainOrJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** @returns `s=1.<base64url>.<checksum>`, what stands behind the `#` */
export async function packDocument(document: Plain, deflate: Codec['deflate']): Promise<Packed> {
  const json = utf8(JSON.stringify(document));
  if (json.length > DOCUMENT_MAX_BYTES) {
    return failure('too-large', `the document has ${json.length} bytes, a link holds at most ${DOCUMENT_MAX_BYTES}`);
  }
  const bytes = await deflate(json);
  const fragment = `s=${LINK_VERSION}.${base64url(bytes)}.${checksumOf(bytes)}`;
  if (fragment.length <= LINK_MAX) return { ok: true, fragment };
  return failure('too-large', `the link would have ${fragment.length} characters, at most ${LINK_MAX} are allowed`);
}

/**
 * @param fragment as `packDocument` made it
 * @returns the document as it was packed; it is still to be checked like any other
 */
export async function unpackDocument(fragment: string, inflate: Codec['inflate']): Promise<Unpacked> {
  if (fragment.length > LINK_MAX) return failure('too-large', `the link is longer than ${LINK_MAX} characters`);
  if (!fragment.startsWith('s=')) return damaged('the part after # is not a scenario');
  const [version, body, checksum, ...rest] = fragment.slice(2).split('.');
  if (/^[0-9]{1,4}$/.test(version) && Number(version) > LINK_VERSION) {
    return failure('newer-link', `the link is of version ${version}; this program reads version ${LINK_VERSION}`);
  }
  if (version !== String(LINK_VERSION) || body === undefined || checksum === undefined || rest.length > 0) {
    return damaged('it is not complete');
  }
  const bytes = bytesOfBase64url(body);
  if (!bytes || checksum !== checksumOf(bytes)) return damaged('its checksum does not fit');
  const json = await inflated(bytes, inflate);
  if (!json) return failure('too-large', `the link is damaged or holds more than ${DOCUMENT_MAX_BYTES} bytes`);
  const reading = readJson(textOfUtf8(json) ?? '', DEPTH_MAX);
  if (reading.problems.length > 0 || !isObject(reading.value)) return damaged('it holds no document');
  return { ok: true, document: reading.value };
}

async function inflated(bytes: Uint8Array, inflate: Codec['inflate']): Promise<Uint8Array | undefined> {
  try {
    const json = await inflate(bytes, DOCUMENT_MAX_BYTES);
    return json.length > DOCUMENT_MAX_BYTES ? undefined : json;
  } catch {
    return undefined;
  }
}

function checksumOf(bytes: Uint8Array): string {
  return crc32(bytes).toString(16).padStart(8, '0');
}

function damaged(reason: string): Failure {
  return failure('bad-link', `the link is damaged: ${reason}`);
}

function failure(code: ProblemCode, message: string): Failure {
  const report = new Report();
  report.add(null, { code, message });
  return { ok: false, problems: report.problems };
}
