// The helper table of generated code: everything that a generated function may call.
import { sqlHelpers } from '@weir/sql/runtime';
import { type ChangingWorld, changingHelpers } from '@weir/sql/runtime/changing';
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
export type Helpers = Readonly<Record<string, unknown>>;

function noWorld(): never {
  throw new Error('bug: this code was compiled without a clock and random numbers');
}

/** The table for code that asks for no clock and no random number. */
export const HELPERS: Helpers = Object.freeze({
  ...sqlHelpers,
  ...changingHelpers({ now: noWorld, random: noWorld }),
  setWide,
  skipScalar,
});

/** The table with clock and random numbers of a machine. */
export function helpersOf(world: ChangingWorld): Helpers {
  return Object.freeze({ ...HELPERS, ...changingHelpers(world) });
}
