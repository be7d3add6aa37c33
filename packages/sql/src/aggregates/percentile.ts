// PERCENTILE: the value below which a share of the values lies, interpolated.

import { typeText } from '@weir/shared/data-type';
import type { Typed, TypedLiteral } from '../check/typed.ts';
import { DOUBLE, INT, isInteger, isNumeric, scaleOf } from '../check/types.ts';
import { type Refusal, refuse } from '../functions/definition.ts';
import { type AggregateCall, type AggregateDefinition, type ResolvedAggregate, SAME } from './definition.ts';
import { refuseType } from './totals.ts';

/** The number of a literal percentage. */
export function percentageOf({ value, type }: TypedLiteral): number {
  return Number(value) / 10 ** scaleOf(type);
}

function isPercentage(item: Typed): item is TypedLiteral {
  if (item.kind !== 'literal' || item.value === null || !isNumeric(item.type)) return false;
  const share = percentageOf(item);
  return share >= 0 && share <= 1;
}

function resolve({ values, percentages }: AggregateCall): ResolvedAggregate | Refusal {
  const [value, frequency] = values;
  if (value === undefined || !isNumeric(value.type)) return refuseType('PERCENTILE', value?.type);
  if (percentages === undefined)
    return refuse('PERCENTILE needs a percentage', 'Write PERCENTILE(x, 0.5).', 'SQL_ARGUMENTS');
  const shares = percentages.items.filter(isPercentage);
  if (shares.length < percentages.items.length || shares.length === 0)
    return refuse('a percentage is a literal from 0 to 1', 'Write 0.95 or ARRAY[0.5, 0.95].');
  if (frequency !== undefined && !isInteger(frequency.type))
    return refuse(`the frequency is a whole number, this is ${typeText(frequency.type)}`);
  return {
    type: percentages.list ? { kind: 'ARRAY', element: { type: DOUBLE, nullable: true } } : DOUBLE,
    nullable: true,
    arguments: values,
    option: { kind: 'percentages', values: shares, list: percentages.list },
  };
}

/** PERCENTILE. */
export const PERCENTILE: AggregateDefinition = {
  name: 'PERCENTILE',
  rule: 'X3.12',
  documentation:
    'The value below which a share of the values lies, between two of them in proportion; an ARRAY of shares gives an ARRAY. The frequency says how often a row counts.',
  syntax: 'PERCENTILE(x, share, frequency?) or PERCENTILE(x, ARRAY[share, …], frequency?)',
  arguments: [1, 2],
  distinct: { refused: 'Flink was not measured with it' },
  resolve,
  slices: SAME,
  cases: [
    { call: 'PERCENTILE(x, 0.25)', type: INT, values: [10, 20, null, 30, 40], result: 17.5 },
    { call: 'PERCENTILE(x, ARRAY[0.0, 0.5])', type: INT, values: [2, 1], result: [1, 1.5] },
    { call: 'PERCENTILE(x, 0.5, i)', type: INT, values: [1, 2, 3], result: 3 },
    { call: 'PERCENTILE(x, 0.5)', type: DOUBLE, values: [null], result: null },
  ],
};
