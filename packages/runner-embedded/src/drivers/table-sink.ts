// Keeps the newest rows, or the newest row per key, for people to look at (K4).
import type { SinkDriver } from '@weir/engine/host';
import type { Batch } from '@weir/engine/runtime/batch';
import { rowObject } from '@weir/engine/runtime/rows-json';
import type { JsonRow } from '@weir/shared/api';
import type { Column, Value } from '@weir/shared/data-type';

export type TableRows = { readonly columns: readonly string[]; readonly rows: readonly JsonRow[] };

export class TableSink implements SinkDriver {
  readonly #columns: readonly Column[];
  readonly #keys: readonly number[];
  readonly #rowsMax: number;
  /** Oldest first; by key, or by number without keys. */
  readonly #rows = new Map<string, JsonRow>();
  #count = 0;

  constructor(options: {
    readonly columns: readonly Column[];
    readonly keys: readonly string[];
    readonly rowsMax: number;
  }) {
    this.#columns = options.columns;
    this.#keys = options.keys.map((key) => options.columns.findIndex((column) => column.name === key));
    this.#rowsMax = options.rowsMax;
  }

  write(batch: Batch, from: number, to: number): void {
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
    this.#count += to;
    for (const key of this.#rows.keys()) {
      if (this.#rows.size <= this.#rowsMax) break;
      this.#rows.delete(key);
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
