// COUNT: one number.
import { js } from '@weir/shared/fragment';
import { type Fields, numberAt, setNumber } from '../group-fields.ts';
import { type Accumulator, fieldJs } from './accumulator.ts';

/** COUNT of rows or of values that are not NULL. */
export function count(at: number): Accumulator {
  return {
    fields: ['number'],
    code: (slot) => js`${fieldJs(at, slot)} += 1;`,
    add: (fields, slot) => addTo(fields, at, slot, 1),
    retract: (fields, slot) => addTo(fields, at, slot, -1),
    merge: (into, to, other, from) => addTo(into, at, to, numberAt(other, at, from)),
    unmerge: (into, to, other, from) => addTo(into, at, to, -numberAt(other, at, from)),
    result: (fields, slot) => numberAt(fields, at, slot),
  };
}

/** Adds to a number of a group. */
export function addTo(fields: Fields, at: number, slot: number, by: number): void {
  setNumber(fields, at, slot, numberAt(fields, at, slot) + by);
}
