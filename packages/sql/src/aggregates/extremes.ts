// MIN, MAX, FIRST_VALUE and LAST_VALUE: one of the values there were.

import { isBytes, isComposite } from '@weir/shared/data-type';
import { DOUBLE, INT, STRING } from '../check/types.ts';
import type { Refusal } from '../functions/definition.ts';
import {
  type AggregateCall,
  type AggregateDefinition,
  mayLackValues,
  type ResolvedAggregate,
  SAME,
  type SliceRule,
} from './definition.ts';
import { refuseType } from './totals.ts';

/** Flink has none of the four for bytes, collections and intervals. */
function chosen(name: string): (call: AggregateCall) => ResolvedAggregate | Refusal {
  return (call) => {
    const type = call.values[0]?.type;
    if (type === undefined || type.kind === 'NULL') return refuseType(name, type);
    const interval = type.kind === 'INTERVAL_DAY' || type.kind === 'INTERVAL_MONTH';
    if (isBytes(type) || isComposite(type) || interval) {
      return { ...refuseType(name, type), hint: 'Flink has it for numbers, text, BOOLEAN and moments only.' };
    }
    return { type, nullable: mayLackValues(call), arguments: call.values };
  };
}

const MIN: AggregateDefinition = {
  name: 'MIN',
  rule: 'X3.5',
  documentation:
    'The smallest value; text by code point. A NaN stays when it came first and is ignored later.',
  syntax: 'MIN(x)',
  arguments: [1, 1],
  distinct: 'nothing',
  resolve: chosen('MIN'),
  slices: SAME,
  cases: [
    { call: 'MIN(x)', type: INT, values: [3, 1, null, 2], result: 1 },
    { call: 'MIN(x)', type: DOUBLE, values: [Number.NaN, 1], result: Number.NaN },
    { call: 'MIN(x)', type: DOUBLE, values: [1, Number.NaN], result: 1 },
    { call: 'MIN(x)', type: STRING, values: ['b', 'B', 'a'], result: 'B' },
  ],
};

const MAX: AggregateDefinition = {
  ...MIN,
  name: 'MAX',
  documentation:
    'The largest value; text by code point. A NaN stays when it came first and is ignored later.',
  syntax: 'MAX(x)',
  resolve: chosen('MAX'),
  cases: [
    { call: 'MAX(x)', type: INT, values: [3, 1, null, 2], result: 3 },
    { call: 'MAX(x)', type: STRING, values: ['\u{1f600}', '\uffee'], result: '\u{1f600}' },
  ],
};

const NO_SLICES: SliceRule = {
  kind: 'embedded',
  reason: 'Flink cannot merge it over slices',
};
const ONE_VALUE = 'DISTINCT changes nothing about a single value';

const FIRST_VALUE: AggregateDefinition = {
  name: 'FIRST_VALUE',
  rule: 'X3.7',
  documentation: 'The value that arrived first, NULL left out.',
  syntax: 'FIRST_VALUE(x)',
  arguments: [1, 1],
  distinct: { refused: ONE_VALUE },
  resolve: chosen('FIRST_VALUE'),
  slices: NO_SLICES,
  cases: [{ call: 'FIRST_VALUE(x)', type: INT, values: [null, 7, 8], result: 7 }],
};

const LAST_VALUE: AggregateDefinition = {
  ...FIRST_VALUE,
  name: 'LAST_VALUE',
  documentation: 'The value that arrived last, NULL left out.',
  syntax: 'LAST_VALUE(x)',
  resolve: chosen('LAST_VALUE'),
  cases: [{ call: 'LAST_VALUE(x)', type: INT, values: [7, 8, null], result: 8 }],
};

/** MIN, MAX, FIRST_VALUE and LAST_VALUE. */
export const extremeAggregates: readonly AggregateDefinition[] = [MIN, MAX, FIRST_VALUE, LAST_VALUE];
