// Interval join in event time: pairs of rows with equal keys whose times lie within bounds of each other.
//
// Both sides are kept per key until the other side's rows can no longer match: a left row until the watermark passes
// left - lower, a right row until it passes right + upper. Rows leave exactly then, whatever the batches, and a row that
// never had a partner comes out padded when its side is outer (T8).
import type { Json } from '@weir/shared/graph';
import { FANOUT_ROWS_MAX } from '@weir/shared/limits';
import { RowError } from '@weir/sql/row-error';
import { z } from 'zod';
import type { JoinType } from '../join-node.ts';
import { type Batch, INSERT } from './batch.ts';
import { grown } from './grow.ts';
import {
  compileMatches,
  hasNullKey,
  inOrder,
  type JoinRowsSettings,
  keyPlaces,
  type Matches,
  PairWriter,
  type SideName,
} from './join-rows.ts';
import { KeyTable } from './key-table.ts';
import {
  type Operator,
  type OperatorContext,
  rejectFailed,
  sequenceOf,
  type WatermarkClock,
} from './operator.ts';
import { NO_ROW, RowStore } from './row-store.ts';
import { loadValue, savedValueSchema, saveValue } from './snapshot-values.ts';
import { MIN_WATERMARK } from './time.ts';
import { Timers } from './timers.ts';

/** Rows that a join may keep on both sides together; rows beyond are refused, never silently dropped. */
export const JOIN_ROWS_MAX = 2_000_000;

/** Matches when `right.time + lowerMs <= left.time <= right.time + upperMs` and the keys are equal and not NULL. */
export type IntervalJoinSettings = JoinRowsSettings & {
  readonly type: Exclude<JoinType, 'semi' | 'anti'>;
  readonly lowerMs: number;
  readonly upperMs: number;
};

const savedRow = z.strictObject({ matched: z.boolean(), values: z.array(savedValueSchema) });
const snapshotSchema = z.strictObject({
  schema: z.literal(2),
  watermark: z.number(),
  keys: z.array(
    z.strictObject({ key: z.array(savedValueSchema), left: z.array(savedRow), right: z.array(savedRow) }),
  ),
});

/** Makes the operator. Input ports `left` and `right`; output `out`: columns of left, then of right. */
export function intervalJoinOperator<C>(ctx: OperatorContext<C>, settings: IntervalJoinSettings): Operator {
  const operator = new IntervalJoin(ctx, settings);
  return {
    process: (inputs, clock) => operator.process(inputs, clock),
    nextFire: () => operator.nextFire(),
    stateKeys: () => operator.rows,
    snapshot: () => operator.snapshot(),
    restore: (state) => operator.restore(state),
  };
}

type Side = {
  readonly name: SideName;
  readonly places: readonly number[];
  readonly timeColumn: number;
  readonly isOuter: boolean;
  readonly store: RowStore;
  /** Places of rows by the watermark at which they leave. */
  readonly timers: Timers;
  /** By place: 1 for a row that has had a partner. */
  matched: Uint8Array;
};

class IntervalJoin<C> {
  readonly #ctx: OperatorContext<C>;
  readonly #settings: IntervalJoinSettings;
  readonly #writer: PairWriter;
  readonly #keys: KeyTable;
  readonly #sides: Readonly<Record<SideName, Side>>;
  readonly #matches: Matches | undefined;
  #found: Int32Array = new Int32Array(64);
  #watermark = MIN_WATERMARK;

