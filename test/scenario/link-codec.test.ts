import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodeLink, encodeLink, packDocument, unpackDocument } from '../../sim-core/scenario/index.ts';
import { base64url, bytesOfBase64url, crc32, textOfUtf8 } from '../../sim-core/scenario/bytes.ts';
import { accepted, queue, shop } from './documents.ts';

const deflate = (bytes: Uint8Array): Uint8Array => deflateRawSync(bytes, { level: 9 });
const inflate = (bytes: Uint8Array, maxBytes: number): Uint8Array =>
  inflateRawSync(bytes, { maxOutputLength: maxBytes });

async function fragmentOf(document: Record<string, unknown>): Promise<string> {
  const packed = await packDocument(document, deflate);
  if (!packed.ok) throw new Error(packed.problems[0].message);
  return packed.fragment;
}

async function codeOf(link: string): Promise<string> {
  const reading = await decodeLink(link, inflate);
  return reading.ok ? 'ok' : reading.problems[0].code;
}

describe('a packed link', () => {
  test('carries the exact document', async () => {
    const fragment = await fragmentOf(shop());

    expect(fragment).toMatch(/^s=1\.[A-Za-z0-9_-]+\.[0-9a-f]{8}$/);
    expect(await unpackDocument(fragment, inflate)).toEqual({ ok: true, document: shop() });
    const link = await decodeLink(`https://example.org/app/?t=35s#${fragment}`, inflate);
    expect(link).toMatchObject({ ok: true, content: { document: shop(), preset: null, edits: [] } });
    expect(link.ok && [...link.content.others]).toEqual([['t', '35s']]);
  });

  test('carries texts of any language and broken surrogates', async () => {
    const document = { ...queue(), name: '结账 😀 \u202e', description: 'a\ud800b' };
    expect(await unpackDocument(await fragmentOf(document), inflate)).toEqual({ ok: true, document });
  });

  test('row 11: every prefix is an error', async () => {
    const fragment = await fragmentOf(queue());
    for (let length = 0; length < fragment.length; length++) {
      expect(await codeOf(`#${fragment.slice(0, length)}`)).toBe('bad-link');
    }
  });

  test('row 11: every change of one character is an error or the same document', async () => {
    const fragment = await fragmentOf(queue());
    const replacements = ['A', 'z', '0', '9', '-', '_', '.', '%', '=', ' ', '~', 'é'];
    for (let at = 0; at < fragment.length; at++) {
      for (const replacement of replacements) {
        const edited = fragment.slice(0, at) + replacement + fragment.slice(at + 1);
        const reading = await decodeLink(`#${edited}`, inflate);
        const outcome = reading.ok ? JSON.stringify(reading.content.document) : reading.problems[0].code;
        expect(edited === fragment ? [JSON.stringify(queue())] : ['bad-link', 'newer-link']).toContain(outcome);
      }
    }
  });

  test('row 11: every lost or doubled character is an error', async () => {
    const fragment = await fragmentOf(queue());
    for (let at = 0; at < fragment.length; at++) {
      const lost = fragment.slice(0, at) + fragment.slice(at + 1);
      const doubled = fragment.slice(0, at + 1) + fragment.slice(at);
      expect(await codeOf(`#${lost}`)).not.toBe('ok');
      expect(await codeOf(`#${doubled}`)).not.toBe('ok');
    }
  });

  test('row 11: a link of a later version says so', async () => {
    expect(await codeOf((await fragmentOf(queue())).replace('s=1.', '#s=2.'))).toBe('newer-link');
  });

  test('row 10: a bomb is not inflated beyond the limit', async () => {
    const bomb = deflate(new Uint8Array(20_000_000));
    const fragment = `s=1.${base64url(bomb)}.${crc32(bomb).toString(16).padStart(8, '0')}`;
    let askedFor = 0;
    const reading = await unpackDocument(fragment, (bytes, maxBytes) => {
      askedFor = maxBytes;
      return inflate(bytes, maxBytes);
    });

    expect(reading).toMatchObject({ ok: false, problems: [{ code: 'too-large' }] });
    expect(askedFor).toBe(1_048_576);
  });

  test('row 10: what a careless host inflates beyond the limit is refused all the same', async () => {
    const careless = () => new Uint8Array(1_048_577);
    expect(await unpackDocument(await fragmentOf(queue()), careless)).toMatchObject({ ok: false });
  });

  test('row 10: nested texts and documents that are none are refused', async () => {
    for (const text of ['[]', '5', '', '{"a":1', '['.repeat(100_000), `{"a":${'['.repeat(200)}${']'.repeat(200)}}`]) {
      const bytes = deflate(new TextEncoder().encode(text));
      const fragment = `s=1.${base64url(bytes)}.${crc32(bytes).toString(16).padStart(8, '0')}`;
      expect(await codeOf(`#${fragment}`)).toBe('bad-link');
    }
  });

  test('documents and links beyond the limits are refused when they are made', async () => {
    const big = { ...queue(), description: 'x'.repeat(1_048_577) };
    expect(await packDocument(big, deflate)).toMatchObject({ ok: false, problems: [{ code: 'too-large' }] });
    const incompressible = (bytes: Uint8Array) => bytes;
    const long = { ...queue(), description: 'x'.repeat(40_000) };
    expect(await packDocument(long, incompressible)).toMatchObject({ ok: false, problems: [{ code: 'too-large' }] });
    expect(await codeOf(`#s=1.${'A'.repeat(40_000)}.00000000`)).toBe('too-large');
  });
});

