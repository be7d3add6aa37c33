// Keys of any number of columns, each with a slot: slots are given in order of arrival and never moved. Where wanted, the
// slot of a removed key is given again, so that keys that come and go take no more room than those that are there.
//
// Idea: every part of a key is one number of a typed array. A number of a numeric column is itself; everything else (text,
// bigint, NULL, NaN, bytes, collections) is interned per column and stands as its code, with a tag beside it, so that a
// code never equals a number. One open-addressing table over those numbers then serves keys of any columns, and a row
// whose key is known allocates nothing. Rejected: one text per row for keys of several columns (three times the time).

import type { Value } from '@weir/shared/data-type';
import { valueKey } from '@weir/sql/runtime/deep';
import type { Batch } from './batch.ts';
import { grown } from './grow.ts';

const SLOTS_START = 64;
/** Codes that may stand for nothing before those that do are counted anew. */
const CODES_MIN = 1024;
const FREE = -1;
/** A place whose key was removed: a search goes on behind it. */
const REMOVED = -2;

/** The numbers of one key column by slot, and the codes of what is no number. */
type KeyColumn = {
  cells: Float64Array;
  /** 1 where the cell is a code. */
  tags: Uint8Array;
  readonly codes: Map<Value, number>;
};

/** How a table of keys is made. */
export type KeyTableOptions = {
  /** True when the slot of a removed key is given again. */
  readonly reusesSlots?: boolean | undefined;
  /** Slots to have room for at first, a power of two; a table of few keys takes less when this is small. */
  readonly slots?: number | undefined;
};

/** A table of keys. */
export class KeyTable {
  /** Keys per key column, by slot. */
  readonly keys: Value[][];
  /** Slots given so far, those of removed keys too. */
  size = 0;
  readonly #columns: readonly KeyColumn[];
  /** The slots of keys that are no number, where the key has one column. */
  readonly #single: Map<Value, number> | undefined;
  /** The key that is looked for. */
  readonly #cells: Float64Array;
  readonly #tags: Uint8Array;
  readonly #values: Value[];
  #hashes: Int32Array;
  #places: Int32Array;
  /** Places that are not free. */
  #taken = 0;

  /** Slots to be given again; undefined where they are not. */
  readonly #free: number[] | undefined;

