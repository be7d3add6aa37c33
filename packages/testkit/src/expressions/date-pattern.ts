// DATE_FORMAT of the interpreter: the common letters of java.time, all others are not covered (X1.60).

import { dayOf, dayOfYear, digits, split, weekday } from './calendar.ts';
import { NotCovered } from './model.ts';

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const WEEKDAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');

/** A moment of nanoseconds in a pattern. */
export function dateText(nanos: bigint, pattern: string): string {
  let text = '';
  let rest = pattern;
  while (rest !== '') {
    const first = rest.charAt(0);
    if (first === "'") {
      const quoted = /^'((?:[^']|'')*)'/.exec(rest);
      if (quoted === null) throw new NotCovered('a pattern with an open quote');
      text += quoted[1] === '' ? "'" : (quoted[1] ?? '').replaceAll("''", "'");
      rest = rest.slice(quoted[0].length);
    } else if (/[A-Za-z]/.test(first)) {
      let count = 1;
      while (rest.charAt(count) === first) count += 1;
      text += field(nanos, first, count);
      rest = rest.slice(count);
    } else {
      if (/[[\]{}#]/.test(first)) throw new NotCovered('a pattern with brackets');
      text += first;
      rest = rest.slice(1);
    }
  }
  return text;
}

function field(nanos: bigint, letter: string, count: number): string {
  const { days, clock } = split(nanos);
  const { year, month, day } = dayOf(days);
  const hour = clock / 3_600_000_000_000n;
  switch (letter) {
    case 'y':
      return yearText(year, count);
    case 'M':
      return named(month, count, MONTHS);
    case 'd':
      return few(day, count);
    case 'D':
      return few(dayOfYear(days), count, 3);
    case 'E':
      return named(weekday(days), Math.max(3, count), WEEKDAYS);
    case 'a':
      if (count > 1) throw new NotCovered('a long AM');
      return hour < 12n ? 'AM' : 'PM';
    case 'H':
      return few(hour, count);
    case 'h':
      return few(hour % 12n === 0n ? 12n : hour % 12n, count);
    case 'm':
      return few((clock / 60_000_000_000n) % 60n, count);
    case 's':
      return few((clock / 1_000_000_000n) % 60n, count);
    case 'S':
      if (count > 9) throw new NotCovered('more than nine digits');
      return digits(clock % 1_000_000_000n, 9).slice(0, count);
    default:
      throw new NotCovered(`the pattern letter ${letter}`);
  }
}

function few(value: bigint | number, count: number, most = 2): string {
  if (count > most) throw new NotCovered('a pattern letter too often');
  return digits(value, count);
}

/** `yyyy` writes four digits and a plus before more; `yy` the last two. */
function yearText(year: number, count: number): string {
  if (year < 1 || count > 4) throw new NotCovered('years before the first');
  if (count === 2) return digits(year % 100, 2);
  return count === 4 && year > 9999 ? `+${year}` : digits(year, count);
}

function named(value: number, count: number, names: readonly string[]): string {
  if (count <= 2) return digits(value, count);
  const name = names[value - 1] ?? '';
  if (count > 5) throw new NotCovered('a pattern letter too often');
  return count === 3 ? name.slice(0, 3) : count === 4 ? name : name.slice(0, 1);
}
