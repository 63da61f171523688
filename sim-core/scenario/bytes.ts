/** Bytes as text and back, without the host's encoders: base64url (RFC 4648 §5, no padding), UTF-8, CRC-32. */

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export function base64url(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const bits = (bytes[i] << 16) | ((left > 1 ? bytes[i + 1] : 0) << 8) | (left > 2 ? bytes[i + 2] : 0);
    const digits = [bits >> 18, (bits >> 12) & 63, (bits >> 6) & 63, bits & 63].slice(0, Math.min(left, 3) + 1);
    for (const digit of digits) parts.push(DIGITS[digit]);
  }
  return parts.join('');
}

/** @returns undefined for characters, lengths or left-over bits that no encoder writes */
export function bytesOfBase64url(text: string): Uint8Array | undefined {
  if (text.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let bitCount = 0;
  let length = 0;
  for (const char of text) {
    const digit = DIGITS.indexOf(char);
    if (digit < 0) return undefined;
    bits = ((bits << 6) | digit) & 0xffff;
    bitCount += 6;
    if (bitCount < 8) continue;
    bitCount -= 8;
    bytes[length++] = (bits >> bitCount) & 255;
  }
  return (bits & ((1 << bitCount) - 1)) === 0 ? bytes : undefined;
}

/** @returns undefined where the bytes are not UTF-8 (overlong forms, surrogates, cut off) */
export function textOfUtf8(bytes: Uint8Array): string | undefined {
  const parts: string[] = [];
  let i = 0;
  while (i < bytes.length) {
    const length = lengthOfPoint(bytes[i]);
    if (length === 0 || i + length > bytes.length) return undefined;
    let point = length === 1 ? bytes[i] : bytes[i] & (0x7f >> length);
    for (let k = 1; k < length; k++) {
      if ((bytes[i + k] & 0xc0) !== 0x80) return undefined;
      point = (point << 6) | (bytes[i + k] & 0x3f);
    }
    const isSurrogate = point >= 0xd800 && point <= 0xdfff;
    if (point < SMALLEST_OF_LENGTH[length] || isSurrogate || point > 0x10ffff) return undefined;
    parts.push(String.fromCodePoint(point));
    i += length;
  }
  return parts.join('');
}

const SMALLEST_OF_LENGTH = [0, 0, 0x80, 0x800, 0x10000];

function lengthOfPoint(first: number): number {
  if (first < 0x80) return 1;
  if (first >= 0xf0) return first < 0xf8 ? 4 : 0;
  if (first >= 0xe0) return 3;
  return first >= 0xc0 ? 2 : 0;
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
  return remainder;
});

/** CRC-32 (ISO-HDLC, as in zip and png), as an unsigned number. */
export function crc32(bytes: Uint8Array): number {
  let remainder = -1;
  for (let i = 0; i < bytes.length; i++) remainder = (remainder >>> 8) ^ CRC_TABLE[(remainder ^ bytes[i]) & 255];
  return ~remainder >>> 0;
}
