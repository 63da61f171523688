/** Deflate for packed links, by the browser itself. Unpacking stops at a bound: a small link can hold a huge text. */

export async function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  return collect(bytes, new CompressionStream('deflate-raw'), Infinity);
}

/** @throws RangeError beyond `maxBytes`, TypeError when the bytes are no deflated data */
export async function inflate(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  return collect(bytes, new DecompressionStream('deflate-raw'), maxBytes);
}

async function collect(
  bytes: Uint8Array,
  transform: CompressionStream | DecompressionStream,
  maxBytes: number,
): Promise<Uint8Array> {
  const writer = transform.writable.getWriter();
  // What goes wrong in the transform is reported by its readable side.
  writer.write(new Uint8Array(bytes)).catch(() => {});
  writer.close().catch(() => {});
  const reader = transform.readable.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.byteLength;
    if (length > maxBytes) {
      await reader.cancel();
      throw new RangeError(`more than ${maxBytes} bytes`);
    }
    chunks.push(part.value);
  }
  return concatenate(chunks, length);
}

function concatenate(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
