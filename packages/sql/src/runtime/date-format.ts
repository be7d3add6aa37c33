// DATE_FORMAT: a moment as text in a pattern of java.time (X1.60).

import { civilFromDays, DAY_MS, daysFromCivil, pad } from '../civil.ts';
import type { Wide } from '../decimal.ts';
import { RowError } from '../row-error.ts';
import { cached, MONTHS, type PatternPart, parsePattern, WEEKDAYS, ZONE_LETTERS } from './java-pattern.ts';
import { nanosOfMs, nanosToMs } from './nanos.ts';

/** The fields that a pattern shows. */
type Fields = {
  readonly days: number;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly ms: number;
  readonly nano: number;
};

type Part = (fields: Fields) => string;

/** A compiled pattern. Gives the text, or throws a row error where the pattern asks for a zone. */
export type DateFormat = { readonly parts: readonly Part[] };

/** The pattern compiled; a string says what is wrong with it. */
export function compileDateFormat(pattern: string): DateFormat | string {
  const parsed = parsePattern(pattern);
  return typeof parsed === 'string' ? parsed : { parts: parsed.map(compilePart) };
}

/** True when every row fails: the pattern is none or names a zone. */
export function patternProblem(pattern: string): string | undefined {
  const parsed = parsePattern(pattern);
  if (typeof parsed === 'string') return parsed;
  const zone = parsed.find((part) => part.kind === 'field' && ZONE_LETTERS.includes(part.letter));
  return zone === undefined ? undefined : 'the pattern shows a zone, which a TIMESTAMP does not have';
}

function compilePart(part: PatternPart): Part {
  switch (part.kind) {
    case 'text':
      return () => part.text;
    case 'optional': {
      if (part.parts.some((inner) => inner.kind === 'field' && ZONE_LETTERS.includes(inner.letter)))
        return () => '';
      const parts = part.parts.map(compilePart);
      return (fields) => parts.map((inner) => inner(fields)).join('');
    }
    case 'field':
      return field(part.letter, part.count);
  }
}

function field(letter: string, count: number): Part {
  switch (letter) {
    case 'G':
      return ({ year }) => era(year > 0, count);
    case 'y':
      return yearText(count, ({ year }) => (year > 0 ? year : 1 - year));
    case 'u':
      return yearText(count, ({ year }) => year);
    case 'Y':
      return yearText(count, ({ days }) => usWeek(days).year);
    case 'M':
    case 'L':
      return named(count, MONTHS, ({ month }) => month);
    case 'd':
      return padded(count, ({ day }) => day);
    case 'D':
      return padded(count, ({ days, year }) => days - daysFromCivil(year, 1, 1) + 1);
    case 'Q':
    case 'q':
      return quarter(count);
    case 'w':
      return padded(count, ({ days }) => usWeek(days).week);
    case 'W':
      return padded(count, ({ days, day }) => Math.floor((day - 1 + sundayFirst(days - day + 1)) / 7) + 1);
    case 'E':
      return named(Math.max(count, 3), WEEKDAYS, ({ days }) => weekday(days));
    case 'e':
    case 'c':
      return count <= 2 ? padded(count, ({ days }) => sundayFirst(days) + 1) : field('E', count);
    default:
      return clockField(letter, count);
  }
}

function clockField(letter: string, count: number): Part {
  switch (letter) {
    case 'a':
      return ({ ms }) => (ms < DAY_MS / 2 ? 'AM' : 'PM');
    case 'H':
      return padded(count, ({ ms }) => hour(ms));
    case 'k':
      return padded(count, ({ ms }) => hour(ms) || 24);
    case 'K':
      return padded(count, ({ ms }) => hour(ms) % 12);
    case 'h':
      return padded(count, ({ ms }) => hour(ms) % 12 || 12);
    case 'm':
      return padded(count, ({ ms }) => Math.floor(ms / 60_000) % 60);
    case 's':
      return padded(count, ({ ms }) => Math.floor(ms / 1000) % 60);
    case 'S':
      return (fields) => pad(nanoOfSecond(fields), 9).slice(0, count);
    case 'A':
      return padded(count, ({ ms }) => ms);
    case 'n':
      return padded(count, nanoOfSecond);
    case 'N':
      return ({ ms, nano }) => String(BigInt(ms) * 1_000_000n + BigInt(nano)).padStart(count, '0');
    default:
      return () => {
        throw new RowError(
          'CAST',
          `the pattern letter ${letter} needs a zone, which a TIMESTAMP does not have`,
        );
      };
  }
}

