// Stream sink: rows go into a named durable log that other pipelines read.
import { defineNode } from '@weir/engine/define-node';
import { flinkSink } from '@weir/engine/flink/sink';
import { cases } from './cases.ts';

export const streamSink = defineNode({
  type: 'stream_sink',
  palette: {
    group: 'sink',
    title: 'Stream sink',
    summary: 'Writes rows to a stream that other pipelines can read.',
    icon: 'stream',
    keywords: ['topic', 'log', 'publish'],
  },
  docs: `Appends each row to a *stream*: a named durable log inside Weir, one per environment and name.

**Delivery: exactly once** (K1). Rows become visible to readers when the checkpoint of their epoch is durable.`,
  inputs: [{ name: 'in', title: 'Rows' }],
  outputs: [],
  fields: {
    stream: {
      kind: 'stream',
      title: 'Stream',
      help: 'Letters, digits and underscores.',
      placeholder: 'orders_clean',
      default: '',
    },
  },
  meaning: (config) => (config.stream === '' ? 'no stream chosen' : `writes ${config.stream}`),
  infer: ({ config }) => ({
    outputs: {},
    problems: /^[A-Za-z0-9_]{1,60}$/.test(config.stream)
      ? []
      : [
          {
            code: 'CONFIG_VALUE',
            field: 'stream',
            message: `${config.stream} is not a stream name`,
            hint: 'Use letters, digits and underscores, such as orders_clean.',
          },
        ],
  }),
  eventTime: false,
  stream: (config) => ({ name: config.stream, access: 'write' }),
  embedded: { kind: 'sink', driver: 'stream', options: (config) => ({ stream: config.stream }) },
  flink: (ctx) => flinkSink(ctx, { connector: 'kafka', topic: ctx.config.stream, format: 'json' }),
  cases,
});
