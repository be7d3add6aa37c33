// SUM: INT sums wrap in INT, BIGINT sums at 64 bits, a DECIMAL sum beyond 38 digits is NULL (X3.3).
import type { DataType, Value } from '@weir/shared/data-type';
import { constant, type Js, js } from '@weir/shared/fragment';
import { isSafe, narrow, type Wide } from '@weir/sql/decimal';
import { addBigint, subtractBigint } from '@weir/sql/runtime/integers';
import { type Fields, numberAt, setNumber, setValue, valueAt } from '../group-fields.ts';
import { type Accumulator, fieldJs } from './accumulator.ts';
import { addTo } from './count.ts';

/** SUM. `retracts` needs the number of values beside a BIGINT or DECIMAL sum, to know when none is left. */
export function sum(type: DataType, at: number, { retracts }: { readonly retracts: boolean }): Accumulator {
  if (type.kind === 'BIGINT' || type.kind === 'DECIMAL') {
    if (!retracts) return wideSum(type, at);
    const state = countedSum(type, at);
    return {
      ...state,
      result: (fields, slot) => (numberAt(fields, at + 1, slot) > 0 ? state.result(fields, slot) : null),
    };
  }
  return type.kind === 'FLOAT' || type.kind === 'DOUBLE' ? floatSum(type, at) : intSum(type, at);
}

const WRAPS: Readonly<Record<string, { readonly code: Js; readonly run: (value: number) => number }>> = {
  TINYINT: { code: js`<< 24 >> 24`, run: (value) => (value << 24) >> 24 },
  SMALLINT: { code: js`<< 16 >> 16`, run: (value) => (value << 16) >> 16 },
};
const INT_WRAP = { code: js`| 0`, run: (value: number): number => value | 0 };

function intSum(type: DataType, at: number): Accumulator {
  const wrap = WRAPS[type.kind] ?? INT_WRAP;
  const add = (fields: Fields, slot: number, value: number, count: number): void => {
    setNumber(fields, at, slot, wrap.run(numberAt(fields, at, slot) + value));
    addTo(fields, at + 1, slot, count);
  };
  return {
    fields: ['number', 'number'],
    code: (slot, value) => {
      const total = fieldJs(at, slot);
      return js`${total} = (${total} + ${value}) ${wrap.code}; ${fieldJs(at + 1, slot)} += 1;`;
    },
    add: (fields, slot, value) => add(fields, slot, Number(value), 1),
    retract: (fields, slot, value) => add(fields, slot, -Number(value), -1),
    merge: (into, to, other, from) => add(into, to, numberAt(other, at, from), numberAt(other, at + 1, from)),
    result: (fields, slot) => (numberAt(fields, at + 1, slot) === 0 ? null : numberAt(fields, at, slot)),
  };
}

/** The first value starts the sum, so that -0.0 alone stays -0.0. Taking rows back leaves a rounding error, as in Flink. */
function floatSum(type: DataType, at: number): Accumulator {
  const round = type.kind === 'FLOAT' ? Math.fround : (value: number): number => value;
  const add = (fields: Fields, slot: number, value: number, count: number): void => {
    const before = numberAt(fields, at + 1, slot);
    const total = before === 0 ? value : round(numberAt(fields, at, slot) + value);
    setNumber(fields, at, slot, before + count === 0 ? 0 : total);
    setNumber(fields, at + 1, slot, before + count);
  };
  return {
    fields: ['number', 'number'],
    code: (slot, value) => {
      const total = fieldJs(at, slot);
      const count = fieldJs(at + 1, slot);
      const added = type.kind === 'FLOAT' ? js`Math.fround(${total} + ${value})` : js`${total} + ${value}`;
      return js`${total} = ${count} === 0 ? ${value} : ${added}; ${count} += 1;`;
    },
    add: (fields, slot, value) => add(fields, slot, Number(value), 1),
    retract: (fields, slot, value) => add(fields, slot, -Number(value), -1),
    merge: (into, to, other, from) => {
      const count = numberAt(other, at + 1, from);
      if (count !== 0) add(into, to, numberAt(other, at, from), count);
    },
    result: (fields, slot) => (numberAt(fields, at + 1, slot) === 0 ? null : numberAt(fields, at, slot)),
  };
}

const DECIMAL_BOUND = 10n ** 38n;

/** The exact sum, or NULL beyond 38 digits. */
function addDecimal(total: Wide, value: Wide): Wide | null {
  if (typeof total === 'number' && typeof value === 'number') {
    const fast = total + value;
    if (isSafe(fast)) return fast;
  }
  const exact = BigInt(total) + BigInt(value);
  return exact >= DECIMAL_BOUND || exact <= -DECIMAL_BOUND ? null : narrow(exact);
}

function wide(value: Value): Wide {
  return typeof value === 'number' || typeof value === 'bigint' ? value : 0;
}

/** SUM of a BIGINT or DECIMAL over rows that stay: after an overflow the next value starts anew, as in Flink. */
function wideSum(type: DataType, at: number): Accumulator {
  const plus = type.kind === 'DECIMAL' ? addDecimal : addBigint;
  const startOrAdd = (total: Wide | null, value: Wide): Wide | null =>
    total === null ? value : plus(total, value);
  const add = (fields: Fields, slot: number, value: Value): void => {
    const total = valueAt(fields, at, slot);
    if (value !== null)
      setValue(fields, at, slot, startOrAdd(total === null ? null : wide(total), wide(value)));
  };
  return {
    fields: ['value'],
    code: (slot, value) => {
      const total = fieldJs(at, slot);
      return js`${total} = ${constant(startOrAdd)}(${total}, ${value});`;
    },
    add,
    merge: (into, to, other, from) => add(into, to, valueAt(other, at, from)),
    result: (fields, slot) => valueAt(fields, at, slot),
  };
}

/**
 * A BIGINT or DECIMAL sum with the number of values: for AVG, and for SUM that takes rows back. An overflow cannot be
 * taken back, so it makes the number NaN and the result NULL for as long as the group lives.
 */
export function countedSum(type: DataType, at: number): Accumulator {
  const decimal = type.kind === 'DECIMAL';
  const change = (fields: Fields, slot: number, value: Wide, count: number): void => {
    const total = wide(valueAt(fields, at, slot));
    const next = decimal ? addDecimal(total, value) : addBigint(total, value);
    setValue(fields, at, slot, next ?? 0);
    addTo(fields, at + 1, slot, next === null ? Number.NaN : count);
  };
  return {
    fields: ['value', 'number'],
    add: (fields, slot, value) => change(fields, slot, wide(value), 1),
    retract: (fields, slot, value) =>
      change(fields, slot, decimal ? -wide(value) : subtractBigint(0, wide(value)), -1),
    merge: (into, to, other, from) =>
      change(into, to, wide(valueAt(other, at, from)), numberAt(other, at + 1, from)),
    result: (fields, slot) => wide(valueAt(fields, at, slot)),
  };
}
