// Equality, keys and order of values that are objects: bytes, arrays, rows and maps are equal by what they hold.

import type { Value } from '@weir/shared/data-type';

/** True when both are equal as SQL's `=` has it inside collections: NULL equals NULL, NaN equals nothing. */
export function sameValue(a: Value, b: Value): boolean {
  // An object that holds NaN does not equal itself.
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b;
  if (a instanceof Uint8Array) return b instanceof Uint8Array && compareBytes(a, b) === 0;
  if (isList(a)) return isList(b) && sameList(a, b);
  return !isList(b) && !(b instanceof Uint8Array) && sameMap(a, b);
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function sameList(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((item, index) => sameValue(item, b[index] ?? null));
}

function sameMap(a: ReadonlyMap<Value, Value>, b: ReadonlyMap<Value, Value>): boolean {
  if (a.size !== b.size) return false;
  const others = new Map([...b].map(([key, value]) => [valueKey(key), value] as const));
  return [...a].every(([key, value]) => {
    const other = others.get(valueKey(key));
    return other !== undefined && sameValue(value, other);
  });
}

/** Order of bytes: unsigned, a prefix before the whole. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** What stands for a value in sets and as a key of JavaScript maps: itself, or a text that equal objects share. */
export function valueKey(value: Value): Value {
  return value !== null && typeof value === 'object' ? objectKey(value) : value;
}

function objectKey(value: Uint8Array | readonly Value[] | ReadonlyMap<Value, Value>): string {
  if (value instanceof Uint8Array) return `b${value.join(',')}`;
  if (isList(value)) return `[${value.map(partKey).join(',')}]`;
  const entries = [...value].map(([key, item]) => `${partKey(key)}:${partKey(item)}`);
  return `{${entries.sort().join(',')}}`;
}

/** Types do not mix at one place of one type, so the kind of a part need not be told apart, only where it ends. */
function partKey(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return value !== null && typeof value === 'object' ? objectKey(value) : String(value);
}

/** NULL when both are equal, else the first; for bytes and collections. */
export function nullIfSame(value: Value, other: Value): Value {
  return value !== null && sameValue(value, other) ? null : value;
}
