// Patterns of java.text.SimpleDateFormat, lenient, in the calendar of java.util.Date: UNIX_TIMESTAMP, FROM_UNIXTIME,
// CONVERT_TZ, TO_DATE with a pattern and DATE_FORMAT of text go through it in Flink (X1.60, X1.63, X1.64).

import { DAY_MS, pad } from '../civil.ts';
import { RowError } from '../row-error.ts';
import { cached, MONTHS, quoteEnd, WEEKDAYS } from './java-pattern.ts';
import { oldCivil, oldDays } from './old-calendar.ts';
import { fromLocal, UTC, type Zone, zoneOf } from './zones.ts';

type Part =
  | { readonly kind: 'field'; readonly letter: string; readonly count: number }
  | { readonly kind: 'text'; readonly text: string };

/** A compiled pattern. */
export type OldFormat = readonly Part[];

const LETTERS = 'GyMdkHmsSEDFwWahKzZYuXL';
const NUMBERS = 'ydkHmsSDFwWhKYu';

/** The parts of a pattern, or what is wrong with it in words. */
export function compileOldFormat(pattern: string): OldFormat | string {
  const parts: Part[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') parts.push({ kind: 'text', text });
    text = '';
  };
  for (let at = 0; at < pattern.length; ) {
    const character = pattern.charAt(at);
    if (character === "'") {
      const end = quoteEnd(pattern, at);
      if (end === undefined) return 'a quote in the pattern is not closed';
      text += end === at + 1 ? "'" : pattern.slice(at + 1, end).replaceAll("''", "'");
      at = end + 1;
    } else if (/[A-Za-z]/.test(character)) {
      if (!LETTERS.includes(character)) return `the letter ${character} means nothing in a date pattern`;
      flush();
      let end = at + 1;
      while (pattern.charAt(end) === character) end += 1;
      parts.push({ kind: 'field', letter: character, count: end - at });
      at = end;
    } else {
      text += character;
      at += 1;
    }
  }
  flush();
  return parts;
}

/** The pattern of functions that are called without one. */
export const DEFAULT_PATTERN = 'yyyy-MM-dd HH:mm:ss';

/** The compiled form of a pattern; a row error when it is none. */
export const oldFormatOf: (pattern: string) => OldFormat = cached((pattern) => {
  const compiled = compileOldFormat(pattern);
  if (typeof compiled === 'string') throw new RowError('CAST', compiled);
  return compiled;
});

/** A moment as text. */
export function formatOld(epochMs: number, format: OldFormat, zone: Zone = UTC): string {
  const offset = zone(epochMs);
  const local = epochMs + offset;
  const days = Math.floor(local / DAY_MS);
  const { year, month, day } = oldCivil(days);
  const moment = { days, year, month, day, ms: local - days * DAY_MS, offset };
  return format.map((part) => (part.kind === 'text' ? part.text : shown(part, moment))).join('');
}

type Moment = {
  readonly days: number;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly ms: number;
  readonly offset: number;
};

function shown(
  { letter, count }: { readonly letter: string; readonly count: number },
  moment: Moment,
): string {
  const { days, year, month, day, ms } = moment;
  const hour = Math.floor(ms / 3_600_000);
  const yearOfEra = year > 0 ? year : 1 - year;
  switch (letter) {
    case 'G':
      return year > 0 ? 'AD' : 'BC';
    case 'y':
      return count === 2 ? pad(yearOfEra % 100, 2) : pad(yearOfEra, count);
    case 'Y': {
      const value = weekOf(days).year;
      return count === 2 ? pad(value % 100, 2) : pad(value, count);
    }
    case 'M':
    case 'L':
      if (count <= 2) return pad(month, count);
      return (MONTHS[month - 1] ?? '').slice(0, count === 3 ? 3 : undefined);
    case 'E':
      return (WEEKDAYS[isoDay(days) - 1] ?? '').slice(0, count < 4 ? 3 : undefined);
    case 'a':
      return hour < 12 ? 'AM' : 'PM';
    case 'z':
      return zoneName(moment.offset);
    case 'Z':
      return offsetText(moment.offset, '');
    case 'X':
      return moment.offset === 0
        ? 'Z'
        : offsetText(moment.offset, count === 3 ? ':' : '').slice(0, count === 1 ? 3 : undefined);
    default:
      return pad(numberOf(letter, { days, year, day, ms }), count);
  }
}

function numberOf(
  letter: string,
  { days, year, day, ms }: Pick<Moment, 'days' | 'year' | 'day' | 'ms'>,
): number {
  const hour = Math.floor(ms / 3_600_000);
  switch (letter) {
    case 'd':
      return day;
    case 'D':
      return days - oldDays(year, 1, 1) + 1;
    case 'F':
      return Math.floor((day - 1) / 7) + 1;
    case 'w':
      return weekOf(days).week;
    case 'W':
      return Math.floor((day - 1 + (isoDay(days - day + 1) % 7)) / 7) + 1;
    case 'u':
      return isoDay(days);
    case 'H':
      return hour;
    case 'k':
      return hour || 24;
    case 'K':
      return hour % 12;
    case 'h':
      return hour % 12 || 12;
    case 'm':
      return Math.floor(ms / 60_000) % 60;
    case 's':
      return Math.floor(ms / 1000) % 60;
    default:
      return ms % 1000;
  }
}

