// Groups of rows that have a window already: by its start and end and the keys, and when each window fires.
//
// Groups of all windows share one table, so that a window of one row costs one group; each window end has one timer and
// the list of its groups in order of arrival.
import { placeOf, placesOf, type StreamType } from '@weir/shared/stream-type';
import type { Batch } from './batch.ts';
import { Heap } from './heap.ts';

/** Where the columns of the window and of the keys stand. */
export type WindowPlaces = { readonly end: number; readonly group: readonly number[] };

/** The places of the window's start and end and of the keys, as the columns of a group. */
export function windowPlaces(input: StreamType | undefined, keys: readonly string[]): WindowPlaces {
  if (input?.window === undefined) throw new Error('bug: rows without windows');
  const { start, end } = input.window;
  return { end: placeOf(input.columns, end), group: placesOf(input.columns, [start, end, ...keys]) };
}

/** The window end of a row; undefined when it is NULL. */
export function windowEndOf(batch: Batch, row: number, { end }: WindowPlaces): number | undefined {
  const value = batch.get(end, row);
  return typeof value === 'number' ? value : undefined;
}

/** Open groups by the end of their window. */
export class OwnWindows {
  readonly #byEnd = new Map<number, number[]>();
  readonly #ends = new Heap<number>((a, b) => a < b);
  readonly #isOpen: boolean[] = [];
  /** Open groups. */
  size = 0;

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

  /** The end of the window that fires next. */
  next(): number | undefined {
    return this.#ends.first();
  }

  /** Closes the groups of the window end that fires next and gives them in order of arrival. */
  take(): readonly number[] {
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
