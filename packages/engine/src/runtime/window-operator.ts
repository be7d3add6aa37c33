// Windowed aggregation in event time, for tumbling and hopping windows.
//
// Rows go into panes: slices of event time as long as the slide, shared by all windows that overlap there. A window is
// the sum of its panes when the watermark reaches its last millisecond (T5); a pane is dropped after its last window.
// A row is late only when the last window of its pane has fired (T6). Firing is exact to the row that moved the
// watermark, so output does not depend on the size of the batches.
import type { Value } from '@weir/shared/data-type';
import type { Json } from '@weir/shared/graph';
import { RowError } from '@weir/sql/row-error';
import { z } from 'zod';
import type { NamedExpression } from '../field.ts';
import { type Ledger, newLedger } from './accumulators/ledger.ts';
import type { Batch } from './batch.ts';
import { type GroupCode, groupCode } from './group-code.ts';
import { type FieldArray, numberAt } from './group-fields.ts';
import { GroupTable } from './group-table.ts';
import type { Operator, OperatorContext, WatermarkClock } from './operator.ts';
import { loadValue, type SavedValue, savedValueSchema, saveValue } from './snapshot-values.ts';
import { MIN_WATERMARK } from './time.ts';

/** Groups that a window operator may keep over all its panes; rows beyond are refused, never silently dropped. */
export const WINDOW_GROUPS_MAX = 5_000_000;

/** Size, slide and offset in milliseconds; `sizeMs` is a whole multiple of `slideMs`, equal for tumbling windows. */
export type WindowShape = { readonly sizeMs: number; readonly slideMs: number; readonly offsetMs: number };

/** What a windowed aggregate is made of. */
export type WindowSettings = {
  readonly shape: WindowShape;
  readonly keys: readonly string[];
  readonly aggregates: readonly NamedExpression[];
  /** Cap of groups; the default is WINDOW_GROUPS_MAX. */
  readonly groupsMax?: number | undefined;
  /** Caps of what the groups keep; the default is that of `newLedger`. */
  readonly ledger?: Ledger | undefined;
};

/** Makes the operator. Input port `in`, output `out`: window_start, window_end, window_time, keys, aggregates. */
export function windowOperator<C>(ctx: OperatorContext<C>, settings: WindowSettings): Operator {
  const operator = new WindowOperator(ctx, settings);
  return {
    process: (inputs, clock) => operator.process(inputs, clock),
    nextFire: () => operator.nextFire(),
    stateKeys: () => operator.groups,
    snapshot: () => operator.snapshot(),
    restore: (state) => operator.restore(state),
  };
}

const snapshotSchema = z.strictObject({
  schema: z.literal(1),
  watermark: z.number(),
  /** Rows added so far, where the order of arrival is kept; absent in snapshots of before. */
  arrivals: z.number().optional(),
  panes: z.array(
    z.strictObject({
      start: z.number(),
      keys: z.array(z.array(savedValueSchema)),
      fields: z.array(z.array(savedValueSchema)),
    }),
  ),
});

class WindowOperator<C> {
  readonly #ctx: OperatorContext<C>;
  readonly #shape: WindowShape;
  readonly #groupsMax: number;
  readonly #keyColumns: readonly number[];
  readonly #timeColumn: number;
  readonly #code: GroupCode;
  readonly #ledger: Ledger;
  readonly #panes = new Map<number, GroupTable>();
  readonly #out: Batch;
  #lastPaneStart = Number.NaN;
  #lastPane: GroupTable | undefined;
  #watermark = MIN_WATERMARK;
  /** Smallest window end that is not fired and has rows; Infinity when there is none. */
  #nextEnd = Number.POSITIVE_INFINITY;
  groups = 0;

