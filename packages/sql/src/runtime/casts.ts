// Text to value and value to text as CAST does (X2): bends where Flink bends, fails where Flink fails.

import type { Value } from '@weir/shared/data-type';
import {
  DAY_MS,
  daysFromCivil,
  daysInMonth,
  formatDate,
  formatTime,
  formatTimestamp,
  pad,
} from '../civil.ts';
import { narrow, numeralToDecimal, parseNumeral, plainDigits, type Wide } from '../decimal.ts';
import { RowError } from '../row-error.ts';
import { addMsToNanos, cutNanos, msToNanos, nanosToMs, nanosToText } from './nanos.ts';
import { parseDouble, parseFloat32 } from './parse-double.ts';

function failing<Extra extends readonly unknown[], Result extends Value>(
  type: string,
  parse: (text: string, ...extra: Extra) => Result | undefined,
): (text: string, ...extra: Extra) => Result {
  return (text, ...extra) => {
    const value = parse(text, ...extra);
    if (value === undefined) throw new RowError('CAST', `text is not ${type}`);
    return value;
  };
}

function trying<Extra extends readonly unknown[], Result extends Value>(
  parse: (text: string, ...extra: Extra) => Result | undefined,
): (text: string, ...extra: Extra) => Result | null {
  return (text, ...extra) => parse(text, ...extra) ?? null;
}

/** `[+-]digits[.digits]`, blanks around it ignored, the fraction dropped. */
function parseInteger(text: string, bits: number): Wide | undefined {
  const match = /^ *([+-]?)(\d*)(?:\.(\d*))? *$/.exec(text);
  if (match === null || text.length > 400) return undefined;
  const digits = match[2] ?? '';
  if (digits === '' && match[3] === undefined) return undefined;
  const magnitude = BigInt(digits === '' ? '0' : digits);
  const value = match[1] === '-' ? -magnitude : magnitude;
  return BigInt.asIntN(bits, value) === value ? narrow(value) : undefined;
}

/** Digits of any script count, as in Java. */
function parseDecimal(text: string, precision: number, scale: number): Wide | undefined {
  const numeral = parseNumeral(plainDigits(text.trim()));
  return numeral === undefined ? undefined : numeralToDecimal(numeral, precision, scale);
}

const TRUE_WORDS: ReadonlySet<string> = new Set(['t', 'true', 'y', 'yes', '1']);
const FALSE_WORDS: ReadonlySet<string> = new Set(['f', 'false', 'n', 'no', '0']);

function parseBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (TRUE_WORDS.has(word)) return true;
  return FALSE_WORDS.has(word) ? false : undefined;
}

/** `y[-M[-d]]`; what follows a blank is ignored. */
export function parseDateText(text: string): number | undefined {
  const match = /^(\d{1,4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?: .*)?$/s.exec(text.trim());
  if (match === null) return undefined;
  const year = Number(match[1]);
  const month = Number(match[2] ?? 1);
  const day = Number(match[3] ?? 1);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return daysFromCivil(year, month, day);
}

function parseTimeText(text: string, precision: number): number | undefined {
  const match = /^ *(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?)? *$/.exec(text);
  if (match === null) return undefined;
  const ms = clockMs([match[1], match[2], match[3], match[4]], 23);
  return ms === undefined ? undefined : cutFraction(ms, 10 ** (3 - precision));
}

/** Milliseconds of hour, minute, second and fraction texts. */
function clockMs(fields: readonly (string | undefined)[], hourMax: number): number | undefined {
  const [hour = 0, minute = 0, second = 0] = fields.slice(0, 3).map((field) => Number(field ?? 0));
  if (hour > hourMax || minute > 59 || second > 59) return undefined;
  const fraction = (fields[3] ?? '').padEnd(3, '0').slice(0, 3);
  return ((hour * 60 + minute) * 60 + second) * 1000 + Number(fraction);
}

/**
 * `yyyy-M-d[ H:m:s[.fffffffff]]`. Days 29 to 31 are cut to the month, 24:00:00 is the next day (X1.61).
 *
 * @returns Epoch milliseconds, or nanoseconds beyond 3 digits; the fraction is cut to `precision` digits.
 */
export function parseTimestampText(text: string, precision: number): Wide | undefined {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})(?: (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{0,9}))?)?$/.exec(text);
  if (match === null) return undefined;
  const year = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const clock = clockMs([match[4], match[5], match[6], match[7]], 24);
  if (clock === undefined || clock > DAY_MS) return undefined;
  const days = daysFromCivil(year, month, Math.min(day, daysInMonth(year, month)));
  const epochMs = days * DAY_MS + clock;
  if (precision <= 3) return cutFraction(epochMs, 10 ** (3 - precision));
  const digits = (match[7] ?? '').slice(0, precision).padEnd(9, '0');
  return narrow(BigInt(epochMs) * 1_000_000n + BigInt(digits.slice(3)));
}

/** Cuts milliseconds to a unit, toward the epoch as Flink's division does. */
export function cutFraction(epochMs: number, unit: number): number {
  return Math.trunc(epochMs / unit) * unit + 0;
}

/** `HH:mm:ss`, of a TIME with digits `HH:mm:ss.f[ff]`: one of them always stays. */
function timeText(ms: number, precision: number): string {
  return precision === 0 ? formatTime(ms, 0) : formatTime(ms, precision).replace(/(\.\d+?)0+$/, '$1');
}

function cutText(text: string, length: number): string {
  return text.length <= length ? text : [...text].slice(0, length).join('');
}

/** Conversions of text, failing and trying, and of values to text. */
export const casts = {
  textToInteger: failing('a whole number in range', parseInteger),
  tryTextToInteger: trying(parseInteger),
  textToDouble: failing('a number', parseDouble),
  tryTextToDouble: trying(parseDouble),
  textToFloat: failing('a number', parseFloat32),
  tryTextToFloat: trying(parseFloat32),
  textToDecimal: failing('a number that fits', parseDecimal),
  tryTextToDecimal: trying(parseDecimal),
  textToBoolean: failing('TRUE or FALSE', parseBoolean),
  tryTextToBoolean: trying(parseBoolean),
  textToDate: failing('a date', parseDateText),
  tryTextToDate: trying(parseDateText),
  textToTime: failing('a time', parseTimeText),
  tryTextToTime: trying(parseTimeText),
  textToTimestamp: failing('a timestamp', parseTimestampText),
  tryTextToTimestamp: trying(parseTimestampText),
  /** The first `length` characters. */
  cutText,
  /** Cut or padded with blanks to `length` characters. */
  padText: (text: string, length: number): string => {
    const cut = cutText(text, length);
    return cut + ' '.repeat(length - [...cut].length);
  },
  booleanToText: (value: boolean): string => (value ? 'TRUE' : 'FALSE'),
  dateToText: formatDate,
  dayIntervalToText: (ms: number): string => {
    const size = Math.abs(ms);
    const days = Math.floor(size / DAY_MS);
    return `${ms < 0 ? '-' : '+'}${days} ${formatTime(size - days * DAY_MS, 3)}`;
  },
  monthIntervalToText: (months: number): string => {
    const size = Math.abs(months);
    return `${months < 0 ? '-' : '+'}${Math.floor(size / 12)}-${pad(size % 12, 2)}`;
  },
  timeToText: timeText,
  timestampToText: formatTimestamp,
  nanosToText,
  nanosToMs,
  msToNanos,
  cutNanos,
  addMsToNanos,
  cutFraction,
};
