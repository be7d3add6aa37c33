// A second, slow way to compute a checked expression: walks the tree, computes in bigint, knows no code generation.
// The tests hold the generated JavaScript against it. Functions are asked through the helper table.

import type { DataType, Value } from '@weir/shared/data-type';
import { fit, narrow, pow10, rescale } from '../decimal.ts';
import { compileLike, matchLike } from '../like.ts';
import { DIVISION_BY_ZERO } from '../row-error.ts';
import type { Typed, TypedCall } from '../typed.ts';
import { isExact, scaleOf } from '../types.ts';
import { interpretCast } from './interpret-cast.ts';
import { interpretFunction } from './interpret-function.ts';

/** The value of the expression for one row. Throws `RowError`. */
export function interpret(expression: Typed, row: readonly Value[]): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'column':
      return row[expression.index] ?? null;
    case 'cast':
      return interpretCast(interpret(expression.operand, row), expression);
    case 'case':
      for (const branch of expression.branches) {
        if (interpret(branch.when, row) === true) return interpret(branch.result, row);
      }
      return expression.otherwise === undefined ? null : interpret(expression.otherwise, row);
    case 'call':
      return interpretCall(expression, row);
  }
}

function interpretCall(expression: TypedCall, row: readonly Value[]): Value {
  const name = expression.function;
  if (name === 'AND' || name === 'OR') return interpretLogic(expression, row);
  if (name === 'COALESCE') return interpretCoalesce(expression, row);
  const values = expression.arguments.map((argument) => interpret(argument, row));
  const [a = null, b = null, c = null] = values;
  switch (name) {
    case 'IS NULL':
      return a === null;
    case 'IS NOT NULL':
      return a !== null;
    case 'IS TRUE':
      return a === true;
    case 'IS NOT TRUE':
      return a !== true;
    case 'IS FALSE':
      return a === false;
    case 'IS NOT FALSE':
      return a !== false;
    case 'IS DISTINCT FROM':
      return !same(expression, a, b);
    case 'IS NOT DISTINCT FROM':
      return same(expression, a, b);
    case 'BETWEEN':
      return both(order('>=', expression, [0, 1], [a, b]), order('<=', expression, [0, 2], [a, c]));
    case 'BETWEEN SYMMETRIC': {
      const up = both(order('>=', expression, [0, 1], [a, b]), order('<=', expression, [0, 2], [a, c]));
      const down = both(order('>=', expression, [0, 2], [a, c]), order('<=', expression, [0, 1], [a, b]));
      return either(up, down);
    }
    case 'IN':
      return values
        .slice(1)
        .reduce<boolean | null>(
          (found, item, index) => either(found, order('=', expression, [0, index + 1], [a, item])),
          false,
        );
    case 'CONCAT_WS':
    case 'NULLIF':
      return interpretFunction(expression, values);
  }
  if (values.includes(null)) return null;
  return interpretStrict(expression, values);
}

function interpretStrict(expression: TypedCall, values: readonly Value[]): Value {
  const name = expression.function;
  const [a = null, b = null] = values;
  switch (name) {
    case 'NOT':
      return a === false;
    case '=':
    case '<>':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return order(name, expression, [0, 1], [a, b]);
    case 'LIKE': {
      const pattern = compileLike(String(b), String(values[2] ?? ''));
      return typeof pattern === 'string' ? null : matchLike(String(a), pattern);
    }
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case 'NEGATE':
      return arithmetic(expression, a, b);
    default:
      return interpretFunction(expression, values);
  }
}

function interpretLogic(expression: TypedCall, row: readonly Value[]): Value {
  const [left, right] = expression.arguments;
  if (left === undefined || right === undefined) return null;
  const decisive = expression.function === 'OR';
  const a = interpret(left, row);
  if (a === decisive) return decisive;
  const b = interpret(right, row);
  if (b === decisive) return decisive;
  return a === null || b === null ? null : !decisive;
}

function interpretCoalesce(expression: TypedCall, row: readonly Value[]): Value {
  for (const argument of expression.arguments) {
    const value = interpret(argument, row);
    if (value !== null) return value;
  }
  return null;
}

function both(a: boolean | null, b: boolean | null): boolean | null {
  if (a === false || b === false) return false;
  return a === null || b === null ? null : true;
}

function either(a: boolean | null, b: boolean | null): boolean | null {
  if (a === true || b === true) return true;
  return a === null || b === null ? null : false;
}

function same(expression: TypedCall, a: Value, b: Value): boolean {
  if (a === null || b === null) return a === b;
  return order('=', expression, [0, 1], [a, b]) === true;
}

type Pair<T> = readonly [T, T];

