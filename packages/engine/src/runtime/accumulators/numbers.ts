// Numbers of any type as DOUBLE and back, the way CAST does, for aggregates that compute in DOUBLE.
import type { DataType, Value } from '@weir/shared/data-type';
import { constant, type Js, js } from '@weir/shared/fragment';
import type { Wide } from '@weir/sql/decimal';
import { decimalToDouble, doubleToDecimal } from '@weir/sql/runtime/decimals';
import { doubleToBigint, doubleToInt } from '@weir/sql/runtime/integers';

/** A value of a type of numbers as DOUBLE, as a function and as code. */
export function asDouble(type: DataType): {
  readonly run: (value: Value) => number;
  readonly code: (value: Js) => Js;
} {
  if (type.kind === 'DECIMAL') {
    const { scale } = type;
    const run = (value: Value): number =>
      typeof value === 'number' || typeof value === 'bigint' ? decimalToDouble(value, scale) : Number.NaN;
    return { run, code: (value) => js`${constant(run)}(${value})` };
  }
  return {
    run: Number,
    code: (value) => (type.kind === 'BIGINT' ? js`Number(${value})` : value),
  };
}

/** A DOUBLE in a type of numbers: saturating to INT, then the low bits; DECIMAL half up, NULL when it does not fit. */
export function fromDouble(value: number, type: DataType): Wide | null {
  switch (type.kind) {
    case 'TINYINT':
      return (doubleToInt(value) << 24) >> 24;
    case 'SMALLINT':
      return (doubleToInt(value) << 16) >> 16;
    case 'INT':
      return doubleToInt(value);
    case 'BIGINT':
      return doubleToBigint(value);
    case 'DECIMAL':
      return doubleToDecimal(value, type.precision, type.scale);
    case 'FLOAT':
      return Math.fround(value);
    default:
      return value;
  }
}
