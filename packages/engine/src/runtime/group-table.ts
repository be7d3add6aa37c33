// Groups by key: a key gets a slot, a slot has a place in every accumulator array. Slots are given in order of arrival.
import type { Value } from '@weir/shared/data-type';
import { valueKey } from '@weir/sql/runtime/deep';
import type { Batch } from './batch.ts';
import { type FieldArray, type FieldKind, grownFields, newFields } from './group-fields.ts';
import { KeyTable, type KeyTableOptions } from './key-table.ts';

const SLOTS_START = 64;

/** A table of groups. */
export class GroupTable {
  readonly #kinds: readonly FieldKind[];
  readonly #table: KeyTable;
  /** Arrays of the accumulators; replaced when the table grows. */
  fields: FieldArray[];
  /** Keys per key column, by slot. */
  readonly keys: readonly Value[][];
  size = 0;
  /** Slots whose only rows so far failed: they have a place and no row, so they give no result. */
  readonly unfilled = new Set<number>();
  #capacity: number;

  constructor(keyColumns: number, kinds: readonly FieldKind[], options: KeyTableOptions = {}) {
    this.#kinds = kinds;
    this.#table = new KeyTable(keyColumns, options);
    this.keys = this.#table.keys;
    this.#capacity = options.slots ?? SLOTS_START;
    this.fields = newFields(kinds, this.#capacity);
  }

  /** The slot of a single key. */
  slotOf(key: Value): number {
    return this.slotOfAll([key]);
  }

  /** The slot of a key of no or several columns. */
  slotOfAll(keys: readonly Value[]): number {
    return this.#withFields(this.#table.slotOf(keys));
  }

  /** The slot of the key of a row. */
  slotOfRow(batch: Batch, row: number, columns: readonly number[]): number {
    return this.#withFields(this.#table.slotOfRow(batch, row, columns));
  }

  /** The slot of the key that a group of another table has. */
  slotOfGroup(other: GroupTable, slot: number): number {
    return this.#withFields(this.#table.slotOfKey(other.keys, slot));
  }

  /** The key of a slot. */
  keyOf(slot: number): readonly Value[] {
    return this.#table.keyOf(slot);
  }

  /** Forgets a group, whose fields must be clear when its slot is given again. */
  remove(slot: number): void {
    this.#table.remove(slot);
  }

  /** True when the memory is much more than the groups need. */
  get isSparse(): boolean {
    return this.#capacity > SLOTS_START && this.#capacity > 4 * this.size;
  }

  /** Forgets all groups and keeps the memory. */
  clear(): void {
    this.#table.clear();
    this.unfilled.clear();
    this.size = 0;
    for (const field of this.fields) {
      if (field instanceof Float64Array) field.fill(0);
      else field.length = 0;
    }
  }

  #withFields(slot: number): number {
    if (slot < this.size) return slot;
    this.size = slot + 1;
    if (slot >= this.#capacity) this.#grow();
    for (let index = 0; index < this.#kinds.length; index += 1) {
      const field = this.fields[index];
      if (field !== undefined && !(field instanceof Float64Array)) field.push(null);
    }
    return slot;
  }

  #grow(): void {
    this.#capacity *= 2;
    this.fields = grownFields(this.fields, this.#capacity);
  }
}

/** One string for several values: each with its type and length, so that no two lists give the same. */
export function compositeKey(keys: readonly Value[]): string {
  let text = '';
  for (const key of keys) {
    const part = String(valueKey(key));
    text += `${key === null ? 'n' : (typeof key)[0]}${part.length}:${part}`;
  }
  return text;
}