/** 1 is Monday. */
function isoDay(days: number): number {
  return ((((days + 3) % 7) + 7) % 7) + 1;
}

function weekOf(days: number): { readonly year: number; readonly week: number } {
  const sunday = days - (isoDay(days) % 7);
  const { year } = oldCivil(sunday + 6);
  const first = oldDays(year, 1, 1);
  return { year, week: (sunday - (first - (isoDay(first) % 7))) / 7 + 1 };
}

function zoneName(offset: number): string {
  return offset === 0 ? 'UTC' : `GMT${offsetText(offset, ':')}`;
}

function offsetText(offset: number, separator: string): string {
  const minutes = Math.abs(Math.trunc(offset / 60_000));
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60), 2)}${separator}${pad(minutes % 60, 2)}`;
}

/** What was read so far: letters with their numbers, and a zone when the text names one. */
type Read = { readonly fields: Map<string, number>; zone: Zone };
type Cursor = { at: number; readonly text: string };

/**
 * Reads the start of a text; what follows is ignored.
 *
 * @returns Epoch milliseconds, `undefined` when the text does not begin as the pattern says.
 */
export function parseOld(text: string, format: OldFormat, zone: Zone = UTC): number | undefined {
  const cursor: Cursor = { at: 0, text };
  const read: Read = { fields: new Map(), zone };
  for (const [index, part] of format.entries()) {
    if (part.kind === 'text') {
      if (!text.startsWith(part.text, cursor.at)) return undefined;
      cursor.at += part.text.length;
      continue;
    }
    const next = format[index + 1];
    const adjacent =
      next?.kind === 'field' && (NUMBERS.includes(next.letter) || (next.letter === 'M' && next.count <= 2));
    if (!readField(cursor, read, part, adjacent)) return undefined;
  }
  return resolve(read);
}

function readField(
  cursor: Cursor,
  read: Read,
  { letter, count }: { readonly letter: string; readonly count: number },
  adjacent: boolean,
): boolean {
  const start = cursor.at;
  while (cursor.text.charAt(cursor.at) === ' ' || cursor.text.charAt(cursor.at) === '\t') cursor.at += 1;
  if (cursor.at >= cursor.text.length) return false;
  if (letter === 'E') return readName(cursor, read, 'E', WEEKDAYS);
  if ((letter === 'M' || letter === 'L') && count > 2) return readName(cursor, read, 'M', MONTHS);
  if (letter === 'a') return readName(cursor, read, 'a', ['AM', 'PM']);
  if (letter === 'G') return readName(cursor, read, 'G', ['BC', 'AD']);
  if (letter === 'z' || letter === 'Z' || letter === 'X') return readZone(cursor, read);
  const end = adjacent ? start + count : cursor.text.length;
  if (end > cursor.text.length) return false;
  const digits = /^-?\p{Nd}+/u.exec(cursor.text.slice(cursor.at, Math.min(end, cursor.at + 400)))?.[0];
  if (digits === undefined) return false;
  cursor.at += digits.length;
  const value = Number(digits);
  const isShort = letter === 'y' && count <= 2 && /^\d\d$/.test(digits);
  read.fields.set(letter === 'L' ? 'M' : letter, isShort ? shortYear(value) : value | 0);
  return !Number.isNaN(value);
}

/** Years of two digits lie in the hundred years that began eighty years before 2026: a fixed rule, so that replays agree. */
function shortYear(value: number): number {
  return value < 46 ? 2000 + value : 1900 + value;
}

function readName(cursor: Cursor, read: Read, letter: string, names: readonly string[]): boolean {
  const rest = cursor.text.slice(cursor.at, cursor.at + 10).toLowerCase();
  const find = (length: number | undefined): number =>
    names.findIndex((name) => rest.startsWith(name.toLowerCase().slice(0, length)));
  const long = find(undefined);
  const index = long >= 0 ? long : find(3);
  const name = names[index];
  if (name === undefined) return false;
  cursor.at += long >= 0 ? name.length : 3;
  read.fields.set(letter, letter === 'M' ? index + 1 : index);
  return true;
}

function readZone(cursor: Cursor, read: Read): boolean {
  const match = /^(?:GMT|UTC)?[+-]\d{1,2}:?\d{2}|^[A-Za-z]{1,32}(?:\/[A-Za-z_]{1,32})*/.exec(
    cursor.text.slice(cursor.at, cursor.at + 64),
  );
  const zone = match === null ? undefined : zoneOf(match[0]);
  if (match === null || zone === undefined) return false;
  cursor.at += match[0].length;
  read.zone = zone;
  return true;
}

function resolve({ fields, zone }: Read): number {
  const field = (letter: string, otherwise: number): number => fields.get(letter) ?? otherwise;
  const year = field('y', field('Y', 1970));
  const days =
    fields.has('D') && !fields.has('d') && !fields.has('M')
      ? oldDays(year, 1, 1) + field('D', 1) - 1
      : oldDays(field('G', 1) === 0 ? 1 - year : year, field('M', 1), field('d', 1));
  const half = field('h', 12) === 12 ? 0 : field('h', 0);
  const twelve = field('K', half) + (field('a', 0) === 1 ? 12 : 0);
  const one = field('k', twelve) === 24 ? 0 : field('k', twelve);
  const seconds = (field('H', one) * 60 + field('m', 0)) * 60 + field('s', 0);
  return fromLocal(days * DAY_MS + seconds * 1000 + field('S', 0), zone);
}
