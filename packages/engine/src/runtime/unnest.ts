// Unnest: one row for each element of an array, map or multiset of the row.

import type { Value } from '@weir/shared/data-type';
import { FANOUT_ROWS_MAX } from '@weir/shared/limits';
import { placeOf } from '@weir/shared/stream-type';
import type { Batch } from './batch.ts';
import type { Operator, OperatorContext } from './operator.ts';

/** What an unnest is made of. */
export type UnnestSettings = {
  readonly column: string;
  /** Whether the output has the number of the element, from 1, as its last column. */
  readonly ordinality: boolean;
  /** Rows without elements come once, padded with NULL. */
  readonly outer: boolean;
  /** Columns that an element gives: two for a map, the fields of an array of rows, else one. */
  readonly width: number;
  /** Elements are rows, whose fields are the columns. */
  readonly ofRows: boolean;
};

/** Makes the operator. Input port `in`; output `out`: the input, the columns of the element, its number. */
export function unnestOperator<C>(ctx: OperatorContext<C>, settings: UnnestSettings): Operator {
  const input = ctx.inputs['in'];
  if (input === undefined) throw new Error('bug: unnest without an input');
  const column = placeOf(input.columns, settings.column);
  const kind = input.columns[column]?.type.kind;
  const out = ctx.out('out');
  const width = input.columns.length;
  const emit = (batch: Batch, row: number, element: readonly Value[], number: number | null): void => {
    const to = out.begin(batch.sequence[row] ?? 0, batch.kinds[row] ?? 0);
    out.copyRow(to, batch, row);
    for (let at = 0; at < settings.width; at += 1) out.set(width + at, to, element[at] ?? null);
    if (settings.ordinality) out.set(width + settings.width, to, number);
  };
  return {
    process: ([batch]) => {
      for (let row = 0; batch !== undefined && row < batch.length; row += 1) {
        const elements = elementsOf(batch.get(column, row), kind, settings.ofRows);
        if (elements.length > FANOUT_ROWS_MAX) {
          const message = `${elements.length} elements are more than ${FANOUT_ROWS_MAX}`;
          ctx.reject('FANOUT', message, batch, row);
        } else if (settings.outer && elements.every((element) => element === undefined)) {
          emit(batch, row, [], null);
        } else {
          for (const [index, element] of elements.entries()) {
            if (element !== undefined) emit(batch, row, element, index + 1);
          }
        }
      }
    },
    nextFire: () => undefined,
    stateKeys: () => 0,
    snapshot: () => ({ schema: 1 }),
    restore: () => undefined,
  };
}

/** The columns of each element; an element that is NULL where rows are expected gives none, as in Flink. */
function elementsOf(
  value: Value,
  kind: string | undefined,
  ofRows: boolean,
): readonly (readonly Value[] | undefined)[] {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return [];
  if (isMap(value)) {
    if (kind === 'MAP') return [...value];
    // A multiset gives each value as often as it holds it.
    return [...value].flatMap(([item, count]) =>
      Array.from({ length: Number(count) }, () => parts(item, ofRows)),
    );
  }
  return value.map((item) => parts(item, ofRows));
}

function parts(item: Value, ofRows: boolean): readonly Value[] | undefined {
  if (!ofRows) return [item];
  return Array.isArray(item) ? item : undefined;
}

function isMap(value: readonly Value[] | ReadonlyMap<Value, Value>): value is ReadonlyMap<Value, Value> {
  return value instanceof Map;
}