function hour(ms: number): number {
  return Math.floor(ms / 3_600_000);
}

function nanoOfSecond({ ms, nano }: Fields): number {
  return (ms % 1000) * 1_000_000 + nano;
}

function padded(count: number, value: (fields: Fields) => number): Part {
  return (fields) => pad(value(fields), count);
}

function era(isAfter: boolean, count: number): string {
  if (count === 4) return isAfter ? 'Anno Domini' : 'Before Christ';
  if (count === 5) return isAfter ? 'A' : 'B';
  return isAfter ? 'AD' : 'BC';
}

/** Two letters are the last two digits; four and more put a plus before a year with more digits. */
function yearText(count: number, value: (fields: Fields) => number): Part {
  return (fields) => {
    const year = value(fields);
    if (count === 2) return pad(Math.abs(year) % 100, 2);
    const size = Math.abs(year);
    const sign = year < 0 ? '-' : count >= 4 && String(size).length > count ? '+' : '';
    return sign + pad(size, count);
  };
}

/** A number, the first three letters of a name, the name, or its first letter. */
function named(count: number, names: readonly string[], value: (fields: Fields) => number): Part {
  if (count <= 2) return padded(count, value);
  const length = count === 3 ? 3 : count === 4 ? undefined : 1;
  return (fields) => (names[value(fields) - 1] ?? '').slice(0, length);
}

function quarter(count: number): Part {
  const of = ({ month }: Fields): number => Math.floor((month + 2) / 3);
  if (count === 3) return (fields) => `Q${of(fields)}`;
  if (count === 4) return (fields) => `${['1st', '2nd', '3rd', '4th'][of(fields) - 1] ?? ''} quarter`;
  return padded(count === 5 ? 1 : count, of);
}

/** 1 is Monday. */
function weekday(days: number): number {
  return ((((days + 3) % 7) + 7) % 7) + 1;
}

/** 0 is Sunday. */
function sundayFirst(days: number): number {
  return weekday(days) % 7;
}

/** Week and year as counted in the US: weeks start on Sunday, the first is the one that holds 1 January. */
function usWeek(days: number): { readonly year: number; readonly week: number } {
  const sunday = days - sundayFirst(days);
  const { year } = civilFromDays(sunday + 6);
  const first = daysFromCivil(year, 1, 1);
  return { year, week: (sunday - (first - sundayFirst(first))) / 7 + 1 };
}

function fieldsOf(epochMs: number, nano: number): Fields {
  const days = Math.floor(epochMs / DAY_MS);
  return { days, ...civilFromDays(days), ms: epochMs - days * DAY_MS, nano };
}

/** Formats a moment in milliseconds. */
export function formatDate(epochMs: number, { parts }: DateFormat): string {
  const fields = fieldsOf(epochMs, 0);
  let text = '';
  for (const part of parts) text += part(fields);
  return text;
}

/** Formats a moment in nanoseconds. */
export function formatNanos(nanos: Wide, { parts }: DateFormat): string {
  const fields = fieldsOf(nanosToMs(nanos), nanosOfMs(nanos));
  return parts.map((part) => part(fields)).join('');
}

/** The compiled form of a pattern from data; a row error when it is none. */
export const dateFormatOf: (pattern: string) => DateFormat = cached((pattern) => {
  const compiled = compileDateFormat(pattern);
  if (typeof compiled === 'string') throw new RowError('CAST', compiled);
  return compiled;
});
