// Arrays of accumulators, indexed by the slot of a group, and what reads and writes them.

import type { Value } from '@weir/shared/data-type';
import { grown } from './grow.ts';

/** What a field holds: a number that starts at 0, or a value that starts as NULL. */
export type FieldKind = 'number' | 'value';

/** One field of all groups. A list or Map in it belongs to its group alone and is changed in place. */
export type FieldArray = Float64Array | Value[];

/** All fields of a group table; an accumulator knows the places of its own. */
export type Fields = readonly FieldArray[];

/** Fields with room for so many groups. A field of values grows by itself. */
export function newFields(kinds: readonly FieldKind[], capacity: number): FieldArray[] {
  return kinds.map((kind) => (kind === 'number' ? new Float64Array(capacity) : []));
}

/** The same fields with room for so many groups. */
export function grownFields(fields: readonly FieldArray[], capacity: number): FieldArray[] {
  return fields.map((field) =>
    field instanceof Float64Array ? grown(field, new Float64Array(capacity)) : field,
  );
}

/** Makes some fields of a group what they are in a new one. */
export function clearGroup(fields: Fields, from: number, to: number, slot: number): void {
  for (let at = from; at < to; at += 1) {
    const array = fields[at];
    if (array instanceof Float64Array) array[slot] = 0;
    else if (array !== undefined) array[slot] = null;
  }
}

/** Puts a value of a snapshot into a field. */
export function loadField(field: FieldArray | undefined, slot: number, value: Value): void {
  if (field instanceof Float64Array) field[slot] = typeof value === 'number' ? value : 0;
  else if (field !== undefined) field[slot] = value;
}

/** The number of a group. */
export function numberAt(fields: Fields, at: number, slot: number): number {
  const value = fields[at]?.[slot];
  return typeof value === 'number' ? value : 0;
}

/** The value of a group. */
export function valueAt(fields: Fields, at: number, slot: number): Value {
  return fields[at]?.[slot] ?? null;
}

/** Sets the number of a group. */
export function setNumber(fields: Fields, at: number, slot: number, value: number): void {
  const array = fields[at];
  if (array !== undefined) array[slot] = value;
}

/** Sets the value of a group. */
export function setValue(fields: Fields, at: number, slot: number, value: Value): void {
  const array = fields[at];
  if (array !== undefined && !(array instanceof Float64Array)) array[slot] = value;
}

/** The list of a group, made when there is none yet. */
export function listAt(fields: Fields, at: number, slot: number): Value[] {
  const value = valueAt(fields, at, slot);
  if (isOwnList(value)) return value;
  const list: Value[] = [];
  setValue(fields, at, slot, list);
  return list;
}

/** The Map of a group, made when there is none yet. */
export function mapAt(fields: Fields, at: number, slot: number): Map<Value, Value> {
  const value = valueAt(fields, at, slot);
  if (isOwnMap(value)) return value;
  const map = new Map<Value, Value>();
  setValue(fields, at, slot, map);
  return map;
}

function isOwnList(value: Value): value is Value[] {
  return Array.isArray(value);
}

function isOwnMap(value: Value): value is Map<Value, Value> {
  return value instanceof Map;
}
