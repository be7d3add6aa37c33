// PERCENTILE: counts per number, sorted and interpolated at the end (X3.12).
import type { DataType, Value } from '@weir/shared/data-type';
import type { Accumulator, AccumulatorOptions } from './accumulator.ts';
import { counted } from './counted.ts';
import { asDouble, compareDoubles } from './numbers.ts';

/** What PERCENTILE asks for; `list` when the result is an ARRAY. */
export type Shares = { readonly shares: readonly number[]; readonly list: boolean };

/** PERCENTILE. The second value of a row is its frequency when `hasFrequency`; NULL and less than 1 leave the row out. */
export function percentile(
  type: DataType,
  { shares, list, hasFrequency }: Shares & { readonly hasFrequency: boolean },
  at: number,
  { ledger }: AccumulatorOptions,
): Accumulator {
  const counts = counted({ kind: 'DOUBLE' }, at, ledger);
  const double = asDouble(type);
  const times = (frequency: Value): number => (hasFrequency ? Math.max(0, Number(frequency ?? 0)) : 1);
  return {
    fields: counts.fields,
    weights: [at],
    check: (fields, slot, value, frequency) => {
      if (times(frequency) > 0) counts.check(fields, slot, double.run(value));
    },
    add: (fields, slot, value, frequency) => {
      const by = times(frequency);
      if (by > 0) counts.raise(fields, slot, double.run(value), by);
    },
    retract: (fields, slot, value, frequency) => {
      const by = times(frequency);
      if (by > 0) counts.lower(fields, slot, double.run(value), by);
    },
    merge: (into, to, other, from) => counts.merge(into, to, other, from),
    unmerge: (into, to, other, from) => counts.unmerge(into, to, other, from),
    result: (fields, slot) => {
      const entries = counts.entries(fields, slot).map(([value, count]) => ({ value: Number(value), count }));
      const total = entries.reduce((sum, { count }) => sum + count, 0);
      if (total <= 0) return null;
      entries.sort((a, b) => compareDoubles(a.value, b.value));
      const found = shares.map((share) => valueAtShare(entries, share * (total - 1) + 1));
      return list ? found : (found[0] ?? null);
    },
  };
}

/** The value at a position from 1, in proportion between two values when it lies between them. */
function valueAtShare(
  sorted: readonly { readonly value: number; readonly count: number }[],
  position: number,
): number | null {
  const lower = Math.floor(position);
  const higher = Math.ceil(position);
  let index = 0;
  let seen = sorted[0]?.count ?? 0;
  while (seen < lower && index + 1 < sorted.length) {
    index += 1;
    seen += sorted[index]?.count ?? 0;
  }
  const value = sorted[index]?.value ?? null;
  const next = sorted[index + 1]?.value;
  if (seen >= higher || value === null || next === undefined) return value;
  return (higher - position) * value + (position - lower) * next;
}