function order(
  operator: string,
  expression: TypedCall,
  places: Pair<number>,
  [a, b]: Pair<Value>,
): boolean | null {
  if (a === null || b === null) return null;
  const left = expression.arguments[places[0]]?.type;
  const right = expression.arguments[places[1]]?.type;
  if (left === undefined || right === undefined) return null;
  const sign = signOf(left, right, a, b);
  switch (operator) {
    case '=':
      return sign === 0;
    case '<>':
      return sign !== 0;
    case '<':
      return sign < 0;
    case '<=':
      return sign <= 0;
    case '>':
      return sign > 0;
    default:
      return sign >= 0;
  }
}

/** Negative, 0, positive; NaN when one is NaN. */
function signOf(left: DataType, right: DataType, a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return pointOrder([...a], [...b]);
  if (typeof a === 'boolean' || typeof b === 'boolean') return Number(a) - Number(b);
  if (isExact(left) && isExact(right)) {
    const scale = Math.max(scaleOf(left), scaleOf(right));
    const difference = rescale(big(a), scaleOf(left), scale) - rescale(big(b), scaleOf(right), scale);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }
  const x = Number(a);
  const y = Number(b);
  if (x === y) return 0;
  return x < y ? -1 : x > y ? 1 : Number.NaN;
}

function big(value: Value): bigint {
  return typeof value === 'number' || typeof value === 'bigint' ? BigInt(value) : 0n;
}

function pointOrder(a: readonly string[], b: readonly string[]): number {
  for (const [index, point] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const difference = (point.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

const BITS: Partial<Record<DataType['kind'], number>> = { TINYINT: 8, SMALLINT: 16, INT: 32, BIGINT: 64 };

function arithmetic(expression: TypedCall, a: Value, b: Value): Value {
  const { type } = expression;
  const bits = BITS[type.kind];
  const [left, right] = expression.arguments;
  if (left === undefined) return null;
  if (type.kind === 'FLOAT') return Math.fround(floating(expression.function, Number(a), Number(b)));
  if (type.kind === 'DOUBLE') return floating(expression.function, Number(a), Number(b));
  if (bits === undefined && type.kind !== 'DECIMAL') return interpretFunction(expression, [a, b]);
  const x = big(a);
  const y = big(b);
  if (bits !== undefined && left.type.kind !== 'DECIMAL')
    return narrow(BigInt.asIntN(bits, whole(expression.function, x, y)));
  const scales = { a: scaleOf(left.type), b: right === undefined ? 0 : scaleOf(right.type) };
  const result = decimal(expression.function, x, y, scales);
  if (type.kind === 'DECIMAL') return fit(rescale(result.value, result.scale, type.scale), type.precision);
  return narrow(result.value);
}

function floating(operator: string, a: number, b: number): number {
  if (operator === '+') return a + b;
  if (operator === '-') return a - b;
  if (operator === '*') return a * b;
  return operator === '/' ? a / b : -a;
}

function whole(operator: string, a: bigint, b: bigint): bigint {
  if (operator === '+') return a + b;
  if (operator === '-') return a - b;
  if (operator === '*') return a * b;
  if (operator === 'NEGATE') return -a;
  if (b === 0n) throw DIVISION_BY_ZERO;
  return operator === '/' ? a / b : a % b;
}

function decimal(
  operator: string,
  a: bigint,
  b: bigint,
  scales: { a: number; b: number },
): { value: bigint; scale: number } {
  const scale = Math.max(scales.a, scales.b);
  if (operator === '*') return { value: a * b, scale: scales.a + scales.b };
  if (operator === 'NEGATE') return { value: -a, scale: scales.a };
  if (operator !== '/') {
    return { value: whole(operator, rescale(a, scales.a, scale), rescale(b, scales.b, scale)), scale };
  }
  if (b === 0n) throw DIVISION_BY_ZERO;
  return quotient(a, b, scales.a - scales.b);
}

/** 38 significant digits, half up, found by growing the dividend until the quotient is long enough. */
function quotient(a: bigint, b: bigint, scale: number): { value: bigint; scale: number } {
  const negative = a < 0n !== b < 0n;
  const dividend = a < 0n ? -a : a;
  const divisor = b < 0n ? -b : b;
  if (dividend === 0n) return { value: 0n, scale: 0 };
  let shift = 90;
  const digits = String((dividend * 10n ** 90n) / divisor).length - 38;
  shift -= digits;
  const numerator = shift >= 0 ? dividend * 10n ** BigInt(shift) : dividend;
  const denominator = shift >= 0 ? divisor : divisor * 10n ** BigInt(-shift);
  const rounded = (numerator * 2n + denominator) / (denominator * 2n);
  const value = negative ? -rounded : rounded;
  const total = scale + shift;
  return total >= 0 ? { value, scale: total } : { value: value * pow10(-total), scale: 0 };
}
