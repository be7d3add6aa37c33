// Sampler: keeps a share of the rows, chosen by a hash, so that the same input gives the same sample.

import { defineNode } from '@weir/engine/define-node';
import { inShare } from '@weir/engine/share-of';
import { placesOf } from '@weir/shared/stream-type';
import { cases } from './cases.ts';

export const sampler = defineNode({
  type: 'sampler',
  palette: {
    group: 'transform',
    title: 'Sampler',
    summary: 'Keeps a share of the rows, the same ones each time.',
    icon: 'sampler',
    keywords: ['sample', 'reduce', 'thin', 'percent', 'shed', 'bernoulli', 'hash'],
  },
  docs: `Keeps a share of the rows and drops the others.

**With key columns** it keeps all rows of a share of the keys: whole sessions, users or devices. **Without** it decides by all columns of
the row: equal rows are kept or dropped together. Either way the same input gives the same sample, on a replay too, and what a stream of
changes takes back is dropped with the row that it takes back.`,
  inputs: [{ name: 'in', title: 'Rows' }],
  outputs: [{ name: 'out', title: 'Sample' }],
  fields: {
    percent: { kind: 'number', title: 'Share kept', unit: '%', default: 10, min: 0, max: 100 },
    keys: {
      kind: 'columns',
      title: 'All rows of a key',
      help: 'Empty: each row by itself.',
      input: 'in',
      default: [],
      optional: true,
    },
    salt: { kind: 'text', title: 'Salt', placeholder: 'none', default: '', optional: true },
  },
  meaning: (config) =>
    `keeps ${config.percent} %${config.keys.length === 0 ? '' : ` of ${config.keys.join(', ')}`}`,
  infer: ({ inputs }) => {
    const input = inputs['in']?.[0];
    return { outputs: input === undefined ? undefined : { out: input }, problems: [] };
  },
  accepts: 'changes',
  eventTime: false,
  embedded: {
    kind: 'inline',
    emit: ({ config, input, pass }) => {
      const all = input.columns.map((_, index) => pass(index));
      const places = placesOf(input.columns, config.keys);
      const keys = places.length === 0 ? all : places.map(pass);
      return [{ port: 'out', when: inShare(keys, config), columns: all }];
    },
  },
  flink: () => ({ kind: 'unsupported', reason: 'the hash of the embedded engine has no Flink function' }),
  cases,
});
