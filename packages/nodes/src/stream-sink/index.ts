// Stream sink: rows go into a named durable log that other pipelines read.
import { defineNode } from '@weir/engine/define-node';
import { flinkSink } from '@weir/engine/flink/sink';
import { parseDurationMs } from '@weir/shared/duration';
import type { Json } from '@weir/shared/graph';
import { cases } from './cases.ts';

const MEBIBYTE = 1024 * 1024;

function sinkOptions(config: {
  readonly stream: string;
  readonly retention: number;
  readonly retentionAge: string;
}): Json {
  const ageMs = parseDurationMs(config.retentionAge);
  return {
    stream: config.stream,
    bytesMax: config.retention * MEBIBYTE,
    ...(ageMs === undefined ? {} : { ageMs }),
  };
}

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

**Delivery: exactly once** (K1). Rows become visible to readers when the checkpoint of their epoch is durable.

**Retention.** The newest rows are kept up to a size, and up to an age when one is set. A reader that is slower than that stops with
SOURCE_GAP and never skips rows silently.`,
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
    retention: {
      kind: 'number',
      title: 'Keep at most',
      help: 'Of the newest rows. Older ones go, in parts of up to 64 MiB.',
      unit: 'MiB',
      integer: true,
      min: 1,
      max: 1024 * 1024,
      default: 1024,
      section: 'Retention',
    },
    retentionAge: {
      kind: 'duration',
      title: 'Keep for',
      help: 'Empty: as long as there is room.',
      placeholder: '7 d',
      default: '',
      optional: true,
      section: 'Retention',
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
  embedded: { kind: 'sink', driver: 'stream', options: sinkOptions, delivery: 'transactional' },
  flink: (ctx) => flinkSink(ctx, { connector: 'kafka', topic: ctx.config.stream, format: 'json' }),
  cases,
});
