// Window join: rows of both sides that belong to the same window and have equal keys.
//
// Both sides wait until the watermark reaches the last millisecond of their window; then the window is joined and forgotten,
// so the result never changes. A row whose window has fired is late (C.window-join).
import type { Value } from '@weir/shared/data-type';
import type { Json } from '@weir/shared/graph';
import { FANOUT_ROWS_MAX } from '@weir/shared/limits';
import { RowError } from '@weir/sql/row-error';
import { z } from 'zod';
import type { JoinType } from '../join-node.ts';
import { type Batch, INSERT } from './batch.ts';
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

/** Rows that a window join may keep on both sides together; rows beyond are refused, never silently dropped. */
export const WINDOW_JOIN_ROWS_MAX = 5_000_000;

/** What a window join is made of. */
export type WindowJoinSettings = JoinRowsSettings & {
  readonly type: JoinType;
  readonly rowsMax?: number | undefined;
};

const rowsSchema = z.array(z.array(savedValueSchema));
const snapshotSchema = z.strictObject({
  schema: z.literal(1),
  watermark: z.number(),
  groups: z.array(z.strictObject({ key: z.array(savedValueSchema), left: rowsSchema, right: rowsSchema })),
});

/** Makes the operator. Input ports `left` and `right`; output `out`: columns of left, then of right. */
export function windowJoinOperator<C>(ctx: OperatorContext<C>, settings: WindowJoinSettings): Operator {
  const operator = new WindowJoin(ctx, settings);
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
  /** Places of window start, window end and the keys. */
  readonly places: readonly number[];
  readonly store: RowStore;
};

class WindowJoin<C> {
  readonly #ctx: OperatorContext<C>;
  readonly #settings: WindowJoinSettings;
  readonly #groups: KeyTable;
  readonly #sides: Readonly<Record<SideName, Side>>;
  /** Groups by the watermark at which they fire; a group has a timer while it has rows. */
  readonly #timers = new Timers();
  readonly #matches: Matches | undefined;
  readonly #writer: PairWriter;
  #watermark = MIN_WATERMARK;

