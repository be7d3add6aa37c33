// Windowed aggregation in event time, for tumbling, hopping and cumulating windows.
//
// Rows go into panes: slices of event time as long as the slide, shared by all windows that overlap there. When the
// watermark reaches the last millisecond of a window (T5), the panes that end by then become part of the sliding groups,
// each group gives a result, and the panes whose last window this was go. A row is late only when the last window of its
// pane has fired (T6). Firing is exact to the row that moved the watermark, so output does not depend on the size of
// the batches.

import type { Value } from '@weir/shared/data-type';
import type { Json } from '@weir/shared/graph';
import { placeOf, placesOf } from '@weir/shared/stream-type';
import type { Ledger } from './accumulators/ledger.ts';
import type { Batch } from './batch.ts';
import { unitsOfAll } from './group-code.ts';
import { Heap } from './heap.ts';
import {
  type Operator,
  type OperatorContext,
  rejectFailed,
  sequenceOf,
  type WatermarkClock,
} from './operator.ts';
import { Pane } from './pane.ts';
import { SlidingGroups } from './sliding-groups.ts';
import { MIN_WATERMARK } from './time.ts';
import { type WindowAggregates, type WindowCode, windowCode } from './window-code.ts';
import {
  lastEndOf,
  overlaps,
  paneStartOf,
  recentMaxMs,
  type WindowShape,
  windowStartOf,
} from './window-shape.ts';
import { loadPanes, savePanes } from './window-snapshot.ts';

/** Groups that a window operator may keep over all its panes; rows beyond are refused, never silently dropped. */
export const WINDOW_GROUPS_MAX = 5_000_000;

/** Groups that a new pane has room for, at least and at most. */
const PANE_SLOTS_MIN = 8;
const PANE_SLOTS_MAX = 65_536;

/** Panes kept to be used again. */
const SPARE_PANES_MAX = 4;

