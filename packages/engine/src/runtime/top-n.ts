// The best N rows of each key by an order, changed as better rows come and rows are taken back (C.top-N).
//
// The rows of a key stand in order, those beyond N too when the input can take rows back: one of them moves up then. What
// is put out, and in which order, follows Flink: with the rank in the output, every row behind a change gets another rank.

import type { Json } from '@weir/shared/graph';
import { placesOf } from '@weir/shared/stream-type';
import { z } from 'zod';
import type { OrderColumn } from '../field.ts';
import { type Batch, DELETE, INSERT, takesBack, UPDATE_AFTER, UPDATE_BEFORE } from './batch.ts';
import { KeyTable } from './key-table.ts';
import type { Operator, OperatorContext } from './operator.ts';
import { type CompareRows, compareRows } from './order-by.ts';
import { NO_ROW, RowStore } from './row-store.ts';
import { sameStoredRow } from './same-row.ts';
import { loadValue, savedValueSchema, saveValue } from './snapshot-values.ts';

/** Rows that a top-N may keep; rows beyond are refused, never silently dropped. */
export const TOP_N_ROWS_MAX = 20_000_000;

/** What a top-N is made of. */
export type TopNSettings = {
  readonly keys: readonly string[];
  readonly order: readonly OrderColumn[];
  readonly n: number;
  /** True when the output has the rank as its last column. */
  readonly rank: boolean;
  readonly rowsMax?: number | undefined;
};

const snapshotSchema = z.strictObject({
  schema: z.literal(1),
  keys: z.array(z.strictObject({ key: z.array(savedValueSchema), rows: z.array(z.array(savedValueSchema)) })),
});

/** Makes the operator. Input port `in`; output `out`: the columns of the input and, if wanted, the rank. */
export function topNOperator<C>(ctx: OperatorContext<C>, settings: TopNSettings): Operator {
  const operator = new TopN(ctx, settings);
  return {
    process: (inputs) => operator.process(inputs),
    nextFire: () => undefined,
    stateKeys: () => operator.rows,
    snapshot: () => operator.snapshot(),
    restore: (state) => operator.restore(state),
  };
}

class TopN<C> {
  readonly #ctx: OperatorContext<C>;
  readonly #settings: TopNSettings;
  readonly #places: readonly number[];
  readonly #compare: CompareRows;
  readonly #same: ReturnType<typeof sameStoredRow>;
  readonly #table: KeyTable;
  readonly #store: RowStore;
  /** Places of the rows of each key, in order. */
  readonly #lists: number[][] = [];
  readonly #out: Batch;
  readonly #width: number;
  readonly #appends: boolean;

  constructor(ctx: OperatorContext<C>, settings: TopNSettings) {
    this.#ctx = ctx;
    this.#settings = settings;
    const input = ctx.inputs['in'];
    if (input === undefined) throw new Error('bug: top-N without an input');
    this.#places = placesOf(input.columns, settings.keys);
    this.#compare = compareRows(input.columns, settings.order);
    this.#same = sameStoredRow(input.columns);
    this.#table = new KeyTable(settings.keys.length, { reusesSlots: true });
    this.#store = new RowStore(input);
    this.#out = ctx.out('out');
    this.#width = input.columns.length;
    this.#appends = input.changes === 'append';
  }

  get rows(): number {
    return this.#store.size;
  }

  process(inputs: readonly Batch[]): void {
    const [batch] = inputs;
    for (let row = 0; batch !== undefined && row < batch.length; row += 1) {
      const key = this.#table.slotOfRow(batch, row, this.#places);
      this.#lists[key] ??= [];
      const list = this.#lists[key] ?? [];
      if (takesBack(batch.kinds[row])) this.#takeBack(key, list, batch, row);
      else this.#add(key, list, batch, row);
      if (list.length === 0) this.#table.remove(key);
    }
  }

