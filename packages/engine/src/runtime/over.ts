// OVER aggregates in event time: each row leaves with aggregates over the rows of its key before it (T9).
//
// Rows wait for the watermark and are processed in order of time. A frame of the last rows or of a span of time keeps
// those rows; an unbounded one keeps only the state of its aggregates. A RANGE frame counts all rows of one time, its
// peers, in each of them. Late is, in a bounded frame, what is not after the last row of its key that has left, and in an
// unbounded one what the watermark has reached. A key of a RANGE frame is forgotten one and a half ranges after its last
// row; timers, clean-up and their effect on what is late follow Flink, so that the same rows are late.

import type { Value } from '@weir/shared/data-type';
import type { Json } from '@weir/shared/graph';
import { placeOf, placesOf } from '@weir/shared/stream-type';
import { z } from 'zod';
import type { NamedExpression } from '../field.ts';
import { newLedger } from './accumulators/ledger.ts';
import { type Batch, INSERT } from './batch.ts';
import { FrameGroups } from './frame-groups.ts';
import { type GroupCode, groupCode, unitsOf } from './group-code.ts';
import { loadField } from './group-fields.ts';
import { GroupTable } from './group-table.ts';
import { type Operator, type OperatorContext, rejectFailed, type WatermarkClock } from './operator.ts';
import { NO_ROW } from './row-store.ts';
import { loadValue, savedValueSchema, saveValue } from './snapshot-values.ts';
import { WAITING_ROWS_MAX } from './sort.ts';
import { MIN_WATERMARK } from './time.ts';
import { type Due, TimeQueue } from './time-queue.ts';
import { Timers } from './timers.ts';

/** Keys that an OVER aggregate may remember; rows of further keys are refused, never silently dropped. */
export const OVER_KEYS_MAX = 5_000_000;

/** The rows that count for a row: `rows` before it, or those of the last `rangeMs`, itself included; or all before it. */
export type Frame =
  | { readonly kind: 'rows'; readonly rows: number | undefined }
  | { readonly kind: 'range'; readonly rangeMs: number | undefined };

/** What an OVER aggregate is made of. */
export type OverSettings = {
  readonly keys: readonly string[];
  readonly frame: Frame;
  readonly aggregates: readonly NamedExpression[];
  readonly keysMax?: number | undefined;
  readonly rowsMax?: number | undefined;
};

const snapshotSchema = z.strictObject({
  schema: z.literal(1),
  watermark: z.number(),
  arrivals: z.number(),
  waiting: z.array(z.array(savedValueSchema)),
  keys: z.array(
    z.strictObject({
      key: z.array(savedValueSchema),
      /** Time of the last timer that has fired; absent when none has. */
      last: z.number().optional(),
      /** Timers at which the key may be forgotten; at the last of them it is. */
      forgets: z.array(z.number()).optional(),
      /** Unbounded: the state of the aggregates. */
      fields: z.array(savedValueSchema).optional(),
      /** Bounded: the rows of the frame, and how many of them are the older side of the stacks. */
      rows: z.array(z.array(savedValueSchema)).optional(),
      older: z.number().optional(),
    }),
  ),
});

/** Makes the operator. Input port `in`; output `out`: the columns of the input, then one per aggregate. */
export function overOperator<C>(ctx: OperatorContext<C>, settings: OverSettings): Operator {
  const operator = new Over(ctx, settings);
  return {
    process: (inputs, clock) => operator.process(inputs, clock),
    nextFire: () => operator.queue.next(),
    stateKeys: () => operator.keys,
    snapshot: () => operator.snapshot(),
    restore: (state) => operator.restore(state),
  };
}

class Over<C> {
  readonly #ctx: OperatorContext<C>;
  readonly #keysMax: number;
  readonly #rowsMax: number;
  readonly #bound: { readonly rows?: number; readonly rangeMs?: number } | undefined;
  readonly #isRange: boolean;
  readonly #keyColumns: readonly number[];
  readonly #timeColumn: number;
  readonly #width: number;
  readonly #ledger = newLedger();
  readonly #code: GroupCode;
  /** Keys, and of unbounded frames their groups. */
  readonly #table: GroupTable;
  readonly #frame: FrameGroups | undefined;
  /** By key: true while it is remembered, time of the last timer that has fired, and timers to forget it, ascending. */
  readonly #isKnown: boolean[] = [];
  readonly #last: (number | undefined)[] = [];
  readonly #forgetTimes: number[][] = [];
  readonly #forgets = new Timers();
  readonly #out: Batch;
  readonly queue: TimeQueue;
  keys = 0;