  constructor(ctx: OperatorContext<C>, settings: IntervalJoinSettings) {
    this.#ctx = ctx;
    this.#settings = settings;
    this.#keys = new KeyTable(settings.leftKeys.length, { reusesSlots: true });
    this.#matches = compileMatches(ctx, settings);
    const { type } = settings;
    this.#sides = {
      left: this.#side('left', settings.leftKeys, type === 'left' || type === 'full'),
      right: this.#side('right', settings.rightKeys, type === 'right' || type === 'full'),
    };
    this.#writer = new PairWriter(ctx.out('out'), ctx.inputs['left']?.columns.length ?? 0);
  }

  #side(name: SideName, keys: readonly string[], isOuter: boolean): Side {
    const type = this.#ctx.inputs[name];
    if (type === undefined) throw new Error('bug: a join has two inputs');
    return {
      name,
      places: keyPlaces(this.#ctx, name, keys),
      timeColumn: keyPlaces(this.#ctx, name, [type.eventTime ?? ''])[0] ?? -1,
      isOuter,
      store: new RowStore(type),
      timers: new Timers(),
      matched: new Uint8Array(64),
    };
  }

  get rows(): number {
    return this.#sides.left.store.size + this.#sides.right.store.size;
  }

  process(inputs: readonly Batch[], clock: WatermarkClock): void {
    const [left, right] = inputs;
    if (left === undefined || right === undefined) throw new Error('bug: a join has two inputs');
    inOrder(left, right, (side, batch, row) => {
      this.#advance(clock.watermarks[batch.sequence[row] ?? 0] ?? MIN_WATERMARK, clock);
      try {
        this.#row(this.#sides[side], batch, row);
      } catch (error) {
        rejectFailed(this.#ctx, error, batch, row);
      }
    });
    this.#advance(clock.watermarks[clock.end] ?? MIN_WATERMARK, clock);
  }

  /** Rows that can have no further partner leave, in the order of their times. */
  #advance(watermark: number, clock: WatermarkClock): void {
    this.#watermark = watermark;
    const { left, right } = this.#sides;
    for (;;) {
      const [l, r] = [left.timers.next() ?? Infinity, right.timers.next() ?? Infinity];
      const due = Math.min(l, r);
      if (due > watermark) return;
      this.#expire(l <= r ? left : right, due, clock);
    }
  }

  #expire(side: Side, due: number, clock: WatermarkClock): void {
    const place = side.timers.take(due);
    const key = side.store.keyOf(place);
    if (side.isOuter && side.matched[place] !== 1)
      this.#padded(side, side.store.rows, place, sequenceOf(due, clock));
    side.store.remove(key, place);
    this.#dropEmpty(key);
  }

  /** Gives the slot of a key back that has no rows. */
  #dropEmpty(key: number): void {
    const { left, right } = this.#sides;
    if (left.store.first(key) === NO_ROW && right.store.first(key) === NO_ROW) this.#keys.remove(key);
  }

  #row(own: Side, batch: Batch, row: number): void {
    const sequence = batch.sequence[row] ?? 0;
    if (hasNullKey(batch, row, own.places)) {
      if (own.isOuter) this.#padded(own, batch, row, sequence);
      return;
    }
    const other = this.#sides[own.name === 'left' ? 'right' : 'left'];
    const key = this.#keys.slotOfRow(batch, row, own.places);
    const time = Number(batch.get(own.timeColumn, row));
    const found = this.#find(own, other, { key, batch, row, time });
    const leaves = this.#leavesAt(own.name, time);
    const stays = leaves > this.#watermark;
    if (stays && this.rows >= JOIN_ROWS_MAX) {
      this.#dropEmpty(key);
      throw new RowError('STATE_LIMIT', `the join keeps ${JOIN_ROWS_MAX} rows already`);
    }
    for (let index = 0; index < found; index += 1) {
      const place = this.#found[index] ?? 0;
      other.matched[place] = 1;
      const stored = { batch: other.store.rows, row: place };
      const coming = { batch, row };
      if (own.name === 'left') this.#writer.push(coming, stored, sequence, INSERT);
      else this.#writer.push(stored, coming, sequence, INSERT);
    }
    if (stays) this.#keep(own, { key, batch, row, leaves, matched: found > 0 });
    else if (found === 0 && own.isOuter) this.#padded(own, batch, row, sequence);
    if (!stays) this.#dropEmpty(key);
  }

  #keep(
    own: Side,
    one: {
      readonly key: number;
      readonly batch: Batch;
      readonly row: number;
      readonly leaves: number;
      readonly matched: boolean;
    },
  ): void {
    const place = own.store.add(one.key, one.batch, one.row, 0);
    this.#mark(own, place, one.matched);
    own.timers.add(one.leaves, place);
  }

  #mark(side: Side, place: number, matched: boolean): void {
    if (place >= side.matched.length) side.matched = grown(side.matched, new Uint8Array(2 * place));
    side.matched[place] = matched ? 1 : 0;
  }

  /** Collects the rows of the other side that match; gives their number. */
  #find(
    own: Side,
    other: Side,
    at: { readonly key: number; readonly batch: Batch; readonly row: number; readonly time: number },
  ): number {
    const { lowerMs, upperMs } = this.#settings;
    const times = other.store.rows.stores[other.timeColumn]?.floats;
    let found = 0;
    for (let place = other.store.first(at.key); place !== NO_ROW; place = other.store.next(place)) {
      const otherTime = times?.[place] ?? 0;
      const gap = own.name === 'left' ? at.time - otherTime : otherTime - at.time;
      if (gap < lowerMs || gap > upperMs) continue;
      if (!(this.#matches?.[own.name](at.batch, at.row, other.store.rows, place) ?? true)) continue;
      if (found >= FANOUT_ROWS_MAX)
        throw new RowError('FANOUT', `more than ${FANOUT_ROWS_MAX} rows match one row`);
      if (found >= this.#found.length) this.#found = grown(this.#found, new Int32Array(2 * found));
      this.#found[found] = place;
      found += 1;
    }
    return found;
  }

  /** The watermark at which no row of the other side that is on time can match any more. */
  #leavesAt(side: SideName, time: number): number {
    return 1 + (side === 'left' ? time - this.#settings.lowerMs : time + this.#settings.upperMs);
  }

  #padded(side: Side, batch: Batch, row: number, sequence: number): void {
    const own = { batch, row };
    if (side.name === 'left') this.#writer.push(own, undefined, sequence, INSERT);
    else this.#writer.push(undefined, own, sequence, INSERT);
  }

  /** Only an outer side puts something out by time alone. */
  nextFire(): number | undefined {
    const times = [this.#sides.left, this.#sides.right].flatMap((side) =>
      side.isOuter ? [side.timers.next() ?? Infinity] : [],
    );
    const next = Math.min(Infinity, ...times);
    return next === Infinity ? undefined : next;
  }

  snapshot(): Json {
    const save = ({ store, matched }: Side, key: number): z.infer<typeof savedRow>[] =>
      store.of(key).map((place) => ({
        matched: matched[place] === 1,
        values: store.rows.row(place).map(saveValue),
      }));
    const keys: Json[] = [];
    for (let key = 0; key < this.#keys.size; key += 1) {
      const [left, right] = [save(this.#sides.left, key), save(this.#sides.right, key)];
      if (left.length + right.length > 0)
        keys.push({ key: this.#keys.keyOf(key).map(saveValue), left, right });
    }
    return { schema: 2, watermark: this.#watermark, keys };
  }

  restore(state: Json): void {
    const snapshot = snapshotSchema.parse(state);
    this.#watermark = snapshot.watermark;
    for (const saved of snapshot.keys) {
      const key = this.#keys.slotOf(saved.key.map(loadValue));
      for (const side of [this.#sides.left, this.#sides.right])
        for (const { matched, values } of saved[side.name]) {
          const place = side.store.load(key, { writtenMs: 0, values });
          this.#mark(side, place, matched);
          const time = Number(side.store.rows.get(side.timeColumn, place));
          side.timers.add(this.#leavesAt(side.name, time), place);
        }
    }
  }
}