  #add(key: number, list: number[], batch: Batch, row: number): void {
    const { n, rank } = this.#settings;
    const at = this.#placeFor(list, batch, row);
    if (this.#appends && at >= n) return;
    const max = this.#settings.rowsMax ?? TOP_N_ROWS_MAX;
    if (this.#store.size >= max) {
      this.#ctx.reject('STATE_LIMIT', `the top-N keeps ${max} rows already`, batch, row);
      return;
    }
    const sequence = batch.sequence[row] ?? 0;
    list.splice(at, 0, this.#store.add(key, batch, row, 0));
    if (at < n) {
      if (rank) this.#shiftDown(list, at, sequence);
      else this.#enter(list, at, sequence);
    }
    const last = this.#appends && list.length > n ? list.pop() : undefined;
    if (last !== undefined) this.#store.remove(key, last);
  }

  /** Where a row belongs: behind those that come before it or are equal. */
  #placeFor(list: readonly number[], batch: Batch, row: number): number {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(this.#store.rows, list[middle] ?? 0, batch, row) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Without ranks: the new row comes, and the row that is no longer among the best goes. */
  #enter(list: readonly number[], at: number, sequence: number): void {
    const { n } = this.#settings;
    const gone = list[n];
    const isUpdate = n === 1 && this.#appends;
    if (gone !== undefined) this.#emit(gone, undefined, sequence, isUpdate ? UPDATE_BEFORE : DELETE);
    const kind = isUpdate && gone !== undefined ? UPDATE_AFTER : INSERT;
    this.#emit(list[at] ?? NO_ROW, undefined, sequence, kind);
  }

  /** With ranks: the rows behind the new one move one rank down. */
  #shiftDown(list: readonly number[], at: number, sequence: number): void {
    const end = Math.min(this.#settings.n, list.length);
    for (let rank = at; rank < end; rank += 1) {
      const before = list[rank + 1];
      if (before === undefined) this.#emit(list[rank] ?? NO_ROW, rank + 1, sequence, INSERT);
      else this.#replace(before, list[rank] ?? NO_ROW, rank + 1, sequence);
    }
  }

  #takeBack(key: number, list: number[], batch: Batch, row: number): void {
    const { n, rank } = this.#settings;
    const at = this.#find(key, list, batch, row);
    const place = list[at];
    if (place === undefined) return;
    const sequence = batch.sequence[row] ?? 0;
    if (at < n) {
      if (rank) this.#shiftUp(list, at, sequence);
      else {
        this.#emit(place, undefined, sequence, DELETE);
        const moved = list[n];
        if (moved !== undefined) this.#emit(moved, undefined, sequence, INSERT);
      }
    }
    list.splice(at, 1);
    this.#store.remove(key, place);
  }

  /** The first row in the list that equals a row, which is the oldest; -1 when there is none. */
  #find(key: number, list: readonly number[], batch: Batch, row: number): number {
    const place = this.#store.find(key, batch, row, this.#same);
    return place === NO_ROW ? -1 : list.lastIndexOf(place, this.#placeFor(list, batch, row) - 1);
  }

  /** With ranks: the rows behind the one that goes move one rank up. */
  #shiftUp(list: readonly number[], at: number, sequence: number): void {
    const end = Math.min(this.#settings.n, list.length);
    for (let rank = at; rank < end; rank += 1) {
      const next = list[rank + 1];
      const before = list[rank] ?? NO_ROW;
      if (next === undefined) this.#emit(before, rank + 1, sequence, DELETE);
      else this.#replace(before, next, rank + 1, sequence);
    }
  }

  #replace(before: number, after: number, rank: number, sequence: number): void {
    this.#emit(before, rank, sequence, UPDATE_BEFORE);
    this.#emit(after, rank, sequence, UPDATE_AFTER);
  }

  #emit(place: number, rank: number | undefined, sequence: number, kind: number): void {
    const row = this.#out.begin(sequence, kind);
    this.#out.copyRow(row, this.#store.rows, place);
    if (rank !== undefined) this.#out.set(this.#width, row, rank);
  }

  snapshot(): Json {
    const keys: Json[] = [];
    this.#lists.forEach((list, key) => {
      if (list.length === 0) return;
      const rows = list.map((place) => this.#store.rows.row(place).map(saveValue));
      keys.push({ key: this.#table.keyOf(key).map(saveValue), rows });
    });
    return { schema: 1, keys };
  }

  restore(state: Json): void {
    for (const saved of snapshotSchema.parse(state).keys) {
      const key = this.#table.slotOf(saved.key.map(loadValue));
      this.#lists[key] = saved.rows.map((values) => this.#store.load(key, { writtenMs: 0, values }));
    }
  }
}
