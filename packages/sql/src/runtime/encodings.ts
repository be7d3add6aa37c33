// Numbers and text in base 2, 16 and 64, network addresses, and digests.

import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { formatBase64, parseBase64 } from '../base64.ts';
import { RowError } from '../row-error.ts';
import { boundedLength } from './text-limit.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

function bytesOf(value: string | Uint8Array): Uint8Array {
  return typeof value === 'string' ? encodeUtf8(value) : value;
}

const HEX_PAIRS: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

function hexOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX_PAIRS[byte];
  return text;
}

const DIGESTS = {
  MD5: md5,
  SHA1: sha1,
  SHA224: sha224,
  SHA256: sha256,
  SHA384: sha384,
  SHA512: sha512,
} as const;

/** A digest in lower-case hexadecimal. */
export function digest(value: string | Uint8Array, name: keyof typeof DIGESTS): string {
  return hexOf(DIGESTS[name](bytesOf(value)));
}

/** What Java finds under `SHA-n`, 1 included. */
const SHA_NAMES: Readonly<Record<number, keyof typeof DIGESTS>> = {
  1: 'SHA1',
  224: 'SHA224',
  256: 'SHA256',
  384: 'SHA384',
  512: 'SHA512',
};

/** SHA2 with a length from data. */
export function sha2(value: string | Uint8Array, bits: number): string {
  const name = SHA_NAMES[bits];
  if (name === undefined) throw new RowError('NUMBER_RANGE', 'SHA2 makes 224, 256, 384 or 512 bits');
  return digest(value, name);
}

/** HEX of text: its UTF-8 bytes. */
export function hexText(text: string): string {
  const bytes = encodeUtf8(text);
  boundedLength(bytes.length * 2);
  return hexOf(bytes).toUpperCase();
}

/** HEX of a number: 64 bits of two's complement without leading zeros. */
export function hexNumber(value: number | bigint): string {
  return BigInt.asUintN(64, BigInt(value)).toString(16).toUpperCase();
}

/** BIN: the same in base 2. */
export function binNumber(value: number | bigint): string {
  return BigInt.asUintN(64, BigInt(value)).toString(2);
}

/** UNHEX: NULL when a character is no digit. Of an odd number of digits Flink loses the first, its byte is 0. */
export function unhex(text: string): Uint8Array | null {
  if (!/^[0-9A-Fa-f]*$/.test(text)) return null;
  const bytes = new Uint8Array(Math.ceil(text.length / 2));
  const odd = text.length % 2;
  for (let at = odd; at < text.length; at += 2)
    bytes[(at + odd) / 2] = Number.parseInt(text.slice(at, at + 2), 16);
  return bytes;
}

/** TO_BASE64. */
export function toBase64(value: string | Uint8Array): string {
  const bytes = bytesOf(value);
  boundedLength(Math.ceil(bytes.length / 3) * 4);
  return formatBase64(bytes);
}

/** FROM_BASE64: the padding is all there or not at all. */
export function fromBase64(value: string | Uint8Array): string {
  const text = typeof value === 'string' ? value : decodeUtf8(value);
  const isPadded = text.endsWith('=');
  const bytes =
    isPadded || text.length % 4 === 0
      ? parseBase64(text)
      : text.length % 4 === 1
        ? undefined
        : parseBase64(text.padEnd(Math.ceil(text.length / 4) * 4, '='));
  if (bytes === undefined) throw new RowError('CAST', 'text is not base64');
  return decodeUtf8(bytes);
}

/** INET_ATON: `a.b.c` is a.b.0.c, `a.b` is a.0.0.b, leading zeros are decimal; NULL for everything else. */
export function inetAton(text: string): number | null {
  const parts = text.split('.');
  if (parts.length > 4 || !parts.every((part) => /^\d+$/.test(part))) return null;
  const values = parts.map(Number);
  const last = values.pop();
  if (last === undefined) return null;
  if (values.length === 0) return last <= 0xffff_ffff ? last : null;
  if (last > 255 || values.some((value) => value > 255)) return null;
  const [a = 0, b = 0, c = 0] = values;
  return ((a * 256 + b) * 256 + c) * 256 + last;
}

/** INET_NTOA of a BIGINT: NULL outside 0 to 2^32 - 1. */
export function inetNtoa(address: number | bigint): string | null {
  if (address < 0 || address > 0xffff_ffff) return null;
  const value = Number(address);
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.');
}

/** INET_NTOA of an INT, whose bits are taken as they are. */
export function inetNtoaInt(address: number): string | null {
  return inetNtoa(address >>> 0);
}
