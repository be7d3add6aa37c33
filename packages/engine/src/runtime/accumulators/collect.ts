// COLLECT: a MULTISET of the values with their counts.
import type { DataType, Value } from '@weir/shared/data-type';
import type { Accumulator, AccumulatorOptions } from './accumulator.ts';
import { counted } from './counted.ts';

/** COLLECT. A Map cannot tell -0.0 from 0.0, so their counts are one in the result. */
export function collect(type: DataType, at: number, { ledger }: AccumulatorOptions): Accumulator {
  const counts = counted(type, at, ledger);
  return {
    fields: counts.fields,
    weights: [at],
    folds: true,
    check: counts.check,
    add: (fields, slot, value) => void counts.raise(fields, slot, value, 1),
    retract: (fields, slot, value) => void counts.lower(fields, slot, value, 1),
    merge: (into, to, other, from) => counts.merge(into, to, other, from),
    result: (fields, slot) => {
      const bag = new Map<Value, number>();
      for (const [value, count] of counts.entries(fields, slot))
        bag.set(value, (bag.get(value) ?? 0) + count);
      return bag;
    },
  };
}
