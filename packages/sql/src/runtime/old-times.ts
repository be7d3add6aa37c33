// What the functions on SimpleDateFormat make of their texts (X1.63, X1.64).

import { DAY_MS } from '../civil.ts';
import { narrow, type Wide } from '../decimal.ts';
import { DEFAULT_PATTERN, formatOld, oldFormatOf, parseOld } from './old-date-format.ts';
import { UTC, zoneOf } from './zones.ts';

const NONE = -(2n ** 63n);

/** Seconds since 1970; the smallest BIGINT when the text does not fit the pattern. */
export function unixTimestamp(text: string, pattern: string = DEFAULT_PATTERN): Wide {
  const ms = parseOld(text, oldFormatOf(pattern));
  return ms === undefined ? NONE : Math.trunc(ms / 1000) + 0;
}

/** Seconds since 1970 as text; milliseconds are counted in 64 bits. */
export function fromUnixtime(seconds: Wide, pattern: string = DEFAULT_PATTERN): string {
  return formatOld(Number(narrow(BigInt.asIntN(64, BigInt(seconds) * 1000n))), oldFormatOf(pattern));
}

/** A clock in one zone as another shows it; NULL when the text does not fit. */
export function convertZone(text: string, from: string, to: string): string | null {
  const format = oldFormatOf(DEFAULT_PATTERN);
  const ms = parseOld(text, format, zoneOf(from) ?? UTC);
  return ms === undefined ? null : formatOld(ms, format, zoneOf(to) ?? UTC);
}

/** The day of a text in a pattern; NULL when it does not fit. */
export function dateBy(text: string, pattern: string): number | null {
  const ms = parseOld(text, oldFormatOf(pattern));
  return ms === undefined ? null : Math.floor(ms / DAY_MS);
}

/** A text `yyyy-MM-dd HH:mm:ss` in another pattern; NULL when it does not fit. */
export function reformatText(text: string, pattern: string): string | null {
  const ms = parseOld(text, oldFormatOf(DEFAULT_PATTERN));
  return ms === undefined ? null : formatOld(ms, oldFormatOf(pattern));
}
