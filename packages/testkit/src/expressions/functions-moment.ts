// Functions of moments in the interpreter: EXTRACT, FLOOR and CEIL to a unit, TIMESTAMPADD, TIMESTAMPDIFF (X1.56 to X1.60).

import type { DataType } from '@weir/shared/data-type';
import type { TypedCall } from '@weir/sql/check/typed';
import type { TimeUnit } from '@weir/sql/parse/ast';
import { laterByMonths, laterByMs } from './arithmetic.ts';
import { DAY_NANOS, dayNumber, dayOf, dayOfYear, isoWeek, monthsLater, split, weekday } from './calendar.ts';
import { readText } from './cast-text.ts';
import { dateText } from './date-pattern.ts';
import type { StrictFunction } from './functions-number.ts';
import { type Model, NotCovered, textOf, wholeOf, wrapped } from './model.ts';

const SECOND = 1_000_000_000n;

/** Nanoseconds of units with a fixed length. */
const LENGTH: Partial<Record<TimeUnit, bigint>> = {
  MILLISECOND: 1_000_000n,
  SECOND,
  MINUTE: 60n * SECOND,
  HOUR: 3600n * SECOND,
  DAY: DAY_NANOS,
  WEEK: 7n * DAY_NANOS,
};
const MONTHS: Partial<Record<TimeUnit, number>> = {
  MONTH: 1,
  QUARTER: 3,
  YEAR: 12,
  DECADE: 120,
  CENTURY: 1200,
  MILLENNIUM: 12_000,
};

/** Any moment as nanoseconds from 1970; a TIME lies on its first day. */
function nanosOf(value: Model | undefined, type: DataType | undefined): bigint {
  const whole = wholeOf(value);
  if (type?.kind === 'DATE') return whole * DAY_NANOS;
  return type?.kind === 'TIME' ? whole * 1_000_000n : whole;
}

function extract([value]: readonly Model[], { unit, arguments: [moment] }: TypedCall): bigint {
  const nanos = nanosOf(value, moment?.type);
  const { days, clock } = split(nanos);
  const { year, month, day } = dayOf(days);
  switch (unit) {
    case 'MILLENNIUM':
      return BigInt(Math.ceil(year / 1000));
    case 'CENTURY':
      return BigInt(Math.ceil(year / 100));
    case 'DECADE':
      return BigInt(Math.floor(year / 10));
    case 'YEAR':
      return BigInt(year);
    case 'ISOYEAR':
      return BigInt(isoWeek(days).year);
    case 'QUARTER':
      return BigInt(Math.ceil(month / 3));
    case 'MONTH':
      return BigInt(month);
    case 'WEEK':
      return BigInt(isoWeek(days).week);
    case 'DOY':
      return BigInt(dayOfYear(days));
    case 'DAY':
      return BigInt(day);
    case 'DOW':
      return BigInt((weekday(days) % 7) + 1);
    case 'ISODOW':
      return BigInt(weekday(days));
    case 'EPOCH':
      return (BigInt(days) * DAY_NANOS + clock - (clock % SECOND)) / SECOND;
    default:
      return clockField(clock, unit);
  }
}

function clockField(clock: bigint, unit: TimeUnit | undefined): bigint {
  switch (unit) {
    case 'HOUR':
      return clock / (3600n * SECOND);
    case 'MINUTE':
      return (clock / (60n * SECOND)) % 60n;
    case 'SECOND':
      return (clock / SECOND) % 60n;
    case 'MILLISECOND':
      return (clock % SECOND) / 1_000_000n;
    case 'MICROSECOND':
      return (clock % SECOND) / 1000n;
    case 'NANOSECOND':
      return clock % SECOND;
    default:
      throw new NotCovered(`EXTRACT of ${unit}`);
  }
}

/** The first day of the unit of months that holds a day. */
function monthsStart(days: number, months: number): number {
  const { year, month } = dayOf(days);
  if (months < 12) return dayNumber({ year, month: month - ((month - 1) % months), day: 1 });
  const years = months / 12;
  // Centuries begin with their year 1, decades and years with 0.
  const offset = years >= 100 ? 1 : 0;
  return dayNumber({ year: Math.floor((year - offset) / years) * years + offset, month: 1, day: 1 });
}

/** The start of the unit, as nanoseconds; weeks start on Sunday. */
function floorTo(nanos: bigint, unit: TimeUnit): bigint {
  const { days } = split(nanos);
  const months = MONTHS[unit];
  if (months !== undefined) return BigInt(monthsStart(days, months)) * DAY_NANOS;
  if (unit === 'WEEK') return BigInt(days - (weekday(days) % 7)) * DAY_NANOS;
  const length = LENGTH[unit];
  if (length === undefined) throw new NotCovered(`FLOOR TO ${unit}`);
  return nanos - (((nanos % length) + length) % length);
}

