// Choosing and rounding at run time.

import type { Value } from '@weir/shared/data-type';
import { divideHalfUp, fit, narrow, pow10, type Wide } from '../decimal.ts';
import { RowError } from '../row-error.ts';
import { decimalToDouble, doubleToDecimal, scaleUp } from './decimals.ts';
import { roundDigits } from './floats.ts';
import { compareText } from './logic.ts';

/** NULL when both are equal, else the first. */
export function nullIf(value: Value, other: Value): Value {
  return value === other ? null : value;
}

/** The same for exact numbers of different scales. */
export function nullIfScaled(
  value: Wide | null,
  other: Wide | null,
  digits: number,
  otherDigits: number,
): Wide | null {
  return scaleUp(value, digits) === scaleUp(other, otherDigits) ? null : value;
}

/** The larger of two values of one carrier order. */
export function greatest<T extends Wide | boolean>(a: T, b: T): T {
  return b > a ? b : a;
}

/** The smaller of two values of one carrier order. */
export function least<T extends Wide | boolean>(a: T, b: T): T {
  return b < a ? b : a;
}

/** The larger text by code point. */
export function greatestText(a: string, b: string): string {
  return compareText(b, a) > 0 ? b : a;
}

/** The smaller text by code point. */
export function leastText(a: string, b: string): string {
  return compareText(b, a) < 0 ? b : a;
}

/** `Double.compare` order: NaN highest, -0.0 below 0.0. */
export function greatestDouble(a: number, b: number): number {
  return Math.max(a, b);
}

/** `Double.compare` order: NaN highest, so it never is the least of two others. */
export function leastDouble(a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return Number.isNaN(b) ? a : Math.min(a, b);
}

/** The sign of a BIGINT. */
export function signBigint(a: Wide): number {
  return a > 0 ? 1 : a < 0 ? -1 : 0;
}

/** The sign of a DECIMAL, in its scale; NULL when 1 does not fit the type. */
export function signDecimal(a: Wide, precision: number, scale: number): Wide | null {
  return fit(BigInt(signBigint(a)) * pow10(scale), precision);
}

/** ROUND of an INT to digits before the point; the caller cuts it to its type. */
export function roundInt(a: number, digits: number): number {
  return Number(BigInt.asIntN(32, roundWhole(BigInt(a), digits)));
}

/** ROUND of a BIGINT to digits before the point, wrapping at 64 bits. */
export function roundBigint(a: Wide, digits: number): Wide {
  return digits >= 0 ? a : narrow(BigInt.asIntN(64, roundWhole(BigInt(a), digits)));
}

function roundWhole(value: bigint, digits: number): bigint {
  if (digits >= 0) return value;
  if (digits < -20) return 0n;
  const unit = pow10(-digits);
  return divideHalfUp(value, unit) * unit;
}

/** TRUNCATE of a whole number to digits before the point. */
export function truncateWhole(a: Wide, digits: number): Wide {
  if (digits >= 0) return a;
  if (digits < -20) return 0;
  const unit = pow10(-digits);
  return narrow((BigInt(a) / unit) * unit);
}

/** TRUNCATE of a DECIMAL: the digits behind are dropped and the scale is the one of the result. */
export function truncateDecimal(a: Wide, fromScale: number, digits: number, scale: number): Wide {
  if (digits >= fromScale) return a;
  const drop = fromScale - digits;
  if (drop > 40) return 0;
  const kept = BigInt(a) / pow10(drop);
  return narrow(digits < 0 ? kept * pow10(-digits) : kept * pow10(scale - digits));
}

/** TRUNCATE of a DOUBLE by way of DECIMAL(38, 18) as in Flink; what that cannot hold ends the row (X1.21). */
export function truncateDouble(a: number, digits: number): number {
  const exact = Number.isFinite(a) ? doubleToDecimal(a, 38, 18) : null;
  if (exact === null) throw new RowError('NUMBER_RANGE', 'TRUNCATE takes numbers below 1E20');
  const places = Math.min(digits, 18);
  return decimalToDouble(truncateDecimal(exact, 18, places, Math.max(places, 0)), Math.max(places, 0)) + 0;
}

/** The square root as Flink computes it, POWER(x, 0.5): of -Infinity it is Infinity, of -0.0 it is 0.0. */
export function squareRoot(a: number): number {
  return a === -Infinity ? Infinity : Math.sqrt(a) + 0;
}

/** ROUND of a DOUBLE; NaN and the infinities end the row (X1.20). */
export function roundDouble(a: number, digits: number): number {
  if (!Number.isFinite(a)) throw new RowError('NUMBER_RANGE', 'NaN and infinity cannot be rounded');
  return roundDigits(a, digits);
}
