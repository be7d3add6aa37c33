// Collections and bytes to text and back, as CAST does (X2).

import type { Value } from '@weir/shared/data-type';
import { RowError } from '../row-error.ts';
import { decodeUtf8, encodeUtf8 } from '../utf8.ts';

type Text = (value: Value) => string;

function part(value: Value, text: Text): string {
  return value === null ? 'NULL' : text(value);
}

/** `[1, NULL, 2]`. */
export function arrayToText(array: readonly Value[], text: Text): string {
  return `[${array.map((item) => part(item, text)).join(', ')}]`;
}

/** `{a=1, b=NULL}`, in the order of the map. */
export function mapToText(map: ReadonlyMap<Value, Value>, key: Text, value: Text): string {
  return `{${[...map].map(([k, v]) => `${part(k, key)}=${part(v, value)}`).join(', ')}}`;
}

/** `(1, a, NULL)`. */
export function rowToText(row: readonly Value[], texts: readonly Text[]): string {
  return `(${texts.map((text, index) => part(row[index] ?? null, text)).join(', ')})`;
}

/** The text of UTF-8; what is none becomes U+FFFD. */
export function bytesToText(bytes: Uint8Array): string {
  return decodeUtf8(bytes, 0, bytes.length);
}

/** The UTF-8 of a text. */
export function textToBytes(text: string): Uint8Array {
  return encodeUtf8(text);
}

/** Bytes cut to a length. */
export function cutBytes(bytes: Uint8Array, length: number): Uint8Array {
  return bytes.length <= length ? bytes : bytes.slice(0, length);
}

/** Bytes cut or filled up with zeros to a length. */
export function padBytes(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length >= length) return cutBytes(bytes, length);
  const padded = new Uint8Array(length);
  padded.set(bytes);
  return padded;
}

/** TRY_CAST of a collection: a part that cannot be converted makes all of it NULL. */
export function orNull(convert: () => Value): Value {
  try {
    return convert();
  } catch (error) {
    // Anything but a row error is a bug of ours and has to be seen.
    if (error instanceof RowError) return null;
    throw error;
  }
}
