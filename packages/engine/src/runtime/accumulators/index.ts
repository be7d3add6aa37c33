// The accumulator of each aggregate; the one place that knows them all.
import type { DataType, Value } from '@weir/shared/data-type';
import { percentageOf } from '@weir/sql/aggregates/percentile';
import type { TypedAggregate } from '@weir/sql/check/typed';
import { isSafeAsJson, valueToJson } from '@weir/sql/json/json-value';
import type { Accumulator, AccumulatorOptions } from './accumulator.ts';
import { average } from './average.ts';
import { collect } from './collect.ts';
import { count } from './count.ts';
import { distinct } from './distinct.ts';
import { end } from './ends.ts';
import { extreme } from './extreme.ts';
import { jsonObject } from './json-object.ts';
import { percentile } from './percentile.ts';
import { spread } from './spread.ts';
import { sum } from './sum.ts';
import { valueList } from './value-list.ts';
import { valueSet } from './value-set.ts';

/** The accumulator of an aggregate whose first field stands at `at` in the group table. */
export function accumulator(aggregate: TypedAggregate, at: number, options: AccumulatorOptions): Accumulator {
  const { function: name, type: resultType } = aggregate;
  const type = argumentType(aggregate, 0);
  switch (name) {
    case 'COUNT':
      return once(aggregate, type, at, options, count);
    case 'SUM':
      return once(aggregate, type, at, options, (place) => sum(type, place, options));
    case 'AVG':
      return once(aggregate, type, at, options, (place) => average(type, resultType, place, options));
    case 'VAR_POP':
    case 'VAR_SAMP':
    case 'STDDEV_POP':
    case 'STDDEV_SAMP':
      return once(aggregate, type, at, options, (place) => spread(name, type, resultType, place));
    case 'MIN':
      return extreme(type, -1, at, options);
    case 'MAX':
      return extreme(type, 1, at, options);
    case 'FIRST_VALUE':
      return end('first', type, at, options);
    case 'LAST_VALUE':
      return end('last', type, at, options);
    case 'LISTAGG':
    case 'ARRAY_AGG':
    case 'COLLECT':
      return gathered(aggregate, type, at, options);
    case 'JSON_ARRAYAGG':
      return writable(gathered(aggregate, type, at, options), type, 0);
    case 'JSON_OBJECTAGG': {
      const valueType = argumentType(aggregate, 1);
      const one = jsonObject(valueType, { keepsNull: keepsNull(aggregate) }, at, options);
      return writable(one, valueType, 1);
    }
    case 'PERCENTILE':
      return percentile(
        type,
        { ...sharesOf(aggregate), hasFrequency: aggregate.arguments.length > 1 },
        at,
        options,
      );
  }
}

/** A value that JSON cannot hold, a map with a NULL key, is refused with its row: at the result there is none to blame. */
function writable(one: Accumulator, type: DataType, argument: 0 | 1): Accumulator {
  if (isSafeAsJson(type)) return one;
  return {
    ...one,
    check: (fields, slot, value, other) => {
      valueToJson(argument === 0 ? value : other, type);
      one.check?.(fields, slot, value, other);
    },
  };
}

/** COUNT(*) has no argument: every row has the same value. */
function argumentType(aggregate: TypedAggregate, index: number): DataType {
  return aggregate.arguments[index]?.type ?? { kind: 'INT' };
}

function once(
  aggregate: TypedAggregate,
  type: DataType,
  at: number,
  options: AccumulatorOptions,
  inner: (at: number) => Accumulator,
): Accumulator {
  return aggregate.distinct ? distinct(type, inner, at, options) : inner(at);
}

/** True when NULL values are kept: RESPECT NULLS, NULL ON NULL. */
function keepsNull({ option }: TypedAggregate): boolean {
  return (option?.kind === 'nulls' && option.keep) || (option?.kind === 'onNull' && option.write === 'NULL');
}

function sharesOf({ option }: TypedAggregate): {
  readonly shares: readonly number[];
  readonly list: boolean;
} {
  if (option?.kind !== 'percentages') throw new Error('bug: PERCENTILE without percentages');
  return { shares: option.values.map(percentageOf), list: option.list };
}

function gathered(
  aggregate: TypedAggregate,
  type: DataType,
  at: number,
  options: AccumulatorOptions,
): Accumulator {
  if (aggregate.function === 'COLLECT' && !aggregate.distinct) return collect(type, at, options);
  const settings = { type, at, options, keepsNull: keepsNull(aggregate), finish: finish(aggregate, type) };
  return aggregate.distinct ? valueSet(settings) : valueList(settings);
}

function finish(aggregate: TypedAggregate, type: DataType): (values: readonly Value[]) => Value {
  switch (aggregate.function) {
    case 'LISTAGG': {
      const separator = aggregate.option?.kind === 'separator' ? aggregate.option.text : ',';
      return (values) => (values.length === 0 ? null : values.join(separator));
    }
    case 'JSON_ARRAYAGG':
      return (values) => `[${values.map((value) => valueToJson(value, type)).join(',')}]`;
    case 'COLLECT':
      return (values) => new Map(values.map((value) => [value, 1]));
    default:
      return (values) => (values.length === 0 ? null : [...values]);
  }
}
