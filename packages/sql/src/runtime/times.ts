// Moments at run time: epoch milliseconds in UTC, which is also the session zone.

import { addMonths, type Civil, civilFromDays, DAY_MS, daysFromCivil } from '../civil.ts';
import { narrow, type Wide } from '../decimal.ts';
import type { TimeUnit } from '../parse/ast.ts';
import { mapMs, msToNanos, nanosOfMs, nanosToMs } from './nanos.ts';

/** Months added to a DATE; the day is cut to the month. */
export function addMonthsToDate(days: number, months: number): number {
  return addMonths(days, months);
}

/** Months added to a TIMESTAMP; the clock time stays. */
export function addMonthsToTimestamp(epochMs: number, months: number): number {
  const days = Math.floor(epochMs / DAY_MS);
  return addMonths(days, months) * DAY_MS + (epochMs - days * DAY_MS);
}

/** The same for nanoseconds. */
export function addMonthsToNanos(nanos: Wide, months: number): Wide {
  return mapMs(nanos, (epochMs) => addMonthsToTimestamp(epochMs, months));
}

/** FLOOR or CEIL of nanoseconds, by that of milliseconds; `next` goes on from the next one where digits are below it. */
export function roundNanos(nanos: Wide, round: (epochMs: number) => number, next: boolean): Wide {
  const extra = next && nanosOfMs(nanos) > 0 ? 1 : 0;
  return msToNanos(round(nanosToMs(nanos) + extra));
}

/** EXTRACT of the parts of a second below the millisecond. */
export function extractBelowMs(nanos: Wide, unit: number): number {
  return Math.floor(((wrapTime(nanosToMs(nanos)) % 1000) * 1_000_000 + nanosOfMs(nanos)) / unit);
}

/** Milliseconds of the day: TIME arithmetic goes round the clock. */
export function wrapTime(ms: number): number {
  return ms - Math.floor(ms / DAY_MS) * DAY_MS;
}

/** An interval times a whole number. */
export function multiplyInterval(amount: number, factor: Wide): number {
  return amount * Number(factor) + 0;
}

function civil(epochMs: number): Civil {
  return civilFromDays(Math.floor(epochMs / DAY_MS));
}

function dayOfYear(epochMs: number): number {
  const days = Math.floor(epochMs / DAY_MS);
  return days - daysFromCivil(civilFromDays(days).year, 1, 1) + 1;
}

/** 1 is Monday. */
function isoDayOfWeek(days: number): number {
  return ((((days + 3) % 7) + 7) % 7) + 1;
}

/** The Thursday of the ISO week decides its year and number. */
function isoThursday(epochMs: number): number {
  const days = Math.floor(epochMs / DAY_MS);
  return days - isoDayOfWeek(days) + 4;
}

function isoWeek(epochMs: number): number {
  const thursday = isoThursday(epochMs);
  return Math.floor((thursday - daysFromCivil(civilFromDays(thursday).year, 1, 1)) / 7) + 1;
}

/** The fields of EXTRACT. */
export const EXTRACT: Partial<Record<TimeUnit, (epochMs: number) => number>> = {
  MILLENNIUM: (ms) => Math.floor((civil(ms).year + 999) / 1000),
  CENTURY: (ms) => Math.floor((civil(ms).year + 99) / 100),
  DECADE: (ms) => Math.floor(civil(ms).year / 10),
  YEAR: (ms) => civil(ms).year,
  ISOYEAR: (ms) => civilFromDays(isoThursday(ms)).year,
  QUARTER: (ms) => Math.floor((civil(ms).month + 2) / 3),
  MONTH: (ms) => civil(ms).month,
  WEEK: isoWeek,
  DOY: dayOfYear,
  DAY: (ms) => civil(ms).day,
  DOW: (ms) => (isoDayOfWeek(Math.floor(ms / DAY_MS)) % 7) + 1,
  ISODOW: (ms) => isoDayOfWeek(Math.floor(ms / DAY_MS)),
  HOUR: (ms) => Math.floor(wrapTime(ms) / 3_600_000),
  MINUTE: (ms) => Math.floor(wrapTime(ms) / 60_000) % 60,
  SECOND: (ms) => Math.floor(wrapTime(ms) / 1000) % 60,
  MILLISECOND: (ms) => wrapTime(ms) % 1000,
  MICROSECOND: (ms) => (wrapTime(ms) % 1000) * 1000,
  NANOSECOND: (ms) => (wrapTime(ms) % 1000) * 1_000_000,
  EPOCH: (ms) => Math.floor(ms / 1000),
};

function floorMonths(epochMs: number, size: number): number {
  const { year, month } = civil(epochMs);
  const total = year * 12 + month - 1;
  return monthsStart(Math.floor(total / size) * size);
}

function monthsStart(months: number): number {
  const year = Math.floor(months / 12);
  return daysFromCivil(year, months - year * 12 + 1, 1) * DAY_MS;
}

function floorWeek(epochMs: number): number {
  const days = Math.floor(epochMs / DAY_MS);
  return (days - (isoDayOfWeek(days) % 7)) * DAY_MS;
}