  constructor(ctx: OperatorContext<C>, settings: WindowJoinSettings) {
    this.#ctx = ctx;
    this.#settings = settings;
    this.#groups = new KeyTable(2 + settings.leftKeys.length, { reusesSlots: true });
    this.#sides = {
      left: this.#side('left', settings.leftKeys),
      right: this.#side('right', settings.rightKeys),
    };
    this.#matches = compileMatches(ctx, settings);
    this.#writer = new PairWriter(ctx.out('out'), ctx.inputs['left']?.columns.length ?? 0);
  }

  #side(name: SideName, keys: readonly string[]): Side {
    const type = this.#ctx.inputs[name];
    if (type?.window === undefined) throw new Error('bug: a window join of rows without windows');
    const { start, end } = type.window;
    return { name, places: keyPlaces(this.#ctx, name, [start, end, ...keys]), store: new RowStore(type) };
  }

  get rows(): number {
    return this.#sides.left.store.size + this.#sides.right.store.size;
  }

  process(inputs: readonly Batch[], clock: WatermarkClock): void {
    const [left, right] = inputs;
    if (left === undefined || right === undefined) throw new Error('bug: a join has two inputs');
    inOrder(left, right, (side, batch, row) => {
      this.#advance(clock.watermarks[batch.sequence[row] ?? 0] ?? MIN_WATERMARK, clock);
      this.#row(this.#sides[side], batch, row);
    });
    this.#advance(clock.watermarks[clock.end] ?? MIN_WATERMARK, clock);
  }

  #row(side: Side, batch: Batch, row: number): void {
    const [start = 0, end = 0, ...keys] = side.places;
    const fires = Number(batch.get(end, row)) - 1;
    if (fires <= this.#watermark) {
      this.#ctx.late(batch, row);
      return;
    }
    const max = this.#settings.rowsMax ?? WINDOW_JOIN_ROWS_MAX;
    if (this.rows >= max) {
      this.#ctx.reject('STATE_LIMIT', `the join keeps ${max} rows already`, batch, row);
      return;
    }
    // A side whose rows never come out alone has no use for a row that cannot match.
    if (hasNullKey(batch, row, keys) && !this.#comesAlone(side.name)) return;
    const group = this.#groups.slotOfRow(batch, row, [start, end, ...keys]);
    const { left, right } = this.#sides;
    if (left.store.first(group) === NO_ROW && right.store.first(group) === NO_ROW)
      this.#timers.add(fires, group);
    side.store.add(group, batch, row, 0);
  }

  #comesAlone(side: SideName): boolean {
    const { type } = this.#settings;
    return type === 'full' || type === side || (type === 'anti' && side === 'left');
  }

  #advance(watermark: number, clock: WatermarkClock): void {
    this.#watermark = watermark;
    for (;;) {
      const due = this.#timers.next();
      const group = this.#timers.take(watermark);
      if (group < 0 || due === undefined) return;
      this.#fire(group, sequenceOf(due, clock));
      this.#ctx.progress();
    }
  }

  #fire(group: number, sequence: number): void {
    const { left, right } = this.#sides;
    const key = this.#groups.keyOf(group);
    const hasKey = !key.slice(2).includes(null);
    const partners = new Set<number>();
    for (let place = left.store.first(group); place !== NO_ROW; place = left.store.next(place))
      this.#joinRow(place, hasKey ? right.store.first(group) : NO_ROW, { partners, sequence });
    if (this.#comesAlone('right')) {
      for (let place = right.store.first(group); place !== NO_ROW; place = right.store.next(place))
        if (!partners.has(place))
          this.#writer.push(undefined, { batch: right.store.rows, row: place }, sequence, INSERT);
    }
    for (const { store } of [left, right]) for (const place of store.of(group)) store.remove(group, place);
    this.#groups.remove(group);
  }

  /** A left row with its partners: all of them, none that came before one fails, or too many. */
  #joinRow(
    place: number,
    firstRight: number,
    at: { readonly partners: Set<number>; readonly sequence: number },
  ): void {
    const { left, right } = this.#sides;
    const { type } = this.#settings;
    const isHalf = type === 'semi' || type === 'anti';
    const own = { batch: left.store.rows, row: place };
    const found: number[] = [];
    try {
      for (let other = firstRight; other !== NO_ROW; other = right.store.next(other)) {
        if (!(this.#matches?.left(own.batch, place, right.store.rows, other) ?? true)) continue;
        found.push(other);
        if (isHalf) break;
        if (found.length > FANOUT_ROWS_MAX)
          throw new RowError('FANOUT', `more than ${FANOUT_ROWS_MAX} rows match one row`);
      }
    } catch (error) {
      rejectFailed(this.#ctx, error, own.batch, place);
      return;
    }
    if (isHalf) {
      if (found.length > 0 !== (type === 'anti')) this.#writer.push(own, undefined, at.sequence, INSERT);
      return;
    }
    for (const other of found) {
      at.partners.add(other);
      this.#writer.push(own, { batch: right.store.rows, row: other }, at.sequence, INSERT);
    }
    if (found.length === 0 && this.#comesAlone('left'))
      this.#writer.push(own, undefined, at.sequence, INSERT);
  }

  nextFire(): number | undefined {
    return this.#timers.next();
  }

  snapshot(): Json {
    const save = ({ store }: Side, group: number): z.infer<typeof rowsSchema> =>
      store.of(group).map((place) => store.rows.row(place).map(saveValue));
    const groups: Json[] = [];
    for (let group = 0; group < this.#groups.size; group += 1) {
      const [left, right] = [save(this.#sides.left, group), save(this.#sides.right, group)];
      if (left.length + right.length > 0)
        groups.push({ key: this.#groups.keyOf(group).map(saveValue), left, right });
    }
    return { schema: 1, watermark: this.#watermark, groups };
  }

  restore(state: Json): void {
    const snapshot = snapshotSchema.parse(state);
    this.#watermark = snapshot.watermark;
    for (const saved of snapshot.groups) {
      const key: readonly Value[] = saved.key.map(loadValue);
      const group = this.#groups.slotOf(key);
      for (const side of [this.#sides.left, this.#sides.right])
        for (const values of saved[side.name]) side.store.load(group, { writtenMs: 0, values });
      this.#timers.add(Number(key[1]) - 1, group);
    }
  }
}
