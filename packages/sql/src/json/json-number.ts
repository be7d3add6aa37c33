// Numbers of JSON as Flink's functions print them: integers plain, all others like Java's BigDecimal.

import type { JsonNumber } from './json-text.ts';

/** How Jackson would hold the number; `integer` only when it is written without a fraction and an exponent. */
export type JsonNumberKind = 'integer' | 'decimal';

/** Whether a JSON number is an integer or a decimal by the way it is written: `1.0` is a decimal. */
export function jsonNumberKind({ text }: JsonNumber): JsonNumberKind {
  return /[.eE]/.test(text) ? 'decimal' : 'integer';
}

/** The text that JSON_VALUE and JSON_QUERY give for a number: `1.50`, `1E+3`; a zero has no sign. */
export function jsonNumberText(number: JsonNumber): string {
  const { text } = number;
  if (jsonNumberKind(number) === 'integer') return text === '-0' ? '0' : text;
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  const fraction = match?.[3] ?? '';
  const digits = `${match?.[2] ?? '0'}${fraction}`;
  return bigDecimalText(digits, fraction.length - Number(match?.[4] ?? 0), match?.[1] === '-');
}

/**
 * `BigDecimal.toString`: plain while the scale is not negative and the first digit stands at 10^-6 or above.
 *
 * @param digits  The unscaled value, leading zeros allowed.
 */
export function bigDecimalText(digits: string, scale: number, negative: boolean): string {
  const unscaled = digits.replace(/^0+(?=\d)/, '');
  const sign = negative && unscaled !== '0' ? '-' : '';
  const exponent = unscaled.length - 1 - scale;
  if (scale === 0) return sign + unscaled;
  if (scale > 0 && exponent >= -6) {
    const padded = unscaled.padStart(scale + 1, '0');
    return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
  }
  const mantissa = unscaled.length === 1 ? unscaled : `${unscaled.charAt(0)}.${unscaled.slice(1)}`;
  return `${sign}${mantissa}E${exponent > 0 ? '+' : ''}${exponent}`;
}
