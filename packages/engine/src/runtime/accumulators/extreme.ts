// MIN and MAX: the best value so far, and all values with their counts when rows may be taken back.
import { type DataType, isText, type Value } from '@weir/shared/data-type';
import { constant, js } from '@weir/shared/fragment';
import { compareText } from '@weir/sql/runtime/logic';
import { setValue, valueAt } from '../group-fields.ts';
import { type Accumulator, type AccumulatorOptions, fieldJs } from './accumulator.ts';
import { counted } from './counted.ts';

/** MIN (`sign` -1) or MAX (1). The first of equal values stays, a NaN too when it came first (X3.5). */
export function extreme(type: DataType, sign: 1 | -1, at: number, options: AccumulatorOptions): Accumulator {
  const better = betterThan(type, sign);
  if (options.retracts) return retractable(type, better, at, options);
  return {
    fields: ['value'],
    code: (slot, value) => {
      const best = fieldJs(at, slot);
      const wins = isText(type)
        ? js`${constant(better)}(${value}, ${best})`
        : sign > 0
          ? js`${value} > ${best}`
          : js`${value} < ${best}`;
      return js`if (${best} === null || ${wins}) ${best} = ${value};`;
    },
    add: (fields, slot, value) => {
      if (better(value, valueAt(fields, at, slot))) setValue(fields, at, slot, value);
    },
    merge: (into, to, other, from) => {
      const value = valueAt(other, at, from);
      if (value !== null && better(value, valueAt(into, at, to))) setValue(into, at, to, value);
    },
    result: (fields, slot) => valueAt(fields, at, slot),
  };
}

type Better = (value: Value, best: Value) => boolean;

function betterThan(type: DataType, sign: 1 | -1): Better {
  if (isText(type))
    return (value, best) => best === null || compareText(String(value), String(best)) * sign > 0;
  return (value, best) => {
    if (best === null) return true;
    if (value === null) return false;
    return sign > 0 ? value > best : value < best;
  };
}

/** Fields: weight, counts, and the best value, which is looked for again when its last row is taken back. */
function retractable(
  type: DataType,
  better: Better,
  at: number,
  { ledger }: AccumulatorOptions,
): Accumulator {
  const counts = counted(type, at, ledger);
  const bestAt = at + 2;
  return {
    fields: [...counts.fields, 'value'],
    weights: [at],
    check: counts.check,
    add: (fields, slot, value) => {
      counts.raise(fields, slot, value, 1);
      if (better(value, valueAt(fields, bestAt, slot))) setValue(fields, bestAt, slot, value);
    },
    retract: (fields, slot, value) => {
      const gone = counts.lower(fields, slot, value, 1);
      if (!gone || !Object.is(value, valueAt(fields, bestAt, slot))) return;
      let best: Value = null;
      for (const [candidate] of counts.entries(fields, slot)) if (better(candidate, best)) best = candidate;
      setValue(fields, bestAt, slot, best);
    },
    merge: (into, to, other, from) => {
      counts.merge(into, to, other, from);
      const value = valueAt(other, bestAt, from);
      if (value !== null && better(value, valueAt(into, bestAt, to))) setValue(into, bestAt, to, value);
    },
    result: (fields, slot) => valueAt(fields, bestAt, slot),
  };
}
