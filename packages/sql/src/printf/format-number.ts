// Numbers as java.util.Formatter writes them.

import type { Specifier } from './parse-format.ts';

/** A whole number for %d, without sign; `bits` is the size of its type, for negative %x and %o. */
export function formatInteger(value: bigint, bits: number, specifier: Specifier): string {
  const { conversion, flags, width } = specifier;
  if (conversion === 'd') {
    const digits = String(value < 0n ? -value : value);
    return signed(value < 0n, flags.has(',') ? grouped(digits) : digits, specifier);
  }
  const digits = BigInt.asUintN(bits, value).toString(conversion === 'o' ? 8 : 16);
  const prefix = flags.has('#') ? (conversion === 'o' ? '0' : '0x') : '';
  const padding = flags.has('0') ? '0'.repeat(Math.max(0, width - digits.length - prefix.length)) : '';
  return prefix + padding + digits;
}

/** A DOUBLE or FLOAT for %e, %f and %g. Rounds the shortest decimal digits half up, as Java does. */
export function formatFloating(value: number, specifier: Specifier): string {
  if (Number.isNaN(value)) return 'NaN';
  const negative = value < 0 || Object.is(value, -0);
  const magnitude = Math.abs(value);
  if (magnitude === Infinity)
    return signed(negative, 'Infinity', { ...specifier, flags: withoutZeros(specifier) });
  switch (specifier.conversion) {
    case 'e':
      return scientific(negative, magnitude, specifier, precisionOf(specifier));
    case 'g':
      return general(negative, magnitude, specifier);
    default:
      return fixed(negative, magnitude, specifier, precisionOf(specifier));
  }
}

function withoutZeros({ flags }: Specifier): ReadonlySet<string> {
  return new Set([...flags].filter((flag) => flag !== '0'));
}

function precisionOf({ precision }: Specifier): number {
  return precision < 0 ? 6 : precision;
}

type Digits = { readonly digits: string; readonly exponent: number };

/** The shortest digits `d1d2…` with the value `0.d1d2… * 10^exponent`. */
function digitsOf(magnitude: number): Digits {
  const [mantissa = '0', exponent = '0'] = magnitude.toExponential().split('e');
  return { digits: mantissa.replace('.', ''), exponent: magnitude === 0 ? 1 : Number(exponent) + 1 };
}

/** Rounded half up to `count` digits, which may be 0 or below. */
function rounded({ digits, exponent }: Digits, count: number): Digits {
  if (count >= digits.length) return { digits, exponent };
  if (count < 0) return { digits: '0', exponent };
  const kept = digits.slice(0, count);
  const up = digits.charAt(count) >= '5';
  if (!up) return { digits: kept === '' ? '0' : kept, exponent };
  const sum = String(BigInt(`0${kept}`) + 1n).padStart(count, '0');
  return { digits: sum, exponent: sum.length > count ? exponent + 1 : exponent };
}

function fixed(negative: boolean, magnitude: number, specifier: Specifier, precision: number): string {
  const exact = digitsOf(magnitude);
  return fixedText(negative, rounded(exact, exact.exponent + precision), specifier, precision);
}

function fixedText(
  negative: boolean,
  { digits, exponent }: Digits,
  specifier: Specifier,
  precision: number,
): string {
  const whole = exponent <= 0 ? '0' : digits.slice(0, exponent).padEnd(exponent, '0');
  const behind = exponent <= 0 ? '0'.repeat(-exponent) + digits : digits.slice(exponent);
  const fraction = behind.slice(0, precision).padEnd(precision, '0');
  const point = precision > 0 || specifier.flags.has('#') ? '.' : '';
  return signed(negative, (specifier.flags.has(',') ? grouped(whole) : whole) + point + fraction, specifier);
}

function scientific(negative: boolean, magnitude: number, specifier: Specifier, precision: number): string {
  return scientificText(negative, rounded(digitsOf(magnitude), precision + 1), specifier, precision);
}

function scientificText(
  negative: boolean,
  { digits, exponent }: Digits,
  specifier: Specifier,
  precision: number,
): string {
  const point = precision > 0 || specifier.flags.has('#') ? '.' : '';
  const mantissa = digits.charAt(0) + point + digits.slice(1, precision + 1).padEnd(precision, '0');
  const power = exponent - 1;
  const suffix = `e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  const width = specifier.width < 0 ? -1 : specifier.width - suffix.length;
  return insertedBefore(signed(negative, mantissa, { ...specifier, width }), suffix);
}

/** The exponent stands inside the bracket that closes a negative number. */
function insertedBefore(text: string, suffix: string): string {
  return text.endsWith(')') ? `${text.slice(0, -1)}${suffix})` : text + suffix;
}

function general(negative: boolean, magnitude: number, specifier: Specifier): string {
  const significant = specifier.precision < 0 ? 6 : Math.max(1, specifier.precision);
  const digits = rounded(digitsOf(magnitude), significant);
  const power = digits.exponent - 1;
  if (magnitude !== 0 && (power < -4 || power >= significant))
    return scientificText(negative, digits, specifier, significant - 1);
  return fixedText(negative, digits, specifier, significant - digits.exponent);
}

function grouped(digits: string): string {
  let result = digits.slice(-3);
  for (let end = digits.length - 3; end > 0; end -= 3)
    result = `${digits.slice(Math.max(0, end - 3), end)},${result}`;
  return result;
}

/** The number with its sign or brackets, filled with zeros to the width when the flag asks for it. */
function signed(negative: boolean, magnitude: string, { flags, width }: Specifier): string {
  const bracketed = negative && flags.has('(');
  const sign = negative ? (bracketed ? '(' : '-') : flags.has('+') ? '+' : flags.has(' ') ? ' ' : '';
  const room = width - sign.length - (bracketed ? 1 : 0);
  const body = flags.has('0') ? magnitude.padStart(room, '0') : magnitude;
  return sign + body + (bracketed ? ')' : '');
}
