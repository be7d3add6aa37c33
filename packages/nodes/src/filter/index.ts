// Filter: keeps the rows for which a condition is TRUE.
import { defineNode } from '@weir/engine/define-node';
import { sql } from '@weir/shared/fragment';
import { cases } from './cases.ts';

export const filter = defineNode({
  type: 'filter',
  palette: {
    group: 'transform',
    title: 'Filter',
    summary: 'Keeps the rows for which a condition is true.',
    icon: 'filter',
    key: 'f',
    keywords: ['where', 'having', 'condition', 'select'],
  },
  docs: `Keeps a row when the condition is TRUE. FALSE and NULL drop it: \`amount > 100\` drops rows whose amount is NULL.

After an aggregate it is SQL's HAVING. Columns and event time pass unchanged.`,
  inputs: [{ name: 'in', title: 'Rows' }],
  outputs: [{ name: 'out', title: 'Kept rows' }],
  fields: {
    where: {
      kind: 'condition',
      title: 'Keep rows where',
      input: 'in',
      placeholder: 'amount > 100',
      default: '',
    },
  },
  meaning: (config) => (config.where === '' ? 'no condition yet' : config.where),
  infer: ({ inputs }) => ({
    outputs: inputs['in']?.[0] === undefined ? undefined : { out: inputs['in'][0] },
    problems: [],
  }),
  accepts: 'changes',
  eventTime: false,
  embedded: {
    kind: 'inline',
    emit: ({ config, input, condition, pass }) => [
      { port: 'out', when: condition(config.where), columns: input.columns.map((_, index) => pass(index)) },
    ],
  },
  flink: ({ config, from, inputs, expression }) => {
    const table = from['in']?.[0];
    if (table === undefined) return { kind: 'unsupported', reason: 'the input is not connected' };
    return {
      kind: 'view',
      query: sql`SELECT * FROM ${table} WHERE ${expression(config.where, inputs['in']?.[0]?.columns ?? [])}`,
    };
  },
  cases,
});
