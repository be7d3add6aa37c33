// Rows that wait for the watermark and leave in order of event time, those of one time in order of arrival.
//
// A row leaves with the first watermark that reaches its time. One that comes when the watermark has passed its time
// leaves with the next watermark, before later rows that leave then (T9): watermarks are gone through step by step, as
// each row that moved them made them, so that the order does not depend on the size of the batches.
import { placeOf, type StreamType } from '@weir/shared/stream-type';
import type { Batch } from './batch.ts';
import type { WatermarkClock } from './operator.ts';
import { RowStore } from './row-store.ts';
import { loadValue, type SavedValue, saveValue } from './snapshot-values.ts';
import { MIN_WATERMARK } from './time.ts';
import { Timers } from './timers.ts';

/** Rows of one time that leave together: their places in the store, in order of arrival. */
export type Due = { readonly places: readonly number[]; readonly timeMs: number; readonly sequence: number };

/** Waiting rows, each with the slot of its key. */
export class TimeQueue {
  readonly store: RowStore;
  readonly #timeColumn: number;
  readonly #timers = new Timers();
  /** By place: the slot of the key, and the number of the row in order of arrival. */
  readonly #keys: number[] = [];
  readonly #orders: number[] = [];
  #order = 0;
  watermark: number = MIN_WATERMARK;

  constructor(input: StreamType) {
    this.store = new RowStore(input);
    this.#timeColumn = placeOf(input.columns, input.eventTime);
  }

  /** Rows that wait. */
  get size(): number {
    return this.store.size;
  }

  /** The watermark at which the next row leaves: that of its time, or the next one when that has passed. */
  next(): number | undefined {
    const next = this.#timers.next();
    return next === undefined ? undefined : Math.max(next, this.watermark + 1);
  }

  /** The slot of the key of a row. */
  keyOf(place: number): number {
    return this.#keys[place] ?? 0;
  }

  /** Keeps a row until its time. */
  add(key: number, batch: Batch, row: number): void {
    this.#queue(key, this.store.add(key, batch, row, 0));
  }

  #queue(key: number, place: number): void {
    this.#order += 1;
    this.#keys[place] = key;
    this.#orders[place] = this.#order;
    this.#timers.add(this.store.rows.stores[this.#timeColumn]?.floats[place] ?? 0, place);
  }

  /** Moves the watermark and hands over the rows that leave by it, time after time. They are forgotten afterwards. */
  advance(target: number, clock: WatermarkClock, leave: (due: Due) => void): void {
    while (target > this.watermark) {
      const next = this.#timers.next();
      if (next === undefined || next > target) break;
      const index = this.#firstStep(next, clock);
      const step = Math.min(target, clock.watermarks[index] ?? target);
      this.watermark = step;
      const sequence = Math.max(clock.start, index - 1);
      for (;;) {
        const timeMs = this.#timers.next();
        if (timeMs === undefined || timeMs > step) break;
        leave({ places: this.#take(timeMs), timeMs, sequence });
      }
    }
    if (target > this.watermark) this.watermark = target;
  }

  /** The first place of the clock whose watermark is new and reaches a time. */
  #firstStep(timeMs: number, { watermarks, start, end }: WatermarkClock): number {
    let low = start;
    let high = end;
    while (low < high) {
      const middle = (low + high) >> 1;
      const watermark = watermarks[middle] ?? 0;
      if (watermark >= timeMs && watermark > this.watermark) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #take(timeMs: number): readonly number[] {
    const places: number[] = [];
    while (this.#timers.next() === timeMs) places.push(this.#timers.take(timeMs));
    return places;
  }

  /** Forgets a row that has left. */
  remove(place: number): void {
    this.store.remove(this.keyOf(place), place);
  }

  /** The rows in order of arrival, as a snapshot holds them. */
  save(): SavedValue[][] {
    const places = [...new Set(this.#keys)].flatMap((key) => this.store.of(key));
    places.sort((a, b) => (this.#orders[a] ?? 0) - (this.#orders[b] ?? 0));
    return places.map((place) => this.store.rows.row(place).map(saveValue));
  }

  /** Takes a row of a snapshot back. Rows come in order of arrival. */
  load(key: number, values: readonly SavedValue[]): void {
    this.#queue(key, this.store.put(key, values.map(loadValue), 0));
  }
}
