// DATE_FORMAT: the pattern letters of java.time that people use, compiled once.

import { civilFromDays, DAY_MS, pad } from '../civil.ts';
import { EXTRACT } from './times.ts';

/** A compiled pattern. */
export type DateFormat = readonly ((epochMs: number) => string)[];

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const WEEKDAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');

/** The pattern compiled; a string says which part is not built. */
export function compileDateFormat(pattern: string): DateFormat | string {
  const parts: ((epochMs: number) => string)[] = [];
  const tokens = /([A-Za-z])\1*|'(?:[^']|'')*'|[^A-Za-z']+/gy;
  let at = 0;
  for (const match of pattern.matchAll(tokens)) {
    const [token] = match;
    at += token.length;
    const part = compilePart(token);
    if (part === undefined) return `the pattern part ${token} of DATE_FORMAT is not built yet`;
    parts.push(part);
  }
  return at === pattern.length ? parts : 'a quote in the pattern is not closed';
}

function compilePart(token: string): ((epochMs: number) => string) | undefined {
  const first = token.charAt(0);
  if (first === "'") {
    const text = token === "''" ? "'" : token.slice(1, -1).replaceAll("''", "'");
    return () => text;
  }
  if (!/[A-Za-z]/.test(first)) return /[[\]{}#]/.test(token) ? undefined : () => token;
  return field(first, token.length);
}

function field(letter: string, width: number): ((epochMs: number) => string) | undefined {
  switch (letter) {
    case 'y':
    case 'u':
      return year(width);
    case 'M':
    case 'L':
      if (width > 4) return undefined;
      return width <= 2 ? number('MONTH', width) : named(MONTHS, 'MONTH', width);
    case 'd':
      return width <= 2 ? number('DAY', width) : undefined;
    case 'D':
      return width <= 3 ? number('DOY', width) : undefined;
    case 'H':
      return width <= 2 ? number('HOUR', width) : undefined;
    case 'h':
      return width <= 2 ? (ms) => pad((((EXTRACT.HOUR?.(ms) ?? 0) + 11) % 12) + 1, width) : undefined;
    case 'm':
      return width <= 2 ? number('MINUTE', width) : undefined;
    case 's':
      return width <= 2 ? number('SECOND', width) : undefined;
    case 'S':
      return width <= 9
        ? (ms) =>
            pad(EXTRACT.MILLISECOND?.(ms) ?? 0, 3)
              .padEnd(9, '0')
              .slice(0, width)
        : undefined;
    case 'a':
      return width === 1 ? (ms) => ((EXTRACT.HOUR?.(ms) ?? 0) < 12 ? 'AM' : 'PM') : undefined;
    case 'E':
      return width <= 4 ? named(WEEKDAYS, 'ISODOW', width < 4 ? 3 : 4) : undefined;
    default:
      return undefined;
  }
}

function year(width: number): ((epochMs: number) => string) | undefined {
  if (width === 2) return (ms) => pad(yearOf(ms) % 100, 2);
  return width <= 4 ? (ms) => pad(yearOf(ms), width) : undefined;
}

function yearOf(epochMs: number): number {
  return civilFromDays(Math.floor(epochMs / DAY_MS)).year;
}

function number(unit: keyof typeof EXTRACT, width: number): (epochMs: number) => string {
  const extract = EXTRACT[unit] ?? (() => 0);
  return (ms) => pad(extract(ms), width);
}

function named(
  names: readonly string[],
  unit: keyof typeof EXTRACT,
  width: number,
): (epochMs: number) => string {
  const extract = EXTRACT[unit] ?? (() => 1);
  return (ms) => {
    const name = names[extract(ms) - 1] ?? '';
    return width === 4 ? name : name.slice(0, 3);
  };
}

/** Formats a moment. */
export function formatDate(epochMs: number, format: DateFormat): string {
  let text = '';
  for (const part of format) text += part(epochMs);
  return text;
}
