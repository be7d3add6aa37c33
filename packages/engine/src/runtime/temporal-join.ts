// Temporal join: each left row with the version of its key that was valid at the row's event time.
//
// The right input is a versioned table: an added row is valid from its event time until the next one of the key, a row
// that is deleted ends the last version. Left rows wait until the watermark passes their time, so that a version that
// comes late still counts, and leave in the order in which they came (T10).
import type { Json } from '@weir/shared/graph';
import { z } from 'zod';
import { type Batch, DELETE, UPDATE_BEFORE } from './batch.ts';
import {
  compileMatches,
  hasNullKey,
  inOrder,
  type JoinRowsSettings,
  keyPlaces,
  type Matches,
  PairWriter,
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

/** Rows that a temporal join may keep on both sides together; rows beyond are refused, never silently dropped. */
export const TEMPORAL_JOIN_ROWS_MAX = 10_000_000;

/** What a temporal join is made of. */
export type TemporalJoinSettings = JoinRowsSettings & {
  readonly type: 'inner' | 'left';
  readonly rowsMax?: number | undefined;
};

/** A version of a key: valid from its time on; a `deleted` one says that there is no row from then on. */
type Version = { readonly time: number; readonly place: number; readonly deleted: boolean };

const savedRow = z.strictObject({ kind: z.number(), values: z.array(savedValueSchema) });
const savedVersion = z.strictObject({
  time: z.number(),
  deleted: z.boolean(),
  values: z.array(savedValueSchema),
});
const snapshotSchema = z.strictObject({
  schema: z.literal(1),
  watermark: z.number(),
  keys: z.array(
    z.strictObject({
      key: z.array(savedValueSchema),
      left: z.array(savedRow),
      versions: z.array(savedVersion),
    }),
  ),
});

/** Makes the operator. Input ports `left` and `right`; output `out`: columns of left, then of right. */
export function temporalJoinOperator<C>(ctx: OperatorContext<C>, settings: TemporalJoinSettings): Operator {
  const operator = new TemporalJoin(ctx, settings);
  return {
    process: (inputs, clock) => operator.process(inputs, clock),
    nextFire: () => operator.nextFire(),
    stateKeys: () => operator.rows,
    snapshot: () => operator.snapshot(),
    restore: (state) => operator.restore(state),
  };
}

class TemporalJoin<C> {
  readonly #ctx: OperatorContext<C>;
  readonly #settings: TemporalJoinSettings;
  readonly #places: { readonly left: readonly number[]; readonly right: readonly number[] };
  readonly #times: { readonly left: number; readonly right: number };
  readonly #keys: KeyTable;
  readonly #left: RowStore;
  readonly #right: RowStore;
  /** Versions of each key, by time; of equal times the last that came is the last. */
  readonly #versions: Version[][] = [];
  /** Places of left rows that wait, by the watermark at which they leave. */
  readonly #timers = new Timers();
  /** By place: the number of the left row in order of arrival. */
  readonly #orders: number[] = [];
  #order = 0;
  readonly #matches: Matches | undefined;
  readonly #writer: PairWriter;
  #watermark = MIN_WATERMARK;

  constructor(ctx: OperatorContext<C>, settings: TemporalJoinSettings) {
    this.#ctx = ctx;
    this.#settings = settings;
    const [left, right] = [ctx.inputs['left'], ctx.inputs['right']];
    if (left === undefined || right === undefined) throw new Error('bug: a join has two inputs');
    this.#places = {
      left: keyPlaces(ctx, 'left', settings.leftKeys),
      right: keyPlaces(ctx, 'right', settings.rightKeys),
    };
    this.#times = {
      left: keyPlaces(ctx, 'left', [left.eventTime ?? ''])[0] ?? -1,
      right: keyPlaces(ctx, 'right', [right.eventTime ?? ''])[0] ?? -1,
    };
    this.#keys = new KeyTable(settings.leftKeys.length, { reusesSlots: true });
    this.#left = new RowStore(left);
    this.#right = new RowStore(right);
    this.#matches = compileMatches(ctx, settings);
    this.#writer = new PairWriter(ctx.out('out'), left.columns.length);
  }

  get rows(): number {
    return this.#left.size + this.#right.size;
  }

  process(inputs: readonly Batch[], clock: WatermarkClock): void {
    const [left, right] = inputs;
    if (left === undefined || right === undefined) throw new Error('bug: a join has two inputs');
    inOrder(left, right, (side, batch, row) => {
      this.#advance(clock.watermarks[batch.sequence[row] ?? 0] ?? MIN_WATERMARK, clock);
      const max = this.#settings.rowsMax ?? TEMPORAL_JOIN_ROWS_MAX;
      if (this.rows >= max) this.#ctx.reject('STATE_LIMIT', `the join keeps ${max} rows already`, batch, row);
      else if (side === 'left') this.#leftRow(batch, row);
      else this.#rightRow(batch, row);
    });
    this.#advance(clock.watermarks[clock.end] ?? MIN_WATERMARK, clock);
  }

  #leftRow(batch: Batch, row: number): void {
    const time = Number(batch.get(this.#times.left, row));
    // A NULL key has no version, but waits like the others: rows of one key leave in the order in which they came.
    const key = this.#keys.slotOfRow(batch, row, this.#places.left);
    const place = this.#left.add(key, batch, row, 0);
    this.#left.rows.kinds[place] = batch.kinds[row] ?? 0;
    this.#wait(place, time);
  }

  #wait(place: number, time: number): void {
    this.#order += 1;
    this.#orders[place] = this.#order;
    this.#timers.add(Math.max(time, this.#watermark + 1), place);
  }

  #rightRow(batch: Batch, row: number): void {
    const kind = batch.kinds[row];
    if (kind === UPDATE_BEFORE || hasNullKey(batch, row, this.#places.right)) return;
    const time = Number(batch.get(this.#times.right, row));
    const key = this.#keys.slotOfRow(batch, row, this.#places.right);
    this.#versions[key] ??= [];
    const list = this.#versions[key] ?? [];
    // A key that no left row asks for must not keep every version it ever had.
    if (this.#left.first(key) === NO_ROW) this.#forgetVersions(key, list, this.#watermark);
    const version = { time, place: this.#right.add(key, batch, row, 0), deleted: kind === DELETE };
    let at = list.length;
    while (at > 0 && (list[at - 1]?.time ?? 0) > time) at -= 1;
    const before = list[at - 1];
    // The same moment again: the later row counts.
    if (before !== undefined && before.time === time) {
      this.#right.remove(key, before.place);
      list[at - 1] = version;
    } else list.splice(at, 0, version);
  }

  #advance(watermark: number, clock: WatermarkClock): void {
    if (watermark === this.#watermark && (this.#timers.next() ?? Infinity) > watermark) return;
    this.#watermark = watermark;
    for (;;) {
      const due = this.#timers.next();
      if (due === undefined || due > watermark) return;
      // One row may have moved the watermark far beyond what is due: all that it passed leaves together.
      const sequence = sequenceOf(due, clock);
      const [here = watermark, after = watermark] = clock.watermarks.subarray(sequence, sequence + 2);
      const passed = Math.min(watermark, here >= due ? here : after);
      for (const [key, places] of this.#takeDue(passed)) this.#emitKey(key, places, passed, sequence);
    }
  }

  /** Places of the rows that leave, by key. */
  #takeDue(passed: number): ReadonlyMap<number, number[]> {
    const due = new Map<number, number[]>();
    for (let place = this.#timers.take(passed); place >= 0; place = this.#timers.take(passed)) {
      const key = this.#left.keyOf(place);
      const places = due.get(key);
      if (places === undefined) due.set(key, [place]);
      else places.push(place);
    }
    return due;
  }

  /** Rows of a key leave with their versions, in order of arrival; versions that none can ask for go. */
  #emitKey(key: number, places: number[], passed: number, sequence: number): void {
    const times = this.#left.rows.stores[this.#times.left]?.floats;
    const list = this.#versions[key] ?? [];
    places.sort((a, b) => (this.#orders[a] ?? 0) - (this.#orders[b] ?? 0));
    for (const place of places) {
      this.#join(place, versionAt(list, times?.[place] ?? 0), sequence);
      this.#left.remove(key, place);
    }
    this.#forgetVersions(key, list, passed);
    if (list.length === 0 && this.#left.first(key) === NO_ROW) this.#keys.remove(key);
  }

  /** A left row behind the watermark may still come: the last version before it is kept for it, older ones are not. */
  #forgetVersions(key: number, list: Version[], watermark: number): void {
    while ((list[1]?.time ?? Infinity) <= watermark) {
      const old = list.shift();
      if (old !== undefined) this.#right.remove(key, old.place);
    }
  }

  #join(place: number, version: Version | undefined, sequence: number): void {
    const left = { batch: this.#left.rows, row: place };
    let isMatch = false;
    try {
      isMatch = version !== undefined && !version.deleted && this.#isMatch(place, version);
    } catch (error) {
      rejectFailed(this.#ctx, error, left.batch, place);
      return;
    }
    const right =
      version !== undefined && isMatch ? { batch: this.#right.rows, row: version.place } : undefined;
    if (right === undefined && this.#settings.type === 'inner') return;
    this.#writer.push(left, right, sequence, this.#left.rows.kinds[place] ?? 0);
  }

  #isMatch(place: number, version: Version): boolean {
    return this.#matches?.left(this.#left.rows, place, this.#right.rows, version.place) ?? true;
  }

  nextFire(): number | undefined {
    return this.#timers.next();
  }

  snapshot(): Json {
    const keys: Json[] = [];
    for (let key = 0; key < this.#keys.size; key += 1) {
      const left: z.infer<typeof savedRow>[] = this.#left.of(key).map((place) => ({
        kind: this.#left.rows.kinds[place] ?? 0,
        values: this.#left.rows.row(place).map(saveValue),
      }));
      const versions = (this.#versions[key] ?? []).map(({ time, place, deleted }) => ({
        time,
        deleted,
        values: this.#right.rows.row(place).map(saveValue),
      }));
      if (left.length + versions.length > 0)
        keys.push({ key: this.#keys.keyOf(key).map(saveValue), left, versions });
    }
    return { schema: 1, watermark: this.#watermark, keys };
  }

  restore(state: Json): void {
    const snapshot = snapshotSchema.parse(state);
    this.#watermark = snapshot.watermark;
    for (const saved of snapshot.keys) {
      const key = this.#keys.slotOf(saved.key.map(loadValue));
      for (const { kind, values } of saved.left) {
        const place = this.#left.load(key, { writtenMs: 0, values });
        this.#left.rows.kinds[place] = kind;
        this.#wait(place, Number(this.#left.rows.get(this.#times.left, place)));
      }
      this.#versions[key] = saved.versions.map(({ time, deleted, values }) => ({
        time,
        deleted,
        place: this.#right.load(key, { writtenMs: 0, values }),
      }));
    }
  }
}

/** The version that is valid at a time. */
function versionAt(list: readonly Version[], time: number): Version | undefined {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.time ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return list[low - 1];
}
