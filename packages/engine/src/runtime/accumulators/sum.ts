// SUM: INT sums wrap in INT, BIGINT sums at 64 bits, a DECIMAL sum beyond 38 digits is NULL (X3.3).
import type { DataType } from '@weir/shared/data-type';
import { type Js, js } from '@weir/shared/fragment';
import { type Fields, numberAt, setNumber } from '../group-fields.ts';
import { type Accumulator, fieldJs } from './accumulator.ts';
import { addTo } from './count.ts';
import { wideTotal } from './wide-total.ts';

/** SUM of a type of numbers. */
export function sum(
  type: DataType,
  at: number,
  { merges, retracts }: { readonly merges: boolean; readonly retracts: boolean },
): Accumulator {
  if (type.kind === 'BIGINT' || type.kind === 'DECIMAL') {
    const overflow = retracts ? 'ends' : 'restarts';
    const { state, total } = wideTotal(type.kind === 'DECIMAL', at, { overflow, merges });
    return { ...state, result: total };
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
    unmerge: (into, to, other, from) =>
      add(into, to, -numberAt(other, at, from), -numberAt(other, at + 1, from)),
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
