// File sink: rows as NDJSON in a folder, each row exactly once.
import { defineNode } from '@weir/engine/define-node';
import { flinkColumns, flinkTable } from '@weir/engine/flink/table';
import { sql, sqlId } from '@weir/shared/fragment';
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
  flink: ({ config, nodeId, from, inputs }) => {
    const table = from['in']?.[0];
    const input = inputs['in']?.[0];
    if (table === undefined || input === undefined)
      return { kind: 'unsupported', reason: 'the input is not connected' };
    return {
      kind: 'sink',
      create: flinkTable(nodeId, flinkColumns(input.columns), {
        connector: 'filesystem',
        path: config.path,
        format: 'json',
      }),
      insert: sql`INSERT INTO ${sqlId(nodeId)} SELECT * FROM ${table}`,
    };
  },
  cases,
});
