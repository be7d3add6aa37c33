// Group aggregate: the result of each group over all rows so far, changed with every row that changes it (C.group-agg).
//
// The result before a row is computed from the state, not kept: it costs the same as a copy and no memory. A result that a
// row does not change is not put out again. The last row that is taken back deletes its group.

import type { Value } from '@weir/shared/data-type';
import type { Json } from '@weir/shared/graph';
import { placesOf } from '@weir/shared/stream-type';
import { RowError } from '@weir/sql/row-error';
import { sameValue } from '@weir/sql/runtime/deep';
import { z } from 'zod';
import type { NamedExpression } from '../field.ts';
import { type Ledger, newLedger } from './accumulators/ledger.ts';
import { type Batch, DELETE, INSERT, takesBack, UPDATE_AFTER, UPDATE_BEFORE } from './batch.ts';
import { type GroupCode, groupCode } from './group-code.ts';
import { clearGroup, numberAt } from './group-fields.ts';
import { GroupTable } from './group-table.ts';
import type { Operator, OperatorContext } from './operator.ts';
import { loadValue, savedValueSchema, saveValue } from './snapshot-values.ts';

/** Groups that an aggregate may keep; rows of further groups are refused, never silently dropped. */
export const AGGREGATE_GROUPS_MAX = 20_000_000;

/** What a group aggregate is made of. */
export type GroupAggregateSettings = {
  readonly keys: readonly string[];
  readonly aggregates: readonly NamedExpression[];
  /** How long a group is kept after its last row, in processing time; undefined means for ever. */
  readonly ttlMs: number | undefined;
  readonly groupsMax?: number | undefined;
  readonly ledger?: Ledger | undefined;
};

const snapshotSchema = z.strictObject({
  schema: z.literal(1),
  arrivals: z.number(),
  groups: z.array(
    z.strictObject({
      key: z.array(savedValueSchema),
      rows: z.number(),
      writtenMs: z.number(),
      fields: z.array(savedValueSchema),
    }),
  ),
});

/** Makes the operator. Input port `in`; output `out`: keys, then aggregates. */
export function groupAggregateOperator<C>(
  ctx: OperatorContext<C>,
  settings: GroupAggregateSettings,
): Operator {
  const operator = new GroupAggregate(ctx, settings);
  return {
    process: (inputs) => operator.process(inputs),
    nextFire: () => undefined,
    stateKeys: () => operator.groups,
    snapshot: () => operator.snapshot(),
    restore: (state) => operator.restore(state),
  };
}

class GroupAggregate<C> {
  readonly #ctx: OperatorContext<C>;
  readonly #settings: GroupAggregateSettings;
  readonly #keyColumns: readonly number[];
  readonly #code: GroupCode;
  readonly #ledger: Ledger;
  readonly #table: GroupTable;
  readonly #out: Batch;
  /** Rows of each group that are not taken back, and when the last one came; by slot. */
  #rows: Float64Array = new Float64Array(64);
  #writtenMs: Float64Array = new Float64Array(64);
  /** The result before the row at hand, and after it. */
  readonly #before: Value[];
  #sweepSlot = 0;
  groups = 0;

