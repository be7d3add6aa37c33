// Text that becomes a value, as CAST reads it (X2). `undefined` is text that does not read.

import type { DataType } from '@weir/shared/data-type';
import { DAY_NANOS, dayNumber, monthLength } from './calendar.ts';
import { fractionOf } from './fraction.ts';
import { fitted, type Model, NotCovered } from './model.ts';

/** The value that a text names in a type other than text or bytes. */
export function readText(text: string, type: DataType): Model | undefined {
  switch (type.kind) {
    case 'TINYINT':
      return readInteger(text, 127n);
    case 'SMALLINT':
      return readInteger(text, 32_767n);
    case 'INT':
      return readInteger(text, 2n ** 31n - 1n);
    case 'BIGINT':
      return readInteger(text, 2n ** 63n - 1n);
    case 'DECIMAL':
      return readDecimal(text, type);
    case 'DOUBLE':
      return readDouble(text);
    case 'FLOAT':
      return readFloat(text);
    case 'BOOLEAN':
      return readBoolean(text);
    case 'DATE':
      return readDate(text);
    case 'TIME':
      return readTime(text, type.precision);
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return readTimestamp(text, type.precision);
    default:
      throw new NotCovered(`text as ${type.kind}`);
  }
}

/** True when the text is one or more of 0 to 9; with `orNone` also when it is empty. */
function isDigits(text: string, orNone = false): boolean {
  return [...text].every((character) => character >= '0' && character <= '9') && (orNone || text !== '');
}

/** Without blanks (U+0020) at its ends. */
function withoutBlanks(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && text[from] === ' ') from += 1;
  while (to > from && text[to - 1] === ' ') to -= 1;
  return text.slice(from, to);
}

/** A sign, digits and a fraction that is checked and dropped. */
function readInteger(text: string, max: bigint): bigint | undefined {
  const plain = withoutBlanks(text);
  const isNegative = plain.startsWith('-');
  const body = isNegative || plain.startsWith('+') ? plain.slice(1) : plain;
  const point = body.indexOf('.');
  const whole = point < 0 ? body : body.slice(0, point);
  if (body === '' || !isDigits(whole, true) || (point >= 0 && !isDigits(body.slice(point + 1), true)))
    return undefined;
  // Zeros in front do not count; more than 30 digits are too many for every type.
  const significantDigits = whole.replace(/^0+/, '');
  if (significantDigits.length > 30) return undefined;
  const size = BigInt(significantDigits === '' ? '0' : significantDigits);
  const value = isNegative ? -size : size;
  return value > max || value < -max - 1n ? undefined : value;
}

type NumberText = { readonly mantissa: string; readonly exponent: string; readonly isNegative: boolean };

/** The parts of `[+-]digits[.digits][e[+-]digits]`. */
function numberParts(text: string): NumberText | undefined {
  const isNegative = text.startsWith('-');
  const body = isNegative || text.startsWith('+') ? text.slice(1) : text;
  const mark = body.search(/[eE]/);
  const mantissa = mark < 0 ? body : body.slice(0, mark);
  const exponent = mark < 0 ? '0' : body.slice(mark + 1);
  const [whole = '', fraction = '', ...more] = mantissa.split('.');
  const isNumber = more.length === 0 && isDigits(whole + fraction) && isDigits(exponent.replace(/^[+-]/, ''));
  return isNumber ? { mantissa, exponent, isNegative } : undefined;
}

function readDecimal(text: string, type: DataType): Model | undefined {
  if (/[^\p{ASCII}]/u.test(text) && /\p{Nd}/u.test(text)) throw new NotCovered('digits of other scripts');
  const parts = numberParts(text.trim());
  if (parts === undefined) return undefined;
  const exponent = Number(parts.exponent);
  // Such a number is nothing or does not fit, without building it.
  if (Math.abs(exponent) > 10_000)
    return isNothing(parts) || exponent < 0 ? fitted(fractionOf('0'), type) : undefined;
  const value = fractionOf(`${parts.mantissa}e${parts.exponent}`);
  return fitted(parts.isNegative ? value.negated() : value, type) ?? undefined;
}

function isNothing({ mantissa }: NumberText): boolean {
  return ![...mantissa].some((character) => character >= '1' && character <= '9');
}

/** What Java cuts off before it reads a floating number: everything up to U+0020. */
function javaTrimmed(text: string): string {
  const places = [...text].map((character) => character > ' ');
  return [...text]
    .slice(places.indexOf(true) < 0 ? places.length : places.indexOf(true), places.lastIndexOf(true) + 1)
    .join('');
}

function readDouble(text: string): number | undefined {
  const plain = javaTrimmed(text);
  const named = plain.replace(/^[+-]/, '');
  if (named === 'NaN') return Number.NaN;
  if (named === 'Infinity') return plain.startsWith('-') ? -Infinity : Infinity;
  if (/^0[xX]/.test(named)) throw new NotCovered('hexadecimal floating numbers');
  const body = /[fFdD]$/.test(plain) ? plain.slice(0, -1) : plain;
  return numberParts(body) === undefined ? undefined : Number(body);
}

/** Rounded once: half of the way between two FLOATs the text decides, which a DOUBLE may have lost. */
function readFloat(text: string): number | undefined {
  const value = readDouble(text);
  if (value === undefined || !Number.isFinite(value)) return value;
  const plain = javaTrimmed(text).replace(/[fFdD]$/, '');
  const exponent = Number(numberParts(plain)?.exponent ?? 0);
  if (Math.abs(exponent) > 400 || plain.length > 400) return Math.fround(value);
  return nearestFloat(value, (candidate) => {
    const difference = fractionOf(plain).minus(fractionOf(exactText(candidate)));
    return difference.abs();
  });
}

