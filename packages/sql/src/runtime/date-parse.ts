// TO_TIMESTAMP and TO_TIMESTAMP_LTZ with a pattern of java.time; text that does not fit it is tried as java.sql.Timestamp
// and java.sql.Date read it, as Flink does (X1.61, X1.62).

import { DAY_MS, daysFromCivil, daysInMonth } from '../civil.ts';
import { RowError } from '../row-error.ts';
import { cached, MONTHS, type PatternPart, parsePattern, WEEKDAYS } from './java-pattern.ts';
import { oldCivil, oldDays } from './old-calendar.ts';
import { fromLocal, zoneOf } from './zones.ts';

/** A number in a pattern: how many digits it takes, and how many more it leaves to fixed numbers right behind it. */
type NumberPart = {
  readonly kind: 'number';
  readonly letter: string;
  readonly least: number;
  readonly most: number;
  /** `plus`: more digits than `least` need a plus sign; `signed`: a minus is read. */
  readonly sign: 'none' | 'signed' | 'plus';
  reserve: number;
};

type ParsePart =
  | NumberPart
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'name'; readonly letter: string; readonly names: readonly string[] }
  | { readonly kind: 'zone' }
  | { readonly kind: 'optional'; readonly parts: readonly ParsePart[] };

/** A compiled pattern; `undefined` when the pattern is none, which makes every text NULL. */
export type DateParser = readonly ParsePart[] | undefined;

/** Compiles a pattern, once per text of it. */
export const dateParserOf: (pattern: string) => DateParser = cached((pattern) => {
  const parts = parsePattern(pattern);
  return typeof parts === 'string' ? undefined : compileParts(parts);
});

function compileParts(parts: readonly PatternPart[]): readonly ParsePart[] {
  const compiled: ParsePart[] = [];
  // The number whose digits run into the fixed numbers behind it.
  let open: NumberPart | undefined;
  for (const part of parts) {
    const next = compilePart(part);
    if (next.kind !== 'number') {
      open = undefined;
    } else if (open !== undefined && next.least === next.most && next.sign === 'none') {
      open.reserve += next.most;
    } else {
      open = next;
    }
    compiled.push(next);
  }
  return compiled;
}

function compilePart(part: PatternPart): ParsePart {
  if (part.kind === 'text') return part;
  if (part.kind === 'optional') return { kind: 'optional', parts: compileParts(part.parts) };
  const { letter, count } = part;
  switch (letter) {
    case 'y':
    case 'u':
    case 'Y':
      if (count === 2) return numberPart(letter, 2, 2);
      return { ...numberPart(letter, count, 19), sign: count < 4 ? 'signed' : 'plus' };
    case 'M':
    case 'L':
      if (count > 2) return { kind: 'name', letter: 'M', names: cut(MONTHS, count === 3) };
      return numberPart('M', count, count === 1 ? 19 : 2);
    case 'E':
      return { kind: 'name', letter, names: cut(WEEKDAYS, count < 4) };
    case 'a':
      return { kind: 'name', letter, names: ['AM', 'PM'] };
    case 'G':
      return { kind: 'name', letter, names: ['BC', 'AD'] };
    case 'S':
      return numberPart(letter, count, count);
    case 'D':
      return numberPart(letter, count, count === 3 ? 3 : count === 2 ? 3 : 19);
    case 'V':
    case 'z':
    case 'O':
    case 'X':
    case 'x':
    case 'Z':
      return { kind: 'zone' };
    case 'n':
    case 'N':
    case 'A':
      return numberPart(letter, count, 19);
    default:
      return numberPart(letter, count, count === 1 ? 19 : 2);
  }
}

function numberPart(letter: string, least: number, most: number): NumberPart {
  return {
    kind: 'number',
    letter,
    least,
    most,
    sign: least === 1 && most === 19 ? 'signed' : 'none',
    reserve: 0,
  };
}

function cut(names: readonly string[], short: boolean): readonly string[] {
  return short ? names.map((name) => name.slice(0, 3)) : names;
}