/** What a windowed aggregate is made of. */
export type WindowSettings = WindowAggregates & {
  readonly shape: WindowShape;
  readonly keys: readonly string[];
  /** Cap of groups; the default is WINDOW_GROUPS_MAX. */
  readonly groupsMax?: number | undefined;
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

class WindowOperator<C> {
  readonly #ctx: OperatorContext<C>;
  readonly #shape: WindowShape;
  readonly #overlaps: boolean;
  readonly #groupsMax: number;
  readonly #keyColumns: readonly number[];
  readonly #timeColumn: number;
  readonly #code: WindowCode;
  readonly #ledger: Ledger;
  readonly #panes = new Map<number, Pane>();
  /** Panes of which no window has fired, and the others: earliest first. */
  readonly #waiting = new Heap<Pane>((a, b) => a.start < b.start);
  readonly #parts = new Heap<Pane>((a, b) => a.start < b.start);
  readonly #sliding: SlidingGroups;
  readonly #out: Batch;
  readonly #row: Value[] = [];
  #lastPane: Pane | undefined;
  /** Panes that have gone, to be used again: making one costs more than emptying it. */
  readonly #spare: Pane[] = [];
  /** Groups that a new pane has room for. */
  #slots = PANE_SLOTS_MIN;
  #watermark = MIN_WATERMARK;
  /** Smallest window end that is not fired and has rows; Infinity when there is none. */
  #nextEnd = Number.POSITIVE_INFINITY;
  groups = 0;

  constructor(ctx: OperatorContext<C>, settings: WindowSettings) {
    this.#ctx = ctx;
    this.#shape = settings.shape;
    this.#overlaps = overlaps(settings.shape);
    this.#groupsMax = settings.groupsMax ?? WINDOW_GROUPS_MAX;
    const input = ctx.inputs['in'];
    if (input === undefined) throw new Error('bug: window without an input');
    this.#keyColumns = placesOf(input.columns, settings.keys);
    this.#timeColumn = placeOf(input.columns, input.eventTime);
    this.#code = windowCode(ctx, settings, { merges: this.#overlaps });
    this.#ledger = this.#code.ledger;
    this.#sliding = new SlidingGroups(this.#code, this.#keyColumns.length, recentMaxMs(this.#shape));
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
        this.#take(batch, row, times[row] ?? 0);
      }
    }
    const last = watermarks[clock.end] ?? MIN_WATERMARK;
    if (last >= this.#nextEnd - 1) this.#fireUpTo(last, clock);
    this.#watermark = last;
  }

  #take(batch: Batch, row: number, time: number): void {
    // Most rows fall into the pane of the row before: no division for them.
    const last = this.#lastPane?.start ?? Number.NaN;
    const isSame = time >= last && time < last + this.#shape.slideMs;
    const start = isSame ? last : paneStartOf(this.#shape, time);
    if (lastEndOf(this.#shape, start) - 1 <= this.#watermark) {
      this.#ctx.late(batch, row);
      return;
    }
    if (this.groups >= this.#groupsMax) {
      this.#ctx.reject('STATE_LIMIT', `the windows keep ${this.#groupsMax} groups already`, batch, row);
      return;
    }
    const pane = this.#lastPane?.start === start ? this.#lastPane : this.#paneAt(start);
    const { table } = pane;
    const before = table.size;
    const slot = table.slotOfRow(batch, row, this.#keyColumns);
    const isNew = slot >= before || (table.unfilled.size > 0 && table.unfilled.has(slot));
    if (slot >= before) this.groups += 1;
    if (pane.isPart && !isNew) this.#sliding.leaves(pane, slot);
    const isAdded = this.#add(pane, slot, { batch, row, isNew });
    if (pane.isPart && (isAdded || !isNew)) {
      this.#sliding.entered(pane, slot, { isNew });
      if (isNew) this.#nextEnd = this.#endAfterFired();
    }
  }

  /** Adds a row to a group or takes it back; false when it was refused. */
  #add(
    { table }: Pane,
    slot: number,
    { batch, row, isNew }: { readonly batch: Batch; readonly row: number; readonly isNew: boolean },
  ): boolean {
    this.#ledger.arrivals += 1;
    try {
      this.#code.take(table.fields, slot, batch, row);
      if (isNew && table.unfilled.size > 0) table.unfilled.delete(slot);
      return true;
    } catch (error) {
      if (isNew) table.unfilled.add(slot);
      rejectFailed(this.#ctx, error, batch, row);
      return false;
    }
  }

  #paneAt(start: number): Pane {
    let pane = this.#panes.get(start);
    if (pane === undefined) {
      pane = this.#spare.pop();
      if (pane === undefined) pane = new Pane(start, this.#code, this.#keyColumns.length, this.#slots);
      else pane.reuse(start);
      this.#panes.set(start, pane);
      const firstEnd = start + this.#shape.slideMs;
      if (firstEnd - 1 > this.#watermark) {
        this.#waiting.push(pane);
        if (firstEnd < this.#nextEnd) this.#nextEnd = firstEnd;
      } else {
        this.#sliding.add(pane);
        this.#parts.push(pane);
      }
    }
    this.#lastPane = pane;
    return pane;
  }

  #fireUpTo(watermark: number, clock: WatermarkClock): void {
    while (watermark >= this.#nextEnd - 1) {
      const end = this.#nextEnd;
      if (this.#overlaps) this.#fire(end, sequenceOf(end - 1, clock));
      else this.#firePane(end, sequenceOf(end - 1, clock));
      this.#ctx.progress();
      this.#watermark = end - 1;
      this.#nextEnd = this.#endAfterFired();
    }
  }

  /** The next window end with rows after what the watermark has fired. */
  #endAfterFired(): number {
    const { slideMs } = this.#shape;
    const waiting = this.#waiting.first();
    const next = waiting === undefined ? Number.POSITIVE_INFINITY : waiting.start + slideMs;
    if (this.#sliding.size === 0) return next;
    return Math.min(next, paneStartOf(this.#shape, this.#watermark + 1) + slideMs);
  }

  /** A tumbling window is one pane. */
  #firePane(end: number, sequence: number): void {
    const pane = this.#waiting.pop();
    if (pane === undefined) return;
    const { table } = pane;
    for (let slot = 0; slot < table.size; slot += 1) {
      if (table.unfilled.size > 0 && table.unfilled.has(slot)) continue;
      const row = this.#startRow(pane.start, end);
      for (const column of table.keys) row.push(column[slot] ?? null);
      this.#finishRow(
        row,
        (index) => this.#code.accumulators[index]?.result(table.fields, slot) ?? null,
        sequence,
      );
    }
    this.#drop(pane);
  }

  #fire(end: number, sequence: number): void {
    this.#sliding.open(end);
    for (;;) {
      const pane = this.#waiting.first();
      if (pane === undefined || pane.start + this.#shape.slideMs > end) break;
      this.#waiting.pop();
      this.#sliding.add(pane);
      this.#parts.push(pane);
    }
    const start = windowStartOf(this.#shape, end);
    this.#sliding.settle(start, () => this.#parts.all());
    this.#sliding.forEach((slot) => {
      const row = this.#startRow(start, end);
      this.#sliding.writeKey(slot, row);
      this.#finishRow(row, (index) => this.#sliding.result(index, slot), sequence);
    });
    for (;;) {
      const pane = this.#parts.first();
      if (pane === undefined || lastEndOf(this.#shape, pane.start) > end) break;
      this.#parts.pop();
      this.#sliding.remove(pane);
      this.#drop(pane);
    }
  }

  #startRow(start: number, end: number): Value[] {
    const row = this.#row;
    row.length = 0;
    row.push(start, end, end - 1);
    return row;
  }

  #finishRow(row: Value[], result: (index: number) => Value, sequence: number): void {
    const { results, retracts } = this.#code;
    // All rows of the group were taken back.
    if (retracts && result(results) === 0) return;
    for (let index = 0; index < results; index += 1) row.push(result(index));
    this.#out.push(row, sequence);
  }

  #drop(pane: Pane): void {
    this.#panes.delete(pane.start);
    // The next panes are taken to be as large: no table grows, and those of few keys are small.
    this.#slots = Math.min(
      PANE_SLOTS_MAX,
      2 ** Math.ceil(Math.log2(Math.max(PANE_SLOTS_MIN, pane.table.size))),
    );
    this.groups -= pane.table.size;
    this.#ledger.kept -= unitsOfAll(this.#code, pane.table);
    this.#lastPane = undefined;
    if (this.#spare.length < SPARE_PANES_MAX && !pane.table.isSparse) this.#spare.push(pane);
  }

  nextFire(): number | undefined {
    return this.#nextEnd === Number.POSITIVE_INFINITY ? undefined : this.#nextEnd - 1;
  }

  snapshot(): Json {
    return savePanes({
      watermark: this.#watermark,
      arrivals: this.#ledger.arrivals,
      panes: [...this.#panes.values()],
      sliding: this.#overlaps ? this.#sliding : undefined,
    });
  }

  restore(state: Json): void {
    const saved = loadPanes(state, this.#code, this.#keyColumns.length);
    this.#watermark = saved.watermark;
    this.#ledger.arrivals = saved.arrivals;
    this.#sliding.restore(saved.order, saved.stacks);
    for (const pane of saved.panes) {
      this.#panes.set(pane.start, pane);
      this.groups += pane.table.size;
      this.#ledger.kept += unitsOfAll(this.#code, pane.table);
      if (pane.start + this.#shape.slideMs - 1 > this.#watermark) this.#waiting.push(pane);
      else {
        this.#sliding.add(pane);
        this.#parts.push(pane);
      }
    }
    this.#sliding.restored();
    this.#nextEnd = this.#endAfterFired();
  }
}
