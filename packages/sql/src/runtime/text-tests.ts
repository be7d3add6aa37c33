// IS_ALPHA, IS_DIGIT, IS_DECIMAL and the prefix tests: what Java's Character and number parsers say.

import { trimJava } from './java-blanks.ts';

/** IS_ALPHA: letters only, at least one. Java asks each UTF-16 unit, so letters beyond U+FFFF are none. */
export function isAlpha(text: string | null): boolean {
  return text !== null && text !== '' && !/[^\p{L}]|[\u{10000}-\u{10ffff}]/u.test(text);
}

/** IS_DIGIT: decimal digits of any script, at least one. */
export function isDigit(text: string | null): boolean {
  return text !== null && text !== '' && !/[^\p{Nd}]|[\u{10000}-\u{10ffff}]/u.test(text);
}

const LONG_DIGITS = 19;

/** IS_DECIMAL: what `Long.parseLong` or `Double.parseDouble` of Java reads. */
export function isDecimal(text: string | null): boolean {
  return text !== null && (isJavaDouble(text) || isJavaLong(text));
}

/** Digits of any script, in the range of BIGINT. */
function isJavaLong(text: string): boolean {
  const digits = text.replace(/^[+-]/, '');
  if (!isDigit(digits)) return false;
  const significant = [...digits].map(digitValue).join('').replace(/^0+/, '');
  if (significant.length !== LONG_DIGITS) return significant.length < LONG_DIGITS;
  return BigInt(significant) <= (text.startsWith('-') ? 2n ** 63n : 2n ** 63n - 1n);
}

/** Digits of a script stand together from 0 to 9, and no two scripts touch below U+10000. */
function digitValue(digit: string): number {
  const point = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(point - value - 1))) value += 1;
  return value;
}

const JAVA_DOUBLE =
  /^[+-]?(?:NaN|Infinity|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?|0[xX](?:[0-9A-Fa-f]+\.?|[0-9A-Fa-f]*\.[0-9A-Fa-f]+)[pP][+-]?\d+[fFdD]?)$/;

function isJavaDouble(text: string): boolean {
  return JAVA_DOUBLE.test(trimJava(text));
}

/** STARTSWITH of bytes. */
export function startsWithBytes(value: Uint8Array, prefix: Uint8Array): boolean {
  return prefix.every((byte, index) => value[index] === byte);
}

/** ENDSWITH of bytes. */
export function endsWithBytes(value: Uint8Array, suffix: Uint8Array): boolean {
  const from = value.length - suffix.length;
  return from >= 0 && suffix.every((byte, index) => value[from + index] === byte);
}
