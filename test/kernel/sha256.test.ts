import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256Hex, utf8 } from '../../sim-core/kernel/sha256.ts';

describe('sha256Hex', () => {
  test('gives the published value for "abc" and for nothing', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  test('agrees with the host at every length around a block', () => {
    for (let length = 0; length < 200; length++) {
      const text = 'x'.repeat(length);

      expect(sha256Hex(text)).toBe(createHash('sha256').update(text).digest('hex'));
    }
  });

  test('encodes any text, lone surrogates included, as TextEncoder does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(utf8(text)).toEqual(new TextEncoder().encode(text));
        expect(sha256Hex(text)).toBe(createHash('sha256').update(text).digest('hex'));
      }),
    );
    expect(utf8('\ud800x\udc00\ud83d')).toEqual(new TextEncoder().encode('\ud800x\udc00\ud83d'));
  });
});
