// The calendar of the interpreter: counts leap days and walks years and months. The compiled path has a closed formula,
// so that both being wrong alike is unlikely.

import { NotCovered } from './model.ts';

/** Nanoseconds of a day. */
export const DAY_NANOS: bigint = 86_400_000_000_000n;

/** A day of the calendar. */
export type Day = { readonly year: number; readonly month: number; readonly day: number };

/** Leap days from year 1 to the end of a year; negative before. */
function leapDaysTo(year: number): number {
  return Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
}

/** Days from 1970-01-01 to the first day of a year. */
function yearStart(year: number): number {
  return (year - 1970) * 365 + leapDaysTo(year - 1) - leapDaysTo(1969);
}

/** Days of a month. */
export function monthLength(year: number, month: number): number {
  const leap = leapDaysTo(year) - leapDaysTo(year - 1);
  return [31, 28 + leap, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

/** Days from 1970-01-01 to a day. */
export function dayNumber({ year, month, day }: Day): number {
  let total = yearStart(year) + day - 1;
  for (let before = 1; before < month; before += 1) total += monthLength(year, before);
  return total;
}

/** The day of a count of days from 1970-01-01. */
export function dayOf(days: bigint | number): Day {
  const count = Number(days);
  if (Math.abs(count) > 100_000_000) throw new NotCovered('a day beyond the calendar');
  let year = 1970 + Math.floor(count / 365.2425);
  while (yearStart(year) > count) year -= 1;
  while (yearStart(year + 1) <= count) year += 1;
  let rest = count - yearStart(year);
  let month = 1;
  while (rest >= monthLength(year, month)) {
    rest -= monthLength(year, month);
    month += 1;
  }
  return { year, month, day: rest + 1 };
}

/** The same day so many months later; a day that the month does not have becomes its last. */
export function monthsLater(days: number, months: number): number {
  if (Math.abs(months) > 2_000_000) throw new NotCovered('months beyond the calendar');
  const { year, month, day } = dayOf(days);
  let newYear = year + Math.trunc(months / 12);
  let newMonth = month + (months % 12);
  if (newMonth > 12) {
    newYear += 1;
    newMonth -= 12;
  } else if (newMonth < 1) {
    newYear -= 1;
    newMonth += 12;
  }
  const last = monthLength(newYear, newMonth);
  return dayNumber({ year: newYear, month: newMonth, day: day < last ? day : last });
}

/** Nanoseconds as the day they lie in and those past its start. */
export function split(nanos: bigint): { readonly days: number; readonly clock: bigint } {
  const clock = ((nanos % DAY_NANOS) + DAY_NANOS) % DAY_NANOS;
  return { days: Number((nanos - clock) / DAY_NANOS), clock };
}

/** The day of the week, 1 is Monday: 1970-01-01 was a Thursday. */
export function weekday(days: number): number {
  const fromMonday = (days + 3) % 7;
  return (fromMonday < 0 ? fromMonday + 7 : fromMonday) + 1;
}

/** The day of the year from 1. */
export function dayOfYear(days: number): number {
  return days - yearStart(dayOf(days).year) + 1;
}

/** ISO year and week: that of the Thursday of the same week. */
export function isoWeek(days: number): { readonly year: number; readonly week: number } {
  const thursday = days + 4 - weekday(days);
  return { year: dayOf(thursday).year, week: Math.ceil(dayOfYear(thursday) / 7) };
}

/** A number with leading zeros. */
export function digits(value: bigint | number, width: number): string {
  const text = String(value);
  return '0'.repeat(Math.max(0, width - text.length)) + text;
}

/** `2024-02-29`. */
export function dayText(days: bigint | number): string {
  const { year, month, day } = dayOf(days);
  const size = digits(Math.abs(year), 4);
  const sign = year < 0 ? '-' : year > 9999 ? '+' : '';
  return `${sign}${size}-${digits(month, 2)}-${digits(day, 2)}`;
}

/** `12:34:56` and digits of the fraction of a count of nanoseconds below a day. */
export function clockText(nanos: bigint, fraction: number): string {
  const seconds = nanos / 1_000_000_000n;
  const clock = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n]
    .map((part) => digits(part, 2))
    .join(':');
  return fraction === 0 ? clock : `${clock}.${digits(nanos % 1_000_000_000n, 9).slice(0, fraction)}`;
}
