// File source: rows of a file, once, followed as it grows, or replayed in event time.
import { defineNode } from '@weir/engine/define-node';
import { flinkTable } from '@weir/engine/flink/table';
import {
  CHANGES_DOCS,
  COMPUTED_FIELDS,
  csvRecords,
  flinkRecords,
  inferRecords,
  jsonRecords,
  recordScopes,
} from '@weir/engine/record-source';
import { EVENT_TIME_FIELDS, watermarkOf } from '@weir/engine/source-schema';
import { cases } from './cases.ts';

export const file = defineNode({
  type: 'file',
  palette: {
    group: 'source',
    title: 'File',
    summary: 'Reads NDJSON or CSV, plain or gzipped; once, as it grows, or replayed in event time.',
    icon: 'file',
    key: 'f',
    keywords: ['csv', 'ndjson', 'json lines', 'gzip', 'replay', 'tail'],
  },
  docs: `Reads the rows of one file below the folders \`files\` (of the state folder) or \`examples\`.

**Modes.** *Once* reads to the end and ends: every window fires. *Follow* goes on when the file grows and never ends. *Replay* releases
rows at a multiple of event time, in the order of the file, as if they happened now; it needs an event-time column.

**Formats.** NDJSON: one object per line. CSV: RFC 4180, with or without a header; an unquoted empty field is NULL. A header
that lacks a column is a dead letter, its rows are taken with NULL there. A name that ends in \`.gz\` is unpacked while reading (*Follow* takes plain files only).

**Delivery.** Replayable: the position is part of every checkpoint, each row counts exactly once.

${CHANGES_DOCS}`,
  inputs: [],
  outputs: [{ name: 'out', title: 'Rows' }],
  fields: {
    path: { kind: 'path', title: 'File', mode: 'read', placeholder: 'files/orders.ndjson', default: '' },
    format: {
      kind: 'choice',
      title: 'Format',
      default: 'json',
      options: [
        { value: 'json', title: 'NDJSON' },
        { value: 'csv', title: 'CSV' },
        { value: 'debezium-json', title: 'Changes (debezium-json)' },
      ],
    },
    header: {
      kind: 'boolean',
      title: 'First line is a header',
      default: true,
      when: { field: 'format', is: ['csv'] },
    },
    delimiter: {
      kind: 'choice',
      title: 'Delimiter',
      default: ',',
      when: { field: 'format', is: ['csv'] },
      options: [
        { value: ',', title: 'Comma' },
        { value: ';', title: 'Semicolon' },
        { value: '\t', title: 'Tab' },
        { value: '|', title: 'Bar' },
      ],
    },
    mode: {
      kind: 'choice',
      title: 'Mode',
      default: 'once',
      options: [
        { value: 'once', title: 'Once' },
        { value: 'follow', title: 'Follow' },
        { value: 'replay', title: 'Replay' },
      ],
    },
    speed: {
      kind: 'number',
      title: 'Speed',
      unit: 'x event time',
      help: '60 plays an hour in a minute.',
      default: 60,
      min: 0.01,
      max: 1_000_000,
      when: { field: 'mode', is: ['replay'] },
    },
    schema: {
      kind: 'schema',
      title: 'Columns',
      help: 'For CSV the path is the name in the header; empty means the same name.',
      default: [],
    },
    ...COMPUTED_FIELDS,
    ...EVENT_TIME_FIELDS,
  },
  meaning: (config) => {
    const how = config.mode === 'replay' ? `replay ${config.speed}x` : config.mode;
    return config.path === '' ? 'no file chosen' : `${config.path.split('/').at(-1)}, ${how}`;
  },
  infer: ({ config }) => {
    const inferred = inferRecords(config);
    const problems = [...inferred.problems];
    if (config.mode === 'replay' && config.eventTime === '') {
      problems.push({
        code: 'EVENT_TIME_MISSING',
        field: 'eventTime',
        message: 'replay needs an event-time column',
        hint: 'Set the event time, or read the file once.',
      });
    }
    if (config.mode === 'follow' && config.path.endsWith('.gz')) {
      problems.push({
        code: 'CONFIG_VALUE',
        field: 'mode',
        message: 'a gzipped file cannot be followed',
        hint: 'Choose Once or Replay, or a plain file.',
      });
    }
    return { outputs: problems.length > 0 ? undefined : inferred.outputs, problems };
  },
  scopes: recordScopes,
  eventTime: false,
  embedded: {
    kind: 'source',
    open: ({ config }) => ({
      kind: 'source',
      driver: 'file',
      options: { path: config.path, follow: config.mode === 'follow' },
      ...(config.format === 'csv' ? csvRecords(config) : jsonRecords(config)),
      watermark: watermarkOf(config),
      replaySpeed: config.mode === 'replay' ? config.speed : undefined,
      bounded: config.mode !== 'follow',
      delivery: 'replayable',
    }),
  },
  flink: ({ config, nodeId }) => ({
    kind: 'table',
    create: flinkTable(nodeId, flinkRecords(config), {
      connector: 'filesystem',
      path: config.path,
      format: config.format,
    }),
  }),
  cases,
});
