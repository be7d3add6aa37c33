// Three-valued logic and comparison at run time.

import type { Value } from '@weir/shared/data-type';
import { compileLike, type LikePattern, matchLike as matches } from '../js/like.ts';
import { RowError } from '../row-error.ts';

type Truth = boolean | null;

/** FALSE wins over NULL, NULL over TRUE. */
export function and(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false;
  return a === null || b === null ? null : true;
}

/** TRUE wins over NULL, NULL over FALSE. */
export function or(a: Truth, b: Truth): Truth {
  if (a === true || b === true) return true;
  return a === null || b === null ? null : false;
}

/**
 * Order of two texts by code point (R4): negative, 0 or positive.
 *
 * UTF-16 order differs from it only where a surrogate meets a unit from U+E000 up, so the native `<` decides once the
 * first different unit is known to be none of those.
 */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x === y) continue;
    // Halves of a character are moved above U+FFFF, where it belongs; a half without the other is a character itself.
    return (isPaired(a, at) ? x + 0x10000 : x) - (isPaired(b, at) ? y + 0x10000 : y);
  }
  return a.length - b.length;
}

function isPaired(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (unit < 0xd800 || unit > 0xdfff) return false;
  return unit < 0xdc00 ? (text.codePointAt(at) ?? 0) > 0xffff : (text.codePointAt(at - 1) ?? 0) > 0xffff;
}

function notAbove(a: Value, b: Value, isText: boolean): Truth {
  if (a === null || b === null) return null;
  return isText ? compareText(String(a), String(b)) <= 0 : a <= b;
}

/** `x BETWEEN low AND high` with NULLs. */
export function between(x: Value, low: Value, high: Value, isText: boolean): Truth {
  return and(notAbove(low, x, isText), notAbove(x, high, isText));
}

/** `x BETWEEN SYMMETRIC a AND b` with NULLs. */
export function betweenSymmetric(x: Value, a: Value, b: Value, isText: boolean): Truth {
  return or(between(x, a, b, isText), between(x, b, a, isText));
}

/**
 * `(a, b) OVERLAPS (c, d)` as Flink writes it out: the ends put in order, then `end1 >= start2 AND end2 >= start1`.
 * Where an end is NULL they keep their places swapped, and the answer can still be FALSE.
 */
export function overlaps(a: Value, b: Value, c: Value, d: Value): Truth {
  const [start, end] = isOrdered(a, b) ? [a, b] : [b, a];
  const [otherStart, otherEnd] = isOrdered(c, d) ? [c, d] : [d, c];
  return and(notBelow(end, otherStart), notBelow(otherEnd, start));
}

function isOrdered(a: Value, b: Value): boolean {
  return a !== null && b !== null && a <= b;
}

function notBelow(a: Value, b: Value): Truth {
  return a === null || b === null ? null : a >= b;
}

/** `x IN (…)` with NULLs. */
export function inList(x: Value, items: readonly Value[]): Truth {
  if (x === null) return null;
  let unknown = false;
  for (const item of items) {
    if (item === x) return true;
    unknown = unknown || item === null;
  }
  return unknown ? null : false;
}

/** `x IN (…)` for many constants. */
export function isIn(x: Value, items: ReadonlySet<Value>): boolean {
  return items.has(x);
}

/** LIKE with a constant pattern. */
export function matchLike(text: string, pattern: LikePattern): boolean {
  return matches(text, pattern);
}

/** LIKE with a pattern from data. */
export function like(text: string, pattern: string, escapeWith: string): boolean {
  const compiled = compileLike(pattern, escapeWith);
  if (typeof compiled === 'string') throw new RowError('CAST', compiled);
  return matches(text, compiled);
}
