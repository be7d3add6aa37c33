// Generates the function that adds one row of a batch to a group, for the aggregates and column types at hand.
import { type Column, carrierOf } from '@weir/shared/data-type';
import { id, type Js, joinJs, js } from '@weir/shared/fragment';
import { columnsUsed } from '@weir/sql/check/check';
import type { TypedAggregate } from '@weir/sql/check/typed';
import { toJs, toJsCondition } from '@weir/sql/js/to-js';
import {
  type Accumulator,
  type AccumulatorOptions,
  addJs,
  callJs,
  checkJs,
} from './accumulators/accumulator.ts';
import { accumulator } from './accumulators/index.ts';
import type { Batch } from './batch.ts';
import { type FieldKind, type Fields, numberAt } from './group-fields.ts';

/** Adds row `row` of a batch to the group at `slot` of these fields. May throw a RowError before it has changed anything. */
export type AddRow = (fields: Fields, slot: number, batch: Batch, row: number) => void;

export type GroupCode = {
  readonly accumulators: readonly Accumulator[];
  /** Kind of each field, all accumulators together. */
  readonly kinds: readonly FieldKind[];
  /** Where the fields of each accumulator begin. */
  readonly places: readonly number[];
  /** Fields that hold the weight of what a group keeps. */
  readonly weights: readonly number[];
  readonly add: AddRow;
  /** Takes back a row that was added before. Throws where rows may not be taken back. */
  readonly retract: AddRow;
};

/** Generates the code of a list of aggregates over one input. */
export function groupCode(
  aggregates: readonly TypedAggregate[],
  columns: readonly Column[],
  compile: (code: Js) => unknown,
  options: AccumulatorOptions,
): GroupCode {
  const kinds: FieldKind[] = [];
  const places: number[] = [];
  const accumulators = aggregates.map((aggregate) => {
    places.push(kinds.length);
    const one = accumulator(aggregate, kinds.length, options);
    kinds.push(...one.fields);
    return one;
  });
  const used = new Set(aggregates.flatMap((aggregate) => [...aggregateColumns(aggregate)]));
  const loads = [...used].sort((a, b) => a - b).map((index) => loadRowColumn(index, columns[index]));
  const slot = js`slot`;
  const rows = aggregates.map((aggregate, index) => evaluate(aggregate, index, accumulators[index]));
  // All arguments are evaluated and all checks made before anything is added: a row that fails in one aggregate
  // counts in none.
  const checks = rows.flatMap(({ one, values, guard }) => {
    const check = one === undefined ? undefined : checkJs(one, slot, values);
    return check === undefined ? [] : [guarded(guard, check)];
  });
  const updates = rows.flatMap(({ one, values, guard }) =>
    one === undefined ? [] : [guarded(guard, addJs(one, slot, values))],
  );
  const arguments_ = [...loads, ...rows.map((row) => row.code)];
  // The fragments are arrow functions of exactly these parameters.
  const add = compile(js`(f, slot, b, i) => { ${joinJs([...arguments_, ...checks, ...updates])} }`) as AddRow;
  const retract = options.retracts
    ? (compile(js`(f, slot, b, i) => { ${joinJs([...arguments_, ...taken(rows)])} }`) as AddRow)
    : neverRetracts;
  return {
    accumulators,
    kinds,
    places,
    weights: accumulators.flatMap((one) => one.weights ?? []),
    add,
    retract,
  };
}

/** Units that a group keeps: what counts against the cap of its node. */
export function unitsOf({ weights }: GroupCode, fields: Fields, slot: number): number {
  let units = 0;
  for (const at of weights) units += numberAt(fields, at, slot);
  return units;
}

/** The same for all groups of a table. */
export function unitsOfAll(
  code: GroupCode,
  table: { readonly fields: Fields; readonly size: number },
): number {
  let units = 0;
  if (code.weights.length === 0) return units;
  for (let slot = 0; slot < table.size; slot += 1) units += unitsOf(code, table.fields, slot);
  return units;
}

function neverRetracts(): never {
  throw new Error('bug: a row is taken back where rows are only added');
}

/** The statements that take a row back. */
function taken(rows: readonly AggregateRow[]): readonly Js[] {
  return rows.map(({ one, values, guard }) => {
    if (one?.retract === undefined) throw new Error('bug: an aggregate without retract over changes');
    return guarded(guard, callJs(one.retract, js`slot`, values));
  });
}

type AggregateRow = {
  readonly one: Accumulator | undefined;
  readonly code: Js;
  readonly values: readonly Js[];
  /** When the row counts; absent means always. */
  readonly guard: Js | undefined;
};

/** The arguments of an aggregate for the row in scope, as constants that the updates name. */
function evaluate(aggregate: TypedAggregate, index: number, one: Accumulator | undefined): AggregateRow {
  const column = (at: number): Js => id('c', at);
  const test = aggregate.filter === undefined ? undefined : id('t', index);
  const parts: Js[] = [];
  if (aggregate.filter !== undefined && test !== undefined)
    parts.push(js`const ${test} = ${toJsCondition(aggregate.filter, column).code};`);
  const values = aggregate.arguments.map((argument, place) => {
    const value = id('a', index * 2 + place);
    const code = toJs(argument, column).code;
    parts.push(
      test === undefined ? js`const ${value} = ${code};` : js`const ${value} = ${test} ? ${code} : null;`,
    );
    return value;
  });
  const [value] = values;
  const mayBeNull = aggregate.arguments[0]?.nullable === true || test !== undefined;
  const skipsNull = value !== undefined && one?.keepsNull !== true && mayBeNull;
  return { one, code: joinJs(parts), values, guard: skipsNull ? js`${value} !== null` : test };
}

function guarded(guard: Js | undefined, body: Js): Js {
  return guard === undefined ? body : js`if (${guard}) { ${body} }`;
}

/** Input columns that an aggregate reads, by index. */
export function aggregateColumns(aggregate: TypedAggregate): ReadonlySet<number> {
  const used = new Set<number>();
  for (const expression of [...aggregate.arguments, aggregate.filter]) {
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
