// Generates the function that adds one row of a batch to a group, for the aggregates and column types at hand.
import { type Column, carrierOf } from '@weir/shared/data-type';
import { id, type Js, joinJs, js } from '@weir/shared/fragment';
import { columnsUsed } from '@weir/sql/check';
import { toJs, toJsCondition } from '@weir/sql/to-js';
import type { TypedAggregate } from '@weir/sql/typed';
import { type Accumulator, type AggregateRow, accumulator } from './aggregates.ts';
import type { Batch } from './batch.ts';
import type { FieldArray } from './group-fields.ts';

/** Adds row `row` of a batch to the group at `slot` of these arrays. May throw a RowError before it has changed anything
 * of the failing aggregate. */
export type AddRow = (fields: readonly FieldArray[], slot: number, batch: Batch, row: number) => void;

export type GroupCode = {
  readonly accumulators: readonly Accumulator[];
  /** First array of each accumulator. */
  readonly offsets: readonly number[];
  readonly kinds: readonly ('number' | 'value')[];
  readonly add: AddRow;
};

/** Generates the code of a list of aggregates over one input. */
export function groupCode(
  aggregates: readonly TypedAggregate[],
  columns: readonly Column[],
  compile: (code: Js) => unknown,
): GroupCode {
  const accumulators = aggregates.map(accumulator);
  const kinds = accumulators.flatMap((one) => one.fields);
  const offsets: number[] = [];
  for (let index = 0, offset = 0; index < accumulators.length; index += 1) {
    offsets.push(offset);
    offset += accumulators[index]?.fields.length ?? 0;
  }
  const used = new Set(aggregates.flatMap((aggregate) => [...aggregateColumns(aggregate)]));
  const loads = [...used].sort((a, b) => a - b).map((index) => loadRowColumn(index, columns[index]));
  const column = (index: number): Js => id('c', index);
  const slot = js`slot`;
  // All arguments are evaluated before anything is added: a row that fails in one aggregate counts in none.
  const evaluated = aggregates.map((aggregate, index) => evaluate(aggregate, index, column));
  const updates = accumulators.map((one, index) => {
    const arrays = one.fields.map((_, field) => js`f[${(offsets[index] ?? 0) + field}]`);
    return one.add(arrays, slot, evaluated[index]?.row ?? { value: undefined, test: undefined });
  });
  const statements = joinJs([...loads, ...evaluated.map((one) => one.code), ...updates]);
  // The fragment is an arrow function of exactly these parameters.
  const add = compile(js`(f, slot, b, i) => { ${statements} }`) as AddRow;
  return { accumulators, offsets, kinds, add };
}

function evaluate(
  aggregate: TypedAggregate,
  index: number,
  column: (index: number) => Js,
): { readonly code: Js; readonly row: AggregateRow } {
  const test = aggregate.filter === undefined ? undefined : id('t', index);
  const value = aggregate.argument === undefined ? undefined : id('a', index);
  const parts: Js[] = [];
  if (aggregate.filter !== undefined && test !== undefined)
    parts.push(js`const ${test} = ${toJsCondition(aggregate.filter, column).code};`);
  if (aggregate.argument !== undefined && value !== undefined) {
    const code = toJs(aggregate.argument, column).code;
    parts.push(
      test === undefined ? js`const ${value} = ${code};` : js`const ${value} = ${test} ? ${code} : null;`,
    );
  }
  return { code: joinJs(parts), row: { value, test } };
}

/** Input columns that an aggregate reads, by index. */
export function aggregateColumns(aggregate: TypedAggregate): ReadonlySet<number> {
  const used = new Set<number>();
  for (const expression of [aggregate.argument, aggregate.filter]) {
    if (expression !== undefined) for (const index of columnsUsed(expression)) used.add(index);
  }
  return used;
}

/** Loads one column of the row in scope into `c<index>`. */
export function loadRowColumn(index: number, column: Column | undefined): Js {
  if (column === undefined) throw new Error('bug: column out of range');
  const value = id('c', index);
  const store = js`b.stores[${index}]`;
  switch (carrierOf(column.type)) {
    case 'reference':
      return js`const ${value} = ${store}.values[i];`;
    case 'wide':
      return js`let ${value} = ${store}.floats[i]; if (${value} !== ${value}) ${value} = ${store}.nulls[i] === 1 ? null : ${store}.big[i];`;
    case 'float':
      return column.nullable
        ? js`const ${value} = ${store}.nulls[i] === 1 ? null : ${store}.floats[i];`
        : js`const ${value} = ${store}.floats[i];`;
  }
}
