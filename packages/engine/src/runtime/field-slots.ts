// Groups without keys: places in the arrays of the accumulators, given and taken back.
import { clearGroup, type FieldArray, type FieldKind, grownFields, newFields } from './group-fields.ts';

const SLOTS_START = 64;

/** Fields of groups that come and go. */
export class FieldSlots {
  readonly #kinds: readonly FieldKind[];
  readonly #free: number[] = [];
  /** Arrays of the accumulators; replaced when they grow. */
  fields: FieldArray[];
  #size = 0;
  #capacity = SLOTS_START;

  constructor(kinds: readonly FieldKind[]) {
    this.#kinds = kinds;
    this.fields = newFields(kinds, SLOTS_START);
  }

  /** A slot with the fields of a new group. */
  take(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const slot = this.#size;
    this.#size += 1;
    if (slot >= this.#capacity) {
      this.#capacity *= 2;
      this.fields = grownFields(this.fields, this.#capacity);
    }
    for (const field of this.fields) if (!(field instanceof Float64Array)) field.push(null);
    return slot;
  }

  /** Gives a slot back. */
  free(slot: number): void {
    clearGroup(this.fields, 0, this.#kinds.length, slot);
    this.#free.push(slot);
  }
}
