// Keeps the newest rows, or the newest row per key, for people to look at (K4). Rows taken back go away.
import type { SinkDriver } from '@weir/engine/host';
import { type Batch, takesBack } from '@weir/engine/runtime/batch';
import { compositeKey } from '@weir/engine/runtime/group-table';
import { rowObject } from '@weir/engine/runtime/rows-json';
import type { JsonRow } from '@weir/shared/api';
import type { Column, Value } from '@weir/shared/data-type';
import type { ChangeKind } from '@weir/shared/stream-type';

export type TableRows = { readonly columns: readonly string[]; readonly rows: readonly JsonRow[] };

export class TableSink implements SinkDriver {
  readonly #columns: readonly Column[];
  readonly #keys: readonly number[];
  readonly #rowsMax: number;
  readonly #changes: boolean;
  /** Oldest first; by key, or by number without keys. */
  readonly #rows = new Map<string, JsonRow>();
  /** Of a stream of changes without keys: the places of equal rows, oldest first, by all their values. */
  readonly #equal = new Map<string, string[]>();
  #count = 0;

  constructor(options: {
    readonly columns: readonly Column[];
    readonly changes: ChangeKind;
    readonly keys: readonly string[];
    readonly rowsMax: number;
  }) {
    this.#columns = options.columns;
    this.#keys = options.keys.map((key) => options.columns.findIndex((column) => column.name === key));
    this.#rowsMax = options.rowsMax;
    this.#changes = options.changes !== 'append';
  }

  write(batch: Batch, from: number, to: number): void {
    if (this.#changes) this.#writeChanges(batch, from, to);
    else this.#writeNewest(batch, from, to);
    this.#count += to;
    for (const key of this.#rows.keys()) {
      if (this.#rows.size <= this.#rowsMax) break;
      this.#rows.delete(key);
    }
  }

  #writeChanges(batch: Batch, from: number, to: number): void {
    for (let row = from; row < to; row += 1) {
      const key = this.#placeOf(batch, row);
      if (key === undefined) continue;
      this.#rows.delete(key);
      if (!takesBack(batch.kinds[row])) this.#rows.set(key, rowObject(batch, row));
    }
    // Rows that have left the table leave their places behind.
    if (this.#equal.size <= 4 * this.#rowsMax) return;
    for (const [values, places] of this.#equal)
      if (!places.some((place) => this.#rows.has(place))) this.#equal.delete(values);
  }

  /** The place that a change writes or clears; `undefined` when it takes back a row that has left the table. */
  #placeOf(batch: Batch, row: number): string | undefined {
    if (this.#keys.length > 0) return this.#keyOf(batch, row);
    const values = compositeKey(batch.row(row));
    const places = (this.#equal.get(values) ?? []).filter((place) => this.#rows.has(place));
    const back = takesBack(batch.kinds[row]);
    const place = back ? places.pop() : String(this.#count + row);
    if (!back && place !== undefined) places.push(place);
    if (places.length > 0) this.#equal.set(values, places);
    else this.#equal.delete(values);
    return place;
  }

  #writeNewest(batch: Batch, from: number, to: number): void {
    // From the end: only rows that stay are made into objects.
    const newest = new Map<string, number>();
    for (let row = to - 1; row >= from && newest.size < this.#rowsMax; row -= 1) {
      const key = this.#keyOf(batch, row);
      if (!newest.has(key)) newest.set(key, row);
    }
    for (const [key, row] of [...newest].reverse()) {
      this.#rows.delete(key);
      this.#rows.set(key, rowObject(batch, row));
    }
  }

  #keyOf(batch: Batch, row: number): string {
    if (this.#keys.length === 0) return String(this.#count + row);
    return JSON.stringify(this.#keys.map((column) => textOf(batch.get(column, row))));
  }

  /** Newest first. */
  read(): TableRows {
    return { columns: this.#columns.map((column) => column.name), rows: [...this.#rows.values()].reverse() };
  }

  prepare(): null {
    return null;
  }

  commit(): void {
    // Nothing is stored.
  }

  close(): void {
    // Nothing is open.
  }
}

function textOf(value: Value): string | null {
  return value === null ? null : String(value);
}
