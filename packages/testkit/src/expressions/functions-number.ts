// Functions of numbers, and those that choose the largest or smallest, in the interpreter (X1.4, X1.17, X1.20 to X1.23).

import { isText } from '@weir/shared/data-type';
import type { TypedCall } from '@weir/sql/check/typed';
import { RowError } from '@weir/sql/row-error';
import { order, textOrder } from './compare.ts';
import { Fraction, fractionOf } from './fraction.ts';
import { exactOf, fitted, type Model, wholeOf } from './model.ts';

/** A function of arguments none of which is NULL. */
export type StrictFunction = (values: readonly Model[], call: TypedCall) => Model;

const BEYOND = 40;

/** Digits as a small number: what lies further than any type has digits makes no difference. */
function places(values: readonly Model[]): number {
  if (values.length < 2) return 0;
  return Math.max(-BEYOND, Math.min(400, Number(wholeOf(values[1]))));
}

/** A result at a count of digits, in the type of the call. */
function rounding(round: (value: Fraction, digits: number) => Fraction): StrictFunction {
  return (values, { type }) => fitted(round(exactOf(values[0]), places(values)), type);
}

function isFloat(value: Model | undefined): value is number {
  return typeof value === 'number';
}

function roundFloat(value: number, digits: number): number {
  if (!Number.isFinite(value)) throw new RowError('NUMBER_RANGE', 'NaN and the infinities do not round');
  return numberOf(fractionOf(String(value)).roundedTo(digits));
}

/** The nearest DOUBLE of a number with few digits; never -0. */
function numberOf(value: Fraction): number {
  let digits = 0;
  while (digits < 400 && value.shifted(digits).truncated() * value.under !== value.shifted(digits).over)
    digits += 1;
  return Number(`${value.shifted(digits).truncated()}e${-digits}`) + 0;
}

/** By way of DECIMAL(38, 18), which has 20 digits before the point. */
function truncateFloat(value: number, digits: number): number {
  const asDecimal = Number.isFinite(value)
    ? fitted(fractionOf(String(value)), { kind: 'DECIMAL', precision: 38, scale: 18 })
    : null;
  if (asDecimal === null) throw new RowError('NUMBER_RANGE', 'TRUNCATE takes numbers below 1E20');
  return numberOf(cutTo(exactOf(asDecimal), Math.min(digits, 18)));
}

function cutTo(value: Fraction, digits: number): Fraction {
  return new Fraction(value.shifted(digits).truncated()).shifted(-digits);
}

function inType(value: number, { type }: TypedCall): number {
  return type.kind === 'FLOAT' ? Math.fround(value) : value;
}

const ceiling = (value: Fraction): bigint => -value.negated().floor();

/** Which of two values is taken first: `sign` 1 for the larger one. NaN is above all numbers and -0.0 below 0.0. */
function extreme(sign: 1 | -1): StrictFunction {
  return (values, { type }) =>
    values.reduce((best, value) => {
      if (isText(type)) return sign * textOrder(String(value), String(best)) > 0 ? value : best;
      if (isFloat(value) && isFloat(best)) return sign * javaOrder(value, best) > 0 ? value : best;
      return sign * order(value, best) > 0 ? value : best;
    });
}

function javaOrder(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  if (a === 0 && b === 0) return Number(Object.is(b, -0)) - Number(Object.is(a, -0));
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Functions by name. */
export const numberFunctions: Readonly<Record<string, StrictFunction>> = {
  ABS: ([value = null], { type }) =>
    isFloat(value) ? (value <= 0 ? 0 - value : value) : fitted(exactOf(value).abs(), type),
  SIGN: ([value = null], { type }) => {
    if (isFloat(value)) return value > 0 ? 1 : value < 0 ? -1 : value;
    return fitted(new Fraction(exactOf(value).sign()), type);
  },
  ROUND: (values, call) => {
    const [value] = values;
    if (isFloat(value)) return inType(roundFloat(value, places(values)), call);
    return rounding((exact, digits) => (digits >= BEYOND ? exact : exact.roundedTo(digits)))(values, call);
  },
  TRUNCATE: (values, call) => {
    const [value] = values;
    if (isFloat(value)) return inType(truncateFloat(value, places(values)), call);
    return rounding((exact, digits) => (digits >= BEYOND ? exact : cutTo(exact, digits)))(values, call);
  },
  FLOOR: ([value = null], { type }) =>
    isFloat(value) ? Math.floor(value) : fitted(new Fraction(exactOf(value).floor()), type),
  CEIL: ([value = null], { type }) =>
    isFloat(value) ? Math.ceil(value) : fitted(new Fraction(ceiling(exactOf(value))), type),
  GREATEST: extreme(1),
  LEAST: (values, call) => {
    const numbers = values.filter((value) => !(isFloat(value) && Number.isNaN(value)));
    // Flink's LEAST takes NaN only when there is nothing else.
    return numbers.length === 0 ? Number.NaN : extreme(-1)(numbers, call);
  },
};
