// How often each value came in a group: the state behind DISTINCT, COLLECT, PERCENTILE and a MIN that takes rows back.
import type { DataType, Value } from '@weir/shared/data-type';
import { type Fields, mapAt, valueAt } from '../group-fields.ts';
import { addUnits, keepUnits, type Ledger, requireRoom, unitsOf } from './ledger.ts';
import { valueKey } from './value-key.ts';

/** Counts per value in two fields: the weight at `at`, a Map from key to count at `at + 1`. */
export type Counted = {
  readonly fields: readonly ['number', 'value'];
  /** Throws when the value is new and there is no room for it. */
  readonly check: (fields: Fields, slot: number, value: Value) => void;
  /** Counts a value; true when it is new. */
  readonly raise: (fields: Fields, slot: number, value: Value, by: number) => boolean;
  /** Takes counts back; true when none is left. A count below zero waits for its rows, as in Flink. */
  readonly lower: (fields: Fields, slot: number, value: Value, by: number) => boolean;
  /** Adds the counts of another group; `isNew` hears of the values that were not there. */
  readonly merge: (
    into: Fields,
    to: number,
    other: Fields,
    from: number,
    isNew?: ((value: Value) => void) | undefined,
  ) => void;
  /** Takes back the counts of a group that was merged; `isGone` hears of the values that are no longer there. */
  readonly unmerge: (
    into: Fields,
    to: number,
    other: Fields,
    from: number,
    isGone?: ((value: Value) => void) | undefined,
  ) => void;
  /** Values and their counts, in order of first arrival. */
  readonly entries: (fields: Fields, slot: number) => readonly (readonly [value: Value, count: number])[];
  readonly size: (fields: Fields, slot: number) => number;
};

/** Counts of values of a type at a place. */
export function counted(type: DataType, at: number, ledger: Ledger): Counted {
  const { of, back } = valueKey(type);
  const known = (fields: Fields, slot: number): ReadonlyMap<Value, Value> | undefined => {
    const map = valueAt(fields, at + 1, slot);
    return map instanceof Map ? map : undefined;
  };
  const change = (fields: Fields, slot: number, key: Value, by: number): number => {
    const map = mapAt(fields, at + 1, slot);
    const count = countOf(map.get(key)) + by;
    if (count === 0) map.delete(key);
    else map.set(key, count);
    return count;
  };
  return {
    fields: ['number', 'value'],
    check: (fields, slot, value) => {
      if (known(fields, slot)?.has(of(value)) !== true) requireRoom(ledger, fields, at, slot, unitsOf(value));
    },
    raise: (fields, slot, value, by) => {
      const count = change(fields, slot, of(value), by);
      if (count !== by) return false;
      keepUnits(ledger, fields, at, slot, unitsOf(value));
      return true;
    },
    lower: (fields, slot, value, by) => {
      const count = change(fields, slot, of(value), -by);
      if (count === 0) keepUnits(ledger, fields, at, slot, -unitsOf(value));
      return count === 0;
    },
    merge: (into, to, other, from, isNew) => {
      for (const [key, count] of known(other, from) ?? []) {
        if (change(into, to, key, countOf(count)) !== countOf(count)) continue;
        const value = back(key);
        addUnits(into, at, to, unitsOf(value));
        isNew?.(value);
      }
    },
    unmerge: (into, to, other, from, isGone) => {
      for (const [key, count] of known(other, from) ?? []) {
        if (change(into, to, key, -countOf(count)) !== 0) continue;
        const value = back(key);
        addUnits(into, at, to, -unitsOf(value));
        isGone?.(value);
      }
    },
    entries: (fields, slot) =>
      [...(known(fields, slot) ?? [])].map(([key, count]) => [back(key), countOf(count)] as const),
    size: (fields, slot) => known(fields, slot)?.size ?? 0,
  };
}

function countOf(count: Value | undefined): number {
  return typeof count === 'number' ? count : 0;
}
