// Rules of types: which are numeric, what arithmetic gives, what two branches or two operands have in common (X0).

import { type DataType, isText, sameType, type TypeKind } from '@weir/shared/data-type';
import { commonNested, isAlike, isDeep } from './types-nested.ts';

/** Types by short name, for tables of functions. */
export const BOOLEAN: DataType = { kind: 'BOOLEAN' };
export const INT: DataType = { kind: 'INT' };
export const BIGINT: DataType = { kind: 'BIGINT' };
export const DOUBLE: DataType = { kind: 'DOUBLE' };
export const STRING: DataType = { kind: 'STRING' };
export const TIMESTAMP: DataType = { kind: 'TIMESTAMP', precision: 3 };

/** A DECIMAL type. */
export type Decimal = Extract<DataType, { readonly kind: 'DECIMAL' }>;

const INTEGER_DIGITS: Partial<Record<TypeKind, number>> = { TINYINT: 3, SMALLINT: 5, INT: 10, BIGINT: 19 };
const PRECISION_MAX = 38;

/** True for TINYINT to BIGINT. */
export function isInteger(type: DataType): boolean {
  return INTEGER_DIGITS[type.kind] !== undefined;
}

/** True for FLOAT and DOUBLE. */
export function isApproximate(type: DataType): boolean {
  return type.kind === 'FLOAT' || type.kind === 'DOUBLE';
}

/** True for integers and DECIMAL. */
export function isExact(type: DataType): boolean {
  return isInteger(type) || type.kind === 'DECIMAL';
}

/** True for every type of number. */
export function isNumeric(type: DataType): boolean {
  return isExact(type) || isApproximate(type);
}

/** A type of moments: a DATE compares with none of them in Flink. */
function isMoment(
  type: DataType,
): type is Extract<DataType, { readonly kind: 'TIMESTAMP' | 'TIMESTAMP_LTZ' }> {
  return type.kind === 'TIMESTAMP' || type.kind === 'TIMESTAMP_LTZ';
}

/** True for the types that name a moment or a part of one. */
export function isDateTime(type: DataType): boolean {
  return (
    type.kind === 'DATE' || type.kind === 'TIME' || type.kind === 'TIMESTAMP' || type.kind === 'TIMESTAMP_LTZ'
  );
}

/** An exact number's type as DECIMAL: INT counts as DECIMAL(10, 0). `undefined` for other types. */
export function asDecimal(type: DataType): Decimal | undefined {
  if (type.kind === 'DECIMAL') return type;
  const precision = INTEGER_DIGITS[type.kind];
  return precision === undefined ? undefined : { kind: 'DECIMAL', precision, scale: 0 };
}

/** Scale of an exact number; 0 for integers. */
export function scaleOf(type: DataType): number {
  return type.kind === 'DECIMAL' ? type.scale : 0;
}

/** The type of `a op b` for numbers, or `undefined` when the operator does not take them. */
export function arithmeticType(
  operator: '+' | '-' | '*' | '/' | '%',
  a: DataType,
  b: DataType,
): DataType | undefined {
  if (!isNumeric(a) || !isNumeric(b)) return undefined;
  if (isApproximate(a) || isApproximate(b)) return operator === '%' ? undefined : approximateType(a, b);
  if (isInteger(a) && isInteger(b)) return operator === '%' ? b : widerInteger(a, b);
  const left = asDecimal(a);
  const right = asDecimal(b);
  if (left === undefined || right === undefined) return undefined;
  if (operator === '%' && left.scale === 0 && isInteger(b)) return b;
  return decimalArithmetic(operator, left, right);
}

/** FLOAT and DOUBLE: the left operand wins; an integer follows the other; DECIMAL with either is DOUBLE. */
function approximateType(a: DataType, b: DataType): DataType {
  if (a.kind === 'DECIMAL' || b.kind === 'DECIMAL') return DOUBLE;
  return isApproximate(a) ? a : b;
}