/** The FLOAT with the smallest distance among those around a DOUBLE; of two equal ones that of the DOUBLE. */
function nearestFloat<Distance extends { compareTo: (other: Distance) => bigint }>(
  value: number,
  distance: (candidate: number) => Distance,
): number {
  const nearest = Math.fround(value);
  if (!Number.isFinite(nearest)) return nearest;
  const step = new Float32Array([nearest]);
  const bits = new Int32Array(step.buffer);
  const start = bits[0] ?? 0;
  let best = nearest;
  for (const move of [-1, 1]) {
    bits[0] = start + move;
    const candidate = step[0] ?? nearest;
    if (Number.isFinite(candidate) && distance(candidate).compareTo(distance(best)) < 0n) best = candidate;
  }
  return best;
}

/** All digits of a FLOAT. */
function exactText(value: number): string {
  let scaled = value;
  let halvings = 0;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    halvings += 1;
  }
  // value = scaled / 2^n = scaled * 5^n / 10^n
  return `${BigInt(scaled) * 5n ** BigInt(halvings)}e${-halvings}`;
}

/** A BIGINT as FLOAT, rounded once. */
export function floatOfWhole(value: bigint): number {
  return nearestFloat(Number(value), (candidate) =>
    fractionOf(`${value}`)
      .minus(fractionOf(exactText(candidate)))
      .abs(),
  );
}

function readBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (['t', 'true', 'y', 'yes', '1'].includes(word)) return true;
  return ['f', 'false', 'n', 'no', '0'].includes(word) ? false : undefined;
}

/** Numbers of 1 to `most` digits each; `undefined` when a part is none. */
function fields(parts: readonly string[], most: readonly number[]): readonly number[] | undefined {
  if (parts.length > most.length) return undefined;
  const isWrong = parts.some((part, index) => !isDigits(part) || part.length > (most[index] ?? 0));
  return isWrong ? undefined : parts.map(Number);
}

/** `y[-M[-d]]`; behind a blank anything may stand. */
function readDate(text: string): bigint | undefined {
  const [first = ''] = text.trim().split(' ');
  const numbers = fields(first.split('-'), [4, 2, 2]);
  if (numbers === undefined) return undefined;
  const [year = 0, month = 1, day = 1] = numbers;
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= monthLength(year, month);
  return isDay ? BigInt(dayNumber({ year, month, day })) : undefined;
}

/** Nanoseconds of `H:m:s.f` texts, missing ones are 0. */
function clock(parts: readonly string[], fraction: string, hourMax: number): bigint | undefined {
  const numbers = fields(parts, [2, 2, 2]);
  if (numbers === undefined || fraction.length > 9 || !isDigits(fraction, true)) return undefined;
  const [hour = 0, minute = 0, second = 0] = numbers;
  if (hour > hourMax || minute > 59 || second > 59) return undefined;
  return BigInt((hour * 60 + minute) * 60 + second) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
}

function readTime(text: string, precision: number): bigint | undefined {
  const plain = withoutBlanks(text);
  const parts = plain.split(':');
  const [seconds = '', ...fraction] = (parts[2] ?? '').split('.');
  if (fraction.length > 1 || (fraction.length === 1 && fraction[0] === '')) return undefined;
  const nanos = clock(
    parts.length > 2 ? [parts[0] ?? '', parts[1] ?? '', seconds, ...parts.slice(3)] : parts,
    fraction[0] ?? '',
    23,
  );
  const unit = 10n ** BigInt(9 - precision);
  return nanos === undefined ? undefined : ((nanos / unit) * unit) / 1_000_000n;
}

/** `yyyy-M-d[ H:m:s[.f]]`: the 29th to the 31st are cut to the month, 24:00:00 is the next day (X1.61). */
function readTimestamp(text: string, precision: number): bigint | undefined {
  const blank = text.indexOf(' ');
  const dateText = blank < 0 ? text : text.slice(0, blank);
  const numbers = fields(dateText.split('-'), [4, 2, 2]);
  if (numbers?.length !== 3 || dateText.indexOf('-') !== 4) return undefined;
  const [year = 0, month = 0, day = 0] = numbers;
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const nanos = blank < 0 ? 0n : readClock(text.slice(blank + 1));
  if (nanos === undefined || nanos > DAY_NANOS) return undefined;
  const days = dayNumber({ year, month, day: Math.min(day, monthLength(year, month)) });
  return cutNanos(BigInt(days) * DAY_NANOS + nanos, precision);
}

function readClock(text: string): bigint | undefined {
  const parts = text.split(':');
  if (parts.length !== 3) return undefined;
  const [seconds = '', ...fraction] = (parts[2] ?? '').split('.');
  return fraction.length > 1
    ? undefined
    : clock([parts[0] ?? '', parts[1] ?? '', seconds], fraction[0] ?? '', 24);
}

/**
 * A timestamp cut to digits of a second: those below the millisecond downward, those above toward 1970, because Flink
 * divides epoch milliseconds and nanoseconds of the millisecond.
 */
export function cutNanos(nanos: bigint, precision: number): bigint {
  const below = ((nanos % 1_000_000n) + 1_000_000n) % 1_000_000n;
  if (precision > 3) {
    const unit = 10n ** BigInt(9 - precision);
    return nanos - below + (below / unit) * unit;
  }
  const ms = (nanos - below) / 1_000_000n;
  const unit = 10n ** BigInt(3 - precision);
  return (ms / unit) * unit * 1_000_000n;
}
