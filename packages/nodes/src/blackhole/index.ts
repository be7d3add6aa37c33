// Blackhole: takes every row and forgets it.
import { defineNode } from '@weir/engine/define-node';
import { flinkSink } from '@weir/engine/flink/sink';
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
  accepts: 'changes',
  eventTime: false,
  embedded: { kind: 'sink', driver: 'blackhole', options: () => null, delivery: 'live' },
  flink: (ctx) => flinkSink(ctx, { connector: 'blackhole' }),
  cases,
});
