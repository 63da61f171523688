/** Deflate for share links. Both directions have a bound, so that a small link cannot unfold into all of the memory. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';

export const deflate = (bytes: Uint8Array): Uint8Array => deflateRawSync(bytes, { level: 9 });

export const inflate = (bytes: Uint8Array, maxBytes: number): Uint8Array =>
  inflateRawSync(bytes, { maxOutputLength: maxBytes });