/** The next start of the unit; WEEK to YEAR look at the date alone, from DECADE on there always is a next one. */
function ceilTo(nanos: bigint, unit: TimeUnit): bigint {
  const months = MONTHS[unit];
  const { days } = split(nanos);
  const isByDate = months !== undefined || unit === 'WEEK';
  const moment = isByDate ? BigInt(days) * DAY_NANOS : nanos;
  const start = floorTo(moment, unit);
  if (start === moment && (months ?? 0) < 120) return moment;
  if (months === undefined) return start + (LENGTH[unit] ?? 0n);
  return BigInt(monthsLater(split(start).days, months)) * DAY_NANOS;
}

/** FLOOR and CEIL of a moment: digits below the millisecond do not count, except that CEIL TO MILLISECOND goes on. */
export function roundedMoment([value]: readonly Model[], call: TypedCall): bigint {
  const { type, unit = 'DAY', function: name } = call;
  const exact = nanosOf(value, type);
  const nanos = exact - (((exact % 1_000_000n) + 1_000_000n) % 1_000_000n);
  if (name === 'FLOOR') return momentOf(floorTo(nanos, unit), type);
  // Flink's CEIL of a DATE to DAY is the next day.
  if (type.kind === 'DATE' && unit === 'DAY') return wholeOf(value) + 1n;
  return momentOf(ceilTo(unit === 'MILLISECOND' ? exact : nanos, unit), type);
}

function momentOf(nanos: bigint, type: DataType): bigint {
  if (type.kind === 'DATE') return BigInt(split(nanos).days);
  return type.kind === 'TIME' ? split(nanos).clock / 1_000_000n : nanos;
}

function timestampAdd([count, value]: readonly Model[], { unit = 'DAY', type }: TypedCall): bigint {
  const months = MONTHS[unit];
  const amount = wholeOf(count);
  if (months !== undefined) return laterByMonths(wholeOf(value), amount * BigInt(months), type);
  const length = LENGTH[unit];
  if (length === undefined) throw new NotCovered(`TIMESTAMPADD of ${unit}`);
  return laterByMs(wholeOf(value), amount * (length / 1_000_000n), type);
}

/** Whole months as Calcite looks for them: the last whose day is not past the other, a cut day counts as reached. */
function monthsBetween(from: number, to: number): number {
  if (to < from) return 0 - monthsBetween(to, from);
  let months = Math.floor((to - from) / 31);
  for (;;) {
    if (monthsLater(from, months) >= to) return months;
    if (monthsLater(from, months + 1) > to) return months;
    months += 1;
  }
}

function timestampDiff(
  [from, to]: readonly Model[],
  { unit = 'DAY', arguments: [left, right] }: TypedCall,
): bigint {
  const ms = (value: Model | undefined, type: DataType | undefined): bigint => {
    const { days, clock } = split(nanosOf(value, type));
    return BigInt(days) * 86_400_000n + clock / 1_000_000n;
  };
  const a = ms(from, left?.type);
  const b = ms(to, right?.type);
  const months = MONTHS[unit];
  if (months !== undefined) {
    const start = split(a * 1_000_000n);
    const end = split(b * 1_000_000n);
    let count = monthsBetween(start.days, end.days);
    if (monthsLater(start.days, count) === end.days && end.clock < start.clock) count -= 1;
    return BigInt(Math.trunc(count / months));
  }
  const length = LENGTH[unit];
  if (length === undefined) throw new NotCovered(`TIMESTAMPDIFF in ${unit}`);
  // The seconds of a week are an INT before they are divided.
  if (unit === 'WEEK') return wrapped((b - a) / 1000n, 32) / 604_800n;
  return wrapped((b - a) / (length / 1_000_000n), 32);
}

/** Functions by name. */
export const momentFunctions: Readonly<Record<string, StrictFunction>> = {
  EXTRACT: extract,
  TIMESTAMPADD: timestampAdd,
  TIMESTAMPDIFF: timestampDiff,
  TO_TIMESTAMP: (values) => {
    if (values.length > 1) throw new NotCovered('TO_TIMESTAMP with a pattern');
    return readText(textOf(values[0]), { kind: 'TIMESTAMP', precision: 3 }) ?? null;
  },
  TO_DATE: (values) => {
    if (values.length > 1) throw new NotCovered('TO_DATE with a pattern');
    return readText(textOf(values[0]), { kind: 'DATE' }) ?? null;
  },
  DATE_FORMAT: ([moment, pattern], { arguments: [value] }) => {
    if (typeof moment === 'string') throw new NotCovered('DATE_FORMAT of text');
    return dateText(nanosOf(moment, value?.type), textOf(pattern));
  },
};
