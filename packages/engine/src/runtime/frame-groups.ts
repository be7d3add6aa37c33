// Aggregates over a frame of rows per key, where rows come in at one end and leave at the other.
//
// As in `sliding-groups.ts`: what can be taken back exactly is a running state; what cannot uses two stacks per key, the
// older rows each holding its values together with all newer ones up to a boundary; lists are put together from the
// rows for each result. A row's own contribution is computed from the row when it comes and again when it leaves, so
// that only the row is kept.
import type { Value } from '@weir/shared/data-type';
import type { Js } from '@weir/shared/fragment';
import type { StreamType } from '@weir/shared/stream-type';
import type { TypedAggregate } from '@weir/sql/check/typed';
import type { Accumulator } from './accumulators/accumulator.ts';
import { type Ledger, newLedger } from './accumulators/ledger.ts';
import type { Batch } from './batch.ts';
import { FieldSlots } from './field-slots.ts';
import { type GroupCode, groupCode } from './group-code.ts';
import { clearGroup, type FieldArray, type Fields, newFields } from './group-fields.ts';
import { NO_ROW, RowStore } from './row-store.ts';
import { type SavedValue, saveValue } from './snapshot-values.ts';

type Part = {
  readonly one: Accumulator;
  /** Its fields in the code that it belongs to. */
  readonly from: number;
  readonly to: number;
  readonly kind: 'running' | 'stack' | 'fold';
};

/** The rows of the frames of all keys, with their aggregates. */
export class FrameGroups {
  readonly store: RowStore;
  readonly #code: GroupCode;
  readonly #parts: readonly Part[];
  readonly #running: readonly Part[];
  readonly #stacks: readonly Part[];
  readonly #hasFolds: boolean;
  readonly #ledger: Ledger;
  /** The contribution of one row, and what a result is put together in. */
  readonly #unit: FieldArray[];
  readonly #scratch: FieldArray[];
  /** By key: running states, and of stacks the newer side. */
  readonly #groups: FieldSlots;
  /** By place: the rest of the older side from this row on. */
  readonly #suffix: FieldSlots;
  readonly #suffixOf: number[] = [];
  /** By key: its slot in the groups, rows of the frame, and rows of the older side. */
  readonly #slotOf: number[] = [];
  readonly #sizes: number[] = [];
  readonly #older: number[] = [];
  /** By place: the number of the row, for what goes by order. */
  readonly #orders: number[] = [];
  #order = 0;

