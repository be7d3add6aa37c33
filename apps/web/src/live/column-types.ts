// Types of columns as far as their values show them: enough to align numbers and shorten times.
import type { JsonRow } from '@weir/shared/api';

const LOOKED_AT = 20;

/** Columns with a type word that `RowsTable` understands. */
export function guessTypes(
  names: readonly string[],
  rows: readonly JsonRow[],
): readonly { readonly name: string; readonly type: string }[] {
  return names.map((name) => {
    const values = rows
      .slice(0, LOOKED_AT)
      .map((row) => row[name])
      .filter((value) => value !== null && value !== undefined);
    if (values.length === 0) return { name, type: 'STRING' };
    if (values.every((value) => typeof value === 'number')) return { name, type: 'DOUBLE' };
    const times = values.every(
      (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\d[ T]\d\d:/.test(value),
    );
    return { name, type: times ? 'TIMESTAMP(3)' : 'STRING' };
  });
}