type Fields = Map<string, number>;

/** Local milliseconds of a text; `undefined` when it does not fit. */
function parseLocal(text: string, parser: readonly ParsePart[]): number | undefined {
  const fields: Fields = new Map();
  const end = parseParts(text, 0, parser, fields);
  return end === text.length ? resolve(fields) : undefined;
}

function parseParts(
  text: string,
  from: number,
  parts: readonly ParsePart[],
  fields: Fields,
): number | undefined {
  let at = from;
  for (const part of parts) {
    const next = parsePart(text, at, part, fields);
    if (next === undefined) return undefined;
    at = next;
  }
  return at;
}

function parsePart(text: string, at: number, part: ParsePart, fields: Fields): number | undefined {
  switch (part.kind) {
    case 'text':
      return text.startsWith(part.text, at) ? at + part.text.length : undefined;
    case 'optional': {
      const inside: Fields = new Map();
      const end = parseParts(text, at, part.parts, inside);
      if (end === undefined) return at;
      for (const [letter, value] of inside) fields.set(letter, value);
      return end;
    }
    case 'name': {
      const index = part.names.findIndex((name) => text.startsWith(name, at));
      if (index < 0) return undefined;
      fields.set(part.letter, part.letter === 'M' || part.letter === 'E' ? index + 1 : index);
      return at + (part.names[index] ?? '').length;
    }
    case 'zone':
      return zoneEnd(text, at);
    case 'number':
      return parseNumber(text, at, part, fields);
  }
}

/** Zones are read and not used: the fields of the wall clock count. */
function zoneEnd(text: string, at: number): number | undefined {
  const match = /^(?:Z|(?:GMT|UTC)?[+-]\d{2}(?::?\d{2}(?::?\d{2})?)?|[A-Z]{3,4}|[A-Za-z]+\/[A-Za-z_/]+)/.exec(
    text.slice(at, at + 64),
  );
  return match === null ? undefined : at + match[0].length;
}

