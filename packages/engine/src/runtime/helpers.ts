// The helper table of generated code: everything that a generated function may call.
import { sqlHelpers } from '@weir/sql/runtime';
import { skipScalar } from '../decode/json-scan.ts';
import type { ColumnStore } from './batch.ts';

/** Stores NULL or a bigint in a wide column. Numbers are stored inline by the caller. */
function setWide(store: ColumnStore, row: number, value: bigint | number | null): void {
  if (value === null) {
    store.floats[row] = Number.NaN;
    store.nulls[row] = 1;
    return;
  }
  store.nulls[row] = 0;
  if (typeof value === 'number') {
    store.floats[row] = value;
    return;
  }
  store.floats[row] = Number.NaN;
  store.big[row] = value;
}

/** Helpers by name; `helper('x')` in a template prints as the local constant `h_x`. */
export const HELPERS: Readonly<Record<string, unknown>> = Object.freeze({
  ...sqlHelpers,
  setWide,
  skipScalar,
});