  constructor(ctx: OperatorContext<C>, settings: GroupAggregateSettings) {
    this.#ctx = ctx;
    this.#settings = settings;
    const input = ctx.inputs['in'];
    if (input === undefined) throw new Error('bug: aggregate without an input');
    this.#keyColumns = placesOf(input.columns, settings.keys);
    const aggregates = settings.aggregates.map((item) => ctx.aggregate(item.expression, 'in'));
    this.#ledger = settings.ledger ?? newLedger();
    this.#code = groupCode(aggregates, input.columns, ctx.compile, {
      ledger: this.#ledger,
      merges: false,
      retracts: input.changes === 'retract',
    });
    this.#table = new GroupTable(settings.keys.length, this.#code.kinds, { reusesSlots: true });
    this.#before = aggregates.map(() => null);
    this.#out = ctx.out('out');
  }

  process(inputs: readonly Batch[]): void {
    const [batch] = inputs;
    const expires = this.#settings.ttlMs !== undefined;
    const nowMs = expires ? this.#ctx.now() : 0;
    for (let row = 0; batch !== undefined && row < batch.length; row += 1) {
      const slot = this.#table.slotOfRow(batch, row, this.#keyColumns);
      if (slot >= this.#rows.length) this.#grow();
      if (expires && this.#isExpired(slot, nowMs)) this.#forget(slot);
      try {
        if (takesBack(batch.kinds[row])) this.#takeBack(slot, batch, row);
        else this.#add(slot, batch, row);
        this.#writtenMs[slot] = nowMs;
      } catch (error) {
        if (!(error instanceof RowError)) throw error;
        if (this.#rows[slot] === 0) this.#drop(slot);
        this.#ctx.reject(error.code, error.message, batch, row);
      }
      if (expires) this.#sweep(nowMs);
    }
  }

  #add(slot: number, batch: Batch, row: number): void {
    const rows = this.#rows[slot] ?? 0;
    const max = this.#settings.groupsMax ?? AGGREGATE_GROUPS_MAX;
    if (rows === 0 && this.groups >= max)
      throw new RowError('STATE_LIMIT', `the aggregate keeps ${max} groups already`);
    if (rows > 0) this.#remember(slot);
    this.#ledger.arrivals += 1;
    this.#code.add(this.#table.fields, slot, batch, row);
    this.#rows[slot] = rows + 1;
    const sequence = batch.sequence[row] ?? 0;
    if (rows > 0) {
      this.#change(slot, sequence);
      return;
    }
    this.groups += 1;
    this.#emit(slot, sequence, INSERT);
  }

  #takeBack(slot: number, batch: Batch, row: number): void {
    const rows = this.#rows[slot] ?? 0;
    if (rows === 0) {
      // The group has been forgotten, or never was: there is nothing to take the row from.
      this.#drop(slot);
      return;
    }
    this.#remember(slot);
    const sequence = batch.sequence[row] ?? 0;
    // First of all: a row that failed when it came fails here too, and takes no other row's group with it.
    this.#code.retract(this.#table.fields, slot, batch, row);
    if (rows === 1) {
      this.#emitBefore(slot, sequence, DELETE);
      this.#forget(slot);
      this.#drop(slot);
      return;
    }
    this.#rows[slot] = rows - 1;
    this.#change(slot, sequence);
  }

  #remember(slot: number): void {
    const { accumulators } = this.#code;
    const { fields } = this.#table;
    for (let index = 0; index < accumulators.length; index += 1)
      this.#before[index] = accumulators[index]?.result(fields, slot) ?? null;
  }

  /** Puts the change of a result out. Flink puts out unchanged results too where state expires, to keep theirs alive. */
  #change(slot: number, sequence: number): void {
    if (this.#settings.ttlMs === undefined && this.#isUnchanged(slot)) return;
    this.#emitBefore(slot, sequence, UPDATE_BEFORE);
    this.#emit(slot, sequence, UPDATE_AFTER);
  }

  #isUnchanged(slot: number): boolean {
    const { accumulators } = this.#code;
    for (let index = 0; index < accumulators.length; index += 1) {
      const before = this.#before[index] ?? null;
      const after = accumulators[index]?.result(this.#table.fields, slot) ?? null;
      if (!Object.is(before, after) && !sameValue(before, after)) return false;
    }
    return true;
  }

  #emit(slot: number, sequence: number, kind: number): void {
    const row = this.#emitKey(slot, sequence, kind);
    const { accumulators } = this.#code;
    const width = this.#keyColumns.length;
    for (let index = 0; index < accumulators.length; index += 1)
      this.#out.set(width + index, row, accumulators[index]?.result(this.#table.fields, slot) ?? null);
  }

  #emitBefore(slot: number, sequence: number, kind: number): void {
    const row = this.#emitKey(slot, sequence, kind);
    const width = this.#keyColumns.length;
    for (let index = 0; index < this.#before.length; index += 1)
      this.#out.set(width + index, row, this.#before[index] ?? null);
  }

  #emitKey(slot: number, sequence: number, kind: number): number {
    const row = this.#out.begin(sequence, kind);
    for (let column = 0; column < this.#table.keys.length; column += 1)
      this.#out.set(column, row, this.#table.keys[column]?.[slot] ?? null);
    return row;
  }

  #isExpired(slot: number, nowMs: number): boolean {
    const { ttlMs } = this.#settings;
    const rows = this.#rows[slot] ?? 0;
    return ttlMs !== undefined && rows > 0 && nowMs - (this.#writtenMs[slot] ?? 0) >= ttlMs;
  }

  /** Forgets what a group holds; its slot stays. */
  #forget(slot: number): void {
    for (const at of this.#code.weights) this.#ledger.kept -= numberAt(this.#table.fields, at, slot);
    clearGroup(this.#table.fields, 0, this.#code.kinds.length, slot);
    this.#rows[slot] = 0;
    this.groups -= 1;
  }

  /** Gives the slot of a group without rows back. */
  #drop(slot: number): void {
    clearGroup(this.#table.fields, 0, this.#code.kinds.length, slot);
    this.#table.remove(slot);
  }

  /** Looks at one group for each row that comes, so that groups that get no rows are forgotten too. */
  #sweep(nowMs: number): void {
    if (this.#table.size === 0) return;
    this.#sweepSlot = (this.#sweepSlot + 1) % this.#table.size;
    if (!this.#isExpired(this.#sweepSlot, nowMs)) return;
    this.#forget(this.#sweepSlot);
    this.#drop(this.#sweepSlot);
  }

  #grow(): void {
    const grown = (before: Float64Array): Float64Array => {
      const array = new Float64Array(2 * before.length);
      array.set(before);
      return array;
    };
    this.#rows = grown(this.#rows);
    this.#writtenMs = grown(this.#writtenMs);
  }

  snapshot(): Json {
    const groups: Json[] = [];
    for (let slot = 0; slot < this.#table.size; slot += 1) {
      const rows = this.#rows[slot] ?? 0;
      if (rows === 0) continue;
      groups.push({
        key: this.#table.keyOf(slot).map(saveValue),
        rows,
        writtenMs: this.#writtenMs[slot] ?? 0,
        fields: this.#table.fields.map((field) => saveValue(field[slot] ?? null)),
      });
    }
    return { schema: 1, arrivals: this.#ledger.arrivals, groups };
  }

  restore(state: Json): void {
    const saved = snapshotSchema.parse(state);
    this.#ledger.arrivals = saved.arrivals;
    for (const group of saved.groups) {
      const slot = this.#table.slotOfAll(group.key.map(loadValue));
      while (slot >= this.#rows.length) this.#grow();
      this.#rows[slot] = group.rows;
      this.#writtenMs[slot] = group.writtenMs;
      group.fields.forEach((field, index) => {
        const array = this.#table.fields[index];
        const value = loadValue(field);
        if (array instanceof Float64Array) array[slot] = typeof value === 'number' ? value : 0;
        else if (array !== undefined) array[slot] = value;
      });
      for (const at of this.#code.weights) this.#ledger.kept += numberAt(this.#table.fields, at, slot);
      this.groups += 1;
    }
  }
}
