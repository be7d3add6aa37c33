// Blackhole: takes every row and forgets it.
import { defineNode } from '@weir/engine/define-node';
import { flinkColumns, flinkTable } from '@weir/engine/flink/table';
import { sql, sqlId } from '@weir/shared/fragment';
import { cases } from './cases.ts';

export const blackhole = defineNode({
  type: 'blackhole',
  palette: {
    group: 'sink',
    title: 'Blackhole',
    summary: 'Counts rows and forgets them. For measuring.',
    icon: 'blackhole',
    key: 'b',
    keywords: ['null', 'discard', 'benchmark', 'drop'],
  },
  docs: 'Takes every row, counts it and forgets it: the end of a branch that is only measured or tailed.',
  inputs: [{ name: 'in', title: 'Rows' }],
  outputs: [],
  fields: {},
  meaning: () => 'counts and forgets',
  infer: () => ({ outputs: {}, problems: [] }),
  eventTime: false,
  embedded: { kind: 'sink', driver: 'blackhole', options: () => null },
  flink: ({ nodeId, from, inputs }) => {
    const table = from['in']?.[0];
    const input = inputs['in']?.[0];
    if (table === undefined || input === undefined)
      return { kind: 'unsupported', reason: 'the input is not connected' };
    return {
      kind: 'sink',
      create: flinkTable(nodeId, flinkColumns(input.columns), { connector: 'blackhole' }),
      insert: sql`INSERT INTO ${sqlId(nodeId)} SELECT * FROM ${table}`,
    };
  },
  cases,
});