describe('a readable link', () => {
  test('names a preset and its changes', async () => {
    const edits = [
      { path: 'links.web->orders.timeout', value: '200ms' },
      { path: 'links.web->orders.retry.maxAttempts', value: 3 },
      { path: 'seed', value: 7 },
    ];
    const made = await encodeLink({ preset: 'retry-storm', edits, others: new Map([['t', '35s']]) }, deflate);

    expect(made).toEqual({
      ok: true,
      link: '?preset=retry-storm&set=links.web~orders.timeout:200ms&set=links.web~orders.retry.maxAttempts:3&seed=7&t=35s',
    });
  });

  test.each([
    ['a text', 'services.a.threading', 'async'],
    ['a number', 'services.a.concurrency', 4],
    ['a text like a number', 'seed', '42'],
    ['a text like a word of JSON', 'name', 'true'],
    ['an object', 'services.a.work', { exponential: { mean: '5ms' } }],
    ['a removal', 'links.a->b.retry', null],
    ['signs of queries', 'name', 'a&b=c#d%e+f g:h'],
    ['another script', 'name', '结账'],
  ])('brings back %s', async (_, path, value) => {
    const made = await encodeLink({ preset: 'p', edits: [{ path, value }] }, deflate);
    if (!made.ok) throw new Error(made.problems[0].message);
    const reading = await decodeLink(`https://example.org/${made.link}`, inflate);

    const expected = { path: path.replace('->', '~'), value };
    expect(reading).toMatchObject({ ok: true, content: { preset: 'p', edits: [expected], document: null } });
  });

  test('its changes apply to the document of the preset', async () => {
    const reading = await decodeLink('?preset=shop&set=links.web~orders.timeout:200ms&seed=9', inflate);
    if (!reading.ok) throw new Error(reading.problems[0].message);
    const { resolved } = accepted(shop(), { set: reading.content.edits });
    expect(resolved.seed).toBe('9');
    expect(resolved.links.find(({ id }) => id === 'web->orders')?.timeoutNs).toBe(200_000_000);
  });

  test('many changes make the whole document', async () => {
    const edits = Array.from({ length: 7 }, (_, i) => ({ path: `services.s${i}.work`, value: i }));
    const made = await encodeLink({ preset: 'p', edits, document: shop() }, deflate);
    expect(made).toMatchObject({ ok: true, link: expect.stringMatching(/^#s=1\./) as string });
  });

  test.each([
    ['nothing in it', 'https://example.org/'],
    ['a broken percent sign', '?preset=%E0%A4%A'],
    ['a change without a value', '?preset=p&set=timeout'],
    ['something else behind #', '?preset=p#top'],
  ])('with %s is an error', async (_, link) => {
    expect(await codeOf(link)).toBe('bad-link');
  });
});

describe('bytes', () => {
  test('base64url agrees with Node for every length', () => {
    for (let length = 0; length < 50; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 71 + length) % 256);
      const text = base64url(bytes);
      expect(text).toBe(Buffer.from(bytes).toString('base64url'));
      expect(bytesOfBase64url(text)).toEqual(bytes);
    }
  });

  test('what no encoder writes is no base64url', () => {
    for (const text of ['A', 'AB', 'AAB', 'A=', 'A+', 'A/AA', 'AAAA\n']) expect(bytesOfBase64url(text)).toBeUndefined();
  });

  test('CRC-32 has the check value of its definition', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  });

  test('UTF-8 agrees with the decoder of the host, errors included', () => {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const samples = [
      [0x41],
      [0xc3, 0xa9],
      [0xe7, 0xbb, 0x93],
      [0xf0, 0x9f, 0x98, 0x80],
      [0xc0, 0x80],
      [0xe0, 0x80, 0x80],
    ];
    samples.push(
      [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xff],
      [0x80],
      [0xc3],
      [0xc3, 0x41],
      [0xf8, 0x88, 0x80],
    );
    for (const sample of samples) {
      const bytes = Uint8Array.from(sample);
      let expected: string | undefined;
      try {
        expected = decoder.decode(bytes);
      } catch {
        expected = undefined;
      }
      expect(textOfUtf8(bytes)).toBe(expected);
    }
  });
});
