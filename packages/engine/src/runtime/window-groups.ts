// Aggregation over windows that rows already have: by window and keys, fired with the window.
//
// A window fires when the watermark reaches its last millisecond, and a row that comes later is late, as for the windows
// of `window-operator.ts`; here the rows say which window that is.
import type { Value } from '@weir/shared/data-type';
import type { Json } from '@weir/shared/graph';
import { z } from 'zod';
import type { NamedExpression } from '../field.ts';
import { type Ledger, newLedger } from './accumulators/ledger.ts';
import { type Batch, takesBack } from './batch.ts';
import { type GroupCode, groupCode } from './group-code.ts';
import { clearGroup, loadField, numberAt } from './group-fields.ts';
import { GroupTable } from './group-table.ts';
import {
  type Operator,
  type OperatorContext,
  rejectFailed,
  sequenceOf,
  type WatermarkClock,
} from './operator.ts';
import { OwnWindows, type WindowPlaces, windowEndOf, windowPlaces } from './own-windows.ts';
import { loadValue, savedValueSchema, saveValue } from './snapshot-values.ts';
import { MIN_WATERMARK } from './time.ts';
import { WINDOW_GROUPS_MAX } from './window-operator.ts';

/** What the aggregate is made of. */
export type WindowGroupsSettings = {
  readonly keys: readonly string[];
  readonly aggregates: readonly NamedExpression[];
  /** Cap of open groups; the default is WINDOW_GROUPS_MAX. */
  readonly groupsMax?: number | undefined;
  /** Caps of what the groups keep; the default is that of `newLedger`. */
  readonly ledger?: Ledger | undefined;
};

const snapshotSchema = z.strictObject({
  schema: z.literal(1),
  watermark: z.number(),
  arrivals: z.number(),
  /** Open groups by window end, then in order of arrival: start, end and keys, and the fields. */
  groups: z.array(z.strictObject({ key: z.array(savedValueSchema), fields: z.array(savedValueSchema) })),
});

/** Makes the operator. Input port `in`, output `out`: start and end, window_time, keys, aggregates. */
export function windowGroupsOperator<C>(ctx: OperatorContext<C>, settings: WindowGroupsSettings): Operator {
  const operator = new WindowGroups(ctx, settings);
  return {
    process: (inputs, clock) => operator.process(inputs, clock),
    nextFire: () => operator.nextFire(),
    stateKeys: () => operator.groups,
    snapshot: () => operator.snapshot(),
    restore: (state) => operator.restore(state),
  };
}

class WindowGroups<C> {
  readonly #ctx: OperatorContext<C>;
  readonly #groupsMax: number;
  readonly #places: WindowPlaces;
  readonly #retracts: boolean;
  readonly #results: number;
  readonly #code: GroupCode;
  readonly #ledger: Ledger;
  readonly #table: GroupTable;
  readonly #windows = new OwnWindows();
  readonly #out: Batch;
  #watermark = MIN_WATERMARK;

