// LISTAGG, ARRAY_AGG and COLLECT: the values themselves, in order of arrival or counted.

import { isText, typeText } from '@weir/shared/data-type';
import { INT, STRING } from '../check/types.ts';
import { type Refusal, refuse } from '../functions/definition.ts';
import {
  type AggregateCall,
  type AggregateDefinition,
  type ResolvedAggregate,
  SAME,
  type SliceRule,
} from './definition.ts';

const SLICE_ORDER: SliceRule = {
  kind: 'embedded',
  reason: 'Flink puts the newest slice first, here the order is that of arrival',
};

function resolveListAgg({ values, filtered }: AggregateCall): ResolvedAggregate | Refusal {
  const [value, separator] = values;
  if (value === undefined) return refuse('LISTAGG takes text');
  if (!isText(value.type) && value.type.kind !== 'NULL')
    return refuse(`LISTAGG takes text, this is ${typeText(value.type)}`, 'Convert it: CAST(… AS STRING).');
  if (separator !== undefined && (separator.kind !== 'literal' || typeof separator.value !== 'string'))
    return refuse('the separator of LISTAGG is not a literal', "Write it out: LISTAGG(x, '; ').");
  const text = separator?.kind === 'literal' && typeof separator.value === 'string' ? separator.value : ',';
  return {
    type: STRING,
    nullable: value.nullable || filtered,
    arguments: [value],
    option: { kind: 'separator', text },
  };
}

const LISTAGG: AggregateDefinition = {
  name: 'LISTAGG',
  rule: 'X3.8',
  documentation:
    "The texts in order of arrival with a separator between them, ',' unless given; NULL left out.",
  syntax: "LISTAGG([DISTINCT] text, 'separator'?)",
  arguments: [1, 2],
  distinct: 'once',
  resolve: resolveListAgg,
  slices: SLICE_ORDER,
  cases: [
    { call: 'LISTAGG(x)', type: STRING, values: ['b', null, 'a', 'b'], result: 'b,a,b' },
    { call: "LISTAGG(DISTINCT x, '; ')", type: STRING, values: ['b', 'a', 'b'], result: 'b; a' },
    { call: 'LISTAGG(x)', type: STRING, values: [null], result: null },
  ],
};

const ARRAY_AGG: AggregateDefinition = {
  name: 'ARRAY_AGG',
  rule: 'X3.10',
  documentation:
    'The values in order of arrival as an ARRAY, NULL kept unless IGNORE NULLS is said; NULL of no rows.',
  syntax: 'ARRAY_AGG([DISTINCT] x [RESPECT NULLS | IGNORE NULLS])',
  arguments: [1, 1],
  distinct: 'once',
  resolve: ({ values, form, filtered }) => {
    const [value] = values;
    if (value === undefined || value.type.kind === 'NULL') return refuse('ARRAY_AGG does not take NULL');
    const { type, nullable } = value;
    return {
      type: { kind: 'ARRAY', element: { type, nullable } },
      // Flink calls it nullable with its values, although rows of NULL alone give an array of NULL.
      nullable: nullable || filtered,
      arguments: values,
      option: { kind: 'nulls', keep: form.nulls !== 'IGNORE' },
    };
  },
  slices: SLICE_ORDER,
  cases: [
    { call: 'ARRAY_AGG(x)', type: INT, values: [2, null, 2], result: [2, null, 2] },
    { call: 'ARRAY_AGG(x IGNORE NULLS)', type: INT, values: [2, null, 2], result: [2, 2] },
    { call: 'ARRAY_AGG(DISTINCT x)', type: INT, values: [2, null, 2, null], result: [2, null] },
    { call: 'ARRAY_AGG(x) FILTER (WHERE x > 5)', type: INT, values: [1], result: null },
  ],
};

const COLLECT: AggregateDefinition = {
  name: 'COLLECT',
  rule: 'X3.9',
  documentation: 'The values with how often each came, as a MULTISET; NULL left out, empty of no values.',
  syntax: 'COLLECT([DISTINCT] x)',
  arguments: [1, 1],
  distinct: 'once',
  resolve: ({ values }) => {
    const [value] = values;
    if (value === undefined || value.type.kind === 'NULL') return refuse('COLLECT does not take NULL');
    const element = { type: value.type, nullable: value.nullable };
    return { type: { kind: 'MULTISET', element }, nullable: false, arguments: values };
  },
  slices: SAME,
  cases: [
    {
      call: 'COLLECT(x)',
      type: STRING,
      values: ['b', null, 'a', 'b'],
      result: new Map([
        ['b', 2],
        ['a', 1],
      ]),
    },
    { call: 'COLLECT(DISTINCT x)', type: STRING, values: ['b', 'b'], result: new Map([['b', 1]]) },
    { call: 'COLLECT(x)', type: STRING, values: [null], result: new Map() },
  ],
};

/** LISTAGG, ARRAY_AGG and COLLECT. */
export const listAggregates: readonly AggregateDefinition[] = [LISTAGG, COLLECT, ARRAY_AGG];
