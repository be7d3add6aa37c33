// Text functions at run time. Positions and lengths count code points unless a rule says UTF-16 units (X0).

import { RowError } from '../row-error.ts';
import { boundedLength } from './text-limit.ts';

function hasSurrogate(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit <= 0xdfff) return true;
  }
  return false;
}

/** Number of code points. */
export function charLength(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length - 1; at += 1) {
    if ((text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) {
      count -= 1;
      at += 1;
    }
  }
  return count;
}

/** Code points `from` to `to`, exclusive. */
function slicePoints(text: string, from: number, to: number): string {
  return hasSurrogate(text) ? [...text].slice(from, to).join('') : text.slice(from, to);
}

/** UTF-16 units before code point number `from`; those below 0 count as 0. */
export function unitsOf(text: string, from: number): number {
  if (from <= 0) return 0;
  if (!hasSurrogate(text)) return Math.min(from, text.length);
  let at = 0;
  for (let count = 0; count < from && at < text.length; count += 1)
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at;
}

/** SUBSTRING without a length (X1.34). */
export function substringFrom(text: string, start: number): string {
  return substringOf(text, start, 2_147_483_647) ?? '';
}

/** True when the first units are characters each: no surrogate among them. */
function isPlainTo(text: string, to: number): boolean {
  for (let at = 0; at < to; at += 1) {
    if ((text.charCodeAt(at) & 0xf800) === 0xd800) return false;
  }
  return true;
}

/** SUBSTRING: start 0 acts as 1, below 0 counts from the end; a negative length gives NULL. */
export function substringOf(text: string, start: number, length: number): string | null {
  if (length < 0) return null;
  const first = start > 0 ? start - 1 : 0;
  const last = Math.min(text.length, first + length);
  if (start >= 0 && isPlainTo(text, last)) return text.slice(first, last);
  const count = charLength(text);
  const from = start > 0 ? start - 1 : start === 0 ? 0 : count + start;
  if (from < 0 || from >= count) return '';
  return slicePoints(text, from, Math.min(count, from + length));
}

/** The first code points. */
export function leftOf(text: string, count: number): string {
  return count <= 0 ? '' : slicePoints(text, 0, count);
}

/** The last code points. */
export function rightOf(text: string, count: number): string {
  return count <= 0 ? '' : slicePoints(text, Math.max(0, charLength(text) - count), text.length);
}

/** Removes characters of the set at the left end. */
export function trimLeft(text: string, set: string): string {
  let at = 0;
  if (set.length === 1 && !hasSurrogate(set)) {
    const unit = set.charCodeAt(0);
    while (text.charCodeAt(at) === unit) at += 1;
    return text.slice(at);
  }
  const characters = new Set(set);
  for (const character of text) {
    if (!characters.has(character)) break;
    at += character.length;
  }
  return text.slice(at);
}

/** Removes characters of the set at the right end. */
export function trimRight(text: string, set: string): string {
  let to = text.length;
  if (set.length === 1 && !hasSurrogate(set)) {
    const unit = set.charCodeAt(0);
    while (to > 0 && text.charCodeAt(to - 1) === unit) to -= 1;
    return text.slice(0, to);
  }
  const characters = new Set(set);
  while (to > 0) {
    const isPair = to > 1 && (text.codePointAt(to - 2) ?? 0) > 0xffff;
    if (!characters.has(text.slice(isPair ? to - 2 : to - 1, to))) break;
    to -= isPair ? 2 : 1;
  }
  return text.slice(0, to);
}

/** Removes characters of the set at both ends. */
export function trimBoth(text: string, set: string): string {
  return trimRight(trimLeft(text, set), set);
}

/** Pads at the left, or cuts, to `length` UTF-16 units; NULL for a negative length or an empty pad. */
export function padLeft(text: string, length: number, pad: string): string | null {
  if (length < 0 || pad === '') return null;
  return length <= text.length ? text.slice(0, length) : text.padStart(boundedLength(length), pad);
}

/** Pads at the right, or cuts, to `length` UTF-16 units; NULL for a negative length or an empty pad. */
export function padRight(text: string, length: number, pad: string): string | null {
  if (length < 0 || pad === '') return null;
  return length <= text.length ? text.slice(0, length) : text.padEnd(boundedLength(length), pad);
}

/** The text `count` times. */
export function repeatText(text: string, count: number): string {
  if (count <= 0 || text === '') return '';
  boundedLength(text.length * count);
  return text.repeat(count);
}

/** The code points backwards. */
export function reverseText(text: string): string {
  return [...text].reverse().join('');
}

/** Joins the parts that are not NULL; NULL when the separator is. */
export function concatWithSeparator(
  separator: string | null,
  ...parts: readonly (string | null)[]
): string | null {
  return separator === null ? null : parts.filter((part) => part !== null).join(separator);
}

/** The same where the parts together could be too long for the platform. */
export function concatWithSeparatorBounded(
  separator: string | null,
  ...parts: readonly (string | null)[]
): string | null {
  if (separator === null) return null;
  const present = parts.filter((part) => part !== null);
  return concatBounded(...present.flatMap((part, index) => (index === 0 ? [part] : [separator, part])));
}

/** `Math.abs(String.hashCode())` of Java; the smallest INT stays negative. */
export function hashCode(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return Math.abs(hash) | 0;
}

/** Joins texts that together could be too long for the platform. */
export function concatBounded(...parts: readonly string[]): string {
  let length = 0;
  for (const part of parts) length = boundedLength(length + part.length);
  return parts.join('');
}

/** OVERLAY without a length: as long as the replacement. */
export function overlayFrom(text: string, replacement: string, start: number): string {
  return overlay(text, replacement, start, replacement.length);
}

/**
 * OVERLAY in UTF-16 units. The rest of the text follows only when the length is above 0 and ends inside the text, which
 * is what Flink does.
 *
 * @throws RowError when start and length together pass the largest INT.
 */
export function overlay(text: string, replacement: string, start: number, length: number): string {
  if (start <= 0 || start > text.length) return text;
  const before = text.slice(0, start - 1) + replacement;
  const end = start + length;
  if (length <= 0) return before;
  if (end > 2_147_483_647)
    throw new RowError('NUMBER_RANGE', 'start and length of OVERLAY pass the largest INT');
  return end <= text.length ? before + text.slice(end - 1) : before;
}

/** Upper case in the root locale. */
export function upperText(text: string): string {
  return text.toUpperCase();
}

/** Lower case in the root locale. */
export function lowerText(text: string): string {
  return text.toLowerCase();
}
