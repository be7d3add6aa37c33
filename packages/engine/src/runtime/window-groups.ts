// Aggregation over windows that rows already have: by window and keys, fired with the window.
//
// A window fires when the watermark reaches its last millisecond, and a row that comes later is late, as for the windows
// of `window-operator.ts`; here the rows say which window that is.
import type { Json } from '@weir/shared/graph';
import { z } from 'zod';
import type { Ledger } from './accumulators/ledger.ts';
import type { Batch } from './batch.ts';
import { unitsOf } from './group-code.ts';
import { clearGroup, loadField } from './group-fields.ts';
import { GroupTable } from './group-table.ts';
import { type Operator, type OperatorContext, rejectFailed, type WatermarkClock } from './operator.ts';
import { OwnWindows, type WindowPlaces, windowPlaces } from './own-windows.ts';
import { loadValue, savedValueSchema, saveValue } from './snapshot-values.ts';
import { resultsOf, type WindowAggregates, type WindowCode, windowCode } from './window-code.ts';
import { WINDOW_GROUPS_MAX } from './window-operator.ts';

/** What the aggregate is made of. */
export type WindowGroupsSettings = WindowAggregates & {
  readonly keys: readonly string[];
  /** Cap of open groups; the default is WINDOW_GROUPS_MAX. */
  readonly groupsMax?: number | undefined;
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
    nextFire: () => operator.windows.nextFire(),
    stateKeys: () => operator.groups,
    snapshot: () => operator.snapshot(),
    restore: (state) => operator.restore(state),
  };
}

class WindowGroups<C> {
  readonly #ctx: OperatorContext<C>;
  readonly #groupsMax: number;
  readonly #places: WindowPlaces;
  readonly #code: WindowCode;
  readonly #ledger: Ledger;
  readonly #table: GroupTable;
  readonly windows = new OwnWindows();
  readonly #on: Parameters<OwnWindows['process']>[2];
  readonly #out: Batch;

  constructor(ctx: OperatorContext<C>, settings: WindowGroupsSettings) {
    this.#ctx = ctx;
    this.#groupsMax = settings.groupsMax ?? WINDOW_GROUPS_MAX;
    const input = ctx.inputs['in'];
    if (input === undefined) throw new Error('bug: window aggregate without an input');
    this.#places = windowPlaces(input, settings.keys);
    this.#code = windowCode(ctx, settings, { merges: false });
    this.#ledger = this.#code.ledger;
    this.#table = new GroupTable(this.#places.group.length, this.#code.kinds, { reusesSlots: true });
    this.#out = ctx.out('out');
    this.#on = {
      ctx,
      places: this.#places,
      take: (batch, row, end) => this.#take(batch, row, end),
      fire: (slot, sequence) => this.#fire(slot, sequence),
    };
  }

  get groups(): number {
    return this.windows.size;
  }

  process([batch]: readonly Batch[], clock: WatermarkClock): void {
    this.windows.process(batch, clock, this.#on);
  }

  #take(batch: Batch, row: number, end: number): void {
    const slot = this.#table.slotOfRow(batch, row, this.#places.group);
    const isOpen = this.windows.isOpen(slot);
    if (!isOpen && this.groups >= this.#groupsMax) {
      this.#table.remove(slot);
      this.#ctx.reject('STATE_LIMIT', `the windows keep ${this.#groupsMax} groups already`, batch, row);
      return;
    }
    const isAdded = this.#add(slot, batch, row);
    if (isOpen) return;
    if (isAdded) this.windows.open(slot, end);
    else this.#forget(slot);
  }

  #add(slot: number, batch: Batch, row: number): boolean {
    this.#ledger.arrivals += 1;
    try {
      this.#code.take(this.#table.fields, slot, batch, row);
      return true;
    } catch (error) {
      rejectFailed(this.#ctx, error, batch, row);
      return false;
    }
  }

  #fire(slot: number, sequence: number): void {
    const { fields, keys } = this.#table;
    const results = resultsOf(this.#code, fields, slot);
    if (results !== undefined) {
      const [start = null, end = null, ...rest] = keys.map((column) => column[slot] ?? null);
      this.#out.push([start, end, Number(end) - 1, ...rest, ...results], sequence);
    }
    this.#forget(slot);
  }

  #forget(slot: number): void {
    const { fields } = this.#table;
    this.#ledger.kept -= unitsOf(this.#code, fields, slot);
    clearGroup(fields, 0, this.#code.kinds.length, slot);
    this.#table.remove(slot);
  }

  snapshot(): Json {
    const { fields } = this.#table;
    const groups = this.windows.all().map((slot) => ({
      key: this.#table.keyOf(slot).map(saveValue),
      fields: fields.map((field) => saveValue(field[slot] ?? null)),
    }));
    return { schema: 1, watermark: this.windows.watermark, arrivals: this.#ledger.arrivals, groups };
  }

  restore(state: Json): void {
    const saved = snapshotSchema.parse(state);
    this.windows.watermark = saved.watermark;
    this.#ledger.arrivals = saved.arrivals;
    for (const one of saved.groups) {
      const key = one.key.map(loadValue);
      const slot = this.#table.slotOfAll(key);
      const { fields } = this.#table;
      one.fields.forEach((value, at) => {
        loadField(fields[at], slot, loadValue(value));
      });
      this.#ledger.kept += unitsOf(this.#code, fields, slot);
      this.windows.open(slot, Number(key[1]));
    }
  }
}
