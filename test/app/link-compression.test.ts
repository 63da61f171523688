import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { deflate, inflate } from '../../web/app/link-compression.ts';

const text = (length: number) => new TextEncoder().encode('retry '.repeat(length));

describe('compression of links', () => {
  it('unpacks what it packed, and what other programs packed', async () => {
    const bytes = text(1000);
    const packed = await deflate(bytes);
    expect(packed.length).toBeLessThan(bytes.length / 20);
    expect(await inflate(packed, bytes.length)).toEqual(bytes);
    expect(await inflate(new Uint8Array(deflateRawSync(bytes)), bytes.length)).toEqual(bytes);
  });

  it('stops at the bound', async () => {
    const packed = await deflate(text(1_000_000));
    await expect(inflate(packed, 10_000)).rejects.toThrow(RangeError);
  });

  it('refuses what is no deflated data', async () => {
    await expect(inflate(new Uint8Array([255, 254, 253]), 1000)).rejects.toThrow(Error);
  });
});
