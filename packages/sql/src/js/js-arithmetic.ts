// Code of + - * / % and the minus sign: plain JavaScript for INT and DOUBLE, helpers for BIGINT and DECIMAL.

import { type DataType, isNanos } from '@weir/shared/data-type';
import { helper, type Js, js } from '@weir/shared/fragment';
import type { Typed, TypedCall } from '../check/typed.ts';
import { asDecimal, type Decimal, isDateTime } from '../check/types.ts';
import { type Built, type Code, strict } from './js-code.ts';
import type { Compile } from './to-js.ts';

/** The code of an arithmetic call. */
export function arithmeticCode(compile: Compile, expression: TypedCall): Code {
  return strict(compile.names, expression.arguments.map(compile.node), (operands) => {
    const [left, right] = operands;
    if (left === undefined) throw new Error('bug: arithmetic has operands');
    if (right === undefined) return { value: negated(expression.type, left.value) };
    return binary(expression, left, right);
  });
}

function binary(expression: TypedCall, left: Code, right: Code): Built {
  const { type } = expression;
  switch (type.kind) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
      return integer(expression, left, right);
    case 'BIGINT':
      return bigint(expression, left.value, right.value);
    case 'FLOAT':
      return { value: js`Math.fround(${inline(expression.function, left.value, right.value)})` };
    case 'DOUBLE':
      return { value: inline(expression.function, left.value, right.value) };
    case 'DECIMAL':
      return decimal(expression, type, left.value, right.value);
    default:
      return { value: moment(expression, left.value, right.value) };
  }
}

function inline(operator: string, a: Js, b: Js): Js {
  switch (operator) {
    case '+':
      return js`(${a} + ${b})`;
    case '-':
      return js`(${a} - ${b})`;
    case '*':
      return js`(${a} * ${b})`;
    case '/':
      return js`(${a} / ${b})`;
    default:
      return js`(${a} % ${b})`;
  }
}

/** A whole number cut to the bits of its type. */
export function wrapped(type: DataType, value: Js): Js {
  if (type.kind === 'TINYINT') return js`(${value} << 24 >> 24)`;
  return type.kind === 'SMALLINT' ? js`(${value} << 16 >> 16)` : js`(${value} | 0)`;
}

function integer(expression: TypedCall, left: Code, right: Code): Built {
  const { type, function: operator } = expression;
  const a = left.value;
  const b = right.value;
  if (operator === '*')
    return { value: type.kind === 'INT' ? js`Math.imul(${a}, ${b})` : wrapped(type, js`(${a} * ${b})`) };
  if (operator === '+' || operator === '-') return { value: wrapped(type, inline(operator, a, b)) };
  const divisor = expression.arguments[1];
  const dividend = expression.arguments[0];
  // BIGINT % 3 is INT while its dividend is wide; so is DECIMAL(p, 0) % 3.
  const isWide =
    dividend !== undefined && (dividend.type.kind === 'BIGINT' || dividend.type.kind === 'DECIMAL');
  if (isWide) return { value: js`${helper('modWide')}(${a}, ${b})`, fallible: !isNonZero(divisor) };
  const result = wrapped(type, inline(operator, a, b));
  if (isNonZero(divisor)) return { value: result };
  // A dividend that can fail comes first, so that its error is the one that is told.
  if (right.atom && !left.fallible)
    return { value: js`(${b} === 0 ? ${helper('divisionByZero')}() : ${result})`, fallible: true };
  const name = operator === '/' ? helper('divideInt') : helper('modInt');
  return { value: wrapped(type, js`${name}(${a}, ${b})`), fallible: true };
}

function isNonZero(divisor: Typed | undefined): boolean {
  return divisor?.kind === 'literal' && divisor.value !== null && divisor.value !== 0;
}

function bigint(expression: TypedCall, a: Js, b: Js): Built {
  switch (expression.function) {
    case '+':
      return { value: js`${helper('addBigint')}(${a}, ${b})` };
    case '-':
      return { value: js`${helper('subtractBigint')}(${a}, ${b})` };
    case '*':
      return { value: js`${helper('multiplyBigint')}(${a}, ${b})` };
    case '/':
      return {
        value: js`${helper('divideBigint')}(${a}, ${b})`,
        fallible: !isNonZero(expression.arguments[1]),
      };
    default:
      return { value: js`${helper('modWide')}(${a}, ${b})`, fallible: !isNonZero(expression.arguments[1]) };
  }
}

