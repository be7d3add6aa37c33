// FLOAT and DOUBLE as text in the layout of Java: `1.0`, `1.0E7`, `1.0E-4` (X2).

/** Shortest digits that read back to the number: the value is `0.digits * 10^exponent`. */
export type Digits = { readonly digits: string; readonly exponent: number; readonly negative: boolean };

/** The shortest digits of a finite double. */
export function shortestDigits(value: number): Digits {
  return digitsOf(value.toExponential());
}

function digitsOf(text: string): Digits {
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  const digits = `${match?.[2] ?? '0'}${match?.[3] ?? ''}`;
  return { digits, exponent: Number(match?.[4] ?? 0) + 1, negative: match?.[1] === '-' };
}

/** `Double.toString`. */
export function doubleToText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  return layout(shortestDigits(value), Math.abs(value));
}

/** `Float.toString`: the fewest digits that read back to the same FLOAT. */
export function floatToText(value: number): string {
  if (!Number.isFinite(value) || value === 0) return doubleToText(value);
  return layout(digitsOf(shortestFloat(value)), Math.abs(value));
}

function shortestFloat(value: number): string {
  for (let count = 0; count < 9; count += 1) {
    const text = value.toExponential(count);
    if (Math.fround(Number(text)) === value) return text;
  }
  return value.toExponential(9);
}

/** Plain from 10^-3 to below 10^7, else with an exponent; at least one digit after the point. */
function layout({ digits, exponent, negative }: Digits, magnitude: number): string {
  const sign = negative ? '-' : '';
  if (magnitude >= 1e-3 && magnitude < 1e7) {
    if (exponent <= 0) return `${sign}0.${'0'.repeat(-exponent)}${digits}`;
    const padded = digits.padEnd(exponent + 1, '0');
    return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
  }
  return `${sign}${digits.charAt(0)}.${digits.slice(1) || '0'}E${exponent - 1}`;
}

/**
 * ROUND of a double on its decimal text, half away from zero (X1.20).
 *
 * @returns NaN and infinities must have been refused before.
 */
export function roundDigits(value: number, places: number): number {
  const { digits, exponent, negative } = shortestDigits(value);
  const kept = exponent + places;
  if (kept >= digits.length) return value === 0 ? 0 : value;
  if (kept < 0) return 0;
  const up = digits.charCodeAt(kept) >= 53;
  const head = BigInt(digits.slice(0, kept) || '0') + (up ? 1n : 0n);
  const rounded = Number(`${head}e${-places}`);
  return negative && rounded !== 0 ? -rounded : rounded;
}
