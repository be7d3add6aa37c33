// UTF-8 in pure code, for hosts that have no text decoder of their own (preview, tests of nodes).

/** The bytes of a text. A lone surrogate becomes U+FFFD, as everywhere. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    let point = character.codePointAt(0) ?? 0;
    if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x10000)
      bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    else
      bytes.push(
        0xf0 | (point >> 18),
        0x80 | ((point >> 12) & 63),
        0x80 | ((point >> 6) & 63),
        0x80 | (point & 63),
      );
  }
  return Uint8Array.from(bytes);
}

/** Length of the sequence that a first byte opens and its payload bits; 0 for a byte that opens none. */
function opening(byte: number): { readonly length: number; readonly bits: number; readonly lowest: number } {
  if (byte < 0x80) return { length: 1, bits: byte, lowest: 0 };
  if (byte >= 0xc2 && byte < 0xe0) return { length: 2, bits: byte & 31, lowest: 0x80 };
  if (byte >= 0xe0 && byte < 0xf0) return { length: 3, bits: byte & 15, lowest: 0x800 };
  if (byte >= 0xf0 && byte < 0xf5) return { length: 4, bits: byte & 7, lowest: 0x10000 };
  return { length: 0, bits: 0, lowest: 0 };
}

/** The code point at a place, or -1 when the bytes there are not UTF-8 (cut, overlong, surrogate, beyond U+10FFFF). */
function pointAt(
  bytes: Uint8Array,
  at: number,
  to: number,
): { readonly point: number; readonly length: number } {
  const { length, bits, lowest } = opening(bytes[at] ?? 0);
  if (length === 0 || at + length > to) return { point: -1, length: 1 };
  let point = bits;
  for (let index = 1; index < length; index += 1) {
    const byte = bytes[at + index] ?? 0;
    if ((byte & 0xc0) !== 0x80) return { point: -1, length: 1 };
    point = (point << 6) | (byte & 63);
  }
  const valid = point >= lowest && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
  return valid ? { point, length } : { point: -1, length: 1 };
}

/** Whether a range of bytes is valid UTF-8. */
export function isUtf8(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; ) {
    if ((bytes[at] ?? 0) < 0x80) {
      at += 1;
      continue;
    }
    const { point, length } = pointAt(bytes, at, to);
    if (point < 0) return false;
    at += length;
  }
  return true;
}

/** The text of a range of bytes; bytes that are not UTF-8 become U+FFFD. */
export function decodeUtf8(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; ) {
    const { point, length } = pointAt(bytes, at, to);
    text += point < 0 ? '\uFFFD' : String.fromCodePoint(point);
    at += length;
  }
  return text;
}
