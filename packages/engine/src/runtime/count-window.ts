// Windows of a number of rows per key, in order of arrival.
//
// A result comes with every `slide`-th row of a key, over its last `size` rows (fewer at the beginning). Where windows do
// not overlap only the state of the aggregates is kept, else the rows of the last window. Rows that never fill a slide give no result.

import type { Value } from '@weir/shared/data-type';
import type { Json } from '@weir/shared/graph';
import { placeOf, placesOf } from '@weir/shared/stream-type';
import { z } from 'zod';
import type { NamedExpression } from '../field.ts';
import { newLedger } from './accumulators/ledger.ts';
import type { Batch } from './batch.ts';
import { FrameGroups } from './frame-groups.ts';
import { type GroupCode, groupCode, unitsOf } from './group-code.ts';
import { clearGroup, loadField } from './group-fields.ts';
import { GroupTable } from './group-table.ts';
import { type Operator, type OperatorContext, rejectFailed } from './operator.ts';
import { OVER_KEYS_MAX } from './over.ts';
import { loadValue, savedValueSchema, saveValue } from './snapshot-values.ts';
import { WAITING_ROWS_MAX } from './sort.ts';

/** What count windows are made of. */
export type CountWindowSettings = {
  readonly size: number;
  readonly slide: number;
  readonly keys: readonly string[];
  readonly aggregates: readonly NamedExpression[];
  readonly keysMax?: number | undefined;
  readonly rowsMax?: number | undefined;
};

const snapshotSchema = z.strictObject({
  schema: z.literal(1),
  arrivals: z.number(),
  keys: z.array(
    z.strictObject({
      key: z.array(savedValueSchema),
      /** Rows since the last result. */
      count: z.number(),
      /** Windows that do not overlap: the state of the aggregates. */
      fields: z.array(savedValueSchema).optional(),
      /** Others: the rows, and how many of them are the older side of the stacks. */
      rows: z.array(z.array(savedValueSchema)).optional(),
      older: z.number().optional(),
    }),
  ),
});

/** Makes the operator. Input port `in`; output `out`: keys, aggregates, and the event time of the row that completes it. */
export function countWindowOperator<C>(ctx: OperatorContext<C>, settings: CountWindowSettings): Operator {
  const operator = new CountWindow(ctx, settings);
  return {
    process: (inputs) => operator.process(inputs),
    nextFire: () => undefined,
    stateKeys: () => operator.keys,
    snapshot: () => operator.snapshot(),
    restore: (state) => operator.restore(state),
  };
}

class CountWindow<C> {
  readonly #ctx: OperatorContext<C>;
  readonly #settings: CountWindowSettings;
  readonly #keyColumns: readonly number[];
  readonly #timeColumn: number;
  readonly #ledger = newLedger();
  readonly #code: GroupCode;
  /** Keys, and of windows that do not overlap their groups. */
  readonly #table: GroupTable;
  readonly #frame: FrameGroups | undefined;
  /** By key: rows since the last result; undefined for a key that is not kept. */
  readonly #counts: (number | undefined)[] = [];
  readonly #out: Batch;
  keys = 0;

