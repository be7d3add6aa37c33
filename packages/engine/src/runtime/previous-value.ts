// The values of the row before, or of the n-th before, of the same key in order of event time: LAG.
//
// Rows wait for the watermark and leave in order of time, those of one time in order of arrival. Rows of one key and time
// are peers, as in Flink: all of them come in first, and then each gets the value of the n-th row before the last of them.
// A row that the watermark has reached when it comes is late (T9, unbounded).

import type { Value } from '@weir/shared/data-type';
import type { Json } from '@weir/shared/graph';
import { placeOf, placesOf } from '@weir/shared/stream-type';
import { z } from 'zod';
import { type Batch, INSERT } from './batch.ts';
import { KeyTable } from './key-table.ts';
import { type Operator, type OperatorContext, rejectFailed, type WatermarkClock } from './operator.ts';
import { OVER_KEYS_MAX } from './over.ts';
import { loadValue, savedValueSchema, saveValue } from './snapshot-values.ts';
import { WAITING_ROWS_MAX } from './sort.ts';
import { MIN_WATERMARK } from './time.ts';
import { type Due, TimeQueue } from './time-queue.ts';

/** What it is made of: per column the expression, and the one that stands in where there is no such row. */
export type PreviousValueSettings = {
  readonly keys: readonly string[];
  readonly columns: readonly { readonly expression: string; readonly otherwise: string | undefined }[];
  /** How many rows before. */
  readonly n: number;
  readonly keysMax?: number | undefined;
  readonly rowsMax?: number | undefined;
};

const snapshotSchema = z.strictObject({
  schema: z.literal(1),
  watermark: z.number(),
  waiting: z.array(z.array(savedValueSchema)),
  /** The last values of each key, oldest first. */
  keys: z.array(
    z.strictObject({ key: z.array(savedValueSchema), values: z.array(z.array(savedValueSchema)) }),
  ),
});

/** Makes the operator. Input port `in`; output `out`: the columns of the input, then the values of the row before. */
export function previousValueOperator<C>(ctx: OperatorContext<C>, settings: PreviousValueSettings): Operator {
  const operator = new PreviousValue(ctx, settings);
  return {
    process: (inputs, clock) => operator.process(inputs, clock),
    nextFire: () => operator.queue.next(),
    stateKeys: () => operator.keys,
    snapshot: () => operator.snapshot(),
    restore: (state) => operator.restore(state),
  };
}

/** The values of the last n + 1 rows of a key: once full, `next` is the oldest. */
type Ring = { readonly values: (readonly Value[])[]; next: number };

class PreviousValue<C> {
  readonly #ctx: OperatorContext<C>;
  readonly #settings: PreviousValueSettings;
  readonly #keyColumns: readonly number[];
  readonly #timeColumn: number;
  readonly #width: number;
  readonly #evaluate: readonly ((batch: Batch, row: number) => Value)[];
  readonly #otherwise: readonly (((batch: Batch, row: number) => Value) | undefined)[];
  readonly #table: KeyTable;
  /** By key. */
  readonly #rings: Ring[] = [];
  readonly #out: Batch;
  readonly queue: TimeQueue;
  /** Values that the rings keep. */
  #kept = 0;

