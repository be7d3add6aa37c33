// Text to DOUBLE and FLOAT as `Double.parseDouble` and `Float.parseFloat` read it: `1.5`, `.5e3`, `1d`, `0x1.8p3`, NaN.

import { parseNumeral, pow10 } from '../decimal.ts';

const DECIMAL = /^([+-]?)(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[fFdD]?$/;
const HEXADECIMAL = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d{1,9})[fFdD]?$/;
const NAMED = /^([+-]?)(NaN|Infinity)$/;

/** Controls and blanks around the text, which Java trims. */
function trimmed(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && text.charCodeAt(from) <= 32) from += 1;
  while (to > from && text.charCodeAt(to - 1) <= 32) to -= 1;
  return text.slice(from, to);
}

/** The DOUBLE that the text means; `undefined` when it means none. */
export function parseDouble(text: string): number | undefined {
  const plain = trimmed(text);
  if (DECIMAL.test(plain)) return Number(plain.replace(/[fFdD]$/, ''));
  return named(plain) ?? hexadecimal(plain);
}

/** The FLOAT that the text means, rounded once and not by way of a DOUBLE. */
export function parseFloat32(text: string): number | undefined {
  const value = parseDouble(text);
  if (value === undefined) return undefined;
  const nearest = Math.fround(value);
  if (nearest === value || !Number.isFinite(nearest)) return nearest;
  const step = Math.abs(value - nearest);
  const other = value > nearest ? value + step : value - step;
  // Only a DOUBLE in the very middle of two FLOATs can have been rounded to the wrong side before.
  if (Math.fround(other) !== other) return nearest;
  const side = compareWithText(trimmed(text).replace(/[fFdD]$/, ''), value);
  if (side === 0) return nearest;
  return side > 0 ? Math.max(nearest, other) : Math.min(nearest, other);
}

function named(text: string): number | undefined {
  const match = NAMED.exec(text);
  if (match === null) return undefined;
  if (match[2] === 'NaN') return Number.NaN;
  return match[1] === '-' ? -Infinity : Infinity;
}

function hexadecimal(text: string): number | undefined {
  const match = text.length > 400 ? null : HEXADECIMAL.exec(text);
  if (match === null) return undefined;
  const fraction = match[3] ?? '';
  const digits = `${match[2] ?? ''}${fraction}`;
  if (digits === '') return undefined;
  let value = Number(BigInt(`0x${digits}`));
  // In steps: 2 ** 2000 is Infinity although the product may be finite.
  let exponent = Math.max(-5000, Math.min(5000, Number(match[4]) - 4 * fraction.length));
  while (exponent !== 0) {
    const step = Math.max(-1000, Math.min(1000, exponent));
    value *= 2 ** step;
    exponent -= step;
  }
  return match[1] === '-' ? -value : value;
}

/** The sign of `text - value`, exactly; 0 also when the text is too long to tell. */
function compareWithText(text: string, value: number): number {
  const numeral = parseNumeral(text);
  if (numeral === undefined) return 0;
  let scaled = value;
  let binary = 0n;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    binary += 1n;
  }
  const difference = numeral.unscaled * 2n ** binary - BigInt(scaled) * pow10(numeral.scale);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}
