// Absence: tells when a key that was there has not come for too long, in event time.
//
// Every row sets a timer. When the watermark reaches it and no row of the key lies between the two, the key was missing then,
// also when a later row has come already: what counts is event time, not the order of arrival.

import type { Json } from '@weir/shared/graph';
import { placeOf, placesOf } from '@weir/shared/stream-type';
import { z } from 'zod';
import { type Batch, INSERT } from './batch.ts';
import { KeyTable } from './key-table.ts';
import { type Operator, type OperatorContext, sequenceOf, type WatermarkClock } from './operator.ts';
import { loadValue, savedValueSchema, saveValue } from './snapshot-values.ts';
import { MAX_WATERMARK, MIN_WATERMARK } from './time.ts';
import { Timers } from './timers.ts';

/** Keys that may be watched; rows of further keys are refused, never silently dropped. */
export const ABSENCE_KEYS_MAX = 10_000_000;

/** What an absence is made of. */
export type AbsenceSettings = {
  readonly keys: readonly string[];
  /** A key is missing when its last row is so long ago. */
  readonly afterMs: number;
  readonly keysMax?: number | undefined;
};

const snapshotSchema = z.strictObject({
  schema: z.literal(1),
  watermark: z.number(),
  keys: z.array(z.strictObject({ key: z.array(savedValueSchema), times: z.array(z.number()) })),
});

/** Makes the operator. Input port `in`; output `out`: keys, last_seen, missing_since. */
export function absenceOperator<C>(ctx: OperatorContext<C>, settings: AbsenceSettings): Operator {
  const operator = new Absence(ctx, settings);
  return {
    process: (inputs, clock) => operator.process(inputs, clock),
    nextFire: () => operator.nextFire(),
    stateKeys: () => operator.keys,
    snapshot: () => operator.snapshot(),
    restore: (state) => operator.restore(state),
  };
}

class Absence<C> {
  readonly #ctx: OperatorContext<C>;
  readonly #settings: AbsenceSettings;
  readonly #places: readonly number[];
  readonly #timeColumn: number;
  readonly #table: KeyTable;
  readonly #timers = new Timers();
  /** Event times of each key whose timers wait, ascending, by slot. */
  readonly #times: number[][] = [];
  #watermark = MIN_WATERMARK;
  keys = 0;

  constructor(ctx: OperatorContext<C>, settings: AbsenceSettings) {
    this.#ctx = ctx;
    this.#settings = settings;
    const input = ctx.inputs['in'];
    if (input === undefined) throw new Error('bug: absence without an input');
    this.#places = placesOf(input.columns, settings.keys);
    this.#timeColumn = placeOf(input.columns, input.eventTime);
    this.#table = new KeyTable(settings.keys.length, { reusesSlots: true });
  }

  process(inputs: readonly Batch[], clock: WatermarkClock): void {
    const [batch] = inputs;
    const times = batch?.stores[this.#timeColumn]?.floats;
    for (let row = 0; batch !== undefined && times !== undefined && row < batch.length; row += 1) {
      this.#advance(clock.watermarks[batch.sequence[row] ?? 0] ?? MIN_WATERMARK, clock);
      this.#row(batch, row, times[row] ?? 0);
    }
    this.#advance(clock.watermarks[clock.end] ?? MIN_WATERMARK, clock);
  }

  #row(batch: Batch, row: number, time: number): void {
    const due = time + this.#settings.afterMs;
    const max = this.#settings.keysMax ?? ABSENCE_KEYS_MAX;
    const slot = this.#table.slotOfRow(batch, row, this.#places);
    this.#times[slot] ??= [];
    const times = this.#times[slot] ?? [];
    // A row so late that its key counts as missing already tells nothing new.
    if (due <= this.#watermark) this.#ctx.late(batch, row);
    else if (times.length === 0 && this.keys >= max)
      this.#ctx.reject('STATE_LIMIT', `${max} keys are watched already`, batch, row);
    else if (insert(times, time)) {
      if (times.length === 1) this.keys += 1;
      this.#timers.add(due, slot);
    }
    if (times.length === 0) this.#table.remove(slot);
  }

  #advance(watermark: number, clock: WatermarkClock): void {
    this.#watermark = watermark;
    // The end of the input is no absence: nothing more can come of any key.
    if (watermark === MAX_WATERMARK) return;
    for (;;) {
      const due = this.#timers.next();
      const slot = this.#timers.take(watermark);
      if (slot < 0 || due === undefined) return;
      const times = this.#times[slot] ?? [];
      const last = times.shift();
      const next = times[0];
      if (last !== undefined && (next === undefined || next > due)) {
        const key = this.#table.keyOf(slot);
        this.#ctx.out('out').push([...key, last, due], sequenceOf(due, clock), INSERT);
      }
      if (next !== undefined) continue;
      this.#table.remove(slot);
      this.keys -= 1;
    }
  }

  nextFire(): number | undefined {
    return this.#timers.next();
  }

  snapshot(): Json {
    const keys: Json[] = [];
    for (let slot = 0; slot < this.#table.size; slot += 1) {
      const times = this.#times[slot] ?? [];
      if (times.length > 0) keys.push({ key: this.#table.keyOf(slot).map(saveValue), times });
    }
    return { schema: 1, watermark: this.#watermark, keys };
  }

  restore(state: Json): void {
    const saved = snapshotSchema.parse(state);
    this.#watermark = saved.watermark;
    for (const { key, times } of saved.keys) {
      const slot = this.#table.slotOf(key.map(loadValue));
      this.#times[slot] = times;
      for (const time of times) this.#timers.add(time + this.#settings.afterMs, slot);
      this.keys += 1;
    }
  }
}

/** Puts a time at its place; false when it is there already. */
function insert(times: number[], time: number): boolean {
  let at = times.length;
  while (at > 0 && (times[at - 1] ?? 0) > time) at -= 1;
  if (times[at - 1] === time) return false;
  times.splice(at, 0, time);
  return true;
}
