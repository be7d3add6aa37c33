// Windows that give results before they end, and corrected results for rows that come late (T19): a stream of changes.
//
// Each row is added to every window that it lies in, as what was shown of a window has to be known to be taken back; so
// the number of windows of a row is limited. Rejected: correcting windows over shared panes, which costs all panes of a
// window for each late row and does not know what early results have shown.

import type { Value } from '@weir/shared/data-type';
import type { Json } from '@weir/shared/graph';
import { placeOf, placesOf } from '@weir/shared/stream-type';
import { sameValue } from '@weir/sql/runtime/deep';
import type { Ledger } from './accumulators/ledger.ts';
import { type Batch, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from './batch.ts';
import { loadWindows, saveWindows } from './corrected-snapshot.ts';
import { unitsOfAll } from './group-code.ts';
import { GroupTable } from './group-table.ts';
import { Heap } from './heap.ts';
import {
  type Operator,
  type OperatorContext,
  rejectFailed,
  sequenceOf,
  type WatermarkClock,
} from './operator.ts';
import { MIN_WATERMARK } from './time.ts';
import { resultsOf, type WindowAggregates, type WindowCode, windowCode } from './window-code.ts';
import { WINDOW_GROUPS_MAX } from './window-operator.ts';
import { lastEndOf, paneStartOf, type WindowShape, windowStartOf } from './window-shape.ts';

/** Windows that a row may lie in where results are corrected. */
export const CORRECTED_WINDOWS_MAX = 100;

/** When results are given beside the end of the window. */
export type Corrections = {
  /** How long after its end, in event time, a window takes late rows; 0 for not at all. */
  readonly latenessMs: number;
  /** Early results at every multiple of this event time; undefined for none. */
  readonly everyMs: number | undefined;
  /** An early result with every so many rows of a window and key; undefined for none. */
  readonly everyRows: number | undefined;
};

/** What corrected windows are made of. */
export type CorrectedSettings = WindowAggregates & {
  readonly shape: WindowShape;
  readonly corrections: Corrections;
  readonly keys: readonly string[];
  readonly groupsMax?: number | undefined;
};

/** A window with its groups. */
export class CorrectedWindow {
  readonly start: number;
  readonly end: number;
  readonly table: GroupTable;
  /** By slot: the results that were shown, the rows since, and the slots that have changed since an early result. */
  readonly shown: (readonly Value[] | undefined)[] = [];
  readonly rows: number[] = [];
  readonly changed = new Set<number>();

  constructor(start: number, end: number, table: GroupTable) {
    this.start = start;
    this.end = end;
    this.table = table;
  }
}

/** Makes the operator. Input port `in`, output `out`: window_start, window_end, window_time, keys, aggregates. */
export function correctedWindowsOperator<C>(ctx: OperatorContext<C>, settings: CorrectedSettings): Operator {
  const operator = new CorrectedWindows(ctx, settings);
  return {
    process: (inputs, clock) => operator.process(inputs, clock),
    nextFire: () => operator.nextFire(),
    stateKeys: () => operator.groups,
    snapshot: () => operator.snapshot(),
    restore: (state) => operator.restore(state),
  };
}

class CorrectedWindows<C> {
  readonly #ctx: OperatorContext<C>;
  readonly #shape: WindowShape;
  readonly #corrections: Corrections;
  readonly #groupsMax: number;
  readonly #keyColumns: readonly number[];
  readonly #timeColumn: number;
  readonly #code: WindowCode;
  readonly #ledger: Ledger;
  readonly #windows = new Map<number, CorrectedWindow>();
  /** Windows that have not fired, and all: earliest end first. */
  readonly #unfired = new Heap<CorrectedWindow>((a, b) => a.end < b.end);
  readonly #kept = new Heap<CorrectedWindow>((a, b) => a.end < b.end);
  readonly #out: Batch;
  /** Windows with changes that wait for an early result, and when the next is due. */
  readonly #changed = new Set<CorrectedWindow>();
  #tick = Number.POSITIVE_INFINITY;
  #watermark = MIN_WATERMARK;
  groups = 0;

  constructor(ctx: OperatorContext<C>, settings: CorrectedSettings) {
    this.#ctx = ctx;
    this.#shape = settings.shape;
    this.#corrections = settings.corrections;
    this.#groupsMax = settings.groupsMax ?? WINDOW_GROUPS_MAX;
    const input = ctx.inputs['in'];
    if (input === undefined) throw new Error('bug: window without an input');
    this.#keyColumns = placesOf(input.columns, settings.keys);
    this.#timeColumn = placeOf(input.columns, input.eventTime);
    this.#code = windowCode(ctx, settings, { merges: false });
    this.#ledger = this.#code.ledger;
    this.#out = ctx.out('out');
  }

  process([batch]: readonly Batch[], clock: WatermarkClock): void {
    const times = batch?.stores[this.#timeColumn]?.floats;
    for (let row = 0; batch !== undefined && times !== undefined && row < batch.length; row += 1) {
      this.#advance(clock.watermarks[batch.sequence[row] ?? 0] ?? MIN_WATERMARK, clock);
      this.#take(batch, row, times[row] ?? 0);
    }
    this.#advance(clock.watermarks[clock.end] ?? MIN_WATERMARK, clock);
  }

  #advance(watermark: number, clock: WatermarkClock): void {
    if (watermark <= this.#watermark) return;
    while (this.#tick - 1 <= watermark) {
      const tick = this.#tick;
      this.#fireUpTo(tick - 1, clock);
      this.#showChanged(tick, sequenceOf(tick - 1, clock));
    }
    this.#fireUpTo(watermark, clock);
    this.#watermark = watermark;
    for (;;) {
      const window = this.#kept.first();
      if (window === undefined || window.end - 1 + this.#corrections.latenessMs > watermark) return;
      this.#kept.pop();
      this.#drop(window);
    }
  }

  #fireUpTo(watermark: number, clock: WatermarkClock): void {
    for (;;) {
      const window = this.#unfired.first();
      if (window === undefined || window.end - 1 > watermark) return;
      this.#unfired.pop();
      const sequence = sequenceOf(window.end - 1, clock);
      for (let slot = 0; slot < window.table.size; slot += 1) this.#show(window, slot, sequence);
      window.changed.clear();
      this.#changed.delete(window);
      this.#ctx.progress();
    }
  }

  /** The first multiple of the period of early results behind a time, aligned as the windows are. */
  #tickAfter(timeMs: number): number {
    const { everyMs } = this.#corrections;
    if (everyMs === undefined) return Number.POSITIVE_INFINITY;
    return paneStartOf({ ...this.#shape, slideMs: everyMs }, timeMs) + everyMs;
  }

  /** An early result of a window is due at the next tick that lies in it. */
  #await(window: CorrectedWindow, watermark: number): void {
    this.#changed.add(window);
    this.#tick = Math.min(this.#tick, this.#tickAfter(Math.max(watermark + 1, window.start)));
  }

  /** Shows what has changed in the windows that have begun, those that end first before the others. */
  #showChanged(tick: number, sequence: number): void {
    const changed = [...this.#changed].sort((a, b) => a.end - b.end);
    this.#changed.clear();
    this.#tick = Number.POSITIVE_INFINITY;
    for (const window of changed)
      if (window.start >= tick) this.#await(window, tick - 1);
      else {
        for (const slot of window.changed) this.#show(window, slot, sequence);
        window.changed.clear();
      }
    this.#ctx.progress();
  }

  #take(batch: Batch, row: number, time: number): void {
    const { latenessMs } = this.#corrections;
    const pane = paneStartOf(this.#shape, time);
    const { slideMs } = this.#shape;
    const last = lastEndOf(this.#shape, pane);
    let first = pane + slideMs;
    while (first <= last && first - 1 + latenessMs <= this.#watermark) first += slideMs;
    if (first > last) {
      this.#ctx.late(batch, row);
      return;
    }
    if (this.groups + (last - first) / slideMs >= this.#groupsMax) {
      this.#ctx.reject('STATE_LIMIT', `the windows keep ${this.#groupsMax} groups already`, batch, row);
      return;
    }
    for (let end = first; end <= last; end += slideMs) if (!this.#put(end, batch, row)) return;
  }

  /** Adds a row to the window that ends here; false when it was refused and told. */
  #put(end: number, batch: Batch, row: number): boolean {
    const window = this.#windowAt(end);
    const { table } = window;
    const before = table.size;
    const slot = table.slotOfRow(batch, row, this.#keyColumns);
    const isNew = slot >= before;
    if (isNew) this.groups += 1;
    this.#ledger.arrivals += 1;
    try {
      this.#code.take(table.fields, slot, batch, row);
    } catch (error) {
      if (isNew) table.unfilled.add(slot);
      rejectFailed(this.#ctx, error, batch, row);
      return false;
    }
    table.unfilled.delete(slot);
    this.#added(window, slot, batch.sequence[row] ?? 0);
    return true;
  }

  #windowAt(end: number): CorrectedWindow {
    const known = this.#windows.get(end);
    if (known !== undefined) return known;
    const table = new GroupTable(this.#keyColumns.length, this.#code.kinds);
    const window = new CorrectedWindow(windowStartOf(this.#shape, end), end, table);
    this.#keep(window);
    return window;
  }

  #keep(window: CorrectedWindow): void {
    this.#windows.set(window.end, window);
    this.#kept.push(window);
    if (window.end - 1 > this.#watermark) this.#unfired.push(window);
  }

  /** A row has come to a group: a window that has fired is corrected at once. */
  #added(window: CorrectedWindow, slot: number, sequence: number): void {
    if (window.end - 1 <= this.#watermark) {
      this.#show(window, slot, sequence);
      return;
    }
    const { everyMs, everyRows } = this.#corrections;
    if (everyMs !== undefined) {
      if (window.changed.size === 0) this.#await(window, this.#watermark);
      window.changed.add(slot);
    }
    if (everyRows === undefined) return;
    window.rows[slot] = (window.rows[slot] ?? 0) + 1;
    if ((window.rows[slot] ?? 0) < everyRows) return;
    this.#show(window, slot, sequence);
    window.rows[slot] = 0;
  }

  /** Gives the results of a group, unless they are those that were shown last. */
  #show(window: CorrectedWindow, slot: number, sequence: number): void {
    const { table, shown } = window;
    if (table.unfilled.has(slot)) return;
    const before = shown[slot];
    const results = resultsOf(this.#code, table.fields, slot);
    if (results === undefined) {
      if (before !== undefined) this.#push(window, slot, before, { sequence, kind: DELETE });
      shown[slot] = undefined;
      return;
    }
    if (before !== undefined) {
      if (isSame(before, results)) return;
      this.#push(window, slot, before, { sequence, kind: UPDATE_BEFORE });
    }
    const kind = before === undefined ? INSERT : UPDATE_AFTER;
    this.#push(window, slot, results, { sequence, kind });
    shown[slot] = results;
  }

  #push(
    { start, end, table }: CorrectedWindow,
    slot: number,
    results: readonly Value[],
    { sequence, kind }: { readonly sequence: number; readonly kind: number },
  ): void {
    this.#out.push([start, end, end - 1, ...table.keyOf(slot), ...results], sequence, kind);
  }

  #drop(window: CorrectedWindow): void {
    this.#windows.delete(window.end);
    this.groups -= window.table.size;
    this.#ledger.kept -= unitsOfAll(this.#code, window.table);
  }

  nextFire(): number | undefined {
    const window = this.#unfired.first();
    if (window === undefined) return undefined;
    return Math.min(window.end, this.#tick) - 1;
  }

  snapshot(): Json {
    const { arrivals } = this.#ledger;
    return saveWindows({ watermark: this.#watermark, arrivals, windows: [...this.#windows.values()] });
  }

  restore(state: Json): void {
    const saved = loadWindows(state, (window) => {
      const table = new GroupTable(this.#keyColumns.length, this.#code.kinds);
      return new CorrectedWindow(window.start, window.end, table);
    });
    this.#watermark = saved.watermark;
    this.#ledger.arrivals = saved.arrivals;
    for (const window of saved.windows) {
      this.#keep(window);
      this.groups += window.table.size;
      this.#ledger.kept += unitsOfAll(this.#code, window.table);
      if (window.changed.size > 0) this.#await(window, this.#watermark);
    }
  }
}

function isSame(a: readonly Value[], b: readonly Value[]): boolean {
  return a.every((value, index) => {
    const other = b[index] ?? null;
    return Object.is(value, other) || sameValue(value, other);
  });
}
