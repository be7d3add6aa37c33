// Groups of rows that have a window already: by its start and end and the keys, and when each window fires.
//
// Groups of all windows share one table, so that a window of one row costs one group; each window end has one timer and
// the list of its groups in order of arrival.
import { placeOf, placesOf, type StreamType } from '@weir/shared/stream-type';
import type { Batch } from './batch.ts';
import { Heap } from './heap.ts';
import { type OperatorContext, sequenceOf, type WatermarkClock } from './operator.ts';
import { MIN_WATERMARK } from './time.ts';

/** Where the columns of the window and of the keys stand. */
export type WindowPlaces = { readonly end: number; readonly group: readonly number[] };

/** The places of the window's start and end and of the keys, as the columns of a group. */
export function windowPlaces(input: StreamType | undefined, keys: readonly string[]): WindowPlaces {
  if (input?.window === undefined) throw new Error('bug: rows without windows');
  const { start, end } = input.window;
  return { end: placeOf(input.columns, end), group: placesOf(input.columns, [start, end, ...keys]) };
}

/** What is done with the rows of windows. */
type OnWindows<C> = {
  readonly ctx: OperatorContext<C>;
  readonly places: WindowPlaces;
  /** A row in time, with the end of its window. */
  readonly take: (batch: Batch, row: number, end: number) => void;
  /** The window of a group has come to its end: the group leaves. */
  readonly fire: (slot: number, sequence: number) => void;
};

/** Open groups by the end of their window. */
export class OwnWindows {
  readonly #byEnd = new Map<number, number[]>();
  readonly #ends = new Heap<number>((a, b) => a < b);
  readonly #isOpen: boolean[] = [];
  /** Open groups. */
  size = 0;
  watermark = MIN_WATERMARK;

  /** Takes rows, and fires windows between them, to the row that moved the watermark; late rows leave (T5, T6). */
  process<C>(batch: Batch | undefined, clock: WatermarkClock, on: OnWindows<C>): void {
    const { watermarks } = clock;
    for (let row = 0; batch !== undefined && row < batch.length; row += 1) {
      this.#advance(watermarks[batch.sequence[row] ?? 0] ?? MIN_WATERMARK, clock, on);
      const end = batch.get(on.places.end, row);
      if (typeof end !== 'number') on.ctx.reject('NULL_TIME', 'the window of the row is NULL', batch, row);
      else if (end - 1 <= this.watermark) on.ctx.late(batch, row);
      else on.take(batch, row, end);
    }
    this.#advance(watermarks[clock.end] ?? MIN_WATERMARK, clock, on);
  }

  #advance<C>(watermark: number, clock: WatermarkClock, on: OnWindows<C>): void {
    this.watermark = watermark;
    for (;;) {
      const end = this.#ends.first();
      if (end === undefined || end - 1 > watermark) return;
      const sequence = sequenceOf(end - 1, clock);
      for (const slot of this.#take()) on.fire(slot, sequence);
      on.ctx.progress();
    }
  }

  /** True when rows have come for the group at a slot. */
  isOpen(slot: number): boolean {
    return this.#isOpen[slot] === true;
  }

  /** Opens a group, which fires with its window. */
  open(slot: number, end: number): void {
    const slots = this.#byEnd.get(end);
    if (slots === undefined) {
      this.#byEnd.set(end, [slot]);
      this.#ends.push(end);
    } else slots.push(slot);
    this.#isOpen[slot] = true;
    this.size += 1;
  }

  /** The watermark at which a window fires next. */
  nextFire(): number | undefined {
    const end = this.#ends.first();
    return end === undefined ? undefined : end - 1;
  }

  /** Closes the groups of the window end that fires next and gives them in order of arrival. */
  #take(): readonly number[] {
    const end = this.#ends.pop();
    const slots = end === undefined ? undefined : this.#byEnd.get(end);
    if (end === undefined || slots === undefined) return [];
    this.#byEnd.delete(end);
    for (const slot of slots) this.#isOpen[slot] = false;
    this.size -= slots.length;
    return slots;
  }

  /** Open groups: by window end, then in order of arrival. */
  all(): readonly number[] {
    return [...this.#ends.all()].sort((a, b) => a - b).flatMap((end) => this.#byEnd.get(end) ?? []);
  }
}
