// VAR_POP, VAR_SAMP, STDDEV_POP and STDDEV_SAMP: how far the values lie apart.

import type { DataType } from '@weir/shared/data-type';
import type { AggregateFunction } from '../check/typed.ts';
import { DOUBLE, INT } from '../check/types.ts';
import { type AggregateCase, type AggregateDefinition, mayLackValues, SAME } from './definition.ts';
import { averageType, refuseType } from './totals.ts';

type Spread = Extract<AggregateFunction, 'VAR_POP' | 'VAR_SAMP' | 'STDDEV_POP' | 'STDDEV_SAMP'>;

/**
 * True when the result can need more than the 38 digits of its type. A variance is at most the square of the range, twice
 * that for two rows of a sample; Flink calls the result NOT NULL although it gives NULL.
 */
function overflows(name: Spread, argument: DataType, result: DataType): boolean {
  if (argument.kind !== 'DECIMAL' || result.kind !== 'DECIMAL') return false;
  const whole = argument.precision - argument.scale;
  return (name.startsWith('VAR') ? 2 * whole : whole) + 1 > result.precision - result.scale;
}

function spread(
  name: Spread,
  words: { readonly documentation: string; readonly aliases?: readonly string[] },
  cases: readonly AggregateCase[],
): AggregateDefinition {
  return {
    name,
    ...words,
    rule: 'X3.6',
    syntax: `${name}([DISTINCT] x)`,
    arguments: [1, 1],
    distinct: 'once',
    resolve: (call) => {
      const argument = call.values[0]?.type;
      const type = argument === undefined ? undefined : averageType(argument);
      if (argument === undefined || type === undefined) return refuseType(name, argument);
      // One row has no spread: the sample of one is NULL, which Flink's type denies.
      const nullable = mayLackValues(call) || name.endsWith('SAMP') || overflows(name, argument, type);
      return { type, nullable, arguments: call.values };
    },
    slices: SAME,
    cases,
  };
}

/** The four, in the type of AVG: of an INT column they are INT, so cast to DOUBLE first. */
export const spreadAggregates: readonly AggregateDefinition[] = [
  spread(
    'STDDEV_POP',
    {
      documentation:
        'The standard deviation of all values, in the type of AVG; cast whole numbers to DOUBLE first.',
    },
    [
      { call: 'STDDEV_POP(x)', type: DOUBLE, values: [2, 4, null], result: 1 },
      { call: 'STDDEV_POP(x)', type: DOUBLE, values: [5], result: 0 },
    ],
  ),
  spread(
    'STDDEV_SAMP',
    {
      documentation:
        'The standard deviation of a sample, NULL of one value; cast whole numbers to DOUBLE first.',
      aliases: ['STDDEV'],
    },
    [
      { call: 'STDDEV_SAMP(x)', type: DOUBLE, values: [2, 4], result: Math.SQRT2 },
      { call: 'STDDEV(x)', type: DOUBLE, values: [5], result: null },
    ],
  ),
  spread(
    'VAR_POP',
    { documentation: 'The variance of all values, in the type of AVG; cast whole numbers to DOUBLE first.' },
    [
      { call: 'VAR_POP(x)', type: INT, values: [2900, 2500, 2600], result: 28_888 },
      { call: 'VAR_POP(DISTINCT x)', type: DOUBLE, values: [1, 1, 3], result: 1 },
    ],
  ),
  spread(
    'VAR_SAMP',
    {
      documentation: 'The variance of a sample, NULL of one value; cast whole numbers to DOUBLE first.',
      aliases: ['VARIANCE'],
    },
    [
      { call: 'VAR_SAMP(x)', type: DOUBLE, values: [1, 2, 3], result: 1 },
      { call: 'VARIANCE(x)', type: DOUBLE, values: [7], result: null },
    ],
  ),
];
