// Stream source: reads a named durable log that another pipeline writes.
import { defineNode } from '@weir/engine/define-node';
import { flinkTable } from '@weir/engine/flink/table';
import {
  CHANGES_DOCS,
  COMPUTED_FIELDS,
  flinkRecords,
  inferRecords,
  JSON_FORMATS,
  jsonRecords,
  recordScopes,
} from '@weir/engine/record-source';
import { EVENT_TIME_FIELDS, watermarkOf } from '@weir/engine/source-schema';
import { cases } from './cases.ts';

export const stream = defineNode({
  type: 'stream',
  palette: {
    group: 'source',
    title: 'Stream',
    summary: 'Reads a stream that another pipeline writes.',
    icon: 'stream',
    key: 's',
    keywords: ['topic', 'log', 'subscribe', 'replay'],
  },
  docs: `Reads a *stream*: a named durable log inside Weir, written by the Stream sink of another pipeline in the same environment.

**Delivery.** Replayable: a new job starts with the oldest retained row, later ones where the last checkpoint stands. Rows of an epoch
become visible when the writer's checkpoint commits, so a reader never sees a row twice.

${CHANGES_DOCS}`,
  inputs: [],
  outputs: [{ name: 'out', title: 'Rows' }],
  fields: {
    stream: { kind: 'stream', title: 'Stream', placeholder: 'orders_clean', default: '' },
    schema: { kind: 'schema', title: 'Columns', default: [] },
    format: { kind: 'choice', title: 'Format', default: 'json', options: JSON_FORMATS },
    ...COMPUTED_FIELDS,
    ...EVENT_TIME_FIELDS,
  },
  meaning: (config) => (config.stream === '' ? 'no stream chosen' : `reads ${config.stream}`),
  infer: ({ config }) => inferRecords(config),
  scopes: recordScopes,
  eventTime: false,
  stream: (config) => ({ name: config.stream, access: 'read' }),
  embedded: {
    kind: 'source',
    open: ({ config }) => ({
      kind: 'source',
      driver: 'stream',
      options: { stream: config.stream },
      ...jsonRecords(config),
      watermark: watermarkOf(config),
      bounded: false,
    }),
  },
  flink: ({ config, nodeId }) => ({
    kind: 'table',
    create: flinkTable(nodeId, flinkRecords(config), {
      connector: 'kafka',
      topic: config.stream,
      format: config.format,
      'scan.startup.mode': 'earliest-offset',
    }),
  }),
  cases,
});
