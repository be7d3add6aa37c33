// Integers of any size as the Value carrier has them: a number while safe, a bigint beyond, never both.

/** A BIGINT, or a DECIMAL as its unscaled integer. */
export type Wide = number | bigint;

const SAFE_MAX = 9_007_199_254_740_991;
const SAFE_MAX_BIG = 9_007_199_254_740_991n;

/** The carrier of an integer. */
export function narrow(value: bigint): Wide {
  return value <= SAFE_MAX_BIG && value >= -SAFE_MAX_BIG ? Number(value) : value;
}

/** True when a computed number is exact as an integer. */
export function isSafe(value: number): boolean {
  return value <= SAFE_MAX && value >= -SAFE_MAX;
}

/** 10n ** exponent, from a table up to 76 (two DECIMAL(38) factors). */
export function pow10(exponent: number): bigint {
  return POWERS[exponent] ?? 10n ** BigInt(exponent);
}

const POWERS: readonly bigint[] = Array.from({ length: 77 }, (_, exponent) => 10n ** BigInt(exponent));

/** Quotient rounded half up, away from zero (Java HALF_UP). */
export function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const rest = dividend - quotient * divisor;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  if (twice < (divisor < 0n ? -divisor : divisor)) return quotient;
  return dividend < 0n === divisor < 0n ? quotient + 1n : quotient - 1n;
}

/** The unscaled integer moved from one scale to another, rounded half up. */
export function rescale(value: bigint, fromScale: number, toScale: number): bigint {
  if (toScale >= fromScale) return value * pow10(toScale - fromScale);
  return divideHalfUp(value, pow10(fromScale - toScale));
}

/** The carrier when the unscaled integer has at most `precision` digits, else NULL (X0: overflow gives NULL). */
export function fit(value: bigint, precision: number): Wide | null {
  const bound = pow10(precision);
  return value < bound && value > -bound ? narrow(value) : null;
}

/** Plain decimal text with exactly `scale` digits after the point. */
export function decimalText(value: Wide, scale: number): string {
  if (scale === 0) return String(value);
  const negative = value < 0;
  const digits = String(negative ? -value : value).padStart(scale + 1, '0');
  const text = `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return negative ? `-${text}` : text;
}

/** The text with the decimal digits of every script written as 0 to 9. */
export function plainDigits(text: string): string {
  return text.replaceAll(/\p{Nd}/gu, (digit) => {
    const point = digit.codePointAt(0) ?? 0;
    if (point < 128) return digit;
    // The digits of a script stand side by side, its zero at the start.
    let zero = point;
    while (point - zero < 60 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    return String((point - zero) % 10);
  });
}

/** What a decimal numeral means: `unscaled * 10^-scale`. */
export type Numeral = { readonly unscaled: bigint; readonly scale: number };

/**
 * Reads `[+-]digits[.digits][e[+-]digits]`.
 *
 * @returns `undefined` when the text is no numeral, has over 400 characters, or an exponent beyond 400
 *          (no DECIMAL or DOUBLE needs more, and 1e999999999 would be a very long integer).
 */
export function parseNumeral(text: string): Numeral | undefined {
  if (text.length > 400) return undefined;
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/.exec(text);
  if (match === null) return undefined;
  const whole = match[2] ?? '';
  const fraction = match[3] ?? '';
  if (whole === '' && fraction === '') return undefined;
  const exponent = Number(match[4] ?? 0);
  if (exponent > 400 || exponent < -400) return undefined;
  const digits = BigInt(whole + fraction);
  const signed = match[1] === '-' ? -digits : digits;
  const scale = fraction.length - exponent;
  return scale >= 0 ? { unscaled: signed, scale } : { unscaled: signed * pow10(-scale), scale: 0 };
}

/** The numeral as DECIMAL(precision, scale), rounded half up; `undefined` when it does not fit. */
export function numeralToDecimal(numeral: Numeral, precision: number, scale: number): Wide | undefined {
  return fit(rescale(numeral.unscaled, numeral.scale, scale), precision) ?? undefined;
}
