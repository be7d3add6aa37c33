// Arrays, maps and rows of the interpreter (X1.66 to X1.69). These functions decide themselves what NULL does.

import type { TypedCall } from '@weir/sql/check/typed';
import { order, same } from './compare.ts';
import type { StrictFunction } from './functions-number.ts';
import { listOf, type Model, type ModelMap, mapOf, NotCovered, textOf, wholeOf } from './model.ts';

/** Pairs of which the last value of a key wins, at the place of the first. */
function mapFrom(pairs: readonly (readonly [Model, Model])[]): ModelMap {
  const result: [Model, Model][] = [];
  for (const [key, value] of pairs) {
    const known = result.find((pair) => same(pair[0], key));
    if (known === undefined) result.push([key, value]);
    else known[1] = value;
  }
  return { pairs: result };
}

function inPairs(values: readonly Model[]): readonly (readonly [Model, Model])[] {
  return values.flatMap((key, index) => (index % 2 === 0 ? [[key, values[index + 1] ?? null] as const] : []));
}

function holds(list: readonly Model[], value: Model): boolean {
  return list.some((item) => same(item, value));
}

/** Equal values once; NaN equals nothing, so every one of them stays. */
function distinct(list: readonly Model[]): readonly Model[] {
  return list.filter((item, index) => !holds(list.slice(0, index), item));
}

function sorted(values: readonly Model[]): readonly Model[] {
  const ascending = values[1] !== false;
  const nullsFirst = values.length > 2 ? values[2] === true : ascending;
  const list = listOf(values[0]);
  const present = list.filter((item) => item !== null);
  present.sort((a, b) => (ascending ? sortOrder(a, b) : sortOrder(b, a)));
  const nulls = list.filter((item) => item === null);
  return nullsFirst ? [...nulls, ...present] : [...present, ...nulls];
}

/** NaN above all. */
function sortOrder(a: Model, b: Model): number {
  if (typeof a === 'number' && typeof b === 'number' && (Number.isNaN(a) || Number.isNaN(b)))
    return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return order(a, b);
}

function item([collection, key = null]: readonly Model[], { arguments: [node] }: TypedCall): Model {
  if (node?.type.kind === 'MAP')
    return mapOf(collection).pairs.find(([known]) => known !== null && same(known, key))?.[1] ?? null;
  const place = wholeOf(key);
  return place < 1n ? null : (listOf(collection)[Number(place) - 1] ?? null);
}

function field([row]: readonly Model[], { arguments: [node], field: name }: TypedCall): Model {
  if (node?.type.kind !== 'ROW') throw new NotCovered('a field of no row');
  return listOf(row)[node.type.fields.findIndex((known) => known.name === name)] ?? null;
}

/** Functions that give NULL when an argument is NULL. */
export const collectionFunctions: Readonly<Record<string, StrictFunction>> = {
  '[]': item,
  '.': field,
  CARDINALITY: ([collection]) => {
    const isMap = collection !== null && typeof collection === 'object' && 'pairs' in collection;
    return BigInt(isMap ? mapOf(collection).pairs.length : listOf(collection).length);
  },
  ARRAY_DISTINCT: ([list]) => distinct(listOf(list)),
  ARRAY_SORT: sorted,
  ARRAY_REVERSE: ([list]) => [...listOf(list)].reverse(),
  ARRAY_POSITION: ([list, value = null]) => BigInt(listOf(list).findIndex((known) => same(known, value)) + 1),
  ARRAY_CONCAT: (lists) => lists.flatMap((list) => [...listOf(list)]),
  ARRAY_UNION: (lists) => distinct(lists.flatMap((list) => [...listOf(list)])),
  ARRAY_JOIN: ([list, separator, forNull = null]) =>
    listOf(list)
      .map((text) => text ?? forNull)
      .filter((text) => text !== null)
      .map(textOf)
      .join(textOf(separator)),
  MAP_ENTRIES: ([map]) => mapOf(map).pairs,
  MAP_KEYS: ([map]) => mapOf(map).pairs.map(([key]) => key),
  MAP_VALUES: ([map]) => mapOf(map).pairs.map(([, value]) => value),
};

/** Functions that see NULL arguments. */
export const openCollectionFunctions: Readonly<Record<string, (values: readonly Model[]) => Model>> = {
  ARRAY: (values) => values,
  ROW: (values) => values,
  MAP: (values) => mapFrom(inPairs(values)),
  ARRAY_CONTAINS: ([list = null, value = null]) => (list === null ? null : holds(listOf(list), value)),
  ARRAY_REMOVE: ([list = null, value = null]) =>
    list === null ? null : listOf(list).filter((known) => !same(known, value)),
  ARRAY_APPEND: ([list = null, value = null]) => (list === null ? null : [...listOf(list), value]),
  ARRAY_PREPEND: ([list = null, value = null]) => (list === null ? null : [value, ...listOf(list)]),
};
