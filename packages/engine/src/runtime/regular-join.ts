// Regular join: the result over all rows of both sides so far, changed as rows come and go.
//
// Both sides are kept per key. A side whose rows come out without a partner also keeps how many partners each has, so that
// the padded row is taken back with the first partner and given again when the last one leaves. What is put out, and in
// which order, follows Flink's join operators (C.regular-join).
import type { Json } from '@weir/shared/graph';
import { FANOUT_ROWS_MAX } from '@weir/shared/limits';
import { RowError } from '@weir/sql/row-error';
import { z } from 'zod';
import type { JoinType } from '../join-node.ts';
import { type Batch, DELETE, INSERT, takesBack } from './batch.ts';
import { grown } from './grow.ts';
import {
  compileMatches,
  hasNullKey,
  inOrder,
  type JoinRowsSettings,
  keyPlaces,
  type Matches,
  PairWriter,
  type RowAt,
  type SideName,
} from './join-rows.ts';
import { KeyTable } from './key-table.ts';
import { type Operator, type OperatorContext, rejectFailed } from './operator.ts';
import { NO_ROW, RowStore } from './row-store.ts';
import { sameStoredRow } from './same-row.ts';
import { loadValue, savedValueSchema, saveValue } from './snapshot-values.ts';

/** Rows that a regular join may keep on both sides together; rows beyond are refused, never silently dropped. */
export const REGULAR_JOIN_ROWS_MAX = 20_000_000;
/** Rows that are looked at for expiry per row that comes. */
const SWEPT_PER_ROW = 2;

/** What a regular join is made of. */
export type RegularJoinSettings = JoinRowsSettings & {
  readonly type: JoinType;
  /** How long a row of a side is kept after it was written, in processing time; undefined means for ever. */
  readonly leftTtlMs: number | undefined;
  readonly rightTtlMs: number | undefined;
  /** Cap of rows; the default is REGULAR_JOIN_ROWS_MAX. */
  readonly rowsMax?: number | undefined;
};

const savedRow = z.strictObject({
  writtenMs: z.number(),
  partners: z.number(),
  values: z.array(savedValueSchema),
});
const snapshotSchema = z.strictObject({
  schema: z.literal(1),
  keys: z.array(
    z.strictObject({ key: z.array(savedValueSchema), left: z.array(savedRow), right: z.array(savedRow) }),
  ),
});

/** Makes the operator. Input ports `left` and `right`; output `out`: columns of left, then of right. */
export function regularJoinOperator<C>(ctx: OperatorContext<C>, settings: RegularJoinSettings): Operator {
  const operator = new RegularJoin(ctx, settings);
  return {
    process: (inputs) => operator.process(inputs),
    nextFire: () => undefined,
    stateKeys: () => operator.rows,
    snapshot: () => operator.snapshot(),
    restore: (state) => operator.restore(state),
  };
}

/** One side: its rows, how many partners each has, and what the type of the join makes of it. */
type Side = {
  readonly name: SideName;
  readonly places: readonly number[];
  readonly store: RowStore;
  /** Rows without a partner come out, padded. */
  readonly isOuter: boolean;
  readonly ttlMs: number | undefined;
  readonly same: ReturnType<typeof sameStoredRow>;
  /** Partners by place. */
  partners: Int32Array;
};

class RegularJoin<C> {
  readonly #ctx: OperatorContext<C>;
  readonly #settings: RegularJoinSettings;
  readonly #keys: KeyTable;
  readonly #sides: Readonly<Record<SideName, Side>>;
  readonly #matches: Matches | undefined;
  readonly #writer: PairWriter;
  /** Semi and anti joins give left rows only. */
  readonly #isHalf: boolean;
  /** Places of the other side that match the row at hand. */
  #found: Int32Array = new Int32Array(64);
  #sweepKey = 0;