function widerInteger(a: DataType, b: DataType): DataType {
  return (INTEGER_DIGITS[a.kind] ?? 0) >= (INTEGER_DIGITS[b.kind] ?? 0) ? a : b;
}

function decimalArithmetic(operator: '+' | '-' | '*' | '/' | '%', a: Decimal, b: Decimal): Decimal {
  const whole = { a: a.precision - a.scale, b: b.precision - b.scale };
  const scale = Math.max(a.scale, b.scale);
  switch (operator) {
    case '+':
    case '-':
      return capped(Math.max(whole.a, whole.b) + scale + 1, scale);
    case '*':
      return capped(a.precision + b.precision + 1, a.scale + b.scale);
    case '/': {
      const quotientScale = Math.max(6, a.scale + b.precision + 1);
      return capped(whole.a + b.scale + quotientScale, quotientScale);
    }
    case '%':
      return capped(Math.min(whole.a, whole.b) + scale, scale);
  }
}

/** More than 38 digits: fraction digits go first, but 6 of them stay. */
function capped(precision: number, scale: number): Decimal {
  if (precision <= PRECISION_MAX) return { kind: 'DECIMAL', precision, scale };
  const kept = Math.max(PRECISION_MAX - (precision - scale), Math.min(scale, 6));
  return { kind: 'DECIMAL', precision: PRECISION_MAX, scale: kept };
}

/** True when adding, subtracting or multiplying these can exceed the result type, which gives NULL. */
export function mayOverflow(operator: '+' | '-' | '*', a: Decimal, b: Decimal): boolean {
  const scale = operator === '*' ? a.scale + b.scale : Math.max(a.scale, b.scale);
  const digits =
    operator === '*'
      ? a.precision + b.precision
      : Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1;
  return digits > PRECISION_MAX;
}

/**
 * The type that all branches convert to.
 *
 * @param rule  `case` for CASE and IF: DECIMAL with FLOAT is DOUBLE, of FLOAT and DOUBLE the first wins; `merge` for
 *              COALESCE, IFNULL, GREATEST and LEAST: DECIMAL with FLOAT is FLOAT, FLOAT with DOUBLE is DOUBLE.
 * @returns `undefined` when they have nothing in common; NULL when all are NULL.
 */
export function commonType(types: readonly DataType[], rule: 'case' | 'merge'): DataType | undefined {
  let result: DataType | undefined = { kind: 'NULL' };
  for (const type of types) {
    if (result === undefined) return undefined;
    result = common(result, type, rule);
  }
  return result;
}

function common(a: DataType, b: DataType, rule: 'case' | 'merge'): DataType | undefined {
  if (a.kind === 'NULL') return b;
  if (b.kind === 'NULL') return a;
  if (isNumeric(a) && isNumeric(b)) return commonNumber(a, b, rule);
  if (isText(a) && isText(b)) return commonText(a, b);
  if (isDateTime(a) && isDateTime(b) && a.kind !== b.kind) return commonMoment(a, b, rule);
  if (isDeep(a) || isDeep(b)) return commonNested(a, b, (x, y) => common(x, y, rule));
  if (a.kind !== b.kind) return undefined;
  return isDateTime(a) ? finest(a, b) : a;
}

/** Of two types of one kind that count digits of a second, the one with more. */
function finest(a: DataType, b: DataType): DataType {
  return 'precision' in a && 'precision' in b && b.precision > a.precision ? b : a;
}

/**
 * Moments of different kinds: CASE takes TIMESTAMP with TIMESTAMP_LTZ as the first of them, the functions as the last;
 * they also cut a TIMESTAMP to the DATE or TIME beside it.
 */
