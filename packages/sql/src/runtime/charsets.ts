// ENCODE and DECODE: the six character sets that every Java has, with what Java writes for what does not fit.

import { RowError } from '../row-error.ts';
import { boundedLength } from './text-limit.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

type Charset = {
  readonly encode: (text: string) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => string;
};

/** Each character in one byte, `?` when it is above `max`. */
function singleByte(max: number): Charset {
  return {
    encode: (text) =>
      Uint8Array.from(text, (character) => {
        const point = character.codePointAt(0) ?? 0;
        return point <= max ? point : 63;
      }),
    decode: (bytes) => {
      let text = '';
      for (const byte of bytes) text += byte <= max ? String.fromCharCode(byte) : '\ufffd';
      return text;
    },
  };
}

/** Two bytes a unit. What is malformed becomes U+FFFD. */
function doubleByte(littleEndian: boolean): Charset {
  return {
    encode: (text) => {
      const view = new DataView(new ArrayBuffer(text.length * 2));
      const whole = text.toWellFormed();
      for (let at = 0; at < whole.length; at += 1) view.setUint16(at * 2, whole.charCodeAt(at), littleEndian);
      return new Uint8Array(view.buffer);
    },
    decode: (bytes) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      let text = '';
      for (let at = 0; at < bytes.length; ) {
        const { written, length } = readUnits(view, at, littleEndian);
        text += written;
        at += length;
      }
      return text;
    },
  };
}

/** One character from a byte on. As in Java a first half takes the unit behind it along when that is no second half. */
function readUnits(
  view: DataView,
  at: number,
  littleEndian: boolean,
): { readonly written: string; readonly length: number } {
  const left = view.byteLength - at;
  if (left < 2) return { written: '\ufffd', length: left };
  const unit = view.getUint16(at, littleEndian);
  if (unit === 0xfffe || (unit & 0xfc00) === 0xdc00) return { written: '\ufffd', length: 2 };
  if ((unit & 0xfc00) !== 0xd800) return { written: String.fromCharCode(unit), length: 2 };
  if (left < 4) return { written: '\ufffd', length: left };
  const second = view.getUint16(at + 2, littleEndian);
  const isPair = (second & 0xfc00) === 0xdc00;
  return { written: isPair ? String.fromCharCode(unit, second) : '\ufffd', length: 4 };
}

const BIG = doubleByte(false);
const LITTLE = doubleByte(true);

/** UTF-16 writes big-endian with a mark, and reads by the mark, big-endian without one. */
const MARKED: Charset = {
  encode: (text) => (text === '' ? new Uint8Array(0) : BIG.encode(`\ufeff${text}`)),
  decode: (bytes) => {
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return LITTLE.decode(bytes.subarray(2));
    return BIG.decode(bytes[0] === 0xfe && bytes[1] === 0xff ? bytes.subarray(2) : bytes);
  },
};

const ASCII = singleByte(0x7f);
const LATIN_1 = singleByte(0xff);
const UTF_8: Charset = { encode: encodeUtf8, decode: decodeUtf8 };

const CHARSETS: Readonly<Record<string, Charset>> = {
  'US-ASCII': ASCII,
  ASCII,
  'ISO-8859-1': LATIN_1,
  LATIN1: LATIN_1,
  'UTF-8': UTF_8,
  UTF8: UTF_8,
  'UTF-16BE': BIG,
  'UTF-16LE': LITTLE,
  'UTF-16': MARKED,
};

/** The names for people. */
export const CHARSET_NAMES = 'US-ASCII, ISO-8859-1, UTF-8, UTF-16BE, UTF-16LE, UTF-16';

/** True when there is a character set of this name, in any case. */
export function isCharset(name: string): boolean {
  return Object.hasOwn(CHARSETS, name.toUpperCase());
}

function charsetOf(name: string): Charset {
  const upper = name.toUpperCase();
  const found = Object.hasOwn(CHARSETS, upper) ? CHARSETS[upper] : undefined;
  if (found === undefined) throw new RowError('CAST', 'there is no such character set');
  return found;
}

/** ENCODE. */
export function encodeText(text: string, charset: string): Uint8Array {
  boundedLength(text.length * 2);
  return charsetOf(charset).encode(text);
}

/** DECODE. */
export function decodeText(bytes: Uint8Array, charset: string): string {
  return charsetOf(charset).decode(bytes);
}