  constructor(ctx: OperatorContext<C>, settings: RegularJoinSettings) {
    this.#ctx = ctx;
    this.#settings = settings;
    this.#keys = new KeyTable(settings.leftKeys.length, { reusesSlots: true });
    this.#matches = compileMatches(ctx, settings);
    const { type } = settings;
    this.#isHalf = type === 'semi' || type === 'anti';
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
      store: new RowStore(type),
      isOuter,
      ttlMs: name === 'left' ? this.#settings.leftTtlMs : this.#settings.rightTtlMs,
      same: sameStoredRow(type.columns),
      partners: new Int32Array(64),
    };
  }

  get rows(): number {
    return this.#sides.left.store.size + this.#sides.right.store.size;
  }

  process(inputs: readonly Batch[]): void {
    const [left, right] = inputs;
    if (left === undefined || right === undefined) throw new Error('bug: a join has two inputs');
    const expires = this.#settings.leftTtlMs !== undefined || this.#settings.rightTtlMs !== undefined;
    const nowMs = expires ? this.#ctx.now() : 0;
    inOrder(left, right, (side, batch, row) => {
      try {
        this.#row(this.#sides[side], { batch, row }, nowMs);
      } catch (error) {
        rejectFailed(this.#ctx, error, batch, row);
      }
      if (expires) this.#sweep(nowMs);
    });
  }

  #row(own: Side, at: RowAt, nowMs: number): void {
    const { batch, row } = at;
    if (hasNullKey(batch, row, own.places)) {
      this.#alone(own, at);
      return;
    }
    const other = this.#sides[own.name === 'left' ? 'right' : 'left'];
    const key = this.#keys.slotOfRow(batch, row, own.places);
    try {
      const found = this.#find(own, other, { key, at, nowMs });
      if (takesBack(batch.kinds[row])) {
        this.#forgetExpired(own, key, nowMs);
        this.#takeBack(own, other, { key, at, found });
      } else this.#add(own, other, { key, at, found, nowMs });
    } finally {
      // A row that was refused must not leave its key behind either.
      this.#dropEmpty(key);
    }
  }

  /** Rows that have expired are not there to be taken back, whether or not they have been swept: oldest first. */
  #forgetExpired({ store, ttlMs }: Side, key: number, nowMs: number): void {
    if (ttlMs === undefined) return;
    let place = store.first(key);
    while (place !== NO_ROW && nowMs - store.writtenMs(place) >= ttlMs) {
      store.remove(key, place);
      place = store.first(key);
    }
  }

  /** A row whose key is NULL has no partner, ever: it needs no state. */
  #alone(own: Side, at: RowAt): void {
    const anti = this.#settings.type === 'anti' && own.name === 'left';
    if (own.isOuter || anti) this.#padded(own, at.batch, at.row, at, at.batch.kinds[at.row] ?? INSERT);
  }

  /** Collects the rows of the other side that match; gives their number. */
  #find(
    own: Side,
    other: Side,
    { key, at, nowMs }: { readonly key: number; readonly at: RowAt; readonly nowMs: number },
  ): number {
    let found = 0;
    const { store, ttlMs } = other;
    for (let place = store.first(key); place !== NO_ROW; ) {
      const next = store.next(place);
      if (ttlMs !== undefined && nowMs - store.writtenMs(place) >= ttlMs) store.remove(key, place);
      else if (this.#matches?.[own.name](at.batch, at.row, store.rows, place) ?? true) {
        if (found >= this.#found.length) this.#found = grown(this.#found, new Int32Array(2 * found));
        this.#found[found] = place;
        found += 1;
      }
      place = next;
    }
    // What came out pair by pair must leave whole.
    if (found > FANOUT_ROWS_MAX && !takesBack(at.batch.kinds[at.row]))
      throw new RowError('FANOUT', `more than ${FANOUT_ROWS_MAX} rows match one row`);
    return found;
  }

  #add(
    own: Side,
    other: Side,
    one: { readonly key: number; readonly at: RowAt; readonly found: number; readonly nowMs: number },
  ): void {
    const { at, found, nowMs } = one;
    const { batch, row } = at;
    const max = this.#settings.rowsMax ?? REGULAR_JOIN_ROWS_MAX;
    if (this.rows >= max) throw new RowError('STATE_LIMIT', `the join keeps ${max} rows already`);
    const place = own.store.add(one.key, batch, row, nowMs);
    this.#setPartners(own, place, found);
    const kind = batch.kinds[row] ?? INSERT;
    if (this.#isHalf) {
      this.#addHalf(own, { at, found, kind });
      return;
    }
    if (found === 0) {
      if (own.isOuter) this.#padded(own, batch, row, at, INSERT);
      return;
    }
    for (let index = 0; index < found; index += 1) {
      const partner = this.#found[index] ?? 0;
      const before = other.partners[partner] ?? 0;
      if (other.isOuter && before === 0) this.#padded(other, other.store.rows, partner, at, DELETE);
      other.partners[partner] = before + 1;
    }
    const inner = !own.isOuter && !other.isOuter;
    for (let index = 0; index < found; index += 1)
      this.#pair(own, at, other.store.rows, this.#found[index] ?? 0, inner ? kind : INSERT);
  }

  #setPartners(side: Side, place: number, partners: number): void {
    if (place >= side.partners.length) side.partners = grown(side.partners, new Int32Array(2 * place));
    side.partners[place] = partners;
  }

  /** Semi and anti joins: the left row comes out with its first partner, or leaves with it. */
  #addHalf(
    own: Side,
    { at, found, kind }: { readonly at: RowAt; readonly found: number; readonly kind: number },
  ): void {
    const anti = this.#settings.type === 'anti';
    if (own.name === 'left') {
      if (found > 0 !== anti) this.#padded(own, at.batch, at.row, at, kind);
      return;
    }
    const left = this.#sides.left;
    for (let index = 0; index < found; index += 1) {
      const partner = this.#found[index] ?? 0;
      const before = left.partners[partner] ?? 0;
      if (before === 0) this.#padded(left, left.store.rows, partner, at, anti ? DELETE : kind);
      left.partners[partner] = before + 1;
    }
  }

  #takeBack(
    own: Side,
    other: Side,
    { key, at, found }: { readonly key: number; readonly at: RowAt; readonly found: number },
  ): void {
    const { batch, row } = at;
    const place = own.store.find(key, batch, row, own.same);
    // Expired already, or never there: what it made has been forgotten with it.
    if (place === NO_ROW) return;
    own.store.remove(key, place);
    const kind = batch.kinds[row] ?? DELETE;
    if (this.#isHalf) {
      this.#takeBackHalf(own, { at, found, kind });
      return;
    }
    if (found === 0) {
      if (own.isOuter) this.#padded(own, batch, row, at, DELETE);
      return;
    }
    const inner = !own.isOuter && !other.isOuter;
    for (let index = 0; index < found; index += 1)
      this.#pair(own, at, other.store.rows, this.#found[index] ?? 0, inner ? kind : DELETE);
    for (let index = 0; index < found; index += 1) {
      const partner = this.#found[index] ?? 0;
      const left = Math.max(0, (other.partners[partner] ?? 0) - 1);
      if (other.isOuter && left === 0) this.#padded(other, other.store.rows, partner, at, INSERT);
      other.partners[partner] = left;
    }
  }

  #takeBackHalf(
    own: Side,
    { at, found, kind }: { readonly at: RowAt; readonly found: number; readonly kind: number },
  ): void {
    const anti = this.#settings.type === 'anti';
    if (own.name === 'left') {
      if (found > 0 !== anti) this.#padded(own, at.batch, at.row, at, kind);
      return;
    }
    const left = this.#sides.left;
    for (let index = 0; index < found; index += 1) {
      const partner = this.#found[index] ?? 0;
      const after = Math.max(0, (left.partners[partner] ?? 0) - 1);
      if (after === 0) this.#padded(left, left.store.rows, partner, at, anti ? INSERT : kind);
      left.partners[partner] = after;
    }
  }

  #pair(own: Side, at: RowAt, rows: Batch, place: number, kind: number): void {
    const stored = { batch: rows, row: place };
    const sequence = at.batch.sequence[at.row] ?? 0;
    if (own.name === 'left') this.#writer.push(at, stored, sequence, kind);
    else this.#writer.push(stored, at, sequence, kind);
  }

  /** A row of one side alone, put out because of the row at hand. */
  #padded(side: Side, batch: Batch, row: number, cause: RowAt, kind: number): void {
    const sequence = cause.batch.sequence[cause.row] ?? 0;
    const own = { batch, row };
    if (side.name === 'left') this.#writer.push(own, undefined, sequence, kind);
    else this.#writer.push(undefined, own, sequence, kind);
  }

  /** Looks at a few keys for expired rows, so that keys that nobody asks for leave too. */
  #sweep(nowMs: number): void {
    for (let step = 0; step < SWEPT_PER_ROW && this.#keys.size > 0; step += 1) {
      this.#sweepKey = (this.#sweepKey + 1) % this.#keys.size;
      const key = this.#sweepKey;
      const before = this.rows;
      const { left, right } = this.#sides;
      this.#forgetExpired(left, key, nowMs);
      this.#forgetExpired(right, key, nowMs);
      if (this.rows < before) this.#dropEmpty(key);
    }
  }

  /** Gives the slot of a key back that has no rows. */
  #dropEmpty(key: number): void {
    const { left, right } = this.#sides;
    if (left.store.first(key) === NO_ROW && right.store.first(key) === NO_ROW) this.#keys.remove(key);
  }

  snapshot(): Json {
    const save = ({ store, partners }: Side, key: number): z.infer<typeof savedRow>[] =>
      store.of(key).map((place) => ({
        writtenMs: store.writtenMs(place),
        partners: partners[place] ?? 0,
        values: store.rows.row(place).map(saveValue),
      }));
    const keys: Json[] = [];
    for (let key = 0; key < this.#keys.size; key += 1) {
      const [left, right] = [save(this.#sides.left, key), save(this.#sides.right, key)];
      if (left.length + right.length > 0)
        keys.push({ key: this.#keys.keyOf(key).map(saveValue), left, right });
    }
    return { schema: 1, keys };
  }

  restore(state: Json): void {
    for (const saved of snapshotSchema.parse(state).keys) {
      const key = this.#keys.slotOf(saved.key.map(loadValue));
      for (const side of [this.#sides.left, this.#sides.right])
        for (const one of saved[side.name]) {
          const place = side.store.load(key, one);
          this.#setPartners(side, place, one.partners);
        }
    }
  }
}
