// File sink: rows as NDJSON in a folder, each row exactly once.
import { defineNode } from '@weir/engine/define-node';
import { flinkSink } from '@weir/engine/flink/sink';
import { cases } from './cases.ts';

export const fileSink = defineNode({
  type: 'file_sink',
  palette: {
    group: 'sink',
    title: 'File sink',
    summary: 'Writes rows as NDJSON into a folder, each exactly once.',
    icon: 'file-sink',
    key: 'w',
    keywords: ['write', 'ndjson', 'output', 'export'],
  },
  docs: `Writes each row as one line of JSON into \`part-<epoch>.ndjson\` files of a folder below \`files\`.

**Delivery: exactly once** (K1). Rows are written beside and become visible by a rename when the checkpoint of their epoch is durable,
about once per second; after a crash nothing is missing and nothing is there twice.`,
  inputs: [{ name: 'in', title: 'Rows' }],
  outputs: [],
  fields: {
    path: { kind: 'path', title: 'Folder', mode: 'write', placeholder: 'files/out', default: '' },
  },
  meaning: (config) => (config.path === '' ? 'no folder chosen' : `${config.path}/part-*.ndjson`),
  infer: () => ({ outputs: {}, problems: [] }),
  eventTime: false,
  embedded: { kind: 'sink', driver: 'file', options: (config) => ({ path: config.path }) },
  flink: (ctx) => flinkSink(ctx, { connector: 'filesystem', path: ctx.config.path, format: 'json' }),
  cases,
});
