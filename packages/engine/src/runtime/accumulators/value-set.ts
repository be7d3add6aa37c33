// Each value of a group once, in order of first arrival: LISTAGG(DISTINCT), ARRAY_AGG(DISTINCT), COLLECT(DISTINCT).
import type { Value } from '@weir/shared/data-type';
import { type Fields, mapAt, valueAt } from '../group-fields.ts';
import type { Accumulator } from './accumulator.ts';
import { counted } from './counted.ts';
import { valueKey } from './value-key.ts';
import type { ValueListSettings } from './value-list.ts';

/** Fields: weight, counts and, where groups are merged, the number of the row that brought a value first. */
export function valueSet({ type, at, options, keepsNull, finish }: ValueListSettings): Accumulator {
  const { ledger, merges } = options;
  const counts = counted(type, at, ledger);
  const arrivalsAt = at + 2;
  const { of } = valueKey(type);
  return {
    fields: merges ? [...counts.fields, 'value'] : counts.fields,
    weights: [at],
    folds: true,
    keepsNull,
    check: counts.check,
    add: (fields, slot, value) => {
      if (counts.raise(fields, slot, value, 1) && merges)
        mapAt(fields, arrivalsAt, slot).set(of(value), ledger.arrivals);
    },
    retract: (fields, slot, value) => {
      if (counts.lower(fields, slot, value, 1) && merges) mapAt(fields, arrivalsAt, slot).delete(of(value));
    },
    merge: merges
      ? (into, to, other, from) => {
          counts.merge(into, to, other, from);
          const arrivals = mapAt(into, arrivalsAt, to);
          for (const [key, arrival] of arrivalsOf(other, arrivalsAt, from))
            arrivals.set(key, Math.min(Number(arrivals.get(key) ?? Infinity), Number(arrival)));
        }
      : undefined,
    result: (fields, slot) => {
      const values = counts.entries(fields, slot).map(([value]) => value);
      if (!merges) return finish(values);
      const arrivals = arrivalsOf(fields, arrivalsAt, slot);
      const at = (value: Value): number => Number(arrivals.get(of(value)) ?? 0);
      return finish(values.sort((a, b) => at(a) - at(b)));
    },
  };
}

function arrivalsOf(fields: Fields, at: number, slot: number): ReadonlyMap<Value, Value> {
  const map = valueAt(fields, at, slot);
  return map instanceof Map ? map : new Map<Value, Value>();
}