  constructor(input: StreamType, aggregates: readonly TypedAggregate[], compile: (code: Js) => unknown) {
    this.store = new RowStore(input);
    this.#ledger = newLedger();
    this.#code = groupCode(aggregates, input.columns, compile, {
      ledger: this.#ledger,
      merges: true,
      retracts: false,
    });
    this.#parts = this.#code.accumulators.map((one, index) => {
      const from = this.#code.places[index] ?? 0;
      const kind = one.unmerge !== undefined ? 'running' : one.folds === true ? 'fold' : 'stack';
      return { one, from, to: from + one.fields.length, kind };
    });
    this.#running = this.#parts.filter(({ kind }) => kind === 'running');
    this.#stacks = this.#parts.filter(({ kind }) => kind === 'stack');
    this.#hasFolds = this.#parts.some(({ kind }) => kind === 'fold');
    this.#unit = newFields(this.#code.kinds, 1);
    this.#scratch = newFields(this.#code.kinds, 1);
    this.#groups = new FieldSlots(this.#code.kinds);
    this.#suffix = new FieldSlots(this.#code.kinds);
  }

  /** Rows in the frame of a key. */
  sizeOf(key: number): number {
    return this.#sizes[key] ?? 0;
  }

  /** Brings a row in as the newest of its key. Throws the RowError of the row before anything has changed. */
  push(key: number, batch: Batch, row: number): void {
    this.#order += 1;
    this.#measure(batch, row, this.#order);
    const place = this.store.add(key, batch, row, 0);
    this.#orders[place] = this.#order;
    this.#enter(key);
  }

  #enter(key: number): void {
    if (this.sizeOf(key) === 0) this.#slotOf[key] = this.#groups.take();
    this.#sizes[key] = this.sizeOf(key) + 1;
    const slot = this.#slotOf[key] ?? 0;
    for (const { one } of this.#running) mergeGroup(one, this.#groups.fields, slot, this.#unit, 0);
    for (const { one } of this.#stacks) mergeGroup(one, this.#groups.fields, slot, this.#unit, 0);
  }

  /** The contribution of a row into `#unit`. */
  #measure(batch: Batch, row: number, order: number): void {
    clearGroup(this.#unit, 0, this.#code.kinds.length, 0);
    // What goes by arrival goes by the order in the frame here.
    this.#ledger.arrivals = order;
    this.#ledger.kept = 0;
    this.#code.add(this.#unit, 0, batch, row);
  }

  #measureAt(place: number): void {
    this.#measure(this.store.rows, place, this.#orders[place] ?? 0);
  }

  /** Takes the oldest row of a key out. */
  pop(key: number): void {
    const place = this.store.first(key);
    const size = this.sizeOf(key) - 1;
    if (place === NO_ROW) return;
    if (this.#stacks.length > 0 && (this.#older[key] ?? 0) === 0) this.#turn(key);
    this.#older[key] = Math.max(0, (this.#older[key] ?? 0) - 1);
    this.#freeSuffix(place);
    const slot = this.#slotOf[key] ?? 0;
    if (size === 0) {
      this.#groups.free(slot);
      this.#older[key] = 0;
    } else if (this.#running.length > 0) {
      this.#measureAt(place);
      for (const { one } of this.#running) one.unmerge?.(this.#groups.fields, slot, this.#unit, 0);
    }
    this.#sizes[key] = size;
    this.store.remove(key, place);
  }

  /** All rows of a key become the older side. */
  #turn(key: number): void {
    const places = this.#places(key);
    this.#older[key] = places.length;
    this.#stackOlder(places);
    for (const { from, to } of this.#stacks)
      clearGroup(this.#groups.fields, from, to, this.#slotOf[key] ?? 0);
  }

  #places(key: number): number[] {
    const places: number[] = [];
    for (let at = this.store.first(key); at !== NO_ROW; at = this.store.next(at)) places.push(at);
    return places;
  }

  /** Computes the older side of these rows, oldest first. */
  #stackOlder(places: readonly number[]): void {
    for (let at = places.length - 1; at >= 0; at -= 1) {
      const place = places[at] ?? 0;
      const slot = this.#suffix.take();
      this.#suffixOf[place] = slot;
      this.#measureAt(place);
      const next = this.#suffixOf[places[at + 1] ?? NO_ROW];
      for (const { one } of this.#stacks) {
        mergeGroup(one, this.#suffix.fields, slot, this.#unit, 0);
        if (next !== undefined) mergeGroup(one, this.#suffix.fields, slot, this.#suffix.fields, next);
      }
    }
  }

  #freeSuffix(place: number): void {
    const slot = this.#suffixOf[place] ?? NO_ROW;
    if (slot === NO_ROW) return;
    this.#suffix.free(slot);
    this.#suffixOf[place] = NO_ROW;
  }

  /** Appends the results of a key to a list. */
  results(key: number, into: Value[]): void {
    const slot = this.#slotOf[key] ?? 0;
    if (this.#hasFolds) this.#fold(key);
    for (const part of this.#parts) into.push(this.#result(part, key, slot));
  }

  #result({ one, from, to, kind }: Part, key: number, slot: number): Value {
    if (kind === 'fold') return one.result(this.#scratch, 0);
    if (kind === 'running' || (this.#older[key] ?? 0) === 0) return one.result(this.#groups.fields, slot);
    const oldest = this.#suffixOf[this.store.first(key)] ?? 0;
    clearGroup(this.#scratch, from, to, 0);
    mergeGroup(one, this.#scratch, 0, this.#suffix.fields, oldest);
    mergeGroup(one, this.#scratch, 0, this.#groups.fields, slot);
    return one.result(this.#scratch, 0);
  }

  /** Puts the lists of a key together in `#scratch`. */
  #fold(key: number): void {
    clearGroup(this.#scratch, 0, this.#code.kinds.length, 0);
    for (const place of this.#places(key)) {
      this.#measureAt(place);
      for (const { one, kind } of this.#parts)
        if (kind === 'fold') mergeGroup(one, this.#scratch, 0, this.#unit, 0);
    }
  }

  /** Rows of the older side of a key: what a snapshot needs beside the rows. */
  olderOf(key: number): number {
    return this.#older[key] ?? 0;
  }

  /** The rows of a key, oldest first, as a snapshot holds them. */
  save(key: number): SavedValue[][] {
    return this.#places(key).map((place) => this.store.rows.row(place).map(saveValue));
  }

  /** Takes the rows of a key of a snapshot back, oldest first. */
  load(key: number, rows: readonly (readonly Value[])[], older: number): void {
    const places = rows.map((values) => {
      const place = this.store.put(key, values, 0);
      this.#order += 1;
      this.#orders[place] = this.#order;
      return place;
    });
    for (const place of places) {
      this.#measureAt(place);
      this.#enter(key);
    }
    this.#older[key] = older;
    if (older === 0 || this.#stacks.length === 0) return;
    this.#stackOlder(places.slice(0, older));
    const slot = this.#slotOf[key] ?? 0;
    for (const { from, to } of this.#stacks) clearGroup(this.#groups.fields, from, to, slot);
    for (const place of places.slice(older)) {
      this.#measureAt(place);
      for (const { one } of this.#stacks) mergeGroup(one, this.#groups.fields, slot, this.#unit, 0);
    }
  }
}

function mergeGroup(one: Accumulator, into: Fields, to: number, other: Fields, from: number): void {
  if (one.merge === undefined) throw new Error('bug: an aggregate without merge in a frame');
  one.merge(into, to, other, from);
}
