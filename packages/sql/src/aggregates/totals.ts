// SUM and AVG: the types of sums and means, and where a DECIMAL can overflow to NULL.

import { type DataType, typeText } from '@weir/shared/data-type';
import { BIGINT, type Decimal, DOUBLE, INT, isNumeric } from '../check/types.ts';
import { type Refusal, refuse } from '../functions/definition.ts';
import {
  type AggregateCall,
  type AggregateDefinition,
  mayLackValues,
  type ResolvedAggregate,
  SAME,
} from './definition.ts';

/**
 * True when a sum of so many digits can need more than 38. Up to 19 digits it would take 10^19 rows, more than a BIGINT
 * counts; Flink calls the result NOT NULL for every precision although it gives NULL.
 */
function sumOverflows(type: Decimal): boolean {
  return type.precision > 19;
}

/** The type of AVG, which is that of VAR and STDDEV too; `undefined` when the type is no number. */
export function averageType(type: DataType): DataType | undefined {
  if (type.kind === 'DECIMAL') return { kind: 'DECIMAL', precision: 38, scale: Math.max(6, type.scale) };
  return isNumeric(type) ? type : undefined;
}

/** Says that the aggregate takes numbers only. */
export function refuseType(name: string, type: DataType | undefined): Refusal {
  const hint = type?.kind === 'STRING' || type?.kind === 'VARCHAR' ? 'Convert it with CAST.' : undefined;
  return refuse(`${name} does not take ${type === undefined ? 'this' : typeText(type)}`, hint);
}

function total(
  name: string,
  resultType: (type: DataType) => DataType | undefined,
): (call: AggregateCall) => ResolvedAggregate | Refusal {
  return (call) => {
    const argument = call.values[0]?.type;
    const type = argument === undefined ? undefined : resultType(argument);
    if (argument === undefined || type === undefined) return refuseType(name, argument);
    const overflows = argument.kind === 'DECIMAL' && sumOverflows(argument);
    return { type, nullable: mayLackValues(call) || overflows, arguments: call.values };
  };
}

const SUM: AggregateDefinition = {
  name: 'SUM',
  rule: 'X3.3',
  documentation:
    'The sum in the type of the values: INT wraps, a DECIMAL that needs over 38 digits is NULL and starts anew.',
  syntax: 'SUM([DISTINCT] x)',
  arguments: [1, 1],
  distinct: 'once',
  resolve: total('SUM', (type) => {
    if (type.kind === 'DECIMAL') return { kind: 'DECIMAL', precision: 38, scale: type.scale };
    return isNumeric(type) ? type : undefined;
  }),
  slices: SAME,
  cases: [
    { call: 'SUM(x)', type: INT, values: [1, 2, null], result: 3 },
    { call: 'SUM(x)', type: INT, values: [2_147_483_647, 1], result: -2_147_483_648 },
    { call: 'SUM(DISTINCT x)', type: INT, values: [5, 5, 1], result: 6 },
    { call: 'SUM(x) FILTER (WHERE x > 1)', type: INT, values: [1, 2, 3], result: 5 },
    { call: 'SUM(x)', type: INT, values: [null], result: null },
    {
      call: 'SUM(x)',
      type: { kind: 'DECIMAL', precision: 38, scale: 0 },
      values: [10n ** 38n - 1n, 1, -5],
      result: -5,
    },
  ],
};

const AVG: AggregateDefinition = {
  name: 'AVG',
  rule: 'X3.4',
  documentation: 'The mean in the type of the values: of whole numbers it is whole, cut toward zero.',
  syntax: 'AVG([DISTINCT] x)',
  arguments: [1, 1],
  distinct: 'once',
  resolve: total('AVG', averageType),
  slices: SAME,
  cases: [
    { call: 'AVG(x)', type: INT, values: [1, 2, null], result: 1 },
    { call: 'AVG(x)', type: INT, values: [2_147_483_647, 2_147_483_647], result: 2_147_483_647 },
    { call: 'AVG(x)', type: DOUBLE, values: [1, 2], result: 1.5 },
    { call: 'AVG(DISTINCT x)', type: BIGINT, values: [4, 4, 2], result: 3 },
  ],
};

/** SUM and AVG. */
export const totalAggregates: readonly AggregateDefinition[] = [SUM, AVG];
