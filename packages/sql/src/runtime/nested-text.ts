// Collections as text, as CAST writes them (X2).

import type { Value } from '@weir/shared/data-type';
import { RowError } from '../row-error.ts';

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
