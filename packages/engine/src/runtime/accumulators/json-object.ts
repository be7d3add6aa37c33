// JSON_OBJECTAGG: keys with the JSON text of their values, in order of the keys as Flink's mapper writes them.
//
// Flink fails the job when a key repeats. Here the row that repeats it is an error of that row (R1): the first row of a
// key stays whatever comes, and nothing is lost without being told. Rejected: the last one wins, because then it
// would depend on the order of the input which rows vanish silently.
import type { DataType, Value } from '@weir/shared/data-type';
import { valueToJson } from '@weir/sql/json/json-value';
import { writeObject } from '@weir/sql/json/json-write';
import { RowError } from '@weir/sql/row-error';
import { type Fields, mapAt, valueAt } from '../group-fields.ts';
import type { Accumulator, AccumulatorOptions } from './accumulator.ts';
import { keepUnits, requireRoom, unitsOf } from './ledger.ts';

/** JSON_OBJECTAGG of values of a type. No merge: a repeated key over two groups would have no row to blame. */
export function jsonObject(
  type: DataType,
  { keepsNull }: { readonly keepsNull: boolean },
  at: number,
  { ledger }: AccumulatorOptions,
): Accumulator {
  const members = (fields: Fields, slot: number): ReadonlyMap<Value, Value> | undefined => {
    const map = valueAt(fields, at + 1, slot);
    return map instanceof Map ? map : undefined;
  };
  const units = (key: Value, value: Value): number => unitsOf(key) + unitsOf(value);
  const leftOut = (value: Value): boolean => value === null && !keepsNull;
  return {
    fields: ['number', 'value'],
    weights: [at],
    keepsNull: true,
    check: (fields, slot, key, value) => {
      if (key === null) throw new RowError('JSON_KEY', 'a key of JSON_OBJECTAGG is NULL');
      if (members(fields, slot)?.has(key) === true)
        throw new RowError('JSON_KEY', 'the group has this key of JSON_OBJECTAGG already');
      if (!leftOut(value)) requireRoom(ledger, fields, at, slot, units(key, value));
    },
    add: (fields, slot, key, value) => {
      if (leftOut(value)) return;
      keepUnits(ledger, fields, at, slot, units(key, value));
      mapAt(fields, at + 1, slot).set(key, value);
    },
    retract: (fields, slot, key, value) => {
      if (leftOut(value) || !mapAt(fields, at + 1, slot).delete(key)) return;
      keepUnits(ledger, fields, at, slot, -units(key, value));
    },
    result: (fields, slot) =>
      writeObject(
        [...(members(fields, slot) ?? [])].map(
          ([key, value]) => [String(key), valueToJson(value, type)] as const,
        ),
      ),
  };
}
