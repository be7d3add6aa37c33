// All values of a group in order of arrival: LISTAGG, ARRAY_AGG, JSON_ARRAYAGG.
import type { DataType, Value } from '@weir/shared/data-type';
import { type Fields, listAt, valueAt } from '../group-fields.ts';
import type { Accumulator, AccumulatorOptions } from './accumulator.ts';
import { addUnits, keepUnits, requireRoom, unitsOf } from './ledger.ts';
import { valueKey } from './value-key.ts';

/** What a list of values is made of. */
export type ValueListSettings = {
  readonly type: DataType;
  readonly at: number;
  readonly options: AccumulatorOptions;
  readonly keepsNull?: boolean | undefined;
  /** The result of the values in order of arrival; the list may be kept only as a copy. */
  readonly finish: (values: readonly Value[]) => Value;
};

/** Fields: weight, values and, where groups are merged, the number of the row that brought each. */
export function valueList({ type, at, options, keepsNull, finish }: ValueListSettings): Accumulator {
  const { ledger, merges } = options;
  const [valuesAt, arrivalsAt] = [at + 1, at + 2];
  const key = valueKey(type);
  return {
    fields: merges ? ['number', 'value', 'value'] : ['number', 'value'],
    weights: [at],
    folds: true,
    keepsNull,
    check: (fields, slot, value) => requireRoom(ledger, fields, at, slot, unitsOf(value)),
    add: (fields, slot, value) => {
      keepUnits(ledger, fields, at, slot, unitsOf(value));
      listAt(fields, valuesAt, slot).push(value);
      if (merges) listAt(fields, arrivalsAt, slot).push(ledger.arrivals);
    },
    // The earliest of equal values goes, as in Flink.
    retract: (fields, slot, value) => {
      const values = listAt(fields, valuesAt, slot);
      const wanted = key.of(value);
      const index = values.findIndex((candidate) => Object.is(key.of(candidate), wanted));
      if (index < 0) return;
      keepUnits(ledger, fields, at, slot, -unitsOf(value));
      values.splice(index, 1);
      if (merges) listAt(fields, arrivalsAt, slot).splice(index, 1);
    },
    merge: merges ? (into, to, other, from) => mergeLists(at, into, to, other, from) : undefined,
    result: (fields, slot) => finish(valuesOf(fields, valuesAt, slot)),
  };
}

function valuesOf(fields: Fields, at: number, slot: number): readonly Value[] {
  const value = valueAt(fields, at, slot);
  return isList(value) ? value : [];
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** Both lists ascend by arrival, so only what arrived in `into` after the first of the other has to be dealt anew. */
function mergeLists(at: number, into: Fields, to: number, other: Fields, from: number): void {
  const [valuesAt, arrivalsAt] = [at + 1, at + 2];
  const right = { values: valuesOf(other, valuesAt, from), arrivals: valuesOf(other, arrivalsAt, from) };
  if (right.values.length === 0) return;
  const left = { values: listAt(into, valuesAt, to), arrivals: listAt(into, arrivalsAt, to) };
  const first = Number(right.arrivals[0]);
  let keep = left.values.length;
  while (keep > 0 && Number(left.arrivals[keep - 1]) > first) keep -= 1;
  const tail = { values: left.values.splice(keep), arrivals: left.arrivals.splice(keep) };
  let [t, r] = [0, 0];
  while (t < tail.values.length || r < right.values.length) {
    const tailIsNext =
      r >= right.values.length ||
      (t < tail.values.length && Number(tail.arrivals[t]) < Number(right.arrivals[r]));
    const [side, index] = tailIsNext ? [tail, t] : [right, r];
    left.values.push(side.values[index] ?? null);
    left.arrivals.push(side.arrivals[index] ?? 0);
    if (tailIsNext) t += 1;
    else r += 1;
  }
  addUnits(
    into,
    at,
    to,
    right.values.reduce((units: number, value) => units + unitsOf(value), 0),
  );
}