function decimal(expression: TypedCall, type: Decimal, a: Js, b: Js): Built {
  const [leftType, rightType] = expression.arguments.map((argument) => asDecimal(argument.type));
  if (leftType === undefined || rightType === undefined)
    throw new Error('bug: DECIMAL arithmetic has exact operands');
  const fallible =
    (expression.function === '/' || expression.function === '%') && !isNonZero(expression.arguments[1]);
  if (expression.function === '/') {
    const scales = js`${leftType.scale}, ${rightType.scale}`;
    const value = js`${helper('divideDecimal')}(${a}, ${b}, ${scales}, ${type.precision}, ${type.scale})`;
    return { value, maybeNull: expression.nullable, fallible };
  }
  if (expression.function === '*') {
    const product = js`${helper('multiplyWide')}(${a}, ${b})`;
    return fitted(product, leftType.scale + rightType.scale, expression, type);
  }
  const scale = Math.max(leftType.scale, rightType.scale);
  const left = scaledUp(a, scale - leftType.scale);
  const right = scaledUp(b, scale - rightType.scale);
  if (expression.function === '%') {
    const rest = js`${helper('modWide')}(${left}, ${right})`;
    return scale === type.scale
      ? { value: rest, fallible }
      : { ...fitted(rest, scale, expression, type), fallible };
  }
  const name = expression.function === '+' ? helper('addWide') : helper('subtractWide');
  return fitted(js`${name}(${left}, ${right})`, scale, expression, type);
}

/** An unscaled integer with more zeros at its end. */
export function scaledUp(value: Js, digits: number): Js {
  return digits === 0 ? value : js`${helper('scaleUp')}(${value}, ${digits})`;
}

function fitted(value: Js, scale: number, expression: TypedCall, type: Decimal): Built {
  if (!expression.nullable && scale === type.scale) return { value };
  const overflows = type.precision === 38;
  if (!overflows && scale === type.scale) return { value };
  return {
    value: js`${helper('fitDecimal')}(${value}, ${scale}, ${type.precision}, ${type.scale})`,
    maybeNull: overflows,
  };
}

/** The minus sign. */
function negated(type: DataType, value: Js): Js {
  switch (type.kind) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
      return wrapped(type, js`(-${value})`);
    case 'BIGINT':
      return js`${helper('subtractBigint')}(0, ${value})`;
    case 'DECIMAL':
      return js`${helper('subtractWide')}(0, ${value})`;
    case 'FLOAT':
    case 'DOUBLE':
      return js`(-${value})`;
    default:
      return js`(0 - ${value})`;
  }
}

/** A moment or an interval with an interval, or an interval times a number. */
function moment(expression: TypedCall, a: Js, b: Js): Js {
  const operator = expression.function;
  const right = expression.arguments[1];
  if (operator === '*') return js`${helper('multiplyInterval')}(${a}, ${b})`;
  if (!isDateTime(expression.type)) return inline(operator, a, b);
  const amount = operator === '-' ? js`-${b}` : b;
  if (right?.type.kind === 'INTERVAL_MONTH') {
    if (expression.type.kind === 'TIME') return a;
    if (expression.type.kind === 'DATE') return js`${helper('addMonthsToDate')}(${a}, ${amount})`;
    const name = isNanos(expression.type) ? helper('addMonthsToNanos') : helper('addMonthsToTimestamp');
    return js`${name}(${a}, ${amount})`;
  }
  if (isNanos(expression.type)) return js`${helper('addMsToNanos')}(${a}, ${amount})`;
  if (expression.type.kind === 'DATE') return js`(${a} + Math.trunc(${amount} / 86400000))`;
  return expression.type.kind === 'TIME'
    ? js`${helper('wrapTime')}(${a} + ${amount})`
    : js`(${a} + ${amount})`;
}
