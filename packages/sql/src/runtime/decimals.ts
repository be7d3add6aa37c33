// DECIMAL at run time: unscaled integers, exact to 38 digits, overflow is NULL (X0, R3).

import { decimalText, divideHalfUp, fit, isSafe, narrow, pow10, rescale, type Wide } from '../decimal.ts';
import { DIVISION_BY_ZERO, RowError } from '../row-error.ts';
import { shortestDigits } from './floats.ts';

/** Sum of unscaled integers, without a bound. */
export function addWide(a: Wide, b: Wide): Wide {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (isSafe(sum)) return sum;
  }
  return narrow(BigInt(a) + BigInt(b));
}

/** Difference of unscaled integers, without a bound. */
export function subtractWide(a: Wide, b: Wide): Wide {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (isSafe(difference)) return difference;
  }
  return narrow(BigInt(a) - BigInt(b));
}

/** Product of unscaled integers, without a bound. */
export function multiplyWide(a: Wide, b: Wide): Wide {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    if (isSafe(product)) return product + 0;
  }
  return narrow(BigInt(a) * BigInt(b));
}

/** `value * 10^digits`; NULL stays NULL. */
export function scaleUp(value: Wide | null, digits: number): Wide | null {
  if (value === null) return null;
  if (typeof value === 'number' && digits <= 15) {
    const scaled = value * (POWERS[digits] ?? 1);
    if (isSafe(scaled)) return scaled;
  }
  return narrow(BigInt(value) * pow10(digits));
}

const POWERS: readonly number[] = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

/** The unscaled integer at another scale, rounded half up; NULL when it needs more digits than the precision. */
export function fitDecimal(value: Wide, fromScale: number, precision: number, scale: number): Wide | null {
  if (fromScale === scale && typeof value === 'number' && precision >= 16) return value;
  return fit(rescale(BigInt(value), fromScale, scale), precision);
}

/** Quotient to 38 significant digits, then to the scale of the result, each rounded half up as Flink does. */
export function divideDecimal(
  a: Wide,
  b: Wide,
  scaleA: number,
  scaleB: number,
  precision: number,
  scale: number,
): Wide | null {
  if (b === 0) throw DIVISION_BY_ZERO;
  if (a === 0) return 0;
  const dividend = BigInt(a);
  const divisor = BigInt(b);
  // The quotient of the unscaled integers has digits(a) - digits(b) or one more whole digits.
  const extra = 38 - (digitCount(dividend) - digitCount(divisor));
  const quotient =
    extra >= 0
      ? quotientAt(dividend * pow10(extra), divisor, extra)
      : quotientAt(dividend, divisor * pow10(-extra), extra);
  return fit(rescaleAny(quotient.value, quotient.exponent + scaleA - scaleB, scale), precision);
}

/** 38 digits of `dividend / divisor`; when there are 39, one division by ten more bits is taken. */
function quotientAt(
  dividend: bigint,
  divisor: bigint,
  exponent: number,
): { value: bigint; exponent: number } {
  const value = divideHalfUp(dividend, divisor);
  if (digitCount(dividend / divisor) <= 38) return { value, exponent };
  return { value: divideHalfUp(dividend, divisor * 10n), exponent: exponent - 1 };
}

function rescaleAny(value: bigint, fromScale: number, toScale: number): bigint {
  return fromScale >= 0 ? rescale(value, fromScale, toScale) : rescale(value * pow10(-fromScale), 0, toScale);
}

function digitCount(value: bigint): number {
  return String(value < 0n ? -value : value).length;
}

/** The whole part as BIGINT, low 64 bits. */
export function decimalToBigint(value: Wide, scale: number): Wide {
  if (typeof value === 'number' && scale <= 15) return Math.trunc(value / (POWERS[scale] ?? 1)) + 0;
  return narrow(BigInt.asIntN(64, BigInt(value) / pow10(scale)));
}

/** The whole part as INT, low 32 bits. */
export function decimalToInt(value: Wide, scale: number): number {
  return Number(BigInt.asIntN(32, BigInt(value) / pow10(scale)));
}

/** The nearest DOUBLE. */
export function decimalToDouble(value: Wide, scale: number): number {
  // Both are exact doubles, so the one division rounds correctly.
  if (typeof value === 'number' && scale <= 15) return value / (POWERS[scale] ?? 1);
  return Number(decimalText(value, scale));
}

/** A DOUBLE as DECIMAL by its shortest text, half up. NaN and the infinities end the row, also under TRY_CAST (X2). */
export function doubleToDecimal(value: number, precision: number, scale: number): Wide | null {
  if (!Number.isFinite(value)) throw new RowError('CAST', 'NaN and infinity have no DECIMAL');
  const { digits, exponent, negative } = shortestDigits(value);
  // 0.d1d2… * 10^exponent: beyond the precision there is no need to build the integer.
  if (exponent > 39) return value === 0 ? 0 : null;
  if (exponent < -40) return 0;
  const fromScale = digits.length - exponent;
  const unscaled = BigInt(digits);
  return fit(rescaleAny(negative ? -unscaled : unscaled, fromScale, scale), precision);
}

/** Plain text with all digits of the scale. */
export function decimalToText(value: Wide, scale: number): string {
  return decimalText(value, scale);
}

/** Rounds to `digits` after the point (negative: before it), half up, at the same scale or a smaller one. */
export function roundDecimal(
  value: Wide,
  fromScale: number,
  digits: number,
  precision: number,
  scale: number,
): Wide | null {
  const cut = fromScale - digits;
  if (cut <= 0) return fitDecimal(value, fromScale, precision, scale);
  const rounded = cut > 76 ? 0n : divideHalfUp(BigInt(value), pow10(cut));
  return fit(rescaleAny(rounded, digits, scale), precision);
}

/** The nearest whole number below, as DECIMAL of scale 0. */
export function floorDecimal(value: Wide, scale: number): Wide {
  const unit = pow10(scale);
  const big = BigInt(value);
  const whole = big / unit;
  return narrow(big < 0n && whole * unit !== big ? whole - 1n : whole);
}

/** The nearest whole number above, as DECIMAL of scale 0. */
export function ceilDecimal(value: Wide, scale: number): Wide {
  return subtractWide(0, floorDecimal(subtractWide(0, value), scale));
}

/** Absolute value of an unscaled integer. */
export function absWide(value: Wide): Wide {
  return value < 0 ? subtractWide(0, value) : value;
}
