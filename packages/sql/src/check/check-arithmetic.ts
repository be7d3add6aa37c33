// Types arithmetic: numbers with numbers, moments with intervals.

import { type DataType, isText, typeText } from '@weir/shared/data-type';
import type { Span } from '../parse/ast.ts';
import { type CheckContext, convert, replaced, report, strictCall } from './check-context.ts';
import type { Typed, TypedCall } from './typed.ts';
import {
  arithmeticType,
  asDecimal,
  INT,
  isApproximate,
  isDateTime,
  isInteger,
  isNumeric,
  mayOverflow,
} from './types.ts';

/** The arithmetic operators. */
export type Arithmetic = '+' | '-' | '*' | '/' | '%';
type Sides = {
  readonly left: Typed;
  readonly right: Typed;
  readonly span: Span;
  readonly operatorSpan?: Span | undefined;
};

/** `left op right` for numbers, moments and intervals. */
export function checkArithmetic(ctx: CheckContext, operator: Arithmetic, sides: Sides): Typed | undefined {
  const left =
    sides.left.type.kind === 'NULL' ? convert(sides.left, numberLike(sides.right.type)) : sides.left;
  const right = sides.right.type.kind === 'NULL' ? convert(sides.right, numberLike(left.type)) : sides.right;
  const type = arithmeticType(operator, left.type, right.type);
  if (type !== undefined) return numberArithmetic(operator, left, right, type);
  return checkTimeArithmetic(operator, left, right) ?? refuseArithmetic(ctx, operator, sides);
}

function numberLike(type: DataType): DataType {
  return isNumeric(type) ? type : INT;
}

/** The typed call of an operator on numbers; `type` comes from `arithmeticType`. */
export function numberArithmetic(operator: Arithmetic, left: Typed, right: Typed, type: DataType): TypedCall {
  if (isApproximate(type)) return strictCall(operator, [convert(left, type), convert(right, type)], type);
  const call = strictCall(operator, [left, right], type);
  const a = asDecimal(left.type);
  const b = asDecimal(right.type);
  if (type.kind !== 'DECIMAL' || a === undefined || b === undefined || operator === '%') return call;
  const overflows = operator === '/' ? type.precision === 38 : mayOverflow(operator, a, b);
  return overflows ? { ...call, nullable: true } : call;
}

function checkTimeArithmetic(operator: Arithmetic, left: Typed, right: Typed): Typed | undefined {
  const leftInterval = left.type.kind === 'INTERVAL_DAY' || left.type.kind === 'INTERVAL_MONTH';
  const rightInterval = right.type.kind === 'INTERVAL_DAY' || right.type.kind === 'INTERVAL_MONTH';
  const adding = operator === '+' || operator === '-';
  if (leftInterval && rightInterval && adding && left.type.kind === right.type.kind) {
    return strictCall(operator, [left, right], left.type);
  }
  if (isDateTime(left.type) && rightInterval && adding) return strictCall(operator, [left, right], left.type);
  if (leftInterval && isDateTime(right.type) && operator === '+')
    return strictCall('+', [right, left], right.type);
  if (operator !== '*') return undefined;
  if (leftInterval && isInteger(right.type)) return strictCall('*', [left, right], left.type);
  return rightInterval && isInteger(left.type) ? strictCall('*', [right, left], right.type) : undefined;
}

function refuseArithmetic(ctx: CheckContext, operator: Arithmetic, sides: Sides): undefined {
  const { left, right, span, operatorSpan } = sides;
  const joins = operator === '+' && isText(left.type) && isText(right.type) && operatorSpan !== undefined;
  const fix = joins ? { title: 'Join with ||', replace: replaced(ctx, operatorSpan, '||') } : undefined;
  return report(ctx, {
    code: 'SQL_TYPE',
    message: `${operator} does not take ${typeText(left.type)} and ${typeText(right.type)}`,
    hint: arithmeticHint(operator, left.type, right.type),
    span,
    fix,
  });
}

function arithmeticHint(operator: Arithmetic, left: DataType, right: DataType): string | undefined {
  if (isText(left) || isText(right)) {
    return operator === '+' ? 'Text is joined with ||; convert text to a number with CAST.' : 'Use CAST.';
  }
  if (operator === '%') return '% takes integers and DECIMAL.';
  if (isDateTime(left) && isDateTime(right)) return 'Use TIMESTAMPDIFF(SECOND, from, to).';
  if (isDateTime(left) || isDateTime(right)) return "Write + INTERVAL '1' DAY.";
  return undefined;
}
