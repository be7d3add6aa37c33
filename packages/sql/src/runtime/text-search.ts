// Searching text for text in linear time, and what follows from it: positions, replacing, splitting.
//
// `indexOf` of V8 can take n * m steps on texts made for it, such as 'aaa…' searched for 'baa…'. So only products that
// stay small go to it; larger ones go through Knuth, Morris and Pratt, which is slower by a constant and never worse.

import { RowError } from '../row-error.ts';
import { nextJavaBlank } from './java-blanks.ts';
import { boundedLength } from './text-limit.ts';
import { charLength, reverseText, unitsOf } from './texts.ts';

/** The first place from a unit on, or -1. */
type Finder = (text: string, from: number) => number;

const NATIVE_PRODUCT_MAX = 2 ** 24;

/** Finds a needle that is not empty. */
export function finderOf(needle: string): Finder {
  let borders: Int32Array | undefined;
  return (text, from) => {
    if (text.length * needle.length <= NATIVE_PRODUCT_MAX) return text.indexOf(needle, from);
    borders ??= bordersOf(needle);
    return search(text, needle, { borders, from });
  };
}

/** For each prefix of the needle the length of its longest border. */
function bordersOf(needle: string): Int32Array {
  const borders = new Int32Array(needle.length);
  let length = 0;
  for (let at = 1; at < needle.length; at += 1) {
    while (length > 0 && needle.charCodeAt(at) !== needle.charCodeAt(length))
      length = borders[length - 1] ?? 0;
    if (needle.charCodeAt(at) === needle.charCodeAt(length)) length += 1;
    borders[at] = length;
  }
  return borders;
}

function search(
  text: string,
  needle: string,
  { borders, from }: { readonly borders: Int32Array; readonly from: number },
): number {
  let matched = 0;
  for (let at = from; at < text.length; at += 1) {
    while (matched > 0 && text.charCodeAt(at) !== needle.charCodeAt(matched))
      matched = borders[matched - 1] ?? 0;
    if (text.charCodeAt(at) === needle.charCodeAt(matched)) matched += 1;
    if (matched === needle.length) return at - matched + 1;
  }
  return -1;
}

/** Place of the needle from 1, 0 when absent; an empty needle is found at 1. */
export function positionOf(needle: string, text: string): number {
  return locateFrom(needle, text, 1);
}

/** The same from a code point on; starts below 1 act as 1, the smallest INT wraps around as in Java. */
export function locateFrom(needle: string, text: string, start: number): number {
  if (needle === '') return 1;
  const from = (start - 1) | 0;
  const found = finderOf(needle)(text, unitsOf(text, from));
  return found < 0 ? 0 : charLength(text.slice(0, found)) + 1;
}

/**
 * INSTR: the place of an occurrence, counted from `start` on; a negative start counts and searches from the end.
 *
 * @throws RowError when the occurrence is below 1, or the start is the smallest INT, which Java cannot negate.
 */
export function instr(text: string, needle: string, start: number, occurrence: number): number {
  if (occurrence <= 0) throw new RowError('NUMBER_RANGE', 'the occurrence is below 1');
  if (start === -2_147_483_648) throw new RowError('NUMBER_RANGE', 'the start is the smallest INT');
  if (start === 0) return 0;
  if (start > 0) return instrForward(text, needle, start, occurrence);
  const place = instrForward(reverseText(text), reverseText(needle), -start, occurrence);
  return place === 0 ? 0 : charLength(text) + 2 - place - charLength(needle);
}

function instrForward(text: string, needle: string, start: number, occurrence: number): number {
  if (needle === '') return 1;
  const find = finderOf(needle);
  let at = unitsOf(text, start - 1);
  let found = -1;
  for (let count = 0; count < occurrence; count += 1) {
    found = find(text, at);
    if (found < 0) return 0;
    at = found + ((text.codePointAt(found) ?? 0) > 0xffff ? 2 : 1);
  }
  return charLength(text.slice(0, found)) + 1;
}

/** Up to this length the platform's own search costs little whatever the texts are. */
const SHORT = 256;

/** Replaces every occurrence literally; an empty search text puts the replacement around every UTF-16 unit. */
export function replaceText(text: string, searched: string, replacement: string): string {
  if (searched === '') {
    boundedLength(text.length + (text.length + 1) * replacement.length);
    return text.replaceAll('', () => replacement);
  }
  const isShort = text.length <= SHORT && searched.length <= SHORT && replacement.length <= SHORT;
  // A dollar sign means something to the platform.
  if (isShort && !replacement.includes('$')) return text.replaceAll(searched, replacement);
  const find = finderOf(searched);
  const parts: string[] = [];
  let from = 0;
  let length = text.length;
  for (let at = find(text, 0); at >= 0; at = find(text, from)) {
    length = boundedLength(length + replacement.length - searched.length);
    parts.push(text.slice(from, at), replacement);
    from = at + searched.length;
  }
  return from === 0 ? text : parts.join('') + text.slice(from);
}

/** SPLIT: no part for the empty text; an empty separator cuts at every UTF-16 unit, of which Flink keeps no halves. */
export function splitText(text: string, separator: string): readonly string[] {
  if (text === '') return [];
  if (separator === '') return text.split('').map((unit) => (/[\ud800-\udfff]/.test(unit) ? '?' : unit));
  const find = finderOf(separator);
  const parts: string[] = [];
  let from = 0;
  for (let at = find(text, 0); at >= 0; at = find(text, from)) {
    parts.push(text.slice(from, at));
    from = at + separator.length;
  }
  parts.push(text.slice(from));
  return parts;
}

/** Part number `index` from 0 between whole separators; an empty separator splits at every blank of Java. */
export function splitIndex(text: string, separator: string, index: number): string | null {
  if (index < 0 || text === '') return null;
  const find = separator === '' ? nextJavaBlank : finderOf(separator);
  let from = 0;
  for (let part = 0; ; part += 1) {
    const at = find(text, from);
    if (part === index) return at < 0 ? text.slice(from) : text.slice(from, at);
    if (at < 0) return null;
    from = at + Math.max(1, separator.length);
  }
}

/** The same with the separator as a character code from 1 to 255. */
export function splitIndexAt(text: string, code: number, index: number): string | null {
  return code < 1 || code > 255 ? null : splitIndex(text, String.fromCharCode(code), index);
}