  constructor(ctx: OperatorContext<C>, settings: WindowSettings) {
    this.#ctx = ctx;
    this.#shape = settings.shape;
    this.#groupsMax = settings.groupsMax ?? WINDOW_GROUPS_MAX;
    const input = ctx.inputs['in'];
    if (input === undefined) throw new Error('bug: window without an input');
    const indexOf = (name: string | undefined): number =>
      input.columns.findIndex((column) => column.name === name);
    this.#keyColumns = settings.keys.map(indexOf);
    this.#timeColumn = indexOf(input.eventTime);
    const aggregates = settings.aggregates.map((item) => ctx.aggregate(item.expression, 'in'));
    this.#ledger = settings.ledger ?? newLedger();
    const merges = settings.shape.sizeMs > settings.shape.slideMs;
    this.#code = groupCode(aggregates, input.columns, ctx.compile, {
      ledger: this.#ledger,
      merges,
      retracts: false,
    });
    this.#out = ctx.out('out');
  }

  process(inputs: readonly Batch[], clock: WatermarkClock): void {
    const batch = inputs[0];
    const { watermarks } = clock;
    if (batch !== undefined && batch.length > 0) {
      const times = batch.stores[this.#timeColumn]?.floats;
      if (times === undefined) throw new Error('bug: window without event time');
      for (let row = 0; row < batch.length; row += 1) {
        const watermark = watermarks[batch.sequence[row] ?? 0] ?? MIN_WATERMARK;
        if (watermark >= this.#nextEnd - 1) this.#fireUpTo(watermark, clock);
        this.#watermark = watermark;
        this.#add(batch, row, times[row] ?? 0);
      }
    }
    const last = watermarks[clock.end] ?? MIN_WATERMARK;
    if (last >= this.#nextEnd - 1) this.#fireUpTo(last, clock);
    this.#watermark = last;
  }

  #add(batch: Batch, row: number, time: number): void {
    const { slideMs, sizeMs, offsetMs } = this.#shape;
    const start = time - modulo(time - offsetMs, slideMs);
    if (start + sizeMs - 1 <= this.#watermark) {
      this.#ctx.late(batch, row);
      return;
    }
    if (this.groups >= this.#groupsMax) {
      this.#ctx.reject('STATE_LIMIT', `the windows keep ${this.#groupsMax} groups already`, batch, row);
      return;
    }
    const pane =
      start === this.#lastPaneStart && this.#lastPane !== undefined ? this.#lastPane : this.#paneAt(start);
    const before = pane.size;
    const slot = this.#slotOf(pane, batch, row);
    if (pane.size > before) this.groups += 1;
    this.#ledger.arrivals += 1;
    try {
      this.#code.add(pane.fields, slot, batch, row);
      if (pane.unfilled.size > 0) pane.unfilled.delete(slot);
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      if (pane.size > before) pane.unfilled.add(slot);
      this.#ctx.reject(error.code, error.message, batch, row);
    }
  }

  #slotOf(pane: GroupTable, batch: Batch, row: number): number {
    const columns = this.#keyColumns;
    if (columns.length === 1) return pane.slotOf(batch.get(columns[0] ?? 0, row));
    return pane.slotOfAll(columns.map((column) => batch.get(column, row)));
  }

  #paneAt(start: number): GroupTable {
    let pane = this.#panes.get(start);
    if (pane === undefined) {
      pane = new GroupTable(this.#keyColumns.length, this.#code.kinds);
      this.#panes.set(start, pane);
      this.#nextEnd = Math.min(this.#nextEnd, this.#firstEndOf(start, this.#watermark));
    }
    this.#lastPaneStart = start;
    this.#lastPane = pane;
    return pane;
  }

  /** The first window end of a pane that a watermark has not fired. */
  #firstEndOf(start: number, watermark: number): number {
    const { slideMs } = this.#shape;
    const first = start + slideMs;
    if (watermark < first - 1) return first;
    return first + (Math.floor((watermark + 1 - first) / slideMs) + 1) * slideMs;
  }

  #fireUpTo(watermark: number, clock: WatermarkClock): void {
    while (watermark >= this.#nextEnd - 1) {
      const end = this.#nextEnd;
      this.#fire(end, sequenceOf(end - 1, clock));
      this.#ctx.progress();
      this.#dropPanes(end);
      let next = Number.POSITIVE_INFINITY;
      for (const start of this.#panes.keys()) next = Math.min(next, this.#firstEndOf(start, end - 1));
      this.#nextEnd = next;
    }
  }

  #dropPanes(firedEnd: number): void {
    for (const [start, pane] of this.#panes) {
      if (start + this.#shape.sizeMs > firedEnd) continue;
      this.#panes.delete(start);
      this.groups -= pane.size;
      this.#ledger.kept -= this.#unitsOf(pane);
    }
    this.#lastPaneStart = Number.NaN;
    this.#lastPane = undefined;
  }

  #fire(end: number, sequence: number): void {
    const start = end - this.#shape.sizeMs;
    const table = this.#tableOf(start, end);
    if (table === undefined) return;
    const { accumulators } = this.#code;
    for (let slot = 0; slot < table.size; slot += 1) {
      if (table.unfilled.has(slot)) continue;
      const row: Value[] = [start, end, end - 1];
      for (const keys of table.keys) row.push(keys[slot] ?? null);
      for (const one of accumulators) row.push(one.result(table.fields, slot));
      this.#out.push(row, sequence);
    }
  }

  /** Units that the groups of a pane keep. */
  #unitsOf(pane: GroupTable): number {
    let units = 0;
    for (const at of this.#code.weights)
      for (let slot = 0; slot < pane.size; slot += 1) units += numberAt(pane.fields, at, slot);
    return units;
  }

  /** The groups of a window: its one pane, or the sum of several. */
  #tableOf(start: number, end: number): GroupTable | undefined {
    const panes = [...this.#panes].filter(([at]) => at >= start && at < end).sort((a, b) => a[0] - b[0]);
    if (panes.length <= 1) return panes[0]?.[1];
    const merged = new GroupTable(this.#keyColumns.length, this.#code.kinds);
    for (const [, pane] of panes) this.#merge(merged, pane);
    return merged;
  }

  #merge(into: GroupTable, pane: GroupTable): void {
    const { accumulators } = this.#code;
    for (let slot = 0; slot < pane.size; slot += 1) {
      if (pane.unfilled.has(slot)) continue;
      const target = this.#sameSlot(into, pane, slot);
      for (const one of accumulators) {
        if (one.merge === undefined)
          throw new Error('bug: an aggregate without merge in overlapping windows');
        one.merge(into.fields, target, pane.fields, slot);
      }
    }
  }

  #sameSlot(into: GroupTable, pane: GroupTable, slot: number): number {
    if (pane.keys.length === 1) return into.slotOf(pane.keys[0]?.[slot] ?? null);
    return into.slotOfAll(pane.keys.map((column) => column[slot] ?? null));
  }

  nextFire(): number | undefined {
    return this.#nextEnd === Number.POSITIVE_INFINITY ? undefined : this.#nextEnd - 1;
  }

  snapshot(): Json {
    const panes = [...this.#panes]
      .sort((a, b) => a[0] - b[0])
      .map(([start, pane]) => ({
        start,
        keys: pane.keys.map((column) => savedSlots(pane, column)),
        fields: pane.fields.map((field) => savedSlots(pane, field)),
      }));
    const { arrivals } = this.#ledger;
    return { schema: 1, watermark: this.#watermark, arrivals, panes };
  }

  restore(state: Json): void {
    const saved = snapshotSchema.parse(state);
    this.#watermark = saved.watermark;
    this.#ledger.arrivals = saved.arrivals ?? 0;
    for (const one of saved.panes) {
      const pane = new GroupTable(this.#keyColumns.length, this.#code.kinds);
      const size = one.fields[0]?.length ?? one.keys[0]?.length ?? 0;
      for (let slot = 0; slot < size; slot += 1) {
        const keys = one.keys.map((column) => loadValue(column[slot] ?? null));
        if (keys.length === 1) pane.slotOf(keys[0] ?? null);
        else pane.slotOfAll(keys);
        one.fields.forEach((field, index) => {
          const array = pane.fields[index];
          const value = loadValue(field[slot] ?? null);
          if (array instanceof Float64Array) array[slot] = typeof value === 'number' ? value : 0;
          else if (array !== undefined) array[slot] = value;
        });
      }
      this.#panes.set(one.start, pane);
      this.groups += pane.size;
      this.#ledger.kept += this.#unitsOf(pane);
      this.#nextEnd = Math.min(this.#nextEnd, this.#firstEndOf(one.start, this.#watermark));
    }
  }
}

/** The values of the slots that have a row. */
function savedSlots({ size, unfilled }: GroupTable, values: FieldArray): readonly SavedValue[] {
  return [...values.slice(0, size)].filter((_, slot) => !unfilled.has(slot)).map(saveValue);
}

/** The source row that lifted the watermark to `watermark`: what fires then has its sequence. */
export function sequenceOf(watermark: number, clock: WatermarkClock): number {
  let low = clock.start;
  let high = clock.end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((clock.watermarks[middle] ?? 0) >= watermark) high = middle;
    else low = middle + 1;
  }
  return Math.max(clock.start, low - 1);
}

/** The remainder that is never negative (T4: floor for times before 1970). */
function modulo(value: number, divisor: number): number {
  const rest = value % divisor;
  return rest < 0 ? rest + divisor : rest;
}