  constructor(keyColumns: number, { reusesSlots = false, slots = SLOTS_START }: KeyTableOptions = {}) {
    this.#free = reusesSlots ? [] : undefined;
    this.keys = Array.from({ length: keyColumns }, () => []);
    this.#columns = this.keys.map(() => ({
      cells: new Float64Array(slots),
      tags: new Uint8Array(slots),
      codes: new Map(),
    }));
    this.#single = keyColumns === 1 ? this.#columns[0]?.codes : undefined;
    this.#cells = new Float64Array(keyColumns);
    this.#tags = new Uint8Array(keyColumns);
    this.#values = this.keys.map(() => null);
    this.#hashes = new Int32Array(slots);
    this.#places = new Int32Array(2 * slots).fill(FREE);
  }

  /** The slot of the key of a row: the columns of the batch, in order of the key columns. */
  slotOfRow(batch: Batch, row: number, columns: readonly number[]): number {
    let hash = 0;
    for (let at = 0; at < columns.length; at += 1) {
      const column = columns[at] ?? 0;
      const store = batch.stores[column];
      if (store === undefined) throw new Error('bug: key column out of range');
      if (store.carrier === 'reference') {
        const value = store.values[row] ?? null;
        if (this.#single !== undefined) return this.#slotOfSingle(this.#single, value);
        hash = this.#take(hash, at, value);
        continue;
      }
      const number = store.floats[row] ?? Number.NaN;
      if (Number.isNaN(number) || store.nulls[row] === 1) {
        const value = batch.get(column, row);
        if (this.#single !== undefined) return this.#slotOfSingle(this.#single, value);
        hash = this.#take(hash, at, value);
        continue;
      }
      if (this.#single !== undefined) return this.#slotOfNumber(number);
      this.#set(at, number, 0, number);
      hash = mix(hash, this.#cells[at] ?? 0, 0);
    }
    return this.#slot(finish(hash));
  }

  /** The slot of a key that is one number: most keys are, and a known one is found without a detour. */
  #slotOfNumber(number: number): number {
    const column = this.#columns[0];
    if (column === undefined) throw new Error('bug: key column out of range');
    // Zero of either sign is one key.
    const cell = number === 0 ? 0 : number;
    const hash = finish(mix(0, cell, 0));
    const { cells, tags } = column;
    const mask = this.#places.length - 1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const slot = this.#places[at] ?? FREE;
      if (slot === FREE) break;
      if (slot >= 0 && cells[slot] === cell && tags[slot] === 0) return slot;
    }
    this.#set(0, cell, 0, number);
    return this.#slot(hash);
  }

  /** The slot of a key of these values. */
  slotOf(values: readonly Value[]): number {
    const [value = null] = values;
    if (this.#single !== undefined && !isNumber(value)) return this.#slotOfSingle(this.#single, value);
    let hash = 0;
    for (let at = 0; at < this.#columns.length; at += 1) hash = this.#take(hash, at, values[at] ?? null);
    return this.#slot(finish(hash));
  }

  /** The slot of the key that another table has at a slot. */
  slotOfKey(keys: readonly (readonly Value[])[], slot: number): number {
    const value = keys[0]?.[slot] ?? null;
    if (this.#single !== undefined && !isNumber(value)) return this.#slotOfSingle(this.#single, value);
    let hash = 0;
    for (let at = 0; at < this.#columns.length; at += 1)
      hash = this.#take(hash, at, keys[at]?.[slot] ?? null);
    return this.#slot(finish(hash));
  }

  /** The key of a slot. */
  keyOf(slot: number): readonly Value[] {
    return this.keys.map((column) => column[slot] ?? null);
  }

  /** Forgets all keys and keeps the memory. */
  clear(): void {
    for (const column of this.keys) column.length = 0;
    for (const { codes } of this.#columns) codes.clear();
    this.#places.fill(FREE);
    this.#taken = 0;
    this.size = 0;
    if (this.#free !== undefined) this.#free.length = 0;
  }

  /** Forgets the key of a slot. The same key gets a new slot when it comes again. */
  remove(slot: number): void {
    const value = this.keys[0]?.[slot] ?? null;
    if (this.#single !== undefined && !isNumber(value)) this.#single.delete(valueKey(value));
    else {
      const mask = this.#places.length - 1;
      let at = (this.#hashes[slot] ?? 0) & mask;
      while (this.#places[at] !== slot) at = (at + 1) & mask;
      this.#places[at] = REMOVED;
    }
    if (this.#free === undefined) return;
    for (const column of this.keys) column[slot] = null;
    this.#free.push(slot);
    if (this.#single === undefined) this.#forgetCodes(this.#free.length);
  }

  /** Gives new codes to what is left, once most codes stand for nothing. */
  #forgetCodes(removed: number): void {
    const kept = this.size - removed;
    if (!this.#columns.some(({ codes }) => codes.size > CODES_MIN + 2 * kept)) return;
    const slots = this.#places.filter((slot) => slot >= 0);
    this.#columns.forEach(({ cells, tags, codes }, at) => {
      codes.clear();
      for (const slot of slots) {
        if (tags[slot] !== 1) continue;
        this.#setValue(at, this.keys[at]?.[slot] ?? null);
        cells[slot] = this.#cells[at] ?? 0;
      }
    });
    for (const slot of slots) {
      let hash = 0;
      for (const { cells, tags } of this.#columns) hash = mix(hash, cells[slot] ?? 0, tags[slot] ?? 0);
      this.#hashes[slot] = finish(hash);
    }
    this.#rehash();
  }

  /** Of a key of one column that is no number the code is the slot. */
  #slotOfSingle(slots: Map<Value, number>, value: Value): number {
    const key = valueKey(value);
    const known = slots.get(key);
    if (known !== undefined) return known;
    this.#set(0, 0, 1, value);
    const slot = this.#newSlot(0);
    slots.set(key, slot);
    return slot;
  }

  #take(hash: number, at: number, value: Value): number {
    if (isNumber(value)) this.#set(at, value, 0, value);
    else this.#setValue(at, value);
    return mix(hash, this.#cells[at] ?? 0, this.#tags[at] ?? 0);
  }

  #set(at: number, cell: number, tag: number, value: Value): void {
    // Zero of either sign is one key.
    this.#cells[at] = cell === 0 ? 0 : cell;
    this.#tags[at] = tag;
    this.#values[at] = value;
  }

  #setValue(at: number, value: Value): void {
    const codes = this.#columns[at]?.codes;
    if (codes === undefined) throw new Error('bug: key column out of range');
    const key = valueKey(value);
    let code = codes.get(key);
    if (code === undefined) {
      code = codes.size + 1;
      codes.set(key, code);
    }
    this.#set(at, code, 1, value);
  }

  #slot(hash: number): number {
    const mask = this.#places.length - 1;
    let at = hash & mask;
    for (;;) {
      const slot = this.#places[at] ?? FREE;
      if (slot === FREE) break;
      if (slot !== REMOVED && this.#hashes[slot] === hash && this.#isKeyOf(slot)) return slot;
      at = (at + 1) & mask;
    }
    const slot = this.#newSlot(hash);
    this.#places[at] = slot;
    this.#taken += 1;
    if (2 * this.#taken > this.#places.length) this.#rehash();
    return slot;
  }

  #isKeyOf(slot: number): boolean {
    for (let at = 0; at < this.#columns.length; at += 1) {
      const column = this.#columns[at];
      if (column?.cells[slot] !== this.#cells[at] || column?.tags[slot] !== this.#tags[at]) return false;
    }
    return true;
  }

  #newSlot(hash: number): number {
    const slot = this.#free?.pop() ?? this.size;
    if (slot === this.size) this.size = slot + 1;
    if (slot >= this.#hashes.length) this.#grow();
    this.#hashes[slot] = hash;
    for (let at = 0; at < this.#columns.length; at += 1) {
      const column = this.#columns[at];
      if (column === undefined) continue;
      column.cells[slot] = this.#cells[at] ?? 0;
      column.tags[slot] = this.#tags[at] ?? 0;
      const keys = this.keys[at];
      if (keys !== undefined) keys[slot] = this.#values[at] ?? null;
    }
    return slot;
  }

  #grow(): void {
    const capacity = 2 * this.#hashes.length;
    this.#hashes = grown(this.#hashes, new Int32Array(capacity));
    for (const column of this.#columns) {
      column.cells = grown(column.cells, new Float64Array(capacity));
      column.tags = grown(column.tags, new Uint8Array(capacity));
    }
  }

  /** Twice the places, unless most of them belong to removed keys. */
  #rehash(): void {
    const kept = this.#places.filter((slot) => slot >= 0);
    const length = 4 * kept.length > this.#places.length ? 2 * this.#places.length : this.#places.length;
    this.#places = new Int32Array(length).fill(FREE);
    this.#taken = kept.length;
    for (const slot of kept) {
      let at = (this.#hashes[slot] ?? 0) & (length - 1);
      while (this.#places[at] !== FREE) at = (at + 1) & (length - 1);
      this.#places[at] = slot;
    }
  }
}

function isNumber(value: Value): value is number {
  return typeof value === 'number' && !Number.isNaN(value);
}

/** One part of a key into a hash: the low half, the high half and the fraction, so that keys below 1 do not collide. */
function mix(hash: number, cell: number, tag: number): number {
  const low = cell | 0;
  const high = ((cell - low) / 4294967296) | 0;
  const whole = Math.trunc(cell);
  const fraction = cell === whole ? tag : ((cell - whole) * 1073741824) | 0;
  const part = Math.imul(low ^ Math.imul(high, 0x9e3779b1) ^ fraction, 0x85ebca6b);
  const mixed = hash ^ (part ^ (part >>> 15));
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0x1b873593) | 0;
}

/** The last step of a hash, so that all bits count in the low ones. */
function finish(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}
