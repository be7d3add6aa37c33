// FIRST_VALUE and LAST_VALUE by order of arrival. Rows that may be taken back need the whole list of values.

import type { DataType } from '@weir/shared/data-type';
import { constant, js } from '@weir/shared/fragment';
import { numberAt, setNumber, setValue, valueAt } from '../group-fields.ts';
import { type Accumulator, type AccumulatorOptions, fieldJs } from './accumulator.ts';
import { valueList } from './value-list.ts';

/** FIRST_VALUE or LAST_VALUE: the value and when it arrived. */
export function end(
  which: 'first' | 'last',
  type: DataType,
  at: number,
  options: AccumulatorOptions,
): Accumulator {
  const first = which === 'first';
  if (options.retracts)
    return valueList({ type, at, options, finish: (values) => values.at(first ? 0 : -1) ?? null });
  const { ledger } = options;
  const isBetter = (arrival: number, best: number): boolean => (first ? arrival < best : arrival > best);
  return {
    fields: ['value', 'number'],
    code: (slot, value) => {
      const set = js`${fieldJs(at, slot)} = ${value}; ${fieldJs(at + 1, slot)} = ${constant(ledger)}.arrivals;`;
      return first ? js`if (${fieldJs(at, slot)} === null) { ${set} }` : set;
    },
    add: (fields, slot, value) => {
      if (first && valueAt(fields, at, slot) !== null) return;
      setValue(fields, at, slot, value);
      setNumber(fields, at + 1, slot, ledger.arrivals);
    },
    merge: (into, to, other, from) => {
      const value = valueAt(other, at, from);
      const arrival = numberAt(other, at + 1, from);
      if (value === null) return;
      if (valueAt(into, at, to) !== null && !isBetter(arrival, numberAt(into, at + 1, to))) return;
      setValue(into, at, to, value);
      setNumber(into, at + 1, to, arrival);
    },
    result: (fields, slot) => valueAt(fields, at, slot),
  };
}
