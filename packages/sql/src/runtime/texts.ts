// Text functions at run time. Positions and lengths count code points unless a rule says UTF-16 units (X0).

import { RECORD_BYTES_MAX } from '@weir/shared/limits';
import { RowError } from '../row-error.ts';

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

/** SUBSTRING without a length (X1.34). */
export function substringFrom(text: string, start: number): string {
  return substringOf(text, start, 2_147_483_647) ?? '';
}

/** SUBSTRING: start 0 acts as 1, below 0 counts from the end; a negative length gives NULL. */
export function substringOf(text: string, start: number, length: number): string | null {
  if (length < 0) return null;
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

/** Place of the needle from 1, 0 when absent; an empty needle is found at 1. */
export function positionOf(needle: string, text: string): number {
  return locateFrom(needle, text, 1);
}

/** The same from a code point on; starts below 1 act as 1. */
export function locateFrom(needle: string, text: string, start: number): number {
  if (needle === '') return 1;
  const from = Math.max(0, start - 1);
  const units = hasSurrogate(text) ? [...text].slice(0, from).join('').length : from;
  const found = text.indexOf(needle, units);
  return found < 0 ? 0 : charLength(text.slice(0, found)) + 1;
}

/** Replaces every occurrence literally; an empty search text puts the replacement around every UTF-16 unit. */
export function replaceText(text: string, search: string, replacement: string): string {
  return text.replaceAll(search, () => replacement);
}

/** Removes characters of the set at the left end. */
export function trimLeft(text: string, set: string): string {
  const characters = new Set(set);
  const points = [...text];
  let from = 0;
  while (from < points.length && characters.has(points[from] ?? '')) from += 1;
  return points.slice(from).join('');
}

/** Removes characters of the set at the right end. */
export function trimRight(text: string, set: string): string {
  const characters = new Set(set);
  const points = [...text];
  let to = points.length;
  while (to > 0 && characters.has(points[to - 1] ?? '')) to -= 1;
  return points.slice(0, to).join('');
}

/** Removes characters of the set at both ends. */
export function trimBoth(text: string, set: string): string {
  return trimRight(trimLeft(text, set), set);
}

/** Part number `index` from 0 between whole separators; an empty separator splits at blanks. */
export function splitIndex(text: string, separator: string, index: number): string | null {
  if (index < 0 || text === '') return null;
  const parts = separator === '' ? text.split(/\s/) : text.split(separator);
  return parts[index] ?? null;
}

/** Pads at the left, or cuts, to `length` UTF-16 units; NULL for a negative length or an empty pad. */
export function padLeft(text: string, length: number, pad: string): string | null {
  if (length < 0 || pad === '') return null;
  return length <= text.length ? text.slice(0, length) : text.padStart(bounded(length), pad);
}

/** Pads at the right, or cuts, to `length` UTF-16 units; NULL for a negative length or an empty pad. */
export function padRight(text: string, length: number, pad: string): string | null {
  if (length < 0 || pad === '') return null;
  return length <= text.length ? text.slice(0, length) : text.padEnd(bounded(length), pad);
}

/** The text `count` times. */
export function repeatText(text: string, count: number): string {
  if (count <= 0 || text === '') return '';
  bounded(text.length * count);
  return text.repeat(count);
}

function bounded(length: number): number {
  if (length > RECORD_BYTES_MAX) throw new RowError('NUMBER_RANGE', 'the text would be longer than 1 MiB');
  return length;
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

/** `Math.abs(String.hashCode())` of Java; the smallest INT stays negative. */
export function hashCode(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return Math.abs(hash) | 0;
}

/** Upper case in the root locale. */
export function upperText(text: string): string {
  return text.toUpperCase();
}

/** Lower case in the root locale. */
export function lowerText(text: string): string {
  return text.toLowerCase();
}
