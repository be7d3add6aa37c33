// AVG: a sum and the number of values, divided at the end. Of whole numbers it is a BIGINT sum, cut toward zero (X3.4).
import type { DataType } from '@weir/shared/data-type';
import { js } from '@weir/shared/fragment';
import type { Wide } from '@weir/sql/decimal';
import { divideDecimal } from '@weir/sql/runtime/decimals';
import { divideBigint } from '@weir/sql/runtime/integers';
import { type Fields, numberAt, setNumber } from '../group-fields.ts';
import { type Accumulator, fieldJs } from './accumulator.ts';
import { addTo } from './count.ts';
import { wideTotal } from './wide-total.ts';

/** AVG of a type of numbers. */
export function average(
  type: DataType,
  resultType: DataType,
  at: number,
  { merges }: { readonly merges: boolean },
): Accumulator {
  if (type.kind === 'DOUBLE' || type.kind === 'FLOAT') return floatAverage(type, at);
  const { state, total, count } = wideTotal(type.kind === 'DECIMAL', at, { overflow: 'ends', merges });
  return {
    ...state,
    result: (fields, slot) => {
      const sum = total(fields, slot);
      return sum === null ? null : quotient(sum, count(fields, slot), type, resultType);
    },
  };
}

function quotient(total: Wide, count: number, type: DataType, result: DataType): Wide | null {
  if (type.kind !== 'DECIMAL' || result.kind !== 'DECIMAL') return divideBigint(total, count);
  return divideDecimal(total, count, type.scale, 0, result.precision, result.scale);
}

/** FLOAT is added up as DOUBLE. */
function floatAverage(type: DataType, at: number): Accumulator {
  const add = (fields: Fields, slot: number, value: number, count: number): void => {
    addTo(fields, at, slot, value);
    addTo(fields, at + 1, slot, count);
    if (numberAt(fields, at + 1, slot) === 0) setNumber(fields, at, slot, 0);
  };
  return {
    fields: ['number', 'number'],
    code: (slot, value) => js`${fieldJs(at, slot)} += ${value}; ${fieldJs(at + 1, slot)} += 1;`,
    add: (fields, slot, value) => add(fields, slot, Number(value), 1),
    retract: (fields, slot, value) => add(fields, slot, -Number(value), -1),
    merge: (into, to, other, from) => add(into, to, numberAt(other, at, from), numberAt(other, at + 1, from)),
    result: (fields, slot) => {
      const count = numberAt(fields, at + 1, slot);
      if (count === 0) return null;
      const mean = numberAt(fields, at, slot) / count;
      return type.kind === 'FLOAT' ? Math.fround(mean) : mean;
    },
  };
}
