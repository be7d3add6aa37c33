// The functions on maps at run time. Keys that are objects are found by what they hold.

import type { Value } from '@weir/shared/data-type';
import { RowError } from '../row-error.ts';
import { sameValue, valueKey } from './deep.ts';

type Entries = ReadonlyMap<Value, Value>;

/** A map of pairs; of equal keys the last value wins, at the place of the first. */
export function mapOf(pairs: readonly (readonly [key: Value, value: Value])[]): Entries {
  const map = new Map<Value, Value>();
  const known = new Map<Value, Value>();
  for (const [key, value] of pairs) {
    const text = valueKey(key);
    const first = known.get(text);
    if (text !== key && first === undefined) known.set(text, key);
    map.set(first ?? key, value);
  }
  return map;
}

/** The value of a key, NULL without one. */
export function mapItem(map: Entries, key: Value): Value {
  if (key === null || typeof key !== 'object') return map.get(key) ?? null;
  for (const [candidate, value] of map) if (sameValue(candidate, key)) return value;
  return null;
}

/** MAP_KEYS, in the order of the map. */
export function mapKeys(map: Entries): readonly Value[] {
  return [...map.keys()];
}

/** MAP_VALUES, in the order of the map. */
export function mapValues(map: Entries): readonly Value[] {
  return [...map.values()];
}

/** MAP_ENTRIES: rows of key and value. */
export function mapEntries(map: Entries): readonly (readonly Value[])[] {
  return [...map];
}

/** MAP_UNION: later maps win; their entries stand first, as in Flink. */
export function mapUnion(...maps: readonly Entries[]): Entries {
  return maps.reduce((before, map) => {
    const taken = new Set([...map.keys()].map(valueKey));
    return new Map([...map, ...[...before].filter(([key]) => !taken.has(valueKey(key)))]);
  });
}

/** MAP_FROM_ARRAYS. */
export function mapFromArrays(keys: readonly Value[], values: readonly Value[]): Entries {
  if (keys.length !== values.length)
    throw new RowError('COLLECTION', `MAP_FROM_ARRAYS of ${keys.length} keys and ${values.length} values`);
  return mapOf(keys.map((key, index) => [key, values[index] ?? null] as const));
}

/** A map with keys and values converted. */
export function convertMap(
  map: Entries,
  key: (value: Value) => Value,
  value: (value: Value) => Value,
): Entries {
  return mapOf([...map].map(([k, v]) => [key(k), value(v)] as const));
}