  constructor(ctx: OperatorContext<C>, settings: WindowGroupsSettings) {
    this.#ctx = ctx;
    this.#groupsMax = settings.groupsMax ?? WINDOW_GROUPS_MAX;
    const input = ctx.inputs['in'];
    if (input === undefined) throw new Error('bug: window aggregate without an input');
    this.#places = windowPlaces(input, settings.keys);
    this.#retracts = input.changes === 'retract';
    this.#results = settings.aggregates.length;
    this.#ledger = settings.ledger ?? newLedger();
    const calls = settings.aggregates.map((item) => item.expression);
    this.#code = groupCode(
      [...calls, ...(this.#retracts ? ['COUNT(*)'] : [])].map((call) => ctx.aggregate(call, 'in')),
      input.columns,
      ctx.compile,
      { ledger: this.#ledger, merges: false, retracts: this.#retracts },
    );
    this.#table = new GroupTable(this.#places.group.length, this.#code.kinds, { reusesSlots: true });
    this.#out = ctx.out('out');
  }

  get groups(): number {
    return this.#windows.size;
  }

  process([batch]: readonly Batch[], clock: WatermarkClock): void {
    const { watermarks } = clock;
    for (let row = 0; batch !== undefined && row < batch.length; row += 1) {
      this.#advance(watermarks[batch.sequence[row] ?? 0] ?? MIN_WATERMARK, clock);
      this.#take(batch, row);
    }
    this.#advance(watermarks[clock.end] ?? MIN_WATERMARK, clock);
  }

  #advance(watermark: number, clock: WatermarkClock): void {
    this.#watermark = watermark;
    for (;;) {
      const end = this.#windows.next();
      if (end === undefined || end - 1 > watermark) return;
      const sequence = sequenceOf(end - 1, clock);
      for (const slot of this.#windows.take()) this.#fire(slot, sequence);
      this.#ctx.progress();
    }
  }

  #take(batch: Batch, row: number): void {
    const end = windowEndOf(batch, row, this.#places);
    if (end === undefined) {
      this.#ctx.reject('NULL_TIME', 'the window of the row is NULL', batch, row);
      return;
    }
    if (end - 1 <= this.#watermark) {
      this.#ctx.late(batch, row);
      return;
    }
    const slot = this.#table.slotOfRow(batch, row, this.#places.group);
    const isOpen = this.#windows.isOpen(slot);
    if (!isOpen && this.groups >= this.#groupsMax) {
      this.#table.remove(slot);
      this.#ctx.reject('STATE_LIMIT', `the windows keep ${this.#groupsMax} groups already`, batch, row);
      return;
    }
    const isAdded = this.#add(slot, batch, row);
    if (isOpen) return;
    if (isAdded) this.#windows.open(slot, end);
    else this.#forget(slot);
  }

  #add(slot: number, batch: Batch, row: number): boolean {
    this.#ledger.arrivals += 1;
    try {
      const step = this.#retracts && takesBack(batch.kinds[row]) ? this.#code.retract : this.#code.add;
      step(this.#table.fields, slot, batch, row);
      return true;
    } catch (error) {
      rejectFailed(this.#ctx, error, batch, row);
      return false;
    }
  }

  #fire(slot: number, sequence: number): void {
    const { fields, keys } = this.#table;
    const { accumulators } = this.#code;
    // All rows of the group were taken back.
    const isEmpty = this.#retracts && accumulators[this.#results]?.result(fields, slot) === 0;
    if (!isEmpty) {
      const [start = null, end = null, ...rest] = keys.map((column) => column[slot] ?? null);
      const row: Value[] = [start, end, Number(end) - 1, ...rest];
      for (let index = 0; index < this.#results; index += 1)
        row.push(accumulators[index]?.result(fields, slot) ?? null);
      this.#out.push(row, sequence);
    }
    this.#forget(slot);
  }

  #forget(slot: number): void {
    const { fields } = this.#table;
    for (const at of this.#code.weights) this.#ledger.kept -= numberAt(fields, at, slot);
    clearGroup(fields, 0, this.#code.kinds.length, slot);
    this.#table.remove(slot);
  }

  nextFire(): number | undefined {
    const end = this.#windows.next();
    return end === undefined ? undefined : end - 1;
  }

  snapshot(): Json {
    const { fields } = this.#table;
    const groups = this.#windows.all().map((slot) => ({
      key: this.#table.keyOf(slot).map(saveValue),
      fields: fields.map((field) => saveValue(field[slot] ?? null)),
    }));
    return { schema: 1, watermark: this.#watermark, arrivals: this.#ledger.arrivals, groups };
  }

  restore(state: Json): void {
    const saved = snapshotSchema.parse(state);
    this.#watermark = saved.watermark;
    this.#ledger.arrivals = saved.arrivals;
    for (const one of saved.groups) {
      const key = one.key.map(loadValue);
      const slot = this.#table.slotOfAll(key);
      const { fields } = this.#table;
      one.fields.forEach((value, at) => {
        loadField(fields[at], slot, loadValue(value));
      });
      for (const at of this.#code.weights) this.#ledger.kept += numberAt(fields, at, slot);
      this.#windows.open(slot, Number(key[1]));
    }
  }
}