  constructor(ctx: OperatorContext<C>, settings: PreviousValueSettings) {
    this.#ctx = ctx;
    this.#settings = settings;
    const input = ctx.inputs['in'];
    if (input === undefined) throw new Error('bug: previous value without an input');
    this.#keyColumns = placesOf(input.columns, settings.keys);
    this.#timeColumn = placeOf(input.columns, input.eventTime);
    this.#width = input.columns.length;
    this.#evaluate = settings.columns.map(({ expression }) => ctx.evaluate(expression, 'in'));
    this.#otherwise = settings.columns.map(({ otherwise }) =>
      otherwise === undefined ? undefined : ctx.evaluate(otherwise, 'in'),
    );
    this.#table = new KeyTable(settings.keys.length, { reusesSlots: true });
    this.queue = new TimeQueue(input);
    this.#out = ctx.out('out');
  }

  get keys(): number {
    return this.#rings.length;
  }

  process([batch]: readonly Batch[], clock: WatermarkClock): void {
    const leave = (due: Due): void => this.#leave(due);
    for (let row = 0; batch !== undefined && row < batch.length; row += 1) {
      this.queue.advance(clock.watermarks[batch.sequence[row] ?? 0] ?? MIN_WATERMARK, clock, leave);
      this.#take(batch, row);
    }
    this.queue.advance(clock.watermarks[clock.end] ?? MIN_WATERMARK, clock, leave);
  }

  #take(batch: Batch, row: number): void {
    if (Number(batch.get(this.#timeColumn, row)) <= this.queue.watermark) {
      this.#ctx.late(batch, row);
      return;
    }
    const { rowsMax = WAITING_ROWS_MAX, keysMax = OVER_KEYS_MAX } = this.#settings;
    const key = this.#table.slotOfRow(batch, row, this.#keyColumns);
    const isNew = this.#rings[key] === undefined;
    const isFull = this.queue.size + this.#kept >= rowsMax;
    if (isFull || (isNew && this.keys >= keysMax)) {
      if (isNew) this.#table.remove(key);
      const what = isFull ? `${rowsMax} rows` : `${keysMax} keys`;
      this.#ctx.reject('STATE_LIMIT', `the node keeps ${what} already`, batch, row);
      return;
    }
    this.#rings[key] ??= { values: [], next: 0 };
    this.queue.add(key, batch, row);
  }

  #leave({ places, sequence }: Due): void {
    const entered = places.filter((place) => this.#enter(place));
    for (const place of entered) this.#show(place, sequence);
    for (const place of places) this.queue.remove(place);
    this.#ctx.progress();
  }

  /** Adds the values of a row to those of its key; false when they cannot be computed. */
  #enter(place: number): boolean {
    const { rows } = this.queue.store;
    const ring = this.#rings[this.queue.keyOf(place)];
    if (ring === undefined) return false;
    try {
      const own = this.#evaluate.map((evaluate) => evaluate(rows, place));
      ring.values[ring.next] = own;
      ring.next = (ring.next + 1) % (this.#settings.n + 1);
      if (ring.values.length <= this.#settings.n) this.#kept += 1;
      return true;
    } catch (error) {
      rejectFailed(this.#ctx, error, rows, place);
      return false;
    }
  }

  /** Puts a row out, unless what stands in for the row before cannot be computed (R1). */
  #show(place: number, sequence: number): void {
    try {
      this.#emit(place, sequence);
    } catch (error) {
      rejectFailed(this.#ctx, error, this.queue.store.rows, place);
    }
  }

  #emit(place: number, sequence: number): void {
    const { rows } = this.queue.store;
    const ring = this.#rings[this.queue.keyOf(place)];
    const isFull = (ring?.values.length ?? 0) > this.#settings.n;
    const shown = isFull
      ? ring?.values[ring.next]
      : this.#otherwise.map((evaluate) => evaluate?.(rows, place) ?? null);
    const row = this.#out.begin(sequence, INSERT);
    this.#out.copyRow(row, rows, place);
    for (const [index, value] of (shown ?? []).entries()) this.#out.set(this.#width + index, row, value);
  }

  snapshot(): Json {
    const keys = this.#rings.map(({ values, next }, key) => ({
      key: this.#table.keyOf(key).map(saveValue),
      values: (values.length > this.#settings.n
        ? [...values.slice(next), ...values.slice(0, next)]
        : values
      ).map((row) => row.map(saveValue)),
    }));
    return { schema: 1, watermark: this.queue.watermark, waiting: this.queue.save(), keys };
  }

  restore(state: Json): void {
    const saved = snapshotSchema.parse(state);
    this.queue.watermark = saved.watermark;
    for (const { key, values } of saved.keys) {
      this.#rings[this.#table.slotOf(key.map(loadValue))] = {
        values: values.map((row) => row.map(loadValue)),
        next: values.length % (this.#settings.n + 1),
      };
      this.#kept += values.length;
    }
    for (const values of saved.waiting)
      this.queue.load(
        this.#table.slotOf(this.#keyColumns.map((at) => loadValue(values[at] ?? null))),
        values,
      );
  }
}
