// Values as keys of a Map, so that equal means what it means in SQL: NaN once, 0.0 and -0.0 apart, bytes by content.
import { type DataType, isBytes, isComposite, type Value } from '@weir/shared/data-type';
import { loadValue, type SavedValue, savedValueSchema, saveValue } from '../snapshot-values.ts';

/** The key of a value and the value of a key. NULL is its own key. */
export type ValueKey = { readonly of: (value: Value) => Value; readonly back: (key: Value) => Value };

const MINUS_ZERO = '-0';

const SAME: ValueKey = { of: (value) => value, back: (key) => key };

// A Map takes -0 for 0, so the negative zero of a column of numbers goes in as text.
const FLOATING: ValueKey = {
  of: (value) => (Object.is(value, -0) ? MINUS_ZERO : value),
  back: (key) => (key === MINUS_ZERO ? -0 : key),
};

const CONTENT: ValueKey = {
  of: (value) => (value === null ? null : JSON.stringify(canonical(saveValue(value)))),
  back: (key) => (typeof key === 'string' ? loadValue(savedValueSchema.parse(JSON.parse(key))) : key),
};

/** How values of a type become keys. */
export function valueKey(type: DataType): ValueKey {
  if (isBytes(type) || isComposite(type)) return CONTENT;
  return type.kind === 'DOUBLE' || type.kind === 'FLOAT' ? FLOATING : SAME;
}

/** Maps are equal whatever the order of their entries. */
function canonical(saved: SavedValue): SavedValue {
  if (saved === null || typeof saved !== 'object') return saved;
  if ('l' in saved) return { l: saved.l.map(canonical) };
  if (!('m' in saved)) return saved;
  const pairs = saved.m.map(([key, value]) => [canonical(key), canonical(value)] as const);
  const sorted = pairs.map((pair) => ({ pair, text: JSON.stringify(pair) }));
  sorted.sort((a, b) => (a.text < b.text ? -1 : 1));
  return { m: sorted.map(({ pair }) => pair) };
}
