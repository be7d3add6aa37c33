// Rows that an operator keeps, in columns: no object per row, the memory of a removed row is used again.
//
// Rows of one key hang together in a list, oldest first: a join walks through the rows of a key, a deduplication keeps one.
// A key of many rows that is asked for one of them gets an index.
import type { Value } from '@weir/shared/data-type';
import type { StreamType } from '@weir/shared/stream-type';
import { Batch } from './batch.ts';
import { grown } from './grow.ts';
import { RowIndex } from './row-index.ts';
import type { SavedValue } from './snapshot-values.ts';
import { loadValue } from './snapshot-values.ts';

/** End of a list. */
export const NO_ROW = -1;

const LINKS_START = 256;
/** Rows of a key that are looked through one by one; behind them an index is asked. */
const WALKED_ROWS_MAX = 64;

/** A store of rows of one type. */
export class RowStore {
  /** The rows by place. Columns that the input does not carry are NULL. */
  readonly rows: Batch;
  /** The next row of the same key by place, and the row before. */
  #next: Int32Array = new Int32Array(LINKS_START);
  #previous: Int32Array = new Int32Array(LINKS_START);
  /** The key of each row by place. */
  #keys: Int32Array = new Int32Array(LINKS_START);
  /** When each row was put in: epoch milliseconds, for expiry. */
  #written: Float64Array = new Float64Array(LINKS_START);
  readonly #free: number[] = [];
  /** First and last row by key slot. */
  #heads: Int32Array = new Int32Array(LINKS_START).fill(NO_ROW);
  #tails: Int32Array = new Int32Array(LINKS_START).fill(NO_ROW);
  /** Of the keys that have been searched beyond WALKED_ROWS_MAX. */
  readonly #indexes = new Map<number, RowIndex>();
  size = 0;

  constructor(type: StreamType) {
    this.rows = new Batch(type.columns);
  }

  /** The oldest row of a key; NO_ROW when it has none. */
  first(key: number): number {
    return this.#heads[key] ?? NO_ROW;
  }

  /** The row of the same key behind a row. */
  next(place: number): number {
    return this.#next[place] ?? NO_ROW;
  }

  /** All rows of a key, oldest first. */
  of(key: number): number[] {
    const places: number[] = [];
    for (let place = this.first(key); place !== NO_ROW; place = this.next(place)) places.push(place);
    return places;
  }

  /** The key of a row. */
  keyOf(place: number): number {
    return this.#keys[place] ?? 0;
  }

  /** When a row was put in. */
  writtenMs(place: number): number {
    return this.#written[place] ?? 0;
  }

  /** Keeps a row of a batch as the newest of its key and gives its place. */
  add(key: number, batch: Batch, row: number, nowMs: number): number {
    const place = this.#free.pop() ?? this.rows.begin(0, 0);
    this.rows.copyRow(place, batch, row);
    this.#link(key, place, nowMs);
    return place;
  }

  #link(key: number, place: number, nowMs: number): void {
    if (place >= this.#next.length) {
      const capacity = 2 * this.#next.length;
      this.#next = grown(this.#next, new Int32Array(capacity));
      this.#previous = grown(this.#previous, new Int32Array(capacity));
      this.#keys = grown(this.#keys, new Int32Array(capacity));
      this.#written = grown(this.#written, new Float64Array(capacity));
    }
    while (key >= this.#heads.length) {
      const keys = 2 * this.#heads.length;
      this.#heads = grown(this.#heads, new Int32Array(keys).fill(NO_ROW));
      this.#tails = grown(this.#tails, new Int32Array(keys).fill(NO_ROW));
    }
    const last = this.#tails[key] ?? NO_ROW;
    this.#previous[place] = last;
    this.#next[place] = NO_ROW;
    if (last === NO_ROW) this.#heads[key] = place;
    else this.#next[last] = place;
    this.#tails[key] = place;
    this.#written[place] = nowMs;
    this.#keys[place] = key;
    this.#indexes.get(key)?.add(this.rows, place);
    this.size += 1;
  }

  /** Forgets a row. */
  remove(key: number, place: number): void {
    this.#indexes.get(key)?.remove(this.rows, place);
    const [before = NO_ROW, after = NO_ROW] = [this.#previous[place], this.#next[place]];
    if (before === NO_ROW) this.#heads[key] = after;
    else this.#next[before] = after;
    if (after === NO_ROW) this.#tails[key] = before;
    else this.#previous[after] = before;
    if (before === NO_ROW && after === NO_ROW) this.#indexes.delete(key);
    for (const store of this.rows.stores) if (store.carrier === 'reference') store.values[place] = null;
    this.#free.push(place);
    this.size -= 1;
  }

  /** The oldest row of a key whose stored values are those of a row of a batch; NO_ROW when there is none. */
  find(key: number, batch: Batch, row: number, same: SameRow): number {
    let place = this.first(key);
    for (let walked = 0; walked < WALKED_ROWS_MAX && place !== NO_ROW; walked += 1) {
      if (same(this.rows, place, batch, row)) return place;
      place = this.next(place);
    }
    if (place === NO_ROW) return NO_ROW;
    const found = this.#indexOf(key, batch).candidates(batch, row);
    return found.find((candidate) => same(this.rows, candidate, batch, row)) ?? NO_ROW;
  }

  #indexOf(key: number, { used }: Batch): RowIndex {
    const known = this.#indexes.get(key);
    if (known?.isFor(used) === true) return known;
    const index = new RowIndex(used);
    for (const place of this.of(key)) index.add(this.rows, place);
    this.#indexes.set(key, index);
    return index;
  }

  /** Takes a row of a snapshot back and gives its place. */
  load(key: number, saved: { readonly writtenMs: number; readonly values: readonly SavedValue[] }): number {
    return this.put(key, saved.values.map(loadValue), saved.writtenMs);
  }

  /** Keeps a row of values as the newest of its key and gives its place. */
  put(key: number, values: readonly Value[], nowMs: number): number {
    const place = this.#free.pop() ?? this.rows.begin(0, 0);
    for (let column = 0; column < values.length; column += 1)
      this.rows.set(column, place, values[column] ?? null);
    this.#link(key, place, nowMs);
    return place;
  }
}

/** Whether a stored row equals a row of a batch. */
export type SameRow = (rows: Batch, place: number, batch: Batch, row: number) => boolean;