  constructor(ctx: OperatorContext<C>, settings: CountWindowSettings) {
    this.#ctx = ctx;
    this.#settings = settings;
    const input = ctx.inputs['in'];
    if (input === undefined) throw new Error('bug: count window without an input');
    this.#keyColumns = placesOf(input.columns, settings.keys);
    this.#timeColumn = settings.keys.includes(input.eventTime ?? '')
      ? -1
      : placeOf(input.columns, input.eventTime);
    const aggregates = settings.aggregates.map(({ expression }) => ctx.aggregate(expression, 'in'));
    const overlaps = settings.size > settings.slide;
    this.#frame = overlaps ? new FrameGroups(input, aggregates, ctx.compile) : undefined;
    const options = { ledger: this.#ledger, merges: false, retracts: false };
    this.#code = groupCode(overlaps ? [] : aggregates, input.columns, ctx.compile, options);
    this.#table = new GroupTable(this.#keyColumns.length, this.#code.kinds, { reusesSlots: true });
    this.#out = ctx.out('out');
  }

  process([batch]: readonly Batch[]): void {
    for (let row = 0; batch !== undefined && row < batch.length; row += 1) this.#take(batch, row);
  }

  #take(batch: Batch, row: number): void {
    const { keysMax = OVER_KEYS_MAX, rowsMax = WAITING_ROWS_MAX, slide } = this.#settings;
    const key = this.#table.slotOfRow(batch, row, this.#keyColumns);
    const count = this.#counts[key];
    const isFull = (this.#frame?.store.size ?? 0) >= rowsMax;
    if (isFull || (count === undefined && this.keys >= keysMax)) {
      if (count === undefined) this.#table.remove(key);
      const what = isFull ? `${rowsMax} rows` : `${keysMax} keys`;
      this.#ctx.reject('STATE_LIMIT', `the node keeps ${what} already`, batch, row);
      return;
    }
    if (!this.#add(key, batch, row)) {
      if (count === undefined) this.#table.remove(key);
      return;
    }
    if (count === undefined) this.keys += 1;
    this.#counts[key] = (count ?? 0) + 1;
    if ((count ?? 0) + 1 === slide) this.#fire(key, batch, row);
  }

  /** Adds a row to the window of its key; false when it was refused. */
  #add(key: number, batch: Batch, row: number): boolean {
    this.#ledger.arrivals += 1;
    try {
      if (this.#frame === undefined) this.#code.add(this.#table.fields, key, batch, row);
      else {
        this.#frame.push(key, batch, row);
        if (this.#frame.sizeOf(key) > this.#settings.size) this.#frame.pop(key);
      }
      return true;
    } catch (error) {
      rejectFailed(this.#ctx, error, batch, row);
      return false;
    }
  }

  #fire(key: number, batch: Batch, row: number): void {
    const made: Value[] = [...this.#table.keyOf(key)];
    if (this.#frame !== undefined) this.#frame.results(key, made);
    else for (const one of this.#code.accumulators) made.push(one.result(this.#table.fields, key));
    if (this.#timeColumn >= 0) made.push(batch.get(this.#timeColumn, row));
    this.#out.push(made, batch.sequence[row] ?? 0);
    this.#counts[key] = 0;
    if (this.#frame !== undefined) return;
    const { fields } = this.#table;
    this.#ledger.kept -= unitsOf(this.#code, fields, key);
    clearGroup(fields, 0, this.#code.kinds.length, key);
    this.#counts[key] = undefined;
    this.keys -= 1;
    this.#table.remove(key);
  }

  snapshot(): Json {
    const keys: Json[] = [];
    this.#counts.forEach((count, key) => {
      if (count === undefined) return;
      const base = { key: this.#table.keyOf(key).map(saveValue), count };
      if (this.#frame === undefined) {
        keys.push({ ...base, fields: this.#table.fields.map((field) => saveValue(field[key] ?? null)) });
      } else keys.push({ ...base, rows: this.#frame.save(key), older: this.#frame.olderOf(key) });
    });
    return { schema: 1, arrivals: this.#ledger.arrivals, keys };
  }

  restore(state: Json): void {
    const saved = snapshotSchema.parse(state);
    this.#ledger.arrivals = saved.arrivals;
    for (const one of saved.keys) {
      const key = this.#table.slotOfAll(one.key.map(loadValue));
      this.keys += 1;
      this.#counts[key] = one.count;
      one.fields?.forEach((value, at) => {
        loadField(this.#table.fields[at], key, loadValue(value));
      });
      this.#ledger.kept += unitsOf(this.#code, this.#table.fields, key);
      const rows = (one.rows ?? []).map((values) => values.map(loadValue));
      this.#frame?.load(key, rows, one.older ?? 0);
    }
  }
}
