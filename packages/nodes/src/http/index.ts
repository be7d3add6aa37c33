// HTTP source: a door that accepts events; an event is acknowledged when it is on disk.
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

const SCHEMA = [
  { name: 'id', type: 'STRING' },
  { name: 'product', type: 'STRING' },
  { name: 'amount', type: 'DECIMAL(10, 2)' },
  { name: 'ts', type: 'TIMESTAMP(3)' },
];

export const http = defineNode({
  type: 'http',
  palette: {
    group: 'source',
    title: 'HTTP source',
    summary: 'Accepts events by POST at a door of its own.',
    icon: 'http',
    key: 'h',
    keywords: ['webhook', 'post', 'rest', 'ingest', 'api'],
  },
  docs: `Accepts \`POST\` requests with one JSON event, a JSON array of events, or NDJSON, with a bearer token. The door is open from
the moment the draft is saved; the node shows a complete \`curl\` line.

**Delivery.** A 2xx answer means that every event of the request is on disk: it will be counted exactly once, also after a crash.
A request is taken whole or not at all. Larger than 5 MiB or 10,000 events: \`413\`. Log full: \`503\` with \`Retry-After\`.

**Rows.** An event that is not a JSON object, or does not fit the columns, is accepted (it is safe on disk) and becomes a dead letter
of this node with its cause and its bytes.

${CHANGES_DOCS}`,
  inputs: [],
  outputs: [{ name: 'out', title: 'Events' }],
  fields: {
    schema: {
      kind: 'schema',
      title: 'Columns',
      help: 'What an event holds. A path such as user.id leads into objects.',
      default: SCHEMA,
    },
    format: { kind: 'choice', title: 'Format', default: 'json', options: JSON_FORMATS },
    ...COMPUTED_FIELDS,
    ...EVENT_TIME_FIELDS,
    eventTime: { ...EVENT_TIME_FIELDS.eventTime, default: 'ts' },
    watermarkDelay: { ...EVENT_TIME_FIELDS.watermarkDelay, default: '5 s' },
  },
  meaning: (config) => `POST, JSON, ${config.schema.length} columns`,
  infer: ({ config }) => inferRecords(config),
  scopes: recordScopes,
  eventTime: false,
  door: true,
  sample: `{"id":"o-1","product":"tea","amount":12.50,"ts":"2026-01-05 10:00:01.000"}
{"id":"o-2","product":"coffee","amount":8.00,"ts":"2026-01-05 10:00:03.200"}
{"id":"o-3","product":"tea","amount":25.00,"ts":"2026-01-05 10:00:07.900"}
{"id":"o-4","product":"tea","amount":3.10,"ts":"2026-01-05 10:00:12.000"}
{"id":"o-5","product":"coffee","amount":16.40,"ts":"2026-01-05 10:00:18.400"}
`,
  embedded: {
    kind: 'source',
    open: ({ config }) => ({
      kind: 'source',
      driver: 'door',
      options: null,
      ...jsonRecords(config),
      watermark: watermarkOf(config),
      bounded: false,
      delivery: 'acknowledged',
    }),
  },
  flink: ({ config, nodeId }) => ({
    kind: 'table',
    create: flinkTable(nodeId, flinkRecords(config), {
      connector: 'kafka',
      topic: nodeId,
      format: config.format,
      'scan.startup.mode': 'earliest-offset',
    }),
  }),
  cases,
});
