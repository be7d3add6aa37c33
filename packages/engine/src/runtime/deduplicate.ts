// Deduplication in event time: the first or the last row of each key.
//
// First (T11): the earliest row leaves when the watermark reaches its time, so a row that comes later with an earlier time
// still wins; the result never changes. A row at the very watermark leaves with the next one, as a timer of Flink does. Last: each row that is not older than the one before replaces it at once.

import type { Json } from '@weir/shared/graph';
import { placeOf, placesOf } from '@weir/shared/stream-type';
import { z } from 'zod';
import { type Batch, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from './batch.ts';
import { grown } from './grow.ts';
import { KeyTable } from './key-table.ts';
import { type Operator, type OperatorContext, sequenceOf, type WatermarkClock } from './operator.ts';
import { NO_ROW, RowStore } from './row-store.ts';
import { loadValue, savedValueSchema, saveValue } from './snapshot-values.ts';
import { MIN_WATERMARK } from './time.ts';
import { Timers } from './timers.ts';

/** Keys that a deduplication may remember; rows of further keys are refused, never silently dropped. */
export const DEDUPLICATE_KEYS_MAX = 20_000_000;

/** What a deduplication is made of. */
export type DeduplicateSettings = {
  readonly keys: readonly string[];
  readonly keep: 'first' | 'last';
  /** How long a key is remembered after its last change, in processing time; undefined means for ever. */
  readonly ttlMs: number | undefined;
  readonly keysMax?: number | undefined;
};

/** A key whose first row has left and is remembered. */
const DONE = 1;

const snapshotSchema = z.strictObject({
  schema: z.literal(1),
  watermark: z.number(),
  keys: z.array(
    z.strictObject({
      key: z.array(savedValueSchema),
      done: z.boolean(),
      writtenMs: z.number(),
      row: z.array(savedValueSchema).optional(),
    }),
  ),
});

/** Makes the operator. Input port `in`, output `out` of the same columns; `late` for rows that come too late to be first. */
export function deduplicateOperator<C>(ctx: OperatorContext<C>, settings: DeduplicateSettings): Operator {
  const operator = new Deduplicate(ctx, settings);
  return {
    process: (inputs, clock) => operator.process(inputs, clock),
    nextFire: () => operator.nextFire(),
    stateKeys: () => operator.keys,
    snapshot: () => operator.snapshot(),
    restore: (state) => operator.restore(state),
  };
}

class Deduplicate<C> {
  readonly #ctx: OperatorContext<C>;
  readonly #settings: DeduplicateSettings;
  readonly #places: readonly number[];
  readonly #timeColumn: number;
  readonly #table: KeyTable;
  readonly #store: RowStore;
  readonly #timers = new Timers();
  readonly #out: Batch;
  /** By key slot: DONE, and when it was written. */
  #done: Uint8Array = new Uint8Array(64);
  #writtenMs: Float64Array = new Float64Array(64);
  /** The watermark at which the first row of each key leaves. */
  #dueMs: Float64Array = new Float64Array(64);
  #watermark = MIN_WATERMARK;
  #sweepKey = 0;
  keys = 0;

  constructor(ctx: OperatorContext<C>, settings: DeduplicateSettings) {
    this.#ctx = ctx;
    this.#settings = settings;
    const input = ctx.inputs['in'];
    if (input === undefined) throw new Error('bug: deduplicate without an input');
    this.#places = placesOf(input.columns, settings.keys);
    this.#timeColumn = placeOf(input.columns, input.eventTime);
    this.#table = new KeyTable(settings.keys.length, { reusesSlots: true });
    this.#store = new RowStore(input);
    this.#out = ctx.out('out');
  }

  process(inputs: readonly Batch[], clock: WatermarkClock): void {
    const [batch] = inputs;
    const { watermarks } = clock;
    const times = batch?.stores[this.#timeColumn]?.floats;
    const nowMs = this.#settings.ttlMs === undefined ? 0 : this.#ctx.now();
    for (let row = 0; batch !== undefined && times !== undefined && row < batch.length; row += 1) {
      const watermark = watermarks[batch.sequence[row] ?? 0] ?? MIN_WATERMARK;
      if (watermark !== this.#watermark) this.#advance(watermark, clock);
      if (this.#settings.keep === 'first') this.#first(batch, row, { time: times[row] ?? 0, nowMs });
      else this.#last(batch, row, { times, nowMs });
      if (this.#settings.ttlMs !== undefined) this.#sweep(nowMs);
    }
    this.#advance(watermarks[clock.end] ?? MIN_WATERMARK, clock);
  }

  #advance(watermark: number, clock: WatermarkClock): void {
    this.#watermark = watermark;
    for (;;) {
      const due = this.#timers.next();
      const key = this.#timers.take(watermark);
      if (key < 0 || due === undefined) return;
      const place = this.#store.first(key);
      // An earlier row has taken the place since, or the key is done: its own timer counts.
      if (place === NO_ROW || this.#dueMs[key] !== due) continue;
      this.#emit(place, sequenceOf(due, clock), INSERT);
      this.#store.remove(key, place);
      this.#done[key] = DONE;
    }
  }

  #timeOf(place: number): number {
    return this.#store.rows.stores[this.#timeColumn]?.floats[place] ?? 0;
  }

  #first(batch: Batch, row: number, at: { readonly time: number; readonly nowMs: number }): void {
    if (at.time < this.#watermark) {
      this.#ctx.late(batch, row);
      return;
    }
    const key = this.#keyAt(batch, row, at.nowMs);
    if (key < 0 || this.#done[key] === DONE) return;
    const place = this.#store.first(key);
    // Of equal times the first that came stays.
    if (place !== NO_ROW && this.#timeOf(place) <= at.time) return;
    if (place !== NO_ROW) this.#store.remove(key, place);
    this.#store.add(key, batch, row, at.nowMs);
    this.#writtenMs[key] = at.nowMs;
    this.#wait(key, at.time);
  }

  #wait(key: number, time: number): void {
    const due = Math.max(time, this.#watermark + 1);
    this.#dueMs[key] = due;
    this.#timers.add(due, key);
  }

  #last(batch: Batch, row: number, at: { readonly times: Float64Array; readonly nowMs: number }): void {
    const key = this.#keyAt(batch, row, at.nowMs);
    if (key < 0) return;
    const sequence = batch.sequence[row] ?? 0;
    const before = this.#store.first(key);
    // Of equal times the last that came counts.
    if (before !== NO_ROW && this.#timeOf(before) > (at.times[row] ?? 0)) return;
    if (before !== NO_ROW) {
      this.#emit(before, sequence, UPDATE_BEFORE);
      this.#store.remove(key, before);
    }
    const place = this.#store.add(key, batch, row, at.nowMs);
    this.#writtenMs[key] = at.nowMs;
    this.#emit(place, sequence, before === NO_ROW ? INSERT : UPDATE_AFTER);
  }

  /** The slot of the row's key; -1 when the row is refused. */
  #keyAt(batch: Batch, row: number, nowMs: number): number {
    const key = this.#table.slotOfRow(batch, row, this.#places);
    if (key >= this.#done.length) this.#grow();
    const isNew = this.#done[key] !== DONE && this.#store.first(key) === NO_ROW;
    const max = this.#settings.keysMax ?? DEDUPLICATE_KEYS_MAX;
    if (isNew && this.keys >= max) {
      this.#table.remove(key);
      this.#ctx.reject('STATE_LIMIT', `the deduplication remembers ${max} keys already`, batch, row);
      return -1;
    }
    if (isNew) this.keys += 1;
    else if (this.#isExpired(key, nowMs)) {
      const place = this.#store.first(key);
      // A first row that still waits for the watermark has not been given yet: only what is done is forgotten.
      if (this.#done[key] === DONE) this.#done[key] = 0;
      else if (this.#settings.keep === 'last' && place !== NO_ROW) this.#store.remove(key, place);
    }
    return key;
  }

  #isExpired(key: number, nowMs: number): boolean {
    const { ttlMs } = this.#settings;
    return ttlMs !== undefined && nowMs - (this.#writtenMs[key] ?? 0) >= ttlMs;
  }

  /** Looks at one key for each row that comes, so that keys that do not come again are forgotten too. */
  #sweep(nowMs: number): void {
    if (this.#table.size === 0) return;
    this.#sweepKey = (this.#sweepKey + 1) % this.#table.size;
    const key = this.#sweepKey;
    const place = this.#store.first(key);
    const isKept = this.#done[key] === DONE || (this.#settings.keep === 'last' && place !== NO_ROW);
    if (!isKept || !this.#isExpired(key, nowMs)) return;
    if (place !== NO_ROW) this.#store.remove(key, place);
    this.#done[key] = 0;
    this.#table.remove(key);
    this.keys -= 1;
  }

  #grow(): void {
    const keys = 2 * this.#done.length;
    this.#done = grown(this.#done, new Uint8Array(keys));
    this.#writtenMs = grown(this.#writtenMs, new Float64Array(keys));
    this.#dueMs = grown(this.#dueMs, new Float64Array(keys));
  }

  #emit(place: number, sequence: number, kind: number): void {
    const row = this.#out.begin(sequence, kind);
    this.#out.copyRow(row, this.#store.rows, place);
  }

  nextFire(): number | undefined {
    return this.#timers.next();
  }

  snapshot(): Json {
    const keys: Json[] = [];
    for (let key = 0; key < this.#table.size; key += 1) {
      const place = this.#store.first(key);
      const done = this.#done[key] === DONE;
      if (place === NO_ROW && !done) continue;
      keys.push({
        key: this.#table.keyOf(key).map(saveValue),
        done,
        writtenMs: this.#writtenMs[key] ?? 0,
        ...(place === NO_ROW ? {} : { row: this.#store.rows.row(place).map(saveValue) }),
      });
    }
    return { schema: 1, watermark: this.#watermark, keys };
  }

  restore(state: Json): void {
    const saved = snapshotSchema.parse(state);
    this.#watermark = saved.watermark;
    for (const one of saved.keys) {
      const key = this.#table.slotOf(one.key.map(loadValue));
      while (key >= this.#done.length) this.#grow();
      this.keys += 1;
      this.#writtenMs[key] = one.writtenMs;
      if (one.done) this.#done[key] = DONE;
      if (one.row === undefined) continue;
      const place = this.#store.load(key, { writtenMs: one.writtenMs, values: one.row });
      if (this.#settings.keep === 'first') this.#wait(key, this.#timeOf(place));
    }
  }
}
