// COUNT: how many rows, or how many values that are not NULL.

import { BIGINT, INT } from '../check/types.ts';
import { refuse } from '../functions/definition.ts';
import { type AggregateDefinition, SAME } from './definition.ts';

/** COUNT. */
export const COUNT: AggregateDefinition = {
  name: 'COUNT',
  rule: 'X3.2',
  documentation:
    'The number of rows, of values that are not NULL, or of different values; 0 when there are none.',
  syntax: 'COUNT(*), COUNT(x) or COUNT(DISTINCT x)',
  arguments: [1, 1],
  star: true,
  distinct: 'once',
  resolve: ({ values }) =>
    values[0]?.type.kind === 'NULL'
      ? refuse('COUNT does not take NULL')
      : { type: BIGINT, nullable: false, arguments: values },
  slices: SAME,
  cases: [
    { call: 'COUNT(*)', type: INT, values: [1, null, 1], result: 3 },
    { call: 'COUNT(x)', type: INT, values: [1, null, 1], result: 2 },
    { call: 'COUNT(DISTINCT x)', type: INT, values: [1, null, 1], result: 1 },
    { call: 'COUNT(x)', type: INT, values: [null], result: 0 },
  ],
};
