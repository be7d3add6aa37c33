// Whether a row that is kept equals a row that comes: to find what a stream of changes takes back.
import type { Column, Value } from '@weir/shared/data-type';
import { sameValue, valueKey } from '@weir/sql/runtime/deep';
import type { SameRow } from './row-store.ts';

/** A comparison of the values of all columns that the coming row carries. NULL equals NULL, and NaN equals NaN. */
export function sameStoredRow(columns: readonly Column[]): SameRow {
  const width = columns.length;
  return (rows, place, batch, row) => {
    for (let column = 0; column < width; column += 1) {
      if (batch.used[column] !== true) continue;
      const [a, b] = [rows.get(column, place), batch.get(column, row)];
      if (!Object.is(a, b) && !sameValue(a, b) && !isSameObject(a, b)) return false;
    }
    return true;
  };
}

/** Of collections that hold a NaN none equals another in SQL: only what stands for them as a key tells. */
function isSameObject(a: Value, b: Value): boolean {
  const isCollection = (value: Value): boolean =>
    value !== null && typeof value === 'object' && !(value instanceof Uint8Array);
  return isCollection(a) && isCollection(b) && valueKey(a) === valueKey(b);
}
