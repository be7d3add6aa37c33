// The calendar of java.util.Date: Julian before 15 October 1582, Gregorian since. Flink's older time functions use it.

import { type Civil, civilFromDays, daysFromCivil } from '../civil.ts';

/** Days since 1970 of 15 October 1582, the first day of the Gregorian calendar. */
const CUTOVER = -141_427;

/** Days since 1970 of a date whose month and day may lie outside their ranges and then run on. */
export function oldDays(year: number, month: number, day: number): number {
  const carry = Math.floor((month - 1) / 12);
  const inYear = month - carry * 12;
  const gregorian = daysFromCivil(year + carry, inYear, 1) + day - 1;
  const isGregorian = year + carry > 1582 || (year + carry === 1582 && gregorian >= CUTOVER);
  return isGregorian ? gregorian : julianDays(year + carry, inYear) + day - 1;
}

/** The first day of a Julian month. */
function julianDays(year: number, month: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5);
  return shifted * 365 + Math.floor(shifted / 4) + dayOfYear - 719_470;
}

/** The date of a day. */
export function oldCivil(days: number): Civil {
  if (days >= CUTOVER) return civilFromDays(days);
  const shifted = days + 719_470;
  const year = Math.floor((4 * shifted + 3) / 1461);
  const dayOfYear = shifted - Math.floor((1461 * year) / 4);
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: year + (month <= 2 ? 1 : 0), month, day };
}