function floorMs(size: number): (epochMs: number) => number {
  return (epochMs) => Math.floor(epochMs / size) * size;
}

/** The start of the unit that holds a moment; weeks start on Sunday (X1.57). */
export const FLOOR: Partial<Record<TimeUnit, (epochMs: number) => number>> = {
  YEAR: (ms) => floorMonths(ms, 12),
  QUARTER: (ms) => floorMonths(ms, 3),
  MONTH: (ms) => floorMonths(ms, 1),
  WEEK: floorWeek,
  DAY: floorMs(DAY_MS),
  HOUR: floorMs(3_600_000),
  MINUTE: floorMs(60_000),
  SECOND: floorMs(1000),
  MILLISECOND: (ms) => ms,
  DECADE: floorYears((year) => Math.floor(year / 10) * 10),
  CENTURY: floorYears((year) => Math.ceil(year / 100) * 100 - 99),
  MILLENNIUM: floorYears((year) => Math.ceil(year / 1000) * 1000 - 999),
};

function floorYears(first: (year: number) => number): (epochMs: number) => number {
  return (epochMs) => daysFromCivil(first(civil(epochMs).year), 1, 1) * DAY_MS;
}

const UNIT_YEARS: Partial<Record<TimeUnit, number>> = { DECADE: 10, CENTURY: 100, MILLENNIUM: 1000 };

/** Length of the units that have a fixed one. */
export const UNIT_MS: Partial<Record<TimeUnit, number>> = {
  MILLISECOND: 1,
  SECOND: 1000,
  MINUTE: 60_000,
  HOUR: 3_600_000,
  DAY: DAY_MS,
  WEEK: 7 * DAY_MS,
};

/** Months of the units that are counted in months. */
export const UNIT_MONTHS: Partial<Record<TimeUnit, number>> = { MONTH: 1, QUARTER: 3, YEAR: 12 };

/**
 * The end of the unit, or the moment itself when it is the start of one. From WEEK up only the date is looked at: on
 * a Sunday the week ends at that day's start, whatever the clock says. From DECADE up the end is the next one even at
 * the start (both as in Flink).
 */
export function ceilTo(unit: TimeUnit): (epochMs: number) => number {
  const floor = FLOOR[unit] ?? ((ms: number) => ms);
  const years = UNIT_YEARS[unit];
  if (years !== undefined) return (epochMs) => addMonthsToTimestamp(floor(epochMs), years * 12);
  const months = UNIT_MONTHS[unit];
  const byDate = months !== undefined || unit === 'WEEK';
  return (epochMs) => {
    const moment = byDate ? Math.floor(epochMs / DAY_MS) * DAY_MS : epochMs;
    const start = floor(moment);
    if (start === moment) return moment;
    return months === undefined ? start + (UNIT_MS[unit] ?? 1) : addMonthsToTimestamp(start, months);
  };
}

/** Whole months from `a` to `b` as Calcite counts them: 31 December to 28 February is 2. */
export function monthsBetween(a: number, b: number): number {
  const from = Math.floor(a / DAY_MS);
  const to = Math.floor(b / DAY_MS);
  const months = from <= to ? wholeMonths(from, to) : 0 - wholeMonths(to, from);
  const isEarly = addMonths(from, months) === to && wrapTime(b) < wrapTime(a);
  return isEarly ? months - 1 : months;
}

/** The last month count whose date is not past `to`; a clamped day counts. */
function wholeMonths(from: number, to: number): number {
  const start = civilFromDays(from);
  const end = civilFromDays(to);
  const months = (end.year - start.year) * 12 + end.month - start.month;
  return addMonths(from, months) > to ? months - 1 : months;
}

const TIMESTAMP_MAX = 253_402_300_799_999;
const TIMESTAMP_MIN = -62_167_219_200_000;

/**
 * An epoch number in units of 10^-precision seconds as TIMESTAMP_LTZ; outside the years 0 to 9999 NULL (X1.62).
 *
 * @param scale  Digits behind the point of a DECIMAL; they are dropped.
 * @param nanos  The result counts nanoseconds.
 */
export function epochToTimestamp(value: Wide, scale: number, precision: number, nanos: boolean): Wide | null {
  const isPlain = scale === 0 && precision <= 3 && typeof value === 'number';
  const ms = isPlain ? Math.trunc(value * 10 ** (3 - precision)) : undefined;
  if (ms !== undefined) return ms >= TIMESTAMP_MIN && ms <= TIMESTAMP_MAX ? ms + 0 : null;
  if (typeof value === 'number' && !Number.isFinite(value)) return null;
  const whole = BigInt(typeof value === 'number' ? Math.trunc(value) : value) / 10n ** BigInt(scale);
  const exact = whole * 10n ** BigInt(9 - precision);
  const floorMs = exact / 1_000_000n - (exact % 1_000_000n < 0n ? 1n : 0n);
  if (floorMs < BigInt(TIMESTAMP_MIN) || floorMs > BigInt(TIMESTAMP_MAX)) return null;
  return nanos ? narrow(exact) : Number(floorMs);
}
