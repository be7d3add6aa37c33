// Timers of an operator: what is due at which watermark, earliest first, ties in the order in which they were set.
//
// A binary heap in typed arrays: setting and firing cost a few comparisons and allocate nothing once it has grown.
import { grown } from './grow.ts';

const CAPACITY_START = 256;

/** A queue of numbers (slots of keys or rows) by time. */
export class Timers {
  #times: Float64Array = new Float64Array(CAPACITY_START);
  #orders: Float64Array = new Float64Array(CAPACITY_START);
  #slots: Int32Array = new Int32Array(CAPACITY_START);
  #order = 0;
  size = 0;

  /** The earliest time, or `undefined` when nothing waits. */
  next(): number | undefined {
    return this.size === 0 ? undefined : this.#times[0];
  }

  /** Sets a timer. */
  add(timeMs: number, slot: number): void {
    if (this.size >= this.#slots.length) this.#grow();
    const at = this.size;
    this.size = at + 1;
    this.#order += 1;
    this.#put(this.#rise(at, timeMs), timeMs, this.#order, slot);
  }

  /** Takes the earliest timer that is due at the watermark; -1 when none is. */
  take(watermark: number): number {
    if (this.size === 0 || (this.#times[0] ?? 0) > watermark) return -1;
    const slot = this.#slots[0] ?? -1;
    this.size -= 1;
    if (this.size > 0) {
      const last = this.size;
      const [time, order] = [this.#times[last] ?? 0, this.#orders[last] ?? 0];
      this.#put(this.#sink(time, order), time, order, this.#slots[last] ?? 0);
    }
    return slot;
  }

  #put(at: number, time: number, order: number, slot: number): void {
    this.#times[at] = time;
    this.#orders[at] = order;
    this.#slots[at] = slot;
  }

  /** Moves parents down from a free place until a time fits; a new timer is later than equal ones. */
  #rise(from: number, time: number): number {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = this.#times[parent] ?? 0;
      if (above <= time) break;
      this.#put(at, above, this.#orders[parent] ?? 0, this.#slots[parent] ?? 0);
      at = parent;
    }
    return at;
  }

  /** Moves children up from the top until a timer fits. */
  #sink(time: number, order: number): number {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.size) return at;
      if (child + 1 < this.size && this.#isBefore(child + 1, child)) child += 1;
      const [childTime, childOrder] = [this.#times[child] ?? 0, this.#orders[child] ?? 0];
      if (time < childTime || (time === childTime && order < childOrder)) return at;
      this.#put(at, childTime, childOrder, this.#slots[child] ?? 0);
      at = child;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [timeA = 0, timeB = 0] = [this.#times[a], this.#times[b]];
    return timeA < timeB || (timeA === timeB && (this.#orders[a] ?? 0) < (this.#orders[b] ?? 0));
  }

  #grow(): void {
    const capacity = 2 * this.#slots.length;
    this.#times = grown(this.#times, new Float64Array(capacity));
    this.#orders = grown(this.#orders, new Float64Array(capacity));
    this.#slots = grown(this.#slots, new Int32Array(capacity));
  }
}
