// Interval join in event time: pairs of rows with equal keys whose times lie within bounds of each other.
//
// Both sides are kept per key until the other side's rows can no longer match: a left row until the watermark passes
// left - lower, a right row until it passes right + upper. Whether a kept row is still visible is decided by the
// watermark just before the arriving row, not by when it was cleaned up, so output does not depend on batches (T8).
import type { Value } from '@weir/shared/data-type';
import type { Json } from '@weir/shared/graph';
import { FANOUT_ROWS_MAX } from '@weir/shared/limits';
import { valueKey } from '@weir/sql/runtime/deep';
import { z } from 'zod';
import type { Batch } from './batch.ts';
import { compositeKey } from './group-table.ts';
import type { Operator, OperatorContext, WatermarkClock } from './operator.ts';
import { loadValue, savedValueSchema, saveValue } from './snapshot-values.ts';
import { MIN_WATERMARK } from './time.ts';

/** Rows that a join may keep on both sides together; rows beyond are refused, never silently dropped. */
export const JOIN_ROWS_MAX = 2_000_000;

/** Matches when `right.time + lowerMs <= left.time <= right.time + upperMs` and the keys are equal and not NULL. */
export type JoinSettings = {
  readonly leftKeys: readonly string[];
  readonly rightKeys: readonly string[];
  readonly lowerMs: number;
  readonly upperMs: number;
};

type Kept = { readonly time: number; readonly values: readonly Value[] };
type Bucket = { left: Kept[]; right: Kept[] };
type SideName = 'left' | 'right';

const keptSchema = z.array(z.strictObject({ time: z.number(), values: z.array(savedValueSchema) }));
const snapshotSchema = z.strictObject({
  schema: z.literal(1),
  watermark: z.number(),
  keys: z.array(z.strictObject({ key: savedValueSchema, left: keptSchema, right: keptSchema })),
});

/** Makes the operator. Input ports `left` and `right`; output `out`: columns of left, then of right. */
export function intervalJoinOperator<C>(ctx: OperatorContext<C>, settings: JoinSettings): Operator {
  const operator = new IntervalJoin(ctx, settings);
  return {
    process: (inputs, clock) => operator.process(inputs, clock),
    nextFire: () => undefined,
    stateKeys: () => operator.keys,
    snapshot: () => operator.snapshot(),
    restore: (state) => operator.restore(state),
  };
}

class IntervalJoin<C> {
  readonly #ctx: OperatorContext<C>;
  readonly #settings: JoinSettings;
  readonly #out: Batch;
  readonly #buckets = new Map<Value, Bucket>();
  readonly #keyColumns: Readonly<Record<SideName, readonly number[]>>;
  readonly #timeColumn: Readonly<Record<SideName, number>>;
  #watermark = MIN_WATERMARK;
  #rows = 0;
  #rowsAfterClean = 0;

