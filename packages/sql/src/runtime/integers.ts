// BIGINT at run time: numbers while safe, bigints beyond, wrapping at 64 bits (X0, R2).

import { isSafe, narrow, type Wide } from '../decimal.ts';
import { DIVISION_BY_ZERO } from '../row-error.ts';

/** Ends the row: an integer or decimal was divided by zero. */
export function divisionByZero(): never {
  throw DIVISION_BY_ZERO;
}

/** Sum, wrapping at 64 bits. */
export function addBigint(a: Wide, b: Wide): Wide {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (isSafe(sum)) return sum;
  }
  return narrow(BigInt.asIntN(64, BigInt(a) + BigInt(b)));
}

/** Difference, wrapping at 64 bits. */
export function subtractBigint(a: Wide, b: Wide): Wide {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (isSafe(difference)) return difference;
  }
  return narrow(BigInt.asIntN(64, BigInt(a) - BigInt(b)));
}

/** Product, wrapping at 64 bits. A product that reads as safe is exact: rounding cannot carry it below 2^53. */
export function multiplyBigint(a: Wide, b: Wide): Wide {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    if (isSafe(product)) return product + 0;
  }
  return narrow(BigInt.asIntN(64, BigInt(a) * BigInt(b)));
}

/** Quotient truncated toward zero; the smallest BIGINT divided by -1 is itself. */
export function divideBigint(a: Wide, b: Wide): Wide {
  if (b === 0) throw DIVISION_BY_ZERO;
  if (typeof a === 'number' && typeof b === 'number') return Math.trunc(a / b) + 0;
  return narrow(BigInt.asIntN(64, BigInt(a) / BigInt(b)));
}

/** Remainder with the sign of the dividend, for BIGINT and for DECIMAL of one scale. */
export function modWide(a: Wide, b: Wide): Wide {
  if (b === 0) throw DIVISION_BY_ZERO;
  if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0;
  return narrow(BigInt(a) % BigInt(b));
}

/** INT division whose divisor is written once. */
export function divideInt(a: number, b: number): number {
  if (b === 0) throw DIVISION_BY_ZERO;
  return a / b;
}

/** INT remainder whose divisor is written once. */
export function modInt(a: number, b: number): number {
  if (b === 0) throw DIVISION_BY_ZERO;
  return a % b;
}

/** Absolute value of a BIGINT; that of the smallest is itself. */
export function absBigint(a: Wide): Wide {
  return a < 0 ? subtractBigint(0, a) : a;
}

/** The low 32 bits. */
export function bigintToInt(a: Wide): number {
  return typeof a === 'number' ? a | 0 : Number(BigInt.asIntN(32, a));
}

/** The nearest FLOAT, rounded once: through a double it could be rounded twice. */
export function bigintToFloat(a: Wide): number {
  if (typeof a === 'number') return Math.fround(a);
  // The low bits only decide ties: folding them into one sticky bit keeps 54 bits exact in a double.
  const low = a & 0xfffn;
  const folded = (a >> 12n) * 2n + (low === 0n ? 0n : 1n);
  return Math.fround(Number(folded) * 2048);
}

/** Java's narrowing: NaN is 0, too large is the largest INT. */
export function doubleToInt(a: number): number {
  if (a >= 2_147_483_647) return 2_147_483_647;
  return a <= -2_147_483_648 ? -2_147_483_648 : a | 0;
}

/** Java's narrowing: NaN is 0, too large is the largest BIGINT. */
export function doubleToBigint(a: number): Wide {
  if (Number.isNaN(a)) return 0;
  const whole = Math.trunc(a) + 0;
  if (isSafe(whole)) return whole;
  if (a >= 2 ** 63) return 9_223_372_036_854_775_807n;
  return a <= -(2 ** 63) ? -9_223_372_036_854_775_808n : BigInt(whole);
}

/** Digits of any integer. */
export function integerToText(a: Wide): string {
  return String(a);
}
