// Arrays of accumulators, indexed by the slot of a group.
import type { Value } from '@weir/shared/data-type';

/** Numbers that start at 0, or values that start as NULL. */
export type FieldArray = Float64Array | Value[];

/** The number at a slot. */
export function numberAt(array: FieldArray | undefined, slot: number): number {
  const value = array?.[slot];
  return typeof value === 'number' ? value : 0;
}

/** The value at a slot. */
export function valueAt(array: FieldArray | undefined, slot: number): Value {
  return array?.[slot] ?? null;
}
