// Accumulators of the aggregates: which arrays a group needs, the code that adds a row, merging and results.
//
// Each accumulator keeps its state in arrays indexed by the slot of the group (numbers in a Float64Array), so that adding
// a row allocates nothing. Semantics are Flink's: INT sums wrap, AVG of integers truncates, NULL is ignored, the first
// NaN of a MIN or MAX stays (X3).
import { type DataType, isText, type Value } from '@weir/shared/data-type';
import { helper, type Js, js } from '@weir/shared/fragment';
import { divideDecimal } from '@weir/sql/runtime/decimals';
import { addBigint, divideBigint } from '@weir/sql/runtime/integers';
import { compareText } from '@weir/sql/runtime/logic';
import type { TypedAggregate } from '@weir/sql/typed';
import { type FieldArray, numberAt, valueAt } from './group-fields.ts';

type Wide = number | bigint;

/** The argument of an aggregate and its filter for the row in scope, as identifiers that are evaluated already. */
export type AggregateRow = { readonly value: Js | undefined; readonly test: Js | undefined };

/** An accumulator of one aggregate call. `fields` are its arrays among those of the group table. */
export type Accumulator = {
  /** Kind of each array: numbers that start at 0, or values that start as NULL. */
  readonly fields: readonly ('number' | 'value')[];
  /** Statements that add the row in scope; `arrays` are its arrays, `slot` the group, `row` the argument and filter. */
  readonly add: (arrays: readonly Js[], slot: Js, row: AggregateRow) => Js;
  /** Adds group `from` of other arrays to group `to`. */
  readonly merge: (
    into: readonly FieldArray[],
    to: number,
    other: readonly FieldArray[],
    from: number,
  ) => void;
  readonly result: (arrays: readonly FieldArray[], slot: number) => Value;
};

/** The accumulator of an aggregate. */
export function accumulator(aggregate: TypedAggregate): Accumulator {
  switch (aggregate.function) {
    case 'COUNT':
      return count(aggregate);
    case 'SUM':
      return sum(aggregate, argumentType(aggregate));
    case 'AVG':
      return average(aggregate, argumentType(aggregate));
    case 'MIN':
      return extreme(aggregate, argumentType(aggregate), -1);
    case 'MAX':
      return extreme(aggregate, argumentType(aggregate), 1);
  }
}

function argumentType(aggregate: TypedAggregate): DataType {
  if (aggregate.argument === undefined) throw new Error('bug: aggregate without an argument');
  return aggregate.argument.type;
}

function at(arrays: readonly Js[], index: number): Js {
  const array = arrays[index];
  if (array === undefined) throw new Error('bug: accumulator array out of range');
  return array;
}

/** Wraps an update in the filter and in the NULL check of the argument. */
function guarded(aggregate: TypedAggregate, row: AggregateRow, update: (value: Js) => Js): Js {
  const { value, test } = row;
  const body = update(value ?? js`0`);
  const mayBeNull = value !== undefined && (aggregate.argument?.nullable === true || test !== undefined);
  if (mayBeNull) return js`if (${value} !== null) { ${body} }`;
  return test === undefined ? body : js`if (${test}) { ${body} }`;
}

function count(aggregate: TypedAggregate): Accumulator {
  return {
    fields: ['number'],
    add: (arrays, slot, row) => guarded(aggregate, row, () => js`${at(arrays, 0)}[${slot}] += 1;`),
    merge: (into, to, other, from) => addNumber(into[0], to, numberAt(other[0], from)),
    result: (arrays, slot) => numberAt(arrays[0], slot),
  };
}

const INT_WIDTHS: Readonly<Record<string, Js>> = {
  TINYINT: js`<< 24 >> 24`,
  SMALLINT: js`<< 16 >> 16`,
  INT: js`| 0`,
};

const INT_WRAPS: Readonly<Record<string, (value: number) => number>> = {
  TINYINT: (value) => (value << 24) >> 24,
  SMALLINT: (value) => (value << 16) >> 16,
  INT: (value) => value | 0,
  FLOAT: Math.fround,
};

/** SUM keeps the sum and the number of values: none gives NULL. */
function sum(aggregate: TypedAggregate, type: DataType): Accumulator {
  if (type.kind === 'BIGINT' || type.kind === 'DECIMAL') return wideSum(aggregate, type);
  const width = INT_WIDTHS[type.kind];
  const wrap = INT_WRAPS[type.kind] ?? ((value: number): number => value);
  return {
    fields: ['number', 'number'],
    add: (arrays, slot, row) => {
      const total = js`${at(arrays, 0)}[${slot}]`;
      const added = (value: Js): Js => {
        if (width !== undefined) return js`(${total} + ${value}) ${width}`;
        return type.kind === 'FLOAT' ? js`Math.fround(${total} + ${value})` : js`${total} + ${value}`;
      };
      return guarded(
        aggregate,
        row,
        (value) => js`${total} = ${added(value)}; ${at(arrays, 1)}[${slot}] += 1;`,
      );
    },
    merge: (into, to, other, from) => {
      setNumber(into[0], to, wrap(numberAt(into[0], to) + numberAt(other[0], from)));
      addNumber(into[1], to, numberAt(other[1], from));
    },
    result: (arrays, slot) => (numberAt(arrays[1], slot) === 0 ? null : numberAt(arrays[0], slot)),
  };
}

const DECIMAL_MAX = 10n ** 38n;

/** Adds to a DECIMAL sum: an overflow gives NULL and the next value starts anew, as Flink does. */
function addDecimal(total: Wide | null, value: Wide): Wide | null {
  if (total === null) return value;
  const fast = Number(total) + Number(value);
  if (typeof total === 'number' && typeof value === 'number' && Number.isSafeInteger(fast)) return fast;
  const exact = BigInt(total) + BigInt(value);
  if (exact >= DECIMAL_MAX || exact <= -DECIMAL_MAX) return null;
  return exact <= 9007199254740991n && exact >= -9007199254740991n ? Number(exact) : exact;
}

