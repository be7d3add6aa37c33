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

/** Java's order: -0.0 before 0.0, NaN last. */
export function compareDoubles(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === 0 && b === 0) return (Object.is(a, -0) ? 0 : 1) - (Object.is(b, -0) ? 0 : 1);
  return (Number.isNaN(a) ? 1 : 0) - (Number.isNaN(b) ? 1 : 0);
}