  constructor(ctx: OperatorContext<C>, settings: JoinSettings) {
    this.#ctx = ctx;
    this.#settings = settings;
    this.#out = ctx.out('out');
    const indexes = (side: SideName, names: readonly string[]): number[] =>
      names.map((name) => ctx.inputs[side]?.columns.findIndex((column) => column.name === name) ?? -1);
    this.#keyColumns = {
      left: indexes('left', settings.leftKeys),
      right: indexes('right', settings.rightKeys),
    };
    const timeOf = (side: SideName): number => indexes(side, [ctx.inputs[side]?.eventTime ?? ''])[0] ?? -1;
    this.#timeColumn = { left: timeOf('left'), right: timeOf('right') };
  }

  get keys(): number {
    return this.#buckets.size;
  }

  process(inputs: readonly Batch[], clock: WatermarkClock): void {
    const [left, right] = inputs;
    if (left === undefined || right === undefined) throw new Error('bug: a join has two inputs');
    let l = 0;
    let r = 0;
    while (l < left.length || r < right.length) {
      const fromLeft =
        r >= right.length || (l < left.length && (left.sequence[l] ?? 0) <= (right.sequence[r] ?? 0));
      if (fromLeft) this.#row('left', left, l++, clock);
      else this.#row('right', right, r++, clock);
    }
    this.#watermark = Math.max(this.#watermark, clock.watermarks[clock.end] ?? MIN_WATERMARK);
    if (this.#rows > 2 * this.#rowsAfterClean + 1024 || this.#rows > JOIN_ROWS_MAX) this.#clean();
  }

  #row(side: SideName, batch: Batch, row: number, clock: WatermarkClock): void {
    const sequence = batch.sequence[row] ?? 0;
    const watermark = clock.watermarks[sequence] ?? MIN_WATERMARK;
    const key = this.#keyOf(side, batch, row);
    if (key === null) return;
    const kept: Kept = { time: Number(batch.get(this.#timeColumn[side], row)), values: batch.row(row) };
    const bucket = this.#buckets.get(key);
    if (bucket !== undefined) this.#probe(side, kept, { bucket, watermark, batch, row });
    if (this.#expired(side, kept.time, watermark)) return;
    if (this.#rows >= JOIN_ROWS_MAX) {
      this.#ctx.reject('STATE_LIMIT', `the join keeps ${JOIN_ROWS_MAX} rows already`, batch, row);
      return;
    }
    this.#rows += 1;
    if (bucket === undefined)
      this.#buckets.set(key, { left: side === 'left' ? [kept] : [], right: side === 'right' ? [kept] : [] });
    else bucket[side].push(kept);
  }

  #probe(
    side: SideName,
    row: Kept,
    at: { readonly bucket: Bucket; readonly watermark: number; readonly batch: Batch; readonly row: number },
  ): void {
    const { lowerMs, upperMs } = this.#settings;
    const other: SideName = side === 'left' ? 'right' : 'left';
    let made = 0;
    for (const candidate of at.bucket[other]) {
      const gap = side === 'left' ? row.time - candidate.time : candidate.time - row.time;
      if (gap < lowerMs || gap > upperMs || this.#expired(other, candidate.time, at.watermark)) continue;
      made += 1;
      if (made > FANOUT_ROWS_MAX) {
        this.#ctx.reject('FANOUT', `more than ${FANOUT_ROWS_MAX} rows match one row`, at.batch, at.row);
        return;
      }
      const [left, right] = side === 'left' ? [row, candidate] : [candidate, row];
      this.#out.push([...left.values, ...right.values], at.batch.sequence[at.row] ?? 0);
    }
  }

  /** True when no row of the other side that is on time can match any more. */
  #expired(side: SideName, time: number, watermark: number): boolean {
    const last = side === 'left' ? time - this.#settings.lowerMs : time + this.#settings.upperMs;
    return watermark > last;
  }

  #keyOf(side: SideName, batch: Batch, row: number): Value {
    const columns = this.#keyColumns[side];
    if (columns.length === 1) return valueKey(batch.get(columns[0] ?? 0, row));
    const values = columns.map((column) => batch.get(column, row));
    return values.includes(null) ? null : compositeKey(values);
  }

  #clean(): void {
    let rows = 0;
    for (const [key, bucket] of this.#buckets) {
      bucket.left = bucket.left.filter((kept) => !this.#expired('left', kept.time, this.#watermark));
      bucket.right = bucket.right.filter((kept) => !this.#expired('right', kept.time, this.#watermark));
      const left = bucket.left.length + bucket.right.length;
      if (left === 0) this.#buckets.delete(key);
      rows += left;
    }
    this.#rows = rows;
    this.#rowsAfterClean = rows;
  }

  snapshot(): Json {
    this.#clean();
    const save = (rows: readonly Kept[]): Json =>
      rows.map((kept) => ({ time: kept.time, values: kept.values.map(saveValue) }));
    const keys = [...this.#buckets].map(([key, bucket]) => ({
      key: saveValue(key),
      left: save(bucket.left),
      right: save(bucket.right),
    }));
    return { schema: 1, watermark: this.#watermark, keys };
  }

  restore(state: Json): void {
    const saved = snapshotSchema.parse(state);
    const load = (rows: z.infer<typeof keptSchema>): Kept[] =>
      rows.map((kept) => ({ time: kept.time, values: kept.values.map(loadValue) }));
    this.#watermark = saved.watermark;
    for (const { key, left, right } of saved.keys) {
      const bucket = { left: load(left), right: load(right) };
      this.#buckets.set(loadValue(key), bucket);
      this.#rows += bucket.left.length + bucket.right.length;
    }
    this.#rowsAfterClean = this.#rows;
  }
}
