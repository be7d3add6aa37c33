// Rate limit: a bucket of tokens per key, filled as event time goes on; a row without a token goes another way.

import type { Json } from '@weir/shared/graph';
import { placeOf, placesOf } from '@weir/shared/stream-type';
import { z } from 'zod';
import type { Batch } from './batch.ts';
import { grown } from './grow.ts';
import { KeyTable } from './key-table.ts';
import type { Operator, OperatorContext, WatermarkClock } from './operator.ts';
import { loadValue, savedValueSchema, saveValue } from './snapshot-values.ts';
import { MIN_WATERMARK } from './time.ts';

/** Keys whose buckets are kept; a full bucket needs none. */
export const RATE_KEYS_MAX = 5_000_000;
/** Keys that are looked at for full buckets per row. */
const SWEPT_PER_ROW = 2;
/** The same when there are more keys than should be kept: enough to catch up, too few to bring the job to a halt. */
const SWEPT_WHEN_MANY = 256;

/** What a rate limit is made of: `rows` per `perMs` of event time, at most `burst` at once. */
export type RateLimitSettings = {
  readonly keys: readonly string[];
  readonly rows: number;
  readonly perMs: number;
  readonly burst: number;
};

const snapshotSchema = z.strictObject({
  schema: z.literal(1),
  keys: z.array(z.strictObject({ key: z.array(savedValueSchema), tokens: z.number(), atMs: z.number() })),
});

/** Makes the operator. Input port `in`; outputs `out` and `limited` of the same columns. */
export function rateLimitOperator<C>(ctx: OperatorContext<C>, settings: RateLimitSettings): Operator {
  const operator = new RateLimit(ctx, settings);
  return {
    process: (inputs, clock) => operator.process(inputs, clock),
    nextFire: () => undefined,
    stateKeys: () => operator.keys,
    snapshot: () => operator.snapshot(),
    restore: (state) => operator.restore(state),
  };
}

class RateLimit<C> {
  readonly #ctx: OperatorContext<C>;
  readonly #settings: RateLimitSettings;
  readonly #places: readonly number[];
  readonly #timeColumn: number;
  readonly #table: KeyTable;
  /** Tokens of each key at a time, by slot; NaN where a slot has no key. */
  #tokens: Float64Array = new Float64Array(64).fill(Number.NaN);
  #atMs: Float64Array = new Float64Array(64);
  #sweepSlot = 0;
  keys = 0;

  constructor(ctx: OperatorContext<C>, settings: RateLimitSettings) {
    this.#ctx = ctx;
    this.#settings = settings;
    const input = ctx.inputs['in'];
    if (input === undefined) throw new Error('bug: rate limit without an input');
    this.#places = placesOf(input.columns, settings.keys);
    this.#timeColumn = placeOf(input.columns, input.eventTime);
    this.#table = new KeyTable(settings.keys.length, { reusesSlots: true });
  }

  process(inputs: readonly Batch[], clock: WatermarkClock): void {
    const [batch] = inputs;
    const times = batch?.stores[this.#timeColumn]?.floats;
    for (let row = 0; batch !== undefined && times !== undefined && row < batch.length; row += 1) {
      const slot = this.#table.slotOfRow(batch, row, this.#places);
      if (slot >= this.#tokens.length) this.#grow();
      const watermark = clock.watermarks[batch.sequence[row] ?? 0] ?? MIN_WATERMARK;
      // A late row counts at the watermark, by which full buckets are swept: so it finds the same one, swept or not.
      const passes = this.#take(slot, Math.max(watermark, times[row] ?? 0));
      this.#copy(passes ? 'out' : 'limited', batch, row);
      this.#sweep(watermark);
    }
  }

  /** Takes a token when there is one. Rows out of order neither fill the bucket nor move its time back. */
  #take(slot: number, time: number): boolean {
    const { rows, perMs, burst } = this.#settings;
    const known = this.#tokens[slot] ?? Number.NaN;
    const isNew = Number.isNaN(known);
    if (isNew) this.keys += 1;
    const before = this.#atMs[slot] ?? time;
    const passed = isNew ? 0 : Math.max(0, time - before);
    const tokens = isNew ? burst : Math.min(burst, known + (passed * rows) / perMs);
    this.#atMs[slot] = isNew ? time : Math.max(before, time);
    this.#tokens[slot] = tokens >= 1 ? tokens - 1 : tokens;
    return tokens >= 1;
  }

  #copy(port: 'out' | 'limited', batch: Batch, row: number): void {
    const out = this.#ctx.out(port);
    const to = out.begin(batch.sequence[row] ?? 0, batch.kinds[row] ?? 0);
    out.copyRow(to, batch, row);
  }

  /** Forgets buckets that are full by the watermark: a new one is full too. */
  #sweep(watermark: number): void {
    const { rows, perMs, burst } = this.#settings;
    const steps = this.keys > RATE_KEYS_MAX ? SWEPT_WHEN_MANY : SWEPT_PER_ROW;
    for (let step = 0; step < steps && this.#table.size > 0; step += 1) {
      this.#sweepSlot = (this.#sweepSlot + 1) % this.#table.size;
      const tokens = this.#tokens[this.#sweepSlot] ?? Number.NaN;
      const passed = watermark - (this.#atMs[this.#sweepSlot] ?? 0);
      if (Number.isNaN(tokens) || passed <= 0 || tokens + (passed * rows) / perMs < burst) continue;
      this.#table.remove(this.#sweepSlot);
      this.#tokens[this.#sweepSlot] = Number.NaN;
      this.keys -= 1;
    }
  }

  #grow(): void {
    const slots = 2 * this.#tokens.length;
    this.#tokens = grown(this.#tokens, new Float64Array(slots).fill(Number.NaN));
    this.#atMs = grown(this.#atMs, new Float64Array(slots));
  }

  snapshot(): Json {
    const keys: Json[] = [];
    for (let slot = 0; slot < this.#table.size; slot += 1) {
      const tokens = this.#tokens[slot] ?? Number.NaN;
      if (!Number.isNaN(tokens))
        keys.push({
          key: this.#table.keyOf(slot).map(saveValue),
          tokens,
          atMs: this.#atMs[slot] ?? 0,
        });
    }
    return { schema: 1, keys };
  }

  restore(state: Json): void {
    for (const { key, tokens, atMs } of snapshotSchema.parse(state).keys) {
      const slot = this.#table.slotOf(key.map(loadValue));
      while (slot >= this.#tokens.length) this.#grow();
      this.#tokens[slot] = tokens;
      this.#atMs[slot] = atMs;
      this.keys += 1;
    }
  }
}