function commonMoment(a: DataType, b: DataType, rule: 'case' | 'merge'): DataType | undefined {
  const zoned = a.kind === 'TIMESTAMP_LTZ' || b.kind === 'TIMESTAMP_LTZ';
  const stamped = a.kind === 'TIMESTAMP' || b.kind === 'TIMESTAMP';
  if (!stamped) return undefined;
  const [wanted, other] = rule === 'case' ? [a, b] : [b, a];
  if (zoned) {
    if (wanted.kind !== 'TIMESTAMP' && wanted.kind !== 'TIMESTAMP_LTZ') return undefined;
    const digits = 'precision' in other && typeof other.precision === 'number' ? other.precision : 0;
    return { kind: wanted.kind, precision: Math.max(wanted.precision, digits) };
  }
  if (rule === 'case') return undefined;
  return a.kind === 'TIMESTAMP' ? b : a;
}

/** Two CHAR of one length stay so, else the longer length as VARCHAR; STRING has no length. */
function commonText(a: DataType, b: DataType): DataType {
  if (sameType(a, b)) return a;
  const lengths = [a, b].map((type) => ('length' in type ? type.length : Infinity));
  const length = Math.max(...lengths);
  return length === Infinity ? STRING : { kind: 'VARCHAR', length };
}

const TEXT_LENGTH_MAX = 2_147_483_647;

/** The type of texts one after another: their lengths together, CHAR when all are. */
export function joinedType(types: readonly DataType[]): DataType {
  let length = 0;
  for (const type of types) length += 'length' in type ? type.length : Infinity;
  if (length >= TEXT_LENGTH_MAX) return STRING;
  return { kind: types.every((type) => type.kind === 'CHAR') ? 'CHAR' : 'VARCHAR', length };
}

/** The type of a part of a text: of CHAR a VARCHAR as long. */
export function varyingType(type: DataType): DataType {
  return type.kind === 'CHAR' ? { kind: 'VARCHAR', length: type.length } : type;
}

function commonNumber(a: DataType, b: DataType, rule: 'case' | 'merge'): DataType {
  if (isApproximate(a) || isApproximate(b)) {
    if (rule === 'case') return approximateType(a, b);
    return a.kind === 'DOUBLE' || b.kind === 'DOUBLE' ? DOUBLE : { kind: 'FLOAT' };
  }
  if (isInteger(a) && isInteger(b)) return widerInteger(a, b);
  const left = asDecimal(a);
  const right = asDecimal(b);
  if (left === undefined || right === undefined) return DOUBLE;
  const scale = Math.max(left.scale, right.scale);
  return capped(Math.max(left.precision - left.scale, right.precision - right.scale) + scale, scale);
}

/** How text meets numbers: `=` refuses, an order reads the text as the number's type, IN takes the type of its left side. */
export type TextWithNumber = 'refuse' | 'number' | 'left';

/**
 * The type in which two values are compared: both are converted to it when they differ.
 *
 * @returns `exact` when both are exact numbers, which compare as they are; `undefined` when they do not compare.
 */
export function comparisonType(
  a: DataType,
  b: DataType,
  textWithNumber: TextWithNumber = 'refuse',
): DataType | 'exact' | undefined {
  if (a.kind === 'NULL') return b;
  if (b.kind === 'NULL') return a;
  if (isExact(a) && isExact(b)) return 'exact';
  if (isNumeric(a) && isNumeric(b)) return approximateType(a, b);
  if (isText(a) && isText(b)) return STRING;
  if (isDeep(a) || isDeep(b)) return isAlike(a, b) ? a : undefined;
  if (textWithNumber !== 'refuse' && ((isText(a) && isNumeric(b)) || (isText(b) && isNumeric(a)))) {
    const left = isText(a) ? STRING : a;
    return textWithNumber === 'left' ? left : isText(a) ? b : a;
  }
  if (a.kind === b.kind) return isDateTime(a) ? finest(a, b) : a;
  if (isText(a) && isDateTime(b)) return b;
  if (isText(b) && isDateTime(a)) return a;
  if (isMoment(a) && isMoment(b)) return { kind: a.kind, precision: Math.max(a.precision, b.precision) };
  return undefined;
}
