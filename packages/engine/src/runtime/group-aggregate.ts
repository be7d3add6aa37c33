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
import { type GroupCode, groupCode, unitsOf } from './group-code.ts';
import { clearGroup, loadField } from './group-fields.ts';
import { GroupTable } from './group-table.ts';
import { grown } from './grow.ts';
import { type Operator, type OperatorContext, rejectFailed } from './operator.ts';
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
  readonly #after: Value[];
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
    this.#after = aggregates.map(() => null);
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
        if (this.#rows[slot] === 0) this.#drop(slot);
        rejectFailed(this.#ctx, error, batch, row);
      }
      if (expires) this.#sweep(nowMs);
    }
  }

  #add(slot: number, batch: Batch, row: number): void {
    const rows = this.#rows[slot] ?? 0;
    const max = this.#settings.groupsMax ?? AGGREGATE_GROUPS_MAX;
    if (rows === 0 && this.groups >= max)
      throw new RowError('STATE_LIMIT', `the aggregate keeps ${max} groups already`);
    if (rows > 0) this.#results(this.#before, slot);
    this.#ledger.arrivals += 1;
    this.#code.add(this.#table.fields, slot, batch, row);
    this.#rows[slot] = rows + 1;
    const sequence = batch.sequence[row] ?? 0;
    if (rows > 0) {
      this.#change(slot, sequence);
      return;
    }
    this.groups += 1;
    this.#results(this.#after, slot);
    this.#emit(slot, this.#after, sequence, INSERT);
  }

  #takeBack(slot: number, batch: Batch, row: number): void {
    const rows = this.#rows[slot] ?? 0;
    if (rows === 0) {
      // The group has been forgotten, or never was: there is nothing to take the row from.
      this.#drop(slot);
      return;
    }
    this.#results(this.#before, slot);
    const sequence = batch.sequence[row] ?? 0;
    // First of all: a row that failed when it came fails here too, and takes no other row's group with it.
    this.#code.retract(this.#table.fields, slot, batch, row);
    if (rows === 1) {
      this.#emit(slot, this.#before, sequence, DELETE);
      this.#forget(slot);
      this.#drop(slot);
      return;
    }
    this.#rows[slot] = rows - 1;
    this.#change(slot, sequence);
  }

  /** Puts the results of a group, as they are now, into a list. */
  #results(into: Value[], slot: number): void {
    const { accumulators } = this.#code;
    const { fields } = this.#table;
    for (let index = 0; index < accumulators.length; index += 1)
      into[index] = accumulators[index]?.result(fields, slot) ?? null;
  }

  /** Puts the change of a result out. Flink puts out unchanged results too where state expires, to keep theirs alive. */
  #change(slot: number, sequence: number): void {
    this.#results(this.#after, slot);
    if (this.#settings.ttlMs === undefined && this.#isUnchanged()) return;
    this.#emit(slot, this.#before, sequence, UPDATE_BEFORE);
    this.#emit(slot, this.#after, sequence, UPDATE_AFTER);
  }

  #isUnchanged(): boolean {
    for (let index = 0; index < this.#after.length; index += 1) {
      const [before = null, after = null] = [this.#before[index], this.#after[index]];
      if (!Object.is(before, after) && !sameValue(before, after)) return false;
    }
    return true;
  }

  #emit(slot: number, results: readonly Value[], sequence: number, kind: number): void {
    const row = this.#out.begin(sequence, kind);
    const width = this.#table.keys.length;
    for (let column = 0; column < width; column += 1)
      this.#out.set(column, row, this.#table.keys[column]?.[slot] ?? null);
    for (let index = 0; index < results.length; index += 1)
      this.#out.set(width + index, row, results[index] ?? null);
  }

  #isExpired(slot: number, nowMs: number): boolean {
    const { ttlMs } = this.#settings;
    const rows = this.#rows[slot] ?? 0;
    return ttlMs !== undefined && rows > 0 && nowMs - (this.#writtenMs[slot] ?? 0) >= ttlMs;
  }

  /** Forgets what a group holds; its slot stays. */
  #forget(slot: number): void {
    this.#ledger.kept -= unitsOf(this.#code, this.#table.fields, slot);
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
    const slots = 2 * this.#rows.length;
    this.#rows = grown(this.#rows, new Float64Array(slots));
    this.#writtenMs = grown(this.#writtenMs, new Float64Array(slots));
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
      for (const [at, field] of group.fields.entries())
        loadField(this.#table.fields[at], slot, loadValue(field));
      this.#ledger.kept += unitsOf(this.#code, this.#table.fields, slot);
      this.groups += 1;
    }
  }
}