function parseNumber(text: string, from: number, part: NumberPart, fields: Fields): number | undefined {
  let at = from;
  const sign = text.charAt(at);
  const hasPlus = sign === '+' && part.sign === 'plus';
  const hasMinus = sign === '-' && part.sign !== 'none';
  if (hasPlus || hasMinus) at += 1;
  else if (sign === '+' || sign === '-') return undefined;
  let length = 0;
  while (length < part.most + part.reserve && isDigit(text.charCodeAt(at + length))) length += 1;
  if (part.reserve > 0) length = Math.max(part.least, length - part.reserve);
  if (length < part.least || length > part.most || !isDigit(text.charCodeAt(at + length - 1)))
    return undefined;
  if (part.sign === 'plus' && !hasMinus && hasPlus !== length > part.least) return undefined;
  const value = Number(text.slice(at, at + length));
  if (hasMinus && value === 0) return undefined;
  fields.set(part.letter, fieldValue(part, hasMinus ? -value : value, length));
  return at + length;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function fieldValue(part: NumberPart, value: number, length: number): number {
  if (part.letter === 'S') return value * 10 ** (9 - length);
  const isShort = (part.letter === 'y' || part.letter === 'u') && part.most === 2;
  return isShort ? 2000 + value : value;
}

/** Bounds of the fields; a day beyond its month is cut to it, 24:00 is the next day. */
function resolve(fields: Fields): number | undefined {
  const year = yearOf(fields);
  if (year === undefined) return undefined;
  const days = dayOf(fields, year);
  const clock = clockOf(fields);
  if (days === undefined || clock === undefined) return undefined;
  const weekday = fields.get('E');
  if (weekday !== undefined && fields.has('d') && ((((days + 3) % 7) + 7) % 7) + 1 !== weekday)
    return undefined;
  return days * DAY_MS + clock;
}

function yearOf(fields: Fields): number | undefined {
  const proleptic = fields.get('u');
  if (proleptic !== undefined) return proleptic;
  const ofEra = fields.get('y');
  if (ofEra === undefined) return 1970;
  if (ofEra < 1) return undefined;
  return fields.get('G') === 0 ? 1 - ofEra : ofEra;
}

function dayOf(fields: Fields, year: number): number | undefined {
  const ofYear = fields.get('D');
  if (ofYear !== undefined && !fields.has('M')) {
    const length = daysFromCivil(year + 1, 1, 1) - daysFromCivil(year, 1, 1);
    return ofYear < 1 || ofYear > length ? undefined : daysFromCivil(year, 1, 1) + ofYear - 1;
  }
  const month = fields.get('M') ?? 1;
  const day = fields.get('d') ?? 1;
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  return daysFromCivil(year, month, Math.min(day, daysInMonth(year, month)));
}

function clockOf(fields: Fields): number | undefined {
  const hour = hourOf(fields);
  const minute = fields.get('m') ?? 0;
  const second = fields.get('s') ?? 0;
  const nano = fields.get('S') ?? fields.get('n') ?? 0;
  if (hour === undefined || minute > 59 || second > 59 || nano > 999_999_999) return undefined;
  if (hour === 24 && (minute > 0 || second > 0 || nano > 0)) return undefined;
  return ((hour * 60 + minute) * 60 + second) * 1000 + Math.floor(nano / 1_000_000);
}

function hourOf(fields: Fields): number | undefined {
  const hour = fields.get('H');
  if (hour !== undefined) return hour > 24 || hour < 0 ? undefined : hour;
  const clock = fields.get('k');
  if (clock !== undefined) return clock < 1 || clock > 24 ? undefined : clock % 24;
  const half = fields.get('a');
  const inHalf = fields.get('h') ?? fields.get('K');
  if (inHalf === undefined || half === undefined) return 0;
  const [least, most] = fields.has('h') ? [1, 12] : [0, 11];
  return inHalf < least || inHalf > most ? undefined : (inHalf % 12) + half * 12;
}

/** `java.sql.Timestamp.valueOf` when there is a blank, `java.sql.Date.valueOf` when not: fields may run over. */
function parseLoosely(text: string): number | undefined {
  const trimmed = text.trim();
  if (!trimmed.includes(' ')) {
    const date = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(trimmed);
    return date === null ? undefined : looseDay(date[1], date[2], date[3]);
  }
  const match =
    /^(\d{4})-(\d{1,2})-(\d{1,2}) ([+-]?\d{1,9}):([+-]?\d{1,9}):([+-]?\d{1,9})(?:\.(\d{1,9}))?$/.exec(
      trimmed,
    );
  const day = match === null ? undefined : looseDay(match[1], match[2], match[3]);
  if (match === null || day === undefined) return undefined;
  const seconds = (Number(match[4]) * 60 + Number(match[5])) * 60 + Number(match[6]);
  return day + seconds * 1000 + Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
}

/** The day in the calendar of java.util.Date, its fields then read as a date of ours. */
function looseDay(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): number | undefined {
  const [m, d] = [Number(month), Number(day)];
  if (m < 1 || m > 12 || d < 1 || d > 31) return undefined;
  const read = oldCivil(oldDays(Number(year), m, d));
  return daysFromCivil(read.year > 0 ? read.year : 1 - read.year, read.month, read.day) * DAY_MS;
}

/** The TIMESTAMP(3) of a text; NULL when it is none, or the pattern is none. */
export function parseDate(text: string, parser: DateParser): number | null {
  if (parser === undefined) return null;
  return parseLocal(text, parser) ?? parseLoosely(text) ?? null;
}

/** The same with a pattern from data. */
export function parseDateBy(text: string, pattern: string): number | null {
  return parseDate(text, dateParserOf(pattern));
}

/** The moment of a text on a clock in a zone. */
export function parseDateIn(text: string, pattern: string, zone: string): number | null {
  const offset = zoneOf(zone);
  if (offset === undefined) throw new RowError('CAST', `${zone.slice(0, 40)} is not a time zone`);
  const local = parseDateBy(text, pattern);
  return local === null ? null : fromLocal(local, offset);
}
