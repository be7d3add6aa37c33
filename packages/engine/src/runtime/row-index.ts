// Finds a row among very many rows of one key: what a stream of changes takes back from a busy key.
import type { Batch } from './batch.ts';
import { compositeKey } from './group-table.ts';

/** Places of rows by what they hold in the columns that a batch carries. */
export class RowIndex {
  /** Which columns count: those of the rows that are looked for. */
  readonly #used: readonly boolean[];
  readonly #places = new Map<string, number[]>();

  constructor(used: readonly boolean[]) {
    this.#used = used;
  }

  /** True when rows of these columns can be looked for. */
  isFor(used: readonly boolean[]): boolean {
    return used.every((isUsed, column) => isUsed === this.#used[column]);
  }

  /** Takes the place of a row that is younger than all before it. */
  add(rows: Batch, place: number): void {
    const key = this.#keyOf(rows, place);
    const places = this.#places.get(key);
    if (places === undefined) this.#places.set(key, [place]);
    else places.push(place);
  }

  remove(rows: Batch, place: number): void {
    const key = this.#keyOf(rows, place);
    const places = this.#places.get(key) ?? [];
    // The oldest of equal rows leaves first, nearly always.
    places.splice(places.indexOf(place), 1);
    if (places.length === 0) this.#places.delete(key);
  }

  /** Places of rows that may be equal to a row, oldest first: all that are equal are among them. */
  candidates(batch: Batch, row: number): readonly number[] {
    return this.#places.get(this.#keyOf(batch, row)) ?? [];
  }

  #keyOf(batch: Batch, row: number): string {
    return compositeKey(batch.row(row).filter((_, column) => this.#used[column] === true));
  }
}
