// File sink: rows or changes as lines of JSON in a folder, each exactly once.
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

**Changes.** Results that change (running aggregates, outer joins, top-N) need the format *Changes*: each line is a change in the form of
Debezium, a row added as \`{"before":null,"after":{...},"op":"c"}\`, a row taken back as \`{"before":{...},"after":null,"op":"d"}\`.

**Delivery: exactly once** (K1). Rows are written beside and become visible by a rename when the checkpoint of their epoch is durable,
about once per second; after a crash nothing is missing and nothing is there twice.`,
  inputs: [{ name: 'in', title: 'Rows' }],
  outputs: [],
  fields: {
    path: { kind: 'path', title: 'Folder', mode: 'write', placeholder: 'files/out', default: '' },
    format: {
      kind: 'choice',
      title: 'Format',
      default: 'json',
      options: [
        { value: 'json', title: 'Rows (NDJSON)' },
        { value: 'debezium-json', title: 'Changes (debezium-json)' },
      ],
    },
  },
  meaning: (config) => (config.path === '' ? 'no folder chosen' : `${config.path}/part-*.ndjson`),
  infer: ({ config, inputs }) => ({
    outputs: {},
    problems:
      config.format === 'json' && inputs['in']?.[0]?.changes === 'retract'
        ? [
            {
              code: 'CHANGE_KIND',
              field: 'format',
              message: 'rows of a file cannot be taken back, and the input takes rows back',
              hint: 'Choose the format Changes (debezium-json), or write a result that does not change, such as that of a window.',
            },
          ]
        : [],
  }),
  accepts: 'changes',
  eventTime: false,
  embedded: {
    kind: 'sink',
    driver: 'file',
    options: ({ path, format }) => ({ path, format }),
    delivery: 'transactional',
  },
  flink: (ctx) =>
    flinkSink(ctx, { connector: 'filesystem', path: ctx.config.path, format: ctx.config.format }),
  cases,
});
