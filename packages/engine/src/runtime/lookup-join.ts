// Lookup join: each left row with what a table holds for its key at this moment.
//
// The right input is the table: the last row that came for a key, until it is taken back. Left rows leave at once. What a row
// finds depends on when it came, so a replay in another order gives another result (T15); a temporal join does not.
import type { Json } from '@weir/shared/graph';
import { RowError } from '@weir/sql/row-error';
import { z } from 'zod';
import { type Batch, takesBack } from './batch.ts';
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
import { type Operator, type OperatorContext, rejectFailed } from './operator.ts';
import { NO_ROW, RowStore } from './row-store.ts';
import { sameStoredRow } from './same-row.ts';
import { loadValue, savedValueSchema, saveValue } from './snapshot-values.ts';

/** Rows that the table may hold; rows beyond are refused, never silently dropped. */
export const LOOKUP_ROWS_MAX = 20_000_000;

/** What a lookup join is made of. */
export type LookupJoinSettings = JoinRowsSettings & {
  readonly type: 'inner' | 'left';
  readonly rowsMax?: number | undefined;
};

const snapshotSchema = z.strictObject({
  schema: z.literal(1),
  rows: z.array(z.strictObject({ key: z.array(savedValueSchema), values: z.array(savedValueSchema) })),
});

/** Makes the operator. Input ports `left` and `right`; output `out`: columns of left, then of right. */
export function lookupJoinOperator<C>(ctx: OperatorContext<C>, settings: LookupJoinSettings): Operator {
  const operator = new LookupJoin(ctx, settings);
  return {
    process: (inputs) => operator.process(inputs),
    nextFire: () => undefined,
    stateKeys: () => operator.rows,
    snapshot: () => operator.snapshot(),
    restore: (state) => operator.restore(state),
  };
}

class LookupJoin<C> {
  readonly #ctx: OperatorContext<C>;
  readonly #settings: LookupJoinSettings;
  readonly #leftPlaces: readonly number[];
  readonly #rightPlaces: readonly number[];
  readonly #keys: KeyTable;
  readonly #table: RowStore;
  readonly #same: ReturnType<typeof sameStoredRow>;
  readonly #matches: Matches | undefined;
  readonly #writer: PairWriter;

  constructor(ctx: OperatorContext<C>, settings: LookupJoinSettings) {
    this.#ctx = ctx;
    this.#settings = settings;
    const [left, right] = [ctx.inputs['left'], ctx.inputs['right']];
    if (left === undefined || right === undefined) throw new Error('bug: a join has two inputs');
    this.#leftPlaces = keyPlaces(ctx, 'left', settings.leftKeys);
    this.#rightPlaces = keyPlaces(ctx, 'right', settings.rightKeys);
    this.#keys = new KeyTable(settings.rightKeys.length, { reusesSlots: true });
    this.#table = new RowStore(right);
    this.#same = sameStoredRow(right.columns);
    this.#matches = compileMatches(ctx, settings);
    this.#writer = new PairWriter(ctx.out('out'), left.columns.length);
  }

  get rows(): number {
    return this.#table.size;
  }

  process(inputs: readonly Batch[]): void {
    const [left, right] = inputs;
    if (left === undefined || right === undefined) throw new Error('bug: a join has two inputs');
    inOrder(left, right, (side, batch, row) => {
      try {
        if (side === 'left') this.#leftRow(batch, row);
        else this.#rightRow(batch, row);
      } catch (error) {
        rejectFailed(this.#ctx, error, batch, row);
      }
    });
  }

  #leftRow(batch: Batch, row: number): void {
    const place = hasNullKey(batch, row, this.#leftPlaces) ? NO_ROW : this.#find(batch, row);
    const isFound = place !== NO_ROW && (this.#matches?.left(batch, row, this.#table.rows, place) ?? true);
    if (!isFound && this.#settings.type === 'inner') return;
    const right = isFound ? { batch: this.#table.rows, row: place } : undefined;
    this.#writer.push({ batch, row }, right, batch.sequence[row] ?? 0, batch.kinds[row] ?? 0);
  }

  #find(batch: Batch, row: number): number {
    const key = this.#keys.slotOfRow(batch, row, this.#leftPlaces);
    const place = this.#table.first(key);
    if (place === NO_ROW) this.#keys.remove(key);
    return place;
  }

  #rightRow(batch: Batch, row: number): void {
    if (hasNullKey(batch, row, this.#rightPlaces)) return;
    const key = this.#keys.slotOfRow(batch, row, this.#rightPlaces);
    const before = this.#table.first(key);
    if (takesBack(batch.kinds[row])) {
      // A row that another one has replaced is gone already.
      if (before !== NO_ROW && this.#same(this.#table.rows, before, batch, row)) {
        this.#table.remove(key, before);
        this.#keys.remove(key);
      }
      return;
    }
    const max = this.#settings.rowsMax ?? LOOKUP_ROWS_MAX;
    if (before !== NO_ROW) this.#table.remove(key, before);
    else if (this.#table.size >= max) {
      this.#keys.remove(key);
      throw new RowError('STATE_LIMIT', `the table holds ${max} rows already`);
    }
    this.#table.add(key, batch, row, 0);
  }

  snapshot(): Json {
    const rows: Json[] = [];
    for (let key = 0; key < this.#keys.size; key += 1) {
      const place = this.#table.first(key);
      if (place !== NO_ROW)
        rows.push({
          key: this.#keys.keyOf(key).map(saveValue),
          values: this.#table.rows.row(place).map(saveValue),
        });
    }
    return { schema: 1, rows };
  }

  restore(state: Json): void {
    for (const { key, values } of snapshotSchema.parse(state).rows)
      this.#table.load(this.#keys.slotOf(key.map(loadValue)), { writtenMs: 0, values });
  }
}