  constructor(ctx: OperatorContext<C>, settings: OverSettings) {
    this.#ctx = ctx;
    this.#keysMax = settings.keysMax ?? OVER_KEYS_MAX;
    this.#rowsMax = settings.rowsMax ?? WAITING_ROWS_MAX;
    const { frame } = settings;
    this.#isRange = frame.kind === 'range';
    const bound = frame.kind === 'rows' ? frame.rows : frame.rangeMs;
    if (bound !== undefined) this.#bound = frame.kind === 'rows' ? { rows: bound } : { rangeMs: bound };
    const input = ctx.inputs['in'];
    if (input === undefined) throw new Error('bug: OVER without an input');
    this.#keyColumns = placesOf(input.columns, settings.keys);
    this.#timeColumn = placeOf(input.columns, input.eventTime);
    this.#width = input.columns.length;
    const aggregates = settings.aggregates.map(({ expression }) => ctx.aggregate(expression, 'in'));
    const isBounded = this.#bound !== undefined;
    this.#frame = isBounded ? new FrameGroups(input, aggregates, ctx.compile) : undefined;
    const options = { ledger: this.#ledger, merges: false, retracts: false };
    this.#code = groupCode(isBounded ? [] : aggregates, input.columns, ctx.compile, options);
    this.#table = new GroupTable(this.#keyColumns.length, this.#code.kinds, { reusesSlots: true });
    this.queue = new TimeQueue(input);
    this.#out = ctx.out('out');
  }

  process([batch]: readonly Batch[], clock: WatermarkClock): void {
    for (let row = 0; batch !== undefined && row < batch.length; row += 1) {
      this.#advance(clock.watermarks[batch.sequence[row] ?? 0] ?? MIN_WATERMARK, clock);
      this.#take(batch, row);
    }
    this.#advance(clock.watermarks[clock.end] ?? MIN_WATERMARK, clock);
  }

  #advance(watermark: number, clock: WatermarkClock): void {
    if (watermark <= this.queue.watermark) return;
    this.queue.advance(watermark, clock, (due) => {
      this.#leave(due);
    });
    for (;;) {
      const key = this.#forgets.take(watermark);
      if (key < 0) return;
      const times = this.#forgetTimes[key] ?? [];
      const time = times.shift() ?? watermark;
      if (times.length === 0) this.#forgetKey(key);
      // Put off by a later row. In Flink the timer still counts as one that has fired for the key.
      else this.#last[key] = Math.max(this.#last[key] ?? Number.NEGATIVE_INFINITY, time);
    }
  }