function addTo(type: DataType): (total: Value, value: Value) => Value {
  if (type.kind === 'DECIMAL')
    return (total, value) => (isWide(value) ? addDecimal(isWide(total) ? total : null, value) : total);
  return (total, value) => (isWide(value) ? (isWide(total) ? addBigint(total, value) : value) : total);
}

function isWide(value: Value): value is Wide {
  return typeof value === 'number' || typeof value === 'bigint';
}

function wideSum(aggregate: TypedAggregate, type: DataType): Accumulator {
  const add = addTo(type);
  const name = type.kind === 'DECIMAL' ? helper('sumDecimal') : helper('sumBigint');
  return {
    fields: ['value'],
    add: (arrays, slot, row) => {
      const total = js`${at(arrays, 0)}[${slot}]`;
      return guarded(aggregate, row, (value) => js`${total} = ${name}(${total}, ${value});`);
    },
    merge: (into, to, other, from) =>
      setValue(into[0], to, add(valueAt(into[0], to), valueAt(other[0], from))),
    result: (arrays, slot) => valueAt(arrays[0], slot),
  };
}

/** Helpers that the generated code of accumulators names. */
export const AGGREGATE_HELPERS = {
  sumDecimal: addDecimal,
  sumBigint: (total: Wide | null, value: Wide): Wide => {
    if (total === null) return value;
    if (typeof total === 'number' && typeof value === 'number') {
      const fast = total + value;
      if (fast <= 9007199254740991 && fast >= -9007199254740991) return fast;
    }
    return addBigint(total, value);
  },
  compareText,
} as const;

function average(aggregate: TypedAggregate, type: DataType): Accumulator {
  const isFloat = type.kind === 'DOUBLE' || type.kind === 'FLOAT';
  // Integers are summed as BIGINT, so that the sum of an INT column does not wrap before it is divided.
  const total = isFloat
    ? doubleSum(aggregate)
    : wideSum(aggregate, type.kind === 'DECIMAL' ? type : { kind: 'BIGINT' });
  const counted = count(aggregate);
  const split = total.fields.length;
  return {
    fields: [...total.fields, ...counted.fields],
    add: (arrays, slot, row) => {
      return js`${total.add(arrays.slice(0, split), slot, row)} ${counted.add(arrays.slice(split), slot, row)}`;
    },
    merge: (into, to, other, from) => {
      total.merge(into.slice(0, split), to, other.slice(0, split), from);
      counted.merge(into.slice(split), to, other.slice(split), from);
    },
    result: (arrays, slot) => {
      const rows = numberAt(arrays[split], slot);
      const value = total.result(arrays.slice(0, split), slot);
      return rows === 0 || value === null ? null : quotient(value, rows, type, aggregate.type);
    },
  };
}

function doubleSum(aggregate: TypedAggregate): Accumulator {
  return {
    fields: ['number'],
    add: (arrays, slot, row) =>
      guarded(aggregate, row, (value) => js`${at(arrays, 0)}[${slot}] += ${value};`),
    merge: (into, to, other, from) => addNumber(into[0], to, numberAt(other[0], from)),
    result: (arrays, slot) => numberAt(arrays[0], slot),
  };
}

function quotient(total: Value, rows: number, type: DataType, result: DataType): Value {
  if (!isWide(total)) return null;
  if (type.kind === 'DOUBLE') return Number(total) / rows;
  if (type.kind === 'FLOAT') return Math.fround(Number(total) / rows);
  if (type.kind === 'DECIMAL' && result.kind === 'DECIMAL') {
    return divideDecimal(total, rows, type.scale, 0, result.precision, result.scale);
  }
  return divideBigint(total, rows);
}

/** MIN and MAX: the value so far and, for numbers in a Float64Array, how many there were. `sign` is 1 for MAX. */
function extreme(aggregate: TypedAggregate, type: DataType, sign: 1 | -1): Accumulator {
  const textual = isText(type);
  const better = (value: Value, best: Value): boolean => {
    if (best === null) return value !== null;
    if (value === null) return false;
    if (typeof value === 'string' && typeof best === 'string') return compareText(value, best) * sign > 0;
    return sign > 0 ? value > best : value < best;
  };
  return {
    fields: ['value'],
    add: (arrays, slot, row) => {
      const best = js`${at(arrays, 0)}[${slot}]`;
      const wins = (value: Js): Js => {
        const [left, right] = textual
          ? [js`${helper('compareText')}(${value}, ${best})`, js`0`]
          : [value, best];
        return sign > 0 ? js`${left} > ${right}` : js`${left} < ${right}`;
      };
      return guarded(
        aggregate,
        row,
        (value) => js`if (${best} === null || ${wins(value)}) ${best} = ${value};`,
      );
    },
    merge: (into, to, other, from) => {
      const value = valueAt(other[0], from);
      if (better(value, valueAt(into[0], to))) setValue(into[0], to, value);
    },
    result: (arrays, slot) => valueAt(arrays[0], slot),
  };
}

function addNumber(array: FieldArray | undefined, slot: number, value: number): void {
  setNumber(array, slot, numberAt(array, slot) + value);
}

function setNumber(array: FieldArray | undefined, slot: number, value: number): void {
  if (array !== undefined) array[slot] = value;
}

function setValue(array: FieldArray | undefined, slot: number, value: Value): void {
  if (array !== undefined && !(array instanceof Float64Array)) array[slot] = value;
}
