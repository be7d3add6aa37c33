// The best N rows of each window and key, given when the window fires (C.window-top-n).
import type { Json } from '@weir/shared/graph';
import { z } from 'zod';
import type { OrderColumn } from '../field.ts';
import { type Batch, INSERT } from './batch.ts';
import { KeyTable } from './key-table.ts';
import type { Operator, OperatorContext, WatermarkClock } from './operator.ts';
import { type CompareRows, compareRows } from './order-by.ts';
import { OwnWindows, type WindowPlaces, windowPlaces } from './own-windows.ts';
import { RowStore } from './row-store.ts';
import { loadValue, savedValueSchema, saveValue } from './snapshot-values.ts';
import { TOP_N_ROWS_MAX } from './top-n.ts';

/** What a top-N per window is made of. */
export type WindowTopNSettings = {
  readonly keys: readonly string[];
  readonly order: readonly OrderColumn[];
  readonly n: number;
  /** True when the output has the rank as its last column. */
  readonly rank: boolean;
  /** True when of equal rows the one that came last ranks first. */
  readonly lastOfEqual: boolean;
  readonly rowsMax?: number | undefined;
};

const snapshotSchema = z.strictObject({
  schema: z.literal(1),
  watermark: z.number(),
  /** Open groups by window end, then in order of arrival; their rows in order of rank. */
  groups: z.array(
    z.strictObject({ key: z.array(savedValueSchema), rows: z.array(z.array(savedValueSchema)) }),
  ),
});

/** Makes the operator. Input port `in`; output `out`: the columns of the input and, if wanted, the rank. */
export function windowTopNOperator<C>(ctx: OperatorContext<C>, settings: WindowTopNSettings): Operator {
  const operator = new WindowTopN(ctx, settings);
  return {
    process: (inputs, clock) => operator.process(inputs, clock),
    nextFire: () => operator.windows.nextFire(),
    stateKeys: () => operator.rows,
    snapshot: () => operator.snapshot(),
    restore: (state) => operator.restore(state),
  };
}

class WindowTopN<C> {
  readonly #ctx: OperatorContext<C>;
  readonly #settings: WindowTopNSettings;
  readonly #rowsMax: number;
  readonly #places: WindowPlaces;
  readonly #compare: CompareRows;
  readonly #table: KeyTable;
  readonly #store: RowStore;
  /** Places of the rows of each group, by slot, in order of rank. */
  readonly #lists: number[][] = [];
  readonly windows = new OwnWindows();
  readonly #on: Parameters<OwnWindows['process']>[2];
  readonly #out: Batch;
  readonly #width: number;

  constructor(ctx: OperatorContext<C>, settings: WindowTopNSettings) {
    this.#ctx = ctx;
    this.#settings = settings;
    this.#rowsMax = settings.rowsMax ?? TOP_N_ROWS_MAX;
    const input = ctx.inputs['in'];
    if (input === undefined) throw new Error('bug: top-N without an input');
    this.#places = windowPlaces(input, settings.keys);
    this.#compare = compareRows(input.columns, settings.order);
    this.#table = new KeyTable(this.#places.group.length, { reusesSlots: true });
    this.#store = new RowStore(input);
    this.#out = ctx.out('out');
    this.#on = {
      ctx,
      places: this.#places,
      take: (batch, row, end) => this.#take(batch, row, end),
      fire: (slot, sequence) => this.#fire(slot, sequence),
    };
    this.#width = input.columns.length;
  }

  get rows(): number {
    return this.#store.size;
  }

  process([batch]: readonly Batch[], clock: WatermarkClock): void {
    this.windows.process(batch, clock, this.#on);
  }

  #take(batch: Batch, row: number, end: number): void {
    const slot = this.#table.slotOfRow(batch, row, this.#places.group);
    this.#lists[slot] ??= [];
    const list = this.#lists[slot] ?? [];
    const at = this.#placeFor(list, batch, row);
    if (at >= this.#settings.n) return;
    const replaces = list.length >= this.#settings.n;
    if (!replaces && this.#store.size >= this.#rowsMax) {
      if (!this.windows.isOpen(slot)) this.#table.remove(slot);
      this.#ctx.reject('STATE_LIMIT', `the top-N keeps ${this.#rowsMax} rows already`, batch, row);
      return;
    }
    if (!this.windows.isOpen(slot)) this.windows.open(slot, end);
    const last = replaces ? list.pop() : undefined;
    if (last !== undefined) this.#store.remove(slot, last);
    list.splice(at, 0, this.#store.add(slot, batch, row, 0));
  }

  /** Where a row belongs: behind those that come before it. */
  #placeFor(list: readonly number[], batch: Batch, row: number): number {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = this.#compare(this.#store.rows, list[middle] ?? 0, batch, row);
      if (order < 0 || (order === 0 && !this.#settings.lastOfEqual)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #fire(slot: number, sequence: number): void {
    for (const [index, place] of (this.#lists[slot] ?? []).entries()) {
      const row = this.#out.begin(sequence, INSERT);
      this.#out.copyRow(row, this.#store.rows, place);
      if (this.#settings.rank) this.#out.set(this.#width, row, index + 1);
      this.#store.remove(slot, place);
    }
    this.#lists[slot] = [];
    this.#table.remove(slot);
  }

  snapshot(): Json {
    const groups = this.windows.all().map((slot) => ({
      key: this.#table.keyOf(slot).map(saveValue),
      rows: (this.#lists[slot] ?? []).map((place) => this.#store.rows.row(place).map(saveValue)),
    }));
    return { schema: 1, watermark: this.windows.watermark, groups };
  }

  restore(state: Json): void {
    const saved = snapshotSchema.parse(state);
    this.windows.watermark = saved.watermark;
    for (const { key, rows } of saved.groups) {
      const values = key.map(loadValue);
      const slot = this.#table.slotOf(values);
      this.#lists[slot] = rows.map((row) => this.#store.load(slot, { writtenMs: 0, values: row }));
      this.windows.open(slot, Number(values[1]));
    }
  }
}