  #forgetKey(key: number): void {
    while ((this.#frame?.sizeOf(key) ?? 0) > 0) this.#frame?.pop(key);
    this.#last[key] = undefined;
    if (this.queue.store.first(key) !== NO_ROW) return;
    this.#isKnown[key] = false;
    this.keys -= 1;
    this.#table.remove(key);
  }

  #take(batch: Batch, row: number): void {
    const time = Number(batch.get(this.#timeColumn, row));
    if (this.#bound === undefined && time <= this.queue.watermark) {
      this.#ctx.late(batch, row);
      return;
    }
    const key = this.#table.slotOfRow(batch, row, this.#keyColumns);
    const isNew = this.#isKnown[key] !== true;
    const rows = this.queue.size + (this.#frame?.store.size ?? 0);
    if (rows >= this.#rowsMax || (isNew && this.keys >= this.#keysMax)) {
      if (isNew) this.#table.remove(key);
      const what = rows >= this.#rowsMax ? `${this.#rowsMax} rows` : `${this.#keysMax} keys`;
      this.#ctx.reject('STATE_LIMIT', `the node keeps ${what} already`, batch, row);
      return;
    }
    if (isNew) this.#know(key);
    if (this.#bound !== undefined && time <= (this.#last[key] ?? Number.NEGATIVE_INFINITY)) {
      this.#ctx.late(batch, row);
      return;
    }
    this.queue.add(key, batch, row);
    this.#putOff(key, time);
  }

  #know(key: number): void {
    this.#isKnown[key] = true;
    this.#last[key] = undefined;
    this.#forgetTimes[key] = [];
    this.keys += 1;
  }

  /** Flink's clean-up: not before one range after the row, and then not again before another half has passed. */
  #putOff(key: number, time: number): void {
    const { rangeMs } = this.#bound ?? {};
    const times = this.#forgetTimes[key] ?? [];
    if (rangeMs === undefined || (times.at(-1) ?? Number.NEGATIVE_INFINITY) >= time + rangeMs + 1) return;
    const forget = time + Math.floor(rangeMs * 1.5) + 1;
    times.push(forget);
    this.#forgets.add(forget, key);
  }

  #leave({ places, timeMs, sequence }: Due): void {
    if (this.#isRange) {
      const added = places.filter((place) => this.#enter(place, timeMs));
      const results = new Map<number, readonly Value[]>();
      for (const place of added) {
        const key = this.queue.keyOf(place);
        const known = results.get(key) ?? this.#results(key);
        results.set(key, known);
        this.#emit(place, known, sequence);
      }
    } else
      for (const place of places)
        if (this.#enter(place, timeMs)) this.#emit(place, this.#results(this.queue.keyOf(place)), sequence);
    for (const place of places) this.queue.remove(place);
    this.#ctx.progress();
  }

  /** Brings a row into the frame of its key; false when it cannot be computed. */
  #enter(place: number, timeMs: number): boolean {
    const { rows } = this.queue.store;
    const key = this.queue.keyOf(place);
    this.#last[key] = timeMs;
    try {
      if (this.#frame === undefined) {
        this.#ledger.arrivals += 1;
        this.#code.add(this.#table.fields, key, rows, place);
      } else this.#frame.push(key, rows, place);
    } catch (error) {
      rejectFailed(this.#ctx, error, rows, place);
      return false;
    }
    if (this.#frame !== undefined) this.#shrink(this.#frame, key, timeMs);
    return true;
  }

  /** Takes out of a frame what is too old for it. */
  #shrink(frame: FrameGroups, key: number, timeMs: number): void {
    const { rows, rangeMs } = this.#bound ?? {};
    if (rows !== undefined) while (frame.sizeOf(key) > rows + 1) frame.pop(key);
    if (rangeMs === undefined) return;
    const times = frame.store.rows.stores[this.#timeColumn]?.floats;
    while ((times?.[frame.store.first(key)] ?? timeMs) < timeMs - rangeMs) frame.pop(key);
  }

  #results(key: number): readonly Value[] {
    const results: Value[] = [];
    if (this.#frame !== undefined) this.#frame.results(key, results);
    else for (const one of this.#code.accumulators) results.push(one.result(this.#table.fields, key));
    return results;
  }

  #emit(place: number, results: readonly Value[], sequence: number): void {
    const { rows } = this.queue.store;
    const row = this.#out.begin(sequence, INSERT);
    this.#out.copyRow(row, rows, place);
    for (const [index, value] of results.entries()) this.#out.set(this.#width + index, row, value);
  }

  snapshot(): Json {
    const keys: Json[] = [];
    for (let key = 0; key < this.#table.size; key += 1) {
      if (this.#isKnown[key] !== true) continue;
      const last = this.#last[key];
      const forgets = this.#forgetTimes[key] ?? [];
      const base = {
        key: this.#table.keyOf(key).map(saveValue),
        ...(last === undefined ? {} : { last }),
        ...(forgets.length === 0 ? {} : { forgets }),
      };
      if (this.#frame === undefined) {
        const fields = this.#table.fields.map((field) => saveValue(field[key] ?? null));
        keys.push({ ...base, fields });
      } else keys.push({ ...base, rows: this.#frame.save(key), older: this.#frame.olderOf(key) });
    }
    const { watermark } = this.queue;
    return { schema: 1, watermark, arrivals: this.#ledger.arrivals, waiting: this.queue.save(), keys };
  }

  restore(state: Json): void {
    const saved = snapshotSchema.parse(state);
    this.queue.watermark = saved.watermark;
    this.#ledger.arrivals = saved.arrivals;
    for (const one of saved.keys) {
      const key = this.#table.slotOfAll(one.key.map(loadValue));
      this.#know(key);
      this.#last[key] = one.last;
      for (const time of one.forgets ?? []) {
        this.#forgetTimes[key]?.push(time);
        this.#forgets.add(time, key);
      }
      one.fields?.forEach((value, at) => {
        loadField(this.#table.fields[at], key, loadValue(value));
      });
      this.#ledger.kept += unitsOf(this.#code, this.#table.fields, key);
      const rows = (one.rows ?? []).map((values) => values.map(loadValue));
      this.#frame?.load(key, rows, one.older ?? 0);
    }
    for (const values of saved.waiting) {
      const key = this.#table.slotOfAll(this.#keyColumns.map((column) => loadValue(values[column] ?? null)));
      this.queue.load(key, values);
    }
  }
}
