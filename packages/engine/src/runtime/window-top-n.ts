// The best N rows of each window and key, given when the window fires (C.window-top-n).
import type { Json } from '@weir/shared/graph';
import { z } from 'zod';
import type { OrderColumn } from '../field.ts';
import { type Batch, INSERT } from './batch.ts';
import { KeyTable } from './key-table.ts';
import { type Operator, type OperatorContext, sequenceOf, type WatermarkClock } from './operator.ts';
import { type CompareRows, compareRows } from './order-by.ts';
import { OwnWindows, type WindowPlaces, windowEndOf, windowPlaces } from './own-windows.ts';
import { RowStore } from './row-store.ts';
import { loadValue, savedValueSchema, saveValue } from './snapshot-values.ts';
import { MIN_WATERMARK } from './time.ts';
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
    nextFire: () => operator.nextFire(),
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
  readonly #windows = new OwnWindows();
  readonly #out: Batch;
  readonly #width: number;
  #watermark = MIN_WATERMARK;

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
    this.#width = input.columns.length;
  }

  get rows(): number {
    return this.#store.size;
  }

  process([batch]: readonly Batch[], clock: WatermarkClock): void {
    const { watermarks } = clock;
    for (let row = 0; batch !== undefined && row < batch.length; row += 1) {
      this.#advance(watermarks[batch.sequence[row] ?? 0] ?? MIN_WATERMARK, clock);
      this.#take(batch, row);
    }
    this.#advance(watermarks[clock.end] ?? MIN_WATERMARK, clock);
  }

  #advance(watermark: number, clock: WatermarkClock): void {
    this.#watermark = watermark;
    for (;;) {
      const end = this.#windows.next();
      if (end === undefined || end - 1 > watermark) return;
      const sequence = sequenceOf(end - 1, clock);
      for (const slot of this.#windows.take()) this.#fire(slot, sequence);
      this.#ctx.progress();
    }
  }

  #take(batch: Batch, row: number): void {
    const end = windowEndOf(batch, row, this.#places);
    if (end === undefined) {
      this.#ctx.reject('NULL_TIME', 'the window of the row is NULL', batch, row);
      return;
    }
    if (end - 1 <= this.#watermark) {
      this.#ctx.late(batch, row);
      return;
    }
    const slot = this.#table.slotOfRow(batch, row, this.#places.group);
    this.#lists[slot] ??= [];
    const list = this.#lists[slot] ?? [];
    const at = this.#placeFor(list, batch, row);
    if (at >= this.#settings.n) return;
    const replaces = list.length >= this.#settings.n;
    if (!replaces && this.#store.size >= this.#rowsMax) {
      if (!this.#windows.isOpen(slot)) this.#table.remove(slot);
      this.#ctx.reject('STATE_LIMIT', `the top-N keeps ${this.#rowsMax} rows already`, batch, row);
      return;
    }
    if (!this.#windows.isOpen(slot)) this.#windows.open(slot, end);
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

  nextFire(): number | undefined {
    const end = this.#windows.next();
    return end === undefined ? undefined : end - 1;
  }

  snapshot(): Json {
    const groups = this.#windows.all().map((slot) => ({
      key: this.#table.keyOf(slot).map(saveValue),
      rows: (this.#lists[slot] ?? []).map((place) => this.#store.rows.row(place).map(saveValue)),
    }));
    return { schema: 1, watermark: this.#watermark, groups };
  }

  restore(state: Json): void {
    const saved = snapshotSchema.parse(state);
    this.#watermark = saved.watermark;
    for (const { key, rows } of saved.groups) {
      const values = key.map(loadValue);
      const slot = this.#table.slotOf(values);
      this.#lists[slot] = rows.map((row) => this.#store.load(slot, { writtenMs: 0, values: row }));
      this.#windows.open(slot, Number(values[1]));
    }
  }
}
