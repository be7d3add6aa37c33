// The functions on arrays at run time. Arrays are never changed; NULL arguments were handled before.

import type { Value } from '@weir/shared/data-type';
import { RowError } from '../row-error.ts';
import { sameValue, valueKey } from './deep.ts';
import { compareText } from './logic.ts';

type List = readonly Value[];

/** The only element; NULL of an empty array. */
export function onlyElement(array: List): Value {
  if (array.length > 1) throw new RowError('COLLECTION', `ELEMENT of an array of ${array.length} values`);
  return array[0] ?? null;
}

/** Index of the first element that equals the value, -1 without one. NULL equals NULL. */
function indexOf(array: List, value: Value): number {
  if (value === null || typeof value !== 'object') return array.indexOf(value);
  return array.findIndex((item) => sameValue(item, value));
}

/** ARRAY_CONTAINS: NULL can be looked for. */
export function arrayContains(array: List | null, value: Value): boolean | null {
  return array === null ? null : indexOf(array, value) >= 0;
}

/** ARRAY_POSITION: from 1, 0 when the value is not there. */
export function arrayPosition(array: List, value: Value): number {
  return indexOf(array, value) + 1;
}

/** ARRAY_REMOVE: NULL can be removed. */
export function arrayRemove(array: List | null, value: Value): List | null {
  if (array === null) return null;
  return array.filter((item) => !sameValue(item, value));
}

/** ARRAY_APPEND: also a NULL. */
export function arrayAppend(array: List | null, value: Value): List | null {
  return array === null ? null : [...array, value];
}

/** ARRAY_PREPEND: also a NULL. */
export function arrayPrepend(array: List | null, value: Value): List | null {
  return array === null ? null : [value, ...array];
}

/** ARRAY_CONCAT. */
export function arrayConcat(...arrays: readonly List[]): List {
  return arrays.flat();
}

/** ARRAY_DISTINCT and ARRAY_UNION: the first of equal values stays, in order. NaN equals nothing, so all of them stay. */
export function arrayUnion(...arrays: readonly List[]): List {
  const seen = new Set<Value>();
  return arrays.flat().filter((item) => {
    if (Number.isNaN(item)) return true;
    const key = valueKey(item);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Here -0.0 is not 0.0, as Flink's hash sets have it. */
const NEGATIVE_ZERO = '-0';

function hashKey(value: Value): Value {
  return Object.is(value, -0) ? NEGATIVE_ZERO : valueKey(value);
}

/** ARRAY_EXCEPT: values of the first array that are not in the second, each once. */
export function arrayExcept(array: List, other: List): List {
  const seen = new Set(other.map(hashKey));
  return array.filter((item) => {
    if (Number.isNaN(item)) return true;
    const key = hashKey(item);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** ARRAY_INTERSECT: values of the first array that are in the second too, each once. */
export function arrayIntersect(array: List, other: List): List {
  const wanted = new Set(other.map(hashKey));
  return array.filter((item) => !Number.isNaN(item) && wanted.delete(hashKey(item)));
}

/** ARRAY_SLICE: from 1, both ends included; negative places count from the end, 0 is the first. */
export function arraySlice(array: List, start: number, end: number): List {
  const first = Math.max(1, start < 0 ? start + array.length + 1 : start);
  const counted = end < 0 ? end + array.length + 1 : end;
  const last = counted === 0 ? 1 : Math.min(counted, array.length);
  return array.slice(first - 1, Math.max(last, 0));
}

/** ARRAY_SORT. */
export function arraySort(array: List, ascending: boolean, nullsFirst: boolean): List {
  const present = array.filter((item) => item !== null).sort(ascending ? order : (a, b) => order(b, a));
  const nulls = array.filter((item) => item === null);
  return nullsFirst ? [...nulls, ...present] : [...present, ...nulls];
}

/** Text by code point, NaN above all numbers. */
function order(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (a === null || b === null || typeof a === 'object' || typeof b === 'object') return 0;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

/** ARRAY_REVERSE. */
export function arrayReverse(array: List): List {
  return array.toReversed();
}

/** ARRAY_MAX: NULL elements do not count; a first NaN stays. */
export function arrayMax(array: List): Value {
  return extreme(array, (a, b) => a > b, 1);
}

/** ARRAY_MIN. */
export function arrayMin(array: List): Value {
  return extreme(array, (a, b) => a < b, -1);
}

type Ordered = number | bigint | boolean;

function extreme(array: List, isBeyond: (a: Ordered, b: Ordered) => boolean, sign: 1 | -1): Value {
  let best: Value = null;
  for (const item of array) {
    if (item === null || typeof item === 'object') continue;
    if (best === null) best = item;
    else if (typeof item === 'string' || typeof best === 'string') {
      if (sign * compareText(String(item), String(best)) > 0) best = item;
    } else if (typeof best !== 'object' && isBeyond(item, best)) best = item;
  }
  return best;
}

/** ARRAY_JOIN: NULL elements are left out unless something stands for them. */
export function arrayJoin(array: List, separator: string, forNull?: string): string {
  const parts =
    forNull === undefined ? array.filter((item) => item !== null) : array.map((item) => item ?? forNull);
  return parts.join(separator);
}

/** ARRAY_SLICE without an end. */
export function arrayTail(array: List, start: number): List {
  return arraySlice(array, start, array.length);
}
