// UTF-8 as Java writes and reads it, which differs from the platform's TextEncoder and TextDecoder in what is malformed.

const REPLACEMENT = '\ufffd';

/** The bytes of a text; half a surrogate pair becomes `?`, as `String.getBytes` makes it. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) {
      bytes[length] = unit;
      length += 1;
    } else if (unit < 0x800) {
      bytes[length] = 0xc0 | (unit >> 6);
      bytes[length + 1] = 0x80 | (unit & 63);
      length += 2;
    } else {
      const point = text.codePointAt(at) ?? 0;
      length = writeWide(bytes, length, point);
      if (point > 0xffff) at += 1;
    }
  }
  return bytes.slice(0, length);
}

function writeWide(bytes: Uint8Array, from: number, point: number): number {
  if (point >= 0xd800 && point <= 0xdfff) {
    bytes[from] = 63;
    return from + 1;
  }
  let at = from;
  if (point > 0xffff) {
    bytes[at] = 0xf0 | (point >> 18);
    bytes[at + 1] = 0x80 | ((point >> 12) & 63);
    at += 2;
  } else {
    bytes[at] = 0xe0 | (point >> 12);
    at += 1;
  }
  bytes[at] = 0x80 | ((point >> 6) & 63);
  bytes[at + 1] = 0x80 | (point & 63);
  return at + 2;
}

const CHUNK_UNITS = 8192;

/** The text of bytes; what is malformed becomes U+FFFD as often as `new String(bytes, UTF_8)` of Java 17 writes it. */
export function decodeUtf8(bytes: Uint8Array): string {
  const chunks: string[] = [];
  let units: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0;
    if (first < 0x80) {
      units.push(first);
      at += 1;
    } else {
      const { point, length } = readSequence(bytes, at);
      if (point > 0xffff) units.push(0xd7c0 + (point >> 10), 0xdc00 | (point & 0x3ff));
      else units.push(point);
      at += length;
    }
    if (units.length >= CHUNK_UNITS) {
      chunks.push(String.fromCharCode(...units));
      units = [];
    }
  }
  return chunks.join('') + String.fromCharCode(...units);
}

type Sequence = { readonly point: number; readonly length: number };

function malformed(length: number): Sequence {
  return { point: REPLACEMENT.charCodeAt(0), length };
}

function readSequence(bytes: Uint8Array, at: number): Sequence {
  const first = bytes[at] ?? 0;
  if (first >= 0xc2 && first <= 0xdf) {
    const second = bytes[at + 1] ?? 0;
    return isTail(second) ? { point: ((first & 31) << 6) | (second & 63), length: 2 } : malformed(1);
  }
  if (first >= 0xe0 && first <= 0xef) return readThree(bytes, at, first);
  return first >= 0xf0 && first <= 0xf4 ? readFour(bytes, at, first) : malformed(1);
}

function isTail(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

function readThree(bytes: Uint8Array, at: number, first: number): Sequence {
  const second = bytes[at + 1] ?? 0;
  const third = bytes[at + 2] ?? 0;
  if (!isTail(second) || (first === 0xe0 && second < 0xa0)) return malformed(1);
  if (!isTail(third)) return malformed(2);
  const point = ((first & 15) << 12) | ((second & 63) << 6) | (third & 63);
  return point >= 0xd800 && point <= 0xdfff ? malformed(3) : { point, length: 3 };
}

function readFour(bytes: Uint8Array, at: number, first: number): Sequence {
  const second = bytes[at + 1] ?? 0;
  const outOfRange = (first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f);
  if (!isTail(second) || outOfRange) return malformed(1);
  const third = bytes[at + 2] ?? 0;
  if (!isTail(third)) return malformed(2);
  const fourth = bytes[at + 3] ?? 0;
  if (!isTail(fourth)) return malformed(3);
  const point = ((first & 7) << 18) | ((second & 63) << 12) | ((third & 63) << 6) | (fourth & 63);
  return { point, length: 4 };
}

/** The first `length` bytes. */
export function cutBytes(bytes: Uint8Array, length: number): Uint8Array {
  return bytes.length <= length ? bytes : bytes.slice(0, length);
}

/** Cut or padded with zeros to `length` bytes. */
export function padBytes(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length >= length) return cutBytes(bytes, length);
  const padded = new Uint8Array(length);
  padded.set(bytes);
  return padded;
}
