// DISTINCT: counts per value decide which rows an aggregate sees, the first with a value and the last that takes it back.
import type { DataType } from '@weir/shared/data-type';
import { constant, js } from '@weir/shared/fragment';
import type { Fields } from '../group-fields.ts';
import type { Accumulator, AccumulatorOptions } from './accumulator.ts';
import { addJs } from './accumulator.ts';
import { counted } from './counted.ts';

/** COUNT, SUM, AVG, VAR or STDDEV over each value once; `inner` makes the aggregate at a place. */
export function distinct(
  type: DataType,
  inner: (at: number) => Accumulator,
  at: number,
  { ledger }: AccumulatorOptions,
): Accumulator {
  const counts = counted(type, at, ledger);
  const one = inner(at + counts.fields.length);
  return {
    fields: [...counts.fields, ...one.fields],
    weights: [at],
    check: counts.check,
    code: (slot, value) =>
      js`if (${constant(counts.raise)}(f, ${slot}, ${value}, 1)) { ${addJs(one, slot, [value])} }`,
    add: (fields, slot, value) => {
      if (counts.raise(fields, slot, value, 1)) one.add(fields, slot, value, null);
    },
    retract: (fields, slot, value) => {
      if (counts.lower(fields, slot, value, 1)) one.retract?.(fields, slot, value, null);
    },
    merge: (into, to, other, from) =>
      counts.merge(into, to, other, from, (value) => one.add(into, to, value, null)),
    ...(one.unmerge === undefined
      ? { folds: true }
      : {
          unmerge: (into: Fields, to: number, other: Fields, from: number): void =>
            counts.unmerge(into, to, other, from, (value) => one.retract?.(into, to, value, null)),
        }),
    result: one.result,
  };
}
